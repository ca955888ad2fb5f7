"""The habits of each kind of source: how it spells, what it leaves out and how often it errs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from suspectmatch.synthetic.data import read_table


@dataclass(frozen=True)
class SourceHabits:
    """Rates of one kind of source; every rate is a share of records in [0, 1].

    Attributes:
        systems: shares of the ways of writing (English, French, home papers, by ear).
        own_spelling: the name is copied from the person's own papers.
        father: the father's name stands in the name (cultures with nasab).
        grandfather: so does the grandfather's, where the father's does.
        particle: ``bin``, ``ibn`` or ``ben`` between them.
        patronymic: the patronymic stands in a Russian or Central Asian name.
        second: the second given name is kept.
        second_family: the mother's family name is kept (Spanish, Portuguese).
        drop_family: the family name is left out where a father's name can stand in for it.
        swap: given and family name change places; six times as often in Chinese or Korean.
        family_first: a Chinese or Korean name is printed in its own order.
        rejoin: words run together or apart (``Abdul Rahman``, ``Abdulrahman``), where that can be.
        initial: a middle or given name is cut to its initial.
        typo, ocr: a slip of the hand, a misreading, per name part.
        kunya: the nom de guerre is known, where there is one.
        kunya_only: and nothing else is.
        date_missing: no birth date.
        year_only, month_only, about, between, hijri, age: the form of the date; the rest is a full day.
        day_month_swap, day_off, wrong_year, wrong_digit: errors of the date.
        other_date: a date three to ten years away: what another paper, or someone else, says.
        first_january: 1 January for want of a day, times 3 where births are rarely registered.
        sex_missing, nationality_missing, place_missing: left empty.
        wrong_nationality: a neighbour's nationality.
        father_field, mother_field: a field of its own for the parent is filled.
        passport, national_id, phone: known, where the person has one.
        number_error: one digit of a number is wrong.
    """

    systems: tuple[float, float, float, float] = (0.6, 0.2, 0.2, 0.0)
    own_spelling: float = 0.4
    father: float = 0.5
    grandfather: float = 0.4
    particle: float = 0.1
    patronymic: float = 0.3
    second: float = 0.8
    second_family: float = 0.6
    drop_family: float = 0.05
    swap: float = 0.01
    family_first: float = 0.7
    rejoin: float = 0.04
    initial: float = 0.01
    typo: float = 0.02
    ocr: float = 0.005
    kunya: float = 0.0
    kunya_only: float = 0.0
    date_missing: float = 0.03
    year_only: float = 0.1
    month_only: float = 0.01
    about: float = 0.0
    between: float = 0.0
    hijri: float = 0.0
    age: float = 0.0
    day_month_swap: float = 0.01
    day_off: float = 0.01
    wrong_year: float = 0.02
    wrong_digit: float = 0.015
    other_date: float = 0.01
    first_january: float = 0.03
    sex_missing: float = 0.02
    nationality_missing: float = 0.05
    place_missing: float = 0.3
    wrong_nationality: float = 0.02
    father_field: float = 0.0
    mother_field: float = 0.0
    passport: float = 0.2
    national_id: float = 0.1
    phone: float = 0.0
    number_error: float = 0.01


def _read() -> dict[str, SourceHabits]:
    made: dict[str, dict[str, Any]] = {}
    for row in read_table("habits.csv"):
        rate = row.pop("rate")
        for kind, text in row.items():
            values = tuple(map(float, text.split()))
            if values:
                made.setdefault(kind, {})[rate] = values if rate == "systems" else values[0]
    return {kind: SourceHabits(**rates) for kind, rates in made.items()}


HABITS: Final = _read()
"""The kinds of source that the package knows, by name."""
