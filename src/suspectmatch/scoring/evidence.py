"""Bits of evidence: what a level weighs, by the rarity of its value and the reliability of the records.

Whoever needs a weight takes it from here or from the kernel below it: classifiers, EM, and the pruner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels.weights import add_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison

    Floats = npt.NDArray[np.float64]
    Table = tuple[Floats, Floats, Floats]
    """Weight, slope and mean rarity of each level of a comparison, missing first."""


def bits_of(
    tables: Sequence[Table],
    comparisons: Sequence[Comparison],
    levels: npt.NDArray[np.int8],
    rarity: npt.NDArray[np.floating],
) -> Floats:
    """Bits that each comparison adds, float64 (P, K).

    Args:
        tables: a table for each of K comparisons.
        comparisons: the comparisons.
        levels: int8 (P, K).
        rarity: (P, F), a column for each comparison that has rarity.
    """
    bits = np.empty(levels.shape)
    none = np.zeros(len(levels), rarity.dtype)
    column = 0
    for k, (comparison, table) in enumerate(zip(comparisons, tables, strict=True)):
        own = np.zeros(len(levels))
        its_rarity = np.ascontiguousarray(rarity[:, column]) if comparison.has_rarity else none
        add_weights(np.ascontiguousarray(levels[:, k]), its_rarity, *table, own)
        bits[:, k] = own
        column += comparison.has_rarity
    return bits


def shrink(bits: Floats, reliability: Floats) -> None:
    """Shrink bits toward no evidence where a record may be wrong: m becomes r m + (1 - r) u.

    So a likelihood ratio 2^b becomes r 2^b + 1 - r.

    Args:
        bits: float64 (P, K); overwritten.
        reliability: float64 (P,) product of the reliabilities of both records, in (0, 1].
    """
    doubted = np.flatnonzero(reliability < 1.0)
    r = reliability[doubted, None]
    bits[doubted] = np.log2(r * np.exp2(bits[doubted]) + (1.0 - r))
