"""The partition that agrees most: chains, absence, contradiction, decisions, caps; in any order."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest

import suspectmatch as sm
from samples import ZUBAYR, bulk_linkage, bulk_people, bulk_records, people_of, shuffled
from suspectmatch.clustering import agreement
from suspectmatch.clustering.evidence import MOST_AGAINST
from suspectmatch.decisions.apply import Decided

NOBODY_ELSE = sm.Linker(keep_above=0.0, progress=False)


def scored_of(*records):
    return NOBODY_ELSE.predict(people_of(*records))


def with_weights(scored, weight_of):
    """The same pairs, those named with weights of their own; all others are dropped."""
    compared = scored.compared
    ids = compared.people.records.table["record_id"].to_pylist()
    names = [
        (ids[i], ids[j]) for i, j in zip(compared.left.tolist(), compared.right.tolist(), strict=True)
    ]
    weight = np.array([weight_of.get(frozenset(pair), np.nan) for pair in names])
    order = np.argsort(-weight, kind="stable")
    order = order[~np.isnan(weight[order])]
    return sm.tables.ScoredPairs(
        compared.take(order), weight[order], scored.prior, scored.classifier, scored.n_candidates
    )


def members(clusters):
    frame = clusters.to_pandas()
    return sorted(sorted(ids) for _, ids in frame.groupby("cluster_id")["record_id"])


CHAIN = [
    {"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"], "sex": "male"},
    {"record_id": "2", "names": ["Zubayr Tarkhani"]},
    {"record_id": "3", "names": ["Zubayr Tarkhani"], "birth_dates": ["1944-11-30"], "sex": "female"},
]
"""Two persons of one name, and between them a record that says nothing of either."""
ALIASES = [
    {"record_id": "1", "names": ["Zubayr Tarkhani"]},
    {"record_id": "2", "names": ["Zubayr Tarkhani", "Wilhelmus Oestergaard"]},
    {"record_id": "3", "names": ["Wilhelmus Oestergaard"], "birth_dates": ["1971"]},
]
"""One person, two of whose records share nothing."""
STRONG = {frozenset("12"): 7.0, frozenset("23"): 6.0}


def test_a_contradiction_between_the_ends_of_a_chain_parts_it():
    scored = with_weights(scored_of(*CHAIN), STRONG)
    chained = sm.cluster(scored, method="components")
    assert members(chained) == [["1", "2", "3"]]
    left, right, weight = chained.conflicts
    assert (left.tolist(), right.tolist()) == ([0], [2])
    assert weight[0] < 0
    assert members(sm.cluster(scored)) == [["1", "2"]]


def test_mere_absence_of_evidence_does_not():
    scored = with_weights(scored_of(*ALIASES), STRONG)
    clusters = sm.cluster(scored)
    assert members(clusters) == [["1", "2", "3"]]
    assert clusters.counts["pairs_compared"] == 1
    assert clusters.conflicts[0].size == 0


def test_a_conflict_that_is_outvoted_is_told_and_lowers_confidence():
    more = [{**CHAIN[1], "record_id": str(k)} for k in range(4, 9)]
    scored = scored_of(*CHAIN, *more)
    ids = [str(k) for k in range(1, 9)]
    weight_of = {frozenset(pair): 6.0 for pair in itertools.combinations(ids, 2)}
    del weight_of[frozenset("13")]
    clusters = sm.cluster(with_weights(scored, weight_of))
    assert members(clusters) == [ids]
    row = clusters.summary().to_pylist()[0]
    assert row["n_conflicts"] == 1
    assert {row["conflict_left"], row["conflict_right"]} == {"a:1", "a:3"}
    assert row["conflict_probability"] < 0.01
    strongest = 1 / (1 + 2.0**-6)
    by_id = dict(zip(ids, clusters.confidence, strict=True))
    assert by_id["4"] == strongest == clusters.weakest[0]
    bits = min(-clusters.conflicts[2][0], MOST_AGAINST)
    assert by_id["1"] == by_id["3"] == pytest.approx(1 / (1 + 2.0 ** -(6 - bits)))
    assert row["confidence"] == by_id["1"]


def test_components_are_those_of_networkx():
    scored = bulk_linkage().scored
    for threshold in (0.05, 0.5, 0.95):
        clusters = sm.cluster(scored, min_probability=threshold, method="components")
        label, weakest = clusters.label, clusters.weakest
        apart = set(clusters.unlinkable["record_id"].to_pylist())
        assert not apart
        graph = nx.Graph()
        graph.add_nodes_from(range(label.size))
        compared = scored.compared
        for i, j, p in zip(
            compared.left.tolist(), compared.right.tolist(), scored.probability, strict=True
        ):
            if p >= threshold:
                graph.add_edge(i, j, p=p)
        for found in nx.connected_components(graph):
            rows = sorted(found)
            assert set(label[rows]) == {rows[0]}
            if len(rows) == 1:
                assert np.isnan(clusters.confidence[rows[0]])
                assert np.isnan(weakest[rows[0]])
                continue
            tree = nx.maximum_spanning_tree(graph.subgraph(rows), weight="p")
            assert set(weakest[rows]) == {min(p for _, _, p in tree.edges(data="p"))}


def test_agreement_only_parts_components_and_links_hold_each_part_together():
    scored = bulk_linkage().scored
    for threshold in (0.2, 0.95):
        whole = sm.cluster(scored, min_probability=threshold, method="components").label
        clusters = sm.cluster(scored, min_probability=threshold)
        for label in np.unique(clusters.label):
            assert np.unique(whole[clusters.label == label]).size == 1
        assert (clusters.weakest[clusters.size > 1] >= threshold).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_row_order_and_threads_do_not_show(seed):
    def ids(people, threads):
        scored = sm.Linker(threads=threads, progress=False).predict(people)
        return sm.cluster(scored, min_probability=0.3).to_arrow().to_pylist()

    records = sm.load(shuffled(bulk_records(), seed))
    assert ids(sm.normalise(records), 2) == ids(bulk_people(), 1)


def test_ties_are_decided_by_identity():
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(1, 5)]
    weight_of = {frozenset(pair): 5.0 for pair in ("12", "23", "34", "14")}
    partitions = set()
    for order in itertools.permutations(rows):
        scored = with_weights(scored_of(*order), weight_of)
        decided = Decided(*(np.empty((0, 2), np.int32), np.empty((0, 2), np.int32)))
        apart = np.zeros(4, bool)
        ids = scored.compared.people.records.table["record_id"].to_pylist()
        far = np.array([[ids.index("1"), ids.index("3")]], np.int32)
        parts = agreement.agree(scored, 0.5, apart, decided._replace(different=far))
        groups = {}
        for row, each in enumerate(parts.label.tolist()):
            groups.setdefault(each, set()).add(ids[row])
        partitions.add(frozenset(frozenset(group) for group in groups.values()))
    assert len(partitions) == 1


def test_a_giant_component_is_cut_where_links_are_weakest_and_said(monkeypatch):
    monkeypatch.setattr(agreement, "MOST_RECORDS", 4)
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(1, 7)]
    weight_of = {frozenset(pair): 9.0 for pair in ("12", "13", "23", "45", "46", "56")}
    weight_of[frozenset("34")] = 5.0
    scored = with_weights(scored_of(*rows), weight_of)
    clusters = sm.cluster(scored)
    assert members(clusters) == [["1", "2", "3"], ["4", "5", "6"]]
    assert clusters.counts["links_cut"] == 1
    assert clusters.counts["pairs_compared"] == 0
    assert members(sm.cluster(scored, method="components")) == [["1", "2", "3", "4", "5", "6"]]


def decided(tmp_path, *lines):
    made = sm.Decisions(tmp_path / "decisions.jsonl")
    for left, right, verdict in lines:
        made.record(f"a:{left}", f"a:{right}", verdict, reason="seen", by="desk")
    return made


@pytest.mark.parametrize("method", ["agreement", "components"])
def test_decisions_hold_whatever_the_evidence(tmp_path, method):
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(1, 4)] + [
        {"record_id": "9", "names": ["Wilhelmus Oestergaard"], "birth_dates": ["1933-02-01"]}
    ]
    given = decided(tmp_path, ("1", "3", "different"), ("3", "9", "same"))
    clusters = sm.cluster(scored_of(*rows), decisions=given, method=method)
    label = clusters.label
    assert label[0] != label[2] == label[3]
    assert clusters.confidence[3] == 1.0
    assert clusters.counts["decisions_applied"] == 2


def test_two_that_were_decided_to_be_different_are_parted(tmp_path):
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(1, 3)]
    clusters = sm.cluster(scored_of(*rows), decisions=decided(tmp_path, ("1", "2", "different")))
    assert len(clusters) == 0


def test_a_group_decided_to_be_one_is_kept_from_all_of_another(tmp_path):
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(1, 16)]
    lines = [("1", "2", "same"), ("2", "3", "same"), ("4", "5", "same"), ("3", "5", "different")]
    clusters = sm.cluster(scored_of(*rows), decisions=decided(tmp_path, *lines))
    label = clusters.label
    assert label[0] == label[1] == label[2] != label[3] == label[4]
    assert np.unique(label).size == 2
    assert clusters.counts["solved_by_heuristic"] == 1


def test_contradictions_are_compared_in_pieces_as_in_one(monkeypatch):
    scored = bulk_linkage().scored
    whole = sm.cluster(scored, min_probability=0.1)
    monkeypatch.setattr("suspectmatch.clustering.evidence.CELLS_AT_ONCE", 10)
    pieces = sm.cluster(scored, min_probability=0.1)
    assert pieces.label.tolist() == whole.label.tolist()
    assert pieces.counts == whole.counts
    assert [a.tolist() for a in pieces.conflicts] == [a.tolist() for a in whole.conflicts]


def test_one_record_makes_no_cluster():
    assert sm.cluster(scored_of(ZUBAYR)).summary().num_rows == 0


def test_a_record_goes_with_the_one_it_is_tied_to_most_when_two_are_parted(tmp_path):
    """A bug: both ties counted the same six bits, and the order of the identities decided."""
    twin = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"], "sex": "male"}
    for k, ids in enumerate((["1", "2", "3"], ["3", "2", "1"])):
        rows = [twin, *[twin | {"documents": ["K1122334"]}] * 2]
        rows = [row | {"record_id": each} for row, each in zip(rows, ids, strict=True)]
        scored = sm.Linker(progress=False).predict(sm.normalise(sm.load({"a": rows})))
        assert len(set(sm.cluster(scored).label.tolist())) == 1
        apart = decided(tmp_path / str(k), (ids[0], ids[1], "different"))
        assert sm.cluster(scored, decisions=apart).label.tolist() == [0, 1, 1]
