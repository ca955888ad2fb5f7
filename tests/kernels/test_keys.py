"""Blocking keys: kernels against brute force; two records meet if and only if they should."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.keys import (
    mixed_by_definition,
    name_keys_by_definition,
    sampled_by_definition,
    year_keys_by_definition,
)

from suspectmatch.kernels import keys

pytestmark = pytest.mark.kernels

few = settings(deadline=None, max_examples=30)
N_FORMS = 5
tokens = st.tuples(st.integers(0, N_FORMS - 1), st.booleans())
names = st.tuples(st.booleans(), st.lists(tokens, max_size=4))
records_of_names = st.lists(st.lists(names, max_size=3), max_size=4)
intervals = st.tuples(st.sampled_from([0, 1960, 1961, 1965]), st.integers(0, 6)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
records_of_years = st.lists(st.lists(intervals, max_size=2), max_size=4)


@pytest.fixture(autouse=True)
def _modulo_2_to_the_64():
    """Hashes wrap around on purpose; without the compiler numpy would warn of it."""
    with np.errstate(over="ignore"):
        yield


def flat(rows):
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)


def written(fill):
    """Count, make room, write: as callers do."""
    n = fill(np.empty(0, np.int32), np.empty(0, np.uint64))
    record, key = np.full(n + 1, 7, np.int32), np.full(n + 1, 7, np.uint64)
    assert fill(record[:n], key[:n]) == n
    assert (record[n], key[n]) == (7, 7)
    assert fill(record[: n // 2], np.empty(n // 2, np.uint64)) == n
    return list(zip(record[:n].tolist(), key[:n].tolist(), strict=True))


def agrees(found, expected):
    """Same records in the same order, and keys equal exactly where the definition's are."""
    assert [record for record, _ in found] == [record for record, _ in expected]
    both = {(key, plain) for (_, key), (_, plain) in zip(found, expected, strict=True)}
    assert len(both) == len({key for key, _ in both}) == len({plain for _, plain in both})


def name_keys(records, size):
    occurrences = [name for names in records for name in names]
    parts = [token for _, tokens in occurrences for token in tokens]
    # The code of a token is its form, twice over: first the usable ones, then those that are not.
    codes = [form if usable else N_FORMS + form for form, usable in parts]
    return written(
        lambda record, key: keys.name_keys(
            flat(records),
            np.arange(len(occurrences), dtype=np.int32),
            np.array([is_weak for is_weak, _ in occurrences], np.bool_),
            flat([tokens for _, tokens in occurrences]),
            np.array(codes, np.int32),
            np.tile(np.arange(N_FORMS, dtype=np.int32), 2),
            np.arange(2 * N_FORMS) < N_FORMS,
            size,
            record,
            key,
        )
    )


def year_keys(records, apart, widest):
    dates = [date for record in records for date in record]
    return written(
        lambda record, key: keys.year_keys(
            flat(records),
            np.arange(len(dates), dtype=np.int32),
            np.array([first for first, _ in dates], np.int32),
            np.array([last for _, last in dates], np.int32),
            apart,
            widest,
            record,
            key,
        )
    )


def test_mix_is_splitmix64_and_one_to_one():
    sample = [0, 1, 2, 2**32, 2**63, 2**64 - 1, *range(1000, 3000), *(k << 40 for k in range(1, 999))]
    mixed = [int(keys.mix(np.uint64(value))) for value in sample]
    assert mixed[0] == 0xE220A8397B1DCDAF  # the first number of SplitMix64 seeded with 0
    assert len(set(mixed)) == len(sample)
    assert keys.mix_all(np.array(sample, np.uint64)).tolist() == mixed
    assert mixed == [mixed_by_definition(value) for value in sample]


@few
@given(records_of_names, st.sampled_from([0, 1, 2]))
def test_keys_of_names_are_the_definition(records, size):
    agrees(name_keys(records, size), name_keys_by_definition(records, size))


@few
@given(st.lists(tokens, min_size=2, max_size=4), st.sampled_from([0, 1, 2]), st.randoms())
def test_order_of_parts_makes_no_other_key(parts, size, random):
    turned = random.sample(parts, len(parts))
    found = name_keys([[(False, parts)], [(False, turned)], [(True, parts)]], size)
    keys_of = [sorted(key for record, key in found if record == k) for k in range(3)]
    assert keys_of[0] == keys_of[1]
    assert keys_of[2] == []


@few
@given(records_of_years, st.integers(0, 2), st.sampled_from([0, 4]))
def test_keys_of_years_are_the_definition(records, apart, widest):
    agrees(year_keys(records, apart, widest), year_keys_by_definition(records, apart, widest))


@few
@given(st.lists(intervals.filter(lambda pair: pair[0] > 0), min_size=2, max_size=4), st.integers(0, 2))
def test_years_meet_if_and_only_if_they_are_near(dates, apart):
    found = year_keys([[date] for date in dates], apart, widest=12)
    for i, j in combinations(range(len(dates)), 2):
        shared = {key for record, key in found if record == i} & {k for r, k in found if r == j}
        gap = max(dates[i][0], dates[j][0]) - min(dates[i][1], dates[j][1])
        assert bool(shared) == (gap <= apart)


hashes = st.lists(st.integers(0, 2**64 - 1), min_size=6, max_size=6)
pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30)


def sampled(some, hashed, seed, share):
    left, right = (np.array([pair[side] for pair in some], np.int32) for side in (0, 1))
    n = keys.sample_pairs(left, right, np.array(hashed, np.uint64), seed, share)
    return list(zip(left[:n].tolist(), right[:n].tolist(), strict=True))


@few
@given(pairs, hashes, st.integers(0, 9), st.sampled_from([0.0, 0.3, 0.7, 1.0]), st.randoms())
def test_a_sample_of_pairs_is_the_definition_whatever_their_order_or_direction(
    some, hashed, seed, share, random
):
    found = sampled(some, hashed, seed, share)
    assert found == sampled_by_definition(some, hashed, seed, share)
    assert share > 0.0 or not found
    assert share < 1.0 or found == some
    turned = [pair[::-1] for pair in random.sample(some, len(some))]
    again = sampled(turned, hashed, seed, share)
    assert sorted(pair[::-1] for pair in again) == sorted(found)


def test_a_sample_has_its_size_and_another_seed_chooses_others():
    hashed = keys.mix_all(np.arange(100, dtype=np.uint64)).tolist()
    every = list(combinations(range(100), 2))
    one, other = (sampled(every, hashed, seed, 0.2) for seed in (0, 1))
    assert one != other
    for found in (one, other):
        assert abs(len(found) / len(every) - 0.2) < 0.03


incidences = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3) | st.just(2**64 - 1)), max_size=25)


@few
@given(incidences)
def test_a_record_keeps_each_key_once(rows):
    rows = sorted(rows, key=lambda row: row[0])
    record, key = np.array([r for r, _ in rows], np.int32), np.array([k for _, k in rows], np.uint64)
    n = keys.distinct_keys(record, key)
    assert list(zip(record[:n].tolist(), key[:n].tolist(), strict=True)) == sorted(set(rows))
