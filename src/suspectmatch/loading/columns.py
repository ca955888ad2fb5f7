"""Columns of canonical records on their way in: checked at once, doubtful rows one by one.

What comes out does not depend on which way a row took: the same records in the same order, the same
rejected rows, counts and notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.loading.duplicate_ids import key_hashes
from suspectmatch.loading.fields import RESHAPE, Unfit
from suspectmatch.loading.intake import EXPIRED
from suspectmatch.loading.shaping import is_text, shaped_columns
from suspectmatch.loading.tables.objects import arrow_errors
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.tables.lists import nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from suspectmatch.loading.intake import Intake

    Flags = npt.NDArray[np.bool_]
    Hashes = npt.NDArray[np.uint64]
    Row = tuple[int, dict[str, Any]]

_ONE_BY_ONE: Final = 10_000
"""Rows that are made Python objects at once."""
_CONTENT: Final = ("names", "documents", "contacts")
_TEXT: Final = pa.string()


def offer(batch: pa.RecordBatch, intake: Intake, *, file: str, first: int) -> None:
    """Offer the rows of a batch, whose columns are named as in the canonical schema.

    Args:
        batch: the rows.
        intake: takes the records.
        file: name of the file, for messages.
        first: number of the first row.
    """
    n_rows = batch.num_rows
    made, doubtful = shaped_columns(batch)
    _fill_in(made, doubtful, batch, intake)
    columns = _table(made, n_rows, intake.place_before(file), first)
    _doubt_what_is_incomplete(columns, doubtful)
    _doubt_what_is_taken(
        columns, doubtful, _claims(batch, np.flatnonzero(doubtful), intake, file), intake
    )
    expired = _expired(columns["retain_until"], intake) & ~doubtful
    clean = np.flatnonzero(~doubtful)
    intake.n_read_by_file[file] += clean.size
    held = intake.held()
    rows = _one_by_one(batch, np.flatnonzero(doubtful), file)
    kept: list[int] = []
    for row, record in _between(rows, _left_out(columns["source"], expired), intake):
        if intake.add(record, file=file, line=first + row):
            kept.append(row)
    slow = intake.take_back(held)
    fast = pa.RecordBatch.from_arrays(list(columns.values()), schema=RECORD_SCHEMA)
    for ready in _in_order(fast, np.flatnonzero(~doubtful & ~expired), slow, kept):
        intake.add_batch(ready)


def _fill_in(made: dict[str, pa.Array], doubtful: Flags, batch: pa.RecordBatch, intake: Intake) -> None:
    """What a record says when it does not say it: defaults, its source, its role."""
    n_rows = batch.num_rows
    for key, value in intake.defaults.items():
        column = made.get(key)
        missing = np.ones(n_rows, dtype=bool) if column is None else _nulls(column)
        shaped = _reshaped(key, value)
        if shaped is None or isinstance(shaped, list):
            doubtful |= missing
        else:
            kind = RECORD_SCHEMA.field(key).type
            made[key] = (nothing(n_rows, kind) if column is None else column).fill_null(
                pa.scalar(shaped, kind)
            )
        if key in batch.schema.names:  # numbers and truths that Python takes for nothing
            given = batch.column(key)
            if not is_text(given.type):
                doubtful |= ~_nulls(given)
    if intake.source is not None:
        made["source"] = pa.repeat(pa.scalar(intake.source, _TEXT), n_rows)
    elif intake.fallback:
        source = made.get("source", nothing(n_rows, _TEXT))
        made["source"] = source.fill_null(intake.fallback)
    made["role"] = made.get("role", nothing(n_rows, _TEXT)).fill_null("unknown")


def _reshaped(key: str, value: Any) -> Any:
    """A default as ``fields`` leaves it; None where it finds fault with it."""
    unread: list[tuple[str, str]] = []
    try:
        shaped = RESHAPE[key](value, unread)
    except (KeyError, Unfit):
        return None
    return None if unread else shaped


def _table(made: dict[str, pa.Array], n_rows: int, place: str, first: int) -> dict[str, pa.Array]:
    """All columns of the schema, with the place each row stands in."""
    location = made.get("location")
    if location is None or location.null_count:
        numbers = pa.array(np.arange(first, first + n_rows)).cast(_TEXT)
        places = pc.binary_join_element_wise(place, numbers, "")
        made["location"] = places if location is None else pc.coalesce(location, places)
    return {
        field.name: made[field.name] if field.name in made else nothing(n_rows, field.type)
        for field in RECORD_SCHEMA
    }


def _nulls(column: pa.Array) -> Flags:
    flags: Flags = column.is_null().to_numpy(zero_copy_only=False)
    return flags


def _doubt_what_is_incomplete(columns: dict[str, pa.Array], doubtful: Flags) -> None:
    for name in ("source", "record_id"):
        if columns[name].null_count:
            doubtful |= _nulls(columns[name])
    if all(columns[name].null_count for name in _CONTENT):
        doubtful |= np.logical_and.reduce([_nulls(columns[name]) for name in _CONTENT])


def _doubt_what_is_taken(
    columns: dict[str, pa.Array], doubtful: Flags, claimed: Hashes, intake: Intake
) -> None:
    """Records whose keys may be taken, and those whose key another row may claim; take the others."""
    source, record_id = columns["source"], columns["record_id"]
    clean = np.flatnonzero(~doubtful)
    hashes = key_hashes(source, record_id)
    known = intake.seen.may_hold(hashes[clean])
    repeated = intake.seen.note(hashes[clean])
    suspect = known | repeated
    if suspect.any() or claimed.size:
        suspect |= np.isin(hashes[clean], np.concatenate([hashes[clean[suspect]], claimed]))
        doubtful[clean[suspect]] = True
        clean = clean[~suspect]
    if clean.size == len(source):
        intake.seen.add_columns(source, record_id, hashes)
    elif clean.size:
        rows = pa.array(clean)
        intake.seen.add_columns(source.take(rows), record_id.take(rows), hashes[clean])


def _claims(batch: pa.RecordBatch, rows: npt.NDArray[np.int64], intake: Intake, file: str) -> Hashes:
    """Hashes of the keys that doubtful rows may come to have."""
    keys = []
    wanted = [name for name in ("source", "record_id") if name in batch.schema.names]
    if not wanted:
        return np.zeros(0, np.uint64)
    few = pa.RecordBatch.from_arrays([batch.column(name) for name in wanted], names=wanted)
    for _, row in _one_by_one(few, rows, file):
        given = {**row, **{key: value for key, value in intake.defaults.items() if not row.get(key)}}
        record_id, own = (_first_reading(name, given.get(name)) for name in ("record_id", "source"))
        source = intake.source or own or intake.fallback
        if record_id and source:
            keys.append((source, record_id))
    if not keys:
        return np.zeros(0, np.uint64)
    return key_hashes(*(pa.array(side, _TEXT) for side in zip(*keys, strict=True)))


def _first_reading(name: str, value: Any) -> str | None:
    try:
        text: str | None = None if value is None else RESHAPE[name](value, [])
    except Unfit:
        return None
    return text


def _expired(until: pa.Array, intake: Intake) -> Flags:
    if intake.today is None or until.null_count == len(until):
        return np.zeros(len(until), dtype=bool)
    flags: Flags = pc.fill_null(pc.less(until, pa.scalar(intake.today)), False).to_numpy(
        zero_copy_only=False
    )
    return flags


def _left_out(source: pa.Array, expired: Flags) -> Iterator[tuple[int, str, int]]:
    """(row of the first, source, how many) of records that have expired, in order."""
    rows = np.flatnonzero(expired)
    if not rows.size:
        return
    found = source.take(pa.array(rows)).dictionary_encode()
    codes = found.indices.to_numpy()
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    for at, n in sorted(zip(first.tolist(), counts.tolist(), strict=True)):
        yield int(rows[at]), found[at].as_py(), n


def _one_by_one(batch: pa.RecordBatch, rows: npt.NDArray[np.int64], file: str) -> Iterator[Row]:
    for start in range(0, rows.size, _ONE_BY_ONE):
        some = rows[start : start + _ONE_BY_ONE]
        with arrow_errors(file):
            records = batch.take(pa.array(some)).to_pylist()
        yield from zip(some.tolist(), records, strict=True)


def _between(
    rows: Iterator[Row], left_out: Iterator[tuple[int, str, int]], intake: Intake
) -> Iterator[Row]:
    """The rows; what is left out is counted before the row that it stands above."""
    coming = next(left_out, None)
    for row, record in rows:
        while coming is not None and coming[0] < row:
            intake.leave_out(EXPIRED, coming[2], source=coming[1])
            coming = next(left_out, None)
        yield row, record
    while coming is not None:
        intake.leave_out(EXPIRED, coming[2], source=coming[1])
        coming = next(left_out, None)


def _in_order(
    fast: pa.RecordBatch, clean: npt.NDArray[np.int64], slow: list[pa.RecordBatch], kept: list[int]
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
