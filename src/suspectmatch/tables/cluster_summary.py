"""One row for each cluster: how well it holds, what speaks against it, and what lies next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.tables.identity import identities
from suspectmatch.tables.markings import union_of
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables.clusters import Clusters

    Ints = npt.NDArray[np.int64]


def summarise(clusters: Clusters) -> pa.Table:
    """See `Clusters.summary`."""
    size = clusters.size
    linked = np.flatnonzero(size > 1)
    first, which = np.unique(clusters.label[linked], return_inverse=True)
    place = np.full(size.size, -1, np.int64)  # of each record its cluster's row here
    place[linked] = which
    n = first.size
    confidence = np.full(n, np.inf)
    np.minimum.at(confidence, which, clusters.confidence[linked])
    table = pa.table(
        {
            "cluster_id": pa.array(clusters.cluster_id[first], pa.string()),
            "n_records": pa.array(size[first]),
            "n_sources": pa.array(_n_sources(clusters, linked, which, n)),
            "confidence": pa.array(confidence),
            "weakest_link": pa.array(clusters.weakest[first]),
            **_markings(clusters, linked, which, n),
            **_conflicts(clusters, place, n),
            **_bridges(clusters, place, n),
        }
    )
    keys = [("n_records", "descending"), ("cluster_id", "ascending")]
    return table.take(pc.sort_indices(table, sort_keys=keys))


def _n_sources(clusters: Clusters, linked: Ints, which: Ints, n: int) -> Ints:
    people = clusters.scored.compared.people
    pairs = np.unique(which * len(people.sources) + people.source[linked])
    return np.bincount(pairs // max(len(people.sources), 1), minlength=n)


def _markings(clusters: Clusters, linked: Ints, which: Ints, n: int) -> dict[str, Any]:
    table = clusters.scored.compared.people.records.table
    fields = {"handling": "handling", "purposes": "purpose"}
    return {name: union_of(table.column(field), linked, which, n) for name, field in fields.items()}


def _conflicts(clusters: Clusters, place: Ints, n: int) -> dict[str, Any]:
    left, right, weight = clusters.conflicts
    which = place[left]
    order = np.lexsort((weight, which))
    has, begin = np.unique(which[order], return_index=True)
    worst = order[begin]
    names = [_names(clusters, _at(side[worst], has, n)) for side in (left, right)]
    probability = np.full(n, np.nan)
    probability[has] = probability_of(weight[worst])
    return {
        "n_conflicts": pa.array(np.bincount(which, minlength=n)),
        "conflict_left": names[0],
        "conflict_right": names[1],
        "conflict_probability": _numbers(probability),
    }


def _bridges(clusters: Clusters, place: Ints, n: int) -> dict[str, Any]:
    compared = clusters.scored.compared
    left, right = compared.left.astype(np.int64), compared.right.astype(np.int64)
    label = clusters.label
    rows = np.flatnonzero((label[left] != label[right]) & ~clusters.across_roles)
    one, other = (np.sort(clusters.kept_apart, axis=1)[:, side].astype(np.int64) for side in (0, 1))
    if one.size:
        apart = one * label.size + other
        rows = rows[~np.isin(left[rows] * label.size + right[rows], apart)]
    # Pairs come strongest first: the first that touches a cluster is its strongest.
    ends = np.stack([place[left[rows]], place[right[rows]]], axis=1).ravel()
    has, begin = np.unique(ends, return_index=True)
    begin, has = begin[has >= 0], has[has >= 0]
    pair, is_right = rows[begin // 2], begin % 2 == 1
    inner = np.where(is_right, right[pair], left[pair])
    outer = np.where(is_right, left[pair], right[pair])
    probability = np.full(n, np.nan)
    probability[has] = clusters.scored.probability[pair]
    beyond = _at(outer, has, n)
    ids = [clusters.cluster_id[row] if row >= 0 else None for row in beyond.tolist()]
    return {
        "bridge_from": _names(clusters, _at(inner, has, n)),
        "bridge_to": _names(clusters, beyond),
        "bridge_cluster": pa.array(ids, pa.string()),
        "bridge_probability": _numbers(probability),
    }


def _at(rows: npt.NDArray[Any], has: Ints, n: int) -> Ints:
    """A row for each of n clusters: those that have one; -1 for the others."""
    made = np.full(n, -1, np.int64)
    made[has] = rows
    return made


def _names(clusters: Clusters, rows: Ints) -> pa.Array:
    """``source:record_id`` of rows; null for -1."""
    taken = clusters.scored.compared.people.records.table.select(["source", "record_id"])
    return identities(taken.take(pa.array(rows, mask=rows < 0)))


def _numbers(values: npt.NDArray[np.float64]) -> pa.Array:
    """Numbers; null for NaN."""
    return pa.array(values, mask=np.isnan(values))
