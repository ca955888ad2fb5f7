"""Folds part no person and do not depend on the order of the rows."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut

import suspectmatch as sm
from samples import bulk, bulk_compared, bulk_records, shuffled
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import folds_of_pairs, persons_of_pairs, split_persons
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


@pytest.mark.parametrize("seed", range(3))
def test_no_person_is_parted_and_folds_are_alike(seed):
    person = bulk().person_id
    fold = split_persons(person, 5, random_state=seed)
    assert all(len(set(fold[person == p].tolist())) == 1 for p in np.unique(person))
    counts = np.bincount(fold)
    assert counts.size == 5
    assert counts.max() - counts.min() <= 10


def test_the_seed_makes_the_folds_and_the_order_of_records_does_not():
    person = bulk().person_id
    order = np.random.default_rng(0).permutation(person.size)
    assert (split_persons(person[order]) == split_persons(person)[order]).all()
    assert (split_persons(person) != split_persons(person, random_state=1)).any()


def test_scikit_learn_takes_them_as_groups():
    person = bulk().person_id
    fold = split_persons(person, 3)
    for splitter, groups in ((LeaveOneGroupOut(), fold), (GroupKFold(3), person)):
        for train, test in splitter.split(person, groups=groups):
            assert not set(person[train]) & set(person[test])


def test_pairs_of_two_folds_are_left_out():
    person, compared = bulk().person_id, bulk_compared()
    fold = split_persons(person, 4)
    found = folds_of_pairs(fold, compared.left, compared.right)
    assert (found >= 0).sum() < len(compared)
    same = person[compared.left] == person[compared.right]
    assert (found[same] >= 0).all()
    assert (
        found == np.where(fold[compared.left] == fold[compared.right], fold[compared.left], -1)
    ).all()


def test_persons_are_who_is_linked_directly_or_not():
    found = persons_of_pairs(6, [0, 2, 4], [2, 5, 3])
    assert found[0] == found[2] == found[5]
    assert found[3] == found[4]
    assert len(set(found.tolist())) == 3


@pytest.mark.parametrize("n_folds", [1, 4, 0])
def test_folds_are_at_least_two_and_at_most_one_for_each_person(n_folds):
    with pytest.raises(ParameterError, match="n_folds"):
        split_persons([1, 2, 3, 3], n_folds)
