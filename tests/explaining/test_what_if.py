"""What would be: the decision before and after, for a pair and for a cluster."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR
from suspectmatch.errors import ParameterError
from suspectmatch.linking import link_records

PASSPORT = {"kind": "passport", "number": "P1234567"}
CARD = {"kind": "national_id", "number": "778899"}


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


@pytest.fixture(scope="module")
def chain():
    """a:1 and c:3 are in one cluster only through b:2."""
    name = {"names": ["Zubayr Tarkhani", "Orm Ekvall"]}
    rows = [
        {"source": "a", "record_id": "1", "names": ["Zubayr Tarkhani"], "documents": [PASSPORT]},
        {"source": "b", "record_id": "2", **name, "documents": [PASSPORT, CARD]},
        {"source": "c", "record_id": "3", "names": ["Orm Ekvall"], "documents": [CARD]},
    ]
    born = {"birth_dates": ["1971"]}
    return link_records(sm.load([{**row, **born} for row in rows]), threads=1)


def test_two_records_may_be_together_through_a_third_source_only(chain):
    made = chain.what_if("a:1", "c:3", without_source="b")
    assert (made.before.linked, made.after.linked) == (True, False)
    assert made.is_decisive
    assert made.before.weight == made.after.weight
    assert "after:" in str(made)
    assert "not in one cluster" in str(made)


def test_without_a_source_of_the_pair_there_is_no_pair(chain):
    with pytest.raises(ParameterError, match="what_if_cluster"):
        chain.what_if("a:1", "b:2", without_source="b")


def test_another_date_is_told_by_its_row(linkage):
    made = linkage.what_if("un:Q.1", "jail:7", with_value={"jail:7": {"birth_dates": ["1980-01-03"]}})
    assert made.after.weight < made.before.weight
    assert "birth_date: " in str(made)
    assert "would be" in str(made)
    assert repr(made).startswith("WhatIf(un:Q.1 and jail:7, with other birth_dates in jail:7")
    assert "<pre>" in made._repr_html_()


def test_a_higher_threshold_is_another_decision(linkage):
    made = linkage.what_if("un:Q.1", "jail:7", min_probability=0.95)
    assert not made.is_decisive
    assert made.after.min_probability == 0.95


def test_a_cluster_may_hang_on_one_source(chain):
    made = chain.what_if_cluster("a:1", without_source="b")
    assert made.falls_apart
    assert made.parts == (("a:1",), ("c:3",))
    assert made.gone == ("b:2",)
    assert made.fallen == ()
    assert "falls apart" in str(made)


def test_a_cluster_may_hang_on_one_name():
    rows = [
        {"source": "a", "record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]},
        {"source": "b", "record_id": "2", "names": ["Zubayr Tarkhani", "Ulf Dal"], **born("1971-04-12")},
    ]
    made = link_records(sm.load(rows), threads=1).what_if_cluster("a:1", without_name="Zubayr Tarkhani")
    assert made.falls_apart
    assert [(link.left, link.right) for link in made.fallen] == [("a:1", "b:2")]
    assert made.fallen[0].probability < 0.95
    assert "no lead any more" in str(made)


def born(text):
    return {"birth_dates": [text]}


def test_a_cluster_may_grow(linkage):
    made = linkage.what_if_cluster("un:Q.1", min_probability=0.02)
    again = linkage.what_if_cluster("un:Q.1", min_probability=0.95)
    assert set(again.joined) <= set(made.joined)
    assert not again.falls_apart
    assert again.parts == (again.records,)
    assert repr(again) == f"ClusterWhatIf({again.cluster_id}, with leads from 0.95: 1 parts)"
    assert "<pre>" in again._repr_html_()


def test_records_that_would_join_are_named():
    near = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1980"]}
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}, {"record_id": "3", **near}]
    linkage = link_records(sm.load({"a": rows}), threads=1)
    assert linkage.why_not("a:1", "a:3").reason == "below_threshold"
    made = linkage.what_if_cluster("a:1", min_probability=0.02)
    assert made.joined == ("a:3",)
    assert "would join it: a:3" in str(made)


def test_it_is_clustered_again_as_the_run_was(chain):
    """A run that was told more than a threshold hands on what it was told."""
    asked = []

    def again(scored, *, min_probability):
        asked.append(min_probability)
        return sm.cluster(scored, min_probability=0.5)

    made = sm.what_if(chain.table, "a:1", "c:3", without_source="b", again=again)
    assert asked == [0.95]
    assert made.after.min_probability == 0.5
    cut = sm.what_if_cluster(chain.table, "a:1", min_probability=0.9, again=again)
    assert cut.change == "with leads from 0.9"
    assert asked == [0.95, 0.9]
