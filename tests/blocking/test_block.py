"""block(): the plan of pairs, its bounds and its counts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_people, candidate_pairs, people_of
from suspectmatch.blocking import DEFAULT_RULES, keys
from suspectmatch.errors import ParameterError, SpecError, TooManyPairsError, WideBlockWarning
from suspectmatch.kernels import joins
from suspectmatch.schema import DEFAULT_ROLES, PROTECTED_ROLES


def brute_force(people, rules):
    """Pairs and their rules, by looking at every two records; no plan, no groups."""
    held = [{} for _ in range(len(people))]
    for number, rule in enumerate(rules):
        record, key = keys.rule_keys(people, rule, {})
        for i, value in zip(record.tolist(), key.tolist(), strict=True):
            held[i].setdefault(number, set()).add(value)
    found = {}
    for i, j in itertools.combinations(range(len(people)), 2):
        mask = sum(1 << n for n in held[i] if held[i][n] & held[j].get(n, set()))
        if mask:
            found[i, j] = mask
    return found


def test_the_plan_makes_every_pair_once_with_all_its_rules():
    pairs = sm.block(bulk_people())
    frame = pairs.to_pandas()
    made = dict(zip(zip(frame["left"], frame["right"], strict=True), frame["rules"], strict=True))
    expected = brute_force(bulk_people(), DEFAULT_RULES)
    assert made == expected
    assert len(frame) == len(pairs) == len(expected)
    for number, rule in enumerate(pairs.report.rules):
        assert rule.n_pairs == sum(mask >> number & 1 for mask in expected.values())


def test_a_pair_across_sources_only():
    people = bulk_people()
    everything = brute_force(people, DEFAULT_RULES)
    across = {pair for pair in everything if people.source[pair[0]] != people.source[pair[1]]}
    assert candidate_pairs(people, DEFAULT_RULES, across_only=True) == across
    assert len(sm.block(people, across_only=True)) == len(across)


def test_left_comes_before_right():
    frame = sm.block(bulk_people()).to_pandas()
    assert (frame["left"] < frame["right"]).all()


@pytest.mark.parametrize("rules", [[], ["name"], [None], [DEFAULT_RULES[0]] * 33, DEFAULT_RULES[0]])
def test_what_is_no_list_of_rules_is_refused(rules):
    with pytest.raises(SpecError, match="1 to 32"):
        sm.block(bulk_people(), rules)


def test_an_unknown_role_is_refused():
    with pytest.raises(ParameterError, match="culprit"):
        sm.block(bulk_people(), roles=["culprit"])


def test_what_is_no_people_table_is_refused():
    with pytest.raises(ParameterError, match="People table"):
        sm.block(bulk_people().records)


def test_too_many_pairs_are_refused_before_any_is_made(monkeypatch):
    for made in ("count_pairs", "plan_chunks", "fill_pairs"):
        monkeypatch.setattr(joins, made, lambda *_: pytest.fail("pairs were made"))
    with pytest.raises(TooManyPairsError) as caught:
        sm.block(bulk_people(), max_pairs=10)
    assert caught.value.max_pairs == 10
    assert caught.value.n_pairs > 10
    assert caught.value.rule in {rule.name for rule in DEFAULT_RULES}
    assert caught.value.rule in str(caught.value)


def test_the_bound_is_never_below_the_count():
    pairs = sm.block(bulk_people())
    assert joins.bound_pairs(pairs.groups)[-1] >= len(pairs)
    sm.block(bulk_people(), max_pairs=int(joins.bound_pairs(pairs.groups)[-1]))


def test_a_wide_block_is_said(monkeypatch):
    monkeypatch.setattr("suspectmatch.blocking.WIDE_RECORDS", 2)
    people = people_of(*[ZUBAYR] * 3, *[{"names": [f"Orm Ek{letter * 3}"]} for letter in "bdfgk"])
    with pytest.warns(WideBlockWarning, match="'name' puts 3 of 8 records"):
        sm.block(people, [sm.block_on("name")])


@pytest.mark.parametrize("role", PROTECTED_ROLES)
def test_protected_roles_are_paired_only_by_name(role):
    people = people_of(ZUBAYR, {**ZUBAYR, "role": role})
    pairs = sm.block(people)
    assert len(pairs) == 0
    assert pairs.report.n_set_aside == 1
    assert pairs.report.n_possible == 0
    assert len(sm.block(people, roles=(*DEFAULT_ROLES, role))) == 1


def test_strangers_are_no_pair():
    assert len(sm.block(people_of(ZUBAYR, OTHER))) == 0


def test_no_records_and_one_record_make_no_pairs():
    one = people_of(ZUBAYR)
    assert len(sm.block(one)) == 0
    assert sm.block(one).to_arrow().num_rows == 0
    assert list(sm.block(one).chunks()) == []


def test_a_chunk_is_new_memory():
    first, second = itertools.islice(sm.block(bulk_people()).chunks(max_pairs=50), 2)
    assert not any(np.shares_memory(a, b) for a, b in zip(first, second, strict=True))
