"""One function per field: given how to read its cells, what fills it in for one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from suspectmatch.dates.ages import read_age
from suspectmatch.dates.figures import read_figures
from suspectmatch.loading.mapping.cells import halves, role_of, sex_of, without_fillers
from suspectmatch.loading.tables.grid import Cell

Row = Sequence[Cell]
Read = Callable[[Row], list[str]]
"""The values that the cells of a row hold for one key."""
Faults = list[tuple[str, str]]
"""(field, reason) of values that could not be read."""
Fill = Callable[[Row, dict[str, Any], Faults], None]
"""Puts what a row says of one field into the record."""

_YEAR, _MONTH = len("1965"), len("1965-03")


def text(key: str, read: Read) -> Fill:
    """A field of one text; several cells are joined."""

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        if found := read(row):
            record[key] = found[0] if len(found) == 1 else " ".join(found)

    return fill


def texts(key: str, read: Read) -> Fill:
    """A field that is a list of texts."""

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        if found := read(row):
            record[key] = found

    return fill


def sex(read: Read) -> Fill:
    """Words and codes for a sex in many languages."""

    def fill(row: Row, record: dict[str, Any], faults: Faults) -> None:
        if found := read(row):
            try:
                record["sex"] = sex_of(found[0])
            except LookupError:
                faults.append(("sex", "is no word for a sex that is known; give values in the mapping"))

    return fill


def role(read: Read) -> Fill:
    """Words for a role; an unknown one is handed on and rejects the row: it may mean a victim."""

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        if found := read(row):
            record["role"] = role_of(found[0]) or found[0]

    return fill


def day(key: str, read: Read, order: str, today: dt.date) -> Fill:
    """A day of the calendar; a limit that cannot be read rejects the row."""

    def fill(row: Row, record: dict[str, Any], faults: Faults) -> None:
        if found := read(row):
            edtf, _ = read_figures(found[0], order, today)
            if edtf is not None and len(edtf) > _MONTH:
                record[key] = dt.date.fromisoformat(edtf)
            elif key == "retain_until":
                record[key] = found[0]
            else:
                faults.append((key, "must be a day such as 2026-01-31; give its format in the mapping"))

    return fill


def name(reads: Mapping[str, Read], *, is_last_first: bool) -> Fill:
    """Names in parts, in one cell, or several in one cell."""
    said = {key: _one(reads, key) for key in ("kind", "quality", "script") if key in reads}
    given, middle, family, suffix = (_one(reads, key) for key in ("given", "middle", "family", "suffix"))
    split = halves if is_last_first else _whole
    full, has_parts = reads.get("full"), "given" in reads or "family" in reads

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        words = {key: read(row) for key, read in said.items()}
        made: list[dict[str, str | None]] = []
        if has_parts:
            first, last = (
                without_fillers(_joined(given(row), middle(row))),
                without_fillers(family(row) or ""),
            )
            if first or last:
                whole = _joined(first, last, suffix(row))
                made.append({"full": whole, "given": first, "family": last, **words})
        if full:
            known = filter(None, map(without_fillers, full(row)))
            made += [{**split(one), **words} for one in known]
        if made:
            record.setdefault("names", []).extend(made)

    return fill


def birth_date(reads: Mapping[str, Read], order: str, today: dt.date) -> Fill:
    """Days, parts of days, and ages on a day."""
    calendar_of, age_of, day_of_age = (_one(reads, key) for key in ("calendar", "age", "as_of"))

    def fill(row: Row, record: dict[str, Any], faults: Faults) -> None:
        calendar = calendar_of(row)
        dates = record.setdefault("birth_dates", [])
        for one in _days(reads, row):
            if not one.strip("0/-. "):
                continue  # 00/00/0000
            edtf = note = None
            if calendar in {None, "gregorian"}:
                edtf, note = read_figures(one, order, today)
            if note:
                faults.append(("birth_dates", note))
            dates.append({"edtf": edtf, "text": one, "calendar": calendar})
        if text := age_of(row):
            age, day = read_age(text), _reference(day_of_age(row), order, today)
            if age and day:
                dates.append({"edtf": age.born(day, day), "text": f"age {text}"})
            else:
                faults.append(("birth_dates", "an age, or the day it holds for, could not be read"))

    return fill


def _days(reads: Mapping[str, Read], row: Row) -> list[str]:
    found = reads["column"](row) if "column" in reads else []
    if "year" in reads and (year := _one(reads, "year")(row)):
        month = _one(reads, "month")(row)
        parts = (year, month, _one(reads, "day")(row) if month else None)
        found = [*found, "-".join(part for part in parts if part)]
    return found


def _reference(written: str | None, order: str, today: dt.date) -> dt.date | None:
    """The day an age holds for; the middle of the year or month where no more is said."""
    edtf, _ = read_figures(written or "", "ymd" if order == "text" else order, today)
    if edtf is None or "X" in edtf:
        return None
    rest = {_YEAR: "-07-01", _MONTH: "-15"}
    return dt.date.fromisoformat(edtf + rest.get(len(edtf), ""))


def place(key: str, read: Read, country: Read, separator: str | None) -> Fill:
    """A place, or several in one cell, and a country."""

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        whole, countries = ", ".join(read(row)), country(row)
        for one in whole.split(separator) if separator else [whole]:
            if one.strip() or countries:
                made = {"text": one.strip(), "country": countries[0] if countries else None}
                record.setdefault(key, []).append(made)

    return fill


def numbers(key: str, part: str, read: Read, others: Mapping[str, Read]) -> Fill:
    """Documents and contacts: values, each with its kind and country."""
    rest = {other: _one(others, other) for other in others}

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        if values := read(row):
            words = {other: find(row) for other, find in rest.items()}
            record.setdefault(key, []).extend({part: value, **words} for value in values)

    return fill


def kept(reads: Sequence[tuple[str, Read]]) -> Fill:
    """Columns that are kept under their own names."""

    def fill(row: Row, record: dict[str, Any], _: Faults) -> None:
        if found := {column: " | ".join(values) for column, read in reads if (values := read(row))}:
            record["extra"] = found

    return fill


def _one(reads: Mapping[str, Read], key: str) -> Callable[[Row], str | None]:
    """One text for a key: several are joined; None where there is nothing to read."""
    read = reads.get(key)
    if read is None:
        return lambda _: None

    def one(row: Row) -> str | None:
        found = read(row)
        return None if not found else found[0] if len(found) == 1 else " ".join(found)

    return one


def _whole(text: str) -> dict[str, str]:
    return {"full": text}


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
