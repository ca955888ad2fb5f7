from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.joins import groups_by_definition, new_pairs_by_definition, pairs_by_definition

from suspectmatch.kernels import groups as grouping
from suspectmatch.kernels import joins

pytestmark = pytest.mark.kernels

N_RECORDS = 9
LARGE = 2**64 - 1
incidence = st.tuples(
    st.integers(0, N_RECORDS - 1), st.sampled_from([0, 1, 2**63, LARGE]), st.sampled_from([0, 1, 31])
)
incidences = st.lists(incidence, max_size=8) | st.lists(incidence, min_size=25, max_size=60)
sides = st.lists(st.integers(0, 2), min_size=N_RECORDS, max_size=N_RECORDS)


def build(rows, n_records=N_RECORDS):
    return joins.build_groups(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.uint64),
        np.array([row[2] for row in rows], np.uint8),
        n_records,
    )


def fill(groups, side, across_only, max_pairs):
    boundaries, capacity = joins.plan_chunks(groups, side, across_only, max_pairs)
    left, right = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    counts = np.zeros(joins.MAX_RULES, np.int64)
    chunks = []
    for start, stop in pairwise(boundaries):
        n = joins.fill_pairs(groups, side, across_only, start, stop, left, right, counts)
        masks = joins.rules_of_pairs(groups, left[:n], right[:n])
        assert masks.dtype == np.uint32
        chunks.append(list(zip(left[:n].tolist(), right[:n].tolist(), masks.tolist(), strict=True)))
    return boundaries, chunks, counts.tolist()


@settings(deadline=None, max_examples=50)
@given(incidences, st.randoms())
def test_groups_are_the_shared_keys_in_any_order(rows, random):
    groups = build(rows)
    expected = groups_by_definition(rows)
    found = [
        groups.members[start:stop].tolist() for start, stop in pairwise(groups.group_offsets.tolist())
    ]
    assert found == list(expected.values())
    assert groups.group_rule.tolist() == [rule for rule, _ in expected]
    for record in range(N_RECORDS):
        own = groups.record_keys[groups.record_offsets[record] : groups.record_offsets[record + 1]]
        assert own.tolist() == [k for k, members in enumerate(expected.values()) if record in members]
    random.shuffle(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "RECORDS_AT_ONCE", 2)
        again = build(rows)
    for before, after in zip(groups, again, strict=True):
        np.testing.assert_array_equal(before, after)


@settings(deadline=None, max_examples=50)
@given(incidences, sides, st.booleans(), st.sampled_from([1, 2, 5, 1000]))
def test_each_pair_once_with_all_its_rules(rows, side, across_only, max_pairs):
    groups, side = build(rows), np.array(side, np.int32)
    expected = pairs_by_definition(rows, side, across_only)
    boundaries, chunks, counts = fill(groups, side, across_only, max_pairs)
    made = [pair for chunk in chunks for pair in chunk]
    assert len(made) == len(expected)
    assert counts == new_pairs_by_definition(expected.values())
    assert {(left, right): mask for left, right, mask in made} == expected
    assert all(left < right for left, right, _ in made)
    assert boundaries[0] == 0
    assert boundaries[-1] == len(groups.members)
    for chunk, units in zip(chunks, np.diff(boundaries), strict=True):
        assert units >= 1
        assert len(chunk) <= max_pairs or len({left for left, _, _ in chunk}) == 1


@settings(deadline=None, max_examples=50)
@given(incidences, sides, st.booleans(), st.integers(0, 100))
def test_counts_are_those_of_the_pairs(rows, side, across_only, cut):
    groups, side = build(rows), np.array(side, np.int32)
    expected = pairs_by_definition(rows, side, across_only).values()
    n_units = len(groups.members)
    cut = min(cut, n_units)
    counts = joins.count_pairs(groups, side, across_only, 0, cut)
    counts = counts + joins.count_pairs(groups, side, across_only, cut, n_units)
    assert counts.tolist() == new_pairs_by_definition(expected)
    assert counts.sum() == len(expected)


@settings(deadline=None, max_examples=50)
@given(incidences)
def test_rules_of_any_two_records_are_those_they_share_a_key_under(rows):
    expected = pairs_by_definition(rows, [0] * N_RECORDS, across_only=False)
    left, right = (side.astype(np.int32) for side in np.triu_indices(N_RECORDS, 1))
    for one, other in ((left, right), (right, left)):
        found = joins.rules_of_pairs(build(rows), one, other).tolist()
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        assert found == [expected.get(pair, 0) for pair in pairs]


@settings(deadline=None, max_examples=50)
@given(incidences)
def test_an_earlier_signature_says_whether_two_may_have_met(rows):
    """No bit in common: certainly no earlier group in common; the first group of a record has none."""
    groups = build(rows)
    met = set()
    for start, stop in pairwise(groups.group_offsets.tolist()):
        units = [(groups.members[unit], int(groups.earlier[unit])) for unit in range(start, stop)]
        for (i, one), (j, other) in combinations(units, 2):
            assert one & other or (i, j) not in met
        met |= {(i, j) for (i, _), (j, _) in combinations(units, 2)}
    firsts = {
        int(record): int(bits)
        for record, bits in zip(groups.members[::-1], groups.earlier[::-1], strict=True)
    }
    assert not any(firsts.values())


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2) | st.integers(0, LARGE)), max_size=40))
def test_blocks_of_one_rule_are_the_shared_keys_in_their_order(rows):
    rows = sorted(rows, key=lambda row: row[0])
    record, key = np.array([r for r, _ in rows], np.int32), np.array([k for _, k in rows], np.uint64)
    before = record.copy(), key.copy()
    blocks = grouping.group_keys(record, key)
    expected = groups_by_definition([(r, k, 0) for r, k in rows])
    assert blocks.keys.tolist() == [k for _, k in expected]
    found = [blocks.members[start:stop].tolist() for start, stop in pairwise(blocks.offsets.tolist())]
    assert found == list(expected.values())
    assert blocks.n_pairs() == sum(len(own) * (len(own) - 1) // 2 for own in expected.values())
    assert (record == before[0]).all()
    assert (key == before[1]).all()


@pytest.mark.parametrize("bits", [0, 10, 11, 12, 22, 54, 55, 63])
def test_keys_that_differ_in_one_bit_are_told_apart(bits):
    key = np.array([0, 1 << bits, 0, 1 << bits], np.uint64)
    blocks = grouping.group_keys(np.arange(4, dtype=np.int32), key)
    assert blocks.members.tolist() == [0, 2, 1, 3]
    assert blocks.keys.tolist() == [0, 1 << bits]


def test_no_blocks_are_a_whole_number_of_nothing():
    none = grouping.Blocks.none()
    assert none.n_pairs() == 0
    made = grouping.index_blocks([none, none], 3)
    assert made.group_offsets.tolist() == [0]
    assert made.record_offsets.tolist() == [0, 0, 0, 0]


@settings(deadline=None, max_examples=50)
@given(incidences, sides)
def test_bounds_count_each_group_by_itself(rows, side):
    groups = build(rows)
    bounds, across = np.zeros(33, np.int64), np.zeros(33, np.int64)
    for (rule, _), members in groups_by_definition(rows).items():
        n = len(members) * (len(members) - 1) // 2
        same = sum(side[a] == side[b] for k, a in enumerate(members) for b in members[k + 1 :])
        bounds[[rule, -1]] += n
        across[[rule, -1]] += n - same
    np.testing.assert_array_equal(joins.bound_pairs(groups), bounds)
    found = joins.bound_pairs_across(groups, np.array(side, np.int32), 3)
    np.testing.assert_array_equal(found, across)


@settings(deadline=None, max_examples=25)
@given(incidences, incidences)
def test_one_more_rule_never_loses_a_pair(rows, more):
    side = np.zeros(N_RECORDS, np.int32)
    _, few, _ = fill(build(rows), side, False, 10)
    _, many, _ = fill(build(rows + more), side, False, 10)
    assert {pair[:2] for chunk in few for pair in chunk} <= {
        pair[:2] for chunk in many for pair in chunk
    }


def test_a_group_larger_than_a_chunk_is_divided():
    rows = [(record, 5, 0) for record in range(N_RECORDS)]
    boundaries, chunks, _ = fill(build(rows), np.zeros(N_RECORDS, np.int32), False, 10)
    assert [len(chunk) for chunk in chunks] == [8, 7, 6, 9, 6]
    assert boundaries.tolist() == [0, 1, 2, 3, 5, 9]


def test_many_chunks_are_planned():
    rows = [(record, record // 2, 0) for record in range(400)]
    boundaries, chunks, _ = fill(build(rows, 400), np.zeros(400, np.int32), False, 1)
    assert len(chunks) == 200
    assert (np.diff(boundaries) >= 1).all()


def test_many_shared_keys_collide_in_the_signature_without_harm():
    rng = np.random.default_rng(3)
    rows = [(r, int(k), 0) for r in range(12) for k in rng.choice(90, 40, replace=False)]
    _, chunks, _ = fill(build(rows, 12), np.zeros(12, np.int32), False, 7)
    made = [pair for chunk in chunks for pair in chunk]
    expected = pairs_by_definition(rows, [0] * 12, across_only=False)
    assert sorted(made) == sorted((*pair, mask) for pair, mask in expected.items())


def test_nothing_makes_nothing():
    groups = build([(0, 1, 0), (1, 2, 0), (2, 1, 1)])
    side = np.zeros(N_RECORDS, np.int32)
    boundaries, chunks, _ = fill(groups, side, False, 10)
    assert boundaries.tolist() == [0]
    assert chunks == []
    assert joins.count_pairs(groups, side, False, 0, 0).sum() == 0
    assert joins.bound_pairs(groups).sum() == 0
    assert groups.record_offsets.tolist() == [0] * (N_RECORDS + 1)
