"""Decisions about records that are not there, or may not be linked, are kept and counted."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR
from suspectmatch.errors import InputError, ParameterError

WHY = {"reason": "seen", "by": "desk"}


def test_what_is_not_in_this_run_is_counted(tmp_path):
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    decisions.record("a:1", "b:1", "same", **WHY)
    decisions.record("a:1", "gone:5", "different", **WHY)
    decisions.record("a:2", "b:1", "unsure", **WHY)
    records = {"a": [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **OTHER}],
               "b": [{"record_id": "1", **OTHER}]}  # fmt: skip
    linkage = sm.link(records, decisions=decisions.path)
    counts = linkage.table.counts
    assert counts["decisions_applied"] == 1
    assert (counts["decided_same"], counts["decided_different"]) == (1, 0)
    assert counts["decisions_not_in_this_run"] == 1
    assert counts["decisions_unsure"] == 1
    assert linkage.summary()["decisions_not_in_this_run"] == 1
    row = (decisions.entries[1].id, "gone:5", "is not among the records")
    assert linkage.decisions_not_in_this_run.to_numpy().tolist() == [list(row)]
    assert len(sm.link(records).decisions_not_in_this_run) == 0


def test_that_a_decision_took_hold_shows_in_the_summary(tmp_path):
    records = [{"record_id": str(k), **ZUBAYR} for k in (1, 2)]
    assert repr(sm.link({"a": records})).endswith("1 pairs at 0.95 or more, 1 clusters)")
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    decisions.record("a:1", "a:2", "different", **WHY)
    decisions.record("a:2", "a:1", "different", reason="twins", by="another desk")
    linkage = sm.link({"a": records}, decisions=decisions)
    counts = linkage.summary()
    assert counts["pairs_above_threshold"] == 1
    assert (counts["decisions_applied"], counts["decided_different"]) == (2, 1)
    assert "decided_same" not in counts
    assert repr(linkage).endswith("1 pairs at 0.95 or more, 1 decided different, 0 clusters)")
    page = linkage.report(tmp_path / "leads.html").read_text(encoding="utf-8")
    assert "pairs decided to be two persons" in page


def test_roles_that_are_not_linked_are_not_linked_by_a_decision(tmp_path):
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    decisions.record("a:2", "a:3", "same", **WHY)
    records = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR, "role": "victim"}]
    records.append({"record_id": "3", **ZUBAYR, "role": "missing"})
    linkage = sm.link({"a": records}, decisions=decisions)
    assert len(linkage.table) == 0
    assert linkage.table.counts["decisions_not_in_this_run"] == 1
    absent = linkage.decisions_not_in_this_run
    assert absent["record"].tolist() == ["a:2", "a:3"]
    assert set(absent["reason"]) == {"has a role that is not linked"}
    asked = sm.link({"a": records}, decisions=decisions, roles=("missing", "victim"))
    assert len(asked.table) == 1


def test_contradictions_are_refused_before_anything_is_clustered(tmp_path):
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    decisions.record("a:1", "a:2", "same", **WHY)
    decisions.record("a:2", "a:3", "same", **WHY)
    last = sm.Decision("d-000000000000", "a:3", "a:1", "different", "seen", "desk", "2026-01-02", None)
    wrong = sm.Decisions(decisions.path, (*decisions.entries, last))
    with pytest.raises(InputError, match=r"d-\w+, d-\w+ two records are one person, by d-000000000000"):
        sm.link({"a": [{"record_id": "1", **ZUBAYR}]}, decisions=wrong)


def test_what_is_no_file_of_decisions_is_refused(tmp_path):
    scored = sm.link({"a": [{"record_id": "1", **ZUBAYR}]}).scored
    with pytest.raises(InputError, match="no such file"):
        sm.cluster(scored, decisions=tmp_path / "none.jsonl")
    with pytest.raises(ParameterError, match="decisions must be"):
        sm.cluster(scored, decisions=5)
    with pytest.raises(ParameterError, match="method must be one of agreement, components"):
        sm.cluster(scored, method="guess")
    with pytest.raises(ParameterError, match="roles must be one of"):
        sm.cluster(scored, roles=("spy",))
