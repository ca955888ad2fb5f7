"""Decisions of reviewers about pairs of records, and how they apply in clusters."""

from __future__ import annotations

from pathlib import Path

from suspectmatch import checks
from suspectmatch.decisions.apply import not_in_this_run
from suspectmatch.decisions.decision import Decision
from suspectmatch.decisions.ledger import Decisions

__all__ = ["Decision", "Decisions", "decisions_of", "not_in_this_run"]


def decisions_of(given: Decisions | str | Path | None) -> Decisions | None:
    """Decisions, or those of a file."""
    if given is None or isinstance(given, Decisions):
        return given
    checks.instance("decisions", given, (str, Path), "a file of decisions, or Decisions")
    return Decisions.read(given)
