"""How well two tokens of names agree: equal, sounding alike, respelt, close, or an initial.

Whether a token is another respelt, or close to it, is told by what it costs to turn the one into the
other (Brill and Moore 2000, see `suspectmatch.kernels.respelling`), for each letter that there is. Where
one is written without its vowels, as Arabic and Hebrew are, the skeletons tell.

What is read for every pair of tokens stands in one row of 32 bytes, so that a token costs one line of
the cache; only tokens that could agree are compared letter by letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel, whole
from suspectmatch.kernels.bits import count_bits
from suspectmatch.kernels.keys import mix
from suspectmatch.kernels.respelling import LONGEST, N_ROWS, respelling_cost, spelt_symbols
from suspectmatch.kernels.tokens import CLOSE, EQUAL, INITIALS, NONE, SKELETON, SOUND

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.kernels.tokens import TokenArrays

RESPELT_PER_LETTER, RESPELT_AT_MOST = 10, 50
"""Cost, in tenths of a bit, up to which a token is another respelt: for each letter of the shorter."""
CLOSE_PER_LETTER, CLOSE_AT_MOST = 17, 120
"""Cost up to which two tokens are close."""

# Columns of `NameArrays.facts`.
_SOUND, SKELETON_CODE, _LETTERS, _N_LETTERS, LENGTH, BONES, START, STOP = range(8)
# Columns of `NameArrays.marks`.
HASH, POWER, SKELETON_HASH, SKELETON_POWER = range(4)

VOWELS = sum(1 << (ord(vowel) - 97) for vowel in "aeiou")
"""The bits of the vowels in a set of letters; y stands for a consonant too, and tells nothing."""
LETTERS = np.uint64((1 << 27) - 1)
"""The bits of a signature that hold the set of letters."""


SHORTEST = 3
"""Letters of the shortest token that can be another respelt."""
SLOTS = 1 << 13
"""Grades that are kept for when the same two tokens meet again: 64 KB, which stay in the cache."""


class NameArrays(NamedTuple):
    """What is read of T distinct tokens and D distinct names to compare them; made by `name_arrays`.

    Kernels take its arrays one by one: a tuple that is opened inside a loop is counted there.

    Tokens are numbered anew, the commonest first, so that what is read most often lies close together.

    Attributes:
        signatures: uint64 (T,), bits that show of most pairs of tokens that they do not agree: the set
            of letters and their number, lengths of token and skeleton, and hashes of the first letter
            of the skeleton, of the sound and of the skeleton.
        facts: int32 (T, 8): codes of sound and skeleton, the set of letters and how many there are,
            length, length of the skeleton, and where the token begins and ends in ``symbols``.
        symbols: uint8, the letters of all tokens, see `spelt_symbols`.
        costs: uint8, what it costs to exchange letters for others, see `respelling_cost`.
        bits: float32 (T, 6) evidence in bits when the token agrees at that grade.
        marks: uint64 (T, 4): hashes of the token and its skeleton, each with its power.
        token_offsets: int64 (D+1,), tokens of each distinct name.
        token_codes: int32.
        most_bits: float32 (D,), bits of each name's tokens, each at the grade that gives it most: no
            agreement has more.
    """

    signatures: npt.NDArray[np.uint64]
    facts: npt.NDArray[np.int32]
    symbols: npt.NDArray[np.uint8]
    costs: npt.NDArray[np.uint8]
    bits: npt.NDArray[np.float32]
    marks: npt.NDArray[np.uint64]
    token_offsets: npt.NDArray[np.int64]
    token_codes: npt.NDArray[np.int32]
    most_bits: npt.NDArray[np.float32]


def name_arrays(t: TokenArrays, costs: npt.NDArray[np.uint8]) -> NameArrays:
    """The arrays of tokens, packed for comparing.

    Args:
        t: arrays of T distinct tokens and D distinct names.
        costs: uint8 (BLOCKS, BLOCKS), see `respelling_cost`.

    Returns:
        The same facts, a row for each token.
    """
    order = np.argsort(-np.bincount(t.token_codes, minlength=t.sound.size), kind="stable")
    number = np.empty(order.size, np.int32)
    number[order] = np.arange(order.size, dtype=np.int32)
    token_codes = number[t.token_codes]
    facts = np.empty((order.size, 8), np.int32)
    facts[:, _SOUND], facts[:, SKELETON_CODE] = t.sound, t.skeleton
    facts[:, _LETTERS] = t.letters.view(np.int32)
    facts[:, LENGTH], facts[:, BONES] = np.diff(t.point_offsets), np.diff(t.skeleton_offsets)
    symbols, starts = spelt_symbols(t.points, t.point_offsets)
    facts[:, START], facts[:, STOP] = starts[:-1], starts[1:]
    _count_letters(facts)
    firsts = np.append(t.skeleton_points, np.uint32(0))[t.skeleton_offsets[:-1]][order]
    facts = facts[order]
    marks = np.stack([t.hashes, t.powers, t.skeleton_hashes, t.skeleton_powers], axis=1)
    bits = np.ascontiguousarray(t.bits[order])
    return NameArrays(
        _signatures(facts, firsts),
        facts,
        symbols,
        costs,
        bits,
        marks[order],
        t.token_offsets,
        token_codes,
        _most_bits(t.token_offsets, token_codes, bits),
    )


@kernel
def _signatures(facts: npt.NDArray[np.int32], firsts: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    signatures = np.empty(len(facts), np.uint64)
    for token in range(len(facts)):
        first = np.uint64(0)
        if facts[token, BONES] > 0:
            first = np.uint64(firsts[token] & np.uint32(15))
        signatures[token] = (
            np.uint64(np.uint32(facts[token, _LETTERS])) & LETTERS
            | np.uint64(facts[token, _N_LETTERS]) << np.uint64(27)
            | np.uint64(min(facts[token, LENGTH], 15)) << np.uint64(32)
            | np.uint64(min(facts[token, BONES], 15)) << np.uint64(36)
            | first << np.uint64(40)
            | (mix(np.uint64(facts[token, _SOUND])) & np.uint64(1023)) << np.uint64(44)
            | (mix(np.uint64(facts[token, SKELETON_CODE])) & np.uint64(1023)) << np.uint64(54)
        )
    return signatures


@inlined
def may_agree(a: np.uint64, b: np.uint64) -> bool:
    """Whether two tokens can agree at all, by their signatures; False is certain."""
    difference = a ^ b
    may = difference >> np.uint64(54) == 0 or (difference >> np.uint64(44)) & np.uint64(1023) == 0
    shorter = min((a >> np.uint64(32)) & np.uint64(15), (b >> np.uint64(32)) & np.uint64(15))
    if not may and shorter >= SHORTEST:
        n_letters = ((a >> np.uint64(27)) & np.uint64(31)) + ((b >> np.uint64(27)) & np.uint64(31))
        may = np.uint64(3 * count_bits(a & b & LETTERS)) >= n_letters
    return bool(may or shorter == 1)


@inlined
def may_join(a: np.uint64, b: np.uint64, c: np.uint64) -> bool:
    """Whether the tokens a and b may together be the token c, by their signatures; False is certain."""
    most = np.uint64(15)
    length = min(most, ((a >> np.uint64(32)) & most) + ((b >> np.uint64(32)) & most))
    bones = min(most, ((a >> np.uint64(36)) & most) + ((b >> np.uint64(36)) & most))
    same = ((a | b) ^ c) & LETTERS == 0 and length == (c >> np.uint64(32)) & most
    alike = bones >= 3 and bones == (c >> np.uint64(36)) & most
    return bool(same or (alike and ((a ^ c) >> np.uint64(40)) & most == 0))


@kernel
def _count_letters(facts: npt.NDArray[np.int32]) -> None:
    for token in range(len(facts)):
        facts[token, _N_LETTERS] = count_bits(np.uint64(np.uint32(facts[token, _LETTERS])))


@kernel
def _most_bits(
    token_offsets: npt.NDArray[np.int64],
    token_codes: npt.NDArray[np.int32],
    bits: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    most = np.zeros(len(token_offsets) - 1, np.float32)
    for name in range(len(most)):
        for k in range(token_offsets[name], token_offsets[name + 1]):
            # A token that nearly all records hold gives more bits when close than when equal.
            most[name] += bits[token_codes[k]].max()
    return most


@kernel
def new_rows() -> npt.NDArray[np.int64]:
    """Room for the cost of one respelling, used again for the next."""
    return np.zeros((N_ROWS, LONGEST + 1), np.int64)


@kernel
def new_grades() -> npt.NDArray[np.uint64]:
    """Room for the grades of tokens that met, none known yet: uint64 (SLOTS,)."""
    return np.zeros(SLOTS, np.uint64)


@inlined
def token_grade(
    a: int,
    b: int,
    facts: npt.NDArray[np.int32],
    symbols: npt.NDArray[np.uint8],
    costs: npt.NDArray[np.uint8],
    met: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.int64],
) -> int:
    """Grade of agreement of two distinct tokens, NONE to EQUAL; symmetric.

    The aliases of one person are made of the same few tokens, and neighbouring pairs of records share a
    record: most grades are found in the slot of the pair, where the last one of that hash left its own
    (memo functions, Michie 1968, Nature 218). A pair of tokens is told by its number in a triangle.

    Args:
        a: a token.
        b: another.
        facts: int32 (T, 8), see `NameArrays`.
        symbols: uint8, likewise.
        costs: uint8, likewise.
        met: as made by `new_grades`, of a power of two of slots; overwritten.
        rows: as made by `new_rows`; overwritten.
    """
    higher, lower = np.uint64(max(a, b)), np.uint64(min(a, b))
    pair = ((higher * (higher + np.uint64(1))) >> np.uint64(1)) + lower + np.uint64(1)
    slot = np.int64((pair * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & (len(met) - 1)
    if met[slot] >> np.uint64(3) != pair:
        grade = _grade(whole(a), whole(b), facts, symbols, costs, rows)
        met[slot] = (pair << np.uint64(3)) | np.uint64(grade)
    return int(met[slot] & np.uint64(7))


@kernel
def _grade(
    a: int,
    b: int,
    facts: npt.NDArray[np.int32],
    symbols: npt.NDArray[np.uint8],
    costs: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
) -> int:
    """As `token_grade`, worked out."""
    grade = NONE
    shorter = min(facts[a, LENGTH], facts[b, LENGTH])
    if a == b:
        grade = EQUAL
    elif facts[a, _SOUND] == facts[b, _SOUND]:
        grade = SOUND
    elif shorter == 1:
        grade = INITIALS if symbols[facts[a, START]] == symbols[facts[b, START]] else NONE
    else:
        same_bones = facts[a, SKELETON_CODE] == facts[b, SKELETON_CODE] and facts[a, BONES] >= 2
        n_common = count_bits(np.uint64(np.uint32(facts[a, _LETTERS] & facts[b, _LETTERS])))
        is_alike = 3 * n_common >= facts[a, _N_LETTERS] + facts[b, _N_LETTERS]
        if same_bones and not (facts[a, _LETTERS] & VOWELS != 0 and facts[b, _LETTERS] & VOWELS != 0):
            grade = SKELETON
        elif same_bones or (is_alike and shorter >= SHORTEST):
            close = min(CLOSE_AT_MOST, CLOSE_PER_LETTER * shorter)
            cost = respelling_cost(
                symbols,
                whole(facts[a, START]),
                whole(facts[a, STOP]),
                whole(facts[b, START]),
                whole(facts[b, STOP]),
                costs,
                whole(close),
                rows,
            )
            if cost <= min(RESPELT_AT_MOST, RESPELT_PER_LETTER * shorter):
                grade = SKELETON
            elif same_bones or cost <= close:
                grade = CLOSE
    return grade
