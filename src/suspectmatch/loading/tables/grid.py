"""A table as it was found, before a mapping says what its columns mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from suspectmatch.loading.fields import MAX_DIGITS

if TYPE_CHECKING:
    from suspectmatch.loading.intake import Intake

Cell = str | list[str] | None
"""A cell: text, several texts, or nothing."""
Rows = Iterator[tuple[int | None, Sequence[Cell]]]
"""Line (or row) number, counted from 1, and one cell per column."""


@dataclass(frozen=True)
class Grid:
    """Columns and rows of one table.

    Attributes:
        columns: names of the columns, each once.
        rows: opens the rows; rows that cannot be read are rejected into the intake it is given.
        kind: what the table is kept in, such as ``CSV``.
        notes: how it was read.
        unit: what the numbers of its rows count: lines of a text, or rows.
    """

    columns: tuple[str, ...]
    rows: Callable[[Intake], Rows]
    kind: str
    notes: tuple[str, ...] = field(default=())
    unit: str = "line"


def cell(value: Any) -> Cell:  # noqa: C901 - a line per kind of value
    """One value of any kind as text: days in ISO form, whole numbers without a point.

    >>> [cell(value) for value in ("a", 7.0, float("nan"), dt.date(1965, 3, 2), [1, 2], True)]
    ['a', '7', None, '1965-03-02', ['1', '2'], 'true']
    """
    if isinstance(value, str):
        return str(value)
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, list | tuple):
        return [text for item in value if isinstance(text := cell(item), str)]
    if isinstance(value, Mapping):
        return [f"{key}: {text}" for key, item in value.items() if isinstance(text := cell(item), str)]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > MAX_DIGITS * 3:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact
        return str(int(value))
    if isinstance(value, dt.datetime):
        text = value.isoformat(sep=" ").removesuffix(" 00:00:00")
        return None if text == "NaT" else text
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    if hasattr(value, "tolist"):  # numpy's arrays and numbers
        return cell(value.tolist())
    text = str(value)
    return None if text in {"<NA>", "nan"} else text


def unique(header: Sequence[Cell]) -> tuple[str, ...]:
    """Column names, each once: an empty one becomes ``column_3``, a repeated one ``NAME.2``.

    >>> unique(["id", "name", "", "name"])
    ('id', 'name', 'column_3', 'name.2')
    """
    names: list[str] = []
    for number, head in enumerate(header, start=1):
        name = " ".join(str(head or "").split()) or f"column_{number}"
        copies, base = 1, name
        while name in names:
            copies += 1
            name = f"{base}.{copies}"
        names.append(name)
    return tuple(names)
