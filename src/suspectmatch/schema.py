"""The canonical record schema: one Arrow schema, the same names in Arrow, JSONL, Parquet and Python.

Only ``source``, ``record_id`` and one of ``names``, ``documents`` or ``contacts`` are required.
Ethnicity, race and religion are not fields, and so can never become features.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from suspectmatch.roles import ROLES

NAME_KINDS = ("primary", "alias", "previous", "original_script", "document", "nickname")
ALIAS_KINDS = ("alias", "previous", "nickname")
"""Kinds of names that a person uses beside a main name."""
QUALITIES = ("strong", "weak")
SEXES = ("male", "female", "other")
CALENDARS = ("gregorian", "hijri", "solar_hijri", "unknown")
"""Calendar a date was written in; null means Gregorian unless the text says otherwise."""

Kind = Literal["text", "word", "edtf", "flag", "day", "reliability", "map"]
"""What a value is: any text; a word of a closed vocabulary; a date in EDTF; true or false; a day of the
calendar; an Admiralty code or a number; a map of text to text."""

_text = pa.string()
_TYPES = {"flag": pa.bool_(), "day": pa.date32(), "map": pa.map_(_text, _text)}


@dataclass(frozen=True)
class Part:
    """One part of a struct, or the one value of a field that is no struct.

    Attributes:
        name: its name in the struct.
        kind: what it is; says how it is checked.
        words: the values that a ``word`` may have.
        default: what it is where the source does not say.
        joined: parts that are joined where the source does not say.
    """

    name: str
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    default: str | None = None
    joined: tuple[str, ...] = ()

    @property
    def type(self) -> pa.DataType:
        """Its type in Arrow."""
        return _TYPES.get(self.kind, _text)


@dataclass(frozen=True)
class Field:
    """One field of the canonical record: how it is checked follows from this alone.

    Attributes:
        name: its name.
        kind: what it is; says how it is checked. Of no matter for structs.
        is_list: whether it holds several values.
        words: the values that a ``word`` may have.
        parts: the parts of its structs; empty where it holds plain values.
        shorthand: the part that a plain text stands for.
        needs: parts of which a struct must have one; without them it says nothing and is dropped.
        is_required: whether every record has it.
    """

    name: str
    kind: Kind = "text"
    is_list: bool = False
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    shorthand: str = ""
    needs: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def type(self) -> pa.DataType:
        """Its type in Arrow."""
        if self.parts:
            return pa.list_(pa.struct([(part.name, part.type) for part in self.parts]))
        return pa.list_(_text) if self.is_list else _TYPES.get(self.kind, _text)


def _structs(name: str, parts: tuple[Part, ...], shorthand: str, needs: tuple[str, ...]) -> Field:
    return Field(name, is_list=True, parts=parts, shorthand=shorthand, needs=needs)


_PLACE = (Part("text"), Part("country"))

FIELDS = (
    Field("source", is_required=True),
    Field("record_id", is_required=True),
    Field("role", "word", words=ROLES, is_required=True),
    _structs(
        "names",
        (
            Part("full", joined=("given", "family")),
            Part("given"),
            Part("family"),
            Part("kind", "word", NAME_KINDS, default="primary"),
            Part("quality", "word", QUALITIES, default="strong"),
            Part("script"),
        ),
        shorthand="full",
        needs=("full",),
    ),
    _structs(
        "birth_dates",
        (
            Part("edtf", "edtf"),
            Part("text"),
            Part("calendar", "word", CALENDARS),
            Part("asserted_false", "flag"),
        ),
        shorthand="text",
        needs=("edtf", "text"),
    ),
    _structs("birth_places", _PLACE, shorthand="text", needs=("text", "country")),
    _structs("places", _PLACE, shorthand="text", needs=("text", "country")),
    Field("nationalities", is_list=True),
    Field("sex", "word", words=SEXES),
    Field("father_names", is_list=True),
    Field("mother_names", is_list=True),
    _structs(
        "documents",
        (Part("kind"), Part("number"), Part("country"), Part("asserted_false", "flag")),
        shorthand="number",
        needs=("number",),
    ),
    _structs("contacts", (Part("kind"), Part("value")), shorthand="value", needs=("value",)),
    Field("biometric_ids", is_list=True),
    Field("reliability", "reliability"),
    Field("handling", is_list=True),
    Field("purpose"),
    Field("entered_on", "day"),
    Field("retain_until", "day"),
    Field("source_version"),
    Field("remarks"),
    Field("extra", "map"),
    Field("location"),
)
"""The fields, in the order of the columns. All checks of records work from this table. ``location`` is
written by ``load``: the file, and the line in it (``a.csv:7``) or, where there are no lines, the row of
the sheet or table, or the record (``a.xlsx, row 7``)."""

CONTENT = ("names", "documents", "contacts")
"""Fields of which a record must have one."""

RECORD_SCHEMA = pa.schema(
    [pa.field(field.name, field.type, nullable=not field.is_required) for field in FIELDS]
)
"""One row per record."""

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
