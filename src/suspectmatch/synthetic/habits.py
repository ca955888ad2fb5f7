"""The habits of each kind of source: how it spells, what it leaves out and how often it errs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


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


HABITS: Final[dict[str, SourceHabits]] = {
    # A sanctions list: careful English, long names, many dates, half of them no full day.
    "un_list": SourceHabits(
        systems=(0.82, 0.12, 0.06, 0.0),
        own_spelling=0.35,
        father=0.8,
        grandfather=0.65,
        particle=0.28,
        patronymic=0.8,
        typo=0.006,
        ocr=0.0,
        kunya=0.7,
        father_field=1.0,
        mother_field=1.0,
        date_missing=0.07,
        year_only=0.34,
        about=0.15,
        between=0.04,
        hijri=0.01,
        day_month_swap=0.005,
        day_off=0.01,
        other_date=0.02,
        first_january=0.045,
        sex_missing=0.9,
        nationality_missing=0.14,
        passport=0.55,
        national_id=0.3,
    ),
    # Notices drawn up by many bureaux, each in its own spelling.
    "red_notices": SourceHabits(
        systems=(0.4, 0.25, 0.3, 0.05),
        own_spelling=0.55,
        father=0.3,
        grandfather=0.2,
        particle=0.06,
        year_only=0.06,
        month_only=0.02,
        typo=0.012,
        father_field=0.7,
        mother_field=0.7,
        sex_missing=0.01,
        passport=0.0,
        national_id=0.0,
    ),
    # A French-speaking prison: names by ear in capitals, dates by hand.
    "prison_register": SourceHabits(
        systems=(0.03, 0.82, 0.1, 0.05),
        own_spelling=0.3,
        father=0.12,
        grandfather=0.1,
        second=0.5,
        second_family=0.4,
        swap=0.03,
        typo=0.03,
        ocr=0.012,
        day_month_swap=0.02,
        wrong_year=0.03,
        wrong_digit=0.02,
        first_january=0.05,
        year_only=0.0,
        place_missing=0.2,
        father_field=0.6,
        mother_field=0.3,
        national_id=0.12,
        passport=0.15,
    ),
    # Enrolments with fingerprints: names typed from what the person says or shows.
    "enrolments": SourceHabits(
        systems=(0.7, 0.02, 0.1, 0.18),
        own_spelling=0.3,
        father=0.55,
        grandfather=0.4,
        initial=0.03,
        typo=0.02,
        kunya=0.5,
        drop_family=0.15,
        year_only=0.0,
        first_january=0.07,
        wrong_year=0.05,
        date_missing=0.04,
        passport=0.25,
        national_id=0.1,
    ),
    # Field reports: noms de guerre, rough ages, second hand.
    "field_collection": SourceHabits(
        systems=(0.35, 0.05, 0.05, 0.55),
        own_spelling=0.05,
        father=0.25,
        grandfather=0.1,
        drop_family=0.35,
        typo=0.04,
        initial=0.02,
        kunya=0.85,
        kunya_only=0.45,
        date_missing=0.25,
        year_only=0.12,
        age=0.5,
        wrong_year=0.15,
        nationality_missing=0.2,
        wrong_nationality=0.06,
        place_missing=0.5,
        sex_missing=0.1,
        passport=0.03,
        national_id=0.02,
        phone=0.6,
        number_error=0.03,
    ),
    # A border: what a machine reads off the passport, and what it does not.
    "border_mrz": SourceHabits(
        systems=(0.9, 0.1, 0.0, 0.0),
        own_spelling=0.96,
        father=0.45,
        grandfather=0.5,
        particle=0.03,
        patronymic=0.02,
        second=0.9,
        second_family=0.9,
        swap=0.005,
        initial=0.0,
        rejoin=0.01,
        typo=0.0,
        ocr=0.003,
        date_missing=0.003,
        year_only=0.012,
        month_only=0.003,
        day_month_swap=0.001,
        day_off=0.001,
        wrong_year=0.004,
        wrong_digit=0.003,
        other_date=0.002,
        first_january=0.04,
        sex_missing=0.01,
        nationality_missing=0.0,
        wrong_nationality=0.005,
        place_missing=1.0,
        passport=1.0,
        national_id=0.15,
        number_error=0.003,
    ),
    # The other names of a sanctions list, from many hands.
    "aliases": SourceHabits(
        systems=(0.55, 0.28, 0.17, 0.0),
        own_spelling=0.1,
        father=0.5,
        grandfather=0.4,
        drop_family=0.2,
        particle=0.12,
        patronymic=0.4,
        initial=0.02,
        kunya=0.5,
    ),
    # The moderate errors of the speed benchmark.
    "benchmark": SourceHabits(
        systems=(0.55, 0.25, 0.2, 0.0),
        own_spelling=0.5,
        father=0.15,
        grandfather=0.1,
        patronymic=0.1,
        swap=0.025,
        other_date=0.015,
    ),
}
"""The kinds of source that ship with the package."""
