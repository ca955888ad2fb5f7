"""Components: the weakest link by definition, and ids that follow the members only."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np

from samples import ZUBAYR, bulk_linkage, people_of
from suspectmatch.clustering.components import cluster_ids, components


def test_labels_and_weakest_links_are_those_of_networkx():
    scored = bulk_linkage().scored
    for threshold in (0.05, 0.5, 0.95):
        label, confidence, weakest = components(scored, threshold)
        graph = nx.Graph()
        graph.add_nodes_from(range(label.size))
        compared = scored.compared
        for i, j, p in zip(
            compared.left.tolist(), compared.right.tolist(), scored.probability, strict=True
        ):
            if p >= threshold:
                graph.add_edge(i, j, p=p)
        for members in nx.connected_components(graph):
            rows = sorted(members)
            assert set(label[rows]) == {rows[0]}
            if len(rows) == 1:
                assert np.isnan(confidence[rows[0]])
                assert np.isnan(weakest[rows[0]])
                continue
            tree = nx.maximum_spanning_tree(graph.subgraph(rows), weight="p")
            assert set(weakest[rows]) == {min(p for _, _, p in tree.edges(data="p"))}
            for row in rows:
                assert confidence[row] == max(p for _, _, p in graph.edges(row, data="p"))


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
