"""Thresholds by cost and by budget."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from samples import bulk_linkage
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import threshold_by_budget, threshold_by_cost


def given(*probabilities):
    return SimpleNamespace(probability=np.array(probabilities))


def test_no_other_threshold_costs_less():
    scored = bulk_linkage().scored
    p = scored.probability
    for wrong, missed in ((19, 1), (1, 1), (1, 9)):
        found = threshold_by_cost(scored, cost_of_wrong_link=wrong, cost_of_missed_link=missed)

        def cost(t, wrong=wrong, missed=missed):
            return wrong * (1 - p[p >= t]).sum() + missed * p[p < t].sum()

        own = wrong * found.expected_wrong + missed * found.expected_missed
        assert own == pytest.approx(cost(found.min_probability))
        assert own <= min(cost(t) for t in np.r_[p, 1.1]) + 1e-9


def test_only_the_ratio_of_the_costs_matters():
    scored = given(0.99, 0.9, 0.5)
    a = threshold_by_cost(scored, cost_of_wrong_link=3, cost_of_missed_link=1)
    assert a == threshold_by_cost(scored, cost_of_wrong_link=6, cost_of_missed_link=2)
    assert a.min_probability == 0.75
    assert (a.n_leads, a.expected_wrong, a.expected_missed) == pytest.approx((2, 0.11, 0.5))


@pytest.mark.parametrize(("max_pairs", "leads"), [(1, 1), (2, 1), (3, 3), (4, 4), (9, 4)])
def test_equal_pairs_stay_together_within_the_budget(max_pairs, leads):
    assert threshold_by_budget(given(0.9, 0.8, 0.8, 0.1), max_pairs=max_pairs).n_leads == leads


def test_a_budget_that_no_threshold_keeps_is_refused():
    with pytest.raises(ParameterError, match="3 pairs have the highest probability"):
        threshold_by_budget(given(0.9, 0.9, 0.9), max_pairs=2)
    assert threshold_by_budget(given(), max_pairs=2).n_leads == 0


@pytest.mark.parametrize("cost", [0, -1, float("inf")])
def test_costs_are_above_nothing(cost):
    with pytest.raises(ParameterError, match="cost_of_wrong_link"):
        threshold_by_cost(given(0.9), cost_of_wrong_link=cost, cost_of_missed_link=1)
