"""Reading one EDTF expression, in any of three calendars, into an interval of days.

EDTF is ISO 8601-2:2019, extended date and time format, levels 0 and 1 without years of five digits.
Nothing here raises: for a text that cannot be read, the reason is returned, never with the value.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from suspectmatch.dates.calendars import (
    CALENDAR_CODES,
    FIRST_YEAR,
    HIJRI_YEARS,
    LAST_YEAR,
    bounds,
    month_end,
)
from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    GREGORIAN,
    MONTH_PRECISION,
    RANGE_PRECISION,
    YEAR_PRECISION,
)

FIRST_OF_YEAR: Final = 101
"""The first day of a year as month times 100 plus day."""
WIDEST_YEARS: Final = 50
"""A range of more years than this is not used."""

EMPTY: Final = "empty"
PLACEHOLDER: Final = "placeholder"
OUTSIDE: Final = "outside 1850-2100"
NO_SUCH_DAY: Final = "no such day in the calendar"
NOT_EDTF: Final = "not an EDTF date"
OPEN_INTERVAL: Final = "open interval"
REVERSED: Final = "the range ends before it begins"
NO_YEAR: Final = "no year"
TOO_WIDE: Final = "covers more than 50 years"
HIJRI_UNMARKED: Final = "looks like a Hijri year; state the calendar"

_PLACEHOLDER_DAYS: Final = frozenset(
    dt.date(*day) for day in ((1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1))
)
"""Days that programs write where none is given."""
_PLACEHOLDER_YEARS: Final = {0, 9999}
_DATE: Final = re.compile(
    r"(?:(\d{4})(?:-(\d\d|XX)(?:-(\d\d|XX))?)?|(\d\dXX|\d{3}X)|(XXXX)(?:-(?:\d\d|XX)){0,2})([~?%]?)"
)
_SEASONS: Final = {21: 3, 22: 6, 23: 9, 24: 12}
"""First months of spring, summer, autumn and winter of the northern half of the world."""
_CIRCA_YEARS, _CIRCA_MONTHS, _CIRCA_DAYS = 2, 2, 31


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What is known of one date.

    Attributes:
        earliest: first possible day, Gregorian, circa included.
        latest: last possible day.
        precision: one of the precisions of ``suspectmatch.kernels.dates``.
        year: stated Gregorian year, 0 if there is no single one.
        month: stated month, 0 if not given.
        day: stated day, 0 if not given.
        approximate: circa.
        calendar: GREGORIAN, FROM_LUNAR or FROM_SOLAR.
        written: month times 100 plus day in the calendar they were written in; 0 without a day.
        century_guessed: whether the year had two figures and may be that of another century.
    """

    earliest: dt.date
    latest: dt.date
    precision: int
    year: int
    month: int
    day: int
    approximate: bool = False
    calendar: int = GREGORIAN
    written: int = 0
    century_guessed: bool = False

    @property
    def default_day(self) -> bool:
        """Whether this is the first day of a year, a placeholder in most sources."""
        return self.written == FIRST_OF_YEAR


@lru_cache(maxsize=65_536)
def read_edtf(text: str, calendar: str | None = None) -> PartialDate | str:
    """Read an EDTF expression.

    Args:
        text: an EDTF expression of level 0 or 1; a date in another calendar is written likewise
            (``1402-06-24`` with calendar ``hijri``). A year of 1850 or more is Gregorian even so.
        calendar: one of ``suspectmatch.schema.CALENDARS``, or None.

    Returns:
        The date, or the reason why it cannot be used.

    Example:
        >>> read_edtf("1970~").earliest
        datetime.date(1968, 1, 1)
        >>> read_edtf("1402-06-24", "hijri").earliest
        datetime.date(1982, 4, 18)
        >>> read_edtf("1965-02-31")
        'no such day in the calendar'
    """
    stated = _stated(text.strip(), calendar)
    return _widened(stated) if isinstance(stated, PartialDate) and stated.approximate else stated


@lru_cache(maxsize=100_000)
def is_edtf(text: str) -> bool:
    """Whether a text is an EDTF expression of level 0 or 1 on days that exist, in whatever year.

    >>> [is_edtf(text) for text in ("1965", "1961/1963", "196X", "1970~", "1965-02-31")]
    [True, True, True, True, False]
    """
    return not text.startswith("0000") and _stated(text, None) not in {EMPTY, NOT_EDTF, NO_SUCH_DAY}


def _stated(text: str, calendar: str | None) -> PartialDate | str:
    """The date before circa widens it."""
    if not text:
        return EMPTY
    kind = CALENDAR_CODES.get(calendar or "", GREGORIAN)
    stated = _read_interval(text, kind) if "/" in text else _read_one(text, kind)
    if isinstance(stated, str):
        return stated
    return _believed(stated if kind == GREGORIAN else replace(stated, calendar=kind))


def _read_interval(text: str, kind: int) -> PartialDate | str:
    """An interval of two ends, each of which may be circa, or one of which may be open."""
    ends = text.split("/")
    stated = [_read_one(end, kind) for end in ends if end not in {"", ".."}]
    if len(ends) != 2 or not stated:  # noqa: PLR2004 an interval has two ends
        return NOT_EDTF
    for end in stated:
        if isinstance(end, str):
            return end
    if len(stated) < len(ends):
        return OPEN_INTERVAL
    first, last = (end for end in stated if isinstance(end, PartialDate))
    if first.earliest > last.latest:
        return REVERSED
    return _interval(first.earliest, last.latest, approximate=first.approximate or last.approximate)


def _read_one(text: str, kind: int) -> PartialDate | str:
    found = _DATE.fullmatch(text)
    if found is None:
        return NOT_EDTF
    if found[5]:
        return NO_YEAR
    return _years(found[4], approximate=bool(found[6])) if found[4] else _read_plain(found, kind)


def _read_plain(found: re.Match[str], kind: int) -> PartialDate | str:
    approximate = bool(found[6])
    year, month, day = (int(part) if part and part.isdigit() else 0 for part in found.group(1, 2, 3))
    if year in _PLACEHOLDER_YEARS:
        return PLACEHOLDER
    if year >= FIRST_YEAR:
        kind = GREGORIAN  # whatever calendar the source states
    elif kind == GREGORIAN and year in HIJRI_YEARS:
        return HIJRI_UNMARKED
    if month == 0:
        day = 0  # a day of an unknown month tells no more than the year
    try:
        if month in _SEASONS and day == 0:
            return _season(year, _SEASONS[month], approximate=approximate)
        first, last = bounds(year, month, day, kind)
    except ValueError:
        return NO_SUCH_DAY
    except OverflowError:
        return OUTSIDE
    return _interval(first, last, approximate=approximate, written=month * 100 + day if day else 0)


def _years(figures: str, *, approximate: bool) -> PartialDate:
    """A decade or a century, its last figures unknown."""
    first, last = (max(1, int(figures.replace("X", digit))) for digit in "09")
    return _interval(dt.date(first, 1, 1), dt.date(last, 12, 31), approximate=approximate)


def _season(year: int, month: int, *, approximate: bool) -> PartialDate:
    first = dt.date(year, month, 1)
    last = _shift(first, 2)
    return _interval(first, month_end(last.year, last.month), approximate=approximate)


def _interval(first: dt.date, last: dt.date, *, approximate: bool, written: int = 0) -> PartialDate:
    """The date whose stated interval is [first, last]; its precision follows from the ends."""
    whole_months = first.day == 1 and last == month_end(last.year, last.month)
    one_year = first.year == last.year
    year, month, day = (first.year if one_year else 0), 0, 0
    if first == last:
        precision, month, day = DAY_PRECISION, first.month, first.day
    elif one_year and first.month == last.month and whole_months:
        precision, month = MONTH_PRECISION, first.month
    elif one_year and whole_months and (first.month, last.month) == (1, 12):
        precision = YEAR_PRECISION
    else:
        precision = RANGE_PRECISION
    return PartialDate(first, last, precision, year, month, day, approximate, written=written)


def _believed(date: PartialDate) -> PartialDate | str:
    """The date, or why it is not believed."""
    if date.earliest == date.latest and date.earliest in _PLACEHOLDER_DAYS:
        return PLACEHOLDER
    if date.earliest.year < FIRST_YEAR or date.latest.year > LAST_YEAR:
        return OUTSIDE
    if date.latest.year - date.earliest.year >= WIDEST_YEARS:
        return TOO_WIDE
    return date


def _widened(date: PartialDate) -> PartialDate:
    if date.precision == DAY_PRECISION:
        slack = dt.timedelta(days=_CIRCA_DAYS)
        return replace(date, earliest=date.earliest - slack, latest=date.latest + slack)
    if date.precision == MONTH_PRECISION:
        first, last = _shift(date.earliest, -_CIRCA_MONTHS), _shift(date.earliest, _CIRCA_MONTHS)
        return replace(date, earliest=first, latest=month_end(last.year, last.month))
    first = _shift(date.earliest, -12 * _CIRCA_YEARS)
    return replace(date, earliest=first, latest=_shift(date.latest, 12 * _CIRCA_YEARS))


def _shift(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or the last one of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(year, month + 1)
    return last.replace(day=min(day.day, last.day))
