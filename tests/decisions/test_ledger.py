"""Decisions: a file that only grows, notices changes, and survives a crash."""

from __future__ import annotations

import json

import pytest

import suspectmatch as sm
from suspectmatch.errors import BrokenLineWarning, InputError, ParameterError

WHY = {"reason": "seen together", "by": "desk 4"}


@pytest.fixture
def decisions(tmp_path):
    made = sm.Decisions.read(tmp_path / "decisions.jsonl", missing_ok=True)
    made.record("a:1", "b:2", "same", **WHY)
    made.record("b:2", "c:3:x", "different", at="2026-03-09T14:05+01:00", **WHY)
    made.record("a:1", "c:9", "unsure", **WHY)
    return made


def test_what_is_recorded_is_read_again(decisions):
    again = sm.Decisions.read(decisions.path)
    assert again.entries == decisions.entries
    assert [each.verdict for each in again.standing()] == ["same", "different", "unsure"]
    assert again.entries[1].at == "2026-03-09T14:05+01:00"
    assert len({each.id for each in again.entries}) == 3
    assert repr(again) == "Decisions(3 standing of 3 lines)"
    lines = decisions.path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["before"] for line in lines[1:]] == [
        json.loads(line)["hash"] for line in lines[:-1]
    ]


def test_a_withdrawn_decision_stands_no_more_and_stays_in_the_file(decisions):
    first = decisions.entries[0]
    made = decisions.withdraw(first.id, **WHY)
    assert (made.withdraws, made.verdict, made.pair) == (first.id, None, first.pair)
    again = sm.Decisions.read(decisions.path)
    assert first not in again.standing()
    assert len(again) == 4
    assert len(again.standing()) == 2
    with pytest.raises(ParameterError, match="standing decision"):
        decisions.withdraw(first.id, **WHY)
    with pytest.raises(ParameterError, match="standing decision"):
        decisions.withdraw(made.id, **WHY)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0].replace("same", "different"), *lines[1:]],
        lambda lines: [lines[0].replace("desk 4", "desk 5"), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0], "not a decision", *lines[1:]],
        lambda lines: [lines[0], "[]", *lines[1:]],
    ],
    ids=["verdict", "by", "first line gone", "line gone", "order", "line put in", "list put in"],
)
def test_a_change_in_the_past_is_noticed(decisions, change):
    lines = decisions.path.read_text(encoding="utf-8").splitlines()
    decisions.path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"decisions\.jsonl, line [123]: .*backup"):
        sm.Decisions.read(decisions.path)
    with pytest.raises(InputError, match="backup"):
        decisions.record("a:4", "b:5", "same", **WHY)


@pytest.mark.parametrize("cut", [1, 20, 150])
def test_a_line_broken_by_a_crash_is_set_aside(decisions, cut):
    body = decisions.path.read_bytes()
    broken = body.splitlines()[-1][:-cut]
    decisions.path.write_bytes(body[: -len(body.splitlines()[-1]) - 1] + broken)
    with pytest.warns(BrokenLineWarning, match="line 3: the last line was not written"):
        again = sm.Decisions.read(decisions.path)
    assert len(again) == 2
    assert again.broken == broken
    with pytest.warns(BrokenLineWarning):
        again.record("a:4", "b:5", "same", **WHY)
    assert len(sm.Decisions.read(decisions.path)) == 3
    assert decisions.path.with_name("decisions.jsonl.broken").read_bytes() == broken + b"\n"


def test_a_last_line_that_lacks_only_its_end_counts(decisions):
    decisions.path.write_bytes(decisions.path.read_bytes()[:-1])
    again = sm.Decisions.read(decisions.path)
    again.record("a:4", "b:5", "same", **WHY)
    assert len(sm.Decisions.read(decisions.path)) == 4


def test_two_that_write_at_a_time_do_not_lose_each_others_lines(decisions):
    other = sm.Decisions.read(decisions.path)
    other.record("a:4", "b:5", "same", **WHY)
    decisions.record("a:6", "b:7", "same", **WHY)
    assert len(sm.Decisions.read(decisions.path)) == len(decisions) == 5


def test_contradictions_are_not_written(decisions):
    same, different = decisions.entries[:2]
    with pytest.raises(InputError, match=f"by {same.id} two records .* by {different.id} they"):
        decisions.record("a:1", "c:3:x", "same", **WHY)
    assert len(sm.Decisions.read(decisions.path)) == 3
    decisions.withdraw(different.id, **WHY)
    decisions.record("a:1", "c:3:x", "same", **WHY)
    decisions.check()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"left": "a1"}, "left must be SOURCE:RECORD_ID, such as notices:N-1, got text without"),
        ({"right": ":2"}, "right must be SOURCE:RECORD_ID"),
        ({"right": None}, "right must be SOURCE:RECORD_ID, .*, got no text"),
        ({"right": "a:1"}, "two records"),
        ({"verdict": "maybe"}, "verdict must be one of same, different, unsure"),
        ({"reason": " "}, "reason must be said"),
        ({"by": None}, "by must be said"),
        ({"at": "yesterday"}, "at must be a time"),
        ({"at": 5}, "at must be a time"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, given, message):
    decisions = sm.Decisions(tmp_path / "new.jsonl")
    values = {"left": "a:1", "right": "b:2", "verdict": "same", **WHY} | given
    with pytest.raises(ParameterError, match=message):
        decisions.record(values.pop("left"), values.pop("right"), values.pop("verdict"), **values)
    assert not decisions.path.exists()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no such file of decisions"):
        sm.Decisions.read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        sm.Decisions.read(tmp_path)
    assert len(sm.Decisions.read(tmp_path / "none.jsonl", missing_ok=True)) == 0


def test_an_independent_decision_may_contradict_others_but_not_its_own(tmp_path):
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    first = decisions.record("a:1", "b:2", "same", reason="seen", by="desk 4")
    second = {"reason": "seen", "by": "desk 7", "independent": True}
    decisions.record("a:1", "b:2", "different", **second)
    with pytest.raises(InputError, match="contradict"):
        decisions.record("b:2", "a:1", "same", **second)
    with pytest.raises(InputError, match="contradict"):
        decisions.check()
    decisions.record("c:3", "d:4", "same", **second)
    decisions.withdraw(first.id, reason="looked at together", by="desk 4")
    decisions.check()
