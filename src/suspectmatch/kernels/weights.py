"""Weights of many pairs, added up comparison by comparison, and pairs that cannot reach a floor dropped.

A pair is dropped as soon as what it has, and the most that the comparisons still to come could add,
stay below the floor: filter and verify, as in similarity joins (Chaudhuri, Ganti and Kaushik 2006, "A
primitive operator for similarity joins in data cleaning", ICDE). The bound is never too low, so no
pair that reaches the floor is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def add_weights(
    levels: NDArray[np.int8],
    rarity: NDArray[np.floating],
    weight: NDArray[np.float64],
    slope: NDArray[np.float64],
    mean: NDArray[np.float64],
    total: NDArray[np.float64],
) -> None:
    """Add the weight of one comparison to the total of each of P pairs.

    Args:
        levels: int8 (P,), from -1 (missing).
        rarity: (P,), bits; read only where the slope is not 0.
        weight: float64 (L + 1,), bits of each level at its mean rarity, missing first.
        slope: float64 (L + 1,), bits of weight for a bit of rarity above the mean.
        mean: float64 (L + 1,), mean rarity of each level.
        total: float64 (P,), added to.
    """
    for pair in range(len(levels)):
        row = levels[pair] + 1
        total[pair] += weight[row]
        if slope[row] != 0.0:
            total[pair] += slope[row] * (rarity[pair] - mean[row])


@kernel
def keep_possible(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    total: NDArray[np.float64],
    levels: NDArray[np.int8],
    rarity: NDArray[np.float32],
    ceiling: NDArray[np.float32],
    floor: float,
) -> int:
    """Move the pairs that may still reach the floor to the front, in their order.

    Args:
        left: int32 (P,), records; overwritten, as are all up to ``rarity``.
        right: int32 (P,), records.
        total: float64 (P,), bits so far.
        levels: int8 (K, P), levels of the comparisons made so far.
        rarity: float32 (F, P), likewise.
        ceiling: float32 (N,), the most bits that the comparisons to come can add for each record.
        floor: bits.

    Returns:
        How many pairs were kept.
    """
    n_kept = 0
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if total[pair] + min(ceiling[i], ceiling[j]) < floor:
            continue
        if n_kept < pair:
            left[n_kept], right[n_kept], total[n_kept] = i, j, total[pair]
            for row in range(len(levels)):
                levels[row, n_kept] = levels[row, pair]
            for row in range(len(rarity)):
                rarity[row, n_kept] = rarity[row, pair]
        n_kept += 1
    return n_kept


@kernel
def most_weights(
    most_bits: NDArray[np.float32],
    is_known: NDArray[np.bool_],
    weight: NDArray[np.float64],
    slope: NDArray[np.float64],
    mean: NDArray[np.float64],
) -> NDArray[np.float32]:
    """The most bits that a comparison can add for each record.

    Args:
        most_bits: float32 (N,), the rarity of what a record shares is never above this.
        is_known: bool (N,), whether the record has a value.
        weight: float64 (L + 1,), as for ``add_weights``.
        slope: float64 (L + 1,), none below 0.
        mean: float64 (L + 1,).

    Returns:
        float32 (N,), at least 0: that is what a missing value adds.
    """
    most = np.zeros(len(most_bits), np.float32)
    for record in range(len(most)):
        if is_known[record]:
            for row in range(1, len(weight)):
                bits = weight[row]
                if slope[row] > 0.0:
                    bits = (bits - slope[row] * mean[row]) + slope[row] * most_bits[record]
                most[record] = max(most[record], np.float32(bits))
    return most
