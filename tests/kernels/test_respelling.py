"""The cost of respelling: the kernel against the definition, and its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.respelling import cost_by_definition, edit_bits, symbols_by_definition

from suspectmatch.kernels import respelling as kernel
from suspectmatch.names.parts import code_points
from suspectmatch.names.spelling_costs import spelling_costs

pytestmark = pytest.mark.kernels

NO_LIMIT = 1 << 16
spelling = st.text("aeiklmnrshcy2", min_size=1, max_size=9)


def cost(a, b, limit=NO_LIMIT):
    symbols, starts = kernel.spelt_symbols(*code_points([a, b]))
    sides, out = np.arange(2, dtype=np.int32), np.empty(1, np.int32)
    kernel.respelling_costs_into(symbols, starts, *sides[:, None], spelling_costs(), limit, out)
    return int(out[0])


@settings(deadline=None, max_examples=60)
@given(spelling, spelling)
@example("shaykh", "cheikh")
@example("abdurrahman", "abderrahmane")
@example("o2n", "on")
@example("a" * 40, "a" * 35)
def test_it_is_the_cheapest_of_all_ways(a, b):
    assert cost(a, b) == cost_by_definition(a, b, edit_bits)


@settings(deadline=None, max_examples=40)
@given(spelling, spelling)
def test_it_is_symmetric_and_nothing_only_for_the_same(a, b):
    assert cost(a, b) == cost(b, a)
    assert (cost(a, b) == 0) == (symbols_by_definition(a) == symbols_by_definition(b))


@settings(deadline=None, max_examples=40)
@given(spelling, spelling, st.integers(0, 200))
def test_a_limit_changes_only_what_is_above_it(a, b, limit):
    whole, cut = cost(a, b), cost(a, b, limit)
    assert cut == whole if whole <= limit else cut > limit


@pytest.mark.parametrize(
    ("one", "same", "another"),
    [
        ("muhammad", "mohamed", "mahmud"),
        ("hussein", "husayn", "hasan"),
        ("sharif", "cherif", "ashraf"),
        ("aleksandr", "alexander", "aleksey"),
        ("khalid", "khaled", "khalil"),
        ("jamal", "djamel", "kamal"),
    ],
)
def test_a_respelt_name_costs_less_than_another(one, same, another):
    assert cost(one, same) < cost(one, another)


def test_the_shipped_costs_are_symmetric_and_never_free():
    costs = spelling_costs()
    assert (costs == costs.T).all()
    assert set(np.flatnonzero(np.diag(costs) == 0)) == set(range(kernel.SYMBOLS))
    assert costs[~np.eye(kernel.BLOCKS, dtype=bool)].min() >= 1
    assert math.isinf(edit_bits("$", "")) or edit_bits("$", "") > 0
