"""List columns as offsets and flat values, and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.tables.lists import lists, nothing, ragged, rows_of

KIND = pa.list_(pa.string())
columns = st.lists(st.none() | st.lists(st.sampled_from(["a", "b", None]), max_size=3), max_size=6)


@given(columns, st.integers(0, 3))
def test_there_and_back(rows, cut):
    array = pa.array(rows, KIND).slice(cut)
    offsets, values = ragged(array)
    flat = values.to_pylist()
    assert [flat[i:j] for i, j in pairwise(offsets.tolist())] == [row or [] for row in rows[cut:]]
    assert lists(offsets, values, KIND).to_pylist() == [row or None for row in rows[cut:]]


def test_values_behind_a_null_are_not_seen():
    whole = pa.array([["a"], ["hidden"], ["b", "c"]], KIND)
    mask = pa.array([True, False, True]).buffers()[1]
    array = pa.Array.from_buffers(KIND, 3, [mask, whole.buffers()[1]], children=[whole.values])
    assert array.to_pylist() == [["a"], None, ["b", "c"]]
    offsets, values = ragged(array)
    assert (offsets.tolist(), values.to_pylist()) == ([0, 1, 1, 3], ["a", "b", "c"])


@given(columns)
def test_rows_of_flagged_values(rows):
    offsets, values = ragged(pa.array(rows, KIND))
    flags = np.array([value is None for value in values.to_pylist()], dtype=bool)
    assert rows_of(offsets, flags).tolist() == [
        k for k, row in enumerate(rows) for v in row or [] if v is None
    ]


@pytest.mark.parametrize(
    "field", [*RECORD_SCHEMA, pa.field("x", pa.bool_())], ids=lambda field: field.name
)
def test_nothing_is_an_array_of_nulls(field):
    for n in (0, 1, 70):
        array = nothing(n, field.type)
        array.validate(full=True)
        assert array.equals(pa.nulls(n, field.type))
        assert array.null_count == n
