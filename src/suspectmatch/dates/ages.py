"""Ages: in which years a person was born who is of an age on a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from suspectmatch.dates.words import CIRCA, fold

if TYPE_CHECKING:
    import datetime as dt

OLDEST: Final = 120
"""A higher age is no age."""
ROUGH_YEARS: Final = 3
"""How far, in years, an age said to be rough may lie from the true one, to either side."""
DECADE_PARTS: Final = {"early": ("0", "3"), "mid": ("3", "7"), "late": ("6", "9"), None: ("0", "9")}
"""First and last figure of the years of a decade, or of a part of it."""

_TO: Final = r"(?:\s*(?:-|/|to|or|and|a|et|y)\s*(?P<{}>\d{{1,3}}))?"
_AGE: Final = re.compile(
    rf"\b(?P<low>\d{{1,3}}){_TO.format('high')}\s*-?"
    r"(?:years?|yrs?|y\.?/?o|ans|anos|лет|года|سنة|عاما|ساله)\b"
    r"|\b(?:aged?|edad|age de)\b\s*:?\s*(?:of\s*|between\s*)?"
    rf"(?P<low2>\d{{1,3}}){_TO.format('high2')}(?![\d/.-])"
    r"|(?<![\w'-])(?:(?P<part>early|mid|late)[\s-]*)?(?P<tens>[1-9])0'?s\b"
)
_NUMBERS: Final = re.compile(r"(?P<low>\d{1,3})(?:\D+(?P<high>\d{1,3}))?")


class Age(NamedTuple):
    """An age, or a range of ages.

    Attributes:
        low: years of age at least.
        high: years of age at most.
        is_rough: whether the source calls it approximate.
        end: where it ends in its text.
    """

    low: int
    high: int
    is_rough: bool
    end: int

    def is_possible(self) -> bool:
        """Whether a living person can have it."""
        return 0 < self.low <= self.high <= OLDEST

    def born(self, first: dt.date, last: dt.date) -> str:
        """The years of birth, as an EDTF interval, if it was true on a day from ``first`` to ``last``.

        An age in full years spans two calendar years; most are counted in years of the calendar anyway.
        """
        if self.is_rough:
            return f"{first.year - self.high - ROUGH_YEARS}/{last.year - self.low + ROUGH_YEARS}"
        return f"{first.year - self.high - 1}/{last.year - self.low}"


def find_age(folded: str) -> Age | None:
    """The age that a text states in words (``30-35 years old``, ``aged 40``, ``mid-30s``), or None.

    Args:
        folded: a text folded by ``suspectmatch.dates.words.fold``.

    Example:
        >>> find_age("approximately 30-35 years old in 2014")[:3]
        (30, 35, True)
    """
    return _age(_AGE.search(folded), folded)


def read_age(text: str) -> Age | None:
    """The age in a cell that holds nothing else; it may be a number only.

    >>> [age and age[:3] for age in map(read_age, ("30", "30-35", "about 30", "30s", "young", "300"))]
    [(30, 30, False), (30, 35, False), (30, 30, True), (30, 39, False), None, None]
    """
    folded = fold(text)
    age = _age(_AGE.search(folded) or _NUMBERS.search(folded), folded)
    return age if age and age.is_possible() else None


def _age(found: re.Match[str] | None, text: str) -> Age | None:
    if found is None:
        return None
    parts = found.groupdict()
    if tens := parts.get("tens"):
        low, high = (int(tens + figure) for figure in DECADE_PARTS[parts["part"]])
    else:
        low = int(parts["low"] or parts["low2"])
        high = int(parts["high"] or parts.get("high2") or low)
    return Age(low, high, CIRCA.search(text) is not None, found.end())
