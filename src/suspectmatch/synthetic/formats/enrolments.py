"""Enrolments with fingerprints as EBTS transactions (ANSI/NIST-ITL 1-2011), traditional encoding."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import (
    capitals,
    date_form,
    last_first,
    name_parts,
    sex_letter,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written
    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

_NCIC: Final = {
    "AF": "AF", "FR": "FN", "GB": "EN", "IQ": "IQ", "IR": "IR", "IT": "IT", "MX": "MM", "PK": "PK",
}  # fmt: skip
"""Codes of the FBI's crime information centre, which are not those of ISO; ``XX`` is unknown."""
_FS, _GS, _RS, _US = "\x1c", "\x1d", "\x1e", "\x1f"
_MOST_ALIASES: Final = 10
_MOST_DATES: Final = 5


def _record(kind: int, fields: dict[int, str]) -> str:
    """One tagged record; its first field is its own length in bytes, separator and all."""
    body = _GS.join(f"{kind}.{number:03d}:{value}" for number, value in fields.items()) + _FS
    length = len(body) + len(f"{kind}.001:") + len(_GS)
    digits = len(str(length + len(str(length))))
    return f"{kind}.001:{length + digits}{_GS}{body}"


def _transaction(number: str, day: str, subject: dict[int, str]) -> str:
    """A Type-1 record (the header) and a Type-2 record (the person)."""
    header = {
        2: "0200", 3: f"1{_US}1{_RS}2{_US}00", 4: "DEM", 5: day, 7: "SYNTHETIC", 8: "SYNTHETIC",
        9: number, 11: "00.00", 12: "00.00",
    }  # fmt: skip
    return _record(1, header) + _record(2, subject)


def write_nist(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records: names cut to thirty capitals, full dates only."""
    subjects = list(map(_record_fields, rows))
    made = [_transaction(subject[9], "20260115", subject) for subject in subjects]
    path.write_bytes("".join(made).encode("ascii"))
    return (path,), tuple(subject[9] for subject in subjects)


def _record_fields(row: Row) -> dict[int, str]:
    first, *others = (last_first(family, given) for given, family in map(name_parts, row["names"]))
    fields = {2: "00", 9: row["record_id"], 18: first}
    aliases = [name for name in dict.fromkeys(others) if name != first]
    if aliases:
        fields[19] = _RS.join(aliases[:_MOST_ALIASES])
    dates = [date["edtf"].replace("-", "") for date in row["birth_dates"] if date_form(date) == "day"]
    if dates:
        fields[22] = _RS.join(dates[:_MOST_DATES])
    fields[24] = sex_letter(row["sex"], "X")
    return fields


def write_enrolments(path: Path, source: Observer) -> list[str]:
    """Write what an enrolment desk observes of persons, and return the record id of each."""
    ids, made = [], []
    for person, alias in zip(source.observe(), source.observe(), strict=True):
        ids.append(f"ENR{2008 + person.row % 17}{person.row:06d}")
        day = source.day(dt.date(2008, 1, 1), dt.date(2025, 12, 31))
        made.append(_transaction(ids[-1], f"{day:%Y%m%d}", _subject(ids[-1], person, alias, source)))
    path.write_bytes("".join(made).encode("ascii"))
    return ids


def _subject(
    number: str, person: ObservedPerson, alias: ObservedPerson, source: Observer
) -> dict[int, str]:
    fields = {2: "00", 5: "N", 9: number}
    if person.passport_number:
        fields[17] = f"PP-{person.passport_number}"
    fields[18], other = (last_first(each.family, each.given_names) for each in (person, alias))
    others = {other} if source.chance(0.2) else set()
    if source.chance(0.25) and person.people.own[person.person, 6] < 0.5 and alias.kunya:
        others.add(capitals(alias.kunya)[:30])
    if others - {fields[18]}:
        fields[19] = _RS.join(sorted(others - {fields[18]}))
    fields[20] = _NCIC.get(person.home.code if person.place else "", "XX")
    fields[21] = _NCIC.get(person.citizenship.code if person.citizenship else "", "XX")
    if person.date_form == "day":
        dates = [person.day]
        if alias.day != person.day and source.chance(0.2):
            dates.append(alias.day)
        fields[22] = _RS.join(f"{day:%Y%m%d}" for day in dates)
    fields[24] = sex_letter(person.sex, "X")
    return fields
