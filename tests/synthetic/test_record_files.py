import pytest

import suspectmatch as sm
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic import FORMATS, aliased_records, single_name_records, write_records

KEEPS_ALL = ("parquet", "jsonl")


@pytest.fixture(scope="module")
def table():
    return aliased_records(120, n_sources=1, aliases=(0, 5), seed=5).records


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_written_is_read_back(table, tmp_path, kind):
    ending = kind if kind in (*KEEPS_ALL, "csv", "xlsx") else "txt"
    written = write_records(table, tmp_path / f"records.{ending}", format=kind)
    records = sm.load({"a": list(written.paths)})
    assert len(records) == table.num_rows
    assert len(records.rejected) == 0
    assert records.table["record_id"].to_pylist() == list(written.record_ids)
    read, made = records.table.to_pylist(), table.to_pylist()
    words = [
        tuple(set(row["names"][0]["full"].lower().replace("-", " ").split()) for row in pair)
        for pair in zip(read, made, strict=True)
    ]
    least = 0.5 if kind == "nist" else 0.95
    assert sum(one == other for one, other in words) > least * len(words)
    if kind != "interpol":
        n_names = sum(len(row["names"]) for row in read)
        assert n_names > 0.8 * sum(len(row["names"]) for row in made)
    if kind in KEEPS_ALL:
        assert records.table["names"].to_pylist() == table["names"].to_pylist()
    if kind not in ("nist", "interpol", "canada"):
        n_dates = sum(len(row["birth_dates"] or ()) for row in read)
        assert n_dates >= 0.95 * sum(len(row["birth_dates"] or ()) for row in made)


def test_records_of_one_name_need_no_second_file(tmp_path):
    made = single_name_records(20, n_sources=1)
    written = write_records(made.records, tmp_path / "sdn.csv", format="ofac")
    assert len(written.paths) == 1
    assert len(sm.load({"a": written.paths[0]})) == 20


@pytest.mark.parametrize(("name", "kind"), [("a.doc", None), ("a.csv", "word")])
def test_unknown_formats_are_refused(table, tmp_path, name, kind):
    with pytest.raises(ParameterError, match="format"):
        write_records(table, tmp_path / name, format=kind)
