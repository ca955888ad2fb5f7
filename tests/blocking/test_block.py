"""block(): the plan of pairs, its bounds and its counts."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_people, candidate_pairs, people_of
from suspectmatch.blocking import DEFAULT_RULES, keys
from suspectmatch.errors import ParameterError, SpecError, TooManyPairsError, WideBlockWarning
from suspectmatch.kernels import joins
from suspectmatch.roles import DEFAULT_ROLES, PROTECTED_ROLES

NARROW = {"birth_year", "nationality", "sex", "birth_place", "given_prefix", "stated_birth_year"}


def brute_force(people, rules):
    """Pairs and their rules, by looking at every two records; no plan, no groups, no joined keys."""
    held = {}
    for part in {part for rule in rules for part in rule.parts}:
        held[part] = [set() for _ in range(len(people))]
        for i, key in zip(*(each.tolist() for each in keys.part_keys(people, part)), strict=True):
            held[part][i].add(key)
    found = {}
    for i, j in itertools.combinations(range(len(people)), 2):
        shared = {part for part, own in held.items() if own[i] & own[j]}
        mask = sum(1 << n for n, rule in enumerate(rules) if shared.issuperset(rule.parts))
        if mask:
            found[i, j] = mask
    return found


def made_by(people, rules, **options):
    frame = sm.block(people, rules, **options).to_pandas()
    pairs = zip(frame["left"].tolist(), frame["right"].tolist(), strict=True)
    return dict(zip(pairs, frame["rules"].tolist(), strict=True))


def test_the_plan_makes_every_pair_once_with_all_its_rules():
    pairs = sm.block(bulk_people())
    expected = brute_force(bulk_people(), DEFAULT_RULES)
    assert made_by(bulk_people(), "auto") == expected
    assert len(pairs.to_pandas()) == len(pairs) == len(expected)
    new = [0] * len(DEFAULT_RULES)
    for mask in expected.values():
        new[(mask & -mask).bit_length() - 1] += 1
    assert [rule.n_new for rule in pairs.report.rules] == new
    for number, rule in enumerate(pairs.report.rules):
        # A pair that shares two keys under a rule counts twice before pairs are made.
        assert rule.n_pairs >= sum(mask >> number & 1 for mask in expected.values())


@settings(max_examples=15)
@given(
    st.lists(st.lists(st.sampled_from(sorted(NARROW)), min_size=1, max_size=3), min_size=1, max_size=5)
)
def test_any_rules_make_the_pairs_of_their_definition(parts):
    rules = [sm.block_on("name_part", *each) for each in parts]
    assert made_by(bulk_people(), rules) == brute_force(bulk_people(), rules)


def test_auto_is_the_default_rules():
    chosen, listed = sm.block(bulk_people()), sm.block(bulk_people(), DEFAULT_RULES)
    assert chosen.rules == listed.rules == tuple(rule.name for rule in DEFAULT_RULES)
    assert chosen.to_arrow().equals(listed.to_arrow())
    assert chosen.report == listed.report


def test_threads_do_not_show():
    for option in ({}, {"pairs_per_record": 0.5}):
        one, many = (sm.block(bulk_people(), threads=n, **option) for n in (1, 3))
        assert one.to_arrow().equals(many.to_arrow())
        assert one.report == many.report


@pytest.mark.parametrize("threads", [0, 1.5, True])
def test_threads_are_a_positive_number(threads):
    with pytest.raises(ParameterError, match="threads"):
        sm.block(bulk_people(), threads=threads)


@pytest.mark.parametrize("budget", [0, -1, "many", None])
def test_a_budget_is_a_number_above_0(budget):
    with pytest.raises(ParameterError, match="pairs_per_record"):
        sm.block(bulk_people(), pairs_per_record=budget)


def crowd_of_one_family_name(n):
    """Records that share a family name and nothing else, as an Arrow table."""
    plain = {"full": None, "given": None, "family": "Tarkhani"}
    return pa.table(
        {
            "source": pa.array(["a"]).take(pa.array(np.zeros(n, np.int32))),
            "record_id": pa.array([str(k) for k in range(n)]),
            "names": pa.array([[plain]] * 1).take(pa.array(np.zeros(n, np.int32))),
        }
    )


def test_ten_thousand_million_pairs_are_refused_by_the_name_of_their_rule(monkeypatch):
    for made in ("count_pairs", "plan_chunks", "fill_pairs"):
        monkeypatch.setattr(joins, made, lambda *_: pytest.fail("pairs were made"))
    people = sm.normalise(sm.load(crowd_of_one_family_name(200_000)))
    with pytest.raises(TooManyPairsError, match="'family_name'") as caught:
        sm.block(people, [sm.block_on("document"), sm.block_on("family_name")])
    assert caught.value.n_pairs == 200_000 * 199_999 // 2
    assert caught.value.rule == "family_name"


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
