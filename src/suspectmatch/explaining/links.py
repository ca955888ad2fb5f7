"""Pairs in a line each: how sure they are, what supports one person and what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing import Comparison
    from suspectmatch.explaining.pair import Explainer
    from suspectmatch.tables.explanation_rows import Caution

    Rows = npt.NDArray[np.int32]

LEAST_NAMED: Final = 0.5
"""Bits that a comparison must add or take to be named in a line."""
MOST_NAMED: Final = 2
"""Comparisons that are named in a line, for and against."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records, and what is known of the pair in a line.

    Attributes:
        left: ``source:record_id``.
        right: likewise.
        weight: log2 odds.
        probability: the same as a probability.
        words: what supports one person and what contradicts it.
        n_records: records that were together once it had joined them; 0 for a pair that joins none.
        cautions: reasons to check it again.
    """

    left: str
    right: str
    weight: float
    probability: float
    words: str
    n_records: int = 0
    cautions: tuple[Caution, ...] = ()

    def __str__(self) -> str:
        return f"{self.left} and {self.right}: probability {percent(self.probability)}, {self.words}"


def links(explainer: Explainer, left: Rows, right: Rows, *, threshold: float) -> list[Link]:
    """Some pairs of rows in a line each, the strongest first.

    Args:
        explainer: explains the pairs.
        left: int32 (P,).
        right: int32 (P,).
        threshold: probability below which a pair does not link by itself; it is one of the cautions.
    """
    compared = explainer.compared(left, right)
    weight = explainer.weights(compared)
    order = np.argsort(-weight, kind="stable")
    compared, weight = compared.take(order), weight[order]
    probability = probability_of(weight)
    cautions = explainer.cautions.of(compared, probability >= threshold)
    bits, levels = explainer.contributions(compared).tolist(), compared.levels.tolist()
    rows = np.unique(np.concatenate([left, right]))
    names = dict(zip(rows.tolist(), explainer.names_of(rows), strict=True))
    return [
        Link(
            names[i],
            names[j],
            float(weight[k]),
            float(probability[k]),
            _in_short(explainer.comparisons, levels[k], bits[k]),
            cautions=cautions[k],
        )
        for k, (i, j) in enumerate(zip(compared.left.tolist(), compared.right.tolist(), strict=True))
    ]


def _in_short(comparisons: Sequence[Comparison], levels: list[int], bits: list[float]) -> str:
    """What supports one person and what contradicts it, in a line."""
    words = [
        (own, comparison.level(level).words)
        for comparison, level, own in zip(comparisons, levels, bits, strict=False)
    ]
    words.sort(key=lambda each: -abs(each[0]))
    good = [word for own, word in words if own >= LEAST_NAMED][:MOST_NAMED]
    bad = [word for own, word in words if own <= -LEAST_NAMED][:MOST_NAMED]
    line = "; ".join(good) or "nothing supports one person"
    return f"{line}; but {'; '.join(bad)}" if bad else line
