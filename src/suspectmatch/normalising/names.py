"""Names: from written names to tokens, coded once, with their forms, tags and rarity.

A name is split and coded by Arrow; each distinct token is transliterated, folded and tagged once;
tokens that make one name together (Abd al-X, X ud-Din, Abu X) become one unit. Particles, titles and
placeholders are tagged, never deleted from the record: they only stay out of the tokens compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import jellyfish
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.kernels import tokens as kernel
from suspectmatch.normalising.columns import gather
from suspectmatch.normalising.rarity import token_bits
from suspectmatch.normalising.scripts import fold, skeleton, sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_TAGGED: Final = {
    kernel.ARTICLE: "al el ul ur ud us uz ad as ash ar an at il l le la les the",
    kernel.NASAB: "bin ben ibn bint ould wuld uld ag mint walad veled binti bt b",
    kernel.TITLE: (
        "mullah mulla molla mawlawi maulavi maulawi mawlavi moulavi maulvi molvi haji hajji hadji hajj "
        "haj hadj alhaj alhaji alhajji qari qazi sheikh shaykh cheikh shaikh sheik dr doctor mr mrs ms "
        "miss eng engineer prof professor gen general col colonel maj major capt captain lt lieutenant "
        "sgt brig brigadier commander ustad ustaz hafiz hafez sayyid sayed syed seyyed sayyed sayid "
        "imam emir akhund akhond akhundzada hajja sahib agha aqa brother"
    ),
    kernel.PLACEHOLDER: "fnu lnu nmn nln nfn unk unknown unnamed none na inconnu desconocido neizvestno",
    kernel.GENERATION: "jr sr junior senior ii iii iv",
    kernel.KUNYA: "abu abou abo aboo umm oum um abi",
    kernel.ABD: "abd abdul abdel abdal abdol abdur abdus abdoul abdou abdool abdil",
    kernel.DIN: "din deen dine dein eddin eddine uddin uddeen addin aldin eldin aldeen ddin",
    kernel.ALLAH: "allah ullah ollah ellah alah ulla",
}
TAGS: Final = {word: tag for tag, words in _TAGGED.items() for word in words.split()}
"""Tag of each folded token that is not simply a name."""

_WRITTEN_OUT: Final = dict.fromkeys(("md", "mhd", "mohd", "muhd"), "muhammad")
"""Abbreviations that stand for one name wherever they occur."""

TAG_NAMES: Final = (
    "plain",
    "article",
    "nasab",
    "title",
    "placeholder",
    "generation",
    "kunya",
    "abd",
    "din",
    "allah",
    "initial",
)

_NOT_COMPARED: Final = (
    kernel.ARTICLE,
    kernel.NASAB,
    kernel.TITLE,
    kernel.PLACEHOLDER,
    kernel.GENERATION,
)

_APOSTROPHES: Final = "['\u2019\u2018`\u00b4\u02bc\u02bf\u02be\u2032\u02bb]"
_NO_LETTER: Final = r"[^\p{L}\p{M}\p{N}]+"


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """D distinct names and the T distinct tokens (units) that they are made of.

    Attributes:
        full: the D names as written.
        arrays: what kernels need; see `suspectmatch.kernels.tokens.TokenArrays`.
        text: the T folded tokens.
        tags: int8 (T,) tag of each token, an index into `TAG_NAMES`.
        phonetic: the T Metaphone codes (jellyfish; Philips 1990).
        skeletons: the T skeletons.
        kunya_only: bool (D,) whether a name is nothing but a kunya, and so never more than weak.
    """

    full: pa.Array
    arrays: kernel.TokenArrays
    text: tuple[str, ...]
    tags: npt.NDArray[np.int8]
    phonetic: tuple[str, ...]
    skeletons: tuple[str, ...]
    kunya_only: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.full)

    def __repr__(self) -> str:
        return f"Names({len(self):,} distinct names of {len(self.text):,} distinct tokens)"

    def tokens(self, name: int) -> list[str]:
        """The folded tokens of a distinct name that are compared."""
        start, stop = self.arrays.token_offsets[name : name + 2]
        return [self.text[code] for code in self.arrays.token_codes[start:stop]]


def parse_names(
    full: pa.Array, name_of: npt.NDArray[np.int32], record_of: npt.NDArray[np.int32], n_records: int
) -> Names:
    """Split, fold, tag and code distinct names.

    Args:
        full: string (D,) distinct names as written.
        name_of: int32 (M,) distinct name of each occurrence.
        record_of: int32 (M,) record of each occurrence; with ``n_records`` it gives the rarity of
            each token in these data.
        n_records: number of records.

    Returns:
        The names; a name without a single letter has no tokens and is treated as missing.
    """
    offsets, codes, text = _split(full)
    tags = np.array([_tag(token) for token in text], dtype=np.int8)
    unit_offsets = np.zeros(offsets.size, dtype=np.int64)
    first, second = np.empty(codes.size, np.int32), np.empty(codes.size, np.int32)
    kinds = np.empty(codes.size, np.int8)
    kernel.fuse_units(offsets, codes, tags, unit_offsets, first, second, kinds)
    n_units = int(unit_offsets[-1])
    unit_codes, unit_text, unit_tags = _units(first[:n_units], second[:n_units], kinds[:n_units], text)
    keep = _compared(unit_offsets, unit_tags[unit_codes])
    token_offsets = np.zeros(unit_offsets.size, dtype=np.int64)
    np.cumsum(_per_name(keep, unit_offsets), out=token_offsets[1:])
    token_codes = unit_codes[keep]
    is_kunya = unit_tags[token_codes] == kernel.KUNYA
    n_tokens = np.diff(token_offsets)
    kunya_only = (_per_name(is_kunya, token_offsets) == n_tokens) & (n_tokens > 0)
    skeletons = tuple(skeleton(token) for token in unit_text)
    sounds = [sound(token) for token in unit_text]
    arrays = _arrays(unit_text, sounds, skeletons, token_offsets, token_codes)
    bits = token_bits(unit_text, arrays, name_of, record_of, n_records)
    return Names(
        full=full,
        arrays=arrays._replace(bits=bits),
        text=tuple(unit_text),
        tags=unit_tags,
        phonetic=tuple(jellyfish.metaphone(token) for token in unit_text),
        skeletons=skeletons,
        kunya_only=kunya_only,
    )


def _split(full: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], list[str]]:
    """Offsets (D+1,), codes in reading order and the distinct folded tokens they stand for."""
    clean = pc.utf8_normalize(full.cast(pa.large_string()), form="NFKC")
    clean = pc.replace_substring_regex(clean, pattern=_APOSTROPHES, replacement="")
    clean = pc.replace_substring_regex(clean, pattern=_NO_LETTER, replacement=" ")
    parts = pc.split_pattern(pc.utf8_trim_whitespace(clean), pattern=" ")
    written = pc.list_flatten(parts).dictionary_encode()
    raw_offsets = parts.offsets.to_numpy().astype(np.int64)
    raw_codes = written.indices.to_numpy()
    folded = [
        [_WRITTEN_OUT.get(part, part) for part in fold(token)]
        for token in written.dictionary.to_pylist()
    ]
    distinct: dict[str, int] = {}
    flat = [distinct.setdefault(token, len(distinct)) for tokens in folded for token in tokens]
    starts = np.concatenate([[0], np.cumsum([len(tokens) for tokens in folded])]).astype(np.int64)
    positions, _, ends = gather(starts, raw_codes)
    return ends[raw_offsets], np.array(flat, dtype=np.int32)[positions], list(distinct)


def _tag(token: str) -> int:
    if token in TAGS:
        return TAGS[token]
    return kernel.INITIAL if len(token) == 1 else kernel.PLAIN


def _units(
    first: npt.NDArray[np.int32],
    second: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int8],
    text: Sequence[str],
) -> tuple[npt.NDArray[np.int32], list[str], npt.NDArray[np.int8]]:
    """Distinct units: their codes in reading order, folded text and tags."""
    key = (first.astype(np.int64) << 36) | ((second.astype(np.int64) + 1) << 4) | kinds
    distinct, codes = np.unique(key, return_inverse=True)
    joined: dict[tuple[str, int], int] = {}
    code_of = np.empty(distinct.size, dtype=np.int32)
    for k, value in enumerate(distinct.tolist()):
        head, tail, kind = value >> 36, ((value >> 4) & 0xFFFFFFFF) - 1, value & 15
        token = text[head] if tail < 0 else _join(text[head], text[tail], kind)
        code_of[k] = joined.setdefault((token, kind), len(joined))
    tags = np.array([kind for _, kind in joined], dtype=np.int8)
    return code_of[codes.reshape(-1)], [token for token, _ in joined], tags


def _join(head: str, tail: str, kind: int) -> str:
    if kind == kernel.KUNYA:
        return ("umm" if head.startswith(("u", "o")) else "abu") + tail
    if TAGS.get(head) == kernel.ABD:
        return "abdul" + tail
    return head + ("uddin" if TAGS.get(tail) == kernel.DIN else "ullah")


def _compared(offsets: npt.NDArray[np.int64], tags: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Which units are compared: all but particles and titles, or titles where there is nothing else."""
    keep = ~np.isin(tags, _NOT_COMPARED)
    bare = np.repeat(_per_name(keep, offsets) == 0, np.diff(offsets))
    return keep | (bare & np.isin(tags, (kernel.TITLE, kernel.NASAB)))


def _per_name(flags: npt.NDArray[np.bool_], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    total = np.concatenate([[0], np.cumsum(flags)])
    counts: npt.NDArray[np.int64] = total[offsets[1:]] - total[offsets[:-1]]
    return counts


def _arrays(
    text: Sequence[str],
    sounds: Sequence[str],
    skeletons: Sequence[str],
    token_offsets: npt.NDArray[np.int64],
    token_codes: npt.NDArray[np.int32],
) -> kernel.TokenArrays:
    points, point_offsets = code_points(text)
    skeleton_points, skeleton_offsets = code_points(skeletons)
    letters = np.array([_letters(token) for token in text], dtype=np.uint32)
    hashes, powers = kernel.polynomial_hashes(points, point_offsets)
    skeleton_hashes, skeleton_powers = kernel.polynomial_hashes(skeleton_points, skeleton_offsets)
    return kernel.TokenArrays(
        points=points,
        point_offsets=point_offsets,
        sound=_codes(sounds),
        skeleton=_codes(skeletons),
        skeleton_points=skeleton_points,
        skeleton_offsets=skeleton_offsets,
        letters=letters,
        hashes=hashes,
        powers=powers,
        skeleton_hashes=skeleton_hashes,
        skeleton_powers=skeleton_powers,
        bits=np.zeros((len(text), 6), dtype=np.float32),
        token_offsets=token_offsets,
        token_codes=token_codes,
    )


def code_points(text: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Code points of strings, uint32, with int64 offsets (len+1,).

    >>> code_points(["ab", "c"])
    (array([97, 98, 99], dtype=uint32), array([0, 2, 3]))
    """
    offsets = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum([len(token) for token in text], out=offsets[1:])
    points = np.frombuffer("".join(text).encode("utf-32-le"), dtype=np.uint32)
    return points, offsets


def _letters(token: str) -> int:
    mask = 0
    for letter in token:
        mask |= 1 << (ord(letter) - 97 if "a" <= letter <= "z" else 26)
    return mask


def _codes(values: Sequence[str]) -> npt.NDArray[np.int32]:
    distinct: dict[str, int] = {}
    return np.array([distinct.setdefault(value, len(distinct)) for value in values], dtype=np.int32)
