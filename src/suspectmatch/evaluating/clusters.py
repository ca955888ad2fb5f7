"""How far clusters are the persons they should be, record by record and cluster by cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suspectmatch.evaluating.pairs import PairMetrics, PersonCounts
from suspectmatch.evaluating.shares import jackknifed_share
from suspectmatch.evaluating.truth import person_of_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.evaluating.shares import Share
    from suspectmatch.evaluating.truth import Truth
    from suspectmatch.tables import Clusters


@dataclass(frozen=True, slots=True)
class ClusterMetrics:
    """How clusters agree with persons; intervals leave out one person after the other.

    Attributes:
        pairs: all pairs within clusters against all true pairs; large clusters weigh most.
        b_cubed_precision: mean over records of the share of its cluster that is its person.
        b_cubed_recall: mean over records of the share of its person that is in its cluster.
        b_cubed_f1: harmonic mean of both.
        exact: share of clusters of two or more records that are one person, and all of that person.
        n_clusters: clusters of two or more records.
        n_wrong: those that hold more than one person.
        largest_wrong: records of the largest one that holds more than one person; 0 if there is none.
    """

    pairs: PairMetrics
    b_cubed_precision: Share
    b_cubed_recall: Share
    b_cubed_f1: Share
    exact: Share
    n_clusters: int
    n_wrong: int
    largest_wrong: int


class _Cells(NamedTuple):
    """Records of one person in one cluster, a row for each such part that is not empty.

    Attributes:
        cluster: int64 (M,) number of the cluster.
        person: int64 (M,) number of the person.
        n: int64 (M,) records of that person in that cluster.
        cluster_size: int64 (C,) records of each cluster.
        person_size: int64 (G,) records of each person.
    """

    cluster: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    n: npt.NDArray[np.int64]
    cluster_size: npt.NDArray[np.int64]
    person_size: npt.NDArray[np.int64]

    def by_person(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.bincount(self.person, values, self.person_size.size).astype(np.float64)

    def by_cluster(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.bincount(self.cluster, values, self.cluster_size.size).astype(np.float64)


def _cells(clusters: Clusters, truth: Truth) -> _Cells:
    person = person_of_rows(clusters.scored.compared.people, truth)
    label = np.unique(clusters.label, return_inverse=True)[1].astype(np.int64)
    (cluster, who), n = np.unique(np.stack([label, person]), axis=1, return_counts=True)
    return _Cells(cluster, who, n.astype(np.int64), np.bincount(label), np.bincount(person))


def cluster_metrics(clusters: Clusters, truth: Truth) -> PairMetrics:
    """All pairs within clusters against the truth.

    Args:
        clusters: a partition.
        truth: person by (source, record_id), or of each row.
    """
    return _pair_metrics(_cells(clusters, truth))


def _pair_metrics(cells: _Cells) -> PairMetrics:
    n, size = cells.n, cells.cluster_size
    right = cells.by_person(n * (n - 1) // 2).astype(np.int64)
    wrong = cells.by_person(n * (size[cells.cluster] - n)).astype(np.int64)
    true = cells.person_size * (cells.person_size - 1) // 2
    fine = n.astype(np.float64)
    # Of two persons with a and b records in a cluster, a b pairs are found: the sum of (a b) squared.
    squares = float((cells.by_cluster(fine**2) ** 2 - cells.by_cluster(fine**4)).sum() / 2)
    n_found = int((size * (size - 1) // 2).sum())
    return PairMetrics(
        n_found, int(true.sum()), int(right.sum()), PersonCounts(right, wrong, true, squares)
    )


def measure_clusters(clusters: Clusters, truth: Truth) -> ClusterMetrics:
    """Pair metrics, B-cubed (Bagga and Baldwin 1998), exact clusters and the largest wrong one.

    Args:
        clusters: a partition.
        truth: person by (source, record_id), or of each row; records it does not name are persons alone.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> made = single_name_records(300, seed=1)
        >>> linkage = sm.link({"a": made.records.drop_columns("source")}, progress=False)
        >>> metrics = measure_clusters(linkage.table, made.person_id)
        >>> bool(metrics.b_cubed_f1.value > 0.9), metrics.n_wrong <= metrics.n_clusters
        (True, True)
    """
    cells = _cells(clusters, truth)
    persons_in = np.bincount(cells.cluster)
    wrong = persons_in > 1
    return ClusterMetrics(
        _pair_metrics(cells),
        *_b_cubed(cells),
        _exact(cells, persons_in),
        int((cells.cluster_size > 1).sum()),
        int(wrong.sum()),
        int(cells.cluster_size[wrong].max(initial=0)),
    )


def _b_cubed(cells: _Cells) -> tuple[Share, Share, Share]:
    n_records = int(cells.n.sum())
    squares = cells.n.astype(np.float64) ** 2
    size = cells.cluster_size[cells.cluster]
    second = cells.by_cluster(squares)[cells.cluster]
    # Without a person, the other members of a cluster are a larger share of what is left of it.
    left = size - cells.n
    rest = np.divide(second - squares, left, out=np.zeros(left.size), where=left > 0)
    right = squares / cells.person_size[cells.person]
    within = float((squares / size).sum())
    left_out = n_records - cells.person_size
    shown = left_out > 0
    p = within / n_records
    p_without = (within + cells.by_person(rest - second / size))[shown] / left_out[shown]
    r = float(right.sum()) / n_records
    r_without = (float(right.sum()) - cells.by_person(right))[shown] / left_out[shown]
    f, f_without = 2 * p * r / (p + r), 2 * p_without * r_without / (p_without + r_without)
    measures = (p, p_without), (r, r_without), (f, f_without)
    p_share, r_share, f_share = (
        jackknifed_share(value, n_records, without, cells.person_size) for value, without in measures
    )
    return p_share, r_share, f_share


def _exact(cells: _Cells, persons_in: npt.NDArray[np.int64]) -> Share:
    size, complete = cells.cluster_size, cells.n == cells.person_size[cells.person]
    n_complete = np.bincount(cells.cluster[complete], minlength=size.size)
    counted = size > 1
    exact = counted & (persons_in == 1) & (n_complete == 1)
    n, n_exact = int(counted.sum()), int(exact.sum())
    # Without a person, a cluster of two persons may become exact, and one of two records is gone.
    stays = size[cells.cluster] - cells.n > 1
    one_other = persons_in[cells.cluster] - 1 == 1
    becomes = stays & one_other & (n_complete[cells.cluster] - complete == 1)
    change = becomes.astype(np.float64) - exact[cells.cluster]
    gone = counted[cells.cluster].astype(np.float64) - stays
    n_without = n - cells.by_person(gone)
    touched = cells.by_person(counted[cells.cluster].astype(np.float64)).astype(np.int64)
    used = (touched > 0) & (n_without > 0)
    without = (n_exact + cells.by_person(change))[used] / n_without[used]
    return jackknifed_share(n_exact / n if n else float("nan"), n, without, touched)
