"""Shares with intervals that know that the pairs of one person are not independent.

Pairs that have a person in common rise and fall together, so an interval that takes each pair for itself
is too narrow. The variance is summed by person (the sandwich of Liang and Zeger 1986; for pairs of two
persons Aronow, Samii and Assenova 2015, "Cluster-robust variance estimation for dyadic data"), and the
interval is Wilson's (1927) at the number of independent pairs that would have the same variance (Kish
1965), fewer where few persons make the variance (Korn and Graubard 1998; both found best for shares near
1 by Dean and Pagano 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    import numpy.typing as npt

Z_95: Final = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval.

    Attributes:
        value: the share, in [0, 1]; NaN of nothing.
        low: lower end of the interval.
        high: upper end.
        n: of how many it is a share.
        effective_n: how many independent ones would tell as much, at most ``n``.
    """

    value: float
    low: float
    high: float
    n: int
    effective_n: float

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.low:.4f} to {self.high:.4f})"


def wilson(n_right: float, n: float) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927).

    >>> tuple(round(bound, 3) for bound in wilson(95, 100))
    (0.888, 0.978)
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = n_right / n, Z_95 * Z_95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = min(middle - half, share), max(middle + half, share)  # they meet at 0 and 1
    return float(max(0.0, low)), float(min(1.0, high))


def share_of(n_right: float, n: float) -> Share:
    """A share of independent things.

    >>> print(share_of(95, 100))
    0.9500 (0.8882 to 0.9785)
    """
    value = n_right / n if n else float("nan")
    return Share(value, *wilson(n_right, n), round(n), float(n))


def clustered_share(
    value: float, n: int, variance: float, worth: float, degrees: float = np.inf
) -> Share:
    """A share whose variance was summed by person.

    Args:
        value: the share, in [0, 1].
        n: of how many.
        variance: of ``value``; nothing can be learnt from one of 0.
        worth: how many independent ones the n are worth where there is no variance to go by.
        degrees: of freedom that the variance was estimated with: how many persons made it.

    Example:
        >>> independent = clustered_share(0.9, 100, 0.9 * 0.1 / 100, worth=50)
        >>> round(independent.effective_n)
        100
    """
    if n == 0:
        return Share(float("nan"), 0.0, 1.0, 0, 0.0)
    effective = worth
    if variance > 0 and 0 < value < 1:
        wider = Z_95 / stdtrit(max(degrees, 1.0), (1 + LEVEL) / 2) if np.isfinite(degrees) else 1.0
        effective = float(value * (1 - value) / variance * wider**2)
    effective = min(float(n), max(effective, 1.0))
    return Share(value, *wilson(value * effective, effective), n, effective)


def persons_worth(touched: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> float:
    """How many equal persons persons are worth: the sum squared, over the sum of squares (Kish 1965).

    Args:
        touched: how many pairs or records each person has part in.

    >>> persons_worth(np.array([2, 2, 2, 0])), persons_worth(np.array([98, 1, 1])) < 1.1
    (3.0, True)
    """
    weights = touched.astype(np.float64)
    return float(weights.sum() ** 2 / max(float((weights**2).sum()), 1e-300))


def jackknifed_share(
    value: float, n: int, without: npt.NDArray[np.float64], touched: npt.NDArray[np.int64]
) -> Share:
    """A share whose variance is that of leaving out one person after the other (Tukey 1958).

    Args:
        value: the share.
        n: of how many.
        without: float64 (G,) the share without each of G persons.
        touched: int64 (G,) how many of the n each person has part in.
    """
    n_persons = without.size
    spread = (without - without.mean()) ** 2 if n_persons else np.zeros(1)
    variance = (n_persons - 1) / max(n_persons, 1) * float(spread.sum())
    return clustered_share(value, n, variance, persons_worth(touched), persons_worth(spread))
