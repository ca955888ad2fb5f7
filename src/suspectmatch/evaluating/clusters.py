"""How far clusters are the persons they should be, record by record and cluster by cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.evaluating.pairs import cluster_metrics
from suspectmatch.evaluating.shares import jackknifed_share
from suspectmatch.evaluating.truth import person_of_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.evaluating.pairs import PairMetrics
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
    """Records of one person in one cluster, one row for each that holds any; and both sums."""

    cluster: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    n: npt.NDArray[np.int64]
    cluster_size: npt.NDArray[np.int64]
    person_size: npt.NDArray[np.int64]

    def by_person(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        sums = np.bincount(self.person, weights=values, minlength=self.person_size.size)
        return sums.astype(np.float64)

    def by_cluster(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        sums = np.bincount(self.cluster, weights=values, minlength=self.cluster_size.size)
        return sums.astype(np.float64)


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
    person = person_of_rows(clusters.scored.compared.people, truth)
    label = np.unique(clusters.label, return_inverse=True)[1].astype(np.int64)
    (cluster, who), n = np.unique(np.stack([label, person]), axis=1, return_counts=True)
    cells = _Cells(cluster, who, n.astype(np.int64), np.bincount(label), np.bincount(person))
    persons_in = np.bincount(cluster)
    wrong = persons_in > 1
    precision, recall, f1 = _b_cubed(cells)
    return ClusterMetrics(
        cluster_metrics(clusters, truth),
        precision,
        recall,
        f1,
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
    n = cells.person_size
    return (
        jackknifed_share(p, n_records, p_without, n),
        jackknifed_share(r, n_records, r_without, n),
        jackknifed_share(f, n_records, f_without, n),
    )


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
