"""What a supervised classifier sees of a pair: bits that each comparison adds, and rarities.

A level enters by the bits that the screening Fellegi-Sunter model gives it. So "stronger" has one
meaning, and a classifier that never falls with any column never falls where agreement is stronger.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.fellegi_sunter import FellegiSunter

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

PULL_SCALE: Final = 6.0
"""How strongly the scale of a comparison's bits is held to 1, per squared unit."""
PULL_STEP: Final = 0.2
"""How strongly a step at a level is held to 0, per squared bit."""


def matrix(bits: Floats, levels: npt.NDArray[np.int8], rarity: npt.NDArray[np.float32]) -> Floats:
    """Features for any classifier, float64 (P, 1 + 2K + F).

    The sum of the bits, the bits of each comparison, the rarities, and for each comparison whether it
    is missing. Only the last K may fall while a pair agrees better.

    Args:
        bits: float64 (P, K).
        levels: int8 (P, K).
        rarity: float32 (P, F).
    """
    return np.concatenate([bits.sum(axis=1, keepdims=True), bits, rarity, levels < 0], axis=1)


def rising(n_comparisons: int, n_rarities: int) -> list[int]:
    """For each column of `matrix` 1 where more of it may never lower the score, else 0."""
    return [1] * (1 + n_comparisons + n_rarities) + [0] * n_comparisons


@dataclass(frozen=True, slots=True)
class Additive:
    """A rising function of the bits of each comparison, added up: logistic regression, held in shape.

    For comparison k: ``scales[k] * bits + (sum of the steps that the bits have reached)``, less the same
    at 0 bits, so that a missing value weighs nothing. Scales and steps are never below 0.

    Attributes:
        scales: float64 (K,).
        knots: for each comparison the bits of its levels, rising.
        steps: for each comparison what is added from each knot on.
        constant: bits that every pair gets.
    """

    scales: Floats
    knots: tuple[Floats, ...]
    steps: tuple[Floats, ...]
    constant: float

    def parts(self, bits: Floats) -> Floats:
        """What each comparison adds, float64 (P, K); the constant is left out."""
        made = np.empty_like(bits)
        for k, (knots, steps) in enumerate(zip(self.knots, self.steps, strict=True)):
            reached = np.concatenate([[0.0], np.cumsum(steps)])
            at, at_none = (np.searchsorted(knots, x + _NEAR) for x in (bits[:, k], np.zeros(1)))
            made[:, k] = self.scales[k] * bits[:, k] + (reached[at] - reached[at_none])
        return made


_NEAR: Final = 1e-9
"""Bits by which a level may miss its own knot, for rounding."""


def knots_of(classifier: FellegiSunter, comparisons: Sequence[Comparison]) -> tuple[Floats, ...]:
    """The bits of the levels of each comparison at their mean rarity, rising."""
    return tuple(
        np.unique(weight[1:]) for weight, _, _ in classifier.current_model().tables(comparisons)
    )


def fit_additive(
    bits: Floats, labels: Labels, prior: float, knots: tuple[Floats, ...], pull: float
) -> Additive:
    """Penalised logistic regression, pulled towards the screening model: all scales 1, all steps 0.

    Args:
        bits: float64 (P, K).
        labels: int8 (P,) 1 or 0.
        prior: bits of every pair before anything was compared.
        knots: from `knots_of`.
        pull: how strongly; 1 as measured.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - takes longer to load than a small link

    n_comparisons = bits.shape[1]
    columns: list[Any] = [bits]
    for k, known in enumerate(knots):
        reached = bits[:, [k]] + _NEAR >= known[None, :]
        columns.append(reached.astype(np.float64) - (known <= _NEAR))
    x = np.concatenate([*columns, np.ones((labels.size, 1))], axis=1)
    n_steps = x.shape[1] - n_comparisons - 1
    first = np.concatenate([np.ones(n_comparisons), np.zeros(n_steps + 1)])
    held = pull * np.concatenate([np.full(n_comparisons, PULL_SCALE), np.full(n_steps + 1, PULL_STEP)])
    ln2 = np.log(2.0)

    def loss(v: Floats) -> tuple[float, Floats]:
        z = x @ v + prior
        gradient = x.T @ ((probability_of(z) - labels) * ln2) + 2 * held * (v - first)
        value = (np.logaddexp(0.0, z * ln2) - labels * z * ln2).sum() + (held * (v - first) ** 2).sum()
        return float(value), gradient

    limits = [(0.0, None)] * (x.shape[1] - 1) + [(None, None)]
    options = {"maxiter": 200, "ftol": 1e-8}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=limits, options=options).x
    ends = n_comparisons + np.cumsum([0, *(known.size for known in knots)])
    steps = tuple(found[a:b] for a, b in pairwise(ends.tolist()))
    return Additive(found[:n_comparisons], knots, steps, float(found[-1]))
