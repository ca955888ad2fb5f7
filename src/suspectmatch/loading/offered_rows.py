"""Rows that a format offers together: plain records, or an Arrow batch; both are used the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from suspectmatch.loading.columns import Columns, Flags

    Rows = npt.NDArray[np.int64]

ONE_BY_ONE: Final = 10_000
"""Doubtful rows that are Python objects at one time."""


class Offered(NamedTuple):
    """A plain record, where it stands, and the values that could not be read."""

    record: Mapping[str, Any]
    file: str
    line: int | None
    faults: Sequence[tuple[str, str]]


class PlainRows(NamedTuple):
    """Plain records, what of them is in columns, and which rows are doubtful."""

    offered: list[Offered]
    columns: Columns
    doubtful: Flags

    def __len__(self) -> int:
        return len(self.offered)

    def records(self, rows: Rows, _: Sequence[str] = ()) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The chosen rows as mappings; only the named values where names are given."""
        for row in rows.tolist():
            yield row, self.offered[row].record

    def place(self, row: int) -> tuple[str, int | None]:
        """File and line of a row."""
        return self.offered[row].file, self.offered[row].line

    def places(self, place_of: Callable[[str, int | None], str]) -> pa.Array:
        """Where each row stands, in words."""
        return pa.array([place_of(one.file, one.line) for one in self.offered], pa.string())

    def faults(self, row: int) -> Sequence[tuple[str, str]]:
        """(field, reason) of values of a row that the format could not read."""
        return self.offered[row].faults

    def with_faults(self) -> list[int]:
        """Rows that have faults."""
        return [row for row, one in enumerate(self.offered) if one.faults]


class ArrowRows(NamedTuple):
    """Rows of an Arrow batch."""

    batch: pa.RecordBatch
    file: str
    first: int
    columns: Columns
    doubtful: Flags

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def records(self, rows: Rows, names: Sequence[str] = ()) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The chosen rows as mappings; only the named values where names are given."""
        batch = self.batch
        if names:
            batch = batch.select([name for name in names if name in self.columns])
        if not batch.num_columns:
            yield from ((row, {}) for row in rows.tolist())
            return
        for start in range(0, rows.size, ONE_BY_ONE):
            some = rows[start : start + ONE_BY_ONE]
            try:
                records = batch.take(pa.array(some)).to_pylist()
            except (pa.ArrowException, OSError, ValueError):
                raise InputError(
                    "The file is damaged: its columns cannot be read.", file=self.file
                ) from None
            yield from zip(some.tolist(), records, strict=True)

    def place(self, row: int) -> tuple[str, int | None]:
        """File and line of a row."""
        return self.file, self.first + row

    def places(self, place_of: Callable[[str, int | None], str]) -> pa.Array:
        """Where each row stands, in words."""
        numbers = pa.array(np.arange(self.first, self.first + len(self))).cast(pa.string())
        before = place_of(self.file, 0).removesuffix("0")
        return pc.binary_join_element_wise(before, numbers, "")

    def faults(self, _: int) -> Sequence[tuple[str, str]]:
        """(field, reason) of values of a row that the format could not read."""
        return ()

    def with_faults(self) -> list[int]:
        """Rows that have faults."""
        return []


OfferedRows = PlainRows | ArrowRows


def in_order(
    fast: pa.RecordBatch, clean: Rows, slow: list[pa.RecordBatch], kept: list[int]
) -> list[pa.RecordBatch]:
    """The records that are kept, in the order of their rows."""
    if not kept:
        if clean.size == fast.num_rows:
            return [fast]
        return [fast.take(pa.array(clean))] if clean.size else []
    if not clean.size:
        return slow
    order = np.argsort(np.concatenate([clean, np.array(kept)]))
    places = np.concatenate([clean, fast.num_rows + np.arange(len(kept))])[order]
    both: list[pa.RecordBatch] = (
        pa.Table.from_batches([fast, *slow]).combine_chunks().take(pa.array(places)).to_batches()
    )
    return both
