"""Writers of a prison register, of enrolments and of field reports."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.synthetic.names import countries
from suspectmatch.synthetic.observing import Observation, observe
from suspectmatch.synthetic.writing import (
    capitals,
    day_of,
    form_of,
    passport_text,
    phone_text,
    some_day,
    town_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np

    from suspectmatch.synthetic.habits import SourceHabits
    from suspectmatch.synthetic.persons import Persons

    Rows = np.ndarray[Any, np.dtype[np.int64]]

PRISON_COLUMNS: Final = (
    "NUM_ECROU",
    "NOM",
    "PRENOM",
    "DATE_NAISSANCE",
    "LIEU_NAISSANCE",
    "NATIONALITE",
    "SEXE",
    "NOM_PERE",
    "NOM_MERE",
    "NUM_PASSEPORT",
    "DATE_ENTREE",
    "CONSERVER_JUSQU_AU",
)
FIELD_COLUMNS: Final = (
    "REF_NO",
    "NOM_DE_GUERRE",
    "NAME",
    "SEX",
    "AGE",
    "DATE_OF_BIRTH",
    "DATE_COLLECTED",
    "PLACE_OF_BIRTH",
    "NATIONALITY",
    "PHONE",
    "ROLE",
    "RELIABILITY",
    "HANDLING",
)
_NCIC: Final = {
    "AF": "AF", "FR": "FN", "GB": "EN", "IQ": "IQ", "IR": "IR", "IT": "IT", "MX": "MM", "PK": "PK",
}  # fmt: skip
"""Codes of the FBI's crime information centre, which are not those of ISO; ``XX`` is unknown."""
_FS, _GS, _RS, _US = "\x1c", "\x1d", "\x1e", "\x1f"
_GRADES: Final = ("A1", "B2", "B3", "C2", "C3", "D4", "E5", "F6")
_CAVEATS: Final = ("RESTRICTED", "POLICE USE ONLY", "NOT FOR COURT", "ORIGINATOR CONSENT")
_SENTENCE: Final = dt.date(2035, 12, 31)
_EXPIRED: Final = dt.date(2020, 12, 31)


def _write_rows(path: Path, rows: Iterable[Iterable[str]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)


def write_prison_register(
    path: Path,
    people: Persons,
    rows: Rows,
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
    n_broken: int,
    n_expired: int,
) -> list[str | None]:
    """Write a French register: semicolons, capitals, days first.

    Of the rows, ``n_broken`` cannot be read (cut short, without a number, without any name) and
    ``n_expired`` have passed the day until which they may be kept.

    Returns:
        The record id of each person in the order of ``rows``; None for a broken row.
    """
    seen = observe(people, rows, habits, rng)
    order = rng.permutation(len(rows))
    broken = {int(row): kind % 3 for kind, row in enumerate(order[:n_broken])}
    expired = set(order[n_broken : n_broken + n_expired].tolist())
    ids: list[str | None] = []
    lines: list[list[str]] = [list(PRISON_COLUMNS)]
    for row in range(len(rows)):
        line = _inmate(people, seen, row, rng)
        if row in expired:
            line[-1] = f"{some_day(rng, dt.date(2014, 1, 1), _EXPIRED):%d/%m/%Y}"
        ids.append(None if row in broken else line[0])
        lines.append(_break(line, broken.get(row)))
    _write_rows(path, lines, ";")
    return ids


def _break(line: list[str], kind: int | None) -> list[str]:
    if kind == 0:
        return line[:4]
    if kind == 1:
        return ["", *line[1:]]
    if kind == 2:
        return [line[0], "", "", *line[3:9], "", *line[10:]]
    return line


def _inmate(people: Persons, seen: Observation, row: int, rng: np.random.Generator) -> list[str]:
    day, nationality = day_of(seen, row), seen.nationality[row]
    given = " ".join(filter(None, (seen.given[row], seen.middle[row])))
    entry = some_day(rng, dt.date(2010, 1, 1), dt.date(2025, 12, 31))
    form = form_of(seen, row)
    date = {"day": f"{day:%d/%m/%Y}", "month": f"{day:%m/%Y}", "year": f"{day:%Y}"}.get(form, "")
    return [
        str(100_000 + 3 * row),
        capitals(seen.family[row]),
        capitals(given),
        date,
        capitals(town_of(people, seen, row)),
        countries()[nationality].french if nationality >= 0 else "",
        {"male": "M", "female": "F"}.get(seen.sex[row] or "", ""),
        capitals(seen.father_name[row]),
        capitals(seen.mother_name[row]),
        passport_text(seen.passport[row]) if seen.passport[row] >= 0 else "",
        f"{entry:%d/%m/%Y}",
        f"{some_day(rng, _SENTENCE, dt.date(2049, 12, 31)):%d/%m/%Y}",
    ]


def write_enrolments(
    path: Path, people: Persons, rows: Rows, *, habits: SourceHabits, rng: np.random.Generator
) -> list[str]:
    """Write enrolments as EBTS transactions, traditional encoding, Type-1 and Type-2 records.

    Returns:
        The record id of each person, in the order of ``rows``.
    """
    seen = observe(people, rows, habits, rng)
    alias = observe(people, rows, habits, rng)
    ids = [f"ENR{2008 + row % 17}{row:06d}" for row in range(len(rows))]
    made = []
    for row, number in enumerate(ids):
        day = some_day(rng, dt.date(2008, 1, 1), dt.date(2025, 12, 31))
        header = {
            2: "0200",
            3: f"1{_US}1{_RS}2{_US}00",
            4: "DEM",
            5: f"{day:%Y%m%d}",
            7: "SYNTHETIC",
            8: "SYNTHETIC",
            9: number,
            11: "00.00",
            12: "00.00",
        }
        subject = _subject(people, seen, alias, row, number=number, rng=rng)
        made.append(ebts_record(1, header) + ebts_record(2, subject))
    path.write_bytes("".join(made).encode("ascii"))
    return ids


def ebts_record(kind: int, fields: dict[int, str]) -> str:
    """One tagged record; its first field is its own length in bytes, separator and all."""
    body = _GS.join(f"{kind}.{number:03d}:{value}" for number, value in fields.items()) + _FS
    length = len(body) + len(f"{kind}.001:") + len(_GS)
    digits = len(str(length + len(str(length))))
    return f"{kind}.001:{length + digits}{_GS}{body}"


def _subject(
    people: Persons,
    seen: Observation,
    alias: Observation,
    row: int,
    *,
    number: str,
    rng: np.random.Generator,
) -> dict[int, str]:
    birth, form, nationality = day_of(seen, row), form_of(seen, row), seen.nationality[row]
    home = countries()[people.country[seen.person[row]]].code
    fields = {2: "00", 5: "N", 9: number}
    if seen.passport[row] >= 0:
        fields[17] = f"PP-{passport_text(seen.passport[row])}"
    fields[18] = _last_first(seen, row)
    others = {_last_first(alias, row)} if rng.random() < 0.2 else set()
    if rng.random() < 0.25 and people.own[seen.person[row], 6] < 0.5 and alias.kunya[row]:
        others.add(capitals(alias.kunya[row])[:30])
    if others - {fields[18]}:
        fields[19] = _RS.join(sorted(others - {fields[18]}))
    fields[20] = _NCIC.get(home, "XX") if seen.place[row] else "XX"
    fields[21] = _NCIC.get(countries()[nationality].code, "XX") if nationality >= 0 else "XX"
    if form == "day":
        other = day_of(alias, row)
        dates = [birth, other] if other != birth and rng.random() < 0.2 else [birth]
        fields[22] = _RS.join(f"{day:%Y%m%d}" for day in dates)
    fields[24] = {"male": "M", "female": "F"}.get(seen.sex[row] or "", "X")
    return fields


def _last_first(seen: Observation, row: int) -> str:
    """``SURNAME,GIVEN MIDDLE`` in at most thirty characters, cut without a sign."""
    given = " ".join(filter(None, (seen.given[row], seen.middle[row])))
    return f"{capitals(seen.family[row]) or 'LNU'},{capitals(given) or 'FNU'}"[:30].rstrip()


def write_field_collection(
    path: Path, people: Persons, rows: Rows, *, habits: SourceHabits, rng: np.random.Generator
) -> list[str]:
    """Write field reports: noms de guerre, rough ages with the day of the report, telephones.

    Returns:
        The record id of each person, in the order of ``rows``.
    """
    seen = observe(people, rows, habits, rng)
    ids = [f"FC-{row:05d}" for row in range(len(rows))]
    lines: list[list[str]] = [list(FIELD_COLUMNS)]
    for row, number in enumerate(ids):
        lines.append(_report(people, seen, row, number, rng))
    _write_rows(path, lines, ",")
    return ids


def _report(
    people: Persons, seen: Observation, row: int, number: str, rng: np.random.Generator
) -> list[str]:
    day, nationality = day_of(seen, row), seen.nationality[row]
    collected = some_day(rng, dt.date(2014, 1, 1), dt.date(2019, 12, 31))
    form = form_of(seen, row)
    date = {"day": f"{day:%d %b %Y}", "year": f"{day:%Y}"}.get(form, "")
    full = " ".join(filter(None, (seen.given[row], seen.middle[row], seen.family[row])))
    role = "suspect" if rng.random() < 0.8 else "associate"
    if people.is_victim[seen.person[row]]:
        role = "victim" if rng.random() < 0.7 else "witness"
    return [
        number,
        seen.kunya[row] or "",
        "" if seen.kunya_only[row] else full,
        seen.sex[row] or "",
        _age(collected.year - day.year, rng) if form == "age" else "",
        date,
        collected.isoformat(),
        town_of(people, seen, row) or "",
        countries()[nationality].code if nationality >= 0 else "",
        phone_text(people, seen, row),
        role,
        str(rng.choice(_GRADES)),
        str(rng.choice(_CAVEATS)) if rng.random() < 0.7 else "",
    ]


def _age(years: int, rng: np.random.Generator) -> str:
    """An age as a witness puts it: about 30, 25-30, or a number."""
    years = max(years + int(rng.integers(-2, 3)), 8)
    form = rng.random()
    if form < 0.45:
        return f"about {max(10, 5 * round(years / 5))}"
    if form < 0.7:
        low = 5 * (years // 5)
        return f"{low}-{low + 5}"
    return str(years)
