"""What is said of a blocking rule is what the rule did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_people, people_of
from suspectmatch.blocking import DEFAULT_RULES, BlockingReport, choosing
from suspectmatch.explaining.rules import OUTCOMES, RuleKeys
from suspectmatch.synthetic import aliased_records
from suspectmatch.tables.blocking_report import RuleReport


def keys_of(people):
    return RuleKeys(people, np.ones(len(people), bool))


def outcomes(people, rules, i=0, j=1, **options):
    candidates = sm.block(people, rules, **options)
    return keys_of(people).outcomes(candidates.report, i, j)


def narrow(widest):
    return [replace(rule, widest=widest if rule.refine_by else None) for rule in DEFAULT_RULES]


@pytest.mark.parametrize("rules", ["auto", narrow(2), narrow(5)], ids=["auto", "2", "5"])
@pytest.mark.parametrize("budget", [0.2, 50.0])
def test_a_rule_brought_up_what_the_plan_says_it_did(rules, budget):
    people = sm.normalise(sm.load(aliased_records(400, aliases=(1, 3), dates=(1, 2), seed=2).records))
    with mock.patch.object(choosing, "FEWEST_PAIRS", 50):
        candidates = sm.block(people, rules, pairs_per_record=budget)
    left, right, _ = (np.concatenate(part) for part in zip(*candidates.chunks(), strict=True))
    rng = np.random.default_rng(0)
    some = rng.choice(left.size, min(left.size, 150), replace=False)
    pairs = rng.integers(0, len(people), (150, 2))
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1).astype(np.int32)
    left = np.concatenate([left[some], pairs[:, 0]])
    right = np.concatenate([right[some], pairs[:, 1]])
    masks = candidates.rules_of(left, right)
    asked, found = keys_of(people), Counter()
    for i, j, mask in zip(left.tolist(), right.tolist(), masks.tolist(), strict=True):
        made = asked.outcomes(candidates.report, i, j)
        found.update(outcome.outcome for outcome in made)
        by = [outcome.outcome == "brought_up" for outcome in made]
        assert by == [bool(mask >> k & 1) for k in range(len(made))]
    assert set(found) <= set(OUTCOMES)
    assert found["missing"] > 0
    assert found["differs"] > 0


def test_it_says_which_part_differs_and_which_side_has_none():
    people = people_of(
        {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]},
        {"names": ["Orm Ekvall"], "nationalities": ["PK"]},
    )
    (outcome,) = outcomes(people, [sm.block_on("name", "birth_day", "nationality")])
    assert outcome.outcome == "differs"
    assert outcome.differs == ("name",)
    assert (outcome.missing_left, outcome.missing_right) == (("nationality",), ("birth_day",))
    assert outcome.words == (
        "they share no name; the left record gives no key for nationality; "
        "the right record gives no key for birth day"
    )


def crowd(n):
    return [{"names": [f"Zubayr {chr(97 + k)}{chr(97 + k)}orm"]} for k in range(n)]


def test_a_wide_block_that_is_refined_says_by_what():
    people = people_of(*crowd(6))
    (outcome,) = outcomes(people, [sm.block_on("name_part", widest=3, refine_by="nationality")])
    assert outcome.outcome == "refined"
    assert outcome.n_records == 6
    assert "block of 6 records is larger than 3 and was divided by nationality" in outcome.words


def test_a_block_that_is_too_wide_even_refined_says_so_or_is_used_as_it_is():
    people = people_of(*({**row, "nationalities": ["PK"]} for row in crowd(6)))
    rule = sm.block_on("name_part", widest=3, refine_by="nationality")
    candidates = sm.block(people, [rule])
    (used,) = keys_of(people).outcomes(candidates.report, 0, 1)
    assert used.outcome == "brought_up"
    (one,) = candidates.report.rules
    strict = replace(one, limit=one.limit._replace(is_strict=True))
    (dropped,) = keys_of(people).outcomes(replace(candidates.report, rules=(strict,)), 0, 1)
    assert dropped.outcome == "too_wide"
    idle = replace(one, limit=one.limit._replace(is_idle=True))
    (left_out,) = keys_of(people).outcomes(replace(candidates.report, rules=(idle,)), 0, 1)
    assert left_out.outcome == "left_out"


def test_a_rule_that_is_not_ours_cannot_be_told():
    report = BlockingReport(2, 0, 1, 1, (RuleReport("theirs", 1, 1, 2),))
    (outcome,) = keys_of(bulk_people()).outcomes(report, 0, 1)
    assert outcome.outcome == "unknown"
    assert keys_of(bulk_people()).has_keys(report, 0)


def test_a_record_without_all_keys_of_any_rule_has_none():
    people = people_of({"names": ["Orm Ekvall"]}, {"documents": [{"number": "P1234567"}]})
    report = sm.block(people, [sm.block_on("name")]).report
    assert keys_of(people).has_keys(report, 0)
    assert not keys_of(people).has_keys(report, 1)
