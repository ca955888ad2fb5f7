"""Precision, recall and F1 of pairs against a known truth, with intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.evaluating.shares import Share, clustered_share, persons_worth, share_of, wilson
from suspectmatch.evaluating.truth import person_of_rows, true_pairs

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.evaluating.truth import Truth
    from suspectmatch.tables import Clusters, ScoredPairs

    Counts = npt.NDArray[np.int64] | npt.NDArray[np.float64]

__all__ = ["PairMetrics", "PersonCounts", "cluster_metrics", "lead_metrics", "person_of_rows", "wilson"]


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
        return self.n_right / self.n_found if self.n_found else float("nan")

    @property
    def recall(self) -> float:
        """Share of true pairs that were found; NaN where there are none."""
        return self.n_right / self.n_true if self.n_true else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.n_found + self.n_true
        return 2 * self.n_right / both if both else float("nan")

    @property
    def precision_interval(self) -> tuple[float, float]:
        """95 % interval of the precision."""
        return self.precision_share.low, self.precision_share.high

    @property
    def recall_interval(self) -> tuple[float, float]:
        """95 % interval of the recall."""
        return self.recall_share.low, self.recall_share.high

    @property
    def f1_interval(self) -> tuple[float, float]:
        """95 % interval of F1."""
        return self.f1_share.low, self.f1_share.high

    @property
    def precision_share(self) -> Share:
        """The precision with its interval."""
        if self.by_person is None or not self.n_found:
            return share_of(self.n_right, round(self.n_found))
        by, p = self.by_person, self.precision
        variance, degrees = by.spread(1 - p, -p, 0.0)
        worth = persons_worth(by.right + by.wrong)
        return clustered_share(p, round(self.n_found), variance / self.n_found**2, worth, degrees)

    @property
    def recall_share(self) -> Share:
        """The recall with its interval."""
        if self.by_person is None or not self.n_true:
            return share_of(self.n_right, round(self.n_true))
        by, r = self.by_person, self.recall
        variance, degrees = by.spread(1.0, 0.0, -r)
        worth = persons_worth(by.true)
        return clustered_share(r, round(self.n_true), variance / self.n_true**2, worth, degrees)

    @property
    def f1_share(self) -> Share:
        """F1 with its interval: twice the right ones, as a share of all found and all true pairs."""
        both = self.n_found + self.n_true
        if self.by_person is None or not both:
            return share_of(2 * self.n_right, round(both))
        by, f = self.by_person, self.f1
        variance, degrees = by.spread(2 - f, -f, -f)
        worth = persons_worth(by.right + by.wrong + by.true)
        return clustered_share(f, round(both), variance / both**2, worth, degrees)


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


def cluster_metrics(clusters: Clusters, truth: Truth) -> PairMetrics:
    """All pairs within clusters against the truth.

    Args:
        clusters: a partition.
        truth: person by (source, record_id), or of each row.
    """
    person = person_of_rows(clusters.scored.compared.people, truth)
    label = clusters.label.astype(np.int64)
    (cluster, who), n = np.unique(np.stack([label, person]), axis=1, return_counts=True)
    n_persons, sizes = int(person.max(initial=-1)) + 1, np.bincount(person)
    others = n * (np.bincount(label)[cluster] - n)
    second = np.bincount(cluster, weights=n.astype(np.float64) ** 2)
    fourth = np.bincount(cluster, weights=n.astype(np.float64) ** 4)
    right = np.bincount(who, weights=n * (n - 1) // 2, minlength=n_persons).astype(np.int64)
    by_person = PersonCounts(
        right=right,
        wrong=np.bincount(who, weights=others, minlength=n_persons).astype(np.int64),
        true=sizes * (sizes - 1) // 2,
        squares=float((second**2 - fourth).sum() / 2),
    )
    return PairMetrics(true_pairs(label), true_pairs(person), int(right.sum()), by_person)
