"""Field reports, as CSV: noms de guerre, rough ages with the day of the report, telephones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

_COLUMNS: Final = (
    "REF_NO", "NOM_DE_GUERRE", "NAME", "SEX", "AGE", "DATE_OF_BIRTH", "DATE_COLLECTED", "PLACE_OF_BIRTH",
    "NATIONALITY", "PHONE", "ROLE", "RELIABILITY", "HANDLING",
)  # fmt: skip
_RELIABILITY: Final = ("A1", "B2", "B3", "C2", "C3", "D4", "E5", "F6")
_CAVEATS: Final = ("RESTRICTED", "POLICE USE ONLY", "NOT FOR COURT", "ORIGINATOR CONSENT")


def write_field_collection(path: Path, source: Observer) -> list[str]:
    """Write what field reports say of persons, and return the record id of each."""
    lines = [_report(person, source) for person in source.observe()]
    write_csv(path, [_COLUMNS, *lines], line_end="\r\n")
    return [line[0] for line in lines]


def _report(person: ObservedPerson, source: Observer) -> list[str]:
    collected = source.day(dt.date(2014, 1, 1), dt.date(2019, 12, 31))
    role = "suspect" if source.chance(0.8) else "associate"
    if person.is_victim:
        role = "victim" if source.chance(0.7) else "witness"
    return [
        f"FC-{person.row:05d}",
        person.kunya or "",
        "" if person.kunya_only else person.full_name,
        person.sex or "",
        _age(collected.year - person.day.year, source) if person.date_form == "age" else "",
        person.birth_text(day="%d %b %Y", year="%Y"),
        collected.isoformat(),
        person.town or "",
        person.citizenship.code if person.citizenship else "",
        person.phone_number,
        role,
        str(source.rng.choice(_RELIABILITY)),
        str(source.rng.choice(_CAVEATS)) if source.chance(0.7) else "",
    ]


def _age(years: int, source: Observer) -> str:
    """An age as a witness states it: about 30, 25-30, or a number."""
    years = max(years + int(source.rng.integers(-2, 3)), 8)
    form = source.rng.random()
    if form < 0.45:
        return f"about {max(10, 5 * round(years / 5))}"
    if form < 0.7:
        low = 5 * (years // 5)
        return f"{low}-{low + 5}"
    return str(years)
