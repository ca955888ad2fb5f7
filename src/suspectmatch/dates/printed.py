"""Dates in the forms that published lists print, read into EDTF where the form leaves no doubt.

Each reader returns None for a text that is not of its form, which then stays as printed for
``normalise`` to read, and raises ``ImpossibleDateError`` for one that names no day of the calendar.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:Z|T.*|[+-]\d\d:?\d\d)?")
_DAY_FIRST = re.compile(r"(?:(\d\d?|dd)/)?(\d\d?|mm)/(\d{4})", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"(circa )?(?:(\d\d?) )?(?:([a-z]{3,9})\.? )?(\d{4})", re.IGNORECASE)
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MONTHS = {form: k for k, name in enumerate(_MONTH_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}


class ImpossibleDateError(ValueError):
    """A text has the form of a date but names no day of the calendar, such as 31 February."""


def edtf(year: int, month: int = 0, day: int = 0) -> str:
    """One date as EDTF; a month or day of 0 is unknown.

    >>> edtf(1965, 3)
    '1965-03'
    """
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        raise ImpossibleDateError from None
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def year_first(text: str) -> str | None:
    """``1965-03-12``, ``1965/03``, ``1965``; a time zone behind it is dropped.

    >>> year_first("1960-01-01-05:00")
    '1960-01-01'
    """
    found = _YEAR_FIRST.fullmatch(text.strip())
    return edtf(*(int(part or 0) for part in found.groups())) if found else None


def day_first(text: str) -> str | None:
    """``12/03/1965``, with ``00``, ``dd`` and ``mm`` for what is unknown.

    >>> day_first("dd/05/1965")
    '1965-05'
    """
    found = _DAY_FIRST.fullmatch(text.strip())
    if not found:
        return None
    day, month = (int(part) if part and part.isdigit() else 0 for part in found.groups()[:2])
    return edtf(int(found[3]), month, day)


def named_month(text: str) -> str | None:
    """``19 Aug 1966``, ``Aug 1966``, ``1966``, ``circa 1966`` and ``1961 to 1963``.

    >>> named_month("01 Jan 1961 to 31 Dec 1963")
    '1961/1963'
    """
    first, to, last = text.strip().rstrip(".").partition(" to ")
    if not to:
        return _named_month(first)
    begin, end = _named_month(first), _named_month(last)
    if begin is None or end is None:
        return None
    whole = _whole_period(begin, end)
    return whole or "/".join(sorted((begin, end)))


def day_of(text: str) -> dt.date | None:
    """The day that any of these forms names, or None if it names no single day."""
    for read in (year_first, day_first, named_month):
        try:
            if found := read(text):
                return dt.date.fromisoformat(found)
        except ValueError:
            return None
    return None


def _named_month(text: str) -> str | None:
    found = _NAMED_MONTH.fullmatch(text.strip())
    if not found:
        return None
    about, day, month, year = found.groups()
    if (month and month.lower() not in _MONTHS) or (day and not month):
        return None
    date = edtf(int(year), _MONTHS[month.lower()] if month else 0, int(day or 0))
    return date + "~" if about else date


def _whole_period(begin: str, end: str) -> str | None:
    """Whole years or one whole month, where two days are its first and its last."""
    if len(begin) != len("1961-01-01") or len(end) != len("1961-01-01"):
        return None
    if begin.endswith("-01-01") and end.endswith("-12-31") and begin <= end:
        return begin[:4] if begin[:4] == end[:4] else f"{begin[:4]}/{end[:4]}"
    year, month, day = (int(part) for part in end.split("-"))
    last_day = calendar.monthrange(year, month)[1]
    if begin == f"{end[:7]}-01" and day == last_day:
        return end[:7]
    return None
