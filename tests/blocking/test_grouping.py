"""Blocks of a rule: wide ones refined, by definition, and nobody lost who shares the further keys."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_people, people_of
from suspectmatch.blocking.grouping import Grouping
from suspectmatch.blocking.keys import part_keys

PARTS = ["name_part", "two_name_parts", "name", "birth_day", "birth_year", "nationality", "birth_place"]
FURTHER = ["nationality", "birth_place", "stated_birth_year", "given_prefix", "sex"]


def held(people, part):
    """The keys of each record."""
    found = [set() for _ in range(len(people))]
    for i, key in zip(*(each.tolist() for each in part_keys(people, part)), strict=True):
        found[i].add(key)
    return found


def split(blocks, own):
    """Blocks divided by a further key; whoever is alone in one is in none."""
    finer = defaultdict(set)
    for name, members in blocks.items():
        for i in members:
            for key in own[i]:
                finer[*name, key].add(i)
    return {name: members for name, members in finer.items() if len(members) > 1}


def refined(people, rule, widest, *, strictly):
    """(blocks, how many were refined, records left) by definition."""
    blocks = {(): set(range(len(people)))}
    for part in rule.parts:
        blocks = split(blocks, held(people, part))

    def wide(some):
        return {name: members for name, members in some.items() if len(members) > widest}

    kept, rest = {k: v for k, v in blocks.items() if len(v) <= widest}, wide(blocks)
    n_refined, n_left = len(rest), 0
    for part in rule.refine_by:
        before = set().union(*rest.values())
        finer = split(rest, held(people, part))
        n_left += len(before) - len(set().union(*finer.values()))
        rest = wide(finer)
        kept |= {name: members for name, members in finer.items() if name not in rest}
    if strictly:
        return kept, n_refined, n_left + len(set().union(*rest.values()))
    return kept | rest, n_refined, n_left


def members(made):
    bounds = itertools.pairwise(made.blocks.offsets.tolist())
    return [made.blocks.members[start:stop].tolist() for start, stop in bounds]


def made_of(people, rule, widest, *, strictly=False):
    grouping = Grouping(people, np.ones(len(people), bool))
    grouping.prepare([rule])
    return grouping.refine(grouping.whole(rule), rule, widest, strictly)


def pairs_of(blocks):
    return {pair for own in blocks for pair in itertools.combinations(own, 2)}


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(FURTHER), min_size=1, max_size=3, unique=True),
    st.sampled_from([1, 2, 3, 5, 10, 50, 10_000]),
    st.booleans(),
)
def test_wide_blocks_are_refined_as_defined(parts, further, widest, strictly):
    rule = sm.block_on("name_part", *[p for p in parts if p != "name_part"], refine_by=further)
    made = made_of(bulk_people(), rule, widest, strictly=strictly)
    blocks, n_refined, n_left = refined(bulk_people(), rule, widest, strictly=strictly)
    assert sorted(map(sorted, blocks.values())) == sorted(members(made))
    assert (made.n_refined, made.n_left) == (n_refined, n_left)


@settings(max_examples=20)
@given(
    st.sampled_from(PARTS[:4]),
    st.lists(st.sampled_from(FURTHER), min_size=1, max_size=3, unique=True),
    st.sampled_from([1, 2, 5, 10]),
)
def test_no_pair_is_lost_that_shares_all_further_keys(part, further, widest):
    rule = sm.block_on(part, refine_by=further)
    whole = pairs_of(members(made_of(bulk_people(), rule, 10**6)))
    finer = pairs_of(members(made_of(bulk_people(), rule, widest)))
    keys = [held(bulk_people(), each) for each in further]
    assert finer <= whole
    assert {(i, j) for i, j in whole if all(own[i] & own[j] for own in keys)} <= finer


def test_strictly_leaves_only_what_is_too_wide_even_so_and_counts_it():
    crowd = [{**ZUBAYR, "nationalities": ["Iraq"]}] * 4 + [{**ZUBAYR, "nationalities": ["Oman"]}] * 2
    people = people_of(*crowd, {**ZUBAYR, "nationalities": ["Chad"]}, OTHER, OTHER)
    rule = sm.block_on("name", refine_by="nationality")
    loose, strict = (made_of(people, rule, 3, strictly=strictly) for strictly in (False, True))
    assert sorted(members(loose)) == [[0, 1, 2, 3], [4, 5], [7, 8]]
    assert sorted(members(strict)) == [[4, 5], [7, 8]]
    assert (loose.n_refined, loose.n_left) == (1, 1)
    assert (strict.n_refined, strict.n_left) == (1, 5)


def test_without_a_width_blocks_are_as_they_are():
    rule = sm.block_on("name", refine_by="nationality")
    assert members(made_of(people_of(*[ZUBAYR] * 9), rule, None)) == [list(range(9))]


def test_the_keys_of_a_part_are_made_once_for_all_rules(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "suspectmatch.blocking.grouping.part_keys",
        lambda people, part: asked.append(part) or part_keys(people, part),
    )
    grouping = Grouping(bulk_people(), np.ones(len(bulk_people()), bool))
    rules = [sm.block_on("name_part", "birth_year"), sm.block_on("name_part", refine_by="birth_year")]
    for rule in rules:
        grouping.prepare([rule])
        grouping.refine(grouping.whole(rule), rule, 5 if rule.refine_by else None)
    assert asked == ["name_part", "birth_year"]


@pytest.mark.parametrize("part", ["name", "birth_day"])
def test_who_may_not_be_paired_is_in_no_block(part):
    linked = np.array([True, False, True])
    grouping = Grouping(people_of(*[ZUBAYR] * 3), linked)
    rule = sm.block_on(part)
    grouping.prepare([rule])
    assert grouping.whole(rule).members.tolist() == [0, 2]
