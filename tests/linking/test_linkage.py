"""Linkage: what an analyst asks of a run."""

from __future__ import annotations

import re

import numpy as np
import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR, bulk_linkage, link_records
from suspectmatch.comparing import DEFAULT_COMPARISONS


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


def members(frame):
    return set(zip(frame["source"], frame["record_id"], strict=True))


def test_clusters_have_the_columns_of_the_contract(linkage):
    frame = linkage.clusters
    assert list(frame.columns)[:5] == ["cluster_id", "source", "record_id", "confidence", "n_records"]
    assert {("un", "Q.1"), ("jail", "7")} <= members(frame)
    sizes = frame.groupby("cluster_id")["n_records"].agg(["size", "first"])
    assert (sizes["size"] == sizes["first"]).all()


def test_pairs_have_the_columns_of_the_contract(linkage):
    identity = ["source_left", "record_id_left", "source_right", "record_id_right"]
    names = [comparison.name for comparison in DEFAULT_COMPARISONS]
    assert list(linkage.pairs.columns) == [
        *identity,
        "weight",
        "probability",
        *names,
        "handling",
        "purposes",
    ]
    for comparison in DEFAULT_COMPARISONS:
        known = {level.name for level in comparison.levels} | {"missing"}
        assert set(linkage.pairs[comparison.name]) <= known


def test_the_left_record_comes_first_by_identity():
    pairs = bulk_linkage().pairs
    left = zip(pairs["source_left"], pairs["record_id_left"], strict=True)
    right = zip(pairs["source_right"], pairs["record_id_right"], strict=True)
    assert all(a < b for a, b in zip(left, right, strict=True))
    assert (np.diff(pairs["weight"]) <= 0).all()


def test_a_victim_is_set_aside_and_said_so(linkage):
    expected = [{"source": "police", "record_id": "9", "role": "victim"}]
    assert linkage.set_aside.to_dict("records") == expected
    assert ("police", "9") not in members(linkage.clusters)
    assert "9" not in {*linkage.pairs["record_id_left"], *linkage.pairs["record_id_right"]}
    assert linkage.summary()["set_aside_by_role"] == 1


def test_a_victim_is_linked_where_asked_for_by_name():
    linkage = link_records(sm.load(RICH), threads=1, roles=("listed", "detained", "victim"))
    assert ("police", "9") not in members(linkage.clusters)
    assert "9" in set(linkage.protective_notes["protected_record_id"])
    assert set(linkage.set_aside["role"]) == {"convicted", "suspect"}


def test_the_summary_counts():
    linkage = bulk_linkage()
    summary = linkage.summary()
    assert summary["records"] == 300
    assert summary["candidate_pairs"] == len(sm.block(linkage.people))
    assert summary["clusters"] == linkage.clusters["cluster_id"].nunique()
    assert summary["records_in_clusters"] == len(linkage.clusters)
    assert summary["pairs_above_threshold"] == (linkage.pairs["probability"] >= 0.95).sum()
    assert summary["rejected_rows"] == summary["left_out"] == summary["values_not_understood"] == 0


def test_values_that_are_not_understood_are_rejected_with_their_place(linkage):
    assert len(linkage.rejected) == 0
    unread = {**RICH[0], "birth_dates": ["the day of the flood"]}
    other = link_records(sm.load([unread, *RICH[1:]]), threads=1)
    assert other.rejected["record_id"].tolist() == ["Q.1"]
    assert other.rejected["field"].tolist() == ["birth_dates"]
    assert other.summary()["values_not_understood"] == 1
    assert other.summary()["rejected_rows"] == 0


def test_handling_travels_to_the_clusters(linkage):
    frame = linkage.clusters.set_index("record_id")
    assert list(frame.loc["Q.1", "handling"]) == ["law enforcement only"]


def test_it_explains_and_reports(linkage, tmp_path):
    assert linkage.explain("un:Q.1", "jail:7").linked
    path = linkage.report(tmp_path / "leads.html")
    assert path.read_text(encoding="utf-8").lower().startswith("<!doctype html")


def test_what_is_shown_are_counts(linkage):
    assert "6 records" in repr(linkage)
    assert "candidate pairs" in linkage._repr_html_()
    for shown in (repr(linkage), linkage._repr_html_()):
        assert "arkhani" not in shown


def test_a_reviewer_can_ask_everything_of_a_run(linkage):
    """Methods give what the functions give, in words of leads."""
    pair = "un:Q.1", "jail:7"
    again = sm.why_not(linkage.table, *pair)
    assert linkage.why_not(*pair) == again
    assert linkage.explain(*pair) == sm.explain(linkage.table, *pair)
    assert linkage.how(pair[0]) == sm.how(linkage.table, pair[0])
    assert linkage.turning_points(*pair) == sm.turning_points(linkage.table, *pair)
    assert linkage.what_if(*pair, prior=-30.0) == sm.what_if(linkage.table, *pair, prior=-30.0)
    cut = linkage.what_if_cluster(pair[0], prior=-30.0)
    assert cut == sm.what_if_cluster(linkage.table, pair[0], prior=-30.0)
    answers = linkage.explain(*pair), linkage.why_not("un:Q.1", "police:10"), cut, linkage.how(pair[0])
    for answer in (*answers, linkage.turning_points(*pair), linkage.what_if(*pair, prior=-30.0)):
        assert not re.search(r"\b(match|matches|matched|identified|guilty)\b", str(answer))


def test_what_analysts_decided_is_the_reason_and_stands_in_the_note(tmp_path):
    records = [{"source": "a", "record_id": str(k), **ZUBAYR} for k in (1, 2)]
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    made = decisions.record("a:2", "a:1", "different", reason="twins", by="desk 4")
    linkage = sm.link(sm.load(records), decisions=tmp_path / "d.jsonl")
    answer = linkage.why_not("a:1", "a:2")
    assert answer.reason == "decided"
    assert f"Decided different by desk 4 on {made.at[:10]}: twins ({made.id})." in str(answer)
    assert made.id in linkage.explain("a:1", "a:2").note


def test_what_if_clusters_as_the_run_did(tmp_path):
    records = sm.load([{"source": s, "record_id": "1", **ZUBAYR} for s in "abc"])
    sm.Decisions(tmp_path / "d.jsonl").record("a:1", "b:1", "different", reason="twins", by="desk 4")
    linkage = sm.link(records, decisions=tmp_path / "d.jsonl")
    made = linkage.what_if("a:1", "b:1", without_source="c")
    assert (made.before.linked, made.after.linked) == (False, False)
