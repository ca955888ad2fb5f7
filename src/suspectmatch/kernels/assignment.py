"""The tokens of two names assigned to each other one to one, best agreement first.

Names are compared without regard to order, as the guides to naming practice ask (UK and INTERPOL,
*A Guide to Names and Naming Practices*, 2006); the assignment is greedy (Monge and Elkan 1996 compare
tokens likewise, without the one-to-one condition). Two neighbouring tokens of one name may be assigned
to one of the other that they make together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel, whole
from suspectmatch.kernels.grades import BONES, HASH, POWER, SKELETON_HASH, SKELETON_POWER
from suspectmatch.kernels.tokens import EQUAL, INITIALS, NONE, SKELETON
from suspectmatch.levels import NAME_LEVELS, level_numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    Facts = npt.NDArray[np.int32]
    Bits = npt.NDArray[np.float32]
    Marks = npt.NDArray[np.uint64]
    Scratch = npt.NDArray[np.int64]

MAX_TOKENS = 16
"""Tokens of one name that are compared; a longer name is cut."""

_NUMBER = level_numbers(NAME_LEVELS)
NO_PART, NO_PART_OF_ALIAS = _NUMBER["different"], _NUMBER["another_alias"]
ONE_PART, ONE_PART_OF_ALIAS = _NUMBER["one_part"], _NUMBER["one_part_of_alias"]
ONE_WITHIN, WEAK_ALIAS = _NUMBER["one_within"], _NUMBER["weak_alias"]
SOME_PARTS, SINGLE, MOST_PARTS = _NUMBER["some_parts"], _NUMBER["single"], _NUMBER["most_parts"]
WITHIN_SIMILAR, WITHIN = _NUMBER["within_similar"], _NUMBER["within"]
SAME_SIMILAR, SAME_RESPELT, SAME = (_NUMBER[name] for name in ("same_similar", "same_respelt", "same"))
# Aliases only is a fact of records, not of names: `suspectmatch.comparing.comparators` sets the two
# levels of an alias.

CONTRADICTION = 5.0
"""Bits that a part of each name without counterpart takes from the evidence when aliases are chosen."""
OMISSION = 0.7
"""Bits that a part missing from one name takes."""


TOKENS, TAKEN, SIGNS, GRADES = 0, 2, 4, 6
"""Rows of the scratch: tokens of the left and the right name, grades at which each is assigned, their
signatures (two rows each), and the grade of each pair of tokens."""
PARTNERS = GRADES + MAX_TOKENS
"""Rows of the trace: which token of the other name each was assigned to (two rows); of two neighbours
that make one token, both have that token, and that token has the first of them."""
STATE = PARTNERS + 2
"""Row whose first number says what was done: 0 (of a new scratch), nothing had to be assigned, and the
grades say which tokens agree; `ASSIGNED`; or `EXCHANGED`, assigned with the two names exchanged."""
ASSIGNED, EXCHANGED = 1, 2


@kernel
def new_scratch() -> Scratch:
    """Room for one pair of names, used again for the next: int64 (STATE + 1, MAX_TOKENS)."""
    return np.zeros((STATE + 1, MAX_TOKENS), np.int64)


@kernel
def _assign(
    n_left: int, n_right: int, at_least: int, all_bits: Bits, marks: Marks, scratch: Scratch
) -> float:
    """Assign the tokens that are free, best first; the bits of what agreed."""
    total = 0.0
    while True:
        best, best_i, best_j = -1.0, -1, -1
        tie = np.uint64(0)
        for i in range(n_left):
            if scratch[TAKEN, i] != NONE:
                continue
            for j in range(n_right):
                grade = scratch[GRADES + i, j]
                if grade < at_least or scratch[TAKEN + 1, j] != NONE:
                    continue
                a, b = scratch[0, i], scratch[1, j]
                bits = min(all_bits[a, grade], all_bits[b, grade]) + 100.0 * grade
                if bits < best:
                    continue
                # Ties fall alike in whatever order and on whichever side the tokens stand.
                mark = marks[a, HASH] + marks[b, HASH]
                if bits > best or mark > tie:
                    best, best_i, best_j, tie = bits, i, j, mark
        if best_i < 0:
            return total
        grade = scratch[GRADES + best_i, best_j]
        scratch[TAKEN, best_i] = scratch[TAKEN + 1, best_j] = grade
        scratch[PARTNERS, best_i], scratch[PARTNERS + 1, best_j] = best_j, best_i
        total += best - 100.0 * grade


@inlined
def joined_grade(a: int, b: int, c: int, facts: Facts, marks: Marks) -> int:
    """Grade at which the tokens a and b together are the token c: EQUAL, SKELETON or NONE."""
    grade = NONE
    if marks[c, HASH] == marks[a, HASH] * marks[b, POWER] + marks[b, HASH]:
        grade = EQUAL
    elif facts[c, BONES] >= 3:
        skeleton = marks[a, SKELETON_HASH] * marks[b, SKELETON_POWER] + marks[b, SKELETON_HASH]
        grade = SKELETON if marks[c, SKELETON_HASH] == skeleton else NONE
    return grade


@kernel
def _assign_joined(
    split: int,
    n_split: int,
    n_whole: int,
    facts: Facts,
    bits: Bits,
    marks: Marks,
    scratch: Scratch,
) -> float:
    """Assign two neighbouring tokens on side ``split`` to the token of the other that they make."""
    mine, other = TAKEN + split, TAKEN + 1 - split
    total = 0.0
    for i in range(n_split - 1):
        a, b = scratch[split, i], scratch[split, i + 1]
        for j in range(n_whole):
            if scratch[mine, i] != NONE or scratch[mine, i + 1] != NONE or scratch[other, j] != NONE:
                continue
            c = scratch[1 - split, j]
            grade = joined_grade(a, b, c, facts, marks)
            if grade != NONE:
                scratch[mine, i] = scratch[mine, i + 1] = scratch[other, j] = grade
                scratch[PARTNERS + split, i] = scratch[PARTNERS + split, i + 1] = j
                scratch[PARTNERS + 1 - split, j] = i
                total += float(min(bits[c, grade], bits[a, grade] + bits[b, grade]))
    return total


@inlined
def level_of(agreed: int, fewest: int, most: int, worst: int) -> int:
    """Level of two names of which ``agreed`` parts agree, the worst of them at grade ``worst``.

    Args:
        agreed: parts that agree, counted on the side that has fewer of them.
        fewest: parts left over on the side that has fewer left.
        most: parts left over on the other side.
        worst: SKELETON to EQUAL is as good as exact.
    """
    level = NO_PART
    if agreed == 1:
        level = ONE_PART
        if fewest == 0:
            level = SINGLE if most == 0 else ONE_WITHIN
    elif agreed >= 2:
        if most == 0:
            level = SAME if worst == EQUAL else SAME_RESPELT if worst >= SKELETON else SAME_SIMILAR
        elif fewest == 0:
            level = WITHIN if worst >= SKELETON else WITHIN_SIMILAR
        else:
            level = MOST_PARTS if fewest == 1 else SOME_PARTS
    return level


@kernel
def _level(n_left: int, n_right: int, scratch: Scratch) -> tuple[int, int, int]:
    """Level of an assignment, and how many parts of each name are free, the fewer first."""
    free_left = free_right = 0
    worst = EQUAL
    for i in range(n_left):
        if scratch[TAKEN, i] == NONE:
            free_left += 1
        else:
            worst = min(worst, scratch[TAKEN, i])
    for j in range(n_right):
        if scratch[TAKEN + 1, j] == NONE:
            free_right += 1
    agreed = min(n_left - free_left, n_right - free_right)
    fewest, most = min(free_left, free_right), max(free_left, free_right)
    return level_of(agreed, fewest, most, worst), fewest, most


@kernel
def _turn(n_left: int, n_right: int, marks: Marks, scratch: Scratch) -> bool:
    """Exchange the sides where the right one's hash is less, so that both directions fall alike."""
    left, right = np.uint64(n_left), np.uint64(n_right)
    for i in range(n_left):
        left = left * np.uint64(31) + marks[scratch[0, i], HASH]
    for j in range(n_right):
        right = right * np.uint64(31) + marks[scratch[1, j], HASH]
    if left <= right:
        return False
    for i in range(max(n_left, n_right)):
        scratch[0, i], scratch[1, i] = scratch[1, i], scratch[0, i]
        for j in range(i):
            grade = scratch[GRADES + i, j]
            scratch[GRADES + i, j] = scratch[GRADES + j, i]
            scratch[GRADES + j, i] = grade
    return True


@kernel
def assign_tokens(
    n_left: int,
    n_right: int,
    best: int,
    joins: bool,
    facts: Facts,
    bits: Bits,
    marks: Marks,
    scratch: Scratch,
) -> tuple[int, float, float]:
    """Level, bits and evidence of two names of which something agrees; see `name_agreement`."""
    scratch[STATE, 0] = ASSIGNED
    if joins and _turn(n_left, n_right, marks, scratch):
        n_left, n_right = n_right, n_left
        scratch[STATE, 0] = EXCHANGED
    for k in range(MAX_TOKENS):
        scratch[TAKEN, k] = scratch[TAKEN + 1, k] = NONE
    total = 0.0
    if best >= SKELETON:
        total += _assign(n_left, n_right, whole(SKELETON), bits, marks, scratch)
    if joins:
        total += _assign_joined(whole(0), n_left, n_right, facts, bits, marks, scratch)
        total += _assign_joined(whole(1), n_right, n_left, facts, bits, marks, scratch)
    if best != NONE:
        total += _assign(n_left, n_right, whole(INITIALS), bits, marks, scratch)
    level, fewest, most = _level(n_left, n_right, scratch)
    return level, total, total - CONTRADICTION * fewest - OMISSION * (most - fewest)
