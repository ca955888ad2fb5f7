"""Pair metrics against brute force over all pairs of rows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.stats import binomtest

from samples import bulk, bulk_linkage, bulk_truth
from suspectmatch.evaluating import PairMetrics, cluster_metrics, lead_metrics, wilson
from suspectmatch.evaluating.pairs import metrics_of_pairs
from suspectmatch.evaluating.truth import person_of_rows, true_pairs


def identities():
    table = bulk_linkage().records.table
    return list(zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True))


def truly_same():
    truth, rows = bulk_truth(), identities()
    return {
        (i, j)
        for i, j in itertools.combinations(range(len(rows)), 2)
        if truth[rows[i]] == truth[rows[j]]
    }


def interval(share):
    return share.low, share.high


def test_leads_against_brute_force():
    scored = bulk_linkage().scored
    found = {
        (i, j)
        for i, j, p in zip(
            scored.compared.left.tolist(),
            scored.compared.right.tolist(),
            scored.probability,
            strict=True,
        )
        if p >= 0.8
    }
    metrics = lead_metrics(scored, bulk_truth(), 0.8)
    assert metrics == PairMetrics(len(found), len(truly_same()), len(found & truly_same()))
    assert metrics.precision > 0.8
    assert metrics.recall > 0.8


def test_clusters_against_brute_force():
    label = bulk_linkage().table.label
    found = {(i, j) for i, j in itertools.combinations(range(label.size), 2) if label[i] == label[j]}
    metrics = cluster_metrics(bulk_linkage().table, bulk_truth())
    assert metrics == PairMetrics(len(found), len(truly_same()), len(found & truly_same()))


def test_records_the_truth_does_not_name_are_persons_alone():
    person = person_of_rows(bulk_linkage().people, {})
    assert len(set(person.tolist())) == len(person)
    assert true_pairs(person) == 0
    two = dict.fromkeys(identities()[:2], "one person")
    assert true_pairs(person_of_rows(bulk_linkage().people, two)) == 1


def test_shares_and_their_mean():
    metrics = PairMetrics(n_found=10, n_true=20, n_right=8)
    assert (metrics.precision, metrics.recall) == (0.8, 0.4)
    assert metrics.f1 == pytest.approx(2 * 0.8 * 0.4 / 1.2)
    assert interval(metrics.precision_share) == wilson(8, 10)
    assert interval(metrics.recall_share) == wilson(8, 20)


def test_nothing_found_and_nothing_to_find():
    nothing = PairMetrics(0, 0, 0)
    assert all(math.isnan(value) for value in (nothing.precision, nothing.recall, nothing.f1))
    assert interval(nothing.precision_share) == (0.0, 1.0)
    assert PairMetrics(0, 5, 0).f1 == 0.0


@pytest.mark.parametrize(("right", "n"), [(0, 5), (5, 5), (1, 3), (950, 1000)])
def test_the_interval_is_scipys(right, n):
    expected = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert wilson(right, n) == pytest.approx((expected.low, expected.high))


def shares_a_person(a, b, person):
    return bool({person[a[0]], person[a[1]]} & {person[b[0]], person[b[1]]})


def test_the_variance_is_of_all_pairs_that_share_a_person():
    """The definition of Aronow, Samii and Assenova (2015), over pairs of pairs."""
    rng = np.random.default_rng(3)
    person = rng.integers(0, 12, 40)
    pairs = [pair for pair in itertools.combinations(range(40), 2) if rng.random() < 0.1]
    left, right = np.array(pairs, np.int32).T
    sizes = np.bincount(person)
    metrics = metrics_of_pairs(person, left, right, sizes * (sizes - 1) // 2)
    value = {pair: float(person[pair[0]] == person[pair[1]]) - metrics.precision for pair in pairs}
    brute = (
        sum(value[a] * value[b] for a in pairs for b in pairs if shares_a_person(a, b, person))
        / len(pairs) ** 2
    )
    p = metrics.precision
    variance, degrees = metrics.by_person.spread(1 - p, -p, 0.0)
    assert variance / len(pairs) ** 2 == pytest.approx(brute)
    assert 1 < degrees <= 12
    assert 1 <= metrics.precision_share.effective_n <= len(pairs)


def test_clusters_count_by_person_what_their_pairs_do():
    label, truth = bulk_linkage().table.label, bulk().person_id
    pairs = [pair for pair in itertools.combinations(range(300), 2) if label[pair[0]] == label[pair[1]]]
    person = person_of_rows(bulk_linkage().people, truth)
    sizes = np.bincount(person)
    expected = metrics_of_pairs(person, *np.array(pairs, np.int32).T, sizes * (sizes - 1) // 2)
    metrics = cluster_metrics(bulk_linkage().table, truth)
    for name in ("right", "wrong", "true"):
        assert (getattr(metrics.by_person, name) == getattr(expected.by_person, name)).all()
    assert metrics.by_person.squares <= expected.by_person.squares


def test_intervals_hold_what_they_are_of():
    metrics = lead_metrics(bulk_linkage().scored, bulk_truth(), 0.5)
    for name in ("precision", "recall", "f1"):
        low, high = interval(getattr(metrics, f"{name}_share"))
        assert 0 <= low <= getattr(metrics, name) <= high <= 1
    assert interval(PairMetrics(1, 1, 1).f1_share) == wilson(2, 2)
