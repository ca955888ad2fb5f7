from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from suspectmatch.loading.tables.grid import cell, unique


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (1e20, "1e+20"),
        (True, "true"),
        (None, None),
        (float("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (b"x", None),
        (10**5000, None),
        (np.int64(7), "7"),
        (np.float64(7), "7"),
        (np.array(["a", None], dtype=object), ["a"]),
        ({"a": 1, "b": None}, ["a: 1"]),
        (("a", 2), ["a", "2"]),
        (dt.date(1965, 3, 12), "1965-03-12"),
        (pd.Timestamp("1965-03-12"), "1965-03-12"),
        (dt.time(10, 30), "10:30:00"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_cells(value, text):
    assert cell(value) == text


def test_names_of_columns():
    assert unique([" a ", "a", None, "b\nc", "a.2", ""]) == (
        "a",
        "a.2",
        "column_3",
        "b c",
        "a.2.2",
        "column_6",
    )
