"""Cluster metrics against their definitions, and the intervals against leaving persons out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from samples import bulk, bulk_linkage
from suspectmatch.evaluating import measure_clusters
from suspectmatch.evaluating.shares import jackknifed_share


def clusters_of(label):
    """As much of a table of clusters as is measured."""
    people = np.zeros(len(label))
    return SimpleNamespace(
        label=np.asarray(label, np.int32),
        scored=SimpleNamespace(compared=SimpleNamespace(people=people)),
    )


def b_cubed(label, person):
    """Bagga and Baldwin's definition, record by record."""
    rows = range(len(label))
    clusters = [{k for k in rows if label[k] == label[r]} for r in rows]
    persons = [{k for k in rows if person[k] == person[r]} for r in rows]
    precision = np.mean([len(c & p) / len(c) for c, p in zip(clusters, persons, strict=True)])
    recall = np.mean([len(c & p) / len(p) for c, p in zip(clusters, persons, strict=True)])
    return float(precision), float(recall), float(2 * precision * recall / (precision + recall))


def exact(label, person):
    """Share of clusters of two or more records that are one whole person; and how many there are."""
    whole = {frozenset(np.flatnonzero(person == p)) for p in set(person)}
    found = [frozenset(np.flatnonzero(label == c)) for c in set(label)]
    found = [each for each in found if len(each) > 1]
    return (sum(each in whole for each in found) / len(found) if found else np.nan), len(found)


@pytest.fixture(params=range(5))
def drawn(request):
    rng = np.random.default_rng(request.param)
    person = rng.integers(0, 15, 40)
    label = np.where(rng.random(40) < 0.8, person, rng.integers(0, 25, 40))
    return label, person


def test_values_are_those_of_the_definitions(drawn):
    label, person = drawn
    metrics = measure_clusters(clusters_of(label), person)
    made = (metrics.b_cubed_precision, metrics.b_cubed_recall, metrics.b_cubed_f1)
    assert [share.value for share in made] == pytest.approx(b_cubed(label, person))
    assert (metrics.exact.value, metrics.exact.n) == pytest.approx(exact(label, person))


def test_intervals_come_of_leaving_out_one_person_after_the_other(drawn):
    label, person = drawn
    metrics = measure_clusters(clusters_of(label), person)
    kept = [person != p for p in sorted(set(person))]
    without = np.array([b_cubed(label[keep], person[keep]) for keep in kept])
    sizes = np.array([int((~keep).sum()) for keep in kept])
    made = (metrics.b_cubed_precision, metrics.b_cubed_recall, metrics.b_cubed_f1)
    for k, share in enumerate(made):
        assert share == jackknifed_share(share.value, 40, without[:, k], sizes) or (
            share.effective_n
            == pytest.approx(jackknifed_share(share.value, 40, without[:, k], sizes).effective_n)
        )
    large = {c for c in set(label) if (label == c).sum() > 1}
    touching = [keep for keep in kept if large & set(label[~keep])]
    without = np.array([exact(label[keep], person[keep])[0] for keep in touching])
    expected = jackknifed_share(metrics.exact.value, metrics.exact.n, without, np.ones(1, np.int64))
    assert metrics.exact.effective_n == pytest.approx(expected.effective_n)


def test_wrong_clusters_are_counted():
    metrics = measure_clusters(clusters_of([0, 0, 0, 3, 3, 5]), np.array([0, 0, 1, 2, 2, 3]))
    assert (metrics.n_clusters, metrics.n_wrong, metrics.largest_wrong) == (2, 1, 3)
    assert metrics.exact.value == 0.5
    assert metrics.pairs.precision == 0.5


def test_nothing_clustered_is_no_error():
    metrics = measure_clusters(clusters_of([0, 1, 2]), np.array([0, 0, 1]))
    assert (metrics.n_clusters, metrics.largest_wrong) == (0, 0)
    assert np.isnan(metrics.exact.value)
    assert metrics.b_cubed_precision.value == 1.0


def test_on_a_run_it_lies_in_its_intervals():
    metrics = measure_clusters(bulk_linkage().table, bulk().person_id)
    for share in (metrics.b_cubed_precision, metrics.b_cubed_recall, metrics.b_cubed_f1, metrics.exact):
        assert 0 < share.low <= share.value <= share.high <= 1
