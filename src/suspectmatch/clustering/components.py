"""Connected components of links above a threshold, with each cluster's weakest link."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from suspectmatch.kernels.graph import connected_components

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import People, ScoredPairs


def components(
    scored: ScoredPairs, min_probability: float
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Labels int32 (N,), strongest own link float64 (N,), weakest link of the cluster float64 (N,).

    The weakest link is the smallest probability of a maximum spanning tree: were it cut, the
    cluster would fall apart; every other set of links that holds it together has a weaker one
    (Kruskal 1956).
    """
    n = len(scored.compared.people)
    probability = scored.probability
    used = np.flatnonzero(probability >= min_probability)
    left, right = scored.compared.left[used], scored.compared.right[used]
    label = connected_components(n, left, right)
    confidence = np.full(n, np.nan)
    for side in (left, right):
        confidence[side] = np.fmax(confidence[side], 0.0)
    np.maximum.at(confidence, left, probability[used])
    np.maximum.at(confidence, right, probability[used])
    weakest = np.full(n, np.nan)
    if used.size:
        cost = 2.0 - probability[used]
        tree = minimum_spanning_tree(coo_array((cost, (left, right)), shape=(n, n)).tocsr()).tocoo()
        per_label = np.full(n, np.inf)
        np.minimum.at(per_label, label[tree.row], 2.0 - tree.data)
        weakest = np.where(np.isfinite(per_label[label]), per_label[label], np.nan)
    return label, confidence, weakest


def cluster_ids(people: People, label: npt.NDArray[np.int32]) -> npt.NDArray[np.object_]:
    """For each record the id of its cluster: a hash of its members' identities, so that the same
    members give the same id in any run.
    """
    table = people.records.table
    sources = table.column("source").to_pylist()
    ids = table.column("record_id").to_pylist()
    made = np.empty(label.size, dtype=object)
    if not label.size:
        return made
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(label[order]) != 0])
    for start, stop in zip(starts, np.r_[starts[1:], label.size], strict=True):
        rows = order[start:stop]
        members = sorted(f"{sources[row]}\x1f{ids[row]}" for row in rows)
        digest = hashlib.blake2b("\x1e".join(members).encode(), digest_size=6).hexdigest()
        made[rows] = f"c-{digest}"
    return made
