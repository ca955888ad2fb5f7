"""How two names of tokens agree, and two records with several names each.

Every token is graded against every other, as Monge and Elkan 1996 do ("The field matching problem"), and
assigned by `suspectmatch.kernels.assignment`; of several aliases the pair that agrees best counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel, whole
from suspectmatch.kernels.aliases import bound_agreement, new_name_pair
from suspectmatch.kernels.assignment import (
    CONTRADICTION,
    GRADES,
    MAX_TOKENS,
    OMISSION,
    ONE_PART,
    SIGNS,
    WEAK_ALIAS,
    assign_tokens,
    level_of,
    new_scratch,
)
from suspectmatch.kernels.grades import may_agree, may_join, new_grades, new_rows, token_grade
from suspectmatch.kernels.tokens import EQUAL, NONE, SKELETON

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.kernels.aliases import NamePair
    from suspectmatch.kernels.grades import NameArrays

    Signs = npt.NDArray[np.uint64]
    Facts = npt.NDArray[np.int32]
    Symbols = npt.NDArray[np.uint8]
    Bits = npt.NDArray[np.float32]
    Marks = npt.NDArray[np.uint64]
    Scratch = npt.NDArray[np.int64]

WORTH_BOUNDING = 3
"""Pairs of names from which it pays to grade all tokens first."""
MOST_PLAIN = 2
"""Tokens of two names of one length that leave none to be written together, once one agrees exactly."""
ROUNDING = 1e-3
"""Bits by which rounding may put a bound too low; nothing is decided by it."""


@inlined
def _any_join(split: int, n_split: int, n_whole: int, scratch: Scratch) -> bool:
    """Whether two neighbours on side ``split`` may be a token of the other, by their signatures."""
    found = False
    for i in range(n_split - 1):
        first = np.uint64(scratch[SIGNS + split, i])
        second = np.uint64(scratch[SIGNS + split, i + 1])
        for j in range(n_whole):
            found |= may_join(first, second, np.uint64(scratch[SIGNS + 1 - split, j]))
    return found


@inlined
def name_agreement(
    n_left: int,
    n_right: int,
    signatures: Signs,
    facts: Facts,
    symbols: Symbols,
    costs: Symbols,
    bits: Bits,
    marks: Marks,
    scratch: Scratch,
    met: Signs,
    spare: Scratch,
) -> tuple[int, float, float]:
    """How two names agree, whose tokens stand in the first two rows of ``scratch``.

    Args:
        n_left: tokens of the left name, 1 to MAX_TOKENS.
        n_right: tokens of the right name, likewise.
        signatures: see `NameArrays`, as for all up to ``marks``.
        facts: int32 (T, 8).
        symbols: uint8.
        costs: uint8.
        bits: float32 (T, 6).
        marks: uint64 (T, 4).
        scratch: as made by `new_scratch`; overwritten.
        met: as made by `new_grades`; overwritten.
        spare: as made by `new_rows`; overwritten.

    Returns:
        level (NO_PART..SAME), rarity of what agreed in bits, and the evidence by which the best of
        several aliases is chosen: rarity less the cost of what did not agree.
    """
    for i in range(n_left):
        scratch[SIGNS, i] = np.int64(signatures[scratch[0, i]])
    for j in range(n_right):
        scratch[SIGNS + 1, j] = np.int64(signatures[scratch[1, j]])
    best, worst, n_agreed, total, in_conflict, columns = NONE, EQUAL, 0, 0.0, False, 0
    for i in range(n_left):
        sign = np.uint64(scratch[SIGNS, i])
        before = n_agreed
        for j in range(n_right):
            grade = NONE
            if may_agree(sign, np.uint64(scratch[SIGNS + 1, j])):
                a, b = whole(scratch[0, i]), whole(scratch[1, j])
                grade = token_grade(a, b, facts, symbols, costs, met, spare)
                if grade != NONE:
                    best, worst, n_agreed = max(best, grade), min(worst, grade), n_agreed + 1
                    in_conflict |= n_agreed > before + 1 or (columns >> j) & 1 == 1
                    columns |= 1 << j
                    total += float(min(bits[a, grade], bits[b, grade]))
            scratch[GRADES + i, j] = grade
    joins = n_left != n_right or best < SKELETON or n_left > MOST_PLAIN
    if joins:  # else the better agreement leaves one token a side at most, and two make one
        joins = _any_join(0, n_left, n_right, scratch) or _any_join(1, n_right, n_left, scratch)
    if joins or in_conflict:
        level, total, evidence = assign_tokens(
            whole(n_left), whole(n_right), whole(best), joins, facts, bits, marks, scratch
        )
    else:  # each token agrees with one other at most, and nothing is left to assign
        fewest, most = min(n_left, n_right) - n_agreed, max(n_left, n_right) - n_agreed
        level = level_of(n_agreed, fewest, most, worst)
        evidence = total - CONTRADICTION * fewest - OMISSION * (most - fewest)
    return level, total, evidence


@kernel
def best_name_agreement(
    i: int,
    j: int,
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    t: NameArrays,
    name_pair: NamePair,
    scratch: Scratch,
    met: Signs,
    spare: Scratch,
) -> tuple[int, float, int, int]:
    """The best agreement over all names of two records.

    A pair in which either name is a weak alias counts half and never rises above ``WEAK_ALIAS``.
    The more pairs of names there were to try, the more a chance agreement is to be expected:
    half of log2(tries) bits are taken off (a maximum over dependent tries; the full log2 is the
    bound of Bonferroni). A pair of names that could not be the best is not looked at.

    Returns:
        level (-1 where a record has no name), rarity in bits, and the positions in ``codes`` of the
        two names that carried it.
    """
    signatures, facts, symbols, costs, all_bits, marks, token_offsets, token_codes, most_bits = t
    bounds = name_pair.bounds
    first, stop, first_right, stop_right = offsets[i], offsets[i + 1], offsets[j], offsets[j + 1]
    is_bounded, least = False, -1e9
    if (stop - first) * (stop_right - first_right) >= WORTH_BOUNDING:
        is_bounded, least = bound_agreement(
            codes[first:stop],
            codes[first_right:stop_right],
            weak[first:stop],
            weak[first_right:stop_right],
            t,
            name_pair,
            met,
            spare,
        )
    level, bits, best = -1, 0.0, -1e9
    best_left = best_right = -1
    tries = 0
    for p in range(first, stop):
        a = codes[p]
        n_left = min(token_offsets[a + 1] - token_offsets[a], MAX_TOKENS)
        if n_left == 0:
            continue
        for q in range(first_right, stop_right):
            b = codes[q]
            n_right = min(token_offsets[b + 1] - token_offsets[b], MAX_TOKENS)
            if n_right == 0:
                continue
            tries += 1
            if min(most_bits[a], most_bits[b]) < best - ROUNDING:
                continue
            if is_bounded and bounds[p - first, q - first_right] < max(best, least) - ROUNDING:
                continue
            for part in range(n_left):
                scratch[0, part] = token_codes[token_offsets[a] + part]
            for part in range(n_right):
                scratch[1, part] = token_codes[token_offsets[b] + part]
            this_level, this_bits, evidence = name_agreement(
                n_left,
                n_right,
                signatures,
                facts,
                symbols,
                costs,
                all_bits,
                marks,
                scratch,
                met,
                spare,
            )
            if (weak[p] or weak[q]) and this_level > ONE_PART:
                this_level = min(this_level, WEAK_ALIAS)
                this_bits, evidence = 0.5 * this_bits, 0.5 * evidence
            tie = evidence == best
            if evidence > best or (
                tie and (this_level > level or (this_level == level and this_bits > bits))
            ):
                level, bits, best = this_level, this_bits, evidence
                best_left, best_right = p, q
    if tries > 1:
        bits = max(0.0, bits - 0.5 * np.log2(float(tries)))
    return level, bits, best_left, best_right


ROW = 8
"""Columns of `name_rows`: one line of the cache holds two records."""
AT_A_TIME = 128
"""Pairs whose rows are fetched before they are compared: so many reads of memory can overlap."""


@kernel
def name_rows(
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    t: NameArrays,
) -> npt.NDArray[np.int32]:
    """The tokens of each record that has one strong name of a few tokens, side by side.

    Args:
        offsets: int64 (N+1,) names of each record.
        codes: int32 (M,) distinct name of each occurrence.
        weak: bool (M,) whether that occurrence is a weak alias.
        t: arrays of tokens and distinct names.

    Returns:
        int32 (N, ROW): how many tokens, 0 where the record has another number of names, or a weak one,
        or a longer one; and the tokens.
    """
    token_offsets, token_codes = t.token_offsets, t.token_codes
    rows = np.zeros((len(offsets) - 1, ROW), np.int32)
    for record in range(len(rows)):
        p = offsets[record]
        if offsets[record + 1] - p != 1 or weak[p]:
            continue
        start, stop = token_offsets[codes[p]], token_offsets[codes[p] + 1]
        if stop - start >= ROW:
            continue
        rows[record, 0] = stop - start
        for k in range(start, stop):
            rows[record, k - start + 1] = token_codes[k]
    return rows


@kernel
def name_levels_pairs(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    t: NameArrays,
    levels: npt.NDArray[np.int8],
    rarity: npt.NDArray[np.float32],
) -> None:
    """Best agreement of names for each of P pairs of records; see `best_name_agreement`.

    Args:
        left: int32 (P,) record.
        right: int32 (P,) record.
        rows: int32 (N, ROW), as made by `name_rows`.
        offsets: int64 (N+1,) names of each record.
        codes: int32 (M,) distinct name of each occurrence.
        weak: bool (M,) whether that occurrence is a weak alias.
        t: arrays of tokens and distinct names.
        levels: int8 (P,), written.
        rarity: float32 (P,), written: bits.
    """
    scratch = new_scratch()
    signatures, facts, symbols, costs, all_bits, marks, _, _, _ = t
    name_pair, met, spare = new_name_pair(), new_grades(), new_rows()
    near = np.empty((AT_A_TIME, 2 * ROW), np.int32)
    doubles, near_doubles = rows.view(np.int64), near.view(np.int64)  # two numbers are copied as one
    for start in range(0, len(left), AT_A_TIME):
        n = min(AT_A_TIME, len(left) - start)
        for k in range(n):
            for column in range(ROW // 2):
                near_doubles[k, column] = doubles[left[start + k], column]
                near_doubles[k, column + ROW // 2] = doubles[right[start + k], column]
        for k in range(n):
            n_left, n_right = whole(near[k, 0]), whole(near[k, ROW])
            if n_left > 0 and n_right > 0:
                for part in range(n_left):
                    scratch[0, part] = near[k, part + 1]
                for part in range(n_right):
                    scratch[1, part] = near[k, ROW + part + 1]
                level, bits, _ = name_agreement(
                    n_left,
                    n_right,
                    signatures,
                    facts,
                    symbols,
                    costs,
                    all_bits,
                    marks,
                    scratch,
                    met,
                    spare,
                )
            else:
                i, j = whole(left[start + k]), whole(right[start + k])
                level, bits, _, _ = best_name_agreement(
                    i, j, offsets, codes, weak, t, name_pair, scratch, met, spare
                )
            levels[start + k] = level
            rarity[start + k] = bits
