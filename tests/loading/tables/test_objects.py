from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

import suspectmatch as sm
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.objects import open_json, open_memory


def grid_of(table):
    grid = open_memory(table).grid()
    return grid.columns, [row for _, row in grid.rows(Intake("x"))]


def test_values_become_cells():
    table = pa.table(
        {
            "a": [1],
            "b": [1.5],
            "c": [dt.date(1965, 3, 12)],
            "d": [["x", "y"]],
            "e": [None],
            "f": [Decimal("1.20")],
        }
    )
    assert grid_of(table) == (tuple("abcdef"), [["1", "1.5", "1965-03-12", ["x", "y"], None, "1.20"]])


def test_pandas_with_an_index_and_mixed_columns():
    frame = pd.DataFrame(
        {"a": [1, "x", None], "b": pd.to_datetime(["1965-03-12", None, "1966-01-01"])}, index=list("pqr")
    )
    assert grid_of(frame) == (("a", "b"), [["1", "1965-03-12"], ["x", None], [None, "1966-01-01"]])


def test_dictionary_columns():
    assert grid_of(pd.DataFrame({"a": pd.Categorical(["x", "y"])}))[1] == [["x"], ["y"]]


def test_columns_of_the_same_name():
    table = pa.Table.from_arrays([pa.array(["1"]), pa.array(["2"])], names=["a", "a"])
    assert grid_of(table) == (("a", "a.2"), [["1", "2"]])


def test_rows_with_nothing_are_no_rows():
    assert grid_of([{"a": "1"}, {"a": None}, {}, {"a": "2"}])[1] == [["1"], ["2"]]


def test_keys_that_only_later_objects_have(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"no": 1, "name": "Ali"}\n' * 200 + '{"no": 2, "name": "Omar", "shoe": 42}\n')
    assert open_json(SourceFile.open(path)).grid().columns == ("no", "name", "shoe")


def test_what_is_no_table():
    for table, error in [
        (7, ParameterError),
        ([1, 2], ParameterError),
        (["x", 1], ParameterError),
        ([], InputError),
    ]:
        with pytest.raises(error):
            open_memory(table)


def test_a_generator_is_no_table():
    with pytest.raises(ParameterError, match="got generator"):
        sm.load({"x": (row for row in [{"a": 1}])})
