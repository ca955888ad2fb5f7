"""How a cluster came to be: a spanning tree, strongest first, and what does not fit."""

from __future__ import annotations

import json

import pytest

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR, bulk_linkage, link_records
from suspectmatch.errors import ParameterError
from suspectmatch.explaining import how as history


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


def chained():
    """1 and 2 share a number, 2 and 3 another; 1 and 3 were born ten years apart."""
    passport, card = (
        {"kind": "passport", "number": "P1234567"},
        {"kind": "national_id", "number": "778899"},
    )
    name = {"names": ["Zubayr Tarkhani"]}
    rows = [
        {"record_id": "1", **name, "birth_dates": ["1971-04-12"], "documents": [passport]},
        {"record_id": "2", **name, "documents": [passport, card]},
        {"record_id": "3", **name, "birth_dates": ["1985-08-30"], "documents": [card]},
    ]
    return link_records(sm.load({"a": rows}), threads=1, method="components")


def test_the_steps_hold_the_cluster_together_strongest_first():
    linkage = bulk_linkage()
    for cluster_id in linkage.clusters["cluster_id"].unique()[:20]:
        made = linkage.how(cluster_id)
        probabilities = [link.probability for link in made.steps]
        assert probabilities == sorted(probabilities, reverse=True)
        assert len(made.steps) == len(made.records) - 1
        assert made.steps[-1].n_records == len(made.records)
        assert min(probabilities) == pytest.approx(
            linkage.clusters.query("cluster_id == @cluster_id")["weakest_link"].iloc[0]
        )


def test_every_pair_of_the_cluster_is_told_once(linkage):
    made = linkage.how("un:Q.1")
    n = len(made.records)
    assert len(made.to_pandas()) == n * (n - 1) // 2
    assert set(made.to_pandas()["kind"]) <= {"step", "not needed", "weak", "conflict"}
    leads = linkage.pairs.query("probability >= 0.95")
    assert len(made.steps) + len(made.not_needed) <= len(leads)


def test_records_that_were_joined_through_another_are_in_conflict():
    made = chained().how("a:1")
    assert [(link.left, link.right) for link in made.conflicts] == [("a:1", "a:3")]
    assert "but" in made.conflicts[0].words
    assert "Conflicts: pairs that are more likely to be two persons" in str(made)


def test_a_cluster_is_found_by_its_id_or_by_a_record(linkage):
    cluster_id = linkage.clusters["cluster_id"].iloc[0]
    made = linkage.how(cluster_id)
    assert made.cluster_id == cluster_id
    assert linkage.how(made.records[0]) == made
    with pytest.raises(ParameterError, match="no cluster 'c-none'"):
        linkage.how("c-none")
    with pytest.raises(ParameterError, match="is in no cluster"):
        linkage.how("police:10")


def test_of_a_very_large_cluster_only_the_links_are_looked_at(monkeypatch):
    monkeypatch.setattr(history, "MOST_COMPARED", 2)
    made = chained().how("a:1")
    assert not made.is_whole
    assert made.conflicts == ()
    assert len(made.steps) == 2
    assert "More than 2 records" in str(made)


def test_many_pairs_are_counted(monkeypatch):
    monkeypatch.setattr(history, "MOST_SHOWN", 1)
    rows = [{"record_id": str(k), **ZUBAYR} for k in range(4)]
    assert "and 2 more" in str(link_records(sm.load({"a": rows}), threads=1).how("a:0"))


def test_it_can_be_read_and_handed_on():
    made = chained().how("a:1")
    assert str(made).splitlines()[0] == f"Cluster {made.cluster_id}: 3 records by 2 links"
    assert "not identifications" in str(made)
    assert "<pre>" in made._repr_html_()
    assert json.loads(made.to_json())["steps"][0]["left"] == made.steps[0].left
    assert repr(made) == f"History({made.cluster_id}: 3 records, 2 steps)"


def test_cautions_are_told_with_their_pairs(monkeypatch):
    day = {"birth_dates": ["1971-04-12"]}
    rows = [{"record_id": str(k), "names": ["Zubayr Tarkhani"], **day} for k in range(3)]
    linkage = link_records(sm.load({"a": rows, "b": [OTHER]}), threads=1)
    told = linkage.how("a:0")
    ((caution, links),) = told.cautions.items()
    assert caution.kind == "one_source"
    assert {(link.left, link.right) for link in links} == {
        ("a:0", "a:1"),
        ("a:0", "a:2"),
        ("a:1", "a:2"),
    }
    assert f"    {caution.words} a:0 and a:1; a:0 and a:2; a:1 and a:2" in str(told)
    monkeypatch.setattr(history, "MOST_NAMED", 1)
    assert f"    {caution.words} a:0 and a:1; and 2 more" in str(told)


def test_records_that_only_a_decision_put_there_are_counted():
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}, {"record_id": "3", **OTHER}]
    linkage = link_records(sm.load({"a": rows}), threads=1)
    assert linkage.how("a:1").n_without_links == 0
    linkage.table.label[:] = 0  # as if it had been decided that all three are one person
    made = linkage.how("a:1")
    assert made.n_without_links == 1
    assert "Joined by a decision, not by a link: 1 of its records." in str(made)
