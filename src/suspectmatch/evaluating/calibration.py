"""Whether probabilities are right: of pairs with probability 0.9, nine in ten should be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating.shares import Share, share_of, wilson

if TYPE_CHECKING:
    import numpy.typing as npt

BINNINGS: Final = ("mass", "width")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reliability:
    """The numbers of a reliability diagram: a row for each bin of pairs that is not empty.

    Attributes:
        binning: ``mass`` for bins of equally many pairs, ``width`` for bins of equal width.
        n: int64 (B,) pairs in each bin, bins in rising order of probability.
        n_true: int64 (B,) true pairs among them.
        mean_probability: float64 (B,) mean probability of the pairs of the bin.
    """

    binning: str
    n: npt.NDArray[np.int64]
    n_true: npt.NDArray[np.int64]
    mean_probability: npt.NDArray[np.float64]

    @property
    def share_true(self) -> npt.NDArray[np.float64]:
        """float64 (B,): share of true pairs in each bin."""
        return self.n_true / self.n

    @property
    def expected_error(self) -> float:
        """Expected calibration error (Naeini, Cooper and Hauskrecht 2015): mean gap by pairs."""
        if not self.n.size:
            return float("nan")
        gaps = np.abs(self.share_true - self.mean_probability)
        return float((self.n * gaps).sum() / self.n.sum())

    @property
    def largest_error(self) -> float:
        """Largest gap of any bin."""
        gaps = np.abs(self.share_true - self.mean_probability)
        return float(gaps.max(initial=0.0))

    def to_pandas(self) -> pd.DataFrame:
        """A row for each bin, with the 95 % interval of its share of true pairs (Wilson 1927)."""
        bounds = [wilson(k, n) for k, n in zip(self.n_true.tolist(), self.n.tolist(), strict=True)]
        low, high = np.array(bounds).reshape(-1, 2).T
        return pd.DataFrame(
            {
                "n": self.n,
                "mean_probability": self.mean_probability,
                "n_true": self.n_true,
                "share_true": self.share_true,
                "low": low,
                "high": high,
            }
        )

    def __repr__(self) -> str:
        return (
            f"Reliability({int(self.n.sum()):,} pairs in {self.n.size} bins of equal {self.binning}, "
            f"expected error {self.expected_error:.4f})"
        )


def reliability(
    probability: npt.ArrayLike, is_true: npt.ArrayLike, *, n_bins: int = 15, binning: str = "mass"
) -> Reliability:
    """Compare the probabilities of pairs with the share of them that is true, bin by bin.

    The error depends on which pairs are counted: over all candidate pairs it is small, because nearly
    all of them rightly have a probability near 0. State the pairs wherever you quote it.

    Args:
        probability: (P,) probability of each pair, such as ``scored.probability``.
        is_true: (P,) whether it is one person, such as ``same_person(scored, truth)``.
        n_bins: how many bins; empty ones are left out.
        binning: ``mass``: as many pairs in each bin; ``width``: bins of equal width.

    Raises:
        ParameterError: the arrays differ in length, or an option is out of range.

    Example:
        >>> reliability([0.1, 0.1, 0.9, 0.9], [False, False, True, True], n_bins=2)
        Reliability(4 pairs in 2 bins of equal mass, expected error 0.1000)
    """
    checks.positive_int("n_bins", n_bins)
    checks.one_of("binning", binning, BINNINGS)
    given, true = _pairs(probability, is_true)
    if binning == "width":
        bins = np.minimum((given * n_bins).astype(np.int64), n_bins - 1)
    else:
        bins = np.empty(given.size, np.int64)
        bins[np.argsort(given, kind="stable")] = np.arange(given.size) * n_bins // max(given.size, 1)
    counts = np.bincount(bins, minlength=n_bins)
    used = counts > 0
    n_true = np.bincount(bins, weights=true, minlength=n_bins).astype(np.int64)
    mean = np.bincount(bins, weights=given, minlength=n_bins)[used] / counts[used]
    return Reliability(binning, counts[used], n_true[used], mean)


def share_true(
    probability: npt.ArrayLike, is_true: npt.ArrayLike, *, low: float = 0.95, high: float = 0.99
) -> Share:
    """The share of true pairs among those with a probability from ``low`` to ``high``.

    Args:
        probability: (P,) probability of each pair.
        is_true: (P,) whether it is one person.
        low: lower end of the band, included.
        high: upper end, included.

    Returns:
        The share with its 95 % interval (Wilson 1927).

    Raises:
        ParameterError: the arrays differ in length, or an end is no probability.

    Example:
        >>> print(share_true([0.5, 0.96, 0.97, 0.999], [False, True, True, True]))
        1.0000 (0.3424 to 1.0000)
    """
    low, high = checks.probability("low", low), checks.probability("high", high)
    given, true = _pairs(probability, is_true)
    within = (given >= low) & (given <= high)
    return share_of(int(true[within].sum()), int(within.sum()))


def _pairs(
    probability: npt.ArrayLike, is_true: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    given, true = np.asarray(probability, np.float64), np.asarray(is_true, np.bool_)
    if given.ndim != 1 or given.shape != true.shape:
        raise ParameterError(
            f"probability and is_true must be of one length, got shapes {given.shape} and {true.shape}."
        )
    return given, true
