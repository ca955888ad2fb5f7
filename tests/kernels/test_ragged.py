"""Ragged arrays: one pass against lists of lists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles.ragged import (
    compared_by_definition,
    counts_by_definition,
    expanded_by_definition,
    largest_by_definition,
)

from suspectmatch.kernels import ragged

pytestmark = pytest.mark.kernels

SIZE = 4
rows = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=4), max_size=6)


def flat(lists):
    values = np.array([value for row in lists for value in row], np.int32)
    return np.concatenate([[0], np.cumsum([len(row) for row in lists])]).astype(np.int64), values


def cut(offsets, values):
    return [values[i:j].tolist() for i, j in pairwise(offsets.tolist())]


@given(rows, st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=SIZE, max_size=SIZE))
def test_codes_become_what_they_stand_for(lists, made):
    ends, values, position = ragged.expand(*flat(lists), *flat(made))
    found = [
        list(zip(*pair, strict=True))
        for pair in zip(cut(ends, values), cut(ends, position), strict=True)
    ]
    assert found == expanded_by_definition(lists, made)


@given(st.lists(st.lists(st.integers(-1, SIZE - 1), max_size=4), max_size=6))
def test_rows_that_hold_a_code_are_counted_once(lists):
    assert ragged.count_rows(*flat(lists), SIZE).tolist() == counts_by_definition(lists, SIZE)


@given(
    st.lists(st.lists(st.integers(-1, SIZE - 1), max_size=4), max_size=6),
    st.lists(st.floats(-9, 9, width=32), min_size=SIZE, max_size=SIZE),
)
def test_the_largest_value_of_each_row(lists, values):
    largest = ragged.largest_of_rows(*flat(lists), np.array(values, np.float32))
    assert largest.dtype == np.float32
    assert largest.tolist() == largest_by_definition(lists, values)


@given(rows)
def test_records_in_order_are_counted_as_rows(lists):
    offsets, codes = flat(lists)
    records = np.repeat(np.arange(len(lists), dtype=np.int32), np.diff(offsets))
    assert ragged.count_records(codes, records, SIZE).tolist() == counts_by_definition(lists, SIZE)


@given(
    rows,
    st.lists(st.lists(st.integers(0, 2), max_size=3), min_size=SIZE, max_size=SIZE),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_records_with_a_form_of_a_token(records, names, coarse):
    offsets, name_of = flat(records)
    record_of = np.repeat(np.arange(len(records), dtype=np.int32), np.diff(offsets))
    forms = np.array([[k, coarse[k]] for k in range(3)], np.int32)
    counts = ragged.count_token_records(*flat(names), name_of, record_of, forms)
    held = [[token for name in record for token in names[name]] for record in records]
    assert counts[:, 0].tolist() == counts_by_definition(held, 3)
    assert counts[:, 1].tolist() == counts_by_definition([[coarse[t] for t in row] for row in held], 3)


@given(rows, st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3)))
def test_units_that_are_compared(names, left_out, second_best, marked):
    flags = [np.array([k in chosen for k in range(SIZE)]) for chosen in (left_out, second_best, marked)]
    ends, kept, all_marked = ragged.compared_units(*flat(names), *flags)
    expected = compared_by_definition(names, left_out, second_best)
    assert cut(ends, kept) == expected
    assert all_marked.tolist() == [bool(name) and marked.issuperset(name) for name in expected]
