"""Records of protected persons: never in a cluster with others; a note is written instead.

A victim beside a suspect, a missing child beside the parent who took it, the rightful owner of a stolen
identity beside the person who uses it: records of these kinds agree well and are of two persons, or of
one person who needs protection. If both kinds of roles are linked, such a pair becomes a note; no
cluster holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from suspectmatch.tables.markings import union_of
from suspectmatch.tables.roles import is_protected

if TYPE_CHECKING:
    from suspectmatch.tables import Clusters

_OWNER: Final = (
    "somebody may be using the identity of a protected person (misused identity): do not take the "
    "rightful owner for the user, and do not act on names or documents alone"
)
_PROTECTED: Final = (
    "this may be the same person as a protected record ({role}): treat as a matter of protection until "
    "both sources have checked it"
)
NOTE_SCHEMA: Final = pa.schema(
    [
        ("protected_source", pa.string()),
        ("protected_record_id", pa.string()),
        ("protected_role", pa.string()),
        ("other_source", pa.string()),
        ("other_record_id", pa.string()),
        ("other_role", pa.string()),
        ("other_cluster", pa.string()),
        ("probability", pa.float64()),
        ("handling", pa.list_(pa.string())),
        ("purposes", pa.list_(pa.string())),
        ("note", pa.string()),
    ]
)


def note_of(role: str) -> str:
    """The note about a pair of a protected record and another record.

    >>> note_of("victim")[:60]
    'this may be the same person as a protected record (victim): '
    """
    if role == "misused_identity":
        return _OWNER
    return _PROTECTED.format(role=role.replace("_", " "))


def protective_notes(clusters: Clusters) -> pa.Table:
    """Pairs above the threshold of a protected record and another record, the strongest first.

    Args:
        clusters: what ``cluster`` returned.

    Returns:
        A table in `NOTE_SCHEMA`: both records with their roles, the cluster that the other is in (null
        for none), the probability, markings and purposes of the two, and the note in words.
    """
    scored = clusters.scored
    people, compared = scored.compared.people, scored.compared
    pairs = np.flatnonzero(clusters.across_roles & (scored.probability >= clusters.min_probability))
    left, right = compared.left[pairs], compared.right[pairs]
    first = is_protected(people)[left]
    one, other = np.where(first, left, right), np.where(first, right, left)
    table = people.records.table.select(["source", "record_id", "role"])
    sides = [table.take(pa.array(rows)) for rows in (one, other)]
    both, which = np.concatenate([one, other]), np.tile(np.arange(pairs.size), 2)
    unions = [
        union_of(people.records.table.column(name), both, which, pairs.size)
        for name in ("handling", "purpose")
    ]
    notes = [f"{note_of(role).capitalize()}." for role in sides[0].column("role").to_pylist()]
    columns = [side.column(name) for side in sides for name in table.column_names]
    columns += [
        pa.array(clusters.cluster_id[other], pa.string()),
        pa.array(scored.probability[pairs]),
        *unions,
        pa.array(notes, pa.string()),
    ]
    return pa.table(columns, schema=NOTE_SCHEMA)
