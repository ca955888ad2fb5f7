"""Decisions that contradict each other: those that stand are named, one that was refused is not."""

from __future__ import annotations

import re

import pytest

import suspectmatch as sm
from suspectmatch.errors import InputError

WHY = {"reason": "seen together", "by": "desk 4"}


@pytest.fixture
def decisions(tmp_path):
    return sm.Decisions(tmp_path / "decisions.jsonl")


def refusal(decisions, *decision):
    """What is said of a decision that is refused; no record is named."""
    n_before = len(decisions)
    with pytest.raises(InputError, match="was not written") as caught:
        decisions.record(*decision, **WHY)
    assert len(sm.Decisions.read(decisions.path)) == n_before
    assert "a:1" not in str(caught.value)
    ids = re.findall(r"d-\w{12}", str(caught.value))
    assert set(ids) <= {each.id for each in decisions.standing()}
    return str(caught.value), ids


def test_the_one_that_stands_is_named_where_its_own_pair_is_decided_again(decisions):
    made = decisions.record("a:1", "b:2", "different", **WHY)
    said, ids = refusal(decisions, "b:2", "a:1", "same")
    assert ids == [made.id]
    assert said.endswith(f"by {made.id} two records are two persons. Withdraw that one first.")
    decisions.withdraw(made.id, **WHY)
    made = decisions.record("a:1", "b:2", "same", **WHY)
    said, ids = refusal(decisions, "b:2", "a:1", "different")
    assert ids == [made.id]
    assert said.endswith(f"by {made.id} two records are one person. Withdraw that one first.")


def test_all_that_stand_are_named_where_it_takes_several(decisions):
    one, other = (decisions.record("a:1", end, "same", **WHY) for end in ("b:2", "c:3"))
    said, ids = refusal(decisions, "b:2", "c:3", "different")
    assert set(ids) == {one.id, other.id}
    assert said.endswith("two records are one person. Withdraw one of them first.")
    apart = decisions.record("c:3", "d:4", "different", **WHY)
    said, ids = refusal(decisions, "b:2", "d:4", "same")
    assert set(ids) == {one.id, other.id, apart.id}
    assert said.endswith(f"two records are one person, by {apart.id} they are two. "
                         "Withdraw one of them first.")  # fmt: skip


def test_what_contradicted_itself_before_is_said_of_both(decisions):
    same = decisions.record("a:1", "b:2", "same", **WHY)
    other = {"reason": "seen", "by": "desk 7", "independent": True}
    different = decisions.record("a:1", "b:2", "different", **other)
    both = (
        f"by {same.id} two records are one person, by {different.id} they are two. Withdraw one of them."
    )
    for ask in (decisions.check, lambda: decisions.record("c:3", "d:4", "same", **WHY)):
        with pytest.raises(InputError, match="Decisions contradict each other: " + re.escape(both)):
            ask()
