"""Records that hold too little are set apart, with the reason; decisions may link them all the same."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from samples import ZUBAYR, people_of
from suspectmatch.clustering.unlinkable import LEAST_BITS, identity_bits, unlinkable

PLACE = {"birth_places": [{"text": "Aden", "country": "Yemen"}], "nationalities": ["YE"], "sex": "male"}
THIN = {
    "a kunya": {"names": ["Abu Omar"]},
    "a kunya and where from": {"names": ["Abu Omar"], **PLACE},
    "a common name": {"names": ["Muhammad"]},
    "a number worth nothing": {"names": ["Ali"], "birth_dates": ["1900/2000"]},
}
ENOUGH = {
    "a rare name": {"names": ["Zubayr Tarkhani"]},
    "a kunya and a year": {"names": ["Abu Omar"], "birth_dates": ["1971"]},
    "a common name and a day": {"names": ["Muhammad"], "birth_dates": ["1971-04-12"]},
    "a kunya and a passport": {"names": ["Abu Omar"], "documents": [{"number": "X8812345"}]},
}


@pytest.mark.parametrize("record", THIN.values(), ids=THIN)
def test_too_little(record):
    apart, table = unlinkable(people_of(*[{**ZUBAYR} for _ in range(99)], record))
    assert apart.tolist() == [False] * 99 + [True]
    row = table.to_pylist()[0]
    assert (row["source"], row["record_id"]) == ("a", "99")
    assert row["bits"] < LEAST_BITS
    assert "names worth" in row["reason"]
    assert "no document" in row["reason"]


@pytest.mark.parametrize("record", ENOUGH.values(), ids=ENOUGH)
def test_enough(record):
    apart, table = unlinkable(people_of(*[{**ZUBAYR} for _ in range(99)], record))
    assert not apart.any()
    assert table.num_rows == 0


def test_a_date_called_false_is_no_date():
    false = {"edtf": "1971-04-12", "asserted_false": True}
    people = people_of({"names": ["Ali"], "birth_dates": [false]}, {"names": ["Ali"]})
    dates = identity_bits(people)[1]
    assert dates.tolist() == [0.0, 0.0]


def test_they_are_in_no_cluster_and_in_the_list(tmp_path):
    thin = {"names": ["Abu Omar"], **PLACE}
    records = [{"record_id": "1", **thin}, {"record_id": "2", **thin}, {"record_id": "3", **ZUBAYR}]
    linkage = sm.link({"a": records}, min_probability=0.01, keep_above=0.0)
    assert len(linkage.pairs) == 1
    assert len(linkage.table) == 0
    assert set(linkage.unlinkable["record_id"]) == {"1", "2"}
    assert linkage.summary()["unlinkable"] == 2
    saved = (linkage.save(tmp_path / "out") / "unlinkable.csv").read_text(encoding="utf-8")
    assert saved.splitlines()[0] == '"source","record_id","bits","reason"'
    assert len(saved.splitlines()) == 3


def test_an_analyst_may_link_them_all_the_same(tmp_path):
    decisions = sm.Decisions(tmp_path / "decisions.jsonl")
    decisions.record("a:1", "a:3", "same", reason="his own word", by="desk")
    records = [{"record_id": "1", "names": ["Abu Omar"]}, {"record_id": "3", **ZUBAYR}]
    linkage = sm.link({"a": records}, decisions=decisions)
    assert linkage.clusters["record_id"].tolist() == ["1", "3"]
