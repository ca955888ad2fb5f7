"""Connected components of links above a threshold, with each cluster's weakest link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from suspectmatch.kernels.graph import connected_components
from suspectmatch.kernels.keys import mix_all
from suspectmatch.tables.identity import identity_hashes

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
        strongest_first = np.argsort(-probability[used], kind="stable")
        cost = np.empty(used.size)
        cost[strongest_first] = np.arange(1, used.size + 1)
        tree = minimum_spanning_tree(coo_array((cost, (left, right)), shape=(n, n)).tocsr()).tocoo()
        last = np.zeros(n, dtype=np.int64)
        np.maximum.at(last, label[tree.row], tree.data.astype(np.int64))
        held = last[label] > 0
        weakest[held] = probability[used[strongest_first[last[label][held] - 1]]]
    return label, confidence, weakest


def cluster_ids(people: People, label: npt.NDArray[np.int32]) -> npt.NDArray[np.object_]:
    """For each record that is linked to another the id of its cluster; None for the others.

    The id is a hash of the members' identities, in any order, so that the same members give the same id
    in any run; 48 bits of it are shown.
    """
    made = np.full(label.size, None, dtype=object)
    linked = np.flatnonzero(np.bincount(label, minlength=label.size)[label] > 1)
    if not linked.size:
        return made
    own = identity_hashes(people.records.table.select(["source", "record_id"]).take(pa.array(linked)))
    clusters, which = np.unique(label[linked], return_inverse=True)
    sums = np.zeros(clusters.size, np.uint64)
    np.add.at(sums, which, mix_all(own))
    made[linked] = _names(mix_all(sums))[which]
    return made


def _names(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.object_]:
    """c- and twelve hexadecimal digits of each hash."""
    shifts = np.arange(60, 12, -4, dtype=np.uint64)
    digits = np.frombuffer(b"0123456789abcdef", "S1")[(hashes[:, None] >> shifts) & np.uint64(15)]
    names: npt.NDArray[np.object_] = np.char.add("c-", digits.view("S12").ravel().astype(str)).astype(
        object
    )
    return names
