"""Connected components of pairs, and the strongest forest that holds them together.

Union-find with path halving (Tarjan 1975, "Efficiency of a good but not linear set union algorithm",
JACM 22; Tarjan and van Leeuwen 1984 for halving). The smaller of two roots becomes the root, so that
the label of a component is its smallest member, whatever the order of the pairs. Pairs that come
strongest first and join two components are a maximum spanning forest (Kruskal 1956, "On the shortest
spanning subtree of a graph and the traveling salesman problem", Proc. AMS 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def join_strongest_first(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    strength: NDArray[np.float64],
    label: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Components of pairs that come strongest first, with the strongest and weakest links.

    Args:
        left: int32 (P,), one end of each pair, from 0 to N - 1.
        right: int32 (P,), the other end, not the same.
        strength: float64 (P,), never rising.
        label: int32 (N,), 0 to N - 1 in order; written: the smallest member of each record's component.

    Returns:
        float64 (N,) strength of the strongest pair of each record; float64 (N,) of the weakest pair of a
        maximum spanning tree of its component. Both are NaN for a record that stands alone.

    Example:
        >>> pairs = np.array([0, 1, 0], np.int32), np.array([1, 2, 2], np.int32)
        >>> label = np.arange(4, dtype=np.int32)
        >>> strongest, weakest = join_strongest_first(*pairs, np.array([0.9, 0.8, 0.7]), label)
        >>> label.tolist(), strongest.tolist(), weakest.tolist()
        ([0, 0, 0, 3], [0.9, 0.9, 0.8, nan], [0.8, 0.8, 0.8, nan])
    """
    strongest, last = np.full(len(label), np.nan), np.full(len(label), np.nan)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if np.isnan(strongest[i]):
            strongest[i] = strength[pair]
        if np.isnan(strongest[j]):
            strongest[j] = strength[pair]
        a, b = _root(label, i), _root(label, j)
        if a != b:
            label[max(a, b)] = min(a, b)
            last[min(a, b)] = strength[pair]
    for record in range(len(label)):
        label[record] = label[label[record]]
    return strongest, last[label]


@kernel
def _root(parent: NDArray[np.int32], record: int) -> int:
    """The root of a record; every other node on the way is lifted to its grandparent."""
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


@kernel
def join_up_to(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    label: NDArray[np.int32],
    n_always: int,
    most: int,
) -> int:
    """Components of pairs that come strongest first, none of more than a number of records.

    A pair that would make a larger component is not used.

    Args:
        left: int32 (P,), one end of each pair, from 0 to N - 1.
        right: int32 (P,), the other end, not the same.
        label: int32 (N,), 0 to N - 1 in order; written: the smallest member of each record's component.
        n_always: so many pairs at the beginning are used whatever they make.
        most: records of the largest component.

    Returns:
        Pairs that were not used.

    Example:
        >>> label = np.arange(3, dtype=np.int32)
        >>> join_up_to(np.array([0, 1], np.int32), np.array([1, 2], np.int32), label, 0, 2)
        1
        >>> label.tolist()
        [0, 0, 2]
    """
    size = np.ones(len(label), np.int64)
    unused = 0
    for pair in range(len(left)):
        a, b = _root(label, left[pair]), _root(label, right[pair])
        if a == b:
            continue
        if pair >= n_always and size[a] + size[b] > most:
            unused += 1
            continue
        label[max(a, b)] = min(a, b)
        size[min(a, b)] += size[max(a, b)]
    for record in range(len(label)):
        label[record] = _root(label, record)
    return unused
