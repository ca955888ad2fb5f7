"""Precision, recall and F1 of pairs against a known truth, with intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.evaluating.shares import Share, clustered_share, persons_worth, share_of
from suspectmatch.evaluating.truth import person_of_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.evaluating.truth import Truth
    from suspectmatch.tables import ScoredPairs

    Counts = npt.NDArray[np.int64] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PersonCounts:
    """What each person has part in: enough for intervals that do not take pairs for independent.

    Attributes:
        right: (G,) found pairs of the person that are true.
        wrong: (G,) found pairs of one of the person's records with somebody else's.
        true: (G,) true pairs of the person, found or not.
        squares: sum over pairs of two persons of their found pairs squared.
    """

    right: Counts
    wrong: Counts
    true: Counts
    squares: float

    def spread(self, right: float, wrong: float, true: float) -> tuple[float, float]:
        """Variance of a sum in which each right, wrong and true pair counts so much; its degrees."""
        each = (right * self.right + wrong * self.wrong + true * self.true).astype(np.float64) ** 2
        return float(each.sum() - wrong**2 * self.squares), persons_worth(each)


@dataclass(frozen=True, slots=True)
class PairMetrics:
    """How found pairs agree with true pairs.

    Attributes:
        n_found: pairs found; whole numbers, save within a group, where a pair may count half.
        n_true: true pairs there are, found or not.
        n_right: found pairs that are true.
        by_person: the same counts by person; where it is None, intervals take pairs for independent.
    """

    n_found: float
    n_true: float
    n_right: float
    by_person: PersonCounts | None = field(default=None, compare=False, repr=False)

    @property
    def precision(self) -> float:
        """Share of found pairs that are true; NaN where nothing was found."""
        return self.precision_share.value

    @property
    def recall(self) -> float:
        """Share of true pairs that were found; NaN where there are none."""
        return self.recall_share.value

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return self.f1_share.value

    @property
    def precision_share(self) -> Share:
        """The precision with its interval."""
        return self._share(1, found=1, true=0)

    @property
    def recall_share(self) -> Share:
        """The recall with its interval."""
        return self._share(1, found=0, true=1)

    @property
    def f1_share(self) -> Share:
        """F1 with its interval: twice the right pairs, as a share of all found and all true pairs."""
        return self._share(2, found=1, true=1)

    def _share(self, times: int, *, found: int, true: int) -> Share:
        """So many times the right pairs, as a share of found pairs, of true pairs or of both."""
        n, n_right = found * self.n_found + true * self.n_true, times * self.n_right
        if self.by_person is None or not n:
            return share_of(n_right, n)
        by, value = self.by_person, n_right / n
        # The ratio is linear in the counts near its value: that is the weight of each kind of pair.
        variance, degrees = by.spread(times - found * value, -found * value, -true * value)
        worth = persons_worth(found * (by.right + by.wrong) + true * by.true)
        return clustered_share(value, round(n), variance / n**2, worth, degrees)


def lead_metrics(scored: ScoredPairs, truth: Truth, min_probability: float) -> PairMetrics:
    """Leads (pairs of at least ``min_probability``) against the truth.

    Args:
        scored: scored pairs.
        truth: person by (source, record_id), or of each row.
        min_probability: threshold.
    """
    person = person_of_rows(scored.compared.people, truth)
    found = scored.probability >= min_probability
    sizes = np.bincount(person)
    return metrics_of_pairs(
        person, scored.compared.left[found], scored.compared.right[found], sizes * (sizes - 1) // 2
    )


def metrics_of_pairs(
    person: npt.NDArray[np.int64],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    true: Counts,
    counts: npt.NDArray[np.float64] | None = None,
) -> PairMetrics:
    """Found pairs against the truth.

    Args:
        person: int64 (N,) of each row.
        left: int32 (P,) row of one record of each found pair.
        right: int32 (P,) row of the other.
        true: (G,) true pairs of each person.
        counts: float64 (P,) how much each found pair counts; 1 where None.
    """
    one, other = person[left], person[right]
    same, n_persons = one == other, true.size
    each = np.ones(same.size) if counts is None else counts
    low, high = np.minimum(one, other)[~same], np.maximum(one, other)[~same]
    between, which = np.unique(low * n_persons + high, return_inverse=True)
    of_two = np.bincount(which.reshape(-1), weights=each[~same], minlength=between.size)
    by_person = PersonCounts(
        right=np.bincount(one[same], weights=each[same], minlength=n_persons),
        wrong=np.bincount(low, weights=each[~same], minlength=n_persons)
        + np.bincount(high, weights=each[~same], minlength=n_persons),
        true=true,
        squares=float((of_two**2).sum()),
    )
    if counts is None:
        return PairMetrics(int(same.size), int(true.sum()), int(same.sum()), by_person)
    return PairMetrics(float(each.sum()), float(true.sum()), float(each[same].sum()), by_person)
