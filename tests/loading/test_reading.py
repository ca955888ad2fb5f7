from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import suspectmatch as sm
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.mapping.mapping import Mapping
from suspectmatch.loading.reading import open_sources, read_source

TODAY = dt.date(2026, 2, 1)
TABLE = [{"record_id": "1", "names": "Ali"}]
CANONICAL = [{"record_id": "1", "names": "Ali"}]


def read(source, mapping=None, seen=None):
    return read_source(
        open_sources([source])[0], mapping, today=TODAY, seen=SeenIds() if seen is None else seen
    )


def test_what_was_read_is_told_file_by_file(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"record_id": "1", "names": ["Ali"]}\n{"record_id": "2"}\n')
    (tmp_path / "b.csv").write_text("no,name\n3,Omar\n4,\n5,Sami,x\n")
    records = read({"jail": [tmp_path / "a.jsonl", tmp_path / "b.csv"]})
    assert [(one.file, one.format, one.n_read) for one in records.inputs] == [
        ("a.jsonl", "canonical records (JSON lines)", 2),
        ("b.csv", "table (CSV)", 3),
    ]
    assert len(records) + len(records.rejected) == 5


def test_records_take_their_keys():
    seen = SeenIds()
    records = read({"jail": CANONICAL}, seen=seen)
    assert ("jail", "1") in seen
    assert ("jail", "2") not in seen
    assert read(records, seen=SeenIds()) is records
    assert len(read(records, seen=seen)) == 0


def test_constants_for_canonical_records():
    records = read({"jail": CANONICAL}, Mapping({"record": {"role": "convicted"}}))
    assert records.table.column("role").to_pylist() == ["convicted"]


def test_columns_make_a_table_of_canonical_records():
    mapping = Mapping({"record": {"id": "record_id", "role": "convicted"}, "names": [{"full": "names"}]})
    assert read({"jail": CANONICAL}, mapping).inputs[0].format == "table (list of dicts)"
    assert (
        read({"jail": CANONICAL}, Mapping(mapping.spec, is_shared=True))
        .inputs[0]
        .format.startswith("canonical")
    )


def test_a_list_as_csv_may_be_read_by_a_mapping(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("no,name\n1,Ali\n")
    assert sm.load(path).inputs[0].format == "table (CSV)"


def test_no_rows(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("no,name\n\n")
    with pytest.raises(InputError, match="no rows"):
        read(path)


def test_a_list_of_files_of_several_formats_is_no_source_without_a_name(tmp_path):
    table, notices = tmp_path / "jail.csv", tmp_path / "notices.json"
    table.write_text("inmate_no,surname\n7,TARKHANI\n")
    notices.write_text('[{"entity_id": "2020/1", "name": "TARKHANI", "forename": "ZUBAYR"}]')
    with pytest.raises(InputError, match="2 formats"):
        sm.load([table, notices])
    assert sm.load(table, notices).sources == ("jail", "notices")
    assert sm.load({"both": [table, notices]}).sources == ("both",)


def test_names_and_order(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x")
    paths = [str(tmp_path / "a.csv"), tmp_path / "b.csv"]
    given = open_sources([paths[0], {" jail ": paths, "other": TABLE}, TABLE, tuple(paths), TABLE])
    assert [(one.name, one.fallback, len(one.items)) for one in given] == [
        (None, "a", 1),
        ("jail", "jail", 2),
        ("other", "other", 1),
        (None, "table", 1),
        (None, "a", 2),
        (None, "table_2", 1),
    ]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ({"": TABLE}, ParameterError),
        ({1: TABLE}, ParameterError),
        (None, ParameterError),
        (Path("no.csv"), InputError),
    ],
)
def test_what_is_no_source(source, error):
    with pytest.raises(error):
        open_sources([source])
