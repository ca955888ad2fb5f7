"""A classifier that learns from labelled pairs, on top of a Fellegi-Sunter model.

It is one file because learning, scoring and saving share what was fitted.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self

import numpy as np

from suspectmatch import checks, errors
from suspectmatch.errors import FewLabelsWarning, InputError, ParameterError, TrainingError
from suspectmatch.levels import comparison_of
from suspectmatch.scoring.calibration import Calibrator, check_labels
from suspectmatch.scoring.classifier import Pruning
from suspectmatch.scoring.em import MIN_POPULATION
from suspectmatch.scoring.estimator import Estimator
from suspectmatch.scoring.evidence import shrink
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.folds import folds
from suspectmatch.scoring.learners import (
    Additive,
    estimator_as_dict,
    estimator_from_dict,
    fit_additive,
    fit_estimator,
    scores_of,
)
from suspectmatch.scoring.model import model_from_json
from suspectmatch.scoring.reporting import TrainingReport, report_on
from suspectmatch.scoring.training import Training, labels_of, training_of
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.model import Model
    from suspectmatch.tables import ComparedPairs

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

CALIBRATIONS: Final = ("platt", "isotonic")
FEWEST_PERSONS: Final = 10
"""Fewer persons with a true pair than this are not enough to learn from."""
FAR: Final = 4.0
"""A warning is given where so many times more or fewer records are scored than were learned among."""
FEW_PERSONS: Final = 50
"""A warning is given where the true pairs are of fewer persons than this."""
PRUNED_BELOW: Final = -10.0
"""Log2 odds of the pruning model, among the labelled records, under which pairs are not scored anew."""
N_CHECKED: Final = 50
"""Weights that are saved, to see whether what learned again is the same."""


class Supervised(Estimator):
    """Learns from labelled pairs what the shipped model cannot know of your records.

    A Fellegi-Sunter model prunes the candidate pairs; those it gives a probability above 0.001 (among
    the labelled records) are scored anew, the others keep its weight. ``report_`` counts how many true
    pairs that leaves out.
    Without ``estimator`` a logistic regression stretches and steps the bits of each comparison. It is
    held to the pruning model, so that few labels change little; each row of an explanation then says
    what its comparison adds. Any other scikit-learn classifier adds one row, "learned correction".
    Weights are calibrated on persons that were not learned from (Platt 1999; isotonic: Zadrozny and
    Elkan 2002), and the prior of the population that is scored takes the place of that of the labelled
    records (Elkan 2001, "The foundations of cost-sensitive learning", IJCAI).

    Args:
        estimator: a scikit-learn classifier, or None for the default. Where it takes ``monotonic_cst``
            and has none, it gets one: better agreement never lowers the score.
        pruner: the model that prunes; the shipped one where None.
        calibration: ``"platt"``, ``"isotonic"`` or None.
        n_folds: folds of persons, for calibration and for what ``report_`` says.
        random_state: which persons come into which fold.

    Attributes:
        report_: what was learned from, and how good it is on persons not learned from.
        pruner_: the pruning classifier.
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

    format: ClassVar[str] = "suspectmatch supervised 1"

    def __init__(
        self,
        estimator: Any = None,
        *,
        pruner: FellegiSunter | None = None,
        calibration: Literal["platt", "isotonic"] | None = "platt",
        n_folds: int = 5,
        random_state: int = 0,
    ) -> None:
        self.estimator = estimator
        self.pruner = pruner
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
            FewLabelsWarning: there are few persons, or the result is no better than the pruning model.
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
        # `_shift` finds the odds of these pairs as a whole. `score` will add the prior of so many
        # records by itself, so that what the prior moves must not be counted a second time.
        moved = self.pruner_.prior(n_records) - self.prior_
        self.shift_, self.population_ = self._shift(compared) - moved, n_records
        return self

    def learn(self, *_: object) -> Self:
        """Refused: it learns from labels.

        Raises:
            ParameterError: always.
        """
        raise ParameterError(
            "Linker.fit learns without labels; a Supervised learns from them: call its own fit with "
            "compared pairs and labels."
        )

    def _learn(self, training: Training, comparisons: Sequence[Comparison]) -> None:
        self.pruner_ = self.pruner or FellegiSunter()
        self.comparisons_, self.population_ = tuple(comparisons), training.n_records
        self.prior_: float = self.pruner_.prior(training.n_records)
        self.shift_ = 0.0
        bits = self.pruner_.contributions(self.comparisons_, training.levels, training.rarity)
        kept = np.flatnonzero(self.prior_ + bits.sum(axis=1) >= PRUNED_BELOW)
        bits, n_left_out = bits[kept], training.labels.size - kept.size
        n_lost = int(training.labels.sum() - training.labels[kept].sum())
        training = self.training_ = training.take(kept)
        check_labels(training.labels)
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
            learned = self._fit_one(bits[learn], training.take(learn))
            scores[test] = self._score(learned, bits[test], training.levels[test], training.rarity[test])
        # The report is of pairs on which neither the learner nor its calibration was fitted. The
        # calibrator that is kept may use all of these scores: each came from a learner that had not
        # seen the pair's persons, so that it is calibrated on scores as new pairs will get them.
        for learn, test in parts:
            calibrator = Calibrator.fit(self.calibration, scores[learn], training.labels[learn])
            weight[test] = np.maximum(calibrator.apply(scores[test]), PRUNED_BELOW)
        self.calibrator_ = Calibrator.fit(self.calibration, scores, training.labels)
        pruned_by = self.prior_ + bits.sum(axis=1)
        self.learned_ = self._fit_one(bits, training)
        self.report_: TrainingReport = report_on(
            weight,
            pruned_by,
            training,
            n_persons=n_persons,
            n_left_out=n_left_out,
            n_lost=n_lost,
            prior=self.prior_,
            seed=self.random_state,
        )
        if n_persons < FEW_PERSONS:
            _warn(f"The true pairs are of {n_persons} persons: few to learn from. See report_.")
        if self.report_.log_loss >= self.report_.log_loss_of_pruner:
            _warn("On other persons it is no better than its pruning model. See report_.")

    def _fit_one(self, bits: Floats, training: Training) -> Any:
        if self.estimator is not None:
            return fit_estimator(self.estimator, bits, training, self.random_state)
        tables = self.pruner_.current_model().tables(self.comparisons_)
        knots = tuple(np.unique(weight[1:]) for weight, _, _ in tables)
        return fit_additive(bits, training.labels, self.prior_, knots)

    def _score(
        self,
        learned: Any,
        bits: Floats,
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
    ) -> Floats:
        """What a learner says before it is calibrated: log2 odds float64 (P,)."""
        if self.estimator is not None:
            return scores_of(learned, bits, levels, rarity)
        total: Floats = learned.parts(bits).sum(axis=1) + (self.prior_ + learned.constant)
        return total

    def _shift(self, compared: ComparedPairs) -> float:
        """Bits from the share of true pairs as labelled to that of all pairs (Saerens et al. 2002).

        Every round takes the weights at the share found so far, and their mean probability as the next
        share. Pairs that were pruned are left out, as they were when it learned.
        """
        bits = self.contributions(compared.comparisons, compared.levels, compared.rarity)
        pruned_by = self.pruner_.contributions(
            compared.comparisons, compared.levels, compared.rarity
        ).sum(axis=1)
        weight = (self.prior_ + bits.sum(axis=1))[self.prior_ + pruned_by >= PRUNED_BELOW]
        share = self.training_.labels.mean()
        labelled = now = float(np.log2(share / (1.0 - share)))
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
        return self.pruner_.prior(n_records)

    def pruning(self, floor: float, n_records: int) -> Pruning:
        """Pairs are dropped by the pruning model, below both the floor and `PRUNED_BELOW`."""
        self.check_fitted()
        prior = self.pruner_.prior(n_records)
        # `PRUNED_BELOW` is among the labelled records; among these the prior is another one.
        return Pruning(
            self.pruner_.current_model(), prior, min(floor, PRUNED_BELOW - self.prior_ + prior)
        )

    def current_model(self) -> Model:
        """The model that it prunes by and builds on."""
        self.check_fitted()
        return self.pruner_.current_model()

    def most_weight(self, every: Sequence[Comparator], prior: float) -> None:  # noqa: ARG002
        """Not known: what is learned may weigh anything."""
        return

    def contributions(
        self,
        comparisons: Sequence[Comparison],
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
        reliability: Floats | None = None,
    ) -> Floats:
        """Bits that each comparison adds, and the learned correction last, float64 (P, K + 1).

        See `Classifier.contributions`. The comparisons must be those that were learned from.
        """
        self.check_fitted()
        if tuple(comparisons) != self.comparisons_:
            raise errors.SpecError(
                "This classifier learned from other comparisons: "
                f"{', '.join(comparison.name for comparison in self.comparisons_)}."
            )
        bits = self.pruner_.contributions(self.comparisons_, levels, rarity)
        shrunk = bits
        if reliability is not None:
            shrunk = self.pruner_.contributions(self.comparisons_, levels, rarity, reliability)
        # Whether a pair is pruned is decided with its reliability, as the pruner decides it; the learner
        # sees the bits without it, as it saw them when it learned, and what it makes is shrunk after.
        anew = np.flatnonzero(self.prior_ + shrunk.sum(axis=1) >= PRUNED_BELOW)
        made = np.concatenate([shrunk, np.zeros((len(bits), 1))], axis=1)
        learned = self._anew(bits[anew], levels[anew], rarity[anew])
        if reliability is not None:
            shrink(learned, reliability[anew])
        made[anew] = learned
        return made

    def _anew(
        self, bits: Floats, levels: npt.NDArray[np.int8], rarity: npt.NDArray[np.float32]
    ) -> Floats:
        """As `contributions`, of pairs that are not pruned, from the bits of the pruning model."""
        made = np.empty((len(bits), bits.shape[1] + 1))
        calibrator = self.calibrator_
        if self.estimator is None and calibrator.points is None:
            # Slope and intercept are linear: each comparison keeps its own calibrated row, and the
            # correction holds the constant that makes prior and rows add up to the calibrated score.
            made[:, :-1] = calibrator.slope * self.learned_.parts(bits)
            constant = self.prior_ + self.learned_.constant
            made[:, -1] = calibrator.slope * constant + calibrator.intercept - self.prior_
        else:
            # Nothing else can be shared out among the comparisons: the rows are those of the pruning
            # model, and the correction is the difference from there to the calibrated score.
            made[:, :-1] = bits
            weight = calibrator.apply(self._score(self.learned_, bits, levels, rarity))
            made[:, -1] = weight - (self.prior_ + bits.sum(axis=1))
        # No weight falls below the weights of pruned pairs: without this a pair that agrees better, and
        # is therefore not pruned, could weigh less than one that is.
        made[:, -1] += np.maximum(PRUNED_BELOW - (self.prior_ + made.sum(axis=1)), 0.0) + self.shift_
        return made

    def check_fitted(self) -> None:
        """Raise unless ``fit`` was called.

        Raises:
            NotFittedError: it was not.
        """
        if not hasattr(self, "learned_"):
            raise errors.NotFittedError("This Supervised has not been fitted; call fit first.")

    def save(self, path: str | Path) -> None:
        """Write it as JSON, for ``load_classifier``.

        Raises:
            NotFittedError: it has not been fitted.
            SpecError: its estimator is not of scikit-learn, or JSON cannot hold its parameters.
        """
        checks.path("path", path).write_text(self.to_json(), encoding="utf-8")

    def to_json(self) -> str:
        """The classifier as JSON that a person can read.

        The default learner is written as it is. Of another estimator the pairs are written that it
        learned from (levels, rarities, labels; no personal value), and some weights to check it by.

        Raises:
            NotFittedError: it has not been fitted.
            SpecError: its estimator is not of scikit-learn, or JSON cannot hold its parameters.
        """
        self.check_fitted()
        parameters = ("calibration", "n_folds", "random_state")
        body: dict[str, Any] = {
            "format": self.format,
            "report": self.report_.as_dict(),
            "parameters": {name: getattr(self, name) for name in parameters},
            "estimator": estimator_as_dict(self.estimator),
            "matches_per_record": self.pruner_.matches_per_record,
            "pruner": json.loads(self.pruner_.to_json()),
            "comparisons": [each.as_dict() for each in self.comparisons_],
            "prior": self.prior_,
            "shift": self.shift_,
            "population": self.population_,
        }
        if self.estimator is None:
            learned = self.learned_.as_dict(self.comparisons_)
            body["learned"] = learned | self.calibrator_.as_dict()
        else:
            body["training"], body["check"] = self.training_.as_dict(), self._checked()
        return json.dumps(body, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str) -> Self:
        """The classifier that `to_json` wrote; an estimator of scikit-learn learns again.

        Raises:
            InputError: it is no such classifier, or learned again it gives other weights.
        """
        body = json.loads(text)
        model = model_from_json(json.dumps(body.get("pruner") or body["screen"]), name)
        pruner = FellegiSunter(model, matches_per_record=body["matches_per_record"])
        made = cls(estimator_from_dict(body["estimator"], name), pruner=pruner, **body["parameters"])
        comparisons = tuple(map(comparison_of, body["comparisons"]))
        report = TrainingReport.from_dict(body["report"])
        if made.estimator is None:
            made.pruner_, made.comparisons_ = pruner, comparisons
            made.prior_ = float(body["prior"])
            made.learned_ = Additive.from_dict(body["learned"], comparisons)
            made.calibrator_ = Calibrator.from_dict(body["learned"])
        else:
            n_rarities = sum(comparison.has_rarity for comparison in comparisons)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FewLabelsWarning)
                made._learn(
                    Training.from_dict(body["training"], n_rarities, report.n_records), comparisons
                )
        made.report_ = report
        made.shift_, made.population_ = float(body["shift"]), int(body["population"])
        if made.estimator is not None and made._checked() != body["check"]:
            raise InputError(
                "The classifier learned again and gives other weights: it was saved with scikit-learn "
                f"{body['estimator']['scikit-learn']}. Use that version, or fit anew.",
                file=name,
            )
        return made

    def _checked(self) -> list[float]:
        """Weights of some training pairs, to see whether what learned again is the same."""
        training = self.training_
        some = slice(None, None, max(1, training.labels.size // N_CHECKED))
        bits = self.contributions(self.comparisons_, training.levels[some], training.rarity[some])
        checked: list[float] = bits.sum(axis=1).tolist()
        return checked

    def __repr__(self) -> str:
        said = super().__repr__()
        return said if not hasattr(self, "report_") else f"{said} which {self.report_}"


def _warn(message: str) -> None:
    warnings.warn(message, FewLabelsWarning, stacklevel=4)
