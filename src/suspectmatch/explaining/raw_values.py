"""The values of a record as its source wrote them, for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from suspectmatch.tables import People

MOST_SHOWN: Final = 3
_RAW_FIELD: Final = {"birth_countries": "birth_places"}


def value_of(people: People, row: int, field: str, position: int) -> str | None:
    """The value at a position of a record's field, or its first values where none carried the level.

    Args:
        people: the people.
        row: the record's row.
        field: field of a comparison.
        position: which of the record's values; -1 for none in particular.

    Returns:
        Text as the source wrote it; None where the record has no value.
    """
    raw = people.records.table.column(_RAW_FIELD.get(field, field))[row].as_py()
    if raw is None or raw == [] or not _is_known(people, row, field):
        return None
    values = raw if isinstance(raw, list) else [raw]
    if 0 <= position < len(values):
        return text_of(values[position])
    shown = "; ".join(text_of(value) for value in values[:MOST_SHOWN])
    more = len(values) - MOST_SHOWN
    return f"{shown} (and {more} more)" if more > 0 else shown


def place_of(people: People, row: int, field: str, position: int) -> str | None:
    """Which of a record's values one is, such as ``names[1] of 3``; None for none in particular."""
    name = _RAW_FIELD.get(field, field)
    raw = people.records.table.column(name)[row].as_py()
    if not _is_known(people, row, field):
        return None
    if not isinstance(raw, list):
        return name if raw is not None else None
    return f"{name}[{position}] of {len(raw)}" if 0 <= position < len(raw) else None


def _is_known(people: People, row: int, field: str) -> bool:
    """Whether a field that is read from another has a value: a place may have no country."""
    if field not in _RAW_FIELD:
        return True
    offsets = people.sets[field].offsets
    return bool(offsets[row + 1] > offsets[row])


def text_of(value: Any) -> str:
    """One value of a record in a line, with what its source says of it."""
    if not isinstance(value, dict):
        return str(value)
    text = (
        value.get("full")
        or value.get("text")
        or value.get("edtf")
        or value.get("number")
        or value.get("value")
    )
    extra = []
    if value.get("kind") not in (None, "primary", "other"):
        extra.append(value["kind"].replace("_", " "))
    if value.get("quality") == "weak":
        extra.append("weak")
    if value.get("asserted_false"):
        extra.append("called false by its source")
    if value.get("country") and value["country"] != text:
        extra.append(value["country"])
    text = text or value.get("country") or ""
    return f"{text} ({', '.join(extra)})" if extra else str(text)
