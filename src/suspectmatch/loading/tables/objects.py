"""Tables whose rows are objects with named values: Parquet, Arrow, pandas, JSON, lists of dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from suspectmatch.errors import InputError, ParameterError
from suspectmatch.kernels._jit import warm
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.tables import json_text
from suspectmatch.loading.tables.grid import Cell, Grid, Rows, cell, unique

if TYPE_CHECKING:
    from suspectmatch.loading.source_file import SourceFile

IN_MEMORY: Final = "(table)"
"""The file name under which a table in memory is reported."""
_BATCH: Final = 10_000
_PEEK: Final = 100
_INDEX: Final = "__index_level_"

Batches = Callable[[int], Iterator[pa.RecordBatch]]
Items = Iterator[tuple[int, Mapping[str, Any]]]
"""Row number counted from 1 (for JSON the line) and the row."""


@dataclass(frozen=True)
class Objects:
    """A table of objects.

    Attributes:
        columns: the names of its values.
        items: opens the rows; what is no object is rejected into the intake it is given.
        kind: what the table is kept in.
        file: name of the file.
        batches: opens the same rows as Arrow batches of about so many rows; None where there are none.
    """

    columns: tuple[str, ...]
    items: Callable[[Intake], Items]
    kind: str
    file: str
    batches: Batches | None = None

    @property
    def unit(self) -> str:
        """What the numbers of its rows count: lines of JSON, else rows."""
        return "line" if self.kind.startswith("JSON") else "row"

    def grid(self) -> Grid:
        """The same as a grid of cells."""
        columns = self.columns
        if self.kind.startswith("JSON"):  # later objects may have keys that the first ones lack
            seen = dict.fromkeys(columns)
            for _, item in self.items(Intake("keys")):
                seen.update(dict.fromkeys(item))
            columns = tuple(str(name) for name in seen)

        def rows(intake: Intake) -> Rows:
            for number, item in self.items(intake):
                cells: list[Cell] = [cell(item.get(name)) for name in columns]
                if any(cells):
                    yield number, cells

        return Grid(columns, rows, self.kind, unit=self.unit)


def open_json(file: SourceFile) -> Objects:
    """Open a JSON array of objects, one JSON object, or JSON lines.

    Raises:
        InputError: it is no JSON, or holds no object.
    """
    is_lines = json_text.is_json_lines(file)
    parsed = [] if is_lines else list(json_text.document(file))

    def items(intake: Intake) -> Items:
        if is_lines:
            return json_text.objects(file, intake)
        return json_text.only_objects(parsed, file, intake)

    columns = tuple(
        dict.fromkeys(str(key) for _, item in islice(items(Intake("columns")), _PEEK) for key in item)
    )
    if not columns:
        raise InputError("There is no JSON object with named values in the file.", file=file.name)
    kind = "JSON lines" if is_lines else "JSON"
    return Objects(columns, items, kind, file.name)


def open_parquet(file: SourceFile) -> Objects:
    """Open a Parquet file or an Arrow (Feather) file.

    Raises:
        InputError: it is damaged.
    """
    is_parquet = file.head.startswith(b"PAR1")
    with arrow_errors(file.name):
        schema = (
            pq.read_schema(file.path)
            if is_parquet
            else pa.ipc.open_file(pa.memory_map(str(file.path))).schema
        )

    def batches(n_rows: int) -> Iterator[pa.RecordBatch]:
        if is_parquet:
            with pq.ParquetFile(file.path) as opened:
                for groups in _row_groups(opened.metadata, n_rows):
                    yield from opened.iter_batches(n_rows, row_groups=groups)
        else:
            reader = pa.ipc.open_file(pa.memory_map(str(file.path)))
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)

    kind = "Parquet" if is_parquet else "Arrow"
    return _from_batches(tuple(schema.names), batches, kind, file.name)


def _row_groups(metadata: pq.FileMetaData, n_rows: int) -> Iterator[list[int]]:
    """Row groups that are read together: a batch that spans two groups not read so would be copied."""
    groups: list[int] = []
    held = 0
    for number in range(metadata.num_row_groups):
        n = metadata.row_group(number).num_rows
        if groups and held + n > n_rows:
            yield groups
            groups, held = [], 0
        groups.append(number)
        held += n
    if groups:
        yield groups


def ahead(batches: Iterator[pa.RecordBatch], *, threads: int | None = None) -> Iterator[pa.RecordBatch]:
    """The same batches, each read while the one before it is checked, unless one thread does both."""
    if threads == 1:
        yield from batches
        return
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        warm()
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch
            del batch


def open_memory(table: Any) -> Objects:
    """Take a table that is in memory: Arrow, pandas, polars, or a list of dicts.

    Raises:
        ParameterError: it is none of these.
        InputError: it is empty.
    """
    if isinstance(table, list | tuple) and all(isinstance(item, Mapping) for item in table):
        if not table:
            raise InputError("The table has no rows.", file=IN_MEMORY)
        columns = tuple(dict.fromkeys(str(key) for item in table for key in item))
        return Objects(columns, lambda _: iter(enumerate(table, start=1)), "list of dicts", IN_MEMORY)
    if not hasattr(table, "__arrow_c_stream__"):
        raise ParameterError(
            "A source must be a path, a table (pandas, polars, Arrow, a list of dicts) or Records, "
            f"got {type(table).__name__}."
        )
    kind = f"{type(table).__module__.partition('.')[0]} table"
    try:
        arrow = pa.table(table)
    except (pa.ArrowException, TypeError, ValueError):
        if hasattr(table, "to_dict"):  # columns of pandas with values of mixed types
            rows = table.to_dict("records")
            columns = tuple(map(str, table.columns))
            return Objects(columns, lambda _: iter(enumerate(rows, start=1)), kind, IN_MEMORY)
        raise InputError("The table cannot be read as Arrow.", file=IN_MEMORY) from None
    keep = [name for name in arrow.column_names if not name.startswith(_INDEX)]
    if len(set(arrow.column_names)) == arrow.num_columns:
        arrow = arrow.select(keep)
    return _from_batches(
        tuple(arrow.column_names), lambda n_rows: iter(arrow.to_batches(n_rows)), kind, IN_MEMORY
    )


def of_records(table: pa.Table) -> Objects:
    """Take records that were loaded before."""
    return _from_batches(
        tuple(table.column_names), lambda n_rows: iter(table.to_batches(n_rows)), "Records", IN_MEMORY
    )


def _from_batches(names: tuple[str, ...], batches: Batches, kind: str, file: str) -> Objects:
    columns = unique(names) if len(set(names)) < len(names) else names

    def renamed(n_rows: int) -> Iterator[pa.RecordBatch]:
        with arrow_errors(file):
            for batch in batches(n_rows):
                yield batch.rename_columns(list(columns))

    def items(_: Intake) -> Items:
        number = 0
        with arrow_errors(file):
            for batch in renamed(_BATCH):
                for item in batch.to_pylist():
                    number += 1
                    yield number, item

    return Objects(columns, items, kind, file, renamed)


@contextmanager
def arrow_errors(file: str) -> Iterator[None]:
    """One clear error for whatever Arrow raises over damaged columns."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError):
        raise InputError("The file is damaged: its columns cannot be read.", file=file) from None
