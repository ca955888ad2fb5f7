"""Tokens of names: their arrays, their hashes, and which of them form one unit.

Units are the compounds of the guides to naming practice (UK and INTERPOL, *A Guide to Names and Naming
Practices*, 2006); hashes are polynomials, so that those of two tokens give that of the joined spelling
(Karp and Rabin 1987, "Efficient randomized pattern-matching algorithms").

How two names of tokens agree is in `suspectmatch.kernels.agreement`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from suspectmatch.kernels._jit import kernel

# Tags of tokens and of units.
PLAIN, ARTICLE, NASAB, TITLE, PLACEHOLDER, GENERATION, KUNYA, ABD, DIN, ALLAH, INITIAL = range(11)

# Grades of agreement of two tokens, rising.
NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)


class TokenArrays(NamedTuple):
    """What kernels need of the T distinct tokens and D distinct names.

    Attributes:
        points: uint32, code points of all folded tokens.
        point_offsets: int64 (T+1,).
        sound: int32 (T,) code of the sound form.
        skeleton: int32 (T,) code of the skeleton.
        skeleton_points: uint32, code points of the T skeletons, ``skeleton_offsets`` int64 (T+1,).
        letters: uint32 (T,) bit set of the letters of the folded token.
        hashes: uint64 (T,) polynomial hash of the folded token; ``powers`` uint64 (T,) base^length.
        skeleton_hashes: uint64 (T,), ``skeleton_powers`` uint64 (T,).
        bits: float32 (T, 6) evidence in bits when the token agrees at that grade.
        token_offsets: int64 (D+1,), tokens of each distinct name.
        token_codes: int32.
    """

    points: npt.NDArray[np.uint32]
    point_offsets: npt.NDArray[np.int64]
    sound: npt.NDArray[np.int32]
    skeleton: npt.NDArray[np.int32]
    skeleton_points: npt.NDArray[np.uint32]
    skeleton_offsets: npt.NDArray[np.int64]
    letters: npt.NDArray[np.uint32]
    hashes: npt.NDArray[np.uint64]
    powers: npt.NDArray[np.uint64]
    skeleton_hashes: npt.NDArray[np.uint64]
    skeleton_powers: npt.NDArray[np.uint64]
    bits: npt.NDArray[np.float32]
    token_offsets: npt.NDArray[np.int64]
    token_codes: npt.NDArray[np.int32]


@kernel
def polynomial_hashes(
    points: npt.NDArray[np.uint32], offsets: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Polynomial hash modulo 2^64 of each string and base^length (Karp and Rabin 1987).

    The hash of two strings joined is ``hash(a) * power(b) + hash(b)``, so that joined spellings
    are found without joining anything.
    """
    base = np.uint64(1_000_003)
    hashes = np.zeros(offsets.size - 1, dtype=np.uint64)
    powers = np.ones(offsets.size - 1, dtype=np.uint64)
    for k in range(offsets.size - 1):
        value, power = np.uint64(0), np.uint64(1)
        for p in range(offsets[k], offsets[k + 1]):
            value = value * base + np.uint64(points[p])
            power = power * base
        hashes[k], powers[k] = value, power
    return hashes, powers


@kernel
def fuse_units(
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    tags: npt.NDArray[np.int8],
    unit_offsets: npt.NDArray[np.int64],
    first: npt.NDArray[np.int32],
    second: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int8],
) -> None:
    """Join the tokens that make one name: Abd al-X, X ud-Din, X-ullah, Abu X.

    Args:
        offsets: int64 (D+1,) tokens of each distinct name.
        codes: int32, token codes in reading order.
        tags: int8 (T,) tag of each distinct token.
        unit_offsets: int64 (D+1,), written: units of each name.
        first: int32, written: first token of the unit; room for ``len(codes)``.
        second: int32, written: the token joined to it, or -1.
        kinds: int8, written: PLAIN, KUNYA, or the tag of the single token.
    """
    n = 0
    unit_offsets[0] = 0
    for name in range(offsets.size - 1):
        k, stop = offsets[name], offsets[name + 1]
        while k < stop:
            tag = tags[codes[k]]
            ahead = k + 1
            while ahead < stop and tags[codes[ahead]] == ARTICLE:
                ahead += 1
            first[n], second[n], kinds[n] = codes[k], -1, tag
            step = k + 1
            if tag in (ABD, KUNYA) and ahead < stop:
                second[n] = codes[ahead]
                kinds[n] = KUNYA if tag == KUNYA else PLAIN
                step = ahead + 1
            elif tag in (ABD, DIN, ALLAH):
                kinds[n] = PLAIN
            if tag in (PLAIN, TITLE) and ahead < stop and tags[codes[ahead]] in (DIN, ALLAH):
                second[n] = codes[ahead]
                kinds[n] = PLAIN
                step = ahead + 1
            n += 1
            k = step
        unit_offsets[name + 1] = n
