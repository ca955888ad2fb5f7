"""Names of clusters that depend on their members and on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from suspectmatch.kernels.keys import mix_all
from suspectmatch.tables.identity import identity_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import People


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
