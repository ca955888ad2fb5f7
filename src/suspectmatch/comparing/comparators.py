"""Comparators: what compares the values of records, pair by pair, by kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

import numpy as np

from suspectmatch.errors import SpecError
from suspectmatch.kernels import agreement, dates, sets
from suspectmatch.kernels.aliases import new_name_pair
from suspectmatch.kernels.assignment import NO_PART, ONE_PART, new_scratch
from suspectmatch.kernels.grades import new_grades, new_rows
from suspectmatch.kernels.ragged import largest_of_rows
from suspectmatch.kinds import FIELDS
from suspectmatch.levels import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.tables import People

    Rows = npt.NDArray[np.int32]
    Levels = npt.NDArray[np.int8]
    Bits = npt.NDArray[np.float32]


@runtime_checkable
class Comparator(Protocol):
    """Compares one field of one set of N people; made for a comparison by `comparators`.

    To add one, write a class that is made from ``people`` and ``comparison`` and list it in
    `COMPARATORS` under a name; a `Comparison` of that name as its ``method`` then uses it.

    Attributes:
        comparison: what it compares.
        cost: about how many nanoseconds a pair takes; cheap comparators are tried first.
    """

    comparison: Comparison
    cost: float

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether each record has a value at all, bool (N,)."""

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        """Write the level (P,) and the rarity in bits (P,) of each pair; the rarity is 0 without one."""

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        """Positions, within records i and j, of the values that gave the level; -1 for none."""

    def most_bits(self) -> Bits:
        """float32 (N,): the rarity of what a record shares with another is never above this."""


class _OfColumn:
    """A comparator of a column that holds several values for each record.

    Attributes:
        offsets: int64 (N+1,) values of each record.
    """

    nanoseconds = 60.0
    """What it takes to compare one value with another, measured on a million records."""

    def __init__(self, people: People, comparison: Comparison) -> None:
        self.comparison = comparison
        self.column = _column(people, comparison)
        self.offsets = self.column.offsets
        n_tries = max(1.0, float(self.offsets[-1]) / max(self.offsets.size - 1, 1)) ** 2
        self.cost = self.nanoseconds * n_tries

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        made: npt.NDArray[np.bool_] = self.offsets[1:] > self.offsets[:-1]
        return made

    def most_bits(self) -> Bits:
        return np.zeros(self.offsets.size - 1, np.float32)

    def _positions(self, p: int, q: int) -> tuple[int, int]:
        """Positions within two records of two values of the column; -1 stays -1."""
        position = self.column.position
        return int(position[p]) if p >= 0 else -1, int(position[q]) if q >= 0 else -1


RARE_ENOUGH: Final = np.float32(10.0)
"""Bits of rarity of a name up to which each counts in full."""
BEYOND: Final = np.float32(0.3)
"""What a bit beyond them counts: where one person's names agree less often than that by chance, it is
copies and households that make two records alike. Measured with `RARE_ENOUGH` on real lists and on
invented records: it makes the probabilities of common and of rare names fit both."""
_ZERO: Final = np.float32(0.0)


def tempered(bits: Bits) -> Bits:
    """Rarity as it is weighed, from the rarity of what agrees."""
    made: Bits = np.minimum(bits, RARE_ENOUGH) + BEYOND * np.maximum(bits - RARE_ENOUGH, _ZERO)
    return made


def untempered(bits: Bits) -> Bits:
    """The rarity of what agrees, from that which is weighed."""
    made: Bits = np.minimum(bits, RARE_ENOUGH) + np.maximum(bits - RARE_ENOUGH, _ZERO) / BEYOND
    return made


class _Names(_OfColumn):
    """Names in any order of their parts; the two names that agree best count."""

    nanoseconds = 130.0

    def __init__(self, people: People, comparison: Comparison) -> None:
        super().__init__(people, comparison)
        column = self.column
        self._only_aliases = column.only_aliases if column.only_aliases.any() else None
        self._columns = self.offsets, column.codes, column.weak, column.names.packed
        self._rows = agreement.name_rows(*self._columns)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        agreement.name_levels_pairs(left, right, self._rows, *self._columns, levels, rarity)
        if self._only_aliases is not None:
            # People use several aliases: another alias is not evidence of another person. The two
            # levels of an alias follow the two of other names, so that 1 is added.
            low = np.flatnonzero((levels == NO_PART) | (levels == ONE_PART))
            levels[low] += self._only_aliases[left[low]] | self._only_aliases[right[low]]
        rarity[:] = tempered(rarity)

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        room = new_name_pair(), new_scratch(), new_grades(), new_rows()
        _, _, p, q = agreement.best_name_agreement(i, j, *self._columns, *room)
        first, second = self.offsets[i], self.offsets[j]
        return int(p - first) if p >= 0 else -1, int(q - second) if q >= 0 else -1

    def most_bits(self) -> Bits:
        packed = self.column.names.packed
        return tempered(largest_of_rows(self.offsets, self.column.codes, packed.most_bits))


class _Dates(_OfColumn):
    """Dates as intervals of days; the two dates that agree best count."""

    nanoseconds = 40.0

    def __init__(self, people: People, comparison: Comparison) -> None:
        super().__init__(people, comparison)
        column = self.column
        self._values = column.codes, column.asserted_false, column.dates.table
        self._rows = dates.day_rows(self.offsets, *self._values)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        dates.date_levels_pairs(left, right, self._rows, self.offsets, *self._values, levels)
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        o = self.offsets
        _, p, q = dates.best_date_level(o[i], o[i + 1], o[j], o[j + 1], *self._values)
        return self._positions(p, q)


class _Sets(_OfColumn):
    """Sets of codes; one code in common is enough, and the rarest counts."""

    def __init__(self, people: People, comparison: Comparison) -> None:
        super().__init__(people, comparison)
        self._values = self.offsets, self.column.codes, self.column.bits

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        sets.set_levels_pairs(left, right, *self._values, levels, rarity)

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        _, _, p, q = sets.rarest_shared(i, j, *self._values)
        return self._positions(p, q)

    def most_bits(self) -> Bits:
        return largest_of_rows(*self._values)


class _Documents(_OfColumn):
    """Numbers of documents by kind; the two that agree best count."""

    def __init__(self, people: People, comparison: Comparison) -> None:
        super().__init__(people, comparison)
        column = self.column
        points = column.points, column.point_offsets
        self._values = self.offsets, column.codes, column.kinds, *points

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:
        sets.document_levels_pairs(left, right, *self._values, levels)
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:
        _, p, q = sets.best_document(i, j, *self._values)
        return self._positions(p, q)


class _NoValues:
    """Stands in for the comparator of a field for which no record has a value."""

    cost = 0.0

    def __init__(self, people: People, comparison: Comparison) -> None:
        self.comparison, self.offsets = comparison, np.zeros(len(people) + 1, np.int64)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        return np.zeros(self.offsets.size - 1, np.bool_)

    def write(self, left: Rows, right: Rows, levels: Levels, rarity: Bits) -> None:  # noqa: ARG002
        levels[:] = MISSING
        rarity[:] = 0.0

    def carriers(self, i: int, j: int) -> tuple[int, int]:  # noqa: ARG002
        return -1, -1

    def most_bits(self) -> Bits:
        return np.zeros(self.offsets.size - 1, np.float32)


COMPARATORS: Final[dict[str, Callable[[People, Comparison], Comparator]]] = {
    "names": _Names,
    "dates": _Dates,
    "sets": _Sets,
    "documents": _Documents,
}
"""What makes the comparator of each ``method`` of a `Comparison`."""


def comparators(people: People, comparisons: Sequence[Comparison]) -> list[Comparator]:
    """A comparator for each comparison, in their order.

    Raises:
        SpecError: there is no such method.
    """
    unknown = [each.method for each in comparisons if each.method not in COMPARATORS]
    if unknown:
        raise SpecError(
            f"A comparison is made by one of {', '.join(COMPARATORS)}; got {unknown[0]!r}. List your "
            "own comparator in suspectmatch.comparing.comparators.COMPARATORS."
        )
    made = []
    for comparison in comparisons:
        column = _column(people, comparison)
        has_values = column is None or column.codes.size > 0
        made.append((COMPARATORS[comparison.method] if has_values else _NoValues)(people, comparison))
    return made


def _column(people: People, comparison: Comparison) -> Any:
    """The column of a field; None for a field that is not one of `FIELDS`."""
    field = comparison.field
    if field not in FIELDS:
        return None
    return people.sets[field] if field in people.sets else getattr(people, field)
