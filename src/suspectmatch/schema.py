"""The canonical record schema: one Arrow schema, the same names in Arrow, JSONL, Parquet and Python.

Only ``source``, ``record_id`` and one of ``names``, ``documents`` or ``contacts`` are required.
Ethnicity, race and religion are not fields, and so can never become features.
"""

from __future__ import annotations

import pyarrow as pa

ROLES = (
    "wanted",
    "listed",
    "suspect",
    "charged",
    "convicted",
    "detained",
    "associate",
    "person_of_interest",
    "witness",
    "victim",
    "missing",
    "deceased_unidentified",
    "misused_identity",
    "unknown",
)
"""What a record says of the person's standing. ``unknown`` is not ``suspect``."""

PROTECTED_ROLES = ("witness", "victim", "missing", "deceased_unidentified", "misused_identity")
"""Roles that never enter clusters unless the caller asks for them by name."""

DEFAULT_ROLES = tuple(role for role in ROLES if role not in PROTECTED_ROLES)
"""Roles that are linked when the caller does not say otherwise."""

NAME_KINDS = ("primary", "alias", "previous", "original_script", "document", "nickname")
ALIAS_KINDS = ("alias", "previous", "nickname")
"""Kinds of names beside which a person goes by another."""
QUALITIES = ("strong", "weak")
SEXES = ("male", "female", "other")
CALENDARS = ("gregorian", "hijri", "solar_hijri", "unknown")
"""Calendar a date was written in; null means Gregorian unless the text says otherwise."""

_text = pa.string()

NAME = pa.struct(
    [
        ("full", _text),
        ("given", _text),
        ("family", _text),
        ("kind", _text),
        ("quality", _text),
        ("script", _text),
    ]
)
DATE = pa.struct([("edtf", _text), ("text", _text), ("calendar", _text), ("asserted_false", pa.bool_())])
PLACE = pa.struct([("text", _text), ("country", _text)])
DOCUMENT = pa.struct(
    [("kind", _text), ("number", _text), ("country", _text), ("asserted_false", pa.bool_())]
)
CONTACT = pa.struct([("kind", _text), ("value", _text)])

RECORD_SCHEMA = pa.schema(
    [
        pa.field("source", _text, nullable=False),
        pa.field("record_id", _text, nullable=False),
        pa.field("role", _text, nullable=False),
        pa.field("names", pa.list_(NAME)),
        pa.field("birth_dates", pa.list_(DATE)),
        pa.field("birth_places", pa.list_(PLACE)),
        pa.field("places", pa.list_(PLACE)),
        pa.field("nationalities", pa.list_(_text)),
        pa.field("sex", _text),
        pa.field("father_names", pa.list_(_text)),
        pa.field("mother_names", pa.list_(_text)),
        pa.field("documents", pa.list_(DOCUMENT)),
        pa.field("contacts", pa.list_(CONTACT)),
        pa.field("biometric_ids", pa.list_(_text)),
        pa.field("reliability", _text),
        pa.field("handling", pa.list_(_text)),
        pa.field("purpose", _text),
        pa.field("entered_on", pa.date32()),
        pa.field("retain_until", pa.date32()),
        pa.field("source_version", _text),
        pa.field("remarks", _text),
        pa.field("extra", pa.map_(_text, _text)),
        pa.field("location", _text),
    ]
)
"""One row per record. ``location`` is written by ``load``: the file, and the line in it (``a.csv:7``)
or, where there are no lines, the row of the sheet or table, or the record (``a.xlsx, row 7``)."""

SHORTHAND = {
    "names": "full",
    "birth_dates": "text",
    "birth_places": "text",
    "places": "text",
    "documents": "number",
    "contacts": "value",
}
"""For list fields of structs: the key a plain string stands for."""

REJECTED_SCHEMA = pa.schema(
    [
        pa.field("source", _text),
        pa.field("file", _text),
        pa.field("line", pa.int64()),
        pa.field("record_id", _text),
        pa.field("field", _text),
        pa.field("reason", _text),
        pa.field("kept", pa.bool_()),
    ]
)
"""What could not be read. ``line`` is the row or record where there are no lines. ``kept`` is true where
the record stays and only the value is unread."""
