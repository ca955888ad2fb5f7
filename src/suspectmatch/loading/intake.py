"""The only door in: readers hand records to an ``Intake``, which checks, counts and keeps them.

A reader knows its format; the intake knows the canonical schema. Whatever a reader hands over is
expanded (a plain string stands for a struct), checked against the schema, and either kept,
rejected with file, line and reason, or left out and counted. Nothing vanishes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.fields import RESHAPE, Unfit, safe
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

BATCH: Final = 1_000
"""Records that are held as Python objects before they become Arrow arrays; few, so that the garbage
collector does not go through them again and again."""

EXPIRED: Final = "expired (retain_until has passed)"
"""Why records past their ``retain_until`` are left out."""


class Intake:
    """Collects the records of one source.

    Args:
        source: the name of the source; a record's own ``source`` is used where this is None.
        fallback: the name for records that bring none, where ``source`` is None.
        today: records whose ``retain_until`` lies before this day are left out and counted.
        defaults: values of canonical fields for records that do not say otherwise, such as
            ``{"role": "detained"}``.
        seen: the ``(source, record_id)`` pairs that are taken already; shared by the intakes of
            one load, so that no pair is taken twice.

    Attributes:
        source: the name of the source, or None.
        fallback: the name for records that bring none.
        today: the day that decides what has expired.
        defaults: values of fields for records that do not say otherwise.
        seen: the pairs that are taken.
        n_read_by_file: records that were offered, kept or not, by name of the file.
        left_out_by_source: counts of what was left out on purpose, by source and reason.
        notes: what an analyst should know of how the source was read.
        units: what numbers count in the files that have no lines: ``row`` or ``record``, by name.

    Example:
        >>> intake = Intake("jail")
        >>> intake.add({"record_id": "7", "names": "Ali Hasan"}, file="jail.csv", line=2)
        True
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
    ) -> None:
        self.source = source
        self.today = today
        self.n_read_by_file: Counter[str] = Counter()
        self.left_out_by_source: Counter[tuple[str, str]] = Counter()
        self.notes: list[str] = []
        self.units: dict[str, str] = {}
        self.fallback = source or fallback
        self.defaults = {k: v for k, v in (defaults or {}).items() if v is not None}
        self.seen = SeenIds() if seen is None else seen
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []
        self._rejected: list[dict[str, Any]] = []

    @property
    def name(self) -> str:
        """The name under which this source is reported."""
        return self.fallback or "unnamed"

    @property
    def n_read(self) -> int:
        """Records that were offered, kept or not."""
        return self.n_read_by_file.total()

    @property
    def left_out(self) -> Counter[str]:
        """Counts of what was left out on purpose, by reason."""
        counts: Counter[str] = Counter()
        for (_, reason), n in self.left_out_by_source.items():
            counts[reason] += n
        return counts

    def add(self, record: Mapping[str, Any], *, file: str, line: int | None = None) -> bool:
        """Offer one record; returns whether it was kept.

        ``record`` has the keys of the canonical schema. Unknown keys reject the record: a reader
        that has more to say puts it into ``extra``. ``location`` is written here, from file and
        line (or what ``units`` says that the number counts), unless the record brings one.
        """
        unread: list[tuple[str, str]] = []
        try:
            row = self._row(record, unread)
        except Unfit as unfit:
            field, reason = unfit.args
            own = record.get("source") if self.source is None else None
            self.reject(
                reason,
                file=file,
                line=line,
                field=field,
                record_id=_id_of(record),
                source=own if isinstance(own, str) else None,
            )
            return False
        self.n_read_by_file[file] += 1
        key = (row["source"], row["record_id"])
        self.seen.add(key)
        until = row.get("retain_until")
        if until is not None and self.today is not None and until < self.today:
            self.leave_out(EXPIRED, source=key[0])
            return False
        for field, reason in dict.fromkeys(unread):
            self.reject(
                reason, file=file, line=line, field=field, record_id=key[1], source=key[0], kept=True
            )
        if "location" not in row:
            row["location"] = file if line is None else f"{self.place_before(file)}{line}"
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()
        return True

    def reject(
        self,
        reason: str,
        *,
        file: str,
        line: int | None = None,
        field: str | None = None,
        record_id: str | None = None,
        kept: bool = False,
        source: str | None = None,
    ) -> None:
        """Note a row (or, with ``kept``, one value of a kept row) that could not be read.

        ``reason`` must not hold the value itself.
        """
        self.n_read_by_file[file] += not kept
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

    def leave_out(self, reason: str, n: int = 1, *, source: str | None = None) -> None:
        """Count records that were left out on purpose, such as companies and ships."""
        self.left_out_by_source[source or self.name, reason] += n

    def note(self, text: str) -> None:
        """Say something of how the source was read; never a value of a record."""
        if text not in self.notes:
            self.notes.append(text)

    def unit_of(self, file: str) -> str:
        """What the numbers of places in a file count; lines where nothing else was said."""
        return self.units.get(file, "line")

    def place_before(self, file: str) -> str:
        """What stands before the number of a place: an editor finds ``file:line``, a row is named."""
        unit = self.unit_of(file)
        return f"{file}:" if unit == "line" else f"{file}, {unit} "

    def add_batch(self, batch: pa.RecordBatch) -> None:
        """Keep records that were checked, counted and taken already, in the canonical schema."""
        self._flush()
        self._batches.append(batch)

    def held(self) -> int:
        """How many batches are held, all records being in one."""
        self._flush()
        return len(self._batches)

    def take_back(self, held: int) -> list[pa.RecordBatch]:
        """Give up the batches that came after ``held`` was asked for."""
        self._flush()
        self._batches, fresh = self._batches[:held], self._batches[held:]
        return fresh

    def finish(self) -> tuple[pa.Table, pa.Table]:
        """The kept records and the rejected rows as Arrow tables."""
        self._flush()
        return (
            pa.Table.from_batches(self._batches, schema=RECORD_SCHEMA),
            pa.Table.from_pylist(self._rejected, schema=REJECTED_SCHEMA),
        )

    def _row(self, record: Mapping[str, Any], unread: list[tuple[str, str]]) -> dict[str, Any]:
        if self.defaults:
            record = {**record, **self._missing(record)}
        row = _reshaped(record, unread)
        if self.source is not None or "source" not in row:
            row["source"] = self.fallback
        if "role" not in row:
            row["role"] = "unknown"
        if not row["source"]:
            raise Unfit("source", "is missing")
        if "record_id" not in row:
            raise Unfit("record_id", "is missing")
        if "names" not in row and "documents" not in row and "contacts" not in row:
            raise Unfit("names", "a record needs a name, a document or a contact")
        if (row["source"], row["record_id"]) in self.seen:
            raise Unfit("record_id", "an earlier record of this source has the same record_id")
        return row

    def _missing(self, record: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in self.defaults.items() if not record.get(key)}

    def _flush(self) -> None:
        if self._rows:
            self._batches.append(_batch(self._rows))
            self._rows = []


def _reshaped(record: Mapping[str, Any], unread: list[tuple[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in record.items():
        if value is None:
            continue
        reshape = RESHAPE.get(name)
        if reshape is None:
            raise Unfit(name, "not a field of the canonical record; put it into extra")
        shaped = reshape(value, unread)
        if shaped is not None:
            row[name] = shaped
    return row


def _batch(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    filled = frozenset().union(*rows)
    arrays = [
        pa.array([row.get(field.name) for row in rows], field.type)
        if field.name in filled
        else pa.nulls(len(rows), field.type)
        for field in RECORD_SCHEMA
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=RECORD_SCHEMA)


def _id_of(record: Mapping[str, Any]) -> str | None:
    value = record.get("record_id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return safe(value)
