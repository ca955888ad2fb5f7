"""Where one value of a record comes from: columns, or a constant."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from suspectmatch.dates.figures import ORDERS
from suspectmatch.errors import SpecError

_KEYS: Final = ("column", "columns", "constant", "values", "separator", "format")


@dataclass(frozen=True)
class ColumnMapping:
    """Where one value comes from.

    Attributes:
        columns: the columns whose cells hold it; empty for a constant.
        constant: the values that stand for every row.
        values: what to read for each word of a cell, by the word.
        separator: what stands between several values in one cell.
        format: order of day, month and year, for a day.
    """

    columns: tuple[str, ...] = ()
    constant: tuple[str, ...] | None = None
    values: tuple[tuple[str, str], ...] = ()
    separator: str | None = None
    format: str | None = None


def column_mapping(where: str, value: Any, *, text_is_constant: bool) -> ColumnMapping:
    """Read one value of a mapping.

    Args:
        where: the place in the mapping, for messages.
        value: text or texts (columns, or constants), a day or a number (constants), or a table
            with ``column``, ``values`` and ``separator``, or with ``constant``.
        text_is_constant: what plain text means.

    Raises:
        SpecError: it is none of these.
    """
    if isinstance(value, Mapping):
        return _table(where, value)
    if isinstance(value, dt.date):
        return ColumnMapping(constant=(value.isoformat()[:10],))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ColumnMapping(constant=(str(value),))
    texts = _texts(where, value)
    return ColumnMapping(constant=texts) if text_is_constant else ColumnMapping(columns=texts)


def _table(where: str, value: Mapping[str, Any]) -> ColumnMapping:
    for key in value:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It knows: {', '.join(_KEYS)}."
            raise SpecError(f"{where} has no key {key!r}. {hint}")
    if ("constant" in value) == ("column" in value or "columns" in value):
        raise SpecError(f"{where} needs either column or constant.")
    if "constant" in value:
        return column_mapping(where, value["constant"], text_is_constant=True)
    words = value.get("values", {})
    if not isinstance(words, Mapping) or not all(isinstance(word, str) for word in words.values()):
        raise SpecError(f'{where} values must be a table such as {{ "M" = "male" }}.')
    separator = value.get("separator")
    if separator is not None and (not isinstance(separator, str) or not separator):
        raise SpecError(f"{where} separator must be text.")
    order = value.get("format")
    if order is not None and order not in ORDERS:
        raise SpecError(f"{where} format must be one of {', '.join(ORDERS)}.")
    columns = tuple(
        text for key in ("column", "columns") if key in value for text in _texts(where, value[key])
    )
    return ColumnMapping(
        columns, None, tuple((str(key), word) for key, word in words.items()), separator, order
    )


def _texts(where: str, value: Any) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if (
        not texts
        or not isinstance(texts, list | tuple)
        or not all(isinstance(text, str) and text for text in texts)
    ):
        raise SpecError(f"{where} must be text, a list of texts or a table, not {type(value).__name__}.")
    return tuple(texts)
