"""Texts as bytes and offsets, there and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.texts import Texts

texts = st.lists(st.none() | st.text(max_size=4), max_size=6)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
@given(rows=texts, cut=st.integers(0, 3))
def test_there_and_back(kind, rows, cut):
    held = Texts.of(pa.array(rows, kind).slice(cut))
    assert held.to_arrow().to_pylist() == [row or "" for row in rows[cut:]]
    assert held.offsets.dtype == np.int64


def test_code_points_of_ascii():
    assert Texts.of(pa.array(["ab", "c"])).points().tolist() == [97, 98, 99]


def test_an_array_without_buffers():
    assert Texts.of(pa.nulls(2, pa.string())).offsets.tolist() == [0, 0, 0]
    assert len(Texts.of(pa.array([], pa.string())).to_arrow()) == 0
