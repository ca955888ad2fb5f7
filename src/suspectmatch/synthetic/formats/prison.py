"""A French prison register, as CSV: semicolons, capitals, days first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import capitals, sex_letter, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

_COLUMNS: Final = (
    "NUM_ECROU", "NOM", "PRENOM", "DATE_NAISSANCE", "LIEU_NAISSANCE", "NATIONALITE", "SEXE", "NOM_PERE",
    "NOM_MERE", "NUM_PASSEPORT", "DATE_ENTREE", "CONSERVER_JUSQU_AU",
)  # fmt: skip
_DAY: Final = "%d/%m/%Y"


def write_prison_register(
    path: Path, source: Observer, *, n_broken: int = 0, n_expired: int = 0
) -> list[str | None]:
    """Write what a prison observes of persons.

    Of the rows, ``n_broken`` cannot be read (cut short, without a number, without any name) and
    ``n_expired`` are past the day until which they may be kept.

    Returns:
        The record id of each person; None for a broken row.
    """
    persons = source.observe()
    order = source.rng.permutation(len(persons))
    broken = {int(row): kind % 3 for kind, row in enumerate(order[:n_broken])}
    expired = set(order[n_broken : n_broken + n_expired].tolist())
    ids: list[str | None] = []
    lines = [list(_COLUMNS)]
    for row, person in enumerate(persons):
        line = _inmate(person, source)
        if row in expired:
            line[-1] = source.day(dt.date(2014, 1, 1), dt.date(2020, 12, 31)).strftime(_DAY)
        ids.append(None if row in broken else line[0])
        lines.append(_break(line, broken.get(row)))
    write_csv(path, lines, delimiter=";", line_end="\r\n")
    return ids


def _break(line: list[str], kind: int | None) -> list[str]:
    if kind == 0:
        return line[:4]
    if kind == 1:
        return ["", *line[1:]]
    if kind == 2:
        return [line[0], "", "", *line[3:9], "", *line[10:]]
    return line


def _inmate(person: ObservedPerson, source: Observer) -> list[str]:
    entry = source.day(dt.date(2010, 1, 1), dt.date(2025, 12, 31))
    return [
        str(100_000 + 3 * person.row),
        capitals(person.family),
        capitals(person.given_names),
        person.birth_text(day=_DAY, month="%m/%Y", year="%Y"),
        capitals(person.town),
        person.citizenship.french if person.citizenship else "",
        sex_letter(person.sex, ""),
        capitals(person.father_name),
        capitals(person.mother_name),
        person.passport_number,
        entry.strftime(_DAY),
        source.day(dt.date(2035, 12, 31), dt.date(2049, 12, 31)).strftime(_DAY),
    ]
