"""Dates as people write them, turned into EDTF (ISO 8601-2:2019).

The text is folded, its calendar and its months are recognised, then single dates are looked for, the
most explicit form first, and what stands between them says whether they are a range or alternatives.
Day comes before month unless only the other order is possible, and year before month if it stands
first; the comparison of dates has a level for the order gone wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from suspectmatch.dates.edtf import EMPTY, OPEN_INTERVAL, PartialDate, edtf_of, read_edtf
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
from suspectmatch.kernels.dates import DAY_PRECISION, MONTH_PRECISION, RANGE_PRECISION, YEAR_PRECISION

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_READ = "no date could be read in the text"
AGE = "an age without a date it was true on"

_TWO_DIGIT_PIVOT = 15
"""Two-digit years up to this are 20xx, the others 19xx."""
_OLDEST = 110
_N_MONTHS, _LONGEST_MONTH = 12, 31


@dataclass(frozen=True, slots=True)
class _Atom:
    """One date in a text: EDTF of its first and last possible day, and where it stands."""

    lower: str
    upper: str
    precision: int
    start: int
    end: int
    whole: str = ""


def parse_date_text(
    text: str, *, calendar: str | None = None, reference: dt.date | None = None
) -> str | None:
    """Turn a date as printed into EDTF.

    Args:
        text: what the source says: ``19 Aug 1966``, ``circa 1965``, ``dd/mm/1965``, ``1970s``, ...
        calendar: the calendar it is known to be written in, one of ``suspectmatch.schema.CALENDARS``;
            words in the text go before it.
        reference: for ages (``30-35 years old``), the day on which they were true.

    Returns:
        EDTF of level 1 in the Gregorian calendar, or None if nothing believable could be read. If the
        text holds several dates, the most precise, the first among equals: see ``split_dates``.

    Example:
        >>> parse_date_text("between 1961 and 1963"), parse_date_text("c. 1970")
        ('1961/1963', '1970~')
        >>> parse_date_text("24/06/1402 (Hijri Calendar)")
        '1982-04-18'
        >>> parse_date_text("30-35 years old") is None
        True
    """
    edtf, calendar = _edtf_as_written(text, calendar, reference)
    return None if calendar == _FAILED else edtf_of(edtf, calendar)


def read_date_text(text: str, calendar: str | None = None) -> PartialDate | str:
    """Read a date as printed.

    Args:
        text: what the source says.
        calendar: the calendar it is known to be written in, or None.

    Returns:
        The date, or the reason why it cannot be used.

    Example:
        >>> read_date_text("Nov. 1973").month
        11
        >>> read_date_text("unknown")
        'no date could be read in the text'
    """
    edtf, calendar = _edtf_as_written(text, calendar, None)
    return edtf if calendar == _FAILED else read_edtf(edtf, calendar)


def split_dates(text: str) -> list[str]:
    """Split a text that lists several dates into one text each.

    Args:
        text: dates parted by semicolons, line ends, ``(a)`` marks or, between whole days, "or".

    Returns:
        The parts, trimmed, in the order given.

    Example:
        >>> split_dates("1961; 5 May 1964; alt DOB: 22 May 1964")
        ['1961', '5 May 1964', '22 May 1964']
        >>> split_dates("8 October 1970 or 1 January 1970"), split_dates("1937 or 1938")
        (['8 October 1970', '1 January 1970'], ['1937 or 1938'])
    """
    parts = re.split(r"\s*(?:;|\||\n|\([a-z]\)(?=\s*\S*\d))\s*", text)
    whole: list[str] = []
    for part in parts:
        pieces = re.split(r",?\s+or\s+", part)
        days = [
            re.search(r"\d{1,2}\b.*\d{2}", piece) and len(piece) >= _SHORTEST_DAY for piece in pieces
        ]
        whole.extend(pieces if all(days) else [part])
    without = (_LABEL.sub("", part).strip(" ,\t") for part in whole)
    return [part for part in without if part]


_FAILED = "failed"
_SHORTEST_DAY = len("1/1/1970")
_LABEL = re.compile(r"^\s*(?:alt(?:ernat(?:iv)?e)?\.?\s*)?(?:d\.?o\.?b\.?)\s*:?\s*", re.IGNORECASE)
_TIME = re.compile(
    r"(?<=\d)[t\s]\s*\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\b\.?)?\s*(?:z|utc|gmt)?"
    r"\s*(?:[+-]\d\d:?\d\d)?(?!\d)|(?<=-\d\d)(?:z|[+-]\d\d:\d\d)(?!\d)"
    r"|(?<=^\d{8})\.0$|(?<=\d)\s*م(?!\w)"
)
_REMARK = re.compile(r"\([^()]*\)")
_AND_AGE = r"(?:\s*(?:-|/|to|or|and|a|et|y)\s*(?P<{}>\d{{1,3}}))?"
_AGE = re.compile(
    rf"\b(?P<low>\d{{1,3}}){_AND_AGE.format('high')}\s*-?"
    r"(?:years?|yrs?|y\.?/?o|ans|anos|лет|года|سنة|عاما|ساله)\b"
    r"|\b(?:aged?|edad|age de)\b\s*:?\s*(?:of\s*|between\s*)?"
    rf"(?P<low2>\d{{1,3}}){_AND_AGE.format('high2')}(?![\d/.-])"
    r"|(?<![\w'-])(?:(?P<part>early|mid|late)[\s-]*)?(?P<tens>[1-9])0s\b"
)
_AGE_ON = re.compile(
    r"(?:\b(?:in|as of|as at|on|en|au|в|عام)\s+(?:early\s+|late\s+|mid-?)?|\()(?P<when>.*\d.*)$"
)
_MARGIN = re.compile(
    r"(?P<y>\d{4})\s*\(?(?:±|\+\s?/?\s?-)\s*(?P<n>\d{1,2})\b(?:\s*(?:years?|yrs?|ans)\b)?\)?"
)


@lru_cache(maxsize=65_536)
def _edtf_as_written(
    text: str, calendar: str | None, reference: dt.date | None
) -> tuple[str, str | None]:
    """EDTF in the calendar of the text, and that calendar; or a reason and ``_FAILED``."""
    folded = DEATH.sub("", _TIME.sub(" ", fold(text)))
    if not folded:
        return EMPTY, _FAILED
    folded = _MARGIN.sub(lambda m: f"{int(m['y']) - int(m['n'])}-{int(m['y']) + int(m['n'])}", folded)
    folded = DECADE.sub(
        lambda m: f"{'19' if m['y'] and len(m['y']) == 1 else ''}{m['y'] or m['y2']}x", folded
    )
    age = _AGE.search(folded)
    if age:
        return _read_age(age, folded, reference)
    folded, calendar = _take_calendar(folded, calendar)
    folded, named = mark_months(folded)
    if any(letter.isdigit() for letter in _REMARK.sub(" ", folded)):
        folded = _REMARK.sub(lambda remark: " ~ " if CIRCA.search(remark[0]) else " ", folded)
    if OPEN.search(folded):
        return OPEN_INTERVAL, _FAILED
    atoms = _atoms(folded)
    if isinstance(atoms, str):
        return atoms, _FAILED
    return _combine(atoms, folded), named or calendar


def _take_calendar(text: str, calendar: str | None) -> tuple[str, str | None]:
    for pattern, name in ((SOLAR_CALENDAR, "solar_hijri"), (LUNAR_CALENDAR, "hijri")):
        if pattern.search(text):
            return pattern.sub(" ", text), name
    return text, calendar


def _read_age(match: re.Match[str], text: str, reference: dt.date | None) -> tuple[str, str | None]:
    """The interval of birth of someone of that age."""
    if match["tens"]:
        first_age, last_age = _PARTS.get(match["part"], _WHOLE)
        low, high = int(match["tens"] + first_age), int(match["tens"] + last_age)
    else:
        low = int(match["low"] or match["low2"])
        high = int(match["high"] or match["high2"] or low)
    when = _AGE_ON.search(text[match.end() :])
    if when:
        stated = _edtf_as_written(when["when"], None, None)
        read = stated[0] if stated[1] == _FAILED else read_edtf(*stated)
        if isinstance(read, str):
            return AGE, _FAILED
        first, last = read.earliest, read.latest
    elif reference is not None:
        first = last = reference
    else:
        return AGE, _FAILED
    if not low <= high <= _OLDEST:
        return NOT_READ, _FAILED
    earliest = _years_before(first, high + 1) + dt.timedelta(days=1)
    latest = _years_before(last, low)
    mark = "~" if CIRCA.search(text) else ""
    return f"{earliest}{mark}/{latest}{mark}", None


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


_GAP = r"[\s.,/'-]*(?:d[eo]l?\s+|of\s+)?"
_NTH = r"(?:\s?(?:st|nd|rd|th)|er|ro|e|o|a|\.)?"
_UNKNOWN = r"(?:[dmxj]{1,2}|\?\??|--)"
_DAY = rf"(?P<d>\d{{1,2}}|{_UNKNOWN})"
_MONTH = rf"(?P<m>\d{{1,2}}|{_UNKNOWN})"
_NAMED = r"<(?P<n>\d{1,2})>"
_YEAR = r"(?P<y>\d{4})"
_JOIN = r"\s*(?:-|/|to|and|or|et|ou|y|o|,)\s*"


def _day_month_year(match: re.Match[str]) -> _Atom | None:
    day, month = _number(match["d"]), _number(match["m"])
    if day > _LONGEST_MONTH and len(match["y"]) == len(match["d"]):
        return _atom(match, _year(match["d"]), month, _number(match["y"]))
    if month > _N_MONTHS >= day > 0:
        day, month = month, day
    return _atom(match, _year(match["y"]), month, day)


def _year_month_day(match: re.Match[str]) -> _Atom | None:
    return _atom(match, match["y"], _number(match["m"]), _number(match["d"]))


def _named_month(match: re.Match[str]) -> _Atom | None:
    parts = match.groupdict()
    return _atom(match, _year(match["y"]), int(match["n"]), _number(parts.get("d")))


def _compact(match: re.Match[str]) -> _Atom | None:
    figures = match[0]
    first, second = int(figures[:4]), int(figures[4:6])
    if 1300 <= first <= 2100 and second <= _N_MONTHS:  # noqa: PLR2004 Hijri or Gregorian year in front
        return _atom(match, figures[:4], second, int(figures[6:]))
    day, month = int(figures[:2]), int(figures[2:4])
    if month > _N_MONTHS >= day > 0:
        day, month = month, day
    return _atom(match, figures[4:], month, day)


def _six_figures(match: re.Match[str]) -> _Atom | None:
    """Year, month and day or day, month and year, where only one of the two can be."""
    first, month, last = (int(match[0][k : k + 2]) for k in (0, 2, 4))
    year_first, day_first = 1 <= last <= _LONGEST_MONTH, 1 <= first <= _LONGEST_MONTH
    if year_first == day_first or not 1 <= month <= _N_MONTHS:
        return None
    year, day = (first, last) if year_first else (last, first)
    return _atom(match, _year(f"{year:02}"), month, day)


def _month_year(match: re.Match[str]) -> _Atom | None:
    return _atom(match, match["y"], _number(match["m"]), 0)


def _short_range(match: re.Match[str]) -> _Atom | None:
    lower, upper = match["y"], match["y"][:2] + match["z"]
    if int(match["z"]) <= _N_MONTHS or lower >= upper:
        return None
    return _Atom(lower, upper, RANGE_PRECISION, match.start(), match.end())


def _two_months(match: re.Match[str]) -> _Atom | None:
    lower, upper = f"{match['y']}-{int(match['n']):02}", f"{match['y']}-{int(match['n2']):02}"
    return _Atom(lower, upper, RANGE_PRECISION, match.start(), match.end())


def _two_days(match: re.Match[str]) -> _Atom | None:
    month = f"{match['y']}-{int(match['n']):02}"
    lower, upper = f"{month}-{int(match['d']):02}", f"{month}-{int(match['d2']):02}"
    return _Atom(lower, upper, RANGE_PRECISION, match.start(), match.end())


_PARTS = {"early": ("0", "3"), "mid": ("3", "7"), "late": ("6", "9")}
_WHOLE = ("0", "9")


def _decade(match: re.Match[str]) -> _Atom | None:
    decade, part = match["y"], match["part"]
    lower, upper = _PARTS.get(part, _WHOLE)
    whole = "" if part else f"{decade}X"
    return _Atom(decade + lower, decade + upper, RANGE_PRECISION, match.start(), match.end(), whole)


def _century(match: re.Match[str]) -> _Atom | None:
    century = match["y"]
    return _Atom(
        f"{century}00", f"{century}99", RANGE_PRECISION, match.start(), match.end(), f"{century}XX"
    )


def _only_year(match: re.Match[str]) -> _Atom | None:
    return _atom(match, match["y"], 0, 0)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Atom | None]], ...] = tuple(
    (re.compile(rf"(?<![\w<]){pattern}(?![\w>])"), builder)
    for pattern, builder in (
        (rf"(?P<d>\d{{1,2}}){_JOIN}(?P<d2>\d{{1,2}}){_NTH}{_GAP}{_NAMED}{_GAP}{_YEAR}", _two_days),
        (rf"{_DAY}{_NTH}{_GAP}{_NAMED}{_GAP}(?P<y>\d{{4}}|\d\d)", _named_month),
        (rf"{_YEAR}{_GAP}{_NAMED}{_GAP}(?P<d>\d{{1,2}})", _named_month),
        (rf"{_NAMED}\.?{_JOIN}<(?P<n2>\d{{1,2}})>{_GAP}{_YEAR}", _two_months),
        (rf"{_NAMED}{_GAP}(?P<d>\d{{1,2}}){_NTH}[\s,./-]+{_YEAR}", _named_month),
        (rf"{_NAMED}{_GAP}{_YEAR}", _named_month),
        (rf"{_NAMED}\s?['-]\s?(?P<y>\d\d)", _named_month),
        (rf"{_YEAR}{_GAP}{_NAMED}", _named_month),
        (rf"{_YEAR}\s?[-/.\s]\s?{_MONTH}\s?[-/.\s]\s?{_DAY}", _year_month_day),
        (rf"{_DAY}\s?[-/.,\s]+\s?{_MONTH}\s?[-/.,\s]+\s?{_YEAR}", _day_month_year),
        (rf"(?P<d>\d\d?)[-/.](?P<m>\d\d){_YEAR}", _day_month_year),
        (r"\d{8}", _compact),
        (r"\d{6}", _six_figures),
        (rf"{_YEAR}\s?(?:-|/|or|and|to)\s?(?P<z>\d\d)", _short_range),
        (rf"{_YEAR}[-/.]{_MONTH}", _month_year),
        (rf"{_MONTH}[-/.]{_YEAR}", _month_year),
        (rf"{_DAY}[-/.]{_MONTH}[-/.](?P<y>\d\d)", _day_month_year),
        (r"(?:(?P<part>early|mid|late)[\s-]*(?:the\s+)?)?(?P<y>\d{3})(?:0'?s|x|\?)", _decade),
        (r"(?P<y>\d\d)xx", _century),
        (_YEAR, _only_year),
    )
)


def _number(figures: str | None) -> int:
    """A day or month, 0 for a placeholder."""
    return int(figures) if figures and figures.isdigit() else 0


def _year(figures: str) -> str:
    if len(figures) > 2:  # noqa: PLR2004 two digits
        return figures
    return f"{20 if int(figures) <= _TWO_DIGIT_PIVOT else 19}{figures}"


def _atom(match: re.Match[str], year: str, month: int, day: int) -> _Atom:
    edtf, precision = year, YEAR_PRECISION
    if month:
        edtf, precision = f"{year}-{month:02}", MONTH_PRECISION
    if month and day:
        edtf, precision = f"{edtf}-{day:02}", DAY_PRECISION
    return _Atom(edtf, edtf, precision, match.start(), match.end(), edtf)


def _atoms(text: str) -> list[_Atom] | str:
    """The single dates of a text, in its order; a reason if there are none or figures are left over."""
    atoms: list[_Atom] = []
    for pattern, build in _FORMS:
        for match in pattern.finditer(text):
            atom = build(match)
            if atom is not None:
                atoms.append(atom)
                text = f"{text[: atom.start]}{'_' * (atom.end - atom.start)}{text[atom.end :]}"
    if not atoms or any(letter.isdigit() for letter in text):
        return NOT_READ
    return sorted(atoms, key=lambda atom: atom.start)


def _combine(atoms: list[_Atom], text: str) -> str:
    """One EDTF expression of the dates of a text."""
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
        return f"{lower}{mark}/{upper}{mark}"
    chosen = min(range(len(atoms)), key=lambda k: atoms[k].precision)
    atom, mark = atoms[chosen], "~" if circa[chosen] else ""
    return atom.whole + mark if atom.whole else f"{atom.lower}{mark}/{atom.upper}{mark}"
