"""cluster(): a partition, its confidences and its ids."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_compared, bulk_linkage, people_of
from suspectmatch.errors import ParameterError


def clusters_of(*records, **options):
    return sm.cluster(sm.score(sm.compare(sm.block(people_of(*records)))), **options)


def test_two_of_one_and_one_of_its_own():
    clusters = clusters_of(OTHER, ZUBAYR, ZUBAYR)
    assert clusters.label.tolist() == [0, 1, 1]
    assert clusters.size.tolist() == [1, 2, 2]
    assert len(clusters) == 1
    assert np.isnan(clusters.confidence[0])
    assert np.isnan(clusters.weakest[0])
    assert clusters.cluster_id[0] is None
    assert clusters.confidence[1] == clusters.confidence[2] == clusters.weakest[1]


def test_a_higher_threshold_only_splits_components():
    scored = bulk_linkage().scored
    thresholds = (0.01, 0.2, 0.5, 0.9, 0.99, 1.0)
    partitions = [sm.cluster(scored, min_probability=p, method="components").label for p in thresholds]
    for coarse, fine in itertools.pairwise(partitions):
        for label in np.unique(fine):
            assert np.unique(coarse[fine == label]).size == 1
    assert np.unique(partitions[0]).size < np.unique(partitions[-1]).size


def test_the_label_is_the_smallest_row():
    label = bulk_linkage().table.label
    for each in np.unique(label):
        assert np.flatnonzero(label == each)[0] == each


def test_every_link_used_is_within_a_component():
    table = sm.cluster(bulk_linkage().scored, method="components")
    used = table.scored.probability >= table.min_probability
    compared = table.scored.compared
    assert (table.label[compared.left[used]] == table.label[compared.right[used]]).all()


def test_links_in_a_cluster_are_at_least_as_strong_as_the_threshold():
    table = bulk_linkage().table
    linked = table.size > 1
    assert (table.weakest[linked] >= table.min_probability).all()
    linked[np.concatenate(table.conflicts[:2])] = False
    assert (table.confidence[linked] >= table.weakest[linked]).all()
    assert np.isnan(table.confidence[table.size == 1]).all()


@pytest.mark.parametrize("threshold", [-0.1, 1.1, "0.9", True, None, float("nan")])
def test_a_threshold_is_a_probability(threshold):
    with pytest.raises(ParameterError, match="min_probability must be a probability"):
        sm.cluster(bulk_linkage().scored, min_probability=threshold)


def test_what_is_no_scored_table_is_refused():
    with pytest.raises(ParameterError, match="ScoredPairs"):
        sm.cluster(bulk_compared())


def test_no_links_make_no_clusters():
    clusters = clusters_of(ZUBAYR, OTHER)
    assert len(clusters) == 0
    assert clusters.to_arrow().num_rows == 0
