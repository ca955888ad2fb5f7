"""Reading one EDTF expression, in any of three calendars, into an interval of days.

EDTF is ISO 8601-2:2019, extended date and time format, levels 0 and 1. Lunar Hijri dates are converted
by the Umm al-Qura tables (1343 to 1500 AH), by the tabular calendar before and after, and Solar Hijri
dates by the Iranian calendar's arithmetic.
Nothing here raises: what cannot be read comes back as a reason, in words that hold no value.
"""

from __future__ import annotations

import calendar as gregorian_calendar
import datetime as dt
import re
import warnings
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    FROM_LUNAR,
    FROM_SOLAR,
    GREGORIAN,
    MONTH_PRECISION,
    RANGE_PRECISION,
    YEAR_PRECISION,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_YEAR, LAST_YEAR = 1850, 2100
"""Years of birth that are believed."""
HIJRI_YEARS = range(1300, 1451)
"""Years that, unmarked, are taken for Hijri ones rather than Gregorian ones."""
UMM_AL_QURA_YEARS = range(1343, 1501)
"""Lunar Hijri years whose months were fixed by observation; others follow the tabular calendar."""
FIRST_OF_YEAR = 101
"""The first day of a year as month times 100 plus day."""
WIDEST_YEARS = 50
"""A range of more years than this says nothing of a person."""

EMPTY = "empty"
PLACEHOLDER = "placeholder"
OUTSIDE = "outside 1850-2100"
NO_SUCH_DAY = "no such day in the calendar"
NOT_EDTF = "not an EDTF date"
OPEN_INTERVAL = "open interval"
REVERSED = "the range ends before it begins"
NO_YEAR = "no year"
TOO_WIDE = "covers more than 50 years"
HIJRI_UNMARKED = "looks like a Hijri year; state the calendar"

_PLACEHOLDER_DAYS = frozenset(
    dt.date(*day) for day in ((1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1))
)
_SEASONS = range(21, 25)
_HIJRI_EPOCH = dt.date(622, 7, 19).toordinal()
_CIRCA_YEARS, _CIRCA_MONTHS, _CIRCA_DAYS = 2, 2, 31
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d|XX|UU))?(?:-(\d\d|XX|UU))?([~?%]?)", re.IGNORECASE)
_CONVERTED = {"hijri": FROM_LUNAR, "solar_hijri": FROM_SOLAR}


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

    @property
    def default_day(self) -> bool:
        """Whether this is the first day of a year, which stands for the year in most sources."""
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


def edtf_of(text: str, calendar: str | None = None) -> str | None:
    """The same date as Gregorian EDTF.

    Args:
        text: an EDTF expression, its figures in ``calendar``.
        calendar: as for ``read_edtf``.

    Returns:
        EDTF, an interval where the calendars do not fit each other; None if it cannot be used.

    Example:
        >>> edtf_of("1350", "solar_hijri"), edtf_of("1965~")
        ('1971-03-21/1972-03-20', '1965~')
    """
    stated = _stated(text.strip(), calendar)
    if isinstance(stated, str):
        return None
    if stated.calendar == GREGORIAN:
        return text.strip()
    mark = "~" if stated.approximate else ""
    if stated.precision == DAY_PRECISION:
        return f"{stated.earliest}{mark}"
    return f"{stated.earliest}{mark}/{stated.latest}{mark}"


def _stated(text: str, calendar: str | None) -> PartialDate | str:
    """The date before circa widens it."""
    if not text:
        return EMPTY
    if ".." in text or text.startswith("/") or text.endswith("/"):
        return OPEN_INTERVAL
    stated = _read_interval(text, calendar) if "/" in text else _read_end(text, calendar)
    if isinstance(stated, str):
        return stated
    return _checked(replace(stated, calendar=_CONVERTED.get(calendar or "", GREGORIAN)))


def _kind(year: int, calendar: str | None) -> int:
    """In which calendar the figures are written."""
    if year >= FIRST_YEAR:
        return GREGORIAN
    return _CONVERTED.get(calendar or "", GREGORIAN)


def _read_plain(match: re.Match[str], kind: int) -> PartialDate | str:
    year, month, day = int(match[1]), _number(match[2]), _number(match[3])
    approximate = bool(match[4])
    if year in {0, 9999}:
        return PLACEHOLDER
    if month == 0:
        day = 0  # a day of an unknown month tells no more than the year
    if kind == GREGORIAN:
        if year in HIJRI_YEARS:
            return HIJRI_UNMARKED
        bounds = _gregorian_bounds(year, month, day)
    else:
        bounds = _hijri_bounds(year, month, day, kind)
    if isinstance(bounds, str):
        return bounds
    return _interval(*bounds, approximate=approximate, written=month * 100 + day if day else 0)


def _number(figures: str | None) -> int:
    return int(figures) if figures and figures.isdigit() else 0


def _gregorian_bounds(year: int, month: int, day: int) -> tuple[dt.date, dt.date] | str:
    try:
        if month == 0:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        if day == 0:
            return dt.date(year, month, 1), _month_end(year, month)
        return dt.date(year, month, day), dt.date(year, month, day)
    except ValueError:
        return NO_SUCH_DAY


def _month_end(year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:  # noqa: PLR2004 months of the year
        raise ValueError
    return dt.date(year, month, gregorian_calendar.monthrange(year, month)[1])


def _hijri_bounds(year: int, month: int, day: int, kind: int) -> tuple[dt.date, dt.date] | str:
    to_day, month_length = _lunar() if kind == FROM_LUNAR else _solar()
    try:
        first = to_day(year, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, to_day(year, last_month, month_length(year, last_month))
    except ValueError:
        return NO_SUCH_DAY
    except OverflowError:
        return OUTSIDE


@cache
def _lunar() -> tuple[Callable[[int, int, int], dt.date], Callable[[int, int], int]]:
    from hijridate import Hijri  # noqa: PLC0415 loaded only where a Hijri date occurs

    def to_day(year: int, month: int, day: int) -> dt.date:
        if year not in UMM_AL_QURA_YEARS:
            return tabular_day(year, month, day)
        converted = Hijri(year, month, day).to_gregorian()
        return dt.date(converted.year, converted.month, converted.day)

    def month_length(year: int, month: int) -> int:
        if year not in UMM_AL_QURA_YEARS:
            return _tabular_length(year, month)
        return int(Hijri(year, month, 1).month_length())

    return to_day, month_length


def tabular_day(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of a date of the tabular Hijri calendar, civil epoch (16 July 622, Julian).

    Months have 30 and 29 days in turn; in 11 of 30 years the last has one more. Source: Reingold and
    Dershowitz, Calendrical Calculations, 2018, chapter 7.

    Raises:
        ValueError: there is no such day.

    Example:
        >>> tabular_day(1402, 6, 24)
        datetime.date(1982, 4, 19)
    """
    if not (1 <= month <= 12 and 1 <= day <= _tabular_length(year, month)):  # noqa: PLR2004
        raise ValueError
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return dt.date.fromordinal(_HIJRI_EPOCH + days - 1)


def _tabular_length(year: int, month: int) -> int:
    leap = (11 * year + 14) % 30 < 11  # noqa: PLR2004 leap years of a cycle of thirty
    return 30 if month % 2 or (month == 12 and leap) else 29  # noqa: PLR2004 the last month


@cache
def _solar() -> tuple[Callable[[int, int, int], dt.date], Callable[[int, int], int]]:
    from persiantools import jdatetime  # noqa: PLC0415 as above

    calendar: Any = jdatetime.JalaliDate

    def to_day(year: int, month: int, day: int) -> dt.date:
        converted = calendar(year, month, day).to_gregorian()
        return dt.date(converted.year, converted.month, converted.day)

    def month_length(year: int, month: int) -> int:
        return int(calendar.days_in_month(month, year))

    return to_day, month_length


def _read_interval(text: str, calendar: str | None) -> PartialDate | str:
    """An interval of two ends, each of which may be circa."""
    ends = text.split("/")
    if len(ends) != 2:  # noqa: PLR2004 an interval has two ends
        return NOT_EDTF
    first, last = (_read_end(end, calendar) for end in ends)
    if isinstance(first, str):
        return first
    if isinstance(last, str):
        return last
    if first.earliest > last.latest:
        return REVERSED
    return _interval(first.earliest, last.latest, approximate=first.approximate or last.approximate)


def _read_end(text: str, calendar: str | None) -> PartialDate | str:
    plain = _PLAIN.fullmatch(text.strip())
    if plain and _number(plain[2]) not in _SEASONS:
        return _read_plain(plain, _kind(int(plain[1]), calendar))
    return _read_by_package(text.strip())


def _read_by_package(text: str) -> PartialDate | str:
    """Everything that is not plain, through the edtf package: 196X, seasons, sets, qualified parts."""
    if text.upper().startswith("XXXX"):
        return NO_YEAR
    parse_edtf, failure = _package()
    try:
        parsed = parse_edtf(text.upper())
        first, last = parsed.lower_strict(), parsed.upper_strict()
        bounds = dt.date(*first[:3]), dt.date(*last[:3])
    except (failure, TypeError, ValueError, AttributeError, OverflowError):
        return NOT_EDTF
    return _interval(*bounds, approximate=any(mark in text for mark in "~?%"))


@cache
def _package() -> tuple[Callable[[str], Any], type[Exception]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its grammar is older than the parser library's diagnostics
        import edtf  # noqa: PLC0415 loaded only where such a date occurs
    return edtf.parse_edtf, edtf.EDTFParseException


def _interval(first: dt.date, last: dt.date, *, approximate: bool, written: int = 0) -> PartialDate:
    """The date whose stated interval is [first, last]; its precision follows from the ends."""
    whole_months = first.day == 1 and last == _month_end(last.year, last.month)
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
    return PartialDate(
        earliest=first,
        latest=last,
        precision=precision,
        year=year,
        month=month,
        day=day,
        approximate=approximate,
        written=written,
    )


def _checked(date: PartialDate) -> PartialDate | str:
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
        return replace(date, earliest=first, latest=_month_end(last.year, last.month))
    first = _shift(date.earliest, -12 * _CIRCA_YEARS)
    return replace(date, earliest=first, latest=_shift(date.latest, 12 * _CIRCA_YEARS))


def _shift(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or the last one of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _month_end(year, month + 1)
    return last.replace(day=min(day.day, last.day))
