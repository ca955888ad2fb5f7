"""Cautions: what the values of a pair show that goes with wrong links, so that somebody checks it again.

A caution changes no weight. It is given only where it is true of the very values that were compared. To
add one, add a line to `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.comparing.comparators import comparators, untempered
from suspectmatch.explaining.names import has_initial
from suspectmatch.schema import ALIAS_KINDS
from suspectmatch.tables.explanation_rows import Caution
from suspectmatch.tables.lists import ragged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from suspectmatch.comparing import Comparison
    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.tables import ComparedPairs, People

    Marks = npt.NDArray[np.bool_]
    Condition = Callable[["PairFacts"], Marks]

COMMON: Final = 13.3
"""Bits of rarity of a name below which many hold it: 1 in 10,000 records."""


@dataclass(eq=False)
class PairFacts:
    """Some pairs, and what conditions of cautions ask of them.

    Attributes:
        people: what is known of the people, made once.
        compared: P compared pairs.
        is_lead: bool (P,) of pairs in one cluster whether they reach the threshold; True of all others.
    """

    people: Cautions
    compared: ComparedPairs
    is_lead: Marks

    def at(self, field: str, *levels: str) -> Marks:
        """Whether each pair is at one of some levels of the comparison of a field."""
        k = self.people.column(field)
        if k is None:
            return np.zeros(self.compared.left.size, bool)
        comparison = self.compared.comparisons[k]
        wanted = [comparison.level(number).name in levels for number in range(-1, comparison.n_levels)]
        found: Marks = np.array(wanted)[self.compared.levels[:, k] + 1]
        return found

    def is_one_source(self) -> Marks:
        """Whether both are of one source, where there are others: of a single source it says nothing."""
        source = self.people.people.source
        same: Marks = source[self.compared.left] == source[self.compared.right]
        return same & (len(self.people.people.sources) > 1)

    def is_common_name(self) -> Marks:
        """Whether the part of the names that agrees is common."""
        found = self.at("names", *_AGREE, *_IN_PART, *_ONE)
        k = self.people.column("names")
        if k is None or not found.any():
            return found
        if not self.compared.comparisons[k].has_rarity:  # then nothing says how rare it is
            return np.zeros(found.size, bool)
        column = sum(comparison.has_rarity for comparison in self.compared.comparisons[:k])
        n = self.people.n_names
        tries = np.maximum(n[self.compared.left] * n[self.compared.right], 1)
        bits = untempered(self.compared.rarity[:, column]) + 0.5 * np.log2(tries)
        found &= bits < COMMON
        return found

    def is_alias_only(self) -> Marks:
        """Whether names agree that are not the main ones, and the main ones do not."""
        found = self.at("names", *_AGREE)
        rows, mains = np.flatnonzero(found), self.people.main_names
        if not rows.size or mains is None:
            return np.zeros(found.size, bool)
        level, bits = np.empty(rows.size, np.int8), np.empty(rows.size, np.float32)
        mains.write(self.compared.left[rows], self.compared.right[rows], level, bits)
        found[rows] = level < min(mains.comparison.number(name) for name in _AGREE)
        return found

    @cached_property
    def is_by_initial(self) -> Marks:
        """Whether a part of one name agrees with an initial of the other."""
        found, k = np.zeros(self.compared.left.size, bool), self.people.column("names")
        if k is None:
            return found
        column, of_name = self.people.people.names, self.people.name_has_initial
        has = _any_of(of_name[column.codes], column.offsets)
        left, right = self.compared.left, self.compared.right
        maybe = (self.compared.levels[:, k] > 0) & (has[left] | has[right])
        for row in np.flatnonzero(maybe).tolist():
            i, j = int(left[row]), int(right[row])
            at = self.people.names_comparator.carriers(i, j)
            p, q = int(column.offsets[i]) + at[0], int(column.offsets[j]) + at[1]
            if min(at) >= 0 and of_name[column.codes[[p, q]]].any():
                found[row] = has_initial(column, p, q)
        return found


@dataclass(frozen=True, slots=True)
class CautionKind:
    """A kind of caution.

    Attributes:
        name: a word for it.
        words: what is true of the pair, in a sentence; ``{level}`` stands for the level of ``field``.
        holds: tells of P pairs whether it is true, bool (P,).
        field: the field whose level the sentence names.
    """

    name: str
    words: str
    holds: Condition
    field: str | None = None


def at_level(field: str, *levels: str) -> Condition:
    """The condition that a pair is at one of some levels of the comparison of a field."""
    return lambda pairs: pairs.at(field, *levels)


_NO_PART: Final = ("another_alias", "different")
_IN_PART: Final = ("most_parts", "some_parts", "one_part_of_alias", "one_part")
_SIMILAR: Final = ("same_similar", "within_similar")
_ONE: Final = ("single", "one_within")
_AGREE: Final = ("same", "same_respelt", *_SIMILAR, "within", "most_parts", "single")
_OTHER_YEARS: Final = (
    "same_day_month",
    "about_1_year_apart",
    "within_1_year",
    "about_5_years_apart",
    "within_5_years",
    "about_10_years_apart",
    "within_10_years",
    "further_apart",
)
_OTHER_DAYS: Final = ("day_month_swapped", "one_day_apart", "one_character", "same_year_other_day")
_SAME_DAY: Final = ("same_day", "same_day_converted")
_SAME_NUMBER: Final = ("same_number_and_kind", "same_number", "one_slip")


def _is_same_day(pairs: PairFacts) -> Marks:
    return pairs.at("birth_dates", *_SAME_DAY)


def _shares_number(pairs: PairFacts) -> Marks:
    return pairs.at("documents", *_SAME_NUMBER) | pairs.at("contacts", "shared")


KINDS: Final = [
    CautionKind(
        "document",
        "No document number agrees, of those that can be compared.",
        at_level("documents", "different"),
    ),
    CautionKind(
        "birth_place",
        "The records state different places of birth.",
        at_level("birth_places", "different"),
    ),
    CautionKind(
        "siblings",
        "The day of birth is the same, and each name has a part that the other has not.",
        lambda pairs: pairs.at("names", *_IN_PART) & _is_same_day(pairs),
    ),
    CautionKind(
        "name_parts",
        "Each name has a part that the other has not.",
        lambda pairs: pairs.at("names", *_IN_PART) & ~_is_same_day(pairs),
    ),
    CautionKind(
        "weak_alias", "The names agree through a weak alias only.", at_level("names", "weak_alias")
    ),
    CautionKind(
        "years",
        "The dates of birth are apart: {level}.",
        at_level("birth_dates", *_OTHER_YEARS),
        "birth_dates",
    ),
    CautionKind(
        "through_others",
        "This pair alone is below the threshold: other records, or a decision, hold it together.",
        lambda pairs: ~pairs.is_lead,
    ),
    CautionKind(
        "common_name",
        "The part of the names that agrees is common: expected in more than one record of 10,000.",
        PairFacts.is_common_name,
    ),
    CautionKind(
        "days",
        "The dates of birth differ: {level}.",
        at_level("birth_dates", *_OTHER_DAYS),
        "birth_dates",
    ),
    CautionKind("one_part", "Only a single name agrees: {level}.", at_level("names", *_ONE), "names"),
    CautionKind(
        "similar_name",
        "The names are similar, not the same.",
        lambda pairs: pairs.at("names", *_SIMILAR) & ~pairs.is_by_initial,
    ),
    CautionKind(
        "alias",
        "The names agree only through an alias, a nickname or a former name.",
        PairFacts.is_alias_only,
    ),
    CautionKind(
        "no_date",
        "No two dates of birth could be compared, and no number or contact agrees.",
        lambda pairs: pairs.at("birth_dates", "missing") & ~_shares_number(pairs),
    ),
    CautionKind(
        "initial", "A part of the names agrees with an initial only.", lambda pairs: pairs.is_by_initial
    ),
    CautionKind("one_source", "Both are records of one source.", PairFacts.is_one_source),
    CautionKind("sex", "The records state different sexes.", at_level("sex", "different")),
    CautionKind("father", "No part of the fathers' names agrees.", at_level("father_names", *_NO_PART)),
    CautionKind("mother", "No part of the mothers' names agrees.", at_level("mother_names", *_NO_PART)),
    CautionKind("name", "No part of the names agrees.", at_level("names", *_NO_PART)),
    CautionKind(
        "birth_country",
        "The records state different countries of birth.",
        at_level("birth_countries", "different"),
    ),
    CautionKind(
        "nationality",
        "The records state different nationalities.",
        at_level("nationalities", "different"),
    ),
]
"""Kinds of cautions, those first that go with wrong links most; see ``benchmarks/accuracy/cautions.py``.
From ``one_source`` on they did not mark wrong links, or were too few to tell. They are given all the
same, because the sources contradict each other there."""


class Cautions:
    """Finds the cautions of pair after pair of the same people.

    Args:
        people: N people.
        comparisons: the K comparisons of the pairs.
    """

    def __init__(self, people: People, comparisons: Sequence[Comparison]) -> None:
        self.people, self._comparisons = people, comparisons
        self._columns = {comparison.field: k for k, comparison in enumerate(comparisons)}

    def column(self, field: str) -> int | None:
        """Which comparison is of a field; None where none is."""
        return self._columns.get(field)

    def of(self, compared: ComparedPairs, is_lead: Marks) -> list[tuple[Caution, ...]]:
        """The cautions of each of P pairs, in words; see `marks`."""
        made: list[list[Caution]] = [[] for _ in range(compared.left.size)]
        rows, which, distinct = self.listed(compared, is_lead)
        for row, at in zip(rows.tolist(), which.tolist(), strict=True):
            made[row].append(distinct[at])
        return [tuple(own) for own in made]

    def listed(
        self, compared: ComparedPairs, is_lead: Marks
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], list[Caution]]:
        """The pair of each caution, which of the distinct cautions it is, and these; pair by pair."""
        rows, kind = np.nonzero(self.marks(compared, is_lead))
        level = np.full(rows.size, -1, np.int64)
        for number, each in enumerate(KINDS):
            if each.field is not None and (own := kind == number).any():
                level[own] = compared.levels[rows[own], self.column(each.field)]
        distinct, which = np.unique(np.stack([kind, level], axis=1), axis=0, return_inverse=True)
        made = [self._caution(KINDS[k], number) for k, number in distinct.tolist()]
        return rows, which.ravel(), made

    def marks(self, compared: ComparedPairs, is_lead: Marks) -> Marks:
        """Which cautions hold of each of P pairs.

        Args:
            compared: the pairs.
            is_lead: bool (P,) of pairs in one cluster whether they reach the threshold; True of all
                others.

        Returns:
            bool (P, a column for each of `KINDS`).
        """
        pairs = PairFacts(self, compared, is_lead)
        return np.stack([kind.holds(pairs) for kind in KINDS], axis=1)

    def _caution(self, kind: CautionKind, level: int) -> Caution:
        k = None if kind.field is None else self.column(kind.field)
        words = "" if k is None else self._comparisons[k].level(level).words
        return Caution(kind.name, kind.words.format(level=words))

    @cached_property
    def n_names(self) -> npt.NDArray[np.int64]:
        """Names of each record that can be compared at all, int64 (N,)."""
        column = self.people.names
        has_parts = np.diff(column.names.arrays.token_offsets) > 0
        n: npt.NDArray[np.int64] = np.diff(_total(has_parts[column.codes], column.offsets))
        return n

    @cached_property
    def main_names(self) -> Comparator | None:
        """Compares the names that are no aliases and not weak; None where there are no others."""
        column = self.people.names
        offsets, structs = ragged(self.people.records.table.column("names"))
        is_alias = pc.is_in(pc.struct_field(structs, "kind"), pa.array(ALIAS_KINDS))
        is_main = ~is_alias.to_numpy(zero_copy_only=False) & ~column.weak
        if is_main.all():
            return None
        kept = _total(is_main, offsets)
        mains = replace(column, offsets=kept, codes=column.codes[is_main], weak=column.weak[is_main])
        return self._comparator(replace(self.people, names=mains))

    @cached_property
    def names_comparator(self) -> Comparator:
        """Compares all names."""
        return self._comparator(self.people)

    def _comparator(self, people: People) -> Comparator:
        return comparators(people, [each for each in self._comparisons if each.field == "names"])[0]

    @cached_property
    def name_has_initial(self) -> Marks:
        """Whether each distinct name has a part of one letter, bool (D,)."""
        arrays = self.people.names.names.arrays
        is_letter = np.diff(arrays.point_offsets) == 1
        return _any_of(is_letter[arrays.token_codes], arrays.token_offsets)


def _any_of(flags: Marks, offsets: npt.NDArray[np.int64]) -> Marks:
    """Whether each row of a ragged column holds a flagged value."""
    held: Marks = np.diff(_total(flags, offsets)) > 0
    return held


def _total(flags: Marks, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Flagged values before each row of a ragged column, int64 (N+1,)."""
    total: npt.NDArray[np.int64] = np.concatenate([[0], np.cumsum(flags)])[offsets]
    return total
