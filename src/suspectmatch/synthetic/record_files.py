"""Any records written in any format that ``load`` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.loading import write_canonical
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.synthetic.formats.canada import write_canada
from suspectmatch.synthetic.formats.enrolments import write_nist
from suspectmatch.synthetic.formats.interpol import write_interpol
from suspectmatch.synthetic.formats.ofac import write_ofac
from suspectmatch.synthetic.formats.spreadsheet import write_csv, write_xlsx
from suspectmatch.synthetic.formats.uk import write_uk
from suspectmatch.synthetic.formats.un import write_un
from suspectmatch.tables import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written

_WRITERS: Final[dict[str, Callable[[Path, Iterable[Row]], Written]]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "un": write_un,
    "interpol": write_interpol,
    "ofac": write_ofac,
    "uk": write_uk,
    "canada": write_canada,
    "nist": write_nist,
}
FORMATS: Final = ("parquet", "jsonl", *_WRITERS)
"""Names of the formats. The first two keep everything; the others what they have room for."""

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
        format = path.suffix.removeprefix(".")  # noqa: A001
        if format not in ("parquet", "jsonl", "csv", "xlsx"):
            raise ParameterError(f"format must be given for a file that ends in {path.suffix!r}.")
    checks.one_of("format", format, FORMATS)
    if format in _WRITERS:
        return WrittenRecords(*_WRITERS[format](path, _rows(records)))
    # The writer takes the format from the ending, which may be another here.
    wanted = path if path.suffix == f".{format}" else path.with_name(f"{path.name}.{format}")
    write_canonical(Records(records, REJECTED_SCHEMA.empty_table()), wanted)
    wanted.replace(path)
    return WrittenRecords((path,), tuple(records["record_id"].to_pylist()))


def _rows(records: pa.Table) -> Iterator[dict[str, Any]]:
    """Records one by one; absent lists are empty."""
    fields = [field.name for field in RECORD_SCHEMA if pa.types.is_list(field.type)]
    for batch in records.to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            yield row | {field: row[field] or [] for field in fields}
