"""The former list of the United Kingdom (ConList), as CSV: one line for each name or date."""

from __future__ import annotations

import csv
import datetime as dt
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import (
    date_form,
    english_name,
    name_parts,
    numbers_of,
    years_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written

_COLUMNS: Final = (
    "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Title", "DOB", "Town of Birth",
    "Country of Birth", "Nationality", "Passport Details", "NI Number", "Position", "Address 1",
    "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code", "Country",
    "Other Information", "Group Type", "Alias Type", "Regime", "Listed On", "Last Updated", "Group ID",
)  # fmt: skip


def write_uk(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records. Of a range of years only the first is written."""
    ids = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS, restval="")
        stream.write("Last Updated,15/01/2026" + "," * (len(_COLUMNS) - 2) + "\r\n")
        writer.writeheader()
        for row in rows:
            ids.append(row["record_id"])
            place = next(iter(row["birth_places"]), {"text": "", "country": None})
            same_on_all_lines = {
                "Town of Birth": place["text"],
                "Country of Birth": english_name(place["country"]),
                "Nationality": ", ".join(map(english_name, row["nationalities"])),
                "Passport Details": "; ".join(numbers_of(row, "documents", "passport")),
                "Group Type": "Individual",
                "Regime": "Synthetic",
                "Group ID": row["record_id"],
            }
            first = row["names"][0]
            for name, date in zip_longest(row["names"], row["birth_dates"]):
                given, family = name_parts(name or first)
                line = {
                    "Name 6": family.upper(),
                    "Name 1": given or "",
                    "DOB": _date(date) if date else "",
                    "Alias Type": "Primary name" if (name or first) is first else "AKA",
                }
                writer.writerow(line | same_on_all_lines)
    return (path,), tuple(ids)


def _date(date: Row) -> str:
    form, (first, _) = date_form(date), years_of(date)
    if form == "day":
        return f"{dt.date.fromisoformat(date['edtf']):%d/%m/%Y}"
    return f"00/{date['edtf'][5:]}/{first}" if form == "month" else f"00/00/{first}"
