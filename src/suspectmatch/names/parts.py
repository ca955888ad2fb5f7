"""Names: from written names to tokens, coded once, with their forms, tags and rarity.

Names are split and their tokens coded in one pass over the bytes; what is not ASCII is transliterated
and folded once per distinct token; tokens that make one name together (Abd al-X, X ud-Din, Abu X) become
one unit. Particles, titles and placeholders are tagged and not compared; the record keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.kernels import text as letters
from suspectmatch.kernels import tokens as kernel
from suspectmatch.kernels.grades import NameArrays, name_arrays
from suspectmatch.kernels.interning import code_integers, code_texts
from suspectmatch.kernels.ragged import compared_units, expand
from suspectmatch.kernels.spelling import coarse_forms
from suspectmatch.names.frequencies import token_bits
from suspectmatch.names.readings import WORDS
from suspectmatch.names.scripts import fold, one_spelling
from suspectmatch.names.spelling_costs import spelling_costs
from suspectmatch.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

TAGS: Final = {
    word: getattr(kernel, tag.upper()) for tag, words in WORDS["tags"].items() for word in words.split()
}
"""Tag of each folded token that is not simply a name."""

_WRITTEN_OUT: Final = {
    short: name for name, spellings in WORDS["written_out"].items() for short in spellings.split()
}
"""Abbreviations of one name."""

_NOT_COMPARED: Final = (
    kernel.ARTICLE,
    kernel.NASAB,
    kernel.TITLE,
    kernel.PLACEHOLDER,
    kernel.GENERATION,
)

_APOSTROPHES: Final = "['\u2019\u2018`\u00b4\u02bc\u02bf\u02be\u2032\u02bb\u05f3\u05f4]"
_WITH_GERESH: Final = "\u05d2\u05d6\u05e6\u05e5"
_GERESH: Final = tuple(
    (f"[{signs}]{_APOSTROPHES}", sign)
    for signs, sign in (("\u05d2", "j"), ("\u05d6", "\u0436"), ("\u05e6\u05e5", "\u0447"))
)
"""Hebrew letters that an apostrophe makes another sound, and one sign for it: j and Cyrillic zh, ch."""
_LETTER: Final = r"[\p{L}\p{M}\p{N}]"
_NO_LETTER: Final = r"[^\p{L}\p{M}\p{N}]+"
_MARK: Final = r"\p{M}"
_JAMO: Final = ((0x1100, 0x1200), (0xA960, 0xA980), (0xD7B0, 0xD800))
"""Parts of Korean syllables, which normalising may join."""


@dataclass(frozen=True, eq=False, repr=False)
class Names:
    """D distinct names and the T distinct tokens (units) that they are made of.

    Attributes:
        full: the D names as written.
        arrays: what kernels need; see `suspectmatch.kernels.tokens.TokenArrays`.
        token_text: string (T,) the folded tokens, an Arrow array.
        skeleton_text: string (T,) their skeletons, likewise.
        tags: int8 (T,) tag of each token; see `suspectmatch.kernels.tokens`.
        kunya_only: bool (D,) whether a name is only a kunya, and therefore weak.
    """

    full: pa.Array
    arrays: kernel.TokenArrays
    token_text: pa.Array
    skeleton_text: pa.Array
    tags: npt.NDArray[np.int8]
    kunya_only: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.full)

    def __repr__(self) -> str:
        return f"Names({len(self):,} distinct names of {self.tags.size:,} distinct tokens)"

    @cached_property
    def text(self) -> tuple[str, ...]:
        """The T folded tokens."""
        return tuple(self.token_text.to_pylist())

    @cached_property
    def skeletons(self) -> tuple[str, ...]:
        """The T skeletons."""
        return tuple(self.skeleton_text.to_pylist())

    @cached_property
    def packed(self) -> NameArrays:
        """The arrays as they are compared, made once for all name columns."""
        return name_arrays(self.arrays, spelling_costs())

    @cached_property
    def phonetic(self) -> tuple[str, ...]:
        """The T Metaphone codes (jellyfish; Philips 1990), made when they are first asked for."""
        import jellyfish  # noqa: PLC0415 - only one blocking rule asks for these codes

        return tuple(jellyfish.metaphone(token) for token in self.text)

    def tokens(self, name: int) -> list[str]:
        """The folded tokens of a distinct name that are compared."""
        start, stop = self.arrays.token_offsets[name : name + 2]
        return [self.token_text[code].as_py() for code in self.arrays.token_codes[start:stop].tolist()]


def parse_names(
    full: pa.Array, name_of: npt.NDArray[np.int32], record_of: npt.NDArray[np.int32], n_records: int
) -> Names:
    """Split, fold, tag and code distinct names.

    Args:
        full: string (D,) distinct names as written.
        name_of: int32 (M,) distinct name of each occurrence.
        record_of: int32 (M,) record of each occurrence, never falling; with ``n_records`` it gives the
            rarity of each token in these data.
        n_records: number of records.

    Returns:
        The names; a name without a single letter has no tokens and is treated as missing.
    """
    token_offsets, token_codes, unit_text, unit_tags, kunya_only = _compared(full)
    tokens = Texts.of(unit_text)
    sounds, sound_offsets, skeletons, skeleton_offsets = coarse_forms(*Texts.of(one_spelling(unit_text)))
    forms = Texts(sounds, sound_offsets), Texts(skeletons, skeleton_offsets)
    arrays = _arrays(tokens, *forms, token_offsets, token_codes)
    texts = (unit_text, *(form.to_arrow() for form in forms))
    return Names(
        full=full,
        arrays=arrays._replace(bits=token_bits(texts, arrays, name_of, record_of, n_records)),
        token_text=unit_text,
        skeleton_text=texts[2],
        tags=unit_tags,
        kunya_only=kunya_only,
    )


class _Compared(NamedTuple):
    """The units of D names that are compared: their codes, and all distinct units with their tags."""

    offsets: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]
    text: pa.Array
    tags: npt.NDArray[np.int8]
    kunya_only: npt.NDArray[np.bool_]


def _compared(full: pa.Array) -> _Compared:
    offsets, codes, text = _split(full)
    tags = _tags(text)
    unit_offsets = np.zeros(offsets.size, dtype=np.int64)
    first, second = np.empty(codes.size, np.int32), np.empty(codes.size, np.int32)
    kinds = np.empty(codes.size, np.int8)
    kernel.fuse_units(offsets, codes, tags, unit_offsets, first, second, kinds)
    n_units = int(unit_offsets[-1])
    unit_codes, unit_text, unit_tags = _units(first[:n_units], second[:n_units], kinds[:n_units], text)
    compared = compared_units(
        unit_offsets,
        unit_codes,
        np.isin(unit_tags, _NOT_COMPARED),
        np.isin(unit_tags, (kernel.TITLE, kernel.NASAB)),
        unit_tags == kernel.KUNYA,
    )
    return _Compared(*compared[:2], unit_text, unit_tags, compared[2])


def _split(full: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], pa.Array]:
    """Offsets (D+1,), codes in reading order and the distinct folded tokens they stand for."""
    classes = _classes()
    texts = Texts.of(full)
    unsettled = letters.unsettled_texts(*texts, classes)
    if unsettled.any():
        mask = pa.array(unsettled)
        plain = _settled(full.filter(mask))
        texts = Texts.of(pc.replace_with_mask(full.cast(plain.type).fill_null(""), mask, plain))
    offsets, codes, data, starts = letters.split_names(*texts, classes)
    written = Texts(data, starts).to_arrow()
    lengths, folded = _folded(written)
    made, first = code_texts(*Texts.of(folded))
    if lengths is not None:
        ends = np.concatenate([[0], np.cumsum(lengths)])
        offsets, codes, _ = expand(offsets, codes, ends, made)
    return offsets, codes, folded.take(pa.array(first))


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Class of each code point of the basic plane, by the tables that the regular expressions use."""
    points = [point for point in range(1 << 16) if not 0xD800 <= point < 0xE000]  # noqa: PLR2004 surrogates
    signs = pa.array(map(chr, points), pa.string())

    def matches(pattern: str) -> npt.NDArray[np.bool_]:
        found = pc.match_substring_regex(signs, pattern=pattern).to_numpy(zero_copy_only=False)
        return np.asarray(found, dtype=bool)

    changed = pc.not_equal(pc.utf8_normalize(signs, form="NFKC"), signs).to_numpy(zero_copy_only=False)
    unsettled = np.asarray(changed, dtype=bool) | matches(_MARK)
    for start, stop in _JAMO:
        unsettled |= np.isin(points, np.arange(start, stop))
    unsettled |= np.isin(points, [ord(sign) for sign in _WITH_GERESH])
    dropped = matches(_APOSTROPHES)
    classes = np.full(1 << 16, letters.UNSETTLED, dtype=np.uint8)
    classes[points] = np.where(dropped, letters.DROPPED, matches(_LETTER) * letters.INSIDE)
    classes[points] |= (unsettled * letters.UNSETTLED).astype(np.uint8)
    return classes


def _settled(names: pa.Array) -> pa.Array:
    """Names in compatibility form, with spaces for all that is no letter, mark or figure."""
    clean = pc.utf8_normalize(names.cast(pa.large_string()), form="NFKC")
    for pattern, sign in _GERESH:
        clean = pc.replace_substring_regex(clean, pattern=pattern, replacement=sign)
    clean = pc.replace_substring_regex(clean, pattern=_APOSTROPHES, replacement="")
    return pc.replace_substring_regex(clean, pattern=_NO_LETTER, replacement=" ")


def _folded(written: pa.Array) -> tuple[npt.NDArray[np.int64] | None, pa.Array]:
    """How many folded tokens each written one becomes (None: one each), and these one after another.

    Tokens that are ASCII are folded already, but for abbreviations.
    """
    is_short = pc.is_in(written, value_set=pa.array(list(_WRITTEN_OUT)))
    is_odd = pc.or_(pc.invert(pc.string_is_ascii(written)), is_short).to_numpy(zero_copy_only=False)
    odd = np.flatnonzero(is_odd)
    if odd.size == 0:
        return None, written
    made = [
        [_WRITTEN_OUT.get(part, part) for part in fold(token)]
        for token in written.take(pa.array(odd)).to_pylist()
    ]
    lengths = np.ones(len(written), dtype=np.int64)
    lengths[odd] = [len(parts) for parts in made]
    source = np.repeat(np.arange(len(written)), lengths)
    source[is_odd[source]] = len(written) + np.arange(int(lengths[odd].sum()))
    flat = pa.array([part for parts in made for part in parts], pa.string())
    return lengths, pa.concat_arrays([written.cast(pa.string()), flat]).take(pa.array(source))


def _tags(text: pa.Array) -> npt.NDArray[np.int8]:
    found = pc.index_in(text, value_set=pa.array(list(TAGS)))
    tags = np.array([*TAGS.values(), kernel.PLAIN], dtype=np.int8)[
        found.fill_null(len(TAGS)).to_numpy(zero_copy_only=False)
    ]
    is_letter = pc.equal(pc.binary_length(text), 1).to_numpy(zero_copy_only=False)
    return np.where(is_letter & (tags == kernel.PLAIN), np.int8(kernel.INITIAL), tags)


def _units(
    first: npt.NDArray[np.int32],
    second: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int8],
    text: pa.Array,
) -> tuple[npt.NDArray[np.int32], pa.Array, npt.NDArray[np.int8]]:
    """Distinct units: their codes in reading order, folded text and tags."""
    key = (first.astype(np.int64) << 36) | ((second.astype(np.int64) + 1) << 4) | kinds
    codes, places = code_integers(key)
    order = np.argsort(key[places])
    place = places[order]
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    which = first[place].astype(np.int64)
    joined = np.flatnonzero(second[place] >= 0)
    which[joined] = len(text) + np.arange(joined.size)
    heads, tails = (text.take(pa.array(side[place[joined]])).to_pylist() for side in (first, second))
    made = map(_join, heads, tails, kinds[place[joined]].tolist())
    written = pa.concat_arrays([text, pa.array(list(made), text.type)]).take(pa.array(which))
    same_text, _ = code_texts(*Texts.of(written))
    code_of, kept = code_integers(same_text.astype(np.int64) << 4 | kinds[place])
    return code_of[rank][codes], written.take(pa.array(kept)), kinds[place][kept]


def _join(head: str, tail: str, kind: int) -> str:
    if kind == kernel.KUNYA:
        return ("umm" if head.startswith(("u", "o")) else "abu") + tail
    if TAGS.get(head) == kernel.ABD:
        return "abdul" + tail
    return head + ("uddin" if TAGS.get(tail) == kernel.DIN else "ullah")


def _arrays(
    tokens: Texts,
    sounds: Texts,
    skeletons: Texts,
    token_offsets: npt.NDArray[np.int64],
    token_codes: npt.NDArray[np.int32],
) -> kernel.TokenArrays:
    points, skeleton_points = tokens.points(), skeletons.points()
    hashes, powers = kernel.polynomial_hashes(points, tokens.offsets)
    skeleton_hashes, skeleton_powers = kernel.polynomial_hashes(skeleton_points, skeletons.offsets)
    return kernel.TokenArrays(
        points=points,
        point_offsets=tokens.offsets,
        sound=code_texts(*sounds)[0],
        skeleton=code_texts(*skeletons)[0],
        skeleton_points=skeleton_points,
        skeleton_offsets=skeletons.offsets,
        letters=letters.letter_sets(*tokens),
        hashes=hashes,
        powers=powers,
        skeleton_hashes=skeleton_hashes,
        skeleton_powers=skeleton_powers,
        bits=np.zeros((hashes.size, 6), dtype=np.float32),
        token_offsets=token_offsets,
        token_codes=token_codes,
    )


def not_compared(full: str) -> list[str]:
    """What of a written name is not compared: particles, titles, placeholders.

    >>> not_compared("Sheikh Zubayr al-Tarkhani")
    ['al', 'sheikh']
    """
    found = _compared(pa.array([full]))
    compared = set(found.codes.tolist())
    return sorted(text for code, text in enumerate(found.text.to_pylist()) if code not in compared)


def code_points(text: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Code points of strings, uint32, with int64 offsets (len+1,).

    >>> code_points(["ab", "c"])
    (array([97, 98, 99], dtype=uint32), array([0, 2, 3]))
    """
    offsets = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum([len(token) for token in text], out=offsets[1:])
    points = np.frombuffer("".join(text).encode("utf-32-le"), dtype=np.uint32)
    return points, offsets
