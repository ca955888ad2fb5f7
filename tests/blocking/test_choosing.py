"""Widths of blocks: the plan keeps to its budget, and more budget never loses a pair."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import suspectmatch as sm
from samples import (
    ZUBAYR,
    bulk_people,
    bulk_records,
    candidate_pairs,
    identity_pairs,
    people_of,
    shuffled,
)
from suspectmatch.blocking import DEFAULT_RULES, choosing
from suspectmatch.blocking.choosing import make_plan
from suspectmatch.blocking.grouping import Grouping

SHIPPED = choosing.WIDTHS
WIDTHS = (2, 3, 4, 6, 8, 12, 24, 48)
BUDGETS = [0.5, 3.0, 5.0, 8.0, 11.0, 14.0, 17.0, 21.0, 500.0]
OPEN = [rule for rule in DEFAULT_RULES if rule.refine_by]


@pytest.fixture(autouse=True)
def _small_plans(monkeypatch):
    """A few hundred records would always be within the million pairs that are free."""
    monkeypatch.setattr(choosing, "FEWEST_PAIRS", 1)
    monkeypatch.setattr(choosing, "WIDTHS", WIDTHS)


def plan_of(people, rules, pairs_per_record, *, may_leave_out=True, threads=1):
    n = len(people)
    grouping = Grouping(people, np.ones(n, bool))
    return make_plan(grouping, rules, n, pairs_per_record, threads=threads, may_leave_out=may_leave_out)


def total(plan):
    return sum(one.blocks.n_pairs() for one in plan.made)


@pytest.mark.parametrize("may_leave_out", [True, False])
@pytest.mark.parametrize("budget", BUDGETS)
def test_a_plan_keeps_its_budget_or_says_that_it_cannot(budget, may_leave_out):
    plan = plan_of(bulk_people(), DEFAULT_RULES, budget, may_leave_out=may_leave_out)
    assert plan.budget == int(budget * len(bulk_people()))
    assert plan.widest in WIDTHS
    if total(plan) <= plan.budget:
        assert "pairs, within the budget" in plan.notes[0]
    else:
        assert plan.widest == WIDTHS[0]
        assert "pairs, not within the budget" in plan.notes[0]
    assert f"at most {total(plan):,} pairs" in plan.notes[0]
    assert f"budget of {plan.budget:,}." in plan.notes[0]


def test_budgets_choose_different_widths():
    chosen = [plan_of(bulk_people(), DEFAULT_RULES, budget).widest for budget in BUDGETS]
    assert chosen == sorted(chosen)
    assert len(set(chosen)) > 2
    assert chosen[-1] == WIDTHS[-1]


def test_strict_blocks_are_no_wider_than_chosen():
    for budget in BUDGETS:
        plan = plan_of(bulk_people(), OPEN, budget)
        assert all(np.diff(one.blocks.offsets).max(initial=0) <= plan.widest for one in plan.made)


@pytest.mark.parametrize("rules", ["auto", DEFAULT_RULES, *([rule] for rule in OPEN)], ids=str)
def test_more_budget_never_loses_a_pair(rules):
    made = [candidate_pairs(bulk_people(), rules, pairs_per_record=budget) for budget in BUDGETS]
    assert all(some <= more for some, more in itertools.pairwise(made))


@pytest.mark.parametrize("budget", [1, 2, 3, 4, 5, 6])
def test_one_more_pair_for_each_record_never_loses_a_pair(budget):
    some, more = (
        candidate_pairs(bulk_people(), "auto", pairs_per_record=b) for b in (budget, budget + 1)
    )
    assert some <= more


def test_rules_that_say_their_width_are_not_chosen_for():
    own = [sm.block_on("document"), sm.block_on("name", widest=3, refine_by="stated_birth_year")]
    plan = plan_of(bulk_people(), own, 0.001, may_leave_out=False)
    assert (plan.widest, plan.notes) == (None, ())
    both = plan_of(bulk_people(), [*own, OPEN[0]], 0.001, may_leave_out=False)
    assert both.widest == WIDTHS[0]
    assert (both.made[1].blocks.members == plan.made[1].blocks.members).all()


def test_a_rule_of_wide_blocks_only_is_left_out_and_named():
    crowd = [{**ZUBAYR, "nationalities": ["Iraq"]}] * 49
    rules = [sm.block_on("document"), sm.block_on("name", refine_by="nationality")]
    left = plan_of(people_of(*crowd), rules, 1.0)
    assert left.widest == 48
    assert total(left) == 0
    assert "name: left out: nearly all its blocks hold more than 48 records." in left.notes
    kept = plan_of(people_of(*crowd), rules, 1.0, may_leave_out=False)
    assert total(kept) == 49 * 48 // 2
    assert not any("left out" in note for note in kept.notes)


def test_a_rule_without_a_key_is_not_said_to_be_wide():
    assert not any("left out" in note for note in plan_of(people_of(ZUBAYR, ZUBAYR), OPEN, 99.0).notes)


def test_records_left_by_wide_blocks_are_counted():
    crowd = [{**ZUBAYR, "nationalities": ["Iraq"]}] * 30
    pairs = [{"names": ["Orm Ek"], "birth_dates": [f"1960-03-{day}"]} for day in range(3, 28)] * 2
    plan = plan_of(people_of(*crowd, *pairs), [sm.block_on("birth_day", refine_by="nationality")], 1.0)
    assert total(plan) == 25
    assert [one.n_left for one in plan.made] == [30]
    assert "30 times a record of a wide block" in plan.notes[-1]


def test_neither_threads_nor_the_order_of_rows_show():
    turned = sm.normalise(shuffled(bulk_records(), 5))
    for budget in (3.0, 8.0):
        one, many = (plan_of(bulk_people(), DEFAULT_RULES, budget, threads=n) for n in (1, 3))
        assert (one.widest, one.notes) == (many.widest, many.notes)
        for a, b in zip(one.made, many.made, strict=True):
            assert (a.blocks.members == b.blocks.members).all()
        pairs = []
        for people in (bulk_people(), turned):
            frame = sm.block(people, pairs_per_record=budget).to_pandas()
            pairs.append(identity_pairs(people, frame["left"], frame["right"]))
        assert pairs[0] == pairs[1]


def test_widths_rise_in_steps_of_at_most_two():
    assert all(a < b <= 2 * a for a, b in itertools.pairwise(SHIPPED))
