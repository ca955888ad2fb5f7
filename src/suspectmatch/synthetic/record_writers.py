"""Any records written in any format that ``load`` reads."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.loading import write_canonical
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.synthetic import published_formats
from suspectmatch.tables import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORMATS: Final = ("parquet", "jsonl", "csv", "xlsx", "un", "interpol", "ofac", "uk", "canada", "nist")
"""Names of the formats. The first two keep everything; the others what they have room for."""

_OF_ENDING: Final = {".parquet": "parquet", ".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
_COLUMNS: Final = (
    "record_id",
    "given_name",
    "family_name",
    "full_name",
    "aliases",
    "date_of_birth",
    "date_of_birth_2",
    "date_of_birth_3",
    "date_of_birth_4",
    "place_of_birth",
    "nationality",
    "sex",
    "role",
    "passport",
    "phone",
)
_BATCH: Final = 10_000


class WrittenRecords(NamedTuple):
    """What ``write_records`` wrote.

    Attributes:
        paths: the files; ``load`` takes them together as one source.
        record_ids: for each record, the id it is read back with.
    """

    paths: tuple[Path, ...]
    record_ids: tuple[str, ...]


def write_records(
    records: pa.Table,
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the plain word
) -> WrittenRecords:
    """Write records of one source in a format that ``load`` reads.

    Args:
        records: a table in the canonical record schema, such as ``LabelledRecords.records``.
        path: the file. For ``ofac`` it is the first of two: aliases go into one of that name with
            ``_alt`` behind it.
        format: one of ``FORMATS``; by the ending of ``path`` when not given.

    Returns:
        Files and ids. Ids are the records' own wherever the format has room for them; OFAC's must be
        numbers, and Canada's are made of country, item and schedule.

    Raises:
        ParameterError: the format is unknown.

    >>> import tempfile, suspectmatch as sm
    >>> from suspectmatch.synthetic import aliased_records
    >>> made = aliased_records(50, n_sources=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_records(made.records, f"{folder}/list.xml", format="un")
    ...     len(sm.load({"un": list(written.paths)}))
    50
    """
    path = checks.path("path", path)
    if format is None:
        if path.suffix not in _OF_ENDING:
            raise ParameterError(f"format must be given for a file that ends in {path.suffix!r}.")
        format = _OF_ENDING[path.suffix]  # noqa: A001
    checks.one_of("format", format, FORMATS)
    own = tuple(records["record_id"].to_pylist())
    if format in ("parquet", "jsonl"):
        _write_canonical(records, path, format)
        return WrittenRecords((path,), own)
    if format in ("csv", "xlsx"):
        writers: dict[str, Callable[[Path, Iterator[list[str]]], None]] = {
            "csv": _write_csv,
            "xlsx": _write_xlsx,
        }
        writers[format](path, _flat(records))
        return WrittenRecords((path,), own)
    return WrittenRecords(*published_formats.WRITERS[format](path, rows_of(records)))


def rows_of(records: pa.Table) -> Iterator[dict[str, Any]]:
    """Records one by one; absent lists are empty."""
    fields = [field.name for field in RECORD_SCHEMA if pa.types.is_list(field.type)]
    for batch in records.to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            yield row | {field: row[field] or [] for field in fields}


def _write_canonical(records: pa.Table, path: Path, ending: str) -> None:
    # It takes the format from the ending, which may be another here.
    wanted = path if path.suffix == f".{ending}" else path.with_name(f"{path.name}.{ending}")
    write_canonical(Records(records, REJECTED_SCHEMA.empty_table()), wanted)
    wanted.replace(path)


def _flat(records: pa.Table) -> Iterator[list[str]]:
    """One line per record; dates have four columns, other values share a cell."""
    yield list(_COLUMNS)
    for row in rows_of(records):
        first, *others = row["names"] or [{"full": None, "given": None, "family": None}]
        whole = first["given"] is None or first["family"] is None
        numbers = [found["number"] for found in row["documents"] if found["kind"] == "passport"]
        phones = [found["value"] for found in row["contacts"] if found["kind"] == "phone"]
        cells: list[str | None] = [
            row["record_id"],
            None if whole else first["given"],
            None if whole else first["family"],
            first["full"] if whole else None,
            "; ".join(other["full"] for other in others),
            *[*map(_printed_date, row["birth_dates"]), None, None, None, None][:4],
            "; ".join(place["text"] for place in row["birth_places"]),
            "; ".join(row["nationalities"]),
            row["sex"],
            row["role"],
            "; ".join(numbers),
            "; ".join(phones),
        ]
        yield [text or "" for text in cells]


def _printed_date(date: dict[str, Any]) -> str:
    """A date as a register prints it: no marks of EDTF."""
    text = str(date["edtf"] or date["text"]).replace("/", " to ")
    return f"about {text[:-1]}" if text.endswith("~") else text


def _write_csv(path: Path, lines: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)


def _write_xlsx(path: Path, lines: Iterator[list[str]]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    for line in lines:
        sheet.append(line)
    book.save(path)
