"""explain(): why two records have the weight they have, or why they were never a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from suspectmatch.comparing import compare_rows
from suspectmatch.comparing.methods import measures
from suspectmatch.explaining.values import value_of
from suspectmatch.schema import ROLES
from suspectmatch.scoring import weights
from suspectmatch.scoring.learning import MIN_POPULATION
from suspectmatch.tables import Clusters, ComparedPairs, Explanation, ScoredPairs
from suspectmatch.tables.explanation import ExplanationRow

if TYPE_CHECKING:
    from suspectmatch.tables import People

__all__ = ["explain", "split_identity"]


def explain(table: Clusters | ScoredPairs, left: str, right: str) -> Explanation:
    """Take the weight of one pair apart: one row for each comparison, with the values that carried it.

    The rows and the prior add up to the weight exactly. A pair that was never a candidate is compared
    all the same, and the note says that no blocking rule brought it up.

    Args:
        table: clusters or scored pairs.
        left: ``source:record_id`` of one record.
        right: likewise of the other.

    Returns:
        The explanation: print it, or let a notebook show it.

    Raises:
        ParameterError: there is no such record, or both are the same.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> explanation = linkage.explain("a:1", "b:2")
        >>> [row.level for row in explanation.rows[:2]]
        ['same', 'same_day']
    """
    scored = table.scored if isinstance(table, Clusters) else table
    people = scored.compared.people
    i, j = (people.records.row_of(*split_identity(people, name)) for name in (left, right))
    one = _one_pair(scored, min(i, j), max(i, j))
    reliability = people.reliability[one.left] * people.reliability[one.right]
    bits = scored.classifier.contributions(
        one.comparisons,
        one.levels,
        one.surprise,
        reliability if (people.reliability < 1.0).any() else None,
    )[0]
    rows = []
    for k, measure in enumerate(measures(people, one.comparisons)):
        comparison = measure.comparison
        at_left, at_right = measure.carriers(i, j)
        level = comparison.level(int(one.levels[0, k]))
        rows.append(
            ExplanationRow(
                comparison=comparison.name,
                left=value_of(people, i, comparison.field, at_left),
                right=value_of(people, j, comparison.field, at_right),
                level=level.name,
                words=level.words,
                bits=float(bits[k]),
            )
        )
    if bits.size > len(rows):
        words = "what was learned from labelled pairs"
        rows.append(ExplanationRow("learned correction", None, None, "learned", words, float(bits[-1])))
    return Explanation(
        left=(left, _location(people, i)),
        right=(right, _location(people, j)),
        rows=tuple(rows),
        prior=scored.prior,
        weight=float(weights(one, scored.classifier, scored.prior)[0]),
        linked=bool(table.label[i] == table.label[j]) if isinstance(table, Clusters) else None,
        note=_note(scored, i, j),
        among=max(len(people), MIN_POPULATION),
    )


def split_identity(people: People, identity: str) -> tuple[str, str]:
    """Source and record_id of ``source:record_id``; both parts may hold colons themselves."""
    for source in sorted(people.sources, key=len, reverse=True):
        if identity.startswith(source + ":"):
            return source, identity[len(source) + 1 :]
    source, _, record_id = identity.partition(":")
    return source, record_id


def _one_pair(scored: ScoredPairs, i: int, j: int) -> ComparedPairs:
    compared = scored.compared
    left, right = np.array([i], np.int32), np.array([j], np.int32)
    levels, surprise = compare_rows(compared.people, compared.comparisons, left, right)
    rules = np.zeros(1, np.uint32)
    return ComparedPairs(compared.people, compared.comparisons, left, right, rules, levels, surprise)


def _location(people: People, row: int) -> str | None:
    location: str | None = people.records.table.column("location")[row].as_py()
    return location.replace("(table):", "row ") if location else location


def _note(scored: ScoredPairs, i: int, j: int) -> str | None:
    if i == j:
        return "Both are the same record."
    compared = scored.compared
    notes = []
    kept = (compared.left == min(i, j)) & (compared.right == max(i, j))
    if not kept.any():
        notes.append(
            "This pair is not among the scored pairs: no blocking rule brought it up, its probability "
            "lies below what was kept, or a role was set aside."
        )
    roles = [ROLES[compared.people.role[row]] for row in (i, j)]
    if roles[0] != roles[1]:
        notes.append(f"The roles differ: {roles[0]} and {roles[1]}.")
    handling = compared.people.records.table.column("handling").take(pa.array([i, j])).to_pylist()
    marks = sorted({mark for each in handling for mark in each or ()})
    if marks:
        notes.append(f"Handling: {', '.join(marks)}.")
    return " ".join(notes) or None
