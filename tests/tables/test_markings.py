"""Unions of markings: each word once, in order, for its group and no other."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.tables.markings import union_of

WORDS = st.none() | st.lists(st.sampled_from(["H1", "H2", "RESTRICTED", "é"]), max_size=3)


@given(st.lists(st.tuples(WORDS, st.integers(0, 3)), max_size=8), st.integers(1, 3))
def test_a_group_has_the_words_of_its_rows(rows, n_chunks):
    lists = [words for words, _ in rows]
    cut = np.linspace(0, len(lists), n_chunks + 1).astype(int)
    chunks = [pa.array(lists[a:b], pa.list_(pa.string())) for a, b in itertools.pairwise(cut)]
    group = np.array([each for _, each in rows], np.int64)
    expected = [sorted({w for words, at in rows if at == k for w in words or ()}) for k in range(4)]
    made = union_of(pa.chunked_array(chunks), np.arange(len(rows)), group, 4)
    assert made.to_pylist() == expected


def test_texts_are_words_and_rows_may_come_twice():
    column = pa.chunked_array([["border", None, "asylum"]])
    made = union_of(column, np.array([0, 1, 2, 0, 1]), np.array([0, 0, 0, 1, 2]), 3)
    assert made.to_pylist() == [["asylum", "border"], ["border"], []]
    assert made.type == pa.list_(pa.string())
