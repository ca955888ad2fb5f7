from __future__ import annotations

import json

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from suspectmatch.errors import ParameterError
from suspectmatch.loading import write_canonical
from suspectmatch.loading.canonical import is_canonical
from suspectmatch.roles import ROLES
from suspectmatch.schema import NAME_KINDS, QUALITIES, RECORD_SCHEMA, SEXES

WHOLE = {
    "source": "un",
    "record_id": "QDi.1",
    "role": "listed",
    "names": [
        "Ali Hasan",
        {"given": "Ali", "family": "Hassan", "kind": "alias", "quality": "weak", "script": "Latn"},
    ],
    "birth_dates": [
        "1965",
        {"edtf": "1961/1963", "text": "about 1962", "calendar": "gregorian", "asserted_false": True},
    ],
    "birth_places": [{"text": "Mosul", "country": "IQ"}],
    "places": ["Erbil"],
    "nationalities": ["IQ", "SY"],
    "sex": "male",
    "father_names": ["Omar"],
    "mother_names": ["Leila"],
    "documents": ["A1", {"kind": "passport", "number": "B2", "country": "IQ", "asserted_false": False}],
    "contacts": [{"kind": "phone", "value": "+964 770 1234567"}],
    "biometric_ids": ["afis-7"],
    "reliability": "B2",
    "handling": ["RESTRICTED"],
    "purpose": "listing",
    "entered_on": "2020-01-02",
    "retain_until": "2999-12-31",
    "source_version": "7",
    "remarks": "none",
    "extra": {"a": "b", "ç": "ع"},
}


def test_every_field_is_read():
    (row,) = sm.load([WHOLE]).table.to_pylist()
    assert set(WHOLE) == set(RECORD_SCHEMA.names) - {"location"}
    assert all(row[name] is not None for name in WHOLE)
    assert row["names"][0] == {
        "full": "Ali Hasan",
        "given": None,
        "family": None,
        "kind": "primary",
        "quality": "strong",
        "script": None,
    }
    assert row["birth_dates"][0] == {
        "edtf": None,
        "text": "1965",
        "calendar": None,
        "asserted_false": None,
    }
    assert row["location"] == "(table), row 1"


def test_every_container_reads_the_same(tmp_path):
    expected = sm.load([WHOLE]).table.drop_columns("location")
    typed = sm.load([WHOLE]).table.drop_columns("location")
    (tmp_path / "lines").write_text(json.dumps(WHOLE) + "\n\n")
    (tmp_path / "array").write_text(json.dumps([WHOLE], indent=1))
    (tmp_path / "object").write_text(json.dumps(WHOLE, indent=1))
    (tmp_path / "marked").write_bytes(b"\xef\xbb\xbf" + json.dumps(WHOLE).encode() + b"\r\n")
    pq.write_table(typed, tmp_path / "parquet")
    for source in [
        *(tmp_path / name for name in ("lines", "array", "object", "marked", "parquet")),
        typed,
        pl.DataFrame(typed.drop_columns("extra")),
        typed.to_pandas(),
        pd.DataFrame([WHOLE]),
    ]:
        found = sm.load(source).table.drop_columns("location")
        if isinstance(source, pl.DataFrame):
            assert found.drop_columns("extra").equals(expected.drop_columns("extra"))
        else:
            assert found.equals(expected)


def test_lines_are_those_of_the_file(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{**WHOLE, "record_id": str(n)} for n in range(3)], indent=1))
    lines = path.read_text().splitlines()
    for place in sm.load(path).table.column("location").to_pylist():
        assert lines[int(place.split(":")[1]) - 1].strip() == "{"


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8).filter(
    str.strip
)
name = st.fixed_dictionaries(
    {"full": texts},
    optional={
        "given": texts,
        "family": texts,
        "kind": st.sampled_from(NAME_KINDS),
        "quality": st.sampled_from(QUALITIES),
    },
)
record = st.fixed_dictionaries(
    {"names": st.lists(name | texts, min_size=1, max_size=3)},
    optional={
        "source": texts,
        "role": st.sampled_from(ROLES),
        "sex": st.sampled_from(SEXES),
        "birth_dates": st.lists(
            st.fixed_dictionaries({"text": texts}, optional={"asserted_false": st.booleans()}),
            max_size=2,
        ),
        "nationalities": st.lists(texts, max_size=2),
        "entered_on": st.dates(),
        "extra": st.dictionaries(texts, texts, max_size=2),
        "remarks": texts,
    },
)


@settings(max_examples=40)
@given(st.lists(record, min_size=1, max_size=5))
def test_what_is_saved_is_loaded_the_same(tmp_path_factory, table):
    records = sm.load(
        {"a": [{**one, "record_id": str(n)} for n, one in enumerate(table)]}, {"b": [WHOLE]}
    )
    folder = tmp_path_factory.mktemp("saved")
    for ending in ("jsonl", "parquet"):
        path = folder / f"x.{ending}"
        write_canonical(records, path)
        assert sm.load(path).table.equals(records.table)
    assert sorted(path.name for path in folder.iterdir()) == ["x.jsonl", "x.parquet"]


def test_saving_needs_to_know_how(tmp_path):
    with pytest.raises(ParameterError, match=r"must end in .jsonl or .parquet, got '.csv'"):
        write_canonical(sm.load([WHOLE]), tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_what_is_canonical():
    assert is_canonical(["record_id", "documents", "shoe"])
    assert not is_canonical(["record_id", "name"])
    assert not is_canonical(["names"])
    assert (
        sm.load(pa.table({"record_id": ["1"], "names": ["Ali"]}))
        .inputs[0]
        .format.startswith("canonical")
    )
