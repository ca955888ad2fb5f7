"""Folds part no person and do not depend on the order of the rows."""

from __future__ import annotations

import numpy as np

import suspectmatch as sm
from samples import bulk_compared, bulk_records, shuffled
from suspectmatch.scoring.folds import folds, pair_hashes, person_hashes


def test_records_joined_by_pairs_are_one_person():
    people = bulk_compared().people
    person = person_hashes(people, np.array([0, 1], np.int32), np.array([1, 7], np.int32))
    assert person[0] == person[1] == person[7]
    assert len(set(person.tolist())) == len(people) - 2


def test_no_person_is_learned_from_and_tested():
    compared = bulk_compared()
    none = np.empty(0, np.int32)
    person = person_hashes(compared.people, none, none)
    left, right = person[compared.left], person[compared.right]
    tested = []
    for learn, test in folds(left, right, 5, 0):
        first = np.minimum(left[test], right[test])
        assert not set(first.tolist()) & (set(left[learn].tolist()) | set(right[learn].tolist()))
        tested += test.tolist()
    assert sorted(tested) == list(range(len(compared)))


def test_pairs_are_named_whatever_the_order():
    turned = sm.compare(sm.block(sm.normalise(shuffled(bulk_records(), 1))))
    assert sorted(pair_hashes(turned).tolist()) == sorted(pair_hashes(bulk_compared()).tolist())
