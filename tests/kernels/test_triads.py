from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import triads as oracle

from suspectmatch.kernels.triads import TIED, third_records

pytestmark = pytest.mark.kernels


@st.composite
def matrices(draw):
    n = draw(st.integers(1, 6))
    values = draw(st.lists(st.integers(-8, 8), min_size=n * n, max_size=n * n))
    upper = np.triu(np.array(values, float).reshape(n, n), 1)
    return upper + upper.T


@settings(deadline=None, max_examples=80)
@given(st.lists(matrices(), min_size=1, max_size=3))
def test_as_counted_by_hand(some):
    flat = np.concatenate([each.ravel() for each in some])
    opposed, better = third_records(flat, np.array([len(each) for each in some]))
    base = 0
    for each in some:
        n = len(each)
        for (i, j), (count, excess) in oracle.third_records(each.tolist(), TIED).items():
            for at in (base + i * n + j, base + j * n + i):
                assert opposed[at] == count
                assert better[at] == excess
        base += n * n


@settings(deadline=None, max_examples=40)
@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_makes_no_difference(matrix, random):
    n = len(matrix)
    order = list(range(n))
    random.shuffle(order)
    there = np.ix_(order, order)
    for plain, moved in zip(
        third_records(matrix.ravel(), np.array([n])),
        third_records(matrix[there].ravel(), np.array([n])),
        strict=True,
    ):
        np.testing.assert_array_equal(plain.reshape(n, n)[there], moved.reshape(n, n))
