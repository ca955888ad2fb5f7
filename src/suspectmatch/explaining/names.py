"""How two names agree, part by part: the assignment that the comparison made, read from its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.explaining.frequency import KINDS
from suspectmatch.kernels.agreement import best_name_agreement
from suspectmatch.kernels.aliases import new_name_pair
from suspectmatch.kernels.assignment import (
    EXCHANGED,
    GRADES,
    MAX_TOKENS,
    ONE_PART,
    PARTNERS,
    STATE,
    TAKEN,
    new_scratch,
)
from suspectmatch.kernels.grades import new_grades, new_rows
from suspectmatch.kernels.tokens import CLOSE, EQUAL, INITIALS, NONE, SKELETON, SOUND
from suspectmatch.tables.explanation_rows import Frequency, NameAgreement, NamePart

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.explaining.frequency import NameFacts
    from suspectmatch.tables import NameColumn

    Scratch = npt.NDArray[np.int64]
    _Ends = tuple[tuple[int, ...], tuple[int, ...], int]

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
    offsets = column.names.arrays.token_offsets
    n_left, n_right = (
        sum(bool(offsets[code + 1] > offsets[code]) for code in column.codes[start:stop].tolist())
        for start, stop in (column.offsets[row : row + 2].tolist() for row in (i, j))
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
        tuple(text for k, text in enumerate(name.text) if k not in own)
        for name, own in zip((left, right), used, strict=True)
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
    """Level of two names, and which parts the kernel assigned to which, by what grade."""
    if not left.codes or not right.codes:
        return NONE, []
    scratch, t = new_scratch(), column.names.packed
    pair = np.array([p, q])
    offsets, codes, weak = np.arange(3, dtype=np.int64), column.codes[pair], column.weak[pair]
    room = new_name_pair(), scratch, new_grades(), new_rows()
    level, *_ = best_name_agreement(0, 1, offsets, codes, weak, t, *room)
    is_exchanged = bool(scratch[STATE, 0] == EXCHANGED)
    sides = (right, left) if is_exchanged else (left, right)
    made = [_match(ends, grade, sides, t.bits) for *ends, grade in _assigned(scratch, sides)]
    if is_exchanged:
        made = [match._replace(left=match.right, right=match.left) for match in made]
    return int(level), sorted(made)


def _assigned(scratch: Scratch, sides: tuple[_Name, _Name]) -> list[_Ends]:
    """Places of the parts that the trace says were assigned to each other, and by what grade."""
    n, m = (len(side.codes) for side in sides)
    if not scratch[STATE, 0]:  # each part agrees with one other at most, and nothing was to be assigned
        grades = scratch[GRADES : GRADES + n, :m]
        return [((i,), (j,), int(grades[i, j])) for i, j in np.argwhere(grades != NONE).tolist()]
    of_left: dict[int, list[int]] = {}
    of_right: dict[int, list[int]] = {}
    for found, side, size in ((of_left, 0, n), (of_right, 1, m)):
        for k in np.flatnonzero(scratch[TAKEN + side, :size] != NONE).tolist():
            found.setdefault(int(scratch[PARTNERS + side, k]), []).append(k)
    made: set[_Ends] = set()
    for j, parts in of_left.items():  # the parts of the left that were assigned to j, one or two
        other = tuple(of_right[parts[0]])
        made.add((tuple(parts), other, int(scratch[TAKEN + 1, j])))
    return sorted(made)


def _match(
    ends: Sequence[tuple[int, ...]],
    grade: int,
    sides: tuple[_Name, _Name],
    bits: npt.NDArray[np.float32],
) -> _Match:
    """Two parts, or one and the two that make it, with the bits that they agree by."""
    each = (
        sum(bits[side.codes[k], grade] for k in places) for side, places in zip(sides, ends, strict=True)
    )
    return _Match(ends[0], ends[1], grade, float(min(each)))


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
