"""The only door in: formats offer records to an ``Intake``, which checks, counts and keeps them.

A format knows its file; the intake knows the canonical record. What a format offers, as plain mappings
or as Arrow batches, is checked column by column; rows that this cannot decide are checked value by
value. Each row is kept, rejected with file, line and reason, or left out and counted. The result does
not depend on how a row was checked: the same records in the same order, the same rejected rows.

It is one file because both checks report into one order of rows, which is the order of the file.
"""

from __future__ import annotations

from collections import Counter
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.loading.columns import checked_columns, columns_of, nulls
from suspectmatch.loading.defaults import Defaults
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.fields import CHECKS, FieldError, safe
from suspectmatch.loading.offered_rows import (
    ONE_BY_ONE,
    ArrowRows,
    Offered,
    OfferedRows,
    PlainRows,
    in_order,
)
from suspectmatch.schema import CONTENT, RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.tables.lists import nothing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from suspectmatch.loading.columns import Columns, Flags
    from suspectmatch.loading.mapping.mapping import Mapping as TableMapping

    Rows = npt.NDArray[np.int64]
    Step = tuple[int, Callable[[], None]]
    """A row, and what is done when its turn comes."""

BATCH: Final = 4_000
"""Plain records that are checked together; few, as the garbage collector walks through all of them."""
FEW: Final = 1_000
"""Below so many plain records, checking each value takes less time than loading compiled code."""
EXPIRED: Final = "expired (retain_until has passed)"
"""Why records past their ``retain_until`` are left out."""

Faults = list[tuple[str, str]]
"""(field, reason) of values that a format could not read."""


class Intake:
    """Collects the records of one source.

    Args:
        source: the name of the source; a record's own ``source`` is used where this is None.
        fallback: the name for records that bring none, where ``source`` is None.
        today: records whose ``retain_until`` lies before this day are left out and counted.
        defaults: values of canonical fields for records that do not say otherwise, such as
            ``{"role": "detained"}``.
        seen: the ids seen so far; shared by the intakes of one load, so that none is kept twice.
        mapping: how to read tables, if that is known.
        threads: threads that check columns; all processors where None.

    Attributes:
        n_read_by_file: records that were offered, kept or not, by name of the file.
        left_out_by_source: counts of what was left out on purpose, by source and reason.
        units: what numbers count in the files that have no lines: ``row`` or ``record``, by name.
        kinds: what was found in each table, by name of the file.
        notes: what an analyst should know of how a file was read, by its name; never a value of it.

    Example:
        >>> intake = Intake("jail")
        >>> intake.add({"record_id": "7", "names": "Ali Hasan"}, file="jail.csv", line=2)
        >>> intake.finish()[0].num_rows
        1
    """

    def __init__(
        self,
        source: str | None,
        *,
        fallback: str | None = None,
        today: dt.date | None = None,
        defaults: Mapping[str, Any] | None = None,
        seen: SeenIds | None = None,
        mapping: TableMapping | None = None,
        threads: int | None = None,
    ) -> None:
        self.today = today
        self.n_read_by_file: Counter[str] = Counter()
        self.left_out_by_source: Counter[tuple[str, str]] = Counter()
        self.units: dict[str, str] = {}
        values = {key: value for key, value in (defaults or {}).items() if value is not None}
        self._defaults = Defaults(source, source or fallback, values)
        self.seen = SeenIds() if seen is None else seen
        self.kinds: dict[str, str] = {}
        self.notes: dict[str, list[str]] = {}
        self.mapping = mapping
        self.threads = threads
        self._waiting: list[Offered] = []
        self._steps: list[Step] = []
        self._batches: list[pa.RecordBatch] = []
        self._rejected: list[dict[str, Any]] = []

    @property
    def name(self) -> str:
        """The name under which this source is reported."""
        return self._defaults.fallback or "unnamed"

    @property
    def n_read(self) -> int:
        """Records that were offered, kept or not."""
        return self.n_read_by_file.total()

    @property
    def left_out(self) -> Counter[str]:
        """Counts of what was left out on purpose, by reason; complete once the intake is finished."""
        counts: Counter[str] = Counter()
        for (_, reason), n in self.left_out_by_source.items():
            counts[reason] += n
        return counts

    def add(
        self,
        record: Mapping[str, Any],
        *,
        file: str,
        line: int | None = None,
        faults: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Offer one record.

        Args:
            record: has the keys of the canonical schema. Unknown keys reject the record: a format that
                has more to say puts it into ``extra``. ``location`` is written here, from file and line
                (or what ``units`` says that the number counts), unless the record brings one.
            file: name of the file.
            line: line the record begins on, from 1.
            faults: values that could not be read; reported if the record is kept.
        """
        self.n_read_by_file[file] += 1
        self._waiting.append(Offered(record, file, line, faults))
        if len(self._waiting) >= BATCH:
            self._flush()

    def add_batch(self, batch: pa.RecordBatch, *, file: str, first: int) -> None:
        """Offer the rows of a batch, whose columns are named as in the canonical schema.

        Args:
            batch: the rows.
            file: name of the file.
            first: number of the first row.
        """
        self._flush()
        self.n_read_by_file[file] += batch.num_rows
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        self._take(ArrowRows(batch, file, first, columns, np.zeros(batch.num_rows, dtype=bool)))

    def reject(
        self,
        reason: str,
        *,
        file: str,
        line: int | None = None,
        field: str | None = None,
        record_id: str | None = None,
    ) -> None:
        """Report a row that could not be read. ``reason`` must not hold a value of it."""
        self.n_read_by_file[file] += 1
        self._later(lambda: self._reject(reason, file, line, field, record_id))

    def leave_out(self, reason: str, n: int = 1, *, source: str | None = None) -> None:
        """Count records that were left out on purpose, such as companies and ships."""

        def count() -> None:
            self.left_out_by_source[source or self.name, reason] += n

        self._later(count)

    def unit_of(self, file: str) -> str:
        """What the numbers of places in a file count; lines where nothing else was said."""
        return self.units.get(file, "line")

    def place_of(self, file: str, line: int | None) -> str:
        """Where a record stands: ``file:line``, which editors open, or the unit and its number."""
        if line is None:
            return file
        unit = self.unit_of(file)
        return f"{file}:{line}" if unit == "line" else f"{file}, {unit} {line}"

    def finish(self) -> tuple[pa.Table, pa.Table]:
        """The kept records and the rejected rows as Arrow tables."""
        self._flush()
        return (
            pa.Table.from_batches(self._batches, schema=RECORD_SCHEMA),
            pa.Table.from_pylist(self._rejected, schema=REJECTED_SCHEMA),
        )

    def _later(self, action: Callable[[], None]) -> None:
        """Do something once the waiting records are checked: reports keep the order of the file."""
        if self._waiting:
            self._steps.append((len(self._waiting), action))
        else:
            action()

    def _flush(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            if len(waiting) < FEW:
                self._take(PlainRows(waiting, {}, np.ones(len(waiting), dtype=bool)))
            else:
                self._take(PlainRows(waiting, *columns_of([one.record for one in waiting])))

    def _take(self, rows: OfferedRows) -> None:
        """Check whole columns, then doubtful rows one by one, and report everything in order."""
        n_rows, doubtful = len(rows), rows.doubtful
        columns: Columns = {}
        expired = np.zeros(n_rows, dtype=bool)
        if not doubtful.all():
            columns, bad = checked_columns(rows.columns.items(), n_rows, threads=self.threads)
            doubtful |= bad
            self._defaults.fill_in(columns, rows)
            columns = _complete(columns, n_rows, lambda: rows.places(self.place_of))
            _doubt_incomplete(columns, doubtful)
            given = rows.records(np.flatnonzero(doubtful), ("source", "record_id"))
            claimed = [key for _, record in given if (key := self._defaults.key_of(record))]
            self.seen.take(columns["source"], columns["record_id"], doubtful, claimed)
            expired = self._are_expired(columns["retain_until"]) & ~doubtful
        slow: list[pa.RecordBatch] = []
        kept: list[int] = []
        steps, self._steps = self._steps, []
        for _, action in merge(
            steps,
            self._expired_steps(columns, expired),
            self._fault_steps(rows, ~doubtful & ~expired),
            self._slow_steps(rows, np.flatnonzero(doubtful), slow, kept),
            key=itemgetter(0),
        ):
            action()
        if not doubtful.all():
            fast = pa.RecordBatch.from_arrays(list(columns.values()), schema=RECORD_SCHEMA)
            slow = in_order(fast, np.flatnonzero(~doubtful & ~expired), slow, kept)
        self._batches += slow

    # Rows one by one.

    def _slow_steps(
        self, rows: OfferedRows, doubtful: Rows, slow: list[pa.RecordBatch], kept: list[int]
    ) -> Iterator[Step]:
        """The check of each doubtful row; what is kept of them is in ``slow`` once all are done."""
        for start in range(0, doubtful.size, ONE_BY_ONE):
            made: list[dict[str, Any]] = []

            def check(row: int, record: Mapping[str, Any], made: list[dict[str, Any]] = made) -> None:
                found = self._checked(record, *rows.place(row), rows.faults(row))
                if found is not None:
                    made.append(found)
                    kept.append(row)

            for row, record in rows.records(doubtful[start : start + ONE_BY_ONE]):
                yield row, lambda row=row, record=record: check(row, record)  # type: ignore[misc]
            if made:
                slow.append(pa.RecordBatch.from_pylist(made, schema=RECORD_SCHEMA))

    def _checked(
        self, record: Mapping[str, Any], file: str, line: int | None, faults: Sequence[tuple[str, str]]
    ) -> dict[str, Any] | None:
        """One record, checked value by value; None where it is rejected or has expired."""
        unread: Faults = []
        try:
            row = self._row(record, unread)
        except FieldError as error:
            field, reason = error.args
            own = record.get("source") if self._defaults.source is None else None
            self._reject(
                reason, file, line, field, _id_of(record), source=own if isinstance(own, str) else None
            )
            return None
        source, record_id = row["source"], row["record_id"]
        self.seen.add((source, record_id))
        until = row.get("retain_until")
        if until is not None and self.today is not None and until < self.today:
            self.left_out_by_source[source, EXPIRED] += 1
            return None
        for field, reason in dict.fromkeys(unread):
            self._reject(reason, file, line, field, record_id, source=source, kept=True)
        self._report(faults, record, file, line)
        row.setdefault("location", self.place_of(file, line))
        return row

    def _row(self, record: Mapping[str, Any], unread: Faults) -> dict[str, Any]:
        row = _checked_fields(self._defaults.with_values(record), unread)
        self._defaults.complete(row)
        if not row["source"]:
            raise FieldError("source", "is missing")
        if "record_id" not in row:
            raise FieldError("record_id", "is missing")
        if not any(name in row for name in CONTENT):
            raise FieldError("names", "a record needs a name, a document or a contact")
        if (row["source"], row["record_id"]) in self.seen:
            raise FieldError("record_id", "an earlier record of this source has the same record_id")
        return row

    def _report(
        self,
        faults: Sequence[tuple[str, str]],
        record: Mapping[str, Any],
        file: str,
        line: int | None,
    ) -> None:
        for field, reason in faults:
            self._reject(reason, file, line, field, record["record_id"], kept=True)

    def _reject(
        self,
        reason: str,
        file: str,
        line: int | None,
        field: str | None,
        record_id: str | None,
        *,
        source: str | None = None,
        kept: bool = False,
    ) -> None:
        """A row of ``REJECTED_SCHEMA``; ``kept`` where only one value of the row could not be read."""
        self._rejected.append(
            {
                "source": safe(source) or self.name,
                "file": file,
                "line": line,
                "record_id": safe(record_id),
                "field": safe(field),
                "reason": reason,
                "kept": kept,
            }
        )

    # Whole columns.

    def _are_expired(self, until: pa.Array) -> Flags:
        if self.today is None or until.null_count == len(until):
            return np.zeros(len(until), dtype=bool)
        past = pc.fill_null(pc.less(until, pa.scalar(self.today)), False)
        flags: Flags = past.to_numpy(zero_copy_only=False)
        return flags

    def _expired_steps(self, columns: Columns, expired: Flags) -> Iterator[Step]:
        """Count the records of each source that have expired, when the first of them comes."""
        rows = np.flatnonzero(expired)
        if not rows.size:
            return
        found = columns["source"].take(pa.array(rows)).dictionary_encode()
        _, first, counts = np.unique(found.indices.to_numpy(), return_index=True, return_counts=True)
        for at, n in sorted(zip(first.tolist(), counts.tolist(), strict=True)):
            key = (found[at].as_py(), EXPIRED)
            yield int(rows[at]), lambda key=key, n=n: self.left_out_by_source.update({key: n})  # type: ignore[misc]

    def _fault_steps(self, rows: OfferedRows, kept: Flags) -> Iterator[Step]:
        """Report the faults of rows that are kept as they are."""
        for row in rows.with_faults():
            if kept[row]:
                place = rows.place(row)
                record = next(rows.records(np.array([row])))[1]
                yield (
                    row,
                    lambda row=row, record=record, place=place: self._report(  # type: ignore[misc]
                        rows.faults(row), record, *place
                    ),
                )


def _checked_fields(record: Mapping[str, Any], unread: Faults) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in record.items():
        if value is None:
            continue
        if name not in CHECKS:
            raise FieldError(name, "not a field of the canonical record; put it into extra")
        checked = CHECKS[name](value, unread)
        if checked is not None:
            row[name] = checked
    return row


def _complete(columns: Columns, n_rows: int, places: Callable[[], pa.Array]) -> Columns:
    """All columns of the schema, with the place each row stands in."""
    location = columns.get("location")
    if location is None:
        columns["location"] = places()
    elif location.null_count:
        columns["location"] = pc.coalesce(location, places())
    return {
        field.name: columns[field.name] if field.name in columns else nothing(n_rows, field.type)
        for field in RECORD_SCHEMA
    }


def _doubt_incomplete(columns: Columns, doubtful: Flags) -> None:
    for name in ("source", "record_id"):
        if columns[name].null_count:
            doubtful |= nulls(columns[name])
    if all(columns[name].null_count for name in CONTENT):
        doubtful |= np.logical_and.reduce([nulls(columns[name]) for name in CONTENT])


def _id_of(record: Mapping[str, Any]) -> str | None:
    value = record.get("record_id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return safe(value)
