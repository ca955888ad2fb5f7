"""What one cell of a register says: nothing, a sex, a role, an age, a day, a name in two halves."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from suspectmatch.schema import ROLES

ORDERS: Final = ("dmy", "mdy", "ymd", "text")
"""Orders of day, month and year; ``text`` leaves the reading to ``normalise``."""
ROUGH_YEARS: Final = 3
"""How far, in years, an age said to be rough may lie from the true one, to either side."""
_YEARS: Final = (1850, 2200)
_OLDEST: Final = 120
_MOON_YEARS: Final = range(1250, 1470)
"""Years that are likelier of a Hijri calendar; ``normalise`` knows what to do with them."""

_WORDS: Final = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
PLACEHOLDERS: Final = frozenset(_WORDS["placeholders"])
"""Folded words that stand for a missing value."""
_ASCII_PLACEHOLDERS: Final = PLACEHOLDERS | {word.replace("-", " ") for word in PLACEHOLDERS}
_LONGEST_PLACEHOLDER: Final = 2 + max(map(len, PLACEHOLDERS))
_SEX_OF: Final = {word: sex for sex, words in _WORDS["sexes"].items() for word in words}
_ROLE_OF: Final = {word: role for role, words in _WORDS["roles"].items() for word in words} | {
    role.replace("_", "-"): role for role in ROLES
}
_NAME_FILLERS: Final = re.compile(r"\b(?:FNU|LNU|NMN|NMI)\b\.?")
_FILLER: Final = re.compile(r"[\W_]*(?:[xX]{2,}[\W_]*)*")
_SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV"})


def folded(text: str) -> str:
    """Lower case, without accents, words joined by hyphens.

    >>> folded("Non Renseigné")
    'non-renseigne'
    """
    marks = unicodedata.normalize("NFKD", text.casefold())
    return "-".join("".join(c for c in marks if not unicodedata.combining(c)).replace("_", " ").split())


def is_placeholder(text: str) -> bool:
    """Whether a cell says that there is nothing: ``UNK``, ``-``, ``XXX``, ``inconnu``, ``N/A`` ...

    >>> [is_placeholder(text) for text in ("UNKNOWN", "--", "XXX", "Na", "X")]
    [True, True, True, False, False]
    """
    if text.isascii():
        word = text.casefold()
        if word in _ASCII_PLACEHOLDERS:
            return True
        may_fill = not text[:1].isalnum() or word[0] == "x"
        return may_fill and _FILLER.fullmatch(text) is not None
    return _is_foreign_placeholder(text)


@lru_cache(maxsize=50_000)
def _is_foreign_placeholder(text: str) -> bool:
    return _FILLER.fullmatch(text) is not None or (
        len(text) <= _LONGEST_PLACEHOLDER and folded(text) in PLACEHOLDERS
    )


def without_fillers(name: str) -> str:
    """A name without the words that stand for a name that is not known.

    >>> without_fillers("KARIM LNU")
    'KARIM'
    """
    if "NU" in name or "NM" in name:  # FNU, LNU, NMN, NMI
        name = _NAME_FILLERS.sub(" ", name)
    return " ".join(name.split())


@lru_cache(maxsize=1_000)
def sex_of(text: str) -> str | None:
    """The sex a word or code stands for; None where it says that it is not known.

    >>> sex_of("H"), sex_of("Mujer"), sex_of("U")
    ('male', 'female', None)

    Raises:
        LookupError: the word is not known.
    """
    word = folded(text).rstrip(".")
    sex: str = _SEX_OF[word]
    return None if sex == "unknown" else sex


@lru_cache(maxsize=1_000)
def role_of(text: str) -> str | None:
    """The role a word stands for, None if it is not known.

    >>> role_of("Prévenu"), role_of("Victim"), role_of("patient")
    ('charged', 'victim', None)
    """
    return _ROLE_OF.get(folded(text))


def halves(text: str) -> dict[str, str]:
    """A name of the form ``FAMILY, GIVEN MIDDLE SUFFIX`` in its parts.

    >>> halves("HASAN, ALI OMAR JR")
    {'given': 'ALI OMAR', 'family': 'HASAN', 'full': 'ALI OMAR HASAN JR'}
    """
    family, comma, rest = (" ".join(part.split()) for part in text.partition(","))
    if not comma:
        return {"full": family}
    words = rest.replace(",", " ").split()
    suffix: list[str] = []
    while words and words[-1].upper().rstrip(".") in _SUFFIXES:
        suffix.insert(0, words.pop())
    found = {
        "given": " ".join(words),
        "family": family,
        "full": " ".join(filter(None, [*words, family, *suffix])),
    }
    return {part: value for part, value in found.items() if value}


_UNKNOWN_PART: Final = re.compile(r"0+|[xX?*#_]+|dd|jj|mm|tt", re.IGNORECASE)
_PART_YEAR: Final = re.compile(r"\d{3}[xX?*]|\d{2}[xX?*]{2}")
_BETWEEN: Final = re.compile(r"\s*[-/.\s]\s*")
_CLOCK: Final = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_FULL_YEAR: Final = 4
_COMPACT: Final = 8
_THREE: Final = 3


@lru_cache(maxsize=100_000)
def day_of(text: str, order: str, today: dt.date) -> tuple[str | None, str | None]:
    """The EDTF date a cell means, and what is wrong with it; both None if it is no row of numbers.

    Args:
        text: the cell.
        order: one of ``ORDERS``.
        today: two figures mean the latest year that is not after this day.

    Example:
        >>> today = dt.date(2026, 1, 1)
        >>> day_of("02/03/1965", "dmy", today), day_of("1982-02-XX", "dmy", today)
        (('1965-03-02', None), ('1982-02', None))
        >>> day_of("31/02/1965", "dmy", today)
        (None, 'names no day of the calendar')
    """
    parts = _BETWEEN.split(_CLOCK.sub("", text.strip()))
    if len(parts) == 1 and len(text) == _COMPACT and text.isdecimal() and order != "text":
        cut = (4, 6) if order == "ymd" else (2, 4)
        parts = [text[: cut[0]], text[cut[0] : cut[1]], text[cut[1] :]]
    if len(parts) == 1:
        return (_year(parts[0], today), None)
    if len(parts) > _THREE or not all(part.isdecimal() or _is_open(part) for part in parts):
        return None, None
    if len(parts[0]) == _FULL_YEAR:
        year, month, day = (*parts, "00")[:3]
    elif len(parts) == 2:  # noqa: PLR2004 - month and year
        day, month, year = "00", *parts
    elif order in {"dmy", "mdy"}:
        day, month, year = parts if order == "dmy" else (parts[1], parts[0], parts[2])
    else:
        return None, None
    return _date(year, month, day, today)


def _is_open(part: str) -> bool:
    return _UNKNOWN_PART.fullmatch(part) is not None or _PART_YEAR.fullmatch(part) is not None


def _year(text: str, today: dt.date) -> str | None:
    if _PART_YEAR.fullmatch(text):
        return re.sub(r"[xX?*]", "X", text)
    if not text.isdecimal():
        return None
    if len(text) == 2:  # noqa: PLR2004 - two figures of a year
        year = today.year // 100 * 100 + int(text)
        return str(year if year <= today.year else year - 100)
    year = int(text) if len(text) == _FULL_YEAR else 0
    return str(year) if _YEARS[0] <= year <= _YEARS[1] else None


def _date(year: str, month: str, day: str, today: dt.date) -> tuple[str | None, str | None]:
    if _UNKNOWN_PART.fullmatch(year) and len(year) != 2:  # noqa: PLR2004 - '00' may be 2000
        return None, "has no year"
    if year.isdecimal() and int(year) in _MOON_YEARS:
        return None, None
    known = _year(year, today)
    if known is None:
        return None, "has a year out of range"
    if "X" in known or _UNKNOWN_PART.fullmatch(month):
        return known, None
    if not month.isdecimal() or not 1 <= int(month) <= 12:  # noqa: PLR2004 - months
        return None, "has a month that is none"
    if _UNKNOWN_PART.fullmatch(day):
        return f"{known}-{int(month):02}", None
    try:
        return dt.date(int(known), int(month), int(day)).isoformat(), None
    except ValueError:
        return None, "names no day of the calendar"


_AGE: Final = re.compile(r"(\d{1,3})(?:\D+(\d{1,3}))?(\s*s\b|\s*'s\b)?")
_ROUGH: Final = re.compile(
    r"[~?]|\b(?:about|around|approx\w*|circa|ca?\.|env\w*|vers|unos|alrededor|aprox\w*|etwa|cerca)",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def born(age: str, as_of: dt.date) -> str | None:
    """The years in which somebody of an age was born, as an EDTF interval; None if it is no age.

    A plain age spans two calendar years. A rough one (``about 30``) is taken to be within
    ``ROUGH_YEARS`` of the truth; ``30-35`` and ``30s`` span what they say.

    >>> day = dt.date(2013, 6, 1)
    >>> [born(age, day) for age in ("30", "30-35", "about 30", "30s", "young")]
    ['1982/1983', '1977/1983', '1980/1986', '1973/1983', None]
    """
    found = _AGE.search(age)
    if found is None:
        return None
    low = int(found[1])
    high = int(found[2] or low)
    if found[3] and not found[2]:
        high = low + 9
    if not 0 < low <= high <= _OLDEST:
        return None
    if _ROUGH.search(age):
        return f"{as_of.year - high - ROUGH_YEARS}/{as_of.year - low + ROUGH_YEARS}"
    return f"{as_of.year - high - 1}/{as_of.year - low}"
