"""Weights are log2 odds; a weight and a probability are converted into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Weights = TypeVar("Weights", float, npt.NDArray[np.float64])


def probability_of(weight: Weights) -> Weights:
    """Probabilities, in (0, 1), of one weight or of many, in log2 odds.

    >>> float(probability_of(0.0)), probability_of(np.array([2.0])).tolist()
    (0.5, [0.8])
    """
    made: Weights = 1.0 / (1.0 + np.exp2(-weight))
    return made


def weight_of(probability: float) -> float:
    """log2 odds of a probability; infinite at 0 and 1.

    >>> weight_of(0.5), round(weight_of(0.8), 9), weight_of(1.0)
    (0.0, 2.0, inf)
    """
    with np.errstate(divide="ignore"):
        return float(np.log2(probability) - np.log2(1.0 - probability))
