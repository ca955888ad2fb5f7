"""The only door in: readers hand records to an ``Intake``, which checks, counts and keeps them.

A reader knows its format; the intake knows the canonical schema. Whatever a reader hands over is
expanded (a plain string stands for a struct), checked against the schema, and either kept,
rejected with file, line and reason, or left out and counted. Nothing vanishes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from suspectmatch.schema import (
    CALENDARS,
    NAME_KINDS,
    QUALITIES,
    RECORD_SCHEMA,
    REJECTED_SCHEMA,
    ROLES,
    SEXES,
    SHORTHAND,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT: Final = 10_000
"""Longest single value, in characters; a longer one is no name and no number."""
MAX_VALUES: Final = 1_000
"""Most values in one list of one record."""

_STRUCT_FIELDS: Final = {
    field.name: tuple(sub.name for sub in field.type.value_type)
    for field in RECORD_SCHEMA
    if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)
}
_LISTS: Final = frozenset(field.name for field in RECORD_SCHEMA if pa.types.is_list(field.type))
_DATES: Final = frozenset(field.name for field in RECORD_SCHEMA if pa.types.is_date(field.type))
_ENUMS: Final = {
    ("names", "kind"): NAME_KINDS,
    ("names", "quality"): QUALITIES,
    ("birth_dates", "calendar"): CALENDARS,
}


class _Unfit(Exception):
    """A record does not fit the schema; ``args`` are (field, reason)."""


class Intake:
    """Collects the records of one source.

    Args:
        source: the name of the source; a record's own ``source`` is used where this is None.
        today: records whose ``retain_until`` lies before this day are left out and counted.

    Attributes:
        n_read: records that were offered, kept or not.
        left_out: counts of what was left out on purpose, by reason.
    """

    def __init__(self, source: str | None, *, today: dt.date | None = None) -> None:
        self.source = source
        self.today = today
        self.n_read = 0
        self.left_out: Counter[str] = Counter()
        self._rows: list[dict[str, Any]] = []
        self._rejected: list[dict[str, Any]] = []
        self._seen: set[tuple[str, str]] = set()

    def add(self, record: Mapping[str, Any], *, file: str, line: int | None = None) -> bool:
        """Offer one record; returns whether it was kept.

        ``record`` has the keys of the canonical schema, without ``location``. Unknown keys reject
        the record: a reader that has more to say puts it into ``extra``.
        """
        self.n_read += 1
        try:
            row = _canonical(record, self.source)
            key = (row["source"], row["record_id"])
            if key in self._seen:
                raise _Unfit("record_id", "an earlier record of this source has the same record_id")
        except _Unfit as unfit:
            name, reason = unfit.args
            self.reject(reason, file=file, line=line, field=name, record_id=_id_of(record))
            return False
        self._seen.add(key)
        until = row["retain_until"]
        if self.today is not None and until is not None and until < self.today:
            self.leave_out("expired (retain_until has passed)")
            return False
        row["location"] = file if line is None else f"{file}:{line}"
        self._rows.append(row)
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
    ) -> None:
        """Note a row (or, with ``kept``, one value of a kept row) that could not be read.

        ``reason`` must not hold the value itself.
        """
        self._rejected.append(
            {
                "source": self.source,
                "file": file,
                "line": line,
                "record_id": record_id,
                "field": field,
                "reason": reason,
                "kept": kept,
            }
        )

    def leave_out(self, reason: str, n: int = 1) -> None:
        """Count records that were left out on purpose, such as companies and ships."""
        self.left_out[reason] += n

    def finish(self) -> tuple[pa.Table, pa.Table]:
        """The kept records and the rejected rows as Arrow tables."""
        return (
            pa.Table.from_pylist(self._rows, schema=RECORD_SCHEMA),
            pa.Table.from_pylist(self._rejected, schema=REJECTED_SCHEMA),
        )


def _id_of(record: Mapping[str, Any]) -> str | None:
    value = record.get("record_id")
    return str(value)[:100] if isinstance(value, str | int) and str(value).strip() else None


def _canonical(record: Mapping[str, Any], source: str | None) -> dict[str, Any]:
    for key in record:
        if key not in _FIELD_NAMES:
            raise _Unfit(str(key)[:100], "not a field of the canonical record; put it into extra")
    row: dict[str, Any] = {}
    for field in RECORD_SCHEMA:
        name, value = field.name, record.get(field.name)
        if name in _LISTS:
            row[name] = _list(name, value)
        elif name in _DATES:
            row[name] = _day(name, value)
        elif name == "extra":
            row[name] = _extra(value)
        else:
            row[name] = _text(name, value)
    row["source"] = source or row["source"]
    row["role"] = row["role"] or "unknown"
    for name, allowed in (("role", ROLES), ("sex", SEXES)):
        if row[name] is not None and row[name] not in allowed:
            raise _Unfit(name, f"must be one of {', '.join(allowed)}")
    for name in ("source", "record_id"):
        if not row[name]:
            raise _Unfit(name, "is missing")
    if not (row["names"] or row["documents"] or row["contacts"]):
        raise _Unfit("names", "a record needs a name, a document or a contact")
    return row


_FIELD_NAMES: Final = frozenset(RECORD_SCHEMA.names) - {"location"}


def _text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unfit(name, f"must be text, not {type(value).__name__}")
    text = str(value).strip()
    if len(text) > MAX_TEXT:
        raise _Unfit(name, f"is longer than {MAX_TEXT:,} characters")
    if "\x00" in text:
        raise _Unfit(name, "holds a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _Unfit(name, "is not valid Unicode text") from None
    return text or None


def _list(name: str, value: Any) -> list[Any] | None:
    if value is None:
        return None
    if isinstance(value, str | dict):
        value = [value]
    if not isinstance(value, list | tuple):
        raise _Unfit(name, f"must be a list, not {type(value).__name__}")
    if len(value) > MAX_VALUES:
        raise _Unfit(name, f"has more than {MAX_VALUES:,} values")
    make = _struct if name in _STRUCT_FIELDS else _text
    made = [item for item in (make(name, item) for item in value) if item is not None]
    return made or None


def _struct(name: str, value: Any) -> dict[str, Any] | None:
    keys = _STRUCT_FIELDS[name]
    if value is None:
        return None
    if not isinstance(value, dict):
        value = {SHORTHAND[name]: value}
    row: dict[str, Any] = dict.fromkeys(keys)
    for key, item in value.items():
        if key not in keys:
            raise _Unfit(name, f"has no part named {str(key)[:40]!r}; it has {', '.join(keys)}")
        row[key] = _flag(name, item) if key == "asserted_false" else _text(name, item)
        allowed = _ENUMS.get((name, key))
        if allowed and row[key] is not None and row[key] not in allowed:
            raise _Unfit(name, f"{key} must be one of {', '.join(allowed)}")
    if name == "names":
        row["full"] = row["full"] or " ".join(filter(None, (row["given"], row["family"]))) or None
        row["kind"] = row["kind"] or "primary"
        row["quality"] = row["quality"] or "strong"
        return row if row["full"] else None
    if name == "birth_dates":
        return row if row["edtf"] or row["text"] else None
    return row if any(row[key] for key in keys if key not in ("kind", "asserted_false")) else None


def _flag(name: str, value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _Unfit(name, "asserted_false must be true or false")


def _day(name: str, value: Any) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise _Unfit(name, "must be a day such as 2026-01-31") from None


def _extra(value: Any) -> list[tuple[str, str]] | None:
    if value is None:
        return None
    items = value.items() if isinstance(value, dict) else value
    try:
        pairs = [(_text("extra", key) or "", _text("extra", item)) for key, item in items]
    except (TypeError, ValueError):
        raise _Unfit("extra", "must be a map of text to text") from None
    return [(key, item) for key, item in pairs if item is not None] or None
