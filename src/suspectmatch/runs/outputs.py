"""What is written of a run and shown of it: its pairs, its rejected rows, its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.tables.identity import comes_after
from suspectmatch.tables.markings import union_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from suspectmatch.tables import Clusters

DECIDED: Final = ("decided_same", "decided_different")
_SHOWN_IF_ANY: Final = (
    "decisions_applied",
    *DECIDED,
    "decisions_not_in_this_run",
    "links_cut",
    "pairs_unknown",
)
"""Counts of clustering that the summary shows where they are not 0."""


PAIR_COLUMNS: Final[dict[str, Callable[[Clusters], pa.Array]]] = {
    "weight": lambda clusters: pa.array(clusters.scored.weight),
    "probability": lambda clusters: pa.array(clusters.scored.probability),
}
"""Columns of ``pairs`` between the ids and the levels: each gives one value for each scored pair."""


def pairs_table(clusters: Clusters) -> pa.Table:
    """Scored pairs, strongest first; see `suspectmatch.Linkage.pairs`."""
    scored = clusters.scored
    table = scored.compared.people.records.table
    compared = scored.compared
    swap = comes_after(table, compared.left, compared.right)
    left = np.where(swap, compared.right, compared.left)
    right = np.where(swap, compared.left, compared.right)
    identity = table.select(["source", "record_id"])
    columns: dict[str, Any] = {}
    for side, rows in (("left", left), ("right", right)):
        taken = identity.take(pa.array(rows))
        columns |= {f"{name}_{side}": taken.column(name) for name in ("source", "record_id")}
    columns |= {name: values(clusters) for name, values in PAIR_COLUMNS.items()}
    for k, comparison in enumerate(compared.comparisons):
        words = [comparison.level(number).name for number in range(-1, comparison.n_levels)]
        codes = pa.array(compared.levels[:, k].astype(np.int32) + 1)
        columns[comparison.name] = pa.DictionaryArray.from_arrays(codes, pa.array(words)).cast(
            pa.string()
        )
    both, pair = np.concatenate([left, right]), np.tile(np.arange(left.size), 2)
    for name, field_name in (("handling", "handling"), ("purposes", "purpose")):
        columns[name] = union_of(table.column(field_name), both, pair, left.size)
    return pa.table(columns)


def rejected_table(clusters: Clusters) -> pa.Table:
    """Rows that could not be read and values that were not understood."""
    people = clusters.scored.compared.people
    return pa.concat_tables([people.records.rejected, people.unread])


def counts_of(clusters: Clusters) -> dict[str, int]:
    """The counts of a run; see `suspectmatch.Linkage.summary`."""
    scored, blocking = clusters.scored, clusters.blocking
    records = scored.compared.people.records
    n_set_aside = 0 if blocking is None else blocking.n_set_aside
    kept = records.rejected.column("kept")
    n_rejected = len(kept) - int(pc.sum(kept).as_py() or 0)
    is_lead = scored.probability >= clusters.min_probability
    n_notes = int((is_lead & clusters.across_roles).sum())
    redaction = clusters.options.redaction
    counts = {
        "records": len(records),
        "rejected_rows": n_rejected,
        "values_not_understood": rejected_table(clusters).num_rows - n_rejected,
        "left_out": sum(n for _, _, n in records.left_out),
        "set_aside_by_role": n_set_aside,
        "candidate_pairs": scored.n_candidates,
        "pairs_above_threshold": int((is_lead & ~clusters.across_roles).sum()),
        "clusters": len(clusters),
        "records_in_clusters": int((clusters.size > 1).sum()),
        "conflicts_in_clusters": len(clusters.conflicts[0]),
        "unlinkable": len(clusters.unlinkable),
    }
    counts |= {"protective_notes": n_notes} if n_notes else {}
    counts |= {"withheld": redaction.withheld} if redaction else {}
    shown = [name for name in clusters.counts if name in _SHOWN_IF_ANY and clusters.counts[name]]
    return counts | {name: clusters.counts[name] for name in shown}
