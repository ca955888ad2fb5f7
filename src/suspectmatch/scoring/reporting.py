"""What a supervised classifier learned from, and how good it is on persons it did not learn from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.scoring.calibration import calibration_error
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.scoring.training import Training

    Floats = npt.NDArray[np.float64]

THRESHOLD_BITS: Final = float(np.log2(0.95 / 0.05))
"""Log2 odds of the probability that leads have."""
N_DRAWS: Final = 200
"""Draws of persons that the interval of F1 comes from."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """All figures are of pairs whose persons were not learned from, nor calibrated on.

    Attributes:
        n_pairs: labelled pairs that were not pruned.
        n_true: those of one person.
        n_persons: persons that have a true pair.
        n_left_out: labelled pairs that were pruned.
        n_lost: true ones among them: those that pruning loses.
        prior: log2 odds of a random pair of the records that were labelled.
        n_records: those records.
        f1: of labelled pairs at probability 0.95; pairs that blocking never made are not in it.
        f1_interval: 95 %, from drawing persons with replacement (Efron 1979).
        f1_of_pruner: that of the pruning model on the same pairs.
        f1_at_half: at probability 0.5, where probabilities that mean what they say are best cut.
        f1_at_half_of_pruner: that of the pruning model.
        calibration_error: expected calibration error, over 20 bins.
        calibration_error_of_pruner: that of the pruning model.
        log_loss: bits a pair; lower is better.
        log_loss_of_pruner: that of the pruning model.
    """

    n_pairs: int
    n_true: int
    n_persons: int
    n_left_out: int
    n_lost: int
    n_records: int
    prior: float
    f1: float
    f1_interval: tuple[float, float]
    f1_of_pruner: float
    f1_at_half: float
    f1_at_half_of_pruner: float
    calibration_error: float
    calibration_error_of_pruner: float
    log_loss: float
    log_loss_of_pruner: float

    def as_dict(self) -> dict[str, Any]:
        """All figures by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> TrainingReport:
        """What `as_dict` gave, out of JSON; also that of an earlier version."""
        figures = {name.replace("_of_screen", "_of_pruner"): value for name, value in body.items()}
        return cls(**figures | {"f1_interval": tuple(figures["f1_interval"])})

    def __str__(self) -> str:
        low, high = self.f1_interval
        return (
            f"learned from {self.n_pairs:,} pairs, {self.n_true:,} of them true, of {self.n_persons:,} "
            f"persons ({self.n_lost:,} true ones were pruned); prior {self.prior:+.1f} bits "
            f"among {self.n_records:,} records; on other persons F1 {self.f1:.3f} ({low:.3f} to "
            f"{high:.3f}, pruning model {self.f1_of_pruner:.3f}), calibration error "
            f"{self.calibration_error:.4f} (pruning model {self.calibration_error_of_pruner:.4f})"
        )


def report_on(
    weight: Floats,
    pruned: Floats,
    training: Training,
    *,
    n_persons: int,
    n_left_out: int,
    n_lost: int,
    prior: float,
    seed: int,
) -> TrainingReport:
    """Figures of weights float64 (P,) that were made out of fold, beside those of the pruning model."""
    labels = training.labels
    return TrainingReport(
        n_pairs=labels.size,
        n_true=int(labels.sum()),
        n_persons=n_persons,
        n_left_out=n_left_out,
        n_lost=n_lost,
        n_records=training.n_records,
        prior=prior,
        f1=_f1(weight, labels),
        f1_interval=_interval(weight, training, seed),
        f1_of_pruner=_f1(pruned, labels),
        f1_at_half=_f1(weight, labels, 0.0),
        f1_at_half_of_pruner=_f1(pruned, labels, 0.0),
        calibration_error=calibration_error(probability_of(weight), labels),
        calibration_error_of_pruner=calibration_error(probability_of(pruned), labels),
        log_loss=_log_loss(weight, labels),
        log_loss_of_pruner=_log_loss(pruned, labels),
    )


def _f1(weight: Floats, labels: npt.NDArray[np.int8], bits: float = THRESHOLD_BITS) -> float:
    found = weight >= bits
    return float(2 * labels[found].sum() / max(int(found.sum()) + int(labels.sum()), 1))


def _interval(weight: Floats, training: Training, seed: int) -> tuple[float, float]:
    """2.5 % and 97.5 % of F1 over draws of persons; a pair goes with its first person."""
    first = np.minimum(training.person_left, training.person_right)
    persons, of = np.unique(first, return_inverse=True)
    found = (weight >= THRESHOLD_BITS).astype(np.float64)
    right = found * training.labels
    sums = [np.bincount(of, each, persons.size) for each in (right, found + training.labels)]
    rng = np.random.default_rng(seed)
    drawn = rng.poisson(1.0, (N_DRAWS, persons.size)).astype(np.float64)
    scores = 2 * (drawn @ sums[0]) / np.maximum(drawn @ sums[1], 1)
    low, high = np.quantile(scores, (0.025, 0.975))
    return float(low), float(high)


def _log_loss(weight: Floats, labels: npt.NDArray[np.int8]) -> float:
    signed = np.where(labels == 1, weight, -weight)
    return float((np.logaddexp(0.0, -signed * np.log(2.0)) / np.log(2.0)).mean())
