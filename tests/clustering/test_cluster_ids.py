"""Ids that follow the members of a cluster only."""

from __future__ import annotations

import itertools

import numpy as np

from samples import ZUBAYR, people_of
from suspectmatch.clustering.cluster_ids import cluster_ids


def test_an_id_follows_the_members_whatever_their_order():
    people = [people_of(*rows) for rows in itertools.permutations(
        {"source": source, "record_id": "1", **ZUBAYR} for source in "abc"
    )]  # fmt: skip
    together = {tuple(cluster_ids(each, np.zeros(3, np.int32))) for each in people}
    assert len(together) == 1
    assert len(set(together.pop())) == 1
    by_source = set()
    for each in people:
        sources = np.array(each.records.table["source"].to_pylist())
        label = np.where(sources == "b", 9, np.flatnonzero(sources != "b")[0])
        label[sources == "b"] = np.flatnonzero(sources == "b")[0]
        made = cluster_ids(each, label.astype(np.int32))
        assert made[sources == "b"][0] is None
        by_source.add(made[sources == "a"][0])
    assert len(by_source) == 1


def test_other_members_have_another_id():
    people = people_of(ZUBAYR, ZUBAYR, ZUBAYR, ZUBAYR)
    ids = cluster_ids(people, np.array([0, 0, 2, 2], np.int32))
    assert len(set(ids)) == 2
    assert all(each.startswith("c-") and len(each) == 14 for each in ids)
