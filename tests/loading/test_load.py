from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import suspectmatch as sm
from suspectmatch.errors import (
    ColumnNotFoundError,
    InputError,
    ParameterError,
    RejectedRowsWarning,
    SpecError,
)
from suspectmatch.schema import RECORD_SCHEMA

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = [
    {"no": "1", "surname": "HASAN", "first_name": "ALI"},
    {"no": "2", "surname": "OKORO", "first_name": "BEN"},
]
CSV = "no,surname,first_name\n1,HASAN,ALI\n2,OKORO,BEN\n"


def register(tmp_path, name="jail.csv", text=CSV):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def ids(records):
    return list(
        zip(*(records.table.column(name).to_pylist() for name in ("source", "record_id")), strict=True)
    )


def test_every_way_to_name_a_source(tmp_path):
    path = register(tmp_path)
    for source, name in [
        (path, "jail"),
        (str(path), "jail"),
        ({"prison": path}, "prison"),
        ({"prison": [path]}, "prison"),
    ]:
        assert ids(sm.load(source)) == [(name, "1"), (name, "2")]


@pytest.mark.parametrize(
    "table",
    [
        ROWS,
        pd.DataFrame(ROWS),
        pd.DataFrame(ROWS, index=[7, 9]),
        pl.DataFrame(ROWS),
        pa.Table.from_pylist(ROWS),
        pa.RecordBatch.from_pylist(ROWS),
        pd.DataFrame({"no": [1, "2"], "surname": ["HASAN", "OKORO"], "first_name": ["ALI", "BEN"]}),
        pd.DataFrame({"no": [1.0, 2.0], "surname": ["HASAN", "OKORO"], "first_name": ["ALI", "BEN"]}),
    ],
    ids=lambda table: type(table).__name__,
)
def test_every_kind_of_table_is_the_same(table):
    expected = sm.load({"jail": ROWS}).table
    assert sm.load({"jail": table}).table.equals(expected)


PLACES = {
    "a": ["a, row 1", "a, row 2"],  # Parquet and Arrow: the row of the table
    "b": ["b, row 1", "b, row 2"],
    "c": ["c, row 2", "c, row 3"],  # a sheet: the row that it shows
    "d": ["d:1", "d:1"],  # all other formats: the line
    "e": ["e:1", "e:2"],
    "f": ["f:2", "f:3"],
    "g": ["g:2", "g:3"],
}


def test_every_kind_of_file_is_the_same_but_for_the_place(tmp_path):
    table = pa.Table.from_pylist(ROWS)
    pq.write_table(table, tmp_path / "a")
    with pa.OSFile(str(tmp_path / "b"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    pd.DataFrame(ROWS).to_excel(tmp_path / "c.xlsx", index=False)
    (tmp_path / "c.xlsx").rename(tmp_path / "c")
    (tmp_path / "d").write_text(json.dumps(ROWS))
    (tmp_path / "e").write_text("\n".join(map(json.dumps, ROWS)))
    (tmp_path / "f").write_text(CSV.replace(",", ";"))
    (tmp_path / "g").write_bytes(CSV.encode("utf-16"))
    expected = sm.load({"jail": ROWS}).table.drop_columns("location")
    for name in "abcdefg":
        records = sm.load({"jail": tmp_path / name})
        assert records.table.drop_columns("location").equals(expected), name
        assert records.table["location"].to_pylist() == PLACES[name]
        assert records.inputs[0].sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


def test_order_is_that_of_the_sources_and_rows(tmp_path):
    one, two = register(tmp_path, "b.csv"), register(tmp_path, "a.csv")
    assert ids(sm.load(one, two, {"c": ROWS})) == [(s, n) for s in "bac" for n in "12"]


def test_several_files_of_one_source(tmp_path):
    one, two = register(tmp_path, "a.csv"), register(tmp_path, "b.csv", "no,surname\n3,DUROV\n")
    records = sm.load({"jail": [one, two]})
    assert ids(records) == [("jail", "1"), ("jail", "2"), ("jail", "3")]
    assert [(one.file, one.n_read) for one in records.inputs] == [("a.csv", 2), ("b.csv", 1)]


def test_the_same_record_in_two_files_is_rejected_the_second_time(tmp_path):
    one, two = register(tmp_path, "a.csv"), register(tmp_path, "b.csv")
    with pytest.warns(RejectedRowsWarning, match="2 rows were rejected"):
        records = sm.load({"jail": [one, two]})
    assert records.rejected.column("file").to_pylist() == ["b.csv", "b.csv"]
    assert len(records) == 2


def test_the_record_says_its_own_source_unless_the_caller_does():
    table = [{"source": "un", "record_id": "1", "names": "Ali"}, {"record_id": "2", "names": "Omar"}]
    assert ids(sm.load(table)) == [("un", "1"), ("table", "2")]
    assert ids(sm.load({"mine": table})) == [("mine", "1"), ("mine", "2")]


def test_tables_without_a_name_are_numbered():
    assert sm.load(ROWS, ROWS).sources == ("table", "table_2")


def test_lists_and_registers_together(tmp_path):
    ofac = [FIXTURES / name for name in ("sdn.csv", "alt.csv", "add.csv", "comments.csv")]
    with pytest.warns(RejectedRowsWarning):
        records = sm.load(
            FIXTURES / "un.xml",
            FIXTURES / "interpol_red.json",
            {"ofac": ofac, "jail": register(tmp_path)},
        )
    assert records.sources == ("un", "interpol_red", "ofac", "jail")
    formats = dict.fromkeys(one.format for one in records.inputs)
    assert [name.split()[0] for name in formats] == ["UN", "INTERPOL", "OFAC", "table"]
    assert records.table.schema == RECORD_SCHEMA


def test_content_decides_and_not_the_name(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes((FIXTURES / "un.xml").read_bytes())
    with pytest.warns(RejectedRowsWarning):
        assert sm.load(path).inputs[0].format.startswith("UN Security Council")


def test_expired_records_are_left_out_and_counted():
    table = [{"record_id": str(n), "names": "Ali", "retain_until": f"202{n}-06-30"} for n in (4, 5, 6)]
    records = sm.load({"jail": table}, today=dt.date(2026, 1, 1))
    assert ids(records) == [("jail", "6")]
    assert records.left_out == (("jail", "expired (retain_until has passed)", 2),)
    assert "2 left out" in repr(records)


def test_records_are_loaded_as_they_are():
    records = sm.load({"jail": ROWS})
    again = sm.load(records, {"other": ROWS})
    assert again.table.slice(0, 2).equals(records.table)
    assert again.inputs[0] == records.inputs[0]


def test_records_twice_are_duplicates_and_old_rejections_do_not_warn_again():
    with pytest.warns(RejectedRowsWarning):
        records = sm.load({"jail": [*ROWS, ROWS[0]]})
    assert len(sm.load(records).rejected) == 1
    with pytest.warns(RejectedRowsWarning, match="2 rows"):
        twice = sm.load(records, records)
    assert len(twice) == 2


def test_records_can_be_given_another_name():
    records = sm.load({"jail": ROWS})
    assert sm.load({"prison": records}).sources == ("prison",)


def test_records_that_have_expired_since_are_left_out():
    table = [{"record_id": "1", "names": "Ali", "retain_until": "2026-06-30"}]
    records = sm.load({"jail": table}, today=dt.date(2026, 1, 1))
    assert len(sm.load(records, today=dt.date(2027, 1, 1))) == 0


def test_one_warning_per_source_with_counts_and_reasons():
    bad = [*ROWS, {"no": "3"}, {"no": "4"}, {"no": "1", "surname": "X Y"}]
    with pytest.warns(RejectedRowsWarning) as caught:
        sm.load({"a": bad, "b": bad, "c": ROWS})
    assert len(caught) == 2
    assert "Source 'a': 3 rows were rejected" in str(caught[0].message)
    assert "needs a name, a document or a contact (2)" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_mapping_for_one_source_and_for_all(tmp_path):
    table = [{"A": "1", "B": "HASAN"}]
    spec = {"record": {"id": "A", "role": "detained"}, "names": [{"full": "B"}]}
    path = tmp_path / "m.toml"
    path.write_text('[record]\nid = "A"\nrole = "detained"\n\n[[names]]\nfull = "B"\n')
    for mapping in (spec, path, str(path), {"jail": spec}, {"jail": path}, sm.loading.Mapping(spec)):
        records = sm.load({"jail": table}, mapping=mapping)
        assert records.table.column("role").to_pylist() == ["detained"]


def test_constants_may_be_set_for_any_format_but_columns_only_for_tables():
    un = {"un": FIXTURES / "un.xml"}
    with pytest.warns(RejectedRowsWarning):
        records = sm.load(un, mapping={"un": {"record": {"handling": ["RESTRICTED"], "role": "wanted"}}})
    assert set(records.table.column("role").to_pylist()) == {"listed"}
    assert records.table.column("handling").to_pylist()[0] == ["RESTRICTED"]
    with pytest.raises(SpecError, match="recognised as UN Security Council"):
        sm.load(un, mapping={"un": {"record": {"id": "DATAID"}, "names": [{"full": "NAME"}]}})


def test_a_mapping_for_all_leaves_lists_alone():
    spec = {"record": {"id": "A", "role": "detained"}, "names": [{"full": "B"}]}
    with pytest.warns(RejectedRowsWarning):
        records = sm.load(FIXTURES / "un.xml", {"jail": [{"A": "1", "B": "HASAN"}]}, mapping=spec)
    assert records.table.column("role").to_pylist()[-1] == "detained"
    assert records.table.column("role").to_pylist()[0] == "listed"


def test_a_preset_for_a_table():
    records = sm.load({"jail": ROWS}, mapping={"jail": "prison_register"})
    assert set(records.table.column("role").to_pylist()) == {"detained"}


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        ((), {}, ParameterError, "at least one source"),
        (({},), {}, ParameterError, "at least one source"),
        (({"jail": ROWS},), {"today": "2026-01-02"}, ParameterError, "today must be a day"),
        ((7,), {}, ParameterError, "got int"),
        (({"": ROWS},), {}, ParameterError, "must be text"),
        (({"jail": []},), {}, InputError, "no rows"),
        (("nowhere.csv",), {}, InputError, "no such file"),
        (({"jail": ROWS},), {"mapping": {"jial": {}}}, SpecError, "Did you mean 'jail'"),
        (({"jail": ROWS},), {"mapping": "prison_registre"}, SpecError, "Did you mean 'prison_register'"),
        (({"jail": ROWS},), {"mapping": 7}, ParameterError, "must be a path"),
        (
            ({"jail": ROWS},),
            {"mapping": {"record": {"id": "nr"}, "names": [{"full": "surname"}]}},
            ColumnNotFoundError,
            "no column 'nr'",
        ),
        (({"jail": [{"a": "1"}]},), {}, SpecError, "suspectmatch check"),
    ],
)
def test_what_cannot_be_loaded(arguments, options, error, words):
    with pytest.raises(error, match=words):
        sm.load(*arguments, **options)


def test_progress_is_shown_when_asked_for(capsys):
    sm.load({"jail": ROWS}, progress=True)
    assert "load" in capsys.readouterr().err
    sm.load({"jail": ROWS})
    assert capsys.readouterr().err == ""


def test_records_show_counts_and_no_values():
    with pytest.warns(RejectedRowsWarning):
        records = sm.load({"jail": [*ROWS, {"no": "3"}]})
    assert repr(records) == "Records(2 records from 1 source: jail 2; 1 row rejected)"
    shown = repr(records) + records._repr_html_() + str(records.counts())
    assert "HASAN" not in shown
    assert "<td>2</td><td>1</td>" in records._repr_html_()


def test_records_are_found_and_handed_on():
    records = sm.load({"jail": ROWS})
    assert records.row_of("jail", "2") == 1
    with pytest.raises(ParameterError, match="no record '3' of source 'jail'"):
        records.row_of("jail", "3")
    assert pa.table(records).equals(records.to_arrow())
    assert records.to_pandas().shape == (2, len(RECORD_SCHEMA))
    assert len(records) == 2
