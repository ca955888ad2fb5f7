"""Forms of dates, names and documents that the writers of several sources share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import hijridate

from suspectmatch.synthetic.names import countries
from suspectmatch.synthetic.observing import FORMS
from suspectmatch.synthetic.respelling import fold

if TYPE_CHECKING:
    import numpy as np

    from suspectmatch.synthetic.observing import Observation
    from suspectmatch.synthetic.persons import Persons

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec.")


def day_of(seen: Observation, row: int) -> dt.date:
    """The day the source goes by, whatever its form."""
    day = seen.birth[row].item()
    assert isinstance(day, dt.date)
    return day


def form_of(seen: Observation, row: int) -> str:
    """The form of the birth date, one of ``FORMS``."""
    return FORMS[seen.form[row]]


def hijri(day: dt.date) -> str:
    """The day in the Umm al-Qura calendar, day first.

    >>> hijri(dt.date(1982, 4, 18))
    '24/06/1402'
    """
    return "/".join(reversed(hijridate.Gregorian.fromdate(day).to_hijri().isoformat().split("-")))


def capitals(text: str | None) -> str:
    """Capitals without accents; empty for None.

    >>> capitals("Aïcha")
    'AICHA'
    """
    return fold(text).upper() if text else ""


def town_of(people: Persons, seen: Observation, row: int) -> str | None:
    """Town of birth, None where the source does not know it."""
    person = seen.person[row]
    return countries()[people.country[person]].towns[people.town[person]] if seen.place[row] else None


def passport_text(number: int) -> str:
    """A passport number as printed: a letter and seven digits.

    >>> passport_text(123456789)
    'M3456789'
    """
    return f"{chr(65 + number // 10_000_000)}{number % 10_000_000:07d}"


def phone_text(people: Persons, seen: Observation, row: int) -> str:
    """The telephone number in its international form, or empty."""
    number = seen.phone[row]
    dial = countries()[people.country[seen.person[row]]].dial
    return f"+{dial}{number}" if number >= 0 else ""


def some_day(rng: np.random.Generator, first: dt.date, last: dt.date) -> dt.date:
    """A day between two others."""
    return first + dt.timedelta(days=int(rng.integers((last - first).days + 1)))
