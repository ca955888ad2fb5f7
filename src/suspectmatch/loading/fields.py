"""What each field of the canonical record may hold, checked and brought into its one shape.

``RESHAPE`` has one function per field: it takes whatever a reader handed over and a list to which it
adds ``(field, reason)`` for each value it could not read, and returns the value as the schema has
it, None where nothing is left, or raises ``Unfit`` where the record cannot stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import pyarrow as pa

from suspectmatch.dates.edtf import is_edtf
from suspectmatch.schema import (
    CALENDARS,
    NAME_KINDS,
    QUALITIES,
    RECORD_SCHEMA,
    ROLES,
    SEXES,
    SHORTHAND,
)

Unread = list[tuple[str, str]]
Reshape = Callable[[Any, Unread], Any]

MAX_TEXT: Final = 10_000
"""Longest single value, in characters; a longer one is no name and no number."""
MAX_VALUES: Final = 1_000
"""Most values in one list of one record."""
MAX_DIGITS: Final = 1_000
"""Longest whole number that is taken as an identifier, in digits."""

_CONTROLS: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ADMIRALTY: Final = re.compile(r"[A-Fa-f][1-6]")
_ENUMS: Final = {
    ("names", "kind"): frozenset(NAME_KINDS),
    ("names", "quality"): frozenset(QUALITIES),
    ("birth_dates", "calendar"): frozenset(CALENDARS),
}


class _Shape(NamedTuple):
    """A field that is a list of structs: its parts, their closed vocabularies, and a last check."""

    name: str
    keys: frozenset[str]
    texts: frozenset[str]
    enums: dict[str, frozenset[str]]
    finish: Reshape


class Unfit(Exception):  # noqa: N818 - no error of the library: the intake makes a rejected row of it
    """A record does not fit the schema; ``args`` are (field, reason)."""


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
        raise Unfit(name, f"is longer than {MAX_TEXT:,} characters")
    if not text.isprintable():
        text = _printable(name, text, unread)
    return text or None


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > MAX_DIGITS * 3:
            raise Unfit(name, f"is a number of more than {MAX_DIGITS:,} digits")
        return str(value)
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN, the missing value of pandas
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)  # noqa: PLR2004
    if isinstance(value, dt.date):
        text = value.isoformat().removesuffix("T00:00:00")
        return "" if text == "NaT" else text
    raise Unfit(name, f"must be text, not {type(value).__name__}")


def _printable(name: str, text: str, unread: Unread) -> str:
    if "\x00" in text:
        raise Unfit(name, "holds a NUL character")
    if _SURROGATES.search(text):
        raise Unfit(name, "is not valid Unicode text")
    cleaned = _CONTROLS.sub(" ", text)
    if cleaned != text:
        unread.append((name, "control characters were taken out"))
    return cleaned.strip()


def _one_of(name: str, allowed: frozenset[str], value: Any, unread: Unread) -> str | None:
    text = _text(name, value, unread)
    if text is not None and text not in allowed:
        raise Unfit(name, f"must be one of {', '.join(sorted(allowed))}")
    return text


def _items(name: str, value: Any) -> list[Any] | tuple[Any, ...]:
    if isinstance(value, list | tuple):
        if len(value) > MAX_VALUES:
            raise Unfit(name, f"has more than {MAX_VALUES:,} values")
        return value
    if isinstance(value, str | Mapping):
        return [value]
    if type(value).__name__ == "ndarray":  # how pandas hands over a list
        return _items(name, value.tolist())
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return []
    raise Unfit(name, f"must be a list, not {type(value).__name__}")


def _texts(name: str, value: Any, unread: Unread) -> list[str] | None:
    items = value if value.__class__ is list and len(value) <= MAX_VALUES else _items(name, value)
    made = [text for item in items if (text := _text(name, item, unread))]
    return made or None


def _structs(shape: _Shape) -> Reshape:
    """The reshaping of a list of structs; the names it uses most are bound once."""
    name, texts, finish = shape.name, shape.texts, shape.finish

    def reshape(value: Any, unread: Unread) -> Any:
        made = []
        for item in (
            value if value.__class__ is list and len(value) <= MAX_VALUES else _items(name, value)
        ):
            if item is None:
                continue
            if item.__class__ is not dict and not isinstance(item, Mapping):
                item = {SHORTHAND[name]: item}  # noqa: PLW2901 - the shorthand is expanded
            part: dict[str, Any] = {}
            for key, given in item.items():
                plain = given.__class__ is str and key in texts and given.isprintable()
                if plain and len(given) <= MAX_TEXT:
                    if text := given.strip():
                        part[key] = text
                elif (odd := _odd_part(shape, key, given, unread)) is not None:
                    part[key] = odd
            finished = finish(part, unread)
            if finished is not None:
                made.append(finished)
        return made or None

    return reshape


def _odd_part(shape: _Shape, key: str, given: Any, unread: Unread) -> Any:
    """A part that is no short plain text, or whose words are a closed vocabulary."""
    if key not in shape.keys:
        raise Unfit(
            shape.name, f"has no part named {safe(key)!r}; it has {', '.join(sorted(shape.keys))}"
        )
    if key == "asserted_false":
        if given is None or isinstance(given, bool):
            return given
        raise Unfit(shape.name, "asserted_false must be true or false")
    text = _text(shape.name, given, unread)
    if text is not None and key in shape.enums and text not in shape.enums[key]:
        raise Unfit(shape.name, f"{key} must be one of {', '.join(sorted(shape.enums[key]))}")
    return text


def _name(part: dict[str, Any], _: Unread) -> dict[str, Any] | None:
    if "full" not in part:
        parts = [part[key] for key in ("given", "family") if key in part]
        if not parts:
            return None
        part["full"] = " ".join(parts)
    part.setdefault("kind", "primary")
    part.setdefault("quality", "strong")
    return part


def _birth_date(part: dict[str, Any], unread: Unread) -> dict[str, Any] | None:
    edtf = part.get("edtf")
    if edtf is not None and not is_edtf(edtf):
        del part["edtf"]
        part.setdefault("text", edtf)
        unread.append(("birth_dates", "edtf is not a date of EDTF level 1 on a day that exists"))
    return part if "edtf" in part or "text" in part else None


def _place(part: dict[str, Any], _: Unread) -> dict[str, Any] | None:
    return part or None


def _document(part: dict[str, Any], _: Unread) -> dict[str, Any] | None:
    return part if "number" in part else None


def _contact(part: dict[str, Any], _: Unread) -> dict[str, Any] | None:
    return part if "value" in part else None


def _day(name: str, value: Any, unread: Unread) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if value == value else None  # noqa: PLR0124 - NaT, as NaN
    if isinstance(value, dt.date):
        return value
    text = _text(name, value, unread)
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Unfit(name, "must be a day such as 2026-01-31") from None


def _reliability(name: str, value: Any, unread: Unread) -> str | None:
    text = _text(name, value, unread)
    if text is None:
        return None
    if _ADMIRALTY.fullmatch(text):
        return text.upper()
    try:
        if 0.0 < float(text) <= 1.0:
            return text
    except ValueError:
        pass
    unread.append((name, "is neither an Admiralty code A1 to F6 nor a number above 0 and up to 1"))
    return None


def _extra(value: Any, unread: Unread) -> list[tuple[str, str]] | None:
    made: dict[str, str] = {}
    try:
        items = list(value.items() if isinstance(value, Mapping) else value)
        pairs = [
            (_text("extra", key, unread) or "", _text("extra", item, unread)) for key, item in items
        ]
    except (TypeError, ValueError):
        raise Unfit("extra", "must be a map of text to text") from None
    for key, item in pairs:
        if item is not None:
            made[key] = f"{made[key]} | {item}" if key in made else item
    return list(made.items()) or None


_FINISH: Final[dict[str, Reshape]] = {
    "names": _name,
    "birth_dates": _birth_date,
    "birth_places": _place,
    "places": _place,
    "documents": _document,
    "contacts": _contact,
}


def _reshape(field: pa.Field) -> Reshape:
    name = field.name
    if name in _FINISH:
        keys = frozenset(sub.name for sub in field.type.value_type)
        enums = {key: words for (of, key), words in _ENUMS.items() if of == name}
        texts = keys - {"asserted_false", *enums}
        return _structs(_Shape(name, keys, texts, enums, _FINISH[name]))
    if pa.types.is_list(field.type):
        return partial(_texts, name)
    if pa.types.is_date(field.type):
        return partial(_day, name)
    special: dict[str, Reshape] = {
        "role": partial(_one_of, "role", frozenset(ROLES)),
        "sex": partial(_one_of, "sex", frozenset(SEXES)),
        "reliability": partial(_reliability, "reliability"),
        "extra": _extra,
    }
    return special.get(name, partial(_text, name))


RESHAPE: Final[dict[str, Reshape]] = {field.name: _reshape(field) for field in RECORD_SCHEMA}
"""By field of the canonical record: what makes its value fit, or says why it does not."""
