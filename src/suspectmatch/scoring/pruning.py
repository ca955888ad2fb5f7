"""Compare and score pairs, and stop early with those that cannot reach the floor."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.comparing.methods import measures
from suspectmatch.kernels.weights import add_weights, doubt_weights, keep_possible, most_weights
from suspectmatch.scoring.ordering import Weighed, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.methods import Measure
    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.fellegi_sunter import FellegiSunter
    from suspectmatch.tables import People

    Rows = npt.NDArray[np.int32]
    Kept = tuple[Rows, Rows, npt.NDArray[np.int8], npt.NDArray[np.float32]]

SLACK: Final = 1e-3
"""Bits by which rounding may put a bound too low; nothing is decided by it."""
PIECE: Final = 1 << 14
"""Pairs that are screened at a time: what is known of them stays in the cache."""


class _Step(NamedTuple):
    measure: Measure
    row: int
    """Its place among the comparisons."""
    table: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]
    ceiling: npt.NDArray[np.float32]
    """float32 (N,): the most bits that all later steps can add for each record."""


class _Buffers(NamedTuple):
    total: npt.NDArray[np.float64]
    before: npt.NDArray[np.float64]
    levels: npt.NDArray[np.int8]
    rarity: npt.NDArray[np.float32]


class Pruner:
    """Compares pairs, what drops most for its cost first, and keeps those that reach the floor.

    What it keeps is exactly what comparing and scoring every pair would keep.

    Args:
        people: N people.
        comparisons: what is compared, in column order.
        classifier: what scores.
        floor: log2 odds; pairs below it are not kept.
        sample: left and right (P,) of some of the pairs to come, on which the order of the comparisons
            is chosen; it changes how long screening takes, and nothing else.
    """

    def __init__(
        self,
        people: People,
        comparisons: Sequence[Comparison],
        classifier: FellegiSunter,
        floor: float,
        sample: tuple[Rows, Rows] = (np.empty(0, np.int32), np.empty(0, np.int32)),
    ) -> None:
        self.people = people
        self.comparisons = tuple(comparisons)
        self.classifier = classifier
        self.floor = floor
        self.prior = classifier.prior(len(people))
        self._doubt = bool((people.reliability < 1.0).any())
        self._steps = self._plan(*sample)
        self._local = threading.local()

    def _plan(self, left: Rows, right: Rows) -> list[_Step]:
        tables = self.classifier.current_model().tables(self.comparisons)
        weighed = []
        for k, measure in enumerate(measures(self.people, self.comparisons)):
            if measure.known.any():
                weight, slope, mean = tables[k]
                table = weight, slope * measure.comparison.has_rarity, mean
                weighed.append(
                    Weighed(measure, k, table, most_weights(measure.most_bits(), measure.known, *table))
                )
        steps: list[_Step] = []
        later = np.zeros(len(self.people), np.float32)
        for one in reversed(in_order(weighed, left, right, self.prior, self.floor - SLACK)):
            steps.append(_Step(one.measure, one.row, one.table, later))
            later = later + one.most
        return steps[::-1]

    def keep(self, left: Rows, right: Rows) -> Kept:
        """Those of P pairs that may reach the floor, compared.

        A pair or two that rounding leaves in doubt may be among them.

        Args:
            left: int32 (P,), overwritten.
            right: int32 (P,), overwritten.

        Returns:
            left and right (Q,), levels int8 (Q, K) and rarities float32 (Q, F).
        """
        parts = [
            self._keep(left[at : at + PIECE], right[at : at + PIECE])
            for at in range(0, max(left.size, 1), PIECE)
        ]
        left, right, levels, rarity = (np.concatenate(column) for column in zip(*parts, strict=True))
        return left, right, levels, rarity

    def _keep(self, left: Rows, right: Rows) -> Kept:
        total, before, levels, rarity = self._buffers()
        n, n_rarity = left.size, 0
        total[:n] = self.prior
        for done, step in enumerate(self._steps):
            pairs = left[:n], right[:n]
            step.measure.write(*pairs, levels[done, :n], rarity[n_rarity, :n])
            if self._doubt:
                before[:n] = total[:n]
            add_weights(levels[done, :n], rarity[n_rarity, :n], *step.table, total[:n])
            if self._doubt:
                doubt_weights(*pairs, self.people.reliability, before[:n], total[:n])
            n_rarity += step.measure.comparison.has_rarity
            n = keep_possible(
                *pairs,
                total[:n],
                levels[: done + 1],
                rarity[:n_rarity],
                step.ceiling,
                self.floor - SLACK,
            )
        return (
            left[:n].copy(),
            right[:n].copy(),
            *self._in_columns(levels, rarity, n),
        )

    def _in_columns(
        self, levels: npt.NDArray[np.int8], rarity: npt.NDArray[np.float32], n: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        """Levels and rarities of the first n pairs, a column for each comparison as they were given."""
        with_rarity = [k for k, comparison in enumerate(self.comparisons) if comparison.has_rarity]
        made = np.full((n, len(self.comparisons)), -1, np.int8)
        own = np.zeros((n, len(with_rarity)), np.float32)
        row = 0
        for done, step in enumerate(self._steps):
            made[:, step.row] = levels[done, :n]
            if step.measure.comparison.has_rarity:
                own[:, with_rarity.index(step.row)] = rarity[row, :n]
                row += 1
        return made, own

    def _buffers(self) -> _Buffers:
        """Room for one piece, one set for each thread; made once."""
        if not hasattr(self._local, "buffers"):
            rows = len(self._steps) + 1
            self._local.buffers = _Buffers(
                np.empty(PIECE),
                np.empty(PIECE),
                np.empty((rows, PIECE), np.int8),
                np.empty((rows, PIECE), np.float32),
            )
        buffers: _Buffers = self._local.buffers
        return buffers
