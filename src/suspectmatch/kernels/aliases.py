"""Two records with many names: which pairs of their names cannot agree best.

The tokens of all names of both records are graded against each other once. What the tokens of one name
could gain at most from those of another bounds how the two agree, so that most pairs of names need not
be assigned: filter and verify, as in similarity joins (Chaudhuri, Ganti and Kaushik 2006, "A primitive
operator for similarity joins in data cleaning", ICDE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel, whole
from suspectmatch.kernels.assignment import CONTRADICTION, MAX_TOKENS, OMISSION, joined_grade
from suspectmatch.kernels.bits import count_bits
from suspectmatch.kernels.grades import may_agree, may_join, token_grade
from suspectmatch.kernels.tokens import NONE

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.kernels.grades import NameArrays

ROOM = 64
"""Names, and distinct tokens, of one record that there is room for: the bits of a mask."""

# Rows of `NamePair.masks`, the first two for each side.
_TOKENS, _JOINED, _AGREED = 0, 2, 4


class NamePair(NamedTuple):
    """Name comparison of two records; made by `new_name_pair`, filled by `bound_agreement`.

    Attributes:
        tokens: int64 (2, ROOM), the distinct tokens of each side.
        signs: uint64 (2, ROOM), their signatures.
        parts: int64 (2, ROOM, MAX_TOKENS + 1): how many tokens each name has, and which.
        masks: uint64 (5, ROOM): tokens of each name of the left and the right; tokens of the other side
            that two neighbours in each name make together; tokens of the right that each token of
            the left agrees with.
        gains: float64 (ROOM, ROOM), bits of each token of the left with each of the right, written
            where they agree.
        bounds: float64 (ROOM, ROOM), evidence that a name of the left and one of the right do not
            exceed, but for rounding.
    """

    tokens: npt.NDArray[np.int64]
    signs: npt.NDArray[np.uint64]
    parts: npt.NDArray[np.int64]
    masks: npt.NDArray[np.uint64]
    gains: npt.NDArray[np.float64]
    bounds: npt.NDArray[np.float64]


@kernel
def new_name_pair() -> NamePair:
    """Room for one pair of records, used again for the next."""
    return NamePair(
        np.zeros((2, ROOM), np.int64),
        np.zeros((2, ROOM), np.uint64),
        np.zeros((2, ROOM, MAX_TOKENS + 1), np.int64),
        np.zeros((5, ROOM), np.uint64),
        np.zeros((ROOM, ROOM), np.float64),
        np.zeros((ROOM, ROOM), np.float64),
    )


@inlined
def _enter(
    side: int,
    names: npt.NDArray[np.int32],
    signatures: npt.NDArray[np.uint64],
    token_offsets: npt.NDArray[np.int64],
    token_codes: npt.NDArray[np.int32],
    tokens: npt.NDArray[np.int64],
    signs: npt.NDArray[np.uint64],
    parts: npt.NDArray[np.int64],
    masks: npt.NDArray[np.uint64],
) -> int:
    """Enter the names of one side; how many distinct tokens they have, more than ROOM if too many."""
    n = 0
    for p in range(len(names)):
        first = token_offsets[names[p]]
        n_parts = min(token_offsets[names[p] + 1] - first, MAX_TOKENS)
        parts[side, p, MAX_TOKENS] = n_parts
        mask = np.uint64(0)
        for k in range(n_parts):
            token, at = np.int64(token_codes[first + k]), 0
            while at < min(n, ROOM) and tokens[side, at] != token:
                at += 1
            if at == n and n < ROOM:
                tokens[side, n], signs[side, n] = token, signatures[token]
            n = max(n, at + 1)
            parts[side, p, k] = at
            mask |= np.uint64(1) << np.uint64(at)
        masks[_TOKENS + side, p] = mask
    return n


@inlined
def _note_joins(
    side: int,
    n_names: int,
    n_other: int,
    facts: npt.NDArray[np.int32],
    marks: npt.NDArray[np.uint64],
    tokens: npt.NDArray[np.int64],
    signs: npt.NDArray[np.uint64],
    parts: npt.NDArray[np.int64],
    masks: npt.NDArray[np.uint64],
) -> None:
    """Note which tokens of the other side two neighbours in each name make together."""
    for p in range(n_names):
        mask = np.uint64(0)
        for k in range(parts[side, p, MAX_TOKENS] - 1):
            u, after = parts[side, p, k], parts[side, p, k + 1]
            first, second = signs[side, u], signs[side, after]
            for v in range(n_other):
                if may_join(first, second, signs[1 - side, v]):
                    a, b, c = tokens[side, u], tokens[side, after], tokens[1 - side, v]
                    joins = joined_grade(a, b, c, facts, marks) != NONE
                    mask |= np.uint64(joins) << np.uint64(v)
        masks[_JOINED + side, p] = mask


@kernel
def bound_agreement(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    weak_left: npt.NDArray[np.bool_],
    weak_right: npt.NDArray[np.bool_],
    t: NameArrays,
    name_pair: NamePair,
    met: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.int64],
) -> tuple[bool, float]:
    """Grade all tokens of two records against each other, and bound how their names agree.

    Args:
        left: int32 (P,), the distinct names of one record.
        right: int32 (Q,), of the other.
        weak_left: bool (P,), whether each is a weak alias.
        weak_right: bool (Q,).
        t: arrays of tokens and distinct names.
        name_pair: as made by `new_name_pair`; overwritten.
        met: as made by `new_grades`; overwritten.
        rows: as made by `new_rows`; overwritten.

    Returns:
        Whether there was room for both, and evidence, but for rounding, that the best two names have
        or exceed.
    """
    signatures, facts, symbols, costs, bits, marks, token_offsets, token_codes, _ = t
    tokens, signs, parts, masks, gains, bounds = name_pair
    if max(len(left), len(right)) > ROOM:
        return False, -np.inf
    n_left = _enter(0, left, signatures, token_offsets, token_codes, tokens, signs, parts, masks)
    n_right = _enter(1, right, signatures, token_offsets, token_codes, tokens, signs, parts, masks)
    if max(n_left, n_right) > ROOM:
        return False, -np.inf
    for u in range(n_left):
        agreed, sign = np.uint64(0), signs[0, u]
        for v in range(n_right):
            if may_agree(sign, signs[1, v]):
                a, b = whole(tokens[0, u]), whole(tokens[1, v])
                grade = token_grade(a, b, facts, symbols, costs, met, rows)
                if grade != NONE:
                    agreed |= np.uint64(1) << np.uint64(v)
                    gains[u, v] = min(bits[a, grade], bits[b, grade])
        masks[_AGREED, u] = agreed
    _note_joins(0, len(left), n_right, facts, marks, tokens, signs, parts, masks)
    _note_joins(1, len(right), n_left, facts, marks, tokens, signs, parts, masks)
    least = -np.inf
    for p in range(len(left)):
        for q in range(len(right)):
            most, is_reached = _most_evidence(p, q, parts, masks, gains)
            if weak_left[p] or weak_right[q]:  # they count half, against as well
                most = max(most, 0.5 * most)
            elif is_reached:
                least = max(least, most)
            bounds[p, q] = most
    return True, least


@inlined
def _most_evidence(
    p: int,
    q: int,
    parts: npt.NDArray[np.int64],
    masks: npt.NDArray[np.uint64],
    gains: npt.NDArray[np.float64],
) -> tuple[float, bool]:
    """Evidence that two names do not exceed, but for rounding, and whether they reach it.

    Each token of the left gains at most what the best of the right gives it, and each one without
    any leaves another without; where all agree with different ones, that is what they gain. Where
    tokens were written together there is no bound.
    """
    there, most, is_reached = masks[_TOKENS + 1, q], np.inf, False
    if (masks[_JOINED, p] & there) | (masks[_JOINED + 1, q] & masks[_TOKENS, p]) == 0:
        n_left, n_right = parts[0, p, MAX_TOKENS], parts[1, q, MAX_TOKENS]
        fewest, n_agreed, most, n_pairs, taken = min(n_left, n_right), 0, 0.0, 0, np.uint64(0)
        for k in range(n_left):
            u = parts[0, p, k]
            agreed = masks[_AGREED, u] & there
            if agreed != 0:
                gain = 0.0
                for v in range(n_right):
                    other = parts[1, q, v]
                    if (agreed >> np.uint64(other)) & np.uint64(1) != 0:
                        gain = max(gain, gains[u, other])
                        n_pairs += 1
                taken |= agreed
                n_agreed, most = n_agreed + 1, most + gain
        is_reached = fewest > 0 and n_pairs == n_agreed == count_bits(taken)
        most -= CONTRADICTION * (fewest - min(fewest, n_agreed)) + OMISSION * abs(n_left - n_right)
    return most, is_reached
