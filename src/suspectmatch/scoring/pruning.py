"""Compare pairs, and stop early with those that cannot reach the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.comparing.comparators import comparators
from suspectmatch.comparing.rows import PAIRS_AT_ONCE, compare_pieces
from suspectmatch.kernels.weights import add_weights, keep_possible, most_weights
from suspectmatch.scoring.evidence import shrink
from suspectmatch.scoring.ordering import Weighed, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.comparing.rows import Compared, Drop
    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.classifier import Pruning
    from suspectmatch.scoring.evidence import Table
    from suspectmatch.tables import People

    Rows = npt.NDArray[np.int32]

SLACK: Final = 1e-3
"""Bits by which rounding may put a bound too low; nothing is decided by it."""


class _Step(NamedTuple):
    comparator: Comparator
    table: Table
    ceiling: npt.NDArray[np.float32]
    """float32 (N,): the most bits that all later steps can add for each record."""


class Pruner:
    """Compares pairs, what drops most for its cost first, and keeps those that reach the floor.

    What it keeps is exactly what comparing and scoring every pair would keep.

    Args:
        people: N people.
        comparisons: what is compared, in column order.
        pruning: by which weights, and at which floor; None drops no pair.
        sample: left and right (P,) of some of the pairs to come, on which the order of the comparisons
            is chosen; it changes how long pruning takes, and nothing else.
    """

    def __init__(
        self,
        people: People,
        comparisons: Sequence[Comparison],
        pruning: Pruning | None,
        sample: tuple[Rows, Rows] = (np.empty(0, np.int32), np.empty(0, np.int32)),
    ) -> None:
        self.people = people
        self.comparisons = tuple(comparisons)
        self._pruning = pruning
        self._every = [each for each in comparators(people, comparisons) if each.known.any()]
        self._has_doubt = bool((people.reliability < 1.0).any())
        if pruning is not None:
            self._steps = self._plan(pruning, *sample)
            self._every = [step.comparator for step in self._steps]

    def _plan(self, pruning: Pruning, left: Rows, right: Rows) -> list[_Step]:
        tables = pruning.model.tables([each.comparison for each in self._every])
        weighed = [
            Weighed(each, table, most_weights(each.most_bits(), each.known, *table))
            for each, table in zip(self._every, tables, strict=True)
        ]
        steps: list[_Step] = []
        later = np.zeros(len(self.people), np.float32)
        for one in reversed(in_order(weighed, left, right, pruning.prior, pruning.floor - SLACK)):
            steps.append(_Step(one.comparator, one.table, later))
            later = later + one.most
        return steps[::-1]

    def keep(self, left: Rows, right: Rows) -> Compared:
        """Those of P pairs that may reach the floor, compared.

        A pair or two that rounding leaves in doubt may be among them.

        Args:
            left: int32 (P,), overwritten.
            right: int32 (P,), overwritten.
        """
        drop = None if self._pruning is None else self._drop(self._pruning)
        made = compare_pieces(self._every, self.comparisons, left, right, drop)
        return made._replace(left=made.left.copy(), right=made.right.copy())

    def _drop(self, pruning: Pruning) -> Drop:
        """What drops pairs, with room for the weights of one piece."""
        total, none = np.empty(PAIRS_AT_ONCE), np.zeros(PAIRS_AT_ONCE, np.float32)
        reliability = self.people.reliability

        def drop(
            done: int,
            left: Rows,
            right: Rows,
            levels: npt.NDArray[np.int8],
            rarity: npt.NDArray[np.float32],
        ) -> int:
            step, n = self._steps[done], left.size
            if done == 0:
                total[:n] = pruning.prior
            before = total[:n].copy() if self._has_doubt else total[:n]
            # Without rarity the slope is 0, and the row of another comparison is not read.
            own = rarity[-1, :n] if len(rarity) else none[:n]
            add_weights(levels[done, :n], own, *step.table, total[:n])
            if self._has_doubt:
                bits = (total[:n] - before)[:, None]
                shrink(bits, reliability[left] * reliability[right])
                total[:n] = before + bits[:, 0]
            return keep_possible(
                left, right, total[:n], levels, rarity, step.ceiling, pruning.floor - SLACK
            )

        return drop
