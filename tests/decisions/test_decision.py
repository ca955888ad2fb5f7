"""One decision: its records in one order, whoever came first."""

from __future__ import annotations

import pytest

from suspectmatch.decisions import Decision

REST = ("same", "one passport", "desk 4", "2026-01-02", None)


def test_the_pair_is_in_one_order():
    one, other = Decision("d-1", "b:2", "a:1", *REST), Decision("d-1", "a:1", "b:2", *REST)
    assert one.pair == other.pair == ("a:1", "b:2")


def test_a_decision_cannot_be_changed():
    with pytest.raises(AttributeError):
        Decision("d-1", "b:2", "a:1", *REST).verdict = "different"
