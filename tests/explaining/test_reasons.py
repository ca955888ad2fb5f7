"""The answer to "why not": as text, as a page, as JSON and as a table."""

from __future__ import annotations

import json

import pytest

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR
from suspectmatch.explaining.reasons import REASONS
from suspectmatch.linking import link_records


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


def test_it_can_be_read_and_handed_on(linkage):
    answer = linkage.why_not("un:Q.1", "police:10")
    assert str(answer).startswith("un:Q.1  and  police:10: ")
    assert "identification" not in str(answer)
    page = answer._repr_html_()
    assert "<strong>un:Q.1 and police:10:" in page
    body = json.loads(answer.to_json())
    assert body["reason"] == answer.reason
    assert body["rules"][0]["rule"] == answer.rules.loc[0, "rule"]
    assert body["explanation"]["format"] == "suspectmatch explanation 1"
    assert repr(answer) == f"WhyNot(un:Q.1 and police:10: {answer.reason})"


def test_values_never_run_in_a_notebook():
    rows = [{"record_id": "<b>1", **ZUBAYR}, {"record_id": "2", **OTHER}]
    page = link_records(sm.load({"a": rows}), threads=1).why_not("a:<b>1", "a:2")._repr_html_()
    assert "<b>" not in page


def test_rules_that_brought_a_pair_up_are_named_and_no_others(linkage):
    answer = linkage.why_not("jail:8", "tips:3")
    by = answer.rules.query("outcome == 'brought_up'")["rule"].tolist()
    if by:
        assert f"brought up by: {', '.join(by)}" in str(answer)
        assert "  rule " not in str(answer)


def test_every_reason_has_its_words():
    assert all(REASONS.values())
    assert list(REASONS)[-1] == "split"
