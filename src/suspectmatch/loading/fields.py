"""Checks one value of one field: the slow way, for rows that the check of whole columns cannot decide.

``CHECKS`` has one function for each field of ``schema.FIELDS``. It takes whatever a reader found and a
list to which it adds ``(field, reason)`` for each value it could not read. It returns the value as the
schema has it, None where nothing is left, or raises ``FieldError`` where the record must be rejected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from suspectmatch.dates.edtf import is_edtf
from suspectmatch.schema import FIELDS, Field, Part

Unread = list[tuple[str, str]]
Check = Callable[[Any, Unread], Any]

MAX_TEXT: Final = 10_000
"""Longest single value, in characters; a longer one is no name and no number."""
MAX_VALUES: Final = 1_000
"""Most values in one list of one record."""
MAX_DIGITS: Final = 1_000
"""Longest whole number that is accepted as an identifier, in digits."""

_CONTROLS: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ADMIRALTY: Final = re.compile(r"[A-Fa-f][1-6]")


class FieldError(Exception):
    """A record must be rejected; ``args`` are (field, reason). The intake makes a rejected row of it."""


def safe(text: object) -> str | None:
    r"""A name of a field, source or record fit for a message: short, printable, valid Unicode.

    >>> safe("na\x1bme")
    'na?me'
    """
    if text is None:
        return None
    if isinstance(text, int) and text.bit_length() > MAX_DIGITS:
        return None
    text = str(text)[:100]
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def _text(name: str, value: Any, unread: Unread) -> str | None:
    if type(value) is not str:
        if value is None:
            return None
        value = _as_text(name, value)
    text: str = value.strip()
    if len(text) > MAX_TEXT:
        raise FieldError(name, f"is longer than {MAX_TEXT:,} characters")
    if not text.isprintable():
        text = _printable(name, text, unread)
    return text or None


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > MAX_DIGITS * 3:
            raise FieldError(name, f"is a number of more than {MAX_DIGITS:,} digits")
        return str(value)
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN, the missing value of pandas
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)  # noqa: PLR2004
    if isinstance(value, dt.date):
        text = value.isoformat().removesuffix("T00:00:00")
        return "" if text == "NaT" else text
    raise FieldError(name, f"must be text, not {type(value).__name__}")


def _printable(name: str, text: str, unread: Unread) -> str:
    if "\x00" in text:
        raise FieldError(name, "holds a NUL character")
    if _SURROGATES.search(text):
        raise FieldError(name, "is not valid Unicode text")
    cleaned = _CONTROLS.sub(" ", text)
    if cleaned != text:
        unread.append((name, "control characters were taken out"))
    return cleaned.strip()


def _items(name: str, value: Any) -> list[Any] | tuple[Any, ...]:
    if isinstance(value, list | tuple):
        if len(value) > MAX_VALUES:
            raise FieldError(name, f"has more than {MAX_VALUES:,} values")
        return value
    if isinstance(value, str | Mapping):
        return [value]
    if type(value).__name__ == "ndarray":  # how pandas gives a list
        return _items(name, value.tolist())
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return []
    raise FieldError(name, f"must be a list, not {type(value).__name__}")


def _texts(name: str, value: Any, unread: Unread) -> list[str] | None:
    return [text for item in _items(name, value) if (text := _text(name, item, unread))] or None


def _structs(field: Field) -> Check:
    name, parts = field.name, {part.name: part for part in field.parts}

    def check(value: Any, unread: Unread) -> Any:
        made = []
        for item in _items(name, value):
            if item is None:
                continue
            given = item if isinstance(item, Mapping) else {field.shorthand: item}
            struct: dict[str, Any] = {}
            for key, one in given.items():
                if key not in parts:
                    raise FieldError(
                        name, f"has no part named {safe(key)!r}; it has {', '.join(sorted(parts))}"
                    )
                if (found := _part(name, parts[key], one, unread)) is not None:
                    struct[key] = found
            _complete(field, struct, unread)
            if any(key in struct for key in field.needs):
                made.append(struct)
        return made or None

    return check


def _part(name: str, part: Part, value: Any, unread: Unread) -> Any:
    if part.kind == "flag":
        if value is None or isinstance(value, bool):
            return value
        raise FieldError(name, f"{part.name} must be true or false")
    text = _text(name, value, unread)
    if part.words and text is not None and text not in part.words:
        raise FieldError(name, f"{part.name} must be one of {', '.join(sorted(part.words))}")
    return text


def _complete(field: Field, struct: dict[str, Any], unread: Unread) -> None:
    """Add what follows from the other parts; a date that cannot be read stays as text."""
    for part in field.parts:
        if part.kind == "edtf" and part.name in struct and not is_edtf(struct[part.name]):
            struct.setdefault(field.shorthand, struct.pop(part.name))
            unread.append(
                (field.name, f"{part.name} is not a date of EDTF level 1 on a day that exists")
            )
        given = [struct[key] for key in part.joined if key in struct]
        if given and part.name not in struct:
            struct[part.name] = " ".join(given)
        if part.default is not None:
            struct.setdefault(part.name, part.default)


def _plain(field: Field, value: Any, unread: Unread) -> str | None:
    return _text(field.name, value, unread)


def _word(field: Field, value: Any, unread: Unread) -> str | None:
    text = _text(field.name, value, unread)
    if text is not None and text not in field.words:
        raise FieldError(field.name, f"must be one of {', '.join(sorted(field.words))}")
    return text


def _day(field: Field, value: Any, unread: Unread) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if value == value else None  # noqa: PLR0124 - NaT, as NaN
    if isinstance(value, dt.date):
        return value
    text = _text(field.name, value, unread)
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise FieldError(field.name, "must be a day such as 2026-01-31") from None


def _reliability(field: Field, value: Any, unread: Unread) -> str | None:
    text = _text(field.name, value, unread)
    if text is None:
        return None
    if _ADMIRALTY.fullmatch(text):
        return text.upper()
    try:
        if 0.0 < float(text) <= 1.0:
            return text
    except ValueError:
        pass
    unread.append((field.name, "is neither an Admiralty code A1 to F6 nor a number above 0 and up to 1"))
    return None


def _map(field: Field, value: Any, unread: Unread) -> list[tuple[str, str]] | None:
    made: dict[str, str] = {}
    try:
        items = list(value.items() if isinstance(value, Mapping) else value)
        pairs = [
            (_text(field.name, key, unread) or "", _text(field.name, item, unread))
            for key, item in items
        ]
    except (TypeError, ValueError):
        raise FieldError(field.name, "must be a map of text to text") from None
    for key, item in pairs:
        if item is not None:
            made[key] = f"{made[key]} | {item}" if key in made else item
    return list(made.items()) or None


KINDS: Final[dict[str, Callable[[Field, Any, Unread], Any]]] = {
    "text": _plain,
    "word": _word,
    "day": _day,
    "reliability": _reliability,
    "map": _map,
}
"""Checks of a single value, by kind of field."""


def _check(field: Field) -> Check:
    if field.parts:
        return _structs(field)
    return partial(_texts, field.name) if field.is_list else partial(KINDS[field.kind], field)


CHECKS: Final[dict[str, Check]] = {field.name: _check(field) for field in FIELDS}
"""By name of the field: what checks its value."""
