"""Dates in figures whose order is known: columns of registers, fingerprint files, published lists."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from suspectmatch.dates.ages import OLDEST
from suspectmatch.dates.calendars import FIRST_YEAR, HIJRI_YEARS

ORDERS: Final = ("dmy", "mdy", "ymd", "text")
"""Orders of day, month and year; ``text`` leaves what needs an order to ``normalise``."""
LAST_WRITTEN_YEAR: Final = 2200
"""Latest year that is read; some columns hold the day until which a record may be kept."""
IMPOSSIBLE_DAY: Final = "names no day of the calendar"
CENTURY_GUESSED: Final = "two-digit year, read as the latest that is not in the future"

_UNKNOWN_PART: Final = re.compile(r"0+|[xX?*#_]+|dd|jj|mm|tt", re.IGNORECASE)
_PART_YEAR: Final = re.compile(r"\d{3}[xX?*]|\d{2}[xX?*]{2}")
_BETWEEN: Final = re.compile(r"\s*[-/.\s]\s*")
_CLOCK: Final = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
    r"|(?<=\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$"
)
_FULL_YEAR, _COMPACT, _MONTHS = 4, 8, 12


def full_year(figures: str, today: dt.date) -> int:
    """The year that two figures mean: the latest one that is not in the future.

    >>> full_year("26", dt.date(2026, 1, 1)), full_year("27", dt.date(2026, 1, 1))
    (2026, 1927)
    """
    year = today.year // 100 * 100 + int(figures)
    return year if year <= today.year else year - 100


def is_century_guessed(year: int, today: dt.date) -> bool:
    """Whether somebody born a hundred years before ``year`` could be alive as well.

    >>> is_century_guessed(2006, dt.date(2026, 1, 1)), is_century_guessed(1965, dt.date(2026, 1, 1))
    (True, False)
    """
    return today.year - (year - 100) <= OLDEST


@lru_cache(maxsize=100_000)
def read_figures(text: str, order: str, today: dt.date) -> tuple[str | None, str | None]:
    """The EDTF date that a text of figures means, and what is to be said of it.

    Args:
        text: three parts, two (year and month) or one (year); ``00``, ``XX`` and ``dd`` are
            unknown.
        order: one of ``ORDERS``; four figures in front are the year in any order.
        today: years of two figures are never after this day.

    Returns:
        The date, and a note: why there is no date, or that its century is a guess. Both are None for a
        text that is not of this form or may be of another calendar, which is left to ``normalise``.

    Example:
        >>> today = dt.date(2026, 1, 1)
        >>> read_figures("02/03/1965", "dmy", today), read_figures("1982-02-XX", "dmy", today)
        (('1965-03-02', None), ('1982-02', None))
        >>> read_figures("31/02/1965", "dmy", today)
        (None, 'names no day of the calendar')
    """
    parts = _BETWEEN.split(_CLOCK.sub("", text.strip()))
    if len(parts) == 1 and len(text) == _COMPACT and text.isdecimal() and order != "text":
        cut = (4, 6) if order == "ymd" else (2, 4)
        parts = [text[: cut[0]], text[cut[0] : cut[1]], text[cut[1] :]]
    if len(parts) == 1:
        return _read_year(parts[0], today)
    if len(parts) > 3 or not all(part.isdecimal() or _is_unknown(part) for part in parts):  # noqa: PLR2004
        return None, None
    if len(parts[0]) == _FULL_YEAR:
        year, month, day = (*parts, "00")[:3]
    elif len(parts) == 2:  # noqa: PLR2004 - month and year
        day, month, year = "00", *parts
    elif order in {"dmy", "mdy"}:
        day, month, year = parts if order == "dmy" else (parts[1], parts[0], parts[2])
    else:
        return None, None
    return _read_parts(year, month, day, today)


def _is_unknown(part: str) -> bool:
    return _UNKNOWN_PART.fullmatch(part) is not None or _PART_YEAR.fullmatch(part) is not None


def _read_year(text: str, today: dt.date) -> tuple[str | None, str | None]:
    if _PART_YEAR.fullmatch(text):
        return re.sub(r"[xX?*]", "X", text), None
    if not text.isdecimal():
        return None, None
    if len(text) == 2:  # noqa: PLR2004 - two figures of a year
        year = full_year(text, today)
        return str(year), CENTURY_GUESSED if is_century_guessed(year, today) else None
    year = int(text) if len(text) == _FULL_YEAR else 0
    return (str(year), None) if FIRST_YEAR <= year <= LAST_WRITTEN_YEAR else (None, None)


def _read_parts(year: str, month: str, day: str, today: dt.date) -> tuple[str | None, str | None]:
    if _UNKNOWN_PART.fullmatch(year) and len(year) != 2:  # noqa: PLR2004 - '00' may be 2000
        return None, "has no year"
    if year.isdecimal() and int(year) in HIJRI_YEARS:
        return None, None
    known, note = _read_year(year, today)
    if known is None:
        return None, "has a year out of range"
    if "X" in known or _UNKNOWN_PART.fullmatch(month):
        return known, note
    if not month.isdecimal() or not 1 <= int(month) <= _MONTHS:
        return None, "has a month that is none"
    if _UNKNOWN_PART.fullmatch(day):
        return f"{known}-{int(month):02}", note
    try:
        return dt.date(int(known), int(month), int(day)).isoformat(), note
    except ValueError:
        return None, IMPOSSIBLE_DAY
