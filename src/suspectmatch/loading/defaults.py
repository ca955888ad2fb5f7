"""What a record says where its source does not: name of the source, role, constants of a mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from suspectmatch.loading.columns import is_text, nulls
from suspectmatch.loading.fields import CHECKS, FieldError
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.tables.lists import nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suspectmatch.loading.columns import Columns
    from suspectmatch.loading.offered_rows import OfferedRows

_ROLE = "unknown"


@dataclass(frozen=True)
class Defaults:
    """Values for what records leave out, one record at a time or in whole columns.

    Attributes:
        source: the name of the source; a record's own ``source`` is used where this is None.
        fallback: the name for records that bring none, where ``source`` is None.
        values: values of other fields.
    """

    source: str | None
    fallback: str | None
    values: Mapping[str, Any] = field(default_factory=dict)

    def with_values(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """The record with the values that it lacks; not yet checked."""
        if not self.values:
            return record
        return {**record, **{key: value for key, value in self.values.items() if not record.get(key)}}

    def complete(self, row: dict[str, Any]) -> None:
        """Add source and role to a checked record."""
        if self.source is not None or "source" not in row:
            row["source"] = self.fallback
        row.setdefault("role", _ROLE)

    def key_of(self, record: Mapping[str, Any]) -> tuple[str, str] | None:
        """The source and id that a record would have if it is kept; None where it cannot be kept."""
        given = self.with_values(record)
        record_id, own = (_checked(name, given.get(name)) for name in ("record_id", "source"))
        source = self.source or own or self.fallback
        return (source, record_id) if record_id and source else None

    def fill_in(self, columns: Columns, rows: OfferedRows) -> None:
        """Do the same for checked columns; rows where this cannot be decided become doubtful."""
        n_rows, doubtful, text = len(rows), rows.doubtful, pa.string()
        for key, value in self.values.items():
            column = columns.get(key)
            missing = np.ones(n_rows, dtype=bool) if column is None else nulls(column)
            checked = _checked(key, value)
            if checked is None or isinstance(checked, list):
                doubtful |= missing
            else:
                kind = RECORD_SCHEMA.field(key).type
                columns[key] = (nothing(n_rows, kind) if column is None else column).fill_null(
                    pa.scalar(checked, kind)
                )
            given = rows.columns.get(key)
            if given is not None and not is_text(given.type):  # 0 and false count as missing
                doubtful |= ~nulls(given)
        if self.source is not None:
            columns["source"] = pa.repeat(pa.scalar(self.source, text), n_rows)
        elif self.fallback:
            columns["source"] = columns.get("source", nothing(n_rows, text)).fill_null(self.fallback)
        columns["role"] = columns.get("role", nothing(n_rows, text)).fill_null(_ROLE)


def _checked(name: str, value: Any) -> Any:
    """A value as it is checked; None where it is missing, refused or mended."""
    unread: list[tuple[str, str]] = []
    try:
        checked = None if value is None else CHECKS[name](value, unread)
    except (KeyError, FieldError):
        return None
    return None if unread else checked
