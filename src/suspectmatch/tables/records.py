"""Records: what ``load`` returns, and the files that were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.errors import ParameterError
from suspectmatch.tables.export import ArrowExport
from suspectmatch.tables.notebook import small_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True)
class InputFile:
    """One file (or table in memory) that records were read from.

    Attributes:
        source: the source it was read as.
        file: its name without folder; ``(table)`` for a table in memory.
        format: the format it was recognised as.
        sha256: hexadecimal hash of its bytes; None for a table in memory.
        n_read: records it offered, kept or not.
        notes: what an analyst should know about how it was read; never a value of a record.
        unit: what a line number counts: ``line``; ``row`` of a table without lines or of a sheet;
            ``record`` of a NIST file.
    """

    source: str
    file: str
    format: str
    sha256: str | None
    n_read: int
    notes: tuple[str, ...] = ()
    unit: str = "line"


@dataclass(frozen=True, eq=False, repr=False)
class Records(ArrowExport):
    """Records of persons as their sources wrote them, made by ``load``.

    ``(source, record_id)`` is unique. Every row that was offered is in ``table``, in ``rejected``
    or counted in ``left_out``. What is shown of it is counts, never a personal value.

    Attributes:
        table: one row per record, in the canonical record schema.
        rejected: rows, and single values of kept rows, that could not be read, and why.
        left_out: (source, reason, count) of records that were left out on purpose.
        inputs: the files that were read.
        day: the day on which they were loaded, after which no year of two figures lies; None if unknown.

    Example:
        >>> import suspectmatch as sm
        >>> records = sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan"]}]})
        >>> records
        Records(1 record from 1 source: jail 1)
        >>> records.row_of("jail", "7")
        0
    """

    table: pa.Table
    rejected: pa.Table
    left_out: tuple[tuple[str, str, int], ...] = ()
    inputs: tuple[InputFile, ...] = field(default=())
    day: dt.date | None = None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources, in the order in which they first appear."""
        return tuple(self.table.column("source").unique().to_pylist())

    def counts(self) -> dict[str, dict[str, int]]:
        """Records, rejected rows, unread values and records left out, by source."""
        places, kept = self.rejected.column("source"), self.rejected.column("kept")
        columns = {
            "records": _counted(self.table.column("source")),
            "rejected": _counted(places.filter(pc.invert(kept))),
            "values_unread": _counted(places.filter(kept)),
            "left_out": Counter[str](),
        }
        for source, _, n in self.left_out:
            columns["left_out"][source] += n
        own = places.unique().to_pylist()
        names = dict.fromkeys([*self.sources, *own, *(source for source, _, _ in self.left_out)])
        return {str(name): {column: count[name] for column, count in columns.items()} for name in names}

    def row_of(self, source: str, record_id: str) -> int:
        """The row in which a record stands, counted from 0.

        Raises:
            ParameterError: there is no such record.
        """
        is_it = pc.and_(
            pc.equal(self.table.column("source"), pa.scalar(source, pa.string())),
            pc.equal(self.table.column("record_id"), pa.scalar(record_id, pa.string())),
        )
        row = int(pc.index(is_it, pa.scalar(True)).as_py())
        if row < 0:
            raise ParameterError(
                f"There is no record {record_id!r} of source {source!r}; "
                f"the sources are {', '.join(map(repr, self.sources)) or 'none'}."
                + (
                    " Rows without an id are named row-1, row-2, ..."
                    if self._has_row_names(source)
                    else ""
                )
            )
        return row

    def _has_row_names(self, source: str) -> bool:
        ids = self.table.filter(pc.equal(self.table.column("source"), source)).column("record_id")
        return bool(pc.any(pc.match_substring_regex(ids, pattern="^row-[0-9]+$")).as_py())

    def place_of(self, rejected: Mapping[str, Any]) -> str:
        """File and line, row or record that a row of ``rejected`` names, in words."""
        of = (rejected["source"], rejected["file"])
        unit = next((one.unit for one in self.inputs if (one.source, one.file) == of), "line")
        line = rejected["line"]
        return f"{rejected['file']}, {unit} {line}" if line is not None else str(rejected["file"])

    def to_arrow(self) -> pa.Table:
        """The records as an Arrow table in the canonical schema."""
        return self.table

    def __repr__(self) -> str:
        counts = self.counts()
        each = ", ".join(f"{name} {count['records']:,}" for name, count in counts.items())
        n_rejected = sum(count["rejected"] for count in counts.values())
        n_left_out = sum(count["left_out"] for count in counts.values())
        text = f"{_many(len(self), 'record')} from {_many(len(self.sources), 'source')}"
        text += f": {each}" if each else ""
        text += f"; {_many(n_rejected, 'row')} rejected" if n_rejected else ""
        text += f"; {n_left_out:,} left out" if n_left_out else ""
        return f"Records({text})"

    def _repr_html_(self) -> str:
        heads = ("records", "rejected", "values_unread", "left_out")
        rows = [(name, *(count[head] for head in heads)) for name, count in self.counts().items()]
        titles = ("source", *(head.replace("_", " ") for head in heads))
        return small_table(f"Records: {len(self):,}", titles, rows)


def _counted(column: pa.ChunkedArray) -> Counter[str]:
    return Counter({item["values"]: item["counts"] for item in pc.value_counts(column).to_pylist()})


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
