"""Dates of the lunar Hijri, the Solar Hijri and the Gregorian calendar, as intervals of days.

Lunar Hijri dates are converted by the Umm al-Qura tables (1343 to 1500 AH), by the tabular calendar
before and after, and Solar Hijri dates by the arithmetic of the Iranian calendar.
"""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.kernels.dates import FROM_LUNAR, FROM_SOLAR, GREGORIAN

if TYPE_CHECKING:
    from collections.abc import Callable

    _Rules = tuple[Callable[[int, int, int], dt.date], Callable[[int, int], int]]

FIRST_YEAR, LAST_YEAR = 1850, 2100
"""Gregorian years of birth that are believed."""
HIJRI_YEARS: Final = range(1300, 1451)
"""Years without a calendar that are taken for Hijri years. Earlier ones are too long ago for a person
who is looked for, later ones lie in the future (1450 AH begins in 2028)."""
UMM_AL_QURA_YEARS: Final = range(1343, 1501)
"""Lunar Hijri years whose months were fixed by observation; others follow the tabular calendar."""
CALENDAR_CODES: Final = {"hijri": FROM_LUNAR, "solar_hijri": FROM_SOLAR}
"""Calendars other than the Gregorian one, as the kernels number them."""

_HIJRI_EPOCH: Final = dt.date(622, 7, 19).toordinal()
_MONTHS: Final = 12


def bounds(year: int, month: int, day: int, calendar: int) -> tuple[dt.date, dt.date]:
    """First and last Gregorian day of a date.

    Args:
        year: in the calendar.
        month: 0 where it is not known.
        day: 0 where it is not known; ignored without a month.
        calendar: GREGORIAN, FROM_LUNAR or FROM_SOLAR.

    Raises:
        ValueError: the calendar has no such day.
        OverflowError: it lies outside the years of ``datetime``.

    Example:
        >>> [str(each) for each in bounds(1402, 6, 24, FROM_LUNAR)]
        ['1982-04-18', '1982-04-18']
    """
    to_day, month_length = _CALENDARS[calendar]()
    first = to_day(year, month or 1, (day or 1) if month else 1)
    if month and day:
        return first, first
    last_month = month or _MONTHS
    return first, to_day(year, last_month, month_length(year, last_month))


def month_end(year: int, month: int) -> dt.date:
    """The last day of a Gregorian month."""
    return dt.date(year, month, gregorian.monthrange(year, month)[1])


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
    if not (1 <= month <= _MONTHS and 1 <= day <= _tabular_length(year, month)):
        raise ValueError
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return dt.date.fromordinal(_HIJRI_EPOCH + days - 1)


def _tabular_length(year: int, month: int) -> int:
    is_leap = (11 * year + 14) % 30 < 11  # noqa: PLR2004 leap years of a cycle of thirty
    return 30 if month % 2 or (month == _MONTHS and is_leap) else 29


@cache
def _lunar() -> _Rules:
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


@cache
def _solar() -> _Rules:
    from persiantools import jdatetime  # noqa: PLC0415 as above

    calendar: Any = jdatetime.JalaliDate

    def to_day(year: int, month: int, day: int) -> dt.date:
        converted = calendar(year, month, day).to_gregorian()
        return dt.date(converted.year, converted.month, converted.day)

    return to_day, lambda year, month: int(calendar.days_in_month(month, year))


def _gregorian() -> _Rules:
    return dt.date, lambda year, month: month_end(year, month).day


_CALENDARS: Final[dict[int, Callable[[], _Rules]]] = {
    GREGORIAN: _gregorian,
    FROM_LUNAR: _lunar,
    FROM_SOLAR: _solar,
}
