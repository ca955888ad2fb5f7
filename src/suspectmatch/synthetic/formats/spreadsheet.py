"""A plain table of records, as CSV or Excel: one line for each record."""

from __future__ import annotations

from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.formats.fields import name_parts, numbers_of
from suspectmatch.synthetic.formats.fields import write_csv as write_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written

_COLUMNS: Final = (
    "record_id", "given_name", "family_name", "full_name", "aliases", "date_of_birth", "date_of_birth_2",
    "date_of_birth_3", "date_of_birth_4", "place_of_birth", "nationality", "sex", "role", "passport",
    "phone",
)  # fmt: skip


def write_csv(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records as CSV."""
    ids: list[str] = []
    write_lines(path, _lines(rows, ids))
    return (path,), tuple(ids)


def write_xlsx(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records as the one sheet of an Excel file."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    ids: list[str] = []
    for line in _lines(rows, ids):
        sheet.append(line)
    book.save(path)
    return (path,), tuple(ids)


def _lines(rows: Iterable[Row], ids: list[str]) -> Iterator[Sequence[str]]:
    """The header and one line per record, whose id is added to ``ids``; all but dates share a cell."""
    yield _COLUMNS
    for row in rows:
        ids.append(row["record_id"])
        names = row["names"] or [{"full": None, "given": None, "family": None}]
        given, family = name_parts(names[0])
        dates = chain(map(_printed_date, row["birth_dates"]), repeat(""))
        cells: list[str | None] = [
            row["record_id"],
            given,
            family if given is not None else None,
            family if given is None else None,
            "; ".join(other["full"] for other in names[1:]),
            *islice(dates, 4),
            "; ".join(place["text"] for place in row["birth_places"]),
            "; ".join(row["nationalities"]),
            row["sex"],
            row["role"],
            "; ".join(numbers_of(row, "documents", "passport")),
            "; ".join(numbers_of(row, "contacts", "phone")),
        ]
        yield [text or "" for text in cells]


def _printed_date(date: Row) -> str:
    """A date as a register prints it, without the marks of EDTF."""
    text = str(date["edtf"] or date["text"]).replace("/", " to ")
    return f"about {text[:-1]}" if text.endswith("~") else text
