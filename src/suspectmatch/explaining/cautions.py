"""Cautions: what the values of a pair show that goes with wrong links, so that somebody looks twice.

A caution changes no weight. It is told only where it is true of the very values that were compared.
"""

from __future__ import annotations

from dataclasses import replace
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
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing import Comparison
    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.tables import ComparedPairs, People

    Marks = npt.NDArray[np.bool_]

KINDS: Final = {
    "document": "No document number agrees, of those that can be compared.",
    "birth_place": "The records state different places of birth.",
    "siblings": "The day of birth is the same, and each name has a part that the other has not.",
    "name_parts": "Each name has a part that the other has not.",
    "weak_alias": "The names agree through a weak alias only.",
    "years": "The dates of birth are apart: {level}.",
    "through_others": "This pair is no lead by itself: other records, or a decision, hold it together.",
    "common_name": "What agrees of the names is common: expected in more than one record of 10,000.",
    "days": "The dates of birth differ: {level}.",
    "one_part": "No more than a single name agrees: {level}.",
    "similar_name": "The names are similar, not the same.",
    "alias": "The names agree only through an alias, a nickname or a former name.",
    "no_date": "No two dates of birth could be compared, and no number or contact agrees.",
    "initial": "A part of the names agrees with an initial only.",
    "one_source": "Both are records of one source.",
    "sex": "The records state different sexes.",
    "father": "No part of the fathers' names agrees.",
    "mother": "No part of the mothers' names agrees.",
    "name": "No part of the names agrees.",
    "birth_country": "The records state different countries of birth.",
    "nationality": "The records state different nationalities.",
}
"""Kinds of cautions and their words, those first that go with wrong links most; see
``benchmarks/accuracy/cautions.py``. From ``one_source`` on they did not mark wrong links, or were too
few to tell, and are told all the same: the sources contradict each other there."""

COMMON: Final = 13.3
"""Bits of rarity of a name below which many hold it: 1 in 10,000 records."""
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
_SHARED: Final = ("shared",)
_AT: Final = {
    "document": ("documents", ("different",)),
    "birth_place": ("birth_places", ("different",)),
    "name_parts": ("names", _IN_PART),
    "years": ("birth_dates", _OTHER_YEARS),
    "one_part": ("names", _ONE),
    "days": ("birth_dates", _OTHER_DAYS),
    "similar_name": ("names", _SIMILAR),
    "weak_alias": ("names", ("weak_alias",)),
    "sex": ("sex", ("different",)),
    "father": ("father_names", _NO_PART),
    "mother": ("mother_names", _NO_PART),
    "name": ("names", _NO_PART),
    "birth_country": ("birth_countries", ("different",)),
    "nationality": ("nationalities", ("different",)),
}
"""Field and levels of the kinds that levels alone tell."""


class Cautions:
    """Tells of pair after pair of the same people what is a reason to look twice.

    Args:
        people: N people.
        comparisons: the K comparisons of the pairs.
    """

    def __init__(self, people: People, comparisons: Sequence[Comparison]) -> None:
        self._people, self._comparisons = people, comparisons
        self._column = {comparison.field: k for k, comparison in enumerate(comparisons)}

    def of(self, compared: ComparedPairs, is_lead: Marks) -> list[tuple[Caution, ...]]:
        """The cautions of each of P pairs, in words; see `marks`."""
        made: list[list[Caution]] = [[] for _ in range(compared.left.size)]
        rows, which, told = self.listed(compared, is_lead)
        for row, at in zip(rows.tolist(), which.tolist(), strict=True):
            made[row].append(told[at])
        return [tuple(own) for own in made]

    def listed(
        self, compared: ComparedPairs, is_lead: Marks
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], list[Caution]]:
        """The pair of each caution, which of the distinct cautions it is, and these; pair by pair."""
        rows, kind = np.nonzero(self.marks(compared, is_lead))
        level = np.full(rows.size, -1, np.int64)
        for name, (field, _) in _AT.items():
            own = kind == list(KINDS).index(name)
            if own.any():
                level[own] = compared.levels[rows[own], self._column[field]]
        distinct, which = np.unique(np.stack([kind, level], axis=1), axis=0, return_inverse=True)
        told = [self._caution(list(KINDS)[k], number) for k, number in distinct.tolist()]
        return rows, which.ravel(), told

    def marks(self, compared: ComparedPairs, is_lead: Marks) -> Marks:
        """Which cautions hold of each of P pairs.

        Args:
            compared: the pairs.
            is_lead: bool (P,) of pairs in one cluster whether they have the probability of a lead;
                True of all others.

        Returns:
            bool (P, a column for each of `KINDS`).
        """
        made = {kind: self.at(compared, *where) for kind, where in _AT.items()}
        same_day = self.at(compared, "birth_dates", _SAME_DAY)
        made["siblings"] = made["name_parts"] & same_day
        made["name_parts"] &= ~same_day
        made["initial"] = self._by_initial(compared)
        made["similar_name"] &= ~made["initial"]
        made["alias"] = self._through_alias(compared)
        made["common_name"] = self._is_common(compared)
        shares = self.at(compared, "documents", _SAME_NUMBER)
        shares |= self.at(compared, "contacts", _SHARED)
        made["no_date"] = self.at(compared, "birth_dates", ("missing",)) & ~shares
        made["through_others"] = ~is_lead
        source = self._people.source
        made["one_source"] = source[compared.left] == source[compared.right]
        if len(self._people.sources) == 1:  # true of every pair, and says nothing
            made["one_source"][:] = False
        return np.stack([made[kind] for kind in KINDS], axis=1)

    def _caution(self, kind: str, level: int) -> Caution:
        if kind not in _AT:
            return Caution(kind, KINDS[kind])
        comparison = self._comparisons[self._column[_AT[kind][0]]]
        return Caution(kind, KINDS[kind].format(level=comparison.level(level).words))

    def at(self, compared: ComparedPairs, field: str, levels: Sequence[str]) -> Marks:
        """Whether each pair is at one of some levels of the comparison of a field."""
        k = self._column.get(field)
        if k is None:
            return np.zeros(compared.left.size, bool)
        comparison = self._comparisons[k]
        wanted = [comparison.level(number).name in levels for number in range(-1, comparison.n_levels)]
        found: Marks = np.array(wanted)[compared.levels[:, k] + 1]
        return found

    def _is_common(self, compared: ComparedPairs) -> Marks:
        """Whether what agrees of the names is common."""
        found = self.at(compared, "names", (*_AGREE, *_IN_PART, *_ONE))
        if found.any():
            k = self._column["names"]
            if not self._comparisons[k].has_rarity:  # then nothing says how rare it is
                return np.zeros(found.size, bool)
            column = sum(comparison.has_rarity for comparison in self._comparisons[:k])
            n = self._n_names
            tries = np.maximum(n[compared.left] * n[compared.right], 1)
            found &= untempered(compared.rarity[:, column]) + 0.5 * np.log2(tries) < COMMON
        return found

    @cached_property
    def _n_names(self) -> npt.NDArray[np.int64]:
        """Names of each record that can be compared at all, int64 (N,)."""
        column = self._people.names
        has_parts = np.diff(column.names.arrays.token_offsets) > 0
        n: npt.NDArray[np.int64] = np.diff(_total(has_parts[column.codes], column.offsets))
        return n

    def _through_alias(self, compared: ComparedPairs) -> Marks:
        """Whether names agree that are not the main ones, and the main ones do not."""
        found = self.at(compared, "names", _AGREE)
        rows = np.flatnonzero(found)
        if not rows.size or self._mains is None:
            return np.zeros(found.size, bool)
        level, bits = np.empty(rows.size, np.int8), np.empty(rows.size, np.float32)
        self._mains.write(compared.left[rows], compared.right[rows], level, bits)
        comparison = self._mains.comparison
        found[rows] = level < min(comparison.number(name) for name in _AGREE)
        return found

    @cached_property
    def _mains(self) -> Comparator | None:
        """Compares the names that are no aliases and not weak; None where there are no others."""
        column = self._people.names
        offsets, structs = ragged(self._people.records.table.column("names"))
        is_alias = pc.is_in(pc.struct_field(structs, "kind"), pa.array(ALIAS_KINDS))
        is_main = ~is_alias.to_numpy(zero_copy_only=False) & ~column.weak
        if is_main.all():
            return None
        kept = _total(is_main, offsets)
        mains = replace(column, offsets=kept, codes=column.codes[is_main], weak=column.weak[is_main])
        comparison = self._comparisons[self._column["names"]]
        return comparators(replace(self._people, names=mains), (comparison,))[0]

    def _by_initial(self, compared: ComparedPairs) -> Marks:
        """Whether a part of one name agrees with an initial of the other."""
        found, k = np.zeros(compared.left.size, bool), self._column.get("names")
        if k is None:
            return found
        column, of_name = self._people.names, self._name_has_initial
        has = _any_of(of_name[column.codes], column.offsets)
        maybe = (compared.levels[:, k] > 0) & (has[compared.left] | has[compared.right])
        for row in np.flatnonzero(maybe).tolist():
            i, j = int(compared.left[row]), int(compared.right[row])
            at = self._names.carriers(i, j)
            p, q = int(column.offsets[i]) + at[0], int(column.offsets[j]) + at[1]
            if min(at) >= 0 and of_name[column.codes[[p, q]]].any():
                found[row] = has_initial(column, p, q)
        return found

    @cached_property
    def _names(self) -> Comparator:
        return comparators(self._people, (self._comparisons[self._column["names"]],))[0]

    @cached_property
    def _name_has_initial(self) -> Marks:
        """Whether each distinct name has a part of one letter, bool (D,)."""
        arrays = self._people.names.names.arrays
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
