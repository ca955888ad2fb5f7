"""Comparing rows of people, piece by piece: the one way in which pairs are compared.

``compare`` keeps every pair. The pruner of `suspectmatch.scoring.pruning` drops pairs between one
comparison and the next, so that later comparisons see fewer of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from suspectmatch.comparing.comparators import comparators
from suspectmatch.levels import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.levels import Comparison
    from suspectmatch.tables import People

    Rows = npt.NDArray[np.int32]
    Levels = npt.NDArray[np.int8]
    Rarity = npt.NDArray[np.float32]

PAIRS_AT_ONCE: Final = 1 << 14
"""Pairs that are compared at a time: what is known of them stays in the cache."""


class Drop(Protocol):
    """Drops pairs after each comparison."""

    def __call__(self, done: int, left: Rows, right: Rows, levels: Levels, rarity: Rarity) -> int:
        """Move the pairs to keep to the front of all arrays, and say how many they are.

        Args:
            done: which comparator was the last, from 0.
            left: int32 (P,) pairs that are still there.
            right: likewise.
            levels: int8 (done + 1, P or more) of the comparators so far.
            rarity: float32 (f, P or more) of those of them that have rarity.
        """


class Compared(NamedTuple):
    """Pairs of rows with their levels and rarities.

    Attributes:
        left: int32 (P,).
        right: int32 (P,).
        levels: int8 (P, K), a column for each comparison.
        rarity: float32 (P, F), a column for each comparison that has rarity.
    """

    left: Rows
    right: Rows
    levels: Levels
    rarity: Rarity


def compare_pieces(
    every: Sequence[Comparator],
    comparisons: Sequence[Comparison],
    left: Rows,
    right: Rows,
    drop: Drop | None = None,
) -> Compared:
    """Compare P pairs of rows, and drop what ``drop`` does not keep.

    Args:
        every: comparators in the order in which they are used. A comparison without a comparator is
            missing in all pairs.
        comparisons: the K comparisons, in the order of the columns.
        left: int32 (P,); overwritten where pairs are dropped.
        right: likewise.
        drop: drops pairs after each comparator; None keeps all.
    """
    column = {comparison.name: k for k, comparison in enumerate(comparisons)}
    with_rarity = [comparison.name for comparison in comparisons if comparison.has_rarity]
    # Only what is kept is written, and memory that is not written costs nothing.
    levels = np.empty((left.size, len(comparisons)), np.int8)
    rarity = np.empty((left.size, len(with_rarity)), np.float32)
    unused = sorted(set(range(len(comparisons))) - {column[each.comparison.name] for each in every})
    shape = len(every) + 1, min(left.size, PAIRS_AT_ONCE)
    level, bits = np.empty(shape, np.int8), np.empty(shape, np.float32)
    n_kept = 0
    for start in range(0, left.size, PAIRS_AT_ONCE):
        i, j = left[start : start + PAIRS_AT_ONCE], right[start : start + PAIRS_AT_ONCE]
        n, n_rarity = i.size, 0
        for done, comparator in enumerate(every):
            comparator.write(i[:n], j[:n], level[done, :n], bits[n_rarity, :n])
            n_rarity += comparator.comparison.has_rarity
            if drop is not None:
                n = drop(done, i[:n], j[:n], level[: done + 1], bits[:n_rarity])
        kept, n_rarity = slice(n_kept, n_kept + n), 0
        if n_kept < start:
            left[kept], right[kept] = i[:n], j[:n]
        if unused:
            levels[kept, unused], rarity[kept] = MISSING, 0.0
        for done, comparator in enumerate(every):
            levels[kept, column[comparator.comparison.name]] = level[done, :n]
            if comparator.comparison.has_rarity:
                rarity[kept, with_rarity.index(comparator.comparison.name)] = bits[n_rarity, :n]
                n_rarity += 1
        n_kept += n
    return Compared(left[:n_kept], right[:n_kept], levels[:n_kept], rarity[:n_kept])


def measure_rows(every: Sequence[Comparator], left: Rows, right: Rows) -> tuple[Levels, Rarity]:
    """Levels int8 (P, K) and rarities float32 (P, F) of pairs of rows.

    Args:
        every: a comparator for each of K comparisons, F of which have rarity.
        left: int32 (P,).
        right: int32 (P,).
    """
    made = compare_pieces(every, [each.comparison for each in every], left, right)
    return made.levels, made.rarity


def compare_rows(
    people: People, comparisons: Sequence[Comparison], left: Rows, right: Rows
) -> tuple[Levels, Rarity]:
    """As `measure_rows`, of people whose comparators are made for it."""
    return measure_rows(comparators(people, comparisons), left, right)
