"""Arrays, tables and typed records come back from a file as they were, and share what they shared."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from samples import bulk_people
from suspectmatch.errors import InputError
from suspectmatch.runs.arrays import KINDS, MAGIC, read_arrays, write_arrays
from suspectmatch.tables.blocking_report import Limit

VALUES = {
    "numbers": np.arange(6, dtype=np.int16).reshape(2, 3),
    "none": np.empty((0, 4), np.float32),
    "truths": np.array([True, False]),
    "table": pa.table({"a": ["x", None]}),
    "empty": pa.table({"a": pa.array([], pa.string())}),
    "column": pa.array(["", "b"]),
    "few": ("a", "b"),
    "many": tuple(map(str, range(40))),
    "nested": ({1: "one"}, (1.5, None, True), Limit(3)),
}


def same(one, other):
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return one.equals(other) if isinstance(one, pa.Table | pa.Array) else one == other


def test_every_kind_of_value_comes_back_as_it_was(tmp_path):
    write_arrays(VALUES, tmp_path / "run.arrays")
    found = read_arrays(tmp_path / "run.arrays")
    assert found.keys() == VALUES.keys()
    assert all(same(VALUES[name], found[name]) for name in VALUES)


def test_what_is_written_into_a_read_array_does_not_reach_the_file(tmp_path):
    write_arrays(VALUES, tmp_path / "run.arrays")
    read_arrays(tmp_path / "run.arrays")["numbers"][:] = 9
    assert read_arrays(tmp_path / "run.arrays")["numbers"].max() == 5


def test_distinct_names_are_shared_by_the_columns_that_shared_them(tmp_path):
    people = bulk_people()
    write_arrays({"a": people.names, "b": people.father_names}, tmp_path / "run.arrays")
    found = read_arrays(tmp_path / "run.arrays")
    assert found["a"].names is found["b"].names
    assert found["a"].names.full.equals(people.names.names.full)


@pytest.mark.parametrize("body", [b"", b"nothing of ours", MAGIC, MAGIC + b"[{}]" + b"\0" * 8])
def test_a_damaged_file_is_refused(tmp_path, body):
    (tmp_path / "run.arrays").write_bytes(body)
    with pytest.raises(InputError, match="damaged"):
        read_arrays(tmp_path / "run.arrays")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="missing"):
        read_arrays(tmp_path / "run.arrays")


def test_only_known_types_are_made(tmp_path):
    body = b'[{"kind": "Popen", "fields": {}}]'
    (tmp_path / "run.arrays").write_bytes(MAGIC + body + len(MAGIC).to_bytes(8, "little"))
    assert "Popen" not in KINDS
    with pytest.raises(InputError, match="damaged"):
        read_arrays(tmp_path / "run.arrays")
