"""The table of fields: what each is read from, and that a row of it is all that a field needs."""

from __future__ import annotations

import pyarrow as pa

from suspectmatch.normalising import fields
from suspectmatch.schema import RECORD_SCHEMA

ROW = {
    "source": "s",
    "record_id": "1",
    "role": "unknown",
    "handling": ["FOR OFFICERS", "no copy"],
    "birth_places": [{"text": "Mosul, Iraq"}],
}


def table():
    return pa.Table.from_pylist(
        [ROW, {"source": "s", "record_id": "2", "role": "unknown"}], RECORD_SCHEMA
    )


def test_every_field_stands_in_the_canonical_record():
    for field in fields.CODE_FIELDS.values():
        kind = RECORD_SCHEMA.field(field.column).type
        kind = kind.value_type if pa.types.is_list(kind) else kind
        assert (
            set(field.parts) <= {part.name for part in kind} if field.parts else pa.types.is_string(kind)
        )
    assert set(fields.NAME_FIELDS) < set(RECORD_SCHEMA.names)


def test_a_new_field_is_one_row(monkeypatch):
    read = fields._each(lambda text: [text.casefold()])
    monkeypatch.setitem(fields.CODE_FIELDS, "handling", fields.CodeField("handling", (), read))
    made = fields.code_columns(table())
    assert made["handling"].values == ("for officers", "no copy")
    assert made["handling"].offsets.tolist() == [0, 2, 2]
    assert made["birth_countries"].values == ("IQ",)


def test_a_value_is_no_rarer_than_its_population_allows():
    field = fields.CodeField("handling", (), fields._each(lambda text: [text]))
    rare = field._replace(population=10_000)
    rows = fields._distinct(table().column("handling"), ())
    assert fields._code_column(rare, *rows).bits[0] > fields._code_column(field, *rows).bits[0]
