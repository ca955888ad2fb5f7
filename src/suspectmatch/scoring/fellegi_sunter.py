"""The probabilistic model of record linkage (Fellegi and Sunter 1969), with rarity and reliability."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from sklearn.base import BaseEstimator

from suspectmatch.errors import NotFittedError, ParameterError, TrainingError, WeakConvergenceWarning
from suspectmatch.scoring.model import LevelParameters, Model, load_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.levels import Comparison
    from suspectmatch.tables import Patterns

MIN_POPULATION: Final = 1_000
"""The prior never takes a file of fewer records to be the whole population."""
FEWEST_PAIRS: Final = 50
"""Fewer candidate pairs than this are not enough to learn from."""


class FellegiSunter(BaseEstimator):
    """Scores a pair by adding up the weights of its levels.

    Without ``fit`` it uses the shipped model, so nothing needs to be trained. ``fit`` re-estimates
    m by expectation maximisation on the patterns of candidate pairs, with u from random pairs and
    the model it starts from as a prior worth ``prior_strength`` pairs (Winkler 1988).

    Args:
        model: a `Model`, the path of one, or None for the shipped one.
        matches_per_record: expected true pairs a record is part of, instead of the model's.
        prior_strength: pairs that the starting model is worth in ``fit``.
        max_iterations: most rounds of EM.
        tolerance: EM stops when no m moves by more than this.

    Attributes:
        model_: the model in use after ``fit``.
        n_iterations_: rounds of EM done.

    Example:
        >>> classifier = FellegiSunter()
        >>> round(classifier.prior(n_records=100_000), 1)
        -17.0
    """

    def __init__(
        self,
        model: Model | str | Path | None = None,
        *,
        matches_per_record: float | None = None,
        prior_strength: float = 500.0,
        max_iterations: int = 30,
        tolerance: float = 1e-4,
    ) -> None:
        self.model = model
        self.matches_per_record = matches_per_record
        self.prior_strength = prior_strength
        self.max_iterations = max_iterations
        self.tolerance = tolerance

    def current_model(self) -> Model:
        """The fitted model, or the one it was given, or the shipped one."""
        if hasattr(self, "model_"):
            model: Model = self.model_
            return model
        return self.model if isinstance(self.model, Model) else load_model(self.model)

    def prior(self, n_records: int) -> float:
        """log2 odds that two records taken at random describe one person.

        Args:
            n_records: records that are linked; more records, lower odds.
        """
        expected = self.matches_per_record
        if expected is None:
            expected = self.current_model().matches_per_record
        if not expected > 0:
            raise ParameterError(f"matches_per_record must be above 0, got {expected!r}.")
        return float(np.log2(expected / max(n_records, MIN_POPULATION)))

    def contributions(
        self,
        comparisons: Sequence[Comparison],
        levels: npt.NDArray[np.int8],
        surprise: npt.NDArray[np.float32],
        reliability: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Bits that each comparison adds, float64 (P, K).

        Args:
            comparisons: the K comparisons.
            levels: int8 (P, K).
            surprise: float32 (P, F).
            reliability: float64 (P,) product of the two records' reliabilities; each weight is
                shrunk toward no evidence: m' = r m + (1 - r) u.
        """
        bits = np.empty(levels.shape, dtype=np.float64)
        column = 0
        for k, (weight, slope, mean) in enumerate(self.current_model().tables(comparisons)):
            index = levels[:, k].astype(np.intp) + 1
            bits[:, k] = weight[index]
            if comparisons[k].has_rarity:
                bits[:, k] += slope[index] * (surprise[:, column] - mean[index])
                column += 1
        if reliability is not None and (reliability < 1.0).any():
            r = reliability[:, None]
            bits = np.log2(r * np.exp2(bits) + (1.0 - r))
        return bits

    def fit(
        self,
        candidates: Patterns,
        random_pairs: Patterns,
        comparisons: Sequence[Comparison],
        n_records: int,
    ) -> Self:
        """Learn m from candidate pairs and u from random pairs.

        Args:
            candidates: patterns of candidate pairs.
            random_pairs: patterns of pairs taken at random.
            comparisons: the K comparisons.
            n_records: records that are linked.

        Returns:
            Itself.

        Raises:
            TrainingError: fewer than 50 candidate pairs.
        """
        n_pairs = int(candidates.counts.sum())
        if n_pairs < FEWEST_PAIRS:
            raise TrainingError(
                f"{n_pairs} candidate pairs are not enough to learn from (at least {FEWEST_PAIRS}); "
                "use the shipped model, or wider blocking rules."
            )
        start = self.current_model()
        shape = [comparison.n_levels for comparison in comparisons]
        u = [
            _blend(
                _shares(random_pairs, random_pairs.counts, k, n),
                _values(start, comparisons[k], "u"),
                50.0,
            )
            for k, n in enumerate(shape)
        ]
        prior_m = [_values(start, comparison, "m") for comparison in comparisons]
        m = list(prior_m)
        share = min(0.5, max(1e-6, n_records * start.matches_per_record / 2 / n_pairs))
        moved = np.inf
        for self.n_iterations_ in range(1, self.max_iterations + 1):
            responsibility = self._expect(candidates, comparisons, start, m, u, share)
            weight = candidates.counts * responsibility
            share = float(np.clip(weight.sum() / n_pairs, 1e-9, 0.999))
            new = [
                _blend(_shares(candidates, weight, k, n), prior_m[k], self.prior_strength)
                for k, n in enumerate(shape)
            ]
            moved = max(float(np.abs(a - b).max()) for a, b in zip(m, new, strict=True))
            m = new
            if moved < self.tolerance:
                break
        if moved >= self.tolerance:
            warnings.warn(
                f"EM stopped after {self.max_iterations} rounds with m still moving by {moved:.2g}.",
                WeakConvergenceWarning,
                stacklevel=2,
            )
        self.model_ = _assemble(start, comparisons, m, u, share * n_pairs * 2 / max(n_records, 1))
        return self

    def _expect(
        self,
        patterns: Patterns,
        comparisons: Sequence[Comparison],
        start: Model,
        m: list[npt.NDArray[np.float64]],
        u: list[npt.NDArray[np.float64]],
        share: float,
    ) -> npt.NDArray[np.float64]:
        log_odds = np.full(patterns.counts.size, np.log2(share / (1 - share)))
        column = 0
        for k, (comparison, table) in enumerate(
            zip(comparisons, start.tables(comparisons), strict=True)
        ):
            index = patterns.levels[:, k].astype(np.intp)
            known = index >= 0
            log_odds[known] += np.log2(m[k] / u[k])[index[known]]
            if comparison.has_rarity:
                _, slope, mean = table
                log_odds += slope[index + 1] * (patterns.surprise[:, column] - mean[index + 1])
                column += 1
        expected: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp2(-log_odds))
        return expected

    def check_fitted(self) -> None:
        """Raise unless ``fit`` was called.

        Raises:
            NotFittedError: it was not.
        """
        if not hasattr(self, "model_"):
            raise NotFittedError("This FellegiSunter has not been fitted; call fit first.")


def _shares(
    patterns: Patterns, weight: npt.NDArray[np.float64], k: int, n: int
) -> npt.NDArray[np.float64]:
    """Weighted counts of each level, float64 (n,); missing left out."""
    known = patterns.levels[:, k] >= 0
    counts: npt.NDArray[np.float64] = np.bincount(
        patterns.levels[known, k].astype(np.intp), weights=weight[known], minlength=n
    )
    return counts


def _blend(
    counts: npt.NDArray[np.float64], prior: npt.NDArray[np.float64], strength: float
) -> npt.NDArray[np.float64]:
    total = counts + strength * prior / prior.sum()
    blended: npt.NDArray[np.float64] = total / total.sum()
    return blended


def _values(model: Model, comparison: Comparison, which: str) -> npt.NDArray[np.float64]:
    model.tables([comparison])
    known = model.levels[comparison.name]
    return np.array(
        [getattr(known[comparison.level(number).name], which) for number in range(comparison.n_levels)]
    )


def _assemble(
    start: Model,
    comparisons: Sequence[Comparison],
    m: list[npt.NDArray[np.float64]],
    u: list[npt.NDArray[np.float64]],
    matches_per_record: float,
) -> Model:
    levels = dict(start.levels)
    for k, comparison in enumerate(comparisons):
        known = start.levels[comparison.name]
        levels[comparison.name] = {
            level.name: LevelParameters(
                m=float(m[k][comparison.number(level.name)]),
                u=float(u[k][comparison.number(level.name)]),
                slope=known[level.name].slope,
                mean_rarity=known[level.name].mean_rarity,
            )
            for level in comparison.levels
        }
    provenance = f"EM on the user's data, starting from: {start.provenance}"
    return Model(provenance, float(max(matches_per_record, 1e-9)), levels)
