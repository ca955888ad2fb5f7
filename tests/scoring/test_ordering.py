"""The order of comparisons: what drops most for its cost, and no effect on what is kept."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_people
from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.runs import streaming
from suspectmatch.runs.streaming import sample_of
from suspectmatch.scoring import FellegiSunter
from suspectmatch.scoring.ordering import Weighed, in_order
from suspectmatch.scoring.pruning import Pruner

YEAR = sm.block_on("nationality", "stated_birth_year", widest=10**6, refine_by="name_part")


@pytest.fixture(autouse=True)
def few_are_worth_a_sample(monkeypatch):
    monkeypatch.setattr(streaming, "WORTH_SAMPLING", 1)


def order_under(rules, floor=-6.0):
    candidates = sm.block(bulk_people(), rules)
    pruning = FellegiSunter().pruning(floor, len(bulk_people()))
    pruner = Pruner(bulk_people(), DEFAULT_COMPARISONS, pruning, sample_of(candidates))
    return [step.comparator.comparison.name for step in pruner._steps]


class Levels:
    """A measure whose levels of ten pairs are given; level 1 weighs nothing and level 0 is the end."""

    def __init__(self, cost, n_dropped):
        self.cost, self.levels = cost, np.array([0] * n_dropped + [1] * (10 - n_dropped), np.int8)

    def write(self, left, right, levels, rarity):  # noqa: ARG002
        levels[:] = self.levels


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([(50, 0), (200, 4), (100, 4)], [2, 0, 1]),  # once four are dropped, nothing drops more
        ([(50, 1), (200, 8), (100, 0)], [1, 0, 2]),  # dear, and worth it
        ([(50, 2), (200, 3), (100, 5)], [2, 0, 1]),
        ([(50, 2), (100, 3)], [0, 1]),
        ([(200, 0), (50, 0), (100, 0)], [1, 2, 0]),  # the cheaper first where none drops any
    ],
)
def test_what_drops_most_for_its_cost_comes_first(made, expected):
    table = np.array([0.0, -99.0, 0.0]), np.zeros(3), np.zeros(3)
    nothing = np.zeros(10, np.float32)
    weighed = [Weighed(Levels(*one), table, nothing) for one in made]
    sides = np.arange(10, dtype=np.int32), np.arange(10, dtype=np.int32)
    order = in_order(weighed, *sides, 0.0, -50.0)
    assert [weighed.index(one) for one in order] == expected


@pytest.mark.parametrize("floor", [-np.inf, np.inf])
def test_where_all_or_nothing_is_dropped_every_comparison_has_its_turn(floor):
    names = order_under([sm.block_on("family_name")], floor)
    assert len(set(names)) == len(names) > 3


def test_the_order_changes_nothing_that_is_kept():
    candidates = sm.block(bulk_people(), [YEAR])
    left, right = (np.concatenate([c[k] for c in candidates.chunks()]) for k in (0, 1))
    classifier = FellegiSunter()
    kept, orders = [], []
    for sample in (sample_of(candidates), (left[:0], right[:0])):
        pruning = classifier.pruning(0.0, len(bulk_people()))
        pruner = Pruner(bulk_people(), DEFAULT_COMPARISONS, pruning, sample)
        kept.append(pruner.keep(left.copy(), right.copy()))
        orders.append([step.comparator.comparison.name for step in pruner._steps])
    assert orders[0] != orders[1]
    for one, other in zip(*kept, strict=True):
        assert (one == other).all()


def test_a_sample_is_of_the_pairs_and_no_larger_than_it_should_be(monkeypatch):
    candidates = sm.block(bulk_people(), [sm.block_on("name_part")])
    every = {pair for chunk in candidates.chunks() for pair in zip(*chunk[:2], strict=True)}
    left, right = sample_of(candidates)
    assert set(zip(left, right, strict=True)) <= every
    assert left.size == min(len(every), left.size)
    assert left.size > 0
    monkeypatch.setattr(streaming, "WORTH_SAMPLING", 10**9)
    assert sample_of(candidates)[0].size == 0


def test_a_sample_of_no_pairs_is_empty():
    people = sm.normalise(sm.load({"a": [{"record_id": "1", "names": ["Zubayr Tarkhani"]}]}))
    left, right = sample_of(sm.block(people))
    assert left.size == right.size == 0
