"""A classifier that learns from labelled pairs; a Fellegi-Sunter model screens for it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import numpy as np

from suspectmatch import checks, errors
from suspectmatch.errors import FewLabelsWarning, ParameterError, TrainingError
from suspectmatch.scoring import calibration as calibrating
from suspectmatch.scoring.em import MIN_POPULATION
from suspectmatch.scoring.estimator import Estimator
from suspectmatch.scoring.features import Additive, fit_additive, knots_of, matrix, rising
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.folds import folds
from suspectmatch.scoring.reporting import TrainingReport, report_on
from suspectmatch.scoring.training import Training, labels_of, training_of
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.tables import ComparedPairs

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

CALIBRATIONS: Final = ("platt", "isotonic")
FEWEST_PERSONS: Final = 10
"""Fewer persons with a true pair than this are not enough to learn from."""
FAR: Final = 4.0
"""Where so many times more or fewer records are scored than were learned among, it is said."""
FEW_PERSONS: Final = 50
"""Of fewer persons than this it is said that they are few."""
SCREENED: Final = -10.0
"""Log2 odds of the screen, among the labelled records, under which pairs are not scored anew."""
MOST_BITS: Final = 40.0
"""Scores of classifiers that claim to be certain are drawn in to so many bits."""
GRAIN: Final = 2.0**-20
"""Weights of other estimators are rounded to it: their last bits depend on how pairs are batched."""


class Supervised(Estimator):
    """Learns from labelled pairs what the shipped model cannot know of your records.

    A Fellegi-Sunter model screens the candidate pairs; those it gives a probability above 0.001 (among
    the labelled records) are scored anew, the others keep its weight. How many true pairs that leaves
    out is counted in ``report_``.
    Without ``estimator`` the bits of each comparison are stretched and stepped by a logistic regression
    that is held to the screening model, so that few labels change little; each row of an explanation
    then says what its comparison adds. Any other scikit-learn classifier adds one row, "learned
    correction". Weights are calibrated on persons that were not learned from (Platt 1999; isotonic:
    Zadrozny and Elkan 2002), and the prior of the population that is scored takes the place of that of
    the labelled records (Elkan 2001, "The foundations of cost-sensitive learning", IJCAI).

    Args:
        estimator: a scikit-learn classifier, or None for the default. Where it takes ``monotonic_cst``
            and has none, it gets one: better agreement never lowers the score.
        screen: what screens; the shipped model where None.
        calibration: ``"platt"``, ``"isotonic"`` or None.
        n_folds: folds of persons, for calibration and for what ``report_`` says.
        random_state: which persons come into which fold.

    Attributes:
        report_: what was learned from, and how good it is on persons not learned from.
        screen_: the screening classifier.
        population_: number of records that its probabilities are of.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> made = single_name_records(2000, seed=1)
        >>> people = sm.normalise(sm.load(made.records))
        >>> compared = sm.compare(sm.block(people))
        >>> truth = made.person_id[compared.left] == made.person_id[compared.right]
        >>> classifier = Supervised().fit(compared, truth)
        >>> report = classifier.report_
        >>> report.n_pairs + report.n_left_out == len(compared), report.f1 > 0.6
        (True, True)
        >>> scored = sm.Linker(classifier=classifier, progress=False).predict(people)
    """

    def __init__(
        self,
        estimator: Any = None,
        *,
        screen: FellegiSunter | None = None,
        calibration: Literal["platt", "isotonic"] | None = "platt",
        n_folds: int = 5,
        random_state: int = 0,
    ) -> None:
        self.estimator = estimator
        self.screen = screen
        self.calibration = calibration
        self.n_folds = n_folds
        self.random_state = random_state

    def fit(
        self,
        compared: ComparedPairs,
        labels: npt.ArrayLike | None = None,
        *,
        persons: Mapping[tuple[str, str], str] | None = None,
        by_label: bool = False,
    ) -> Self:
        """Learn from pairs whose labels are known, or from records whose persons are.

        Args:
            compared: what ``compare`` returned.
            labels: int (P,): 1 one person, 0 two persons, -1 not known.
            persons: instead of labels, the person of each (source, record_id); pairs of a record
                that is not named are not known.
            by_label: labelled pairs were picked by their label, such as all true ones and as many false:
                then the share of true ones is estimated from all compared pairs (Saerens, Latinne and
                Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori
                probabilities", Neural Computation).

        Returns:
            Itself.

        Raises:
            ParameterError: a parameter is out of range, or there are no labels.
            TrainingError: too few pairs of either label, or too few persons.

        Warns:
            FewLabelsWarning: the persons are few, or what was learned is no better than the screen.
        """
        if self.calibration is not None:
            checks.one_of("calibration", self.calibration, CALIBRATIONS)
        if checks.positive_int("n_folds", self.n_folds) < 2:  # noqa: PLR2004 - one fold tests nothing
            raise ParameterError(f"n_folds must be at least 2, got {self.n_folds!r}.")
        known = labels_of(compared, labels, persons)
        self._learn(training_of(compared, known, persons), compared.comparisons)
        return self.adapt(compared) if by_label else self

    def adapt(self, compared: ComparedPairs) -> Self:
        """Learn the share of true pairs anew from pairs without labels, such as those to be scored.

        Of more records there are more pairs of two persons, but not as many more that look alike: a
        person has relatives in a village and in a state. The share is estimated by EM on what the
        classifier says of all pairs (Saerens, Latinne and Decaestecker 2002). Measured on invented
        records it helps from about five times the records on, and changes little below.

        Args:
            compared: what ``compare`` returned, of all candidate pairs.

        Returns:
            Itself.
        """
        self.check_fitted()
        n_records = len(compared.people)
        self.shift_ = 0.0
        moved = self.screen_.prior(n_records) - self.prior_  # what the prior of `score` will do
        self.shift_, self.population_ = self._shift(compared) - moved, n_records
        return self

    def _learn(self, training: Training, comparisons: Sequence[Comparison]) -> None:
        self.screen_ = self.screen or FellegiSunter()
        self.training_, self.comparisons_ = training, tuple(comparisons)
        self.population_ = training.n_records
        self.prior_: float = self.screen_.prior(training.n_records)
        self.shift_ = 0.0
        bits = self.screen_.contributions(self.comparisons_, training.levels, training.rarity)
        kept = np.flatnonzero(self.prior_ + bits.sum(axis=1) >= SCREENED)
        bits, left_out = bits[kept], training.labels.size - kept.size
        lost = int(training.labels.sum() - training.labels[kept].sum())
        training = self.training_ = training.take(kept)
        calibrating.check_labels(training.labels)
        true = training.labels == 1
        n_persons = np.unique(training.person_left[true]).size
        if n_persons < FEWEST_PERSONS:
            raise TrainingError(
                f"The true pairs are of {n_persons} persons; label pairs of at least {FEWEST_PERSONS}, "
                "so that it can be tested on persons that it did not learn from."
            )
        every = np.arange(training.labels.size)
        scores, weight = np.full(every.size, np.nan), np.full(every.size, np.nan)
        parts = folds(training.person_left, training.person_right, self.n_folds, self.random_state)
        for learn, test in parts:
            if np.unique(training.labels[learn]).size < 2:  # noqa: PLR2004 - both labels
                raise TrainingError("Without one fold there is only one label left; label more persons.")
            learned = self._fit_one(bits[learn], learn)
            scores[test] = self._score(learned, bits[test], training.levels[test], training.rarity[test])
        for learn, test in parts:  # what is reported was not calibrated on these persons either
            self._calibrate(scores[learn], training.labels[learn])
            weight[test] = np.maximum(self._calibrated(scores[test]), SCREENED)
        self._calibrate(scores, training.labels)
        screened = self.prior_ + bits.sum(axis=1)
        self.learned_ = self._fit_one(bits, every)
        self.report_: TrainingReport = report_on(
            weight,
            screened,
            training,
            n_persons=n_persons,
            n_left_out=left_out,
            n_lost=lost,
            prior=self.prior_,
            seed=self.random_state,
        )
        if n_persons < FEW_PERSONS:
            _warn(f"The true pairs are of {n_persons} persons: few to learn from. See report_.")
        if self.report_.log_loss >= self.report_.log_loss_of_screen:
            _warn("On persons it did not learn from it is no better than its screen. See report_.")

    def learn_again(
        self, training: Training, comparisons: Sequence[Comparison], report: TrainingReport
    ) -> None:
        """Learn from pairs that were saved; what it reported is as it was."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FewLabelsWarning)
            self._learn(training, comparisons)
        self.report_ = report

    def save(self, path: str | Path) -> None:
        """Write it as JSON, for ``load_classifier``.

        Raises:
            NotFittedError: it has not been fitted.
            SpecError: its estimator is not of scikit-learn, or JSON cannot hold its parameters.
        """
        from suspectmatch.scoring.saving import classifier_to_json  # noqa: PLC0415 - it imports this

        checks.path("path", path).write_text(classifier_to_json(self), encoding="utf-8")

    def _fit_one(self, bits: Floats, rows: npt.NDArray[np.intp]) -> Any:
        training = self.training_
        if self.estimator is None:
            knots = knots_of(self.screen_, self.comparisons_)
            return fit_additive(bits, training.labels[rows], self.prior_, knots, 1.0)
        from sklearn.base import clone  # noqa: PLC0415 - takes longer to load than a small link

        learner = clone(self.estimator)
        parameters = learner.get_params()
        if "monotonic_cst" in parameters and parameters["monotonic_cst"] is None:
            shape = rising(bits.shape[1], training.rarity.shape[1])
            learner.set_params(monotonic_cst=shape)
        if "random_state" in parameters and parameters["random_state"] is None:
            learner.set_params(random_state=self.random_state)
        x = matrix(bits, training.levels[rows], training.rarity[rows])
        return learner.fit(x, training.labels[rows])

    def _score(
        self,
        learned: Any,
        bits: Floats,
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
    ) -> Floats:
        """What a learner says before it is calibrated: log2 odds float64 (P,)."""
        if isinstance(learned, Additive):
            total: Floats = learned.parts(bits).sum(axis=1) + (self.prior_ + learned.constant)
            return total
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

    def _calibrate(self, scores: Floats, labels: Labels) -> None:
        self.points_: tuple[Floats, Floats] | None = None
        self.platt_ = (1.0, 0.0)
        if self.calibration == "platt":
            self.platt_ = calibrating.platt(scores, labels)
        elif self.calibration == "isotonic":
            self.points_ = calibrating.isotonic(scores, labels)

    def _calibrated(self, scores: Floats) -> Floats:
        if self.points_ is not None:
            return calibrating.along(scores, *self.points_)
        slope, intercept = self.platt_
        return slope * scores + intercept

    def _shift(self, compared: ComparedPairs) -> float:
        """Bits from the share of true pairs as labelled to that of all pairs (Saerens et al. 2002)."""
        bits = self.contributions(compared.comparisons, compared.levels, compared.rarity)
        screened = self.screen_.contributions(
            compared.comparisons, compared.levels, compared.rarity
        ).sum(axis=1)
        weight = (self.prior_ + bits.sum(axis=1))[self.prior_ + screened >= SCREENED]
        labelled = float(np.log2(self.training_.labels.mean() / (1.0 - self.training_.labels.mean())))
        share = self.training_.labels.mean()
        for _ in range(1000):
            now = float(np.log2(share / (1.0 - share)))
            new = float(np.clip(probability_of(weight + (now - labelled)).mean(), 1e-9, 1 - 1e-9))
            if abs(new - share) < 1e-9:  # noqa: PLR2004 - settled
                break
            share = new
        return now - labelled

    def prior(self, n_records: int) -> float:
        """log2 odds that two of ``n_records`` records taken at random describe one person.

        Warns:
            FewLabelsWarning: it learned among less than a quarter or more than four times so many.
        """
        self.check_fitted()
        known, now = (max(n, MIN_POPULATION) for n in (self.population_, n_records))
        if max(known, now) > FAR * min(known, now):
            _warn(
                f"It learned among {self.population_:,} records and scores among {n_records:,}: "
                "probabilities may be far off. Call adapt with the pairs that are to be scored, or "
                "label pairs of these records."
            )
        return self.screen_.prior(n_records)

    def screening(self, floor: float, n_records: int) -> tuple[FellegiSunter, float]:
        """What screens pairs for this classifier, and at which log2 odds.

        Args:
            floor: log2 odds that pairs must reach in the end.
            n_records: records that are linked.
        """
        self.check_fitted()
        return self.screen_, min(floor, SCREENED - self.prior_ + self.screen_.prior(n_records))

    def contributions(
        self,
        comparisons: Sequence[Comparison],
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
        reliability: Floats | None = None,
    ) -> Floats:
        """Bits that each comparison adds, and the learned correction last, float64 (P, K + 1).

        Args:
            comparisons: the K comparisons, those that were learned from.
            levels: int8 (P, K).
            rarity: float32 (P, F).
            reliability: float64 (P,) product of the two records' reliabilities; each column is shrunk
                toward no evidence, as in `FellegiSunter`.
        """
        self.check_fitted()
        if tuple(comparisons) != self.comparisons_:
            raise errors.SpecError(
                "This classifier learned from other comparisons: "
                f"{', '.join(comparison.name for comparison in self.comparisons_)}."
            )
        bits = self.screen_.contributions(self.comparisons_, levels, rarity)
        shrunk = bits
        if reliability is not None:
            shrunk = self.screen_.contributions(self.comparisons_, levels, rarity, reliability)
        anew = np.flatnonzero(self.prior_ + shrunk.sum(axis=1) >= SCREENED)
        made = np.concatenate([shrunk, np.zeros((len(bits), 1))], axis=1)
        made[anew] = self._anew(bits[anew], levels[anew], rarity[anew])
        if reliability is not None:
            doubted = anew[reliability[anew] < 1.0]
            r = reliability[doubted, None]
            made[doubted] = np.log2(r * np.exp2(made[doubted]) + (1.0 - r))
        return made

    def _anew(
        self, bits: Floats, levels: npt.NDArray[np.int8], rarity: npt.NDArray[np.float32]
    ) -> Floats:
        """Bits of pairs that passed the screen, the correction last, float64 (P, K + 1).

        None falls under what does not pass: more agreement never lowers a weight there either.
        """
        made = np.empty((len(bits), bits.shape[1] + 1))
        if isinstance(self.learned_, Additive) and self.points_ is None:
            slope, intercept = self.platt_
            made[:, :-1] = slope * self.learned_.parts(bits)
            made[:, -1] = slope * (self.prior_ + self.learned_.constant) + intercept - self.prior_
        else:
            made[:, :-1] = bits
            weight = self._calibrated(self._score(self.learned_, bits, levels, rarity))
            made[:, -1] = weight - (self.prior_ + bits.sum(axis=1))
        made[:, -1] += np.maximum(SCREENED - (self.prior_ + made.sum(axis=1)), 0.0) + self.shift_
        return made

    def check_fitted(self) -> None:
        """Raise unless ``fit`` was called.

        Raises:
            NotFittedError: it was not.
        """
        if not hasattr(self, "learned_"):
            raise errors.NotFittedError("This Supervised has not been fitted; call fit first.")

    def __repr__(self) -> str:
        said = super().__repr__()
        return said if not hasattr(self, "report_") else f"{said} which {self.report_}"


def _warn(message: str) -> None:
    warnings.warn(message, FewLabelsWarning, stacklevel=4)
