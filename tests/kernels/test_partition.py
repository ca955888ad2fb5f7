from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.partition import agreement, best_agreement

from suspectmatch.kernels.partition import MOST_EXACT, partition_components

pytestmark = pytest.mark.kernels

FORCE = 1 << 40


def symmetric(values, n):
    scores = np.zeros((n, n), np.int64)
    scores[np.triu_indices(n, 1)] = values
    return scores + scores.T


@st.composite
def matrices(draw, most):
    n = draw(st.integers(1, most))
    value = st.integers(-6, 6)
    return symmetric(draw(st.lists(value, min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2)), n)


def solved(scores, most_exact=MOST_EXACT):
    label = partition_components(scores.ravel(), np.array([len(scores)]), most_exact).tolist()
    return label, [[i for i in range(len(label)) if label[i] == each] for each in sorted(set(label))]


@settings(deadline=None, max_examples=60)
@given(matrices(7))
def test_no_other_partition_agrees_more(scores):
    label, parts = solved(scores)
    assert agreement(scores.tolist(), parts) == best_agreement(scores.tolist())
    assert all(label[each] == each for each in label)
    assert all(each <= record for record, each in enumerate(label))


@settings(deadline=None, max_examples=60)
@given(matrices(9))
def test_the_heuristic_is_a_partition_that_no_single_move_betters(scores):
    label, parts = solved(scores, 0)
    value = agreement(scores.tolist(), parts)
    assert value <= agreement(scores.tolist(), solved(scores)[1])
    assert value >= 0
    for record in range(len(label)):
        for cluster in {*label, record, len(label)}:
            moved = [*label]
            moved[record] = cluster
            other = [[i for i in range(len(label)) if moved[i] == each] for each in set(moved)]
            assert agreement(scores.tolist(), other) <= value
    for one in parts:
        for other in parts:
            assert one is other or sum(scores[i, j] for i in one for j in other) <= 0


def test_components_do_not_touch_each_other():
    rng = np.random.default_rng(0)
    sizes = np.array([1, 5, 14, 2, 9])
    every = [symmetric(rng.integers(-9, 10, n * (n - 1) // 2), n) for n in sizes.tolist()]
    together = partition_components(np.concatenate([m.ravel() for m in every]), sizes, MOST_EXACT)
    assert together.tolist() == [each for m in every for each in solved(m)[0]]


@pytest.mark.parametrize("most_exact", [0, MOST_EXACT])
def test_decided_pairs_outweigh_all_else(most_exact):
    scores = symmetric([9] * 45, 10)
    for i, j in ((0, 1), (2, 3)):
        scores[i, j] = scores[j, i] = -FORCE
    scores[0, 4] = scores[4, 0] = FORCE
    label = solved(scores, most_exact)[0]
    assert label[0] == label[4] != label[1]
    assert label[2] != label[3]


@pytest.mark.parametrize("n", [13, 40])
def test_two_groups_joined_by_one_wrong_link_come_apart(n):
    side = np.arange(n) < n // 2
    scores = np.where(side[:, None] == side[None, :], 5, -3).astype(np.int64)
    scores[0, n - 1] = scores[n - 1, 0] = 9
    assert solved(scores)[0] == np.where(side, 0, n // 2).tolist()


def test_nothing_is_nothing():
    none = np.empty(0, np.int64)
    assert partition_components(none, none, MOST_EXACT).tolist() == []
