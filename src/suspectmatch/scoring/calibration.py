"""Calibration: weights that mean what they say, learned from labelled pairs; and whether they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from suspectmatch.errors import TrainingError
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

FEWEST_LABELS: Final = 10
"""Fewer labelled pairs than this of either kind are not enough to learn from."""
PULL: Final = 1.0
"""How strongly Platt's slope and intercept are held to 1 and 0: a standard deviation of 1."""
LEAST_SLOPE: Final = 0.05
TILT: Final = 0.01
"""Bits for each bit of score by which an isotonic step still rises, so that the order of pairs stays."""
N_BINS: Final = 20
"""Bins of probability that the calibration error is taken over."""
SETTLED: Final = 1e-9
"""Newton's method ends where a round gains less than this share."""
_ROUNDS: Final = 100


def check_labels(labels: Labels) -> None:
    """Refuse labels that teach nothing.

    Raises:
        TrainingError: fewer than 10 pairs of either label.
    """
    n_true, n_false = int((labels == 1).sum()), int((labels == 0).sum())
    if min(n_true, n_false) < FEWEST_LABELS:
        raise TrainingError(
            f"{n_true} pairs of one person and {n_false} of two are not enough to learn from; "
            f"label at least {FEWEST_LABELS} of each."
        )


def platt(
    evidence: Floats, labels: Labels, prior: float = 0.0, intercept: float = 0.0
) -> tuple[float, float]:
    """Slope and intercept that fit labels best: log2 odds = prior + slope * evidence + intercept.

    Newton's method on the targets of Platt (1999, "Probabilistic outputs for support vector machines"),
    which are not quite 0 and 1, with a pull towards slope 1 and the intercept given.

    Args:
        evidence: float64 (P,) bits.
        labels: int8 (P,) 1 or 0.
        prior: bits.
        intercept: where the intercept starts.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> bits = rng.normal(0, 6, 5000)
        >>> labels = (rng.random(5000) < probability_of(0.5 * bits + 1)).astype(np.int8)
        >>> slope, intercept = platt(bits, labels)
        >>> 0.45 < slope < 0.55, 0.8 < intercept < 1.2
        (True, True)
    """
    n_true = int((labels == 1).sum())
    target = np.where(labels == 1, (n_true + 1) / (n_true + 2), 1 / (labels.size - n_true + 2))
    first = np.array([1.0, intercept])
    at, ln2 = first.copy(), np.log(2.0)
    columns = np.stack([evidence, np.ones(labels.size)])

    def loss(v: Floats) -> float:
        z = (prior + v @ columns) * ln2
        return float((np.logaddexp(0.0, z) - target * z).sum() + PULL / 2 * ((v - first) ** 2).sum())

    now = loss(at)
    for _ in range(_ROUNDS):
        p = probability_of(prior + at @ columns)
        gradient = columns @ (p - target) * ln2 + PULL * (at - first)
        curve = (columns * (p * (1 - p) * ln2**2)) @ columns.T + PULL * np.eye(2)
        step, size = np.linalg.solve(curve, gradient), 1.0
        while size > SETTLED and loss(at - size * step) > now:
            size /= 2
        at = at - size * step
        before, now = now, loss(at)
        if before - now < SETTLED * max(1.0, abs(before)):
            break
    return max(float(at[0]), LEAST_SLOPE), float(at[1])


def isotonic(scores: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """Scores and the log2 odds they stand for: the rising steps that fit labels best.

    Pool adjacent violators (Zadrozny and Elkan 2002, "Transforming classifier scores into accurate
    multiclass probability estimates"). Shares of 0 and 1 are drawn in as far as the pairs there allow.

    Args:
        scores: float64 (P,) bits.
        labels: int8 (P,) 1 or 0.

    Returns:
        Two rising float64 arrays, for `along`.
    """
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - loaded only where it is asked for

    fitted = IsotonicRegression(out_of_bounds="clip").fit(scores, labels.astype(np.float64))
    at, share = fitted.X_thresholds_.astype(np.float64), fitted.y_thresholds_.astype(np.float64)
    # Laplace at the ends: of n pairs that are all true the next may still be false; but no less than
    # what the step before says.
    n_true = int((scores >= at[share == share[-1]][0]).sum())
    inner = share[(share > 0.0) & (share < 1.0)]
    n_false = int((scores <= at[share == share[0]][-1]).sum())
    highest = max((n_true + 1.0) / (n_true + 2), inner.max(initial=0.0))
    lowest = min(1.0 / (n_false + 2), inner.min(initial=1.0))
    share = np.where(share >= 1.0, highest, np.where(share <= 0.0, lowest, share))
    return at, np.log2(share / (1.0 - share))


def along(scores: Floats, at: Floats, bits: Floats) -> Floats:
    """Log2 odds of scores by the points of `isotonic`: straight between them, hardly rising beyond."""
    made: Floats = np.interp(scores, at, bits) + TILT * (scores - at.mean())
    return made


class Calibrator(NamedTuple):
    """What turns scores into log2 odds that mean what they say.

    Attributes:
        slope: scores are multiplied by it; 1 where nothing was learned.
        intercept: bits that are added.
        points: from `isotonic`; they take the place of slope and intercept. None otherwise.
    """

    slope: float = 1.0
    intercept: float = 0.0
    points: tuple[Floats, Floats] | None = None

    @classmethod
    def fit(cls, method: str | None, scores: Floats, labels: Labels) -> Calibrator:
        """By ``"platt"``, ``"isotonic"`` or not at all."""
        if method == "platt":
            return cls(*platt(scores, labels))
        return cls(points=isotonic(scores, labels)) if method == "isotonic" else cls()

    def apply(self, scores: Floats) -> Floats:
        """Log2 odds float64 (P,) of scores."""
        if self.points is not None:
            return along(scores, *self.points)
        return self.slope * scores + self.intercept

    def as_dict(self) -> dict[str, Any]:
        """What JSON holds of it."""
        points = None if self.points is None else [each.tolist() for each in self.points]
        return {"platt": [self.slope, self.intercept], "isotonic": points}

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Calibrator:
        """What `as_dict` wrote."""
        points = body["isotonic"]
        both = None if points is None else (np.array(points[0]), np.array(points[1]))
        slope, intercept = map(float, body["platt"])
        return cls(slope, intercept, both)


def calibration_error(probability: Floats, labels: npt.NDArray[np.generic]) -> float:
    """Expected calibration error: how far probabilities are from shares of true pairs, over 20 bins.

    Each bin weighs by its pairs (Naeini, Cooper and Hauskrecht 2015).

    Args:
        probability: float64 (P,).
        labels: (P,) 1 or 0.

    Example:
        >>> calibration_error(np.array([0.9, 0.9]), np.array([1, 1]))
        0.1
    """
    bins = np.minimum((probability * N_BINS).astype(np.intp), N_BINS - 1)
    gaps = np.bincount(bins, probability - labels.astype(np.float64), N_BINS)
    return round(float(np.abs(gaps).sum() / max(probability.size, 1)), 12)
