"""Connected components of pairs.

Union-find with path halving (Tarjan 1975, "Efficiency of a good but not linear set union algorithm",
JACM 22; Tarjan and van Leeuwen 1984 for halving). The smaller of two roots becomes the root, so that
the label of a component is its smallest member, whatever the order of the pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def connected_components(n: int, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int32]:
    """Label each record with the smallest record that pairs connect it to.

    Args:
        n: number of records N, less than 2**31.
        left: int32 (P,), one end of each pair, from 0 to N - 1.
        right: int32 (P,), the other end; it may equal the first.

    Returns:
        int32 (N,), the smallest member of each record's component; its own number if it stands alone.

    Example:
        >>> pairs = np.array([3, 1], np.int32), np.array([1, 4], np.int32)
        >>> connected_components(5, *pairs).tolist()
        [0, 1, 2, 1, 1]
    """
    parent = np.arange(n).astype(np.int32)
    unite_pairs(parent, left, right)
    flatten(parent)
    return parent


@kernel
def unite_pairs(parent: NDArray[np.int32], left: NDArray[np.int32], right: NDArray[np.int32]) -> None:
    """Join the components at the two ends of each pair, in place: for pairs that come in chunks.

    Args:
        parent: int32 (N,), a forest: ``np.arange(N)`` to begin with; no parent is larger than its
            child. ``flatten`` turns it into labels.
        left: int32 (P,), one end of each pair.
        right: int32 (P,), the other end.
    """
    for pair in range(len(left)):
        a = _root(parent, left[pair])
        b = _root(parent, right[pair])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


@kernel
def flatten(parent: NDArray[np.int32]) -> None:
    """Point every record of a forest straight at its root, in place.

    Args:
        parent: int32 (N,), as left by ``unite_pairs``; becomes the labels.
    """
    for record in range(len(parent)):
        parent[record] = parent[parent[record]]


@kernel
def _root(parent: NDArray[np.int32], record: int) -> int:
    """The root of a record; every other node on the way is lifted to its grandparent."""
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record
