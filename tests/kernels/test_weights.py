"""Weights added up comparison by comparison: the kernels against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracles.weights import (
    most_by_definition,
    possible_by_definition,
    weight_by_definition,
)

from suspectmatch.kernels import weights as kernel

pytestmark = pytest.mark.kernels

N_LEVELS, N_RECORDS = 4, 5
bits = st.floats(-30, 30)
records = st.integers(0, N_RECORDS - 1)


def tables_of(seed):
    weight, slope, mean = np.random.default_rng(seed).normal(0, 3, (3, N_LEVELS + 1))
    slope[np.arange(N_LEVELS + 1) % 2 == seed % 2] = 0.0
    return weight, slope, mean


@given(
    st.lists(st.tuples(st.integers(-1, N_LEVELS - 1), st.floats(0, 40, width=32), bits)),
    st.integers(0, 99),
)
def test_a_weight_is_that_of_its_level_and_rarity(pairs, seed):
    levels = np.array([level for level, _, _ in pairs], np.int8)
    rarity = np.array([rare for _, rare, _ in pairs], np.float32)
    total = np.array([before for _, _, before in pairs], np.float64)
    tables = tables_of(seed)
    kernel.add_weights(levels, rarity, *tables, total)
    expected = [before + weight_by_definition(level, rare, *tables) for level, rare, before in pairs]
    assert total.tolist() == pytest.approx(expected, abs=1e-9)


def test_a_rarity_that_is_not_known_is_not_read_where_it_does_not_count():
    weight, slope, mean = np.array([0.0, 1.0, 2.0]), np.zeros(3), np.ones(3)
    total = np.zeros(3)
    levels = np.array([-1, 0, 1], np.int8)
    kernel.add_weights(levels, np.full(3, np.nan, np.float32), weight, slope, mean, total)
    assert total.tolist() == [0.0, 1.0, 2.0]


@given(
    st.lists(st.tuples(records, records), max_size=12),
    st.lists(st.floats(0, 20, width=32), min_size=N_RECORDS, max_size=N_RECORDS),
    st.sampled_from([-np.inf, -10.0, 0.0, 5.0, 40.0]),
    st.integers(0, 99),
)
@example([(0, 1), (1, 2)], [0.0, 10.0, 20.0, 0.0, 0.0], 0.0, 1)
def test_the_pairs_that_may_reach_the_floor_move_to_the_front(pairs, ceiling, floor, seed):
    rng = np.random.default_rng(seed)
    left, right = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    total = rng.uniform(-20, 20, len(pairs))
    levels = rng.integers(-1, 9, (3, len(pairs)), dtype=np.int8)
    rarity = rng.uniform(0, 9, (2, len(pairs))).astype(np.float32)
    columns = left, right, total, levels, rarity
    given_in = [column.copy() for column in columns]
    kept = possible_by_definition(pairs, total.tolist(), ceiling, floor)
    n = kernel.keep_possible(*columns, np.array(ceiling, np.float32), floor)
    assert n == len(kept)
    for column, before in zip(columns, given_in, strict=True):
        assert (column[..., :n] == before[..., kept]).all()


@given(st.lists(st.tuples(st.floats(0, 40, width=32), st.booleans())), st.integers(0, 99))
def test_the_most_of_a_record_is_its_best_level_at_its_best_rarity(records_like, seed):
    most_bits = np.array([bits for bits, _ in records_like], np.float32)
    is_known = np.array([known for _, known in records_like], bool)
    weight, slope, mean = tables_of(seed)
    tables = weight, np.abs(slope), mean
    most = kernel.most_weights(most_bits, is_known, *tables)
    assert most.dtype == np.float32
    assert most.tolist() == pytest.approx(most_by_definition(most_bits, is_known, *tables), abs=1e-4)
