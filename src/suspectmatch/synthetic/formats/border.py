"""Border crossings, as CSV: what a reader takes from the machine readable zone of passports."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import passport_text, sex_letter, write_csv
from suspectmatch.synthetic.formats.mrz import name_field, passport_lines, read_name

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

BORDER_COLUMNS: Final = (
    "RECORD_NO", "SURNAME", "GIVEN_NAMES", "DATE_OF_BIRTH", "SEX", "NATIONALITY", "ISSUING_STATE",
    "PASSPORT_NUMBER", "NAME_CUT", "CROSSED_ON", "MRZ_LINE_1", "MRZ_LINE_2",
)  # fmt: skip


def write_border_crossings(path: Path, source: Observer) -> list[str]:
    """Write both lines of the zone of each passport, and the fields that a reader takes from them.

    The zone knows capitals without accents only and cuts names to 39 characters in all; it has no place
    of birth and no other script. It gives years in two digits; the field beside it has four.

    Returns:
        The record id of each person.
    """
    lines = [_crossing(person, source) for person in source.observe()]
    write_csv(path, [BORDER_COLUMNS, *lines], line_end="\r\n")
    return [line[0] for line in lines]


def _crossing(person: ObservedPerson, source: Observer) -> list[str]:
    sex = sex_letter(person.sex, "<")
    # Persons without a passport of their own travel on a document with the same number every time.
    own = person.passport_number or passport_text(int(person.person) * 104_729 % 259_000_000)
    crossed = source.day(dt.date(2012, 1, 1), dt.date(2025, 12, 31))
    expiry = source.day(crossed, dt.date(crossed.year + 9, 12, 31))
    nationality = person.citizenship.alpha3 if person.citizenship else ""
    # European passports write UE for Ü, others U.
    umlauts = person.culture.name == "european"
    name = name_field(person.family, person.given_names, umlauts=umlauts)
    read = read_name(name)
    lines = passport_lines(
        name,
        state=person.home.alpha3,
        number=own,
        nationality=nationality,
        birth=person.birth_text(day="%y%m%d", month="%y%m<<", year="%y<<<<") or "<<<<<<",
        sex=sex,
        expiry=f"{expiry:%y%m%d}",
    )
    return [
        f"BX{person.row:07d}",
        read.family,
        read.given,
        person.birth_text(day="%Y-%m-%d", month="%Y-%m", year="%Y"),
        sex.strip("<"),
        nationality,
        person.home.alpha3,
        own,
        "Y" if read.is_cut else "",
        crossed.isoformat(),
        *lines,
    ]
