"""Precision, recall and F1 of pairs against a known truth, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suspectmatch.tables import Clusters, People, ScoredPairs

Z_95: Final = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class PairMetrics:
    """How found pairs agree with true pairs.

    Attributes:
        n_found: pairs found.
        n_true: true pairs there are, found or not.
        n_right: found pairs that are true.
    """

    n_found: int
    n_true: int
    n_right: int

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
        return wilson(self.n_right, self.n_found)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """95 % interval of the recall."""
        return wilson(self.n_right, self.n_true)


def wilson(n_right: int, n: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927).

    >>> tuple(round(bound, 3) for bound in wilson(95, 100))
    (0.888, 0.978)
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = n_right / n, Z_95 * Z_95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def person_of_rows(
    people: People, truth: Mapping[tuple[str, str], str]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A number for each true person, int64 (N,); records the truth does not name are persons alone."""
    table = people.records.table
    keys = zip(table.column("source").to_pylist(), table.column("record_id").to_pylist(), strict=True)
    numbers: dict[str, int] = {}
    persons = [truth.get(key) for key in keys]
    named = [
        numbers.setdefault(person, len(numbers)) if person is not None else -1 for person in persons
    ]
    made = np.array(named, dtype=np.int64)
    alone = made < 0
    made[alone] = len(numbers) + np.arange(int(alone.sum()))
    return made


def true_pairs(person: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Pairs of rows that are one person."""
    counts = np.bincount(person)
    return int((counts * (counts - 1) // 2).sum())


def lead_metrics(
    scored: ScoredPairs, truth: Mapping[tuple[str, str], str], min_probability: float
) -> PairMetrics:
    """Leads (pairs of at least ``min_probability``) against the truth.

    Args:
        scored: scored pairs.
        truth: person by (source, record_id).
        min_probability: threshold.
    """
    person = person_of_rows(scored.compared.people, truth)
    found = scored.probability >= min_probability
    same = person[scored.compared.left[found]] == person[scored.compared.right[found]]
    return PairMetrics(int(found.sum()), true_pairs(person), int(same.sum()))


def cluster_metrics(clusters: Clusters, truth: Mapping[tuple[str, str], str]) -> PairMetrics:
    """All pairs within clusters against the truth.

    Args:
        clusters: a partition.
        truth: person by (source, record_id).
    """
    person = person_of_rows(clusters.scored.compared.people, truth)
    both = np.unique(np.stack([clusters.label.astype(np.int64), person]), axis=1, return_counts=True)[1]
    return PairMetrics(
        true_pairs(clusters.label.astype(np.int64)),
        true_pairs(person),
        int((both * (both - 1) // 2).sum()),
    )
