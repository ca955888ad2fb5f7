"""Decisions of reviewers as rows of the records of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.errors import InputError
from suspectmatch.roles import ROLES
from suspectmatch.tables.identity import identities
from suspectmatch.tables.roles import is_protected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.decisions.ledger import Decisions
    from suspectmatch.tables import People
    from suspectmatch.tables.pairs import Rows

WHY_NOT: Final = {-1: "is not among the records", -2: "has a role that is not linked"}
"""What stands for the row of a record that a decision cannot be applied to, and why."""


class Decided(NamedTuple):
    """Decisions as rows of records.

    Attributes:
        same: int32 (S, 2) pairs that are one person.
        different: int32 (D, 2) pairs that are two.
    """

    same: Rows
    different: Rows


def apply_to(
    decisions: Decisions | None, people: People, roles: Sequence[str]
) -> tuple[Decided, dict[str, int]]:
    """The pairs of rows that were decided, and how many decisions could be applied.

    If two reviewers decided about one pair, the pair is counted once, and each decision is counted.

    Args:
        decisions: what analysts decided.
        people: the people of this run.
        roles: roles that may be linked; a decision about a record of another role is not applied.

    Raises:
        InputError: decisions contradict each other, or one puts a protected record and one of another
            role together.
    """
    rows: dict[str, list[tuple[int, int]]] = {"same": [], "different": []}
    counts = {"decisions_applied": 0, "decisions_unsure": 0, "decisions_not_in_this_run": 0}
    if decisions is not None:
        decisions.check()
        standing = decisions.standing()
        protected = is_protected(people)
        row_of = _rows(people, sorted({name for each in standing for name in each.pair}), roles)
        for each in standing:
            left, right = (row_of[name] for name in each.pair)
            if min(left, right) < 0:
                counts["decisions_not_in_this_run"] += 1
            elif each.verdict == "unsure":
                counts["decisions_unsure"] += 1
            else:
                if each.verdict == "same" and protected[left] != protected[right]:
                    roles_of = " and ".join(sorted(ROLES[people.role[row]] for row in (left, right)))
                    raise InputError(
                        f"Decision {each.id} puts records of the roles {roles_of} in one cluster, and a "
                        "protected record never joins one of another role. Withdraw it; "
                        "protective_notes tells the pair.",
                        file=decisions.path.name,
                    )
                counts["decisions_applied"] += 1
                rows[str(each.verdict)].append((min(left, right), max(left, right)))
    counts |= {f"decided_{verdict}": len(set(pairs)) for verdict, pairs in rows.items()}
    same, different = (np.array(rows[word], np.int32).reshape(-1, 2) for word in ("same", "different"))
    return Decided(same, different), counts


def not_in_this_run(decisions: Decisions | None, people: People, roles: Sequence[str]) -> pa.Table:
    """Records that decisions are about and that keep them from being applied.

    Args:
        decisions: what analysts decided.
        people: the people of this run.
        roles: roles that may be linked.

    Returns:
        ``decision`` (its id), ``record`` (``source:record_id``) and ``reason``, in the order in which
        was decided: one row for each record of a standing decision that is not there or not linked.
    """
    standing = [] if decisions is None else decisions.standing()
    row_of = _rows(people, sorted({name for each in standing for name in each.pair}), roles)
    absent = [(each.id, name) for each in standing for name in each.pair if row_of[name] < 0]
    columns = {
        "decision": [one for one, _ in absent],
        "record": [name for _, name in absent],
        "reason": [WHY_NOT[row_of[name]] for _, name in absent],
    }
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


def _rows(people: People, names: list[str], roles: Sequence[str]) -> dict[str, int]:
    """The row of each ``source:record_id``; a key of ``WHY_NOT`` where there is none to be linked."""
    if not names:
        return {}
    known = identities(people.records.table)
    at = pc.index_in(pa.array(names, pa.string()), value_set=known).fill_null(-1).to_numpy()
    may = np.isin(people.role, [ROLES.index(role) for role in roles])
    return {
        name: row if row < 0 or may[row] else -2 for name, row in zip(names, at.tolist(), strict=True)
    }
