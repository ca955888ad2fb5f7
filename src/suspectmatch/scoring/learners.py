"""What learns for a supervised classifier, and what it sees of a pair.

A level enters by the bits that the pruning model gives it. So "stronger" has one meaning, and a learner
that never falls with any column never falls where agreement is stronger.

The default is written to JSON as its scales and steps. Of any other scikit-learn classifier only its
kind and its parameters are written: it learns again from the saved pairs when it is read.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.errors import InputError, SpecError
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.training import Training

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

HELD_SCALE: Final = 6.0
"""How strongly the scale of a comparison's bits is held to 1, per squared unit."""
HELD_STEP: Final = 0.2
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

    def as_dict(self, comparisons: Sequence[Comparison]) -> dict[str, Any]:
        """What JSON holds of it: for each comparison its scale and its steps."""
        columns = zip(comparisons, self.scales.tolist(), self.knots, self.steps, strict=True)
        return {
            "constant": self.constant,
            "comparisons": {
                each.name: {"scale": scale, "steps": np.stack([knots, steps], axis=1).tolist()}
                for each, scale, knots, steps in columns
            },
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any], comparisons: Sequence[Comparison]) -> Additive:
        """What `as_dict` wrote."""
        parts = [body["comparisons"][each.name] for each in comparisons]
        pairs = [np.array(part["steps"], np.float64).reshape(-1, 2) for part in parts]
        return cls(
            np.array([part["scale"] for part in parts], np.float64),
            tuple(np.ascontiguousarray(pair[:, 0]) for pair in pairs),
            tuple(np.ascontiguousarray(pair[:, 1]) for pair in pairs),
            float(body["constant"]),
        )


_NEAR: Final = 1e-9
"""Bits by which a level may miss its own knot, for rounding."""


def fit_additive(bits: Floats, labels: Labels, prior: float, knots: tuple[Floats, ...]) -> Additive:
    """Penalised logistic regression, held to the pruning model: all scales 1, all steps 0.

    Args:
        bits: float64 (P, K).
        labels: int8 (P,) 1 or 0.
        prior: bits of every pair before anything was compared.
        knots: for each comparison the bits of its levels, rising.
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
    held = np.concatenate([np.full(n_comparisons, HELD_SCALE), np.full(n_steps + 1, HELD_STEP)])
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


MOST_BITS: Final = 40.0
"""Scores of estimators that claim to be certain are limited to so many bits."""
GRAIN: Final = 2.0**-20
"""Scores of other estimators are rounded to it: their last bits depend on how pairs are batched."""


def fit_estimator(estimator: Any, bits: Floats, training: Training, random_state: int) -> Any:
    """A fitted copy of a scikit-learn classifier, that never falls with agreement if it can be told so.

    Args:
        estimator: the classifier.
        bits: float64 (P, K) of the training pairs.
        training: P pairs.
        random_state: its seed, where it takes one and has none.
    """
    from sklearn.base import clone  # noqa: PLC0415 - takes longer to load than a small link

    learner = clone(estimator)
    parameters = learner.get_params()
    if "monotonic_cst" in parameters and parameters["monotonic_cst"] is None:
        learner.set_params(monotonic_cst=rising(bits.shape[1], training.rarity.shape[1]))
    if "random_state" in parameters and parameters["random_state"] is None:
        learner.set_params(random_state=random_state)
    return learner.fit(matrix(bits, training.levels, training.rarity), training.labels)


def scores_of(
    learned: Any, bits: Floats, levels: npt.NDArray[np.int8], rarity: npt.NDArray[np.float32]
) -> Floats:
    """What a fitted scikit-learn classifier says of P pairs, as log2 odds float64 (P,)."""
    if not len(bits):
        return np.empty(0)
    x = matrix(bits, levels, rarity)
    if hasattr(learned, "decision_function"):
        score = np.asarray(learned.decision_function(x), np.float64) / np.log(2.0)
    else:
        p = np.asarray(learned.predict_proba(x), np.float64)[:, 1]
        with np.errstate(divide="ignore"):
            score = np.log2(p) - np.log2(1.0 - p)
    rounded: Floats = np.round(np.clip(score, -MOST_BITS, MOST_BITS) / GRAIN) * GRAIN
    return rounded


def estimator_as_dict(estimator: Any) -> dict[str, Any] | None:
    """What JSON holds of an estimator: its kind and parameters.

    Raises:
        SpecError: it is not of scikit-learn, or JSON cannot hold its parameters.
    """
    if estimator is None:
        return None
    kind = type(estimator)
    if not kind.__module__.startswith("sklearn."):
        raise SpecError(f"Only estimators of scikit-learn can be saved; this is a {kind.__name__}.")
    import sklearn  # noqa: PLC0415 - it is loaded already

    parameters = estimator.get_params(deep=False)
    try:
        json.dumps(parameters)
    except TypeError as error:
        raise SpecError(
            f"This {kind.__name__} cannot be saved: JSON cannot hold all of its parameters."
        ) from error
    return {
        "module": kind.__module__,
        "class": kind.__name__,
        "parameters": parameters,
        "scikit-learn": sklearn.__version__,
    }


def estimator_from_dict(body: dict[str, Any] | None, name: str) -> Any:
    """The estimator that `estimator_as_dict` wrote, not fitted; nothing but scikit-learn is imported.

    Raises:
        InputError: it is not an estimator of scikit-learn, or not of this version.
    """
    if body is None:
        return None
    if not str(body["module"]).startswith("sklearn."):
        raise InputError("Only estimators of scikit-learn are read.", file=name)
    try:
        kind = getattr(importlib.import_module(body["module"]), body["class"])
    except ImportError as error:
        raise InputError("The estimator is not in this version of scikit-learn.", file=name) from error
    from sklearn.base import BaseEstimator  # noqa: PLC0415 - only where an estimator was saved

    if not (isinstance(kind, type) and issubclass(kind, BaseEstimator)):
        raise InputError("The estimator is not one of scikit-learn.", file=name)
    return kind(**body["parameters"])
