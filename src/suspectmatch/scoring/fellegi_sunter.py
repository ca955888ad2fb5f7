"""The probabilistic model of record linkage (Fellegi and Sunter 1969), with rarity and reliability."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, Self

import numpy as np

from suspectmatch import checks, errors
from suspectmatch.errors import ParameterError, TrainingError, WeakConvergenceWarning
from suspectmatch.kernels.weights import most_weights
from suspectmatch.scoring import calibration
from suspectmatch.scoring.classifier import Pruning
from suspectmatch.scoring.em import MIN_POPULATION, HeldTo, learn
from suspectmatch.scoring.estimator import Estimator
from suspectmatch.scoring.evidence import bits_of, shrink
from suspectmatch.scoring.model import FORMAT, Calibration, Model, load_model, model_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.levels import Comparison
    from suspectmatch.tables import Patterns, ScoredPairs

FEWEST_PAIRS: Final = 50
"""Fewer candidate pairs than this are not enough to learn from."""
FARTHEST: Final = 2.0
"""EM has run away where it finds so many times more matches than its starting weights find."""


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
        trust: how far ``fit`` can move the weight of a level from the starting model to what it counts,
            however many pairs there are: a share in [0, 1]. Measured on invented records: at 1 EM runs
            away under wide blocking rules; see `suspectmatch.scoring.em`.
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

    format: ClassVar[str] = FORMAT

    def __init__(
        self,
        model: Model | str | Path | None = None,
        *,
        matches_per_record: float | None = None,
        prior_strength: float = 2000.0,
        trust: float = 0.7,
        max_iterations: int = 30,
        tolerance: float = 1e-4,
    ) -> None:
        self.model = model
        self.matches_per_record = matches_per_record
        self.prior_strength = prior_strength
        self.trust = trust
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
            n_records: records that are linked; more records, lower odds. The intercept of the model's
                calibration, if it has one, is part of it.
        """
        intercept = self.current_model().calibration.intercept
        return float(np.log2(self._expected() / max(n_records, MIN_POPULATION))) + intercept

    def _expected(self) -> float:
        """Matches that a record is expected to have."""
        expected = self.matches_per_record
        if expected is None:
            expected = self.current_model().matches_per_record
        if not expected > 0:
            raise ParameterError(f"matches_per_record must be above 0, got {expected!r}.")
        return expected

    def pruning(self, floor: float, n_records: int) -> Pruning:
        """Pairs are dropped by the weights themselves, at the floor that they are kept from."""
        return Pruning(self.current_model(), self.prior(n_records), floor)

    def most_weight(self, every: Sequence[Comparator], prior: float) -> npt.NDArray[np.float64]:
        """float64 (N,): the weight that no pair of a record is above."""
        tables = self.current_model().tables([each.comparison for each in every])
        total = np.full(len(every[0].known), prior)
        for each, table in zip(every, tables, strict=True):
            total += most_weights(each.most_bits(), each.known, *table)
        return total

    def contributions(
        self,
        comparisons: Sequence[Comparison],
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
        reliability: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Bits that each comparison adds, float64 (P, K); see `Classifier.contributions`."""
        bits = bits_of(self.current_model().tables(comparisons), comparisons, levels, rarity)
        if reliability is not None:
            shrink(bits, reliability)
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

        Warns:
            WeakConvergenceWarning: EM stopped before it settled, or ran away and was turned back.
        """
        n_pairs = int(candidates.counts.sum())
        if n_pairs < FEWEST_PAIRS:
            raise TrainingError(
                f"{n_pairs} candidate pairs are not enough to learn from (at least {FEWEST_PAIRS}); "
                "use the shipped model, or wider blocking rules."
            )
        start = self._first_model()
        learned = learn(
            start,
            candidates,
            random_pairs,
            comparisons,
            n_records,
            matches_per_record=(self.matches_per_record or start.matches_per_record)
            * 2.0**start.calibration.intercept,
            held_to=HeldTo(self.prior_strength, self.trust),
            max_iterations=self.max_iterations,
            tolerance=self.tolerance,
        )
        self.n_iterations_, self.model_ = learned.n_iterations, learned.model
        if learned.moved >= self.tolerance:
            warnings.warn(
                f"EM stopped after {self.max_iterations} rounds with m still moving by "
                f"{learned.moved:.2g}.",
                WeakConvergenceWarning,
                stacklevel=2,
            )
        found, at_first = learned.model.matches_per_record, learned.per_record_at_first
        # With full trust the caller has asked for what is counted, whatever it is. Otherwise a run away
        # is seen by its matches: pairs of relatives agree in many levels that depend on each other, EM
        # takes them for matches, learns from them that such agreement is usual, and takes in more. The
        # share of matches at the starting weights is still sound, so that this much is kept.
        if self.trust < 1.0 and found > FARTHEST * at_first:
            self.model_ = replace(
                start,
                matches_per_record=at_first,
                calibration=start.calibration._replace(intercept=0.0),
            )
            warnings.warn(
                f"EM found {found:.2f} matches a record, more than {FARTHEST:g} times the "
                f"{at_first:.2f} of the weights it started from: it takes in pairs of another kind, "
                "such as relatives. The weights stay as they were; only the share of matches was "
                "learned. Use tighter blocking rules, or less trust.",
                WeakConvergenceWarning,
                stacklevel=2,
            )
        return self

    def learn(
        self,
        make_patterns: Callable[[], tuple[Patterns, Patterns]],
        comparisons: Sequence[Comparison],
        n_records: int,
    ) -> Self:
        """A copy with the same parameters, fitted; this one stays as it is."""
        return self.unfitted().fit(*make_patterns(), comparisons, n_records)

    def calibrate(self, scored: ScoredPairs, labels: npt.ArrayLike) -> Self:
        """Make probabilities mean what they say: fit a slope and an intercept of all weights.

        Platt (1999), pulled towards no change where labels are few. The slope scales what every level
        adds, the intercept moves the prior; the order of the pairs stays, and explanations still add up.

        Args:
            scored: pairs that this classifier scored. Those with labels should be a fair sample of all,
                or of all above some weight, not chosen by their label.
            labels: int (P,), row for row: 1 one person, 0 two persons, -1 not known.

        Returns:
            Itself, with the calibration in ``model_``.

        Raises:
            ParameterError: the labels do not fit the pairs, or another model scored them.
            TrainingError: fewer than 10 pairs of either label.

        Example:
            >>> import suspectmatch as sm
            >>> from suspectmatch.synthetic import single_name_records
            >>> made = single_name_records(1000, seed=1)
            >>> scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(made.records)))
            >>> left, right = scored.compared.left, scored.compared.right
            >>> labels = (made.person_id[left] == made.person_id[right]).astype(int)
            >>> classifier = FellegiSunter().calibrate(scored, labels)
            >>> 0.3 < classifier.model_.calibration.slope < 3.0
            True
        """
        labels = checks.labels("labels", labels, len(scored))
        model, intercept = self.current_model(), self.current_model().calibration.intercept
        other = scored.classifier
        if other.format != self.format or other.current_model() != model:
            raise ParameterError("scored must be pairs that this classifier scored; another model did.")
        known = labels >= 0
        calibration.check_labels(labels[known])
        evidence = scored.weight[known] - scored.prior
        slope, moved = calibration.platt(evidence, labels[known], scored.prior - intercept, intercept)
        self.model_ = replace(
            model,
            provenance=f"{model.provenance} Calibrated on {int(known.sum()):,} labelled pairs.",
            calibration=Calibration(model.calibration.slope * slope, moved),
        )
        return self

    def check_fitted(self) -> None:
        """Raise unless ``fit`` was called.

        Raises:
            NotFittedError: it was not.
        """
        if not hasattr(self, "model_"):
            raise errors.NotFittedError("This FellegiSunter has not been fitted; call fit first.")

    def to_json(self) -> str:
        """The current model as JSON, with the ``matches_per_record`` that are in use."""
        return replace(self.current_model(), matches_per_record=self._expected()).to_json()

    @classmethod
    def from_json(cls, text: str, name: str) -> Self:
        """The classifier of a model that was saved as JSON.

        Raises:
            InputError: it is no model.
        """
        return cls(model_from_json(text, name))
