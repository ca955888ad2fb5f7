"""Dates as people write them, turned into EDTF (ISO 8601-2:2019).

The text is folded, its calendar and its months are recognised, then single dates are searched, the most
explicit form first, and the words between them decide whether they are a range or alternatives. The day
is read before the month unless only the other order is possible; the comparison of dates has a level
for day and month swapped.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from suspectmatch import checks
from suspectmatch.dates.ages import DECADE_PARTS, find_age
from suspectmatch.dates.calendars import HIJRI_YEARS, LAST_YEAR
from suspectmatch.dates.edtf import EMPTY, NO_SUCH_DAY, OPEN_INTERVAL, PartialDate, read_edtf
from suspectmatch.dates.figures import CENTURY_GUESSED, IMPOSSIBLE_DAY, full_year, is_century_guessed
from suspectmatch.dates.words import (
    CHOICE,
    CIRCA,
    DEATH,
    DECADE,
    LUNAR_CALENDAR,
    OPEN,
    RANGE,
    SOLAR_CALENDAR,
    fold,
    mark_months,
)
from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    GREGORIAN,
    MONTH_PRECISION,
    RANGE_PRECISION,
    YEAR_PRECISION,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_READ: Final = "no date could be read in the text"
AGE: Final = "an age without a date it was true on"

_N_MONTHS, _LONGEST_MONTH, _FULL_YEAR, _FULL_DAY = 12, 31, 4, len("1965-03-12")


class _Atom(NamedTuple):
    """One date in a text: EDTF of its first and last possible day, and where it stands."""

    lower: str
    upper: str
    precision: int
    start: int
    end: int
    whole: str = ""
    century_guessed: bool = False


class _Written(NamedTuple):
    """What a text says: EDTF in the calendar of the text, or the reason why there is none."""

    edtf: str = ""
    calendar: str | None = None
    century_guessed: bool = False
    reason: str = ""


def read_date_text(
    text: str, calendar: str | None = None, today: dt.date | None = None
) -> PartialDate | str:
    """Read a date as printed.

    Args:
        text: what the source says: ``19 Aug 1966``, ``circa 1965``, ``dd/mm/1965``, ``1970s``, ...
        calendar: the calendar it is known to be written in, one of ``suspectmatch.schema.CALENDARS``;
            words in the text go before it.
        today: years of two figures are never after this day; the local day where None.

    Returns:
        The date, or the reason why it cannot be used. If the text holds several dates, the most precise,
        the first among equals.

    Example:
        >>> read_date_text("Nov. 1973").month
        11
        >>> read_date_text("unknown")
        'no date could be read in the text'
    """
    found = _written(text, calendar, checks.today(today))
    read = found.reason or read_edtf(found.edtf, found.calendar)
    if found.century_guessed and isinstance(read, PartialDate):
        return replace(read, century_guessed=True)
    return read


_TIME = re.compile(
    r"(?<=\d)[t\s]\s*\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\b\.?)?\s*(?:z|utc|gmt)?"
    r"\s*(?:[+-]\d\d:?\d\d)?(?!\d)|(?<=-\d\d)(?:z|[+-]\d\d:\d\d)(?!\d)"
    r"|(?<=^\d{8})\.0$|(?<=\d)\s*م(?!\w)"
)
_REMARK = re.compile(r"\([^()]*\)")
_AGE_ON = re.compile(
    r"(?:\b(?:in|as of|as at|on|en|au|в|عام)\s+(?:early\s+|late\s+|mid-?)?|\()(?P<when>.*\d.*)$"
)
_MARGIN = re.compile(
    r"(?P<y>\d{4})\s*\(?(?:±|\+\s?/?\s?-)\s*(?P<n>\d{1,2})\b(?:\s*(?:years?|yrs?|ans)\b)?\)?"
)


@lru_cache(maxsize=65_536)
def _written(text: str, calendar: str | None, today: dt.date) -> _Written:
    folded = DEATH.sub("", _TIME.sub(" ", fold(text)))
    if not folded:
        return _Written(reason=EMPTY)
    folded = _MARGIN.sub(lambda m: f"{int(m['y']) - int(m['n'])}-{int(m['y']) + int(m['n'])}", folded)
    folded = DECADE.sub(lambda m: _decade_of(m["y"] or m["y2"], today), folded)
    if found := _read_age(folded, today):
        return found
    folded, calendar = _take_calendar(folded, calendar)
    folded, named = mark_months(folded)
    if any(letter.isdigit() for letter in _REMARK.sub(" ", folded)):
        folded = _REMARK.sub(lambda remark: " ~ " if CIRCA.search(remark[0]) else " ", folded)
    if OPEN.search(folded):
        return _Written(reason=OPEN_INTERVAL)
    atoms = _atoms(folded, today)
    if not atoms:
        return _Written(reason=NOT_READ)
    written, century_guessed = _combine(atoms, folded)
    return _Written(written, named or calendar, century_guessed)


def _decade_of(figures: str, today: dt.date) -> str:
    """A decade of one figure (``60``) or three (``1960``), the last year of it not in the future."""
    return f"{str(full_year(figures + '9', today))[:3] if len(figures) == 1 else figures}x"


def _take_calendar(text: str, calendar: str | None) -> tuple[str, str | None]:
    for pattern, name in ((SOLAR_CALENDAR, "solar_hijri"), (LUNAR_CALENDAR, "hijri")):
        if pattern.search(text):
            return pattern.sub(" ", text), name
    return text, calendar


def _read_age(text: str, today: dt.date) -> _Written | None:
    """The years of birth of someone whose age the text states; None if it states none."""
    age = find_age(text)
    if age is None:
        return None
    when = _AGE_ON.search(text[age.end :])
    stated = _written(when["when"], None, today) if when else _Written(reason=AGE)
    day = stated.reason or read_edtf(stated.edtf, stated.calendar)
    if isinstance(day, str):
        return _Written(reason=AGE)
    return (
        _Written(age.born(day.earliest, day.latest)) if age.is_possible() else _Written(reason=NOT_READ)
    )


def read_printed(text: str, today: dt.date) -> tuple[str | None, str | None]:
    """The EDTF date of a text of a published list, and what is to be said of it: as ``read_figures``.

    Args:
        text: a date as printed; one of another calendar is left to ``normalise``.
        today: years of two figures are never after this day.

    Example:
        >>> read_printed("01 Jan 1961 to 31 Dec 1963", dt.date(2026, 1, 1))
        ('1961/1963', None)
    """
    found = _written(text, None, today)
    read = found.reason or read_edtf(found.edtf, found.calendar)
    if isinstance(read, str):
        return None, IMPOSSIBLE_DAY if read == NO_SUCH_DAY else None
    if read.calendar != GREGORIAN:
        return None, None
    return found.edtf, CENTURY_GUESSED if found.century_guessed else None


def read_day(text: str) -> dt.date | None:
    """The day that a text names, such as that of a list; None if it names no single day.

    >>> read_day("13-Apr-2018"), read_day("2018")
    (datetime.date(2018, 4, 13), None)
    """
    found, _ = read_printed(text, checks.today())
    return dt.date.fromisoformat(found) if found and len(found) == _FULL_DAY else None


_GAP = r"[\s.,/'-]*(?:d[eo]l?\s+|of\s+)?"
_NTH = r"(?:\s?(?:st|nd|rd|th)|er|ro|e|o|a|\.)?"
_UNKNOWN = r"(?:[dmxj]{1,2}|\?\??|--)"
_DAY = rf"(?P<d>\d{{1,2}}|{_UNKNOWN})"
_MONTH = rf"(?P<m>\d{{1,2}}|{_UNKNOWN})"
_NAMED = r"<(?P<n>\d{1,2})>"
_YEAR = r"(?P<y>\d{4})"
_JOIN = r"\s*(?:-|/|to|and|or|et|ou|y|o|,)\s*"


def _date(match: re.Match[str], today: dt.date) -> _Atom:
    """A date whose form shows which part is the day, the month and the year."""
    parts = match.groupdict()
    month = _number(parts.get("n") or parts.get("m"))
    return _atom(match, match["y"], month, _number(parts.get("d")), today)


def _day_month_year(match: re.Match[str], today: dt.date) -> _Atom:
    """Three figures: the day first, unless only another order is possible."""
    day, month = _number(match["d"]), _number(match["m"])
    if day > _LONGEST_MONTH and len(match["y"]) == len(match["d"]):
        return _atom(match, match["d"], month, _number(match["y"]), today)
    return _atom(match, match["y"], *_month_and_day(month, day), today)


def _compact(match: re.Match[str], today: dt.date) -> _Atom:
    """Eight figures: the year first if it can be one, Hijri or Gregorian."""
    figures = match[0]
    first, second = int(figures[:4]), int(figures[4:6])
    if HIJRI_YEARS.start <= first <= LAST_YEAR and second <= _N_MONTHS:
        return _atom(match, figures[:4], second, int(figures[6:]), today)
    return _atom(match, figures[4:], *_month_and_day(int(figures[2:4]), int(figures[:2])), today)


def _six_figures(match: re.Match[str], today: dt.date) -> _Atom | None:
    """Year, month and day or day, month and year, where only one of the two can be."""
    first, month, last = (int(match[0][k : k + 2]) for k in (0, 2, 4))
    year_first, day_first = 1 <= last <= _LONGEST_MONTH, 1 <= first <= _LONGEST_MONTH
    if year_first == day_first or not 1 <= month <= _N_MONTHS:
        return None
    year, day = (first, last) if year_first else (last, first)
    return _atom(match, f"{year:02}", month, day, today)


def _short_range(match: re.Match[str], _: dt.date) -> _Atom | None:
    lower, upper = match["y"], match["y"][:2] + match["z"]
    return None if int(match["z"]) <= _N_MONTHS or lower >= upper else _range(match, lower, upper)


def _two_months(match: re.Match[str], _: dt.date) -> _Atom:
    return _range(match, *(f"{match['y']}-{int(match[month]):02}" for month in ("n", "n2")))


def _two_days(match: re.Match[str], _: dt.date) -> _Atom:
    month = f"{match['y']}-{int(match['n']):02}"
    return _range(match, *(f"{month}-{int(match[day]):02}" for day in ("d", "d2")))


def _decade(match: re.Match[str], _: dt.date) -> _Atom:
    decade, part = match["y"], match["part"]
    lower, upper = DECADE_PARTS[part]
    return _range(match, decade + lower, decade + upper, "" if part else f"{decade}X")


def _century(match: re.Match[str], _: dt.date) -> _Atom:
    return _range(match, f"{match['y']}00", f"{match['y']}99", f"{match['y']}XX")


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], _Atom | None]], ...]] = (
    tuple(
        (re.compile(rf"(?<![\w<]){pattern}(?![\w>])"), builder)
        for pattern, builder in (
            (rf"(?P<d>\d{{1,2}}){_JOIN}(?P<d2>\d{{1,2}}){_NTH}{_GAP}{_NAMED}{_GAP}{_YEAR}", _two_days),
            (rf"{_DAY}{_NTH}{_GAP}{_NAMED}{_GAP}(?P<y>\d{{4}}|\d\d)", _date),
            (rf"{_YEAR}{_GAP}{_NAMED}{_GAP}(?P<d>\d{{1,2}})", _date),
            (rf"{_NAMED}\.?{_JOIN}<(?P<n2>\d{{1,2}})>{_GAP}{_YEAR}", _two_months),
            (rf"{_NAMED}{_GAP}(?P<d>\d{{1,2}}){_NTH}[\s,./-]+{_YEAR}", _date),
            (rf"{_NAMED}{_GAP}{_YEAR}", _date),
            (rf"{_NAMED}\s?['-]\s?(?P<y>\d\d)", _date),
            (rf"{_YEAR}{_GAP}{_NAMED}", _date),
            (rf"{_YEAR}\s?[-/.\s]\s?{_MONTH}\s?[-/.\s]\s?{_DAY}", _date),
            (rf"{_DAY}\s?[-/.,\s]+\s?{_MONTH}\s?[-/.,\s]+\s?{_YEAR}", _day_month_year),
            (rf"(?P<d>\d\d?)[-/.](?P<m>\d\d){_YEAR}", _day_month_year),
            (r"\d{8}", _compact),
            (r"\d{6}", _six_figures),
            (rf"{_YEAR}\s?(?:-|/|or|and|to)\s?(?P<z>\d\d)", _short_range),
            (rf"{_YEAR}[-/.]{_MONTH}", _date),
            (rf"{_MONTH}[-/.]{_YEAR}", _date),
            (rf"{_DAY}[-/.]{_MONTH}[-/.](?P<y>\d\d)", _day_month_year),
            (r"(?:(?P<part>early|mid|late)[\s-]*(?:the\s+)?)?(?P<y>\d{3})(?:0'?s|x|\?)", _decade),
            (r"(?P<y>\d\d)xx", _century),
            (_YEAR, _date),
        )
    )
)


def _number(figures: str | None) -> int:
    """A day or month, 0 for a placeholder."""
    return int(figures) if figures and figures.isdigit() else 0


def _month_and_day(month: int, day: int) -> tuple[int, int]:
    """The month and the day, swapped where only that is possible."""
    return (day, month) if month > _N_MONTHS >= day > 0 else (month, day)


def _atom(match: re.Match[str], year: str, month: int, day: int, today: dt.date) -> _Atom:
    century_guessed = False
    if len(year) < _FULL_YEAR:
        full = full_year(year, today)
        year, century_guessed = str(full), is_century_guessed(full, today)
    edtf, precision = year, YEAR_PRECISION
    if month:
        edtf, precision = f"{year}-{month:02}", MONTH_PRECISION
    if month and day:
        edtf, precision = f"{edtf}-{day:02}", DAY_PRECISION
    return _Atom(edtf, edtf, precision, match.start(), match.end(), edtf, century_guessed)


def _range(match: re.Match[str], lower: str, upper: str, whole: str = "") -> _Atom:
    return _Atom(lower, upper, RANGE_PRECISION, match.start(), match.end(), whole)


def _atoms(text: str, today: dt.date) -> list[_Atom]:
    """The single dates of a text, in its order; none if figures are left over."""
    atoms: list[_Atom] = []
    for pattern, build in _FORMS:
        for match in pattern.finditer(text):
            atom = build(match, today)
            if atom is not None:
                atoms.append(atom)
                text = f"{text[: atom.start]}{'_' * (atom.end - atom.start)}{text[atom.end :]}"
    if any(letter.isdigit() for letter in text):
        return []
    return sorted(atoms, key=lambda atom: atom.start)


def _combine(atoms: list[_Atom], text: str) -> tuple[str, bool]:
    """One EDTF expression of the dates of a text, and whether a century in it is guessed."""
    gaps = [text[one.end : two.start] for one, two in pairwise(atoms)]
    before = [text[: atoms[0].start], *gaps]
    circa = [bool(CIRCA.search(gap)) for gap in before]
    after = bool(CIRCA.search(text[atoms[-1].end :]))
    if len(atoms) == 1:
        circa[0] = circa[0] or after
    words = [CIRCA.sub(" ", gap) for gap in gaps]
    is_choice = any(CHOICE.fullmatch(word) for word in words)
    is_range = bool(words) and all(CHOICE.fullmatch(word) or RANGE.fullmatch(word) for word in words)
    precisions = {atom.precision for atom in atoms}
    if is_range and not (is_choice and (precisions == {DAY_PRECISION} or len(precisions) > 1)):
        mark = "~" if after or any(circa) else ""
        lower, upper = min(atom.lower for atom in atoms), max(atom.upper for atom in atoms)
        ends = "/".join(f"{end}{mark}" for end in _shortest(lower, upper))
        return ends, any(atom.century_guessed for atom in atoms)
    chosen = min(range(len(atoms)), key=lambda k: atoms[k].precision)
    atom, mark = atoms[chosen], "~" if circa[chosen] else ""
    edtf = atom.whole + mark if atom.whole else f"{atom.lower}{mark}/{atom.upper}{mark}"
    return edtf, atom.century_guessed


def _shortest(first: str, last: str) -> tuple[str, ...]:
    """Two days as whole years or one whole month, where they are the first and the last day of them."""
    month = read_edtf(last[:7])
    if len(first) == len(last) == _FULL_DAY and isinstance(month, PartialDate):
        if first.endswith("-01-01") and last.endswith("-12-31"):
            return tuple(dict.fromkeys((first[:4], last[:4])))
        if first == f"{last[:7]}-01" and last == f"{month.latest}":
            return (last[:7],)
    return first, last
