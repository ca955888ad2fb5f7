"""Every pair of records of one cluster, and its cautions."""

from __future__ import annotations

import numpy as np

import suspectmatch as sm
from samples import bulk_linkage, link_records
from suspectmatch.explaining import cluster_cautions as module
from suspectmatch.explaining.cluster_cautions import pairs_within

TWICE = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}


def brute(clusters):
    label = clusters.label
    return {(i, j) for i in range(label.size) for j in range(i + 1, label.size) if label[i] == label[j]}


def test_every_pair_of_a_cluster_is_looked_at():
    clusters = bulk_linkage().table
    left, right = pairs_within(clusters)
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert {tuple(sorted(pair)) for pair in pairs} == brute(clusters)


def test_of_a_very_large_cluster_the_scored_pairs_are(monkeypatch):
    clusters = bulk_linkage().table
    monkeypatch.setattr(module, "MOST_COMPARED", 1)
    left, right = pairs_within(clusters)
    compared = clusters.scored.compared
    together = clusters.label[compared.left] == clusters.label[compared.right]
    assert np.array_equal(left, compared.left[together])
    assert np.array_equal(right, compared.right[together])


def test_the_table_says_what_explain_says_of_each_pair():
    linkage = bulk_linkage()
    frame = linkage.cautions
    assert len(frame) > 0
    assert frame.columns.tolist() == module.SCHEMA.names
    keys = ["source_left", "record_id_left", "source_right", "record_id_right"]
    for ends, own in list(frame.groupby(keys))[:20]:
        why = linkage.explain(f"{ends[0]}:{ends[1]}", f"{ends[2]}:{ends[3]}")
        assert [(c.kind, c.words) for c in why.cautions] == list(zip(own.kind, own.words, strict=True))
        assert (ends[0], ends[1]) < (ends[2], ends[3])
        assert np.allclose(own.probability, why.probability)


def test_two_records_of_one_source_are_seen_though_a_third_joined_them():
    rows = {
        "list": [{"record_id": "1", **TWICE}, {"record_id": "2", **TWICE}],
        "jail": [{"record_id": "7", **TWICE}],
    }
    linkage = link_records(sm.load(rows), threads=1)
    found = linkage.cautions.query("kind == 'one_source'")
    assert found[["record_id_left", "record_id_right"]].to_numpy().tolist() == [["1", "2"]]
    assert "Both are records of one source" in str(linkage.how("list:1"))


def test_no_cluster_gives_an_empty_table():
    linkage = link_records(sm.load({"a": [{"record_id": "1", **TWICE}]}), threads=1)
    assert linkage.cautions_table().schema == module.SCHEMA
    assert len(linkage.cautions) == 0
