"""Bits of evidence: the definition, pair by pair, and what reliability does to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles.weights import doubted_by_definition, weight_by_definition

from suspectmatch.levels import Comparison, Level
from suspectmatch.scoring.evidence import bits_of, shrink

LEVELS = tuple(Level(str(k), str(k)) for k in range(4))
COMPARISONS = (
    Comparison("first", "first", "sets", LEVELS, has_rarity=True),
    Comparison("second", "second", "sets", LEVELS),
    Comparison("third", "third", "sets", LEVELS, has_rarity=True),
)
bits = st.floats(-30, 30)
shares = st.floats(1e-6, 1.0)


@given(st.integers(0, 99), st.integers(0, 20))
def test_each_comparison_adds_the_bits_of_its_level_and_rarity(seed, n):
    rng = np.random.default_rng(seed)
    tables = [tuple(rng.normal(0, 3, (3, 5))) for _ in COMPARISONS]
    tables[1][1][:] = 0.0
    levels = rng.integers(-1, 4, (n, 3), dtype=np.int8)
    rarity = rng.uniform(0, 20, (n, 2)).astype(np.float32)
    made = bits_of(tables, COMPARISONS, levels, rarity)
    for row in range(n):
        rare = (rarity[row, 0], 0.0, rarity[row, 1])
        expected = [weight_by_definition(levels[row, k], rare[k], *tables[k]) for k in range(3)]
        assert made[row].tolist() == pytest.approx(expected)


@given(st.lists(st.tuples(bits, bits, shares)))
def test_doubt_shrinks_bits_toward_none(rows):
    made = np.array([row[:2] for row in rows], np.float64).reshape(-1, 2)
    shrink(made, np.array([trust for *_, trust in rows], np.float64))
    for (*given_in, trust), after in zip(rows, made.tolist(), strict=True):
        for before, now in zip(given_in, after, strict=True):
            assert now == pytest.approx(doubted_by_definition(before, trust), abs=1e-6)
            assert min(0.0, before) - 1e-6 <= now <= max(0.0, before) + 1e-6


def test_full_trust_leaves_bits_as_they_are():
    made = np.array([[0.1 + 0.2, -700.0]])
    shrink(made, np.ones(1))
    assert made.tolist() == [[0.1 + 0.2, -700.0]]
