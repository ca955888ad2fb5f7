"""What third records say of a pair: those tied to one end and not the other, and those tied to both.

Within a component of links, whether two records are one person shows in the triads they are part of
(Wasserman and Faust 1994, "Social Network Analysis", chapter 6: balance and transitivity; relational
evidence for linkage: Bhattacharya and Getoor 2007, "Collective entity resolution in relational data",
ACM Transactions on Knowledge Discovery from Data 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.kernels._jit import eager_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIED: Final = 2.0
"""Bits of weight beyond which two records are tied, and below minus which they are not."""


@eager_kernel
def third_records(
    weight: NDArray[np.float64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """For each pair inside C components, the third records against it and the better ties of its ends.

    Args:
        weight: float64 (sum of squares of the sizes,): the square matrix of each component, one after
            the other, of log2 odds; symmetric, the diagonal not read, no NaN (0 says nothing).
        sizes: int64 (C,) records of each component.

    Returns:
        opposed, int32 and in the shape of ``weight``: how many other records are tied to one end
        (above `TIED`) and not at all to the other (below minus `TIED`). And better, float64 likewise:
        the strongest tie to another record that both ends have (the lower of the two), -inf where
        there is no other record, less the tie between them, direct or by one record that both have.

    Example:
        >>> weight = np.array([[0.0, 9.0, -5.0], [9.0, 0.0, 3.0], [-5.0, 3.0, 0.0]])
        >>> opposed, better = third_records(weight.ravel(), np.array([3]))
        >>> opposed.reshape(3, 3)[0].tolist(), better.reshape(3, 3)[0].tolist()
        ([0, 1, 0], [-inf, -14.0, 0.0])
    """
    opposed = np.zeros(len(weight), np.int32)
    better = np.full(len(weight), -np.inf)
    base = 0
    for size in sizes:
        for i in range(size):
            for j in range(i + 1, size):
                n_opposed = 0
                both = weight[base + i * size + j]
                best_i = best_j = -np.inf
                for k in range(size):
                    if k in (i, j):
                        continue
                    to_i, to_j = weight[base + i * size + k], weight[base + j * size + k]
                    low, high = min(to_i, to_j), max(to_i, to_j)
                    n_opposed += low < -TIED and high > TIED
                    both = max(both, low)
                    best_i, best_j = max(best_i, to_i), max(best_j, to_j)
                excess = min(best_i, best_j) - both
                for at in (base + i * size + j, base + j * size + i):
                    opposed[at] = n_opposed
                    better[at] = excess
        base += size * size
    return opposed, better
