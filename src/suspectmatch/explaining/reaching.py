"""Which levels of a comparison another value in one of two records could bring about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.comparing import MISSING
from suspectmatch.comparing.comparators import comparators
from suspectmatch.kernels import dates
from suspectmatch.levels import DATE_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.tables import People

    Dates = npt.NDArray[np.int32]
    Reached = dict[int, tuple[bool, bool]]

OF_ALIASES: Final = {"one_part": "one_part_of_alias", "different": "another_alias"}
"""Levels of names, and what they are called where a record has aliases only."""
OF_WEAK: Final = frozenset({"weak_alias", "one_within", "one_part", "different"})
"""Levels of names of which one is a weak alias."""
OF_DEFAULTS: Final = frozenset({"same_default_day", "default_day_same_year"})
"""Levels of dates of which a source writes one for want of another."""
_FEWEST_PARTS: Final = {
    "same": 2,
    "same_respelt": 2,
    "same_similar": 2,
    "within": 2,
    "within_similar": 2,
    "most_parts": 3,
    "some_parts": 4,
    "one_within": 1,
    "one_part": 2,
    "different": 1,
}
"""Parts that a name must have at least, for another to agree with it at a level."""
_SHIFTS: Final = (0, 1, 2, 20, 180, 300, 400, 1100, 1500, 3000, 3500, 5000, 12000)
"""Days by which dates are tried apart."""
_WIDTHS: Final = (0, 1, 2, 4, 9)
"""Years by which ranges are tried beyond a year."""
_EPOCH: Final = dt.date(1970, 1, 1)


def reach(people: People, measure: Comparator, i: int, j: int) -> Reached:
    """The levels that one other value in one of two records could bring about.

    Args:
        people: the people.
        measure: the comparison.
        i: row of the left record.
        j: row of the right.

    Returns:
        The numbers of the levels, and whether another value of the left record does it, and of the
        right. Where neither has a value, those that two values could have; both are said to do it.
    """
    comparison, known = measure.comparison, (bool(measure.known[i]), bool(measure.known[j]))
    found: dict[int, list[bool]] = {}
    for side in (0, 1):
        if known[1 - side]:
            least = _without(people, measure, i, j, side) if known[side] else MISSING
            could = {comparison.number(name) for name in _could_be(people, measure, (i, j), side)}
            for number in {number for number in could if number >= least} | ({least} - {MISSING}):
                found.setdefault(number, [False, False])[side] = True
    if known == (False, False):
        odd = OF_DEFAULTS | set(OF_ALIASES.values()) | {"weak_alias"}
        return {
            comparison.number(level.name): (True, True)
            for level in comparison.levels
            if level.name not in odd
        }
    return {number: (sides[0], sides[1]) for number, sides in found.items()}


def _could_be(people: People, measure: Comparator, rows: tuple[int, int], side: int) -> Iterable[str]:
    """Names of the levels that a value of one side could have with those of the other, as it is."""
    comparison = measure.comparison
    if comparison.method == "names":
        return _of_names(people, measure, rows, side)
    if comparison.method == "dates":
        return _of_dates(people, rows[1 - side])
    return [level.name for level in comparison.levels]


def _of_names(people: People, measure: Comparator, rows: tuple[int, int], side: int) -> set[str]:
    column = getattr(people, measure.comparison.field)
    start, stop = column.offsets[rows[1 - side]], column.offsets[rows[1 - side] + 1]
    tokens = np.diff(column.names.arrays.token_offsets)[column.codes[start:stop]]
    at = column.offsets[rows[side]] + max(measure.carriers(*rows)[side], 0)
    is_weak = bool(at < column.offsets[rows[side] + 1] and column.weak[at])
    found: set[str] = set()
    for n, weak in zip(tokens.tolist(), column.weak[start:stop].tolist(), strict=True):
        of_this = {name for name, fewest in _FEWEST_PARTS.items() if n >= fewest}
        of_this |= {"single"} if n == 1 else set()
        if weak or is_weak:
            of_this = (of_this | {"weak_alias"}) & OF_WEAK
        found |= of_this if n else set()
    if column.only_aliases[list(rows)].any():
        found = {OF_ALIASES.get(name, name) for name in found}
    return found


def _of_dates(people: People, row: int) -> set[str]:
    """Levels of many dates with those of a record, as the kernel has them."""
    column, table = people.birth_dates, people.birth_dates.dates.table
    start, stop = column.offsets[row : row + 2].tolist()
    own = table[column.codes[start:stop]]
    own = own[own[:, dates.PRECISION] != dates.UNREAD]
    if not own.size:
        return set()
    has_defaults = bool((table[:, dates.DEFAULT] == 1).any())
    tried = np.array([date for each in own for date in _near(each, has_defaults=has_defaults)], np.int32)
    both = np.concatenate([table[column.codes[start:stop]], tried])
    n, codes = stop - start, np.arange(len(both), dtype=np.int32)
    is_false = np.concatenate([column.asserted_false[start:stop], np.zeros(len(tried), bool)])
    levels = {
        dates.best_date_level(0, n, at, at + 1, codes, is_false, both)[0] for at in range(n, len(both))
    }
    return {DATE_LEVELS[::-1][level].name for level in levels if level >= 0}


def _near(date: Dates, *, has_defaults: bool) -> Iterator[list[int]]:
    """Rows of dates at various distances of a date: days, months, years and ranges."""
    first, last = int(date[dates.EARLIEST]), int(date[dates.LATEST])
    middle = (first + last) >> 1
    day = _EPOCH + dt.timedelta(middle)
    for shift in _SHIFTS:
        for at in (middle - shift, middle + shift):
            own = _EPOCH + dt.timedelta(at)
            yield _row(at, at, own, dates.DAY_PRECISION)
            year = dt.date(own.year, 1, 1)
            ends = (year - _EPOCH).days, (dt.date(own.year, 12, 31) - _EPOCH).days
            yield _row(*ends, year, dates.YEAR_PRECISION)
            yield _row(*ends, year, dates.YEAR_PRECISION, approximate=1)
    month = day.replace(day=1)
    end = (month + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
    yield _row((month - _EPOCH).days, (end - _EPOCH).days, month, dates.MONTH_PRECISION)
    for years in _WIDTHS:
        yield _row(first - 366 * years, last + 366 * years, day, dates.RANGE_PRECISION)
    yield _row(middle, middle, day, dates.DAY_PRECISION, calendar=dates.FROM_LUNAR)
    for own in (*_slips(day), *_swapped(day), *_years_on(day)):
        at = (own - _EPOCH).days
        yield _row(at, at, own, dates.DAY_PRECISION)
    if has_defaults:
        new_year = dt.date(day.year, 1, 1)
        at_start = (new_year - _EPOCH).days
        yield _row(at_start, at_start, new_year, dates.DAY_PRECISION, default=1)


def _row(
    first: int,
    last: int,
    stated: dt.date,
    precision: int,
    *,
    approximate: int = 0,
    calendar: int = dates.GREGORIAN,
    default: int = 0,
) -> list[int]:
    """A row of a table of dates."""
    ends = [int((_EPOCH + dt.timedelta(day)).strftime("%Y%m%d")) for day in (first, last)]
    is_range = precision == dates.RANGE_PRECISION
    parts = [0, 0, 0] if is_range else [stated.year, stated.month, stated.day]
    parts[1] *= precision <= dates.MONTH_PRECISION
    parts[2] *= precision == dates.DAY_PRECISION
    digits = int("".join(f"{part:0{n}d}" for part, n in zip(parts, (4, 2, 2), strict=True)), 16)
    return [first, last, *ends, *parts, precision, approximate, calendar, default, digits]


def _slips(day: dt.date) -> Iterator[dt.date]:
    """The day with another last figure of its day, where there is one."""
    for other in range(10):
        number = day.day // 10 * 10 + other
        if number not in (0, day.day) and number <= 28:  # noqa: PLR2004 - a day that every month has
            yield day.replace(day=number)


def _swapped(day: dt.date) -> Iterator[dt.date]:
    if day.day <= 12:  # noqa: PLR2004 - months
        yield day.replace(month=day.day, day=day.month)


def _years_on(day: dt.date) -> Iterator[dt.date]:
    for years in (1, 10):
        yield day.replace(year=day.year + years, day=min(day.day, 28))


def _without(people: People, measure: Comparator, i: int, j: int, side: int) -> int:
    """Level of two records without the value of one side that carried it."""
    comparison, field = measure.comparison, measure.comparison.field
    column: Any = people.sets[field] if field in people.sets else getattr(people, field)
    at = measure.carriers(i, j)[side]
    kept: list[npt.NDArray[np.int64]] = []
    for end, row in enumerate((i, j)):
        own = np.arange(column.offsets[row], column.offsets[row + 1])
        place = column.position[own] if hasattr(column, "position") else own - column.offsets[row]
        kept.append(own[place != max(at, 0)] if end == side else own)
    if not min(map(len, kept)):
        return MISSING
    rows = np.concatenate(kept)
    own_arrays = {name: getattr(column, name)[rows] for name in _OF_VALUES if hasattr(column, name)}
    if hasattr(column, "only_aliases"):
        own_arrays["only_aliases"] = column.only_aliases[[i, j]]
    two = replace(column, offsets=np.array([0, len(kept[0]), rows.size]), **own_arrays)
    changed = {"sets": {**people.sets, field: two}} if field in people.sets else {field: two}
    small = comparators(replace(people, **changed), (comparison,))[0]
    level, bits = np.empty(1, np.int8), np.empty(1, np.float32)
    small.write(np.zeros(1, np.int32), np.ones(1, np.int32), level, bits)
    return int(level[0])


_OF_VALUES: Final = ("codes", "weak", "asserted_false", "position", "kinds")
"""Arrays of columns with an entry for each value."""
