"""How two names agree, part by part: what the comparison did, said again for a reader."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.explaining.frequency import KINDS
from suspectmatch.kernels.agreement import best_name_agreement
from suspectmatch.kernels.aliases import new_meeting
from suspectmatch.kernels.assignment import GRADES, MAX_TOKENS, ONE_PART, new_scratch
from suspectmatch.kernels.grades import BONES, HASH, SHORTEST, new_grades, new_rows
from suspectmatch.kernels.tokens import CLOSE, EQUAL, INITIALS, NONE, SKELETON, SOUND
from suspectmatch.tables.explanation_rows import Frequency, NameAgreement, NamePart

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.explaining.frequency import NameFacts
    from suspectmatch.tables import NameColumn

    Grades = npt.NDArray[np.int64]

GRADE_WORDS: Final = {
    EQUAL: "same",
    SOUND: "sounds alike",
    SKELETON: "respelt",
    CLOSE: "close",
    INITIALS: "initial",
}
TOGETHER: Final = "written together"
_KIND: Final = {EQUAL: 0, SOUND: 1}
"""Which form of a part is as common as what agrees: the part itself, its sound; else its skeleton."""


class _Match(NamedTuple):
    left: tuple[int, ...]
    right: tuple[int, ...]
    grade: int
    bits: float


class _Name(NamedTuple):
    """The parts of a distinct name that are compared.

    Attributes:
        codes: the parts in the numbers of `NameArrays`.
        tokens: the same in the numbers of `Names`.
        text: the parts.
    """

    codes: list[int]
    tokens: list[int]
    text: list[str]


def names_tried(column: NameColumn, i: int, j: int) -> int:
    """Pairs of names of two records that can be compared at all."""
    has_parts = np.diff(column.names.arrays.token_offsets) > 0
    n_left, n_right = (
        int(has_parts[column.codes[column.offsets[row] : column.offsets[row + 1]]].sum())
        for row in (i, j)
    )
    return n_left * n_right


def name_agreement(
    column: NameColumn, facts: NameFacts, p: int, q: int, *, tries: int, correction: float
) -> tuple[NameAgreement, Frequency | None]:
    """How the p-th and the q-th of all names agree, and how common what agrees is.

    Args:
        column: the names.
        facts: which records hold which part, and more.
        p: occurrence of the left name.
        q: occurrence of the right name.
        tries: pairs of names that were tried.
        correction: what that took off the weight, in bits.
    """
    left, right = _name(column, p), _name(column, q)
    level, matches = _matches(column, p, q, left, right)
    parts = tuple(_part(match, left, right, facts) for match in matches)
    used = (
        {k for match in matches for k in match.left},
        {k for match in matches for k in match.right},
    )
    over = tuple(
        tuple(text for k, text in enumerate(name.text) if k not in taken)
        for name, taken in zip((left, right), used, strict=True)
    )
    aside = tuple(facts.not_compared(int(column.codes[at])) for at in (p, q))
    agreement = NameAgreement(
        parts=parts,
        left_over=(over[0], over[1]),
        not_compared=(aside[0], aside[1]),
        tries=tries,
        correction=correction,
        is_weak=bool((column.weak[p] or column.weak[q]) and level > ONE_PART),
    )
    return agreement, _together(matches, parts, left, facts) if matches else None


def has_initial(column: NameColumn, p: int, q: int) -> bool:
    """Whether a part of the p-th of all names agrees with an initial of the q-th, or the other way."""
    _, matches = _matches(column, p, q, _name(column, p), _name(column, q))
    return any(match.grade == INITIALS for match in matches)


def _name(column: NameColumn, occurrence: int) -> _Name:
    names, name = column.names, int(column.codes[occurrence])
    start, stop = names.arrays.token_offsets[name : name + 2].tolist()
    stop = min(stop, start + MAX_TOKENS)
    tokens = names.arrays.token_codes[start:stop].tolist()
    packed = names.packed.token_codes[start:stop].tolist()
    return _Name(packed, tokens, [names.token_text[code].as_py() for code in tokens])


def _matches(column: NameColumn, p: int, q: int, left: _Name, right: _Name) -> tuple[int, list[_Match]]:
    """Level of two names, and which parts were assigned to which: as `assign_tokens` does it."""
    if not left.codes or not right.codes:
        return NONE, []
    scratch, t = new_scratch(), column.names.packed
    pair = np.array([p, q])
    offsets, codes, weak = np.arange(3, dtype=np.int64), column.codes[pair], column.weak[pair]
    room = new_meeting(), scratch, new_grades(), new_rows()
    level, *_ = best_name_agreement(0, 1, offsets, codes, weak, t, *room)
    is_turned = scratch[0, : len(left.codes)].tolist() != left.codes
    sides = (right, left) if is_turned else (left, right)
    made = _Assignment(column, scratch[GRADES:], sides).matches()
    if is_turned:
        made = [match._replace(left=match.right, right=match.left) for match in made]
    return int(level), sorted(made)


class _Assignment:
    """Parts of two names assigned one to one, best first; two neighbours to what they make together.

    Args:
        column: the names.
        grades: int64 (16, 16) grade of each pair of parts.
        sides: the two names, in the order of the grades.
    """

    def __init__(self, column: NameColumn, grades: Grades, sides: tuple[_Name, _Name]) -> None:
        self._t, self._skeletons = column.names.packed, column.names.skeleton_text
        self._grades, self._sides = grades, sides
        self._free = set(range(len(sides[0].codes))), set(range(len(sides[1].codes)))
        self._made: list[_Match] = []

    def matches(self) -> list[_Match]:
        """Parts that agree as well as respelt, then those written together, then all others."""
        self._assign(SKELETON)
        for split in (0, 1):
            self._assign_joined(split)
        self._assign(INITIALS)
        return self._made

    def _take(self, left: tuple[int, ...], right: tuple[int, ...], grade: int, bits: float) -> None:
        if self._free[0].issuperset(left) and self._free[1].issuperset(right):
            self._made.append(_Match(left, right, grade, bits))
            self._free[0].difference_update(left)
            self._free[1].difference_update(right)

    def _assign(self, at_least: int) -> None:
        found = []
        bits, marks = self._t.bits, self._t.marks
        for (i, a), (j, b) in product(*(enumerate(side.codes) for side in self._sides)):
            if (grade := int(self._grades[i, j])) >= at_least:
                both = float(min(bits[a, grade], bits[b, grade]))
                mark = (int(marks[a, HASH]) + int(marks[b, HASH])) % 2**64
                found.append((-(both + 100.0 * grade), -mark, i, j, grade, both))
        for *_, i, j, grade, both in sorted(found):
            self._take((i,), (j,), grade, both)

    def _assign_joined(self, split: int) -> None:
        parts, others, bits = self._sides[split], self._sides[1 - split], self._t.bits
        for (i, k), j in product(pairwise(range(len(parts.codes))), range(len(others.codes))):
            if (grade := self._grade_joined(parts, i, k, others, j)) != NONE:
                a, b, c = parts.codes[i], parts.codes[k], others.codes[j]
                both = float(min(bits[c, grade], bits[a, grade] + bits[b, grade]))
                ends = ((i, k), (j,))
                self._take(ends[split], ends[1 - split], grade, both)

    def _grade_joined(self, parts: _Name, i: int, k: int, others: _Name, j: int) -> int:
        """Whether two neighbours, i and k, are one part of the other name."""
        if others.text[j] == parts.text[i] + parts.text[k]:
            return EQUAL
        two = (self._skeletons[parts.tokens[at]].as_py() for at in (i, k))
        is_long = self._t.facts[others.codes[j], BONES] >= SHORTEST
        is_same = self._skeletons[others.tokens[j]].as_py() == "".join(two)
        return SKELETON if is_long and is_same else NONE


def _part(match: _Match, left: _Name, right: _Name, facts: NameFacts) -> NamePart:
    one_each = len(match.left) == len(match.right)
    name, places = (left, match.left) if len(match.left) == 1 else (right, match.right)
    token, kind = name.tokens[places[0]], KINDS[_KIND.get(match.grade, 2)]
    return NamePart(
        left=" ".join(left.text[k] for k in match.left),
        right=" ".join(right.text[k] for k in match.right),
        grade=GRADE_WORDS[match.grade] if one_each else TOGETHER,
        bits=match.bits,
        n_records=facts.records(kind, token).size,
        reference=facts.reference(kind, token),
    )


def _together(
    matches: Sequence[_Match], parts: Sequence[NamePart], left: _Name, facts: NameFacts
) -> Frequency:
    """How common all parts that agree are together: counted here, and as they were weighed."""
    held = None
    for match in matches:
        kind = KINDS[_KIND.get(match.grade, 2)]
        for k in match.left:
            mine = facts.records(kind if len(match.left) == 1 else KINDS[2], left.tokens[k])
            held = mine if held is None else np.intersect1d(held, mine, assume_unique=True)
    listed = [part.reference for part in parts]
    reference = None
    if all(share is not None for share in listed):
        reference = float(np.prod([share or 0.0 for share in listed]))
    return Frequency(
        n_records=0 if held is None else int(held.size),
        among=facts.n_records,
        share=float(np.exp2(-sum(part.bits for part in parts))),
        reference=reference,
        is_blended=True,
    )
