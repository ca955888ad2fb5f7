"""The probabilistic model of record linkage (Fellegi and Sunter 1969), with rarity and reliability."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np

from suspectmatch import errors
from suspectmatch.errors import ParameterError, TrainingError, WeakConvergenceWarning
from suspectmatch.scoring.estimator import Estimator
from suspectmatch.scoring.model import LevelParameters, Model, load_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.comparing.levels import Comparison
    from suspectmatch.tables import Patterns

MIN_POPULATION: Final = 1_000
"""The prior never takes a file of fewer records to be the whole population."""
FEWEST_PAIRS: Final = 50
"""Fewer candidate pairs than this are not enough to learn from."""


class FellegiSunter(Estimator):
    """Scores a pair by adding up the weights of its levels.

    Without ``fit`` it uses the shipped model, so nothing needs to be trained. ``fit`` re-estimates
    m by expectation maximisation on the patterns of candidate pairs, with u from random pairs (less
    those that are likely matches) and the model it starts from as a prior worth ``prior_strength``
    pairs of each level (Winkler 1988).

    Args:
        model: a `Model`, the path of one, or None for the shipped one.
        matches_per_record: expected true pairs a record is part of, instead of the model's.
        prior_strength: pairs that the starting model is worth in ``fit``, for each level. The
            default was measured on synthetic records: less of it lets levels that go together
            (nationality, place and country of birth) be counted more than once.
        max_iterations: most rounds of EM.
        tolerance: EM stops when no m moves by more than this.

    Attributes:
        model_: the model in use after ``fit``.
        n_iterations_: rounds of EM done.

    Example:
        >>> classifier = FellegiSunter(matches_per_record=1.0)
        >>> round(classifier.prior(n_records=100_000), 1)
        -16.6
    """

    def __init__(
        self,
        model: Model | str | Path | None = None,
        *,
        matches_per_record: float | None = None,
        prior_strength: float = 2000.0,
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
        return self._first_model()

    def _first_model(self) -> Model:
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
        if reliability is not None:
            doubted = np.flatnonzero(reliability < 1.0)
            r = reliability[doubted, None]
            bits[doubted] = np.log2(r * np.exp2(bits[doubted]) + (1.0 - r))
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
        start = self._first_model()
        first = [_Levels.of(start, comparison) for comparison in comparisons]
        levels = first
        population = max(n_records, MIN_POPULATION)
        per_record = self.matches_per_record or start.matches_per_record
        moved = np.inf
        self.n_iterations_ = 0
        for _ in range(self.max_iterations):
            self.n_iterations_ += 1
            # u is of random pairs, and so is the prior: blocking raises the odds of a pair only by
            # what its levels show, and the levels are weighed already.
            prior = float(np.log2(per_record / population))
            is_match = candidates.counts * _expect(candidates, levels, prior)
            is_chance = random_pairs.counts * (1.0 - _expect(random_pairs, levels, prior))
            per_record = max(1e-9, 2.0 * float(is_match.sum()) / max(n_records, 1))
            new = [
                _learned(
                    known,
                    _counts(candidates, is_match, k, known.m.size),
                    _counts(random_pairs, is_chance, k, known.m.size),
                    self.prior_strength,
                )
                for k, known in enumerate(first)
            ]
            moved = max(float(np.abs(a.m - b.m).max()) for a, b in zip(levels, new, strict=True))
            levels = new
            if moved < self.tolerance:
                break
        if moved >= self.tolerance:
            warnings.warn(
                f"EM stopped after {self.max_iterations} rounds with m still moving by {moved:.2g}.",
                WeakConvergenceWarning,
                stacklevel=2,
            )
        self.model_ = _assemble(start, comparisons, levels, per_record)
        return self

    def check_fitted(self) -> None:
        """Raise unless ``fit`` was called.

        Raises:
            NotFittedError: it was not.
        """
        if not hasattr(self, "model_"):
            raise errors.NotFittedError("This FellegiSunter has not been fitted; call fit first.")


class _Levels(NamedTuple):
    """Parameters of the levels of one comparison by level number, missing left out."""

    m: npt.NDArray[np.float64]
    u: npt.NDArray[np.float64]
    slope: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    has_rarity: bool

    @classmethod
    def of(cls, model: Model, comparison: Comparison) -> _Levels:
        model.tables([comparison])  # refuses what the model does not know
        known = model.levels[comparison.name]
        levels = [known[comparison.level(number).name] for number in range(comparison.n_levels)]
        m, u, slope, mean = np.array([(p.m, p.u, p.slope, p.mean_rarity) for p in levels]).T
        return cls(m, u, slope, mean, comparison.has_rarity)


def _expect(patterns: Patterns, levels: Sequence[_Levels], prior: float) -> npt.NDArray[np.float64]:
    """Probability float64 (U,) that a pair of each pattern is one person."""
    log_odds = np.full(patterns.counts.size, prior)
    column = 0
    for k, (m, u, slope, mean, has_rarity) in enumerate(levels):
        known = np.flatnonzero(patterns.levels[:, k] >= 0)
        level = patterns.levels[known, k].astype(np.intp)
        log_odds[known] += np.log2(m / u)[level]
        if has_rarity:
            log_odds[known] += slope[level] * (patterns.surprise[known, column] - mean[level])
            column += 1
    expected: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp2(-log_odds))
    return expected


def _counts(
    patterns: Patterns, weight: npt.NDArray[np.float64], k: int, n: int
) -> npt.NDArray[np.float64]:
    """Weighted counts of each level, float64 (n,); missing left out."""
    known = patterns.levels[:, k] >= 0
    level = patterns.levels[known, k].astype(np.intp)
    return np.bincount(level, weights=weight[known], minlength=n).astype(np.float64)


def _learned(
    first: _Levels,
    matches: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
    strength: float,
) -> _Levels:
    """Parameters after one round.

    m is the blend of what was counted and what the first model says. A level's weight moves from the
    first model's to the counted one as far as it was seen in both: a level that random pairs never
    show keeps its weight, whatever the share of it among matches.
    """
    m = matches + strength * first.m / first.m.sum()
    m /= m.sum()
    seen = 2.0 * matches * chances / np.maximum(matches + chances, 1e-300)
    counted = np.log2(_smooth(matches) / _smooth(chances))
    weight = (seen * counted + strength * np.log2(first.m / first.u)) / (seen + strength)
    m = np.minimum(m, np.exp2(weight))  # so that u stays within (0, 1]
    return first._replace(m=m, u=m / np.exp2(weight))


def _smooth(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = (counts + 0.5) / (counts + 0.5).sum()
    return shares


def _assemble(
    start: Model,
    comparisons: Sequence[Comparison],
    learned: Sequence[_Levels],
    matches_per_record: float,
) -> Model:
    levels = dict(start.levels)
    for comparison, (m, u, slope, mean, _) in zip(comparisons, learned, strict=True):
        values = zip(m.tolist(), u.tolist(), slope.tolist(), mean.tolist(), strict=True)
        made = [LevelParameters(*each) for each in values]
        levels[comparison.name] = {
            level.name: made[comparison.number(level.name)] for level in comparison.levels
        }
    provenance = f"EM on the user's data, starting from: {start.provenance}"
    return Model(provenance, matches_per_record, levels)
