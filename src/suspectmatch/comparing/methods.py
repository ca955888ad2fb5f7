"""The methods of comparing: from columns of people to kernels.

A method compares P pairs at once, can say for one pair which two values carried its level, and knows
how rare a shared value of each record can be at most.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.kernels import agreement, dates, sets
from suspectmatch.kernels.aliases import new_meeting
from suspectmatch.kernels.assignment import NO_PART, ONE_PART, new_scratch
from suspectmatch.kernels.grades import new_grades, new_rows
from suspectmatch.kernels.ragged import largest_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.tables import People

    Rows = npt.NDArray[np.int32]
    Levels = npt.NDArray[np.int8]
    Bits = npt.NDArray[np.float32]


class Measure(ABC):
    """One comparison of one set of people, its arrays at hand.

    Attributes:
        comparison: what it measures.
        offsets: int64 (N+1,) values of each record.
    """

    cost: float
    """About how many nanoseconds a pair takes, as measured on a million records."""
    comparison: Comparison
    offsets: npt.NDArray[np.int64]

    @abstractmethod
    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        """Write the level (P,) and the rarity in bits (P,) of each pair."""

    @abstractmethod
    def carriers(self, i: int, j: int) -> tuple[int, int]:
        """Positions, within records i and j, of the values that carried the level; -1 for none."""

    @abstractmethod
    def most_bits(self) -> Bits:
        """float32 (N,): the rarity of what a record shares with another is never above this."""

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether each record has a value at all, bool (N,)."""
        return self.offsets[1:] > self.offsets[:-1]


RARE_ENOUGH: Final = np.float32(10.0)
"""Bits of rarity of a name up to which each counts in full."""
BEYOND: Final = np.float32(0.3)
"""What a bit beyond them counts: where one person's names agree less often than that by chance, it is
copies and households that make two records alike. Measured with `RARE_ENOUGH` on real lists and on
invented records: it makes the probabilities of common and of rare names fit both."""


_NONE: Final = np.float32(0.0)


def tempered(bits: Bits) -> Bits:
    """Rarity as it is weighed, from the rarity of what agrees."""
    made: Bits = np.minimum(bits, RARE_ENOUGH) + BEYOND * np.maximum(bits - RARE_ENOUGH, _NONE)
    return made


def untempered(bits: Bits) -> Bits:
    """The rarity of what agrees, from that which is weighed."""
    made: Bits = np.minimum(bits, RARE_ENOUGH) + np.maximum(bits - RARE_ENOUGH, _NONE) / BEYOND
    return made


class _Names(Measure):
    def __init__(self, people: People, comparison: Comparison) -> None:
        column = getattr(people, comparison.field)
        self.comparison, self.offsets = comparison, column.offsets
        self._weak, self._codes = column.weak, column.codes
        self._only_aliases = column.only_aliases if column.only_aliases.any() else None
        self._names = column.names.packed
        self.cost = 130.0 * _tries(self.offsets)
        self._rows = agreement.name_rows(self.offsets, self._codes, self._weak, self._names)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        columns = self._rows, self.offsets, self._codes, self._weak, self._names
        agreement.name_levels_pairs(left, right, *columns, levels, rarity)
        if self._only_aliases is not None:  # a man goes by several: another alias is no other man
            low = np.flatnonzero((levels == NO_PART) | (levels == ONE_PART))
            levels[low] += self._only_aliases[left[low]] | self._only_aliases[right[low]]
        rarity[:] = tempered(rarity)

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        columns = self.offsets, self._codes, self._weak, self._names
        room = new_meeting(), new_scratch(), new_grades(), new_rows()
        _, _, p, q = agreement.best_name_agreement(i, j, *columns, *room)
        return _within(self.offsets, i, j, p, q)

    def most_bits(self) -> Bits:
        return tempered(largest_of_rows(self.offsets, self._codes, self._names.most_bits))


class _Dates(Measure):
    def __init__(self, people: People, comparison: Comparison) -> None:
        column = people.birth_dates
        self.comparison, self.offsets = comparison, column.offsets
        self.cost = 40.0 * _tries(self.offsets)
        self._values = column.codes, column.asserted_false, column.dates.table
        self._position = column.position
        self._rows = dates.day_rows(self.offsets, *self._values)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        dates.date_levels_pairs(left, right, self._rows, self.offsets, *self._values, levels)
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        o = self.offsets
        _, p, q = dates.best_date_level(o[i], o[i + 1], o[j], o[j + 1], *self._values)
        return (int(self._position[p]) if p >= 0 else -1, int(self._position[q]) if q >= 0 else -1)

    def most_bits(self) -> Bits:
        return np.zeros(self.offsets.size - 1, np.float32)


class _Sets(Measure):
    def __init__(self, people: People, comparison: Comparison) -> None:
        column = people.sets[comparison.field]
        self.comparison, self.offsets = comparison, column.offsets
        self.cost = 60.0 * _tries(self.offsets)
        self._codes, self._bits, self._position = column.codes, column.bits, column.position

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        sets.set_levels_pairs(left, right, self.offsets, self._codes, self._bits, levels, rarity)

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        _, _, p, q = sets.rarest_shared(i, j, self.offsets, self._codes, self._bits)
        return (int(self._position[p]) if p >= 0 else -1, int(self._position[q]) if q >= 0 else -1)

    def most_bits(self) -> Bits:
        return largest_of_rows(self.offsets, self._codes, self._bits)


class _Documents(Measure):
    def __init__(self, people: People, comparison: Comparison) -> None:
        column = people.sets[comparison.field]
        self.comparison, self.offsets = comparison, column.offsets
        self.cost = 60.0 * _tries(self.offsets)
        self._values = column.codes, column.kinds, column.points, column.point_offsets
        self._position = column.position

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        sets.document_levels_pairs(left, right, self.offsets, *self._values, levels)
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        _, p, q = sets.best_document(i, j, self.offsets, *self._values)
        return (int(self._position[p]) if p >= 0 else -1, int(self._position[q]) if q >= 0 else -1)

    def most_bits(self) -> Bits:
        return np.zeros(self.offsets.size - 1, np.float32)


class _Nothing(Measure):
    """Of a field for which no record has a value."""

    cost = 0.0

    def __init__(self, people: People, comparison: Comparison) -> None:
        self.comparison, self.offsets = comparison, np.zeros(len(people) + 1, np.int64)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:  # noqa: ARG002
        levels[:] = -1
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:  # noqa: ARG002
        return -1, -1

    def most_bits(self) -> Bits:
        return np.zeros(self.offsets.size - 1, np.float32)


_METHODS: Final[dict[str, Any]] = {
    "names": _Names,
    "dates": _Dates,
    "sets": _Sets,
    "documents": _Documents,
}


def measures(people: People, comparisons: Sequence[Comparison]) -> list[Measure]:
    """A measure for each comparison, in their order."""
    return [_measure(people, comparison) for comparison in comparisons]


def _measure(people: People, comparison: Comparison) -> Measure:
    field = comparison.field
    column = people.sets[field] if field in people.sets else getattr(people, field)
    method: type[Any] = _METHODS[comparison.method] if column.codes.size else _Nothing
    made: Measure = method(people, comparison)
    return made


def _within(offsets: npt.NDArray[np.int64], i: int, j: int, p: int, q: int) -> tuple[int, int]:
    return (int(p - offsets[i]) if p >= 0 else -1, int(q - offsets[j]) if q >= 0 else -1)


def _tries(offsets: npt.NDArray[np.int64]) -> float:
    """Pairs of values that two records have to be tried for, on average; at least 1."""
    return max(1.0, float(offsets[-1]) / max(offsets.size - 1, 1)) ** 2
