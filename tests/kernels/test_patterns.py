from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from tests.oracles.patterns import patterns_by_definition

from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.kernels import patterns

pytestmark = pytest.mark.kernels

few_levels = arrays(
    np.int8,
    array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=18),
    elements=st.sampled_from([-1, 0, 1, patterns.MAX_LEVEL]),
)


@settings(deadline=None, max_examples=50)
@given(few_levels, st.booleans())
def test_equal_to_the_definition(levels, by_column):
    levels = np.asfortranarray(levels) if by_column else levels
    distinct, counts, which = patterns.count_patterns(levels)
    rows, n, places = patterns_by_definition(levels.tolist())
    assert (distinct.dtype, counts.dtype, which.dtype) == (np.int8, np.int64, np.int64)
    assert distinct.shape == (len(rows), levels.shape[1])
    assert list(map(tuple, distinct.tolist())) == rows
    assert counts.tolist() == n
    assert which.tolist() == places
    np.testing.assert_array_equal(distinct[which], levels)


@settings(deadline=None, max_examples=25)
@given(few_levels, st.lists(st.integers(0, 18), max_size=3))
def test_parts_add_up_to_the_whole(levels, cuts):
    parts = [patterns.count_patterns(part)[:2] for part in np.split(levels, sorted(cuts))]
    whole = patterns.count_patterns(levels)
    for merged in (patterns.merge_patterns(parts), patterns.merge_patterns(parts[::-1])):
        np.testing.assert_array_equal(merged[0], whole[0])
        np.testing.assert_array_equal(merged[1], whole[1])


@pytest.mark.parametrize("n_columns", [3, patterns.MAX_PACKED])
def test_the_table_of_patterns_grows(n_columns):
    digits = np.arange(15**3)
    levels = np.zeros((15**3, n_columns), np.int8)
    levels[:, [0, n_columns // 2, -1]] = np.stack([digits // 225, digits // 15 % 15, digits % 15], 1) - 1
    shuffled = np.random.default_rng(5).permutation(levels)
    distinct, counts, which = patterns.count_patterns(shuffled)
    np.testing.assert_array_equal(distinct, levels)
    assert (counts == 1).all()
    np.testing.assert_array_equal(distinct[which], shuffled)


def test_the_levels_of_every_comparison_have_room():
    assert max(comparison.n_levels for comparison in DEFAULT_COMPARISONS) <= patterns.MAX_LEVEL + 1
    assert len(DEFAULT_COMPARISONS) <= patterns.MAX_PACKED
