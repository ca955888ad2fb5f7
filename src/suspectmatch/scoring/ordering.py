"""In which order comparisons are made: first what drops most pairs for its cost, seen on a sample.

Which comparison that is depends on the blocking rules: where pairs share a birth year, dates drop few of
them; where they share a name, names do. The order does not change what is kept, only how long it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.kernels.weights import add_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.scoring.evidence import Table

    Rows = npt.NDArray[np.int32]

SAMPLE_PAIRS: Final = 1 << 13
"""Pairs that the order is chosen on."""
_KEEPING: Final = 15.0
"""Nanoseconds a pair that dropping takes after each comparison."""


class Weighed(NamedTuple):
    """A comparison of people, with the weights of its levels.

    Attributes:
        comparator: makes the levels.
        table: weight, slope and mean rarity of each level, missing first.
        most: float32 (N,), the most bits it can add for each record.
    """

    comparator: Comparator
    table: Table
    most: npt.NDArray[np.float32]


def in_order(
    weighed: Sequence[Weighed], left: Rows, right: Rows, prior: float, floor: float
) -> list[Weighed]:
    """The comparisons in the order in which they are best made, chosen greedily.

    Each time the one comes next that costs least for each pair it drops, of the pairs that are still
    there (the rank of Krishnamurthy, Boral and Zaniolo 1986, "Optimization of nonrecursive queries",
    VLDB). Without pairs to see, and between those that drop none, the cheaper comes first.

    Args:
        weighed: the comparisons.
        left: int32 (P,), a sample of the pairs.
        right: int32 (P,).
        prior: bits of a pair before anything is compared.
        floor: bits; pairs below it are dropped.
    """
    waiting = sorted(weighed, key=lambda one: one.comparator.cost)
    added = {id(one): _bits(one, left, right) for one in waiting}
    total, there = np.full(left.size, prior), np.ones(left.size, bool)
    chosen: list[Weighed] = []
    while waiting:
        best, least, kept_by_best = waiting[0], np.inf, there
        for one in waiting:
            later = sum((other.most for other in waiting if other is not one), np.zeros(1, np.float32))
            later = np.broadcast_to(later, one.most.shape)
            kept = there & (total + added[id(one)] + np.minimum(later[left], later[right]) >= floor)
            dropped = int(there.sum()) - int(kept.sum())
            rank = (one.comparator.cost + _KEEPING) / dropped if dropped else np.inf
            if rank < least:
                best, least, kept_by_best = one, rank, kept
        waiting.remove(best)
        chosen.append(best)
        total, there = total + added[id(best)], kept_by_best
    return chosen


def _bits(one: Weighed, left: Rows, right: Rows) -> npt.NDArray[np.float64]:
    levels, rarity = np.empty(left.size, np.int8), np.empty(left.size, np.float32)
    one.comparator.write(left, right, levels, rarity)
    bits = np.zeros(left.size)
    add_weights(levels, rarity, *one.table, bits)
    return bits
