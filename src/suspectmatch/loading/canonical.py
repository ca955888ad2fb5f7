"""Records that are in the canonical schema already, and writing them so."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.loading.tables.objects import ahead

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.tables.objects import Objects
    from suspectmatch.tables import Records

NAME: Final = "canonical records"
_CONTENT: Final = frozenset({"names", "documents", "contacts"})
_BATCH: Final = 10_000
AT_ONCE: Final = 1 << 20
"""Rows of columns that are checked at once."""


def is_canonical(columns: Iterable[str]) -> bool:
    """Whether these are the fields of canonical records.

    >>> is_canonical(["record_id", "names"]), is_canonical(["record_id", "surname"])
    (True, False)
    """
    names = set(columns)
    return "record_id" in names and not names.isdisjoint(_CONTENT)


def read(objects: Objects, intake: Intake) -> None:
    """Offer every record to the intake, which checks it field by field; columns are checked as such."""
    file = objects.file
    if objects.batches is not None:
        first = 1
        for batch in ahead(objects.batches(AT_ONCE), threads=intake.threads):
            intake.add_batch(batch, file=file, first=first)
            first += batch.num_rows
        return
    for line, item in objects.items(intake):
        intake.add(item, file=file, line=line)


def write_canonical(records: Records, path: str | Path) -> None:
    """Save what was loaded, so that it can be loaded again and is the same.

    Args:
        records: what ``load`` returned.
        path: a file that ends in ``.jsonl`` (JSON lines) or ``.parquet``. It is replaced whole, or
            not at all.

    Raises:
        ParameterError: ``path`` ends otherwise.

    Example:
        >>> import tempfile, pathlib, suspectmatch as sm
        >>> from suspectmatch.loading import write_canonical
        >>> records = sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan"]}]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "jail.jsonl"
        ...     write_canonical(records, path)
        ...     sm.load(path).table == records.table
        True
    """
    path = checks.path("path", path)
    part = path.with_name(f"{path.name}.part")
    if path.suffix == ".parquet":
        pq.write_table(records.table, part)
    elif path.suffix == ".jsonl":
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            for batch in records.table.to_batches(max_chunksize=_BATCH):
                stream.writelines(f"{_line(row)}\n" for row in batch.to_pylist())
    else:
        raise ParameterError(f"path must end in .jsonl or .parquet, got {path.suffix or 'no ending'!r}.")
    part.replace(path)


def _line(row: dict[str, Any]) -> str:
    if row["extra"] is not None:
        row["extra"] = dict(row["extra"])
    return json.dumps(_filled(row), ensure_ascii=False)


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_filled(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
