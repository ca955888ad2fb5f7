"""The list of the US Treasury (OFAC): ``sdn`` and ``alt``, as CSV without header lines."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

from suspectmatch.synthetic.formats.fields import (
    date_form,
    english_name,
    name_parts,
    numbers_of,
    years_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written

_NULL = "-0- "


def write_ofac(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records; aliases go into a second file, with ``_alt`` in its name."""
    other = path.with_name(f"{path.stem}_alt{path.suffix}")
    ids = []
    with (
        path.open("w", encoding="utf-8", newline="") as main,
        other.open("w", encoding="utf-8", newline="") as beside,
    ):
        entries, aliases = csv.writer(main), csv.writer(beside)
        for number, row in enumerate(rows):
            own = row["record_id"]
            ids.append(own if own.isdecimal() and not own.startswith("0") else str(10_000_000 + number))
            first, *others = row["names"]
            remarks = "; ".join(_remarks(row))
            entry = [ids[-1], _last_first(first), "individual", "SYN", *[_NULL] * 7]
            entries.writerow([*entry, f"{remarks}." if remarks else _NULL])
            for place, alias in enumerate(others):
                remark = "weak" if alias["quality"] == "weak" else _NULL
                aliases.writerow([ids[-1], number * 100 + place, "aka", _last_first(alias), remark])
        has_aliases = beside.tell() > 0
    if has_aliases:
        return (path, other), tuple(ids)
    other.unlink()
    return (path,), tuple(ids)


def _last_first(name: Row) -> str:
    given, family = name_parts(name)
    return family if given is None else f"{family.upper()}, {given}"


def _remarks(row: Row) -> Iterator[str]:
    """The remarks in order; a second one of a kind begins with ``alt.``."""
    remarks = [f"DOB {_date(date)}" for date in row["birth_dates"]]
    remarks += [
        f"POB {place['text']}, {english_name(place['country'])}".rstrip(", ")
        for place in row["birth_places"]
    ]
    remarks += [f"nationality {english_name(code)}" for code in row["nationalities"]]
    remarks += [f"Gender {row['sex'].title()}"] if row["sex"] in ("male", "female") else []
    remarks += [f"Passport {number}" for number in numbers_of(row, "documents", "passport")]
    for before, text in zip(["", *remarks], remarks, strict=False):
        yield f"alt. {text}" if text[:3] == before[:3] else text


def _date(date: Row) -> str:
    form, (first, last) = date_form(date), years_of(date)
    if form == "day":
        return f"{dt.date.fromisoformat(date['edtf']):%d %b %Y}"
    if form == "month":
        return f"{dt.date.fromisoformat(date['edtf'] + '-01'):%b %Y}"
    return {"about": f"circa {first}", "between": f"{first} to {last}"}.get(form, first)
