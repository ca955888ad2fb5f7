"""The partition of records that agrees most with what their pairs say for and against.

Correlation clustering (Bansal, Blum and Chawla 2004, "Correlation clustering", Machine Learning 56):
every pair has a score, above 0 where it speaks for one person and below where it speaks against, and the
partition whose pairs within clusters sum to most is sought. Up to `MOST_EXACT` records the best is found
by a dynamic programme over subsets; beyond, by greedy additive edge contraction (Keuper et al. 2015,
"Efficient decomposition of image and mesh graphs by lifted multicuts", ICCV) and then moves of one
record and joins of two clusters until none helps (after Kernighan and Lin 1970, "An efficient heuristic
procedure for partitioning graphs", Bell System Technical Journal 49). Scores are whole numbers, so that
sums are exact and ties are ties in whatever order they are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_EXACT: Final = 12
"""Records up to which the best partition is found for certain: 3^12 / 2 steps, under a millisecond."""


@kernel
def partition_components(
    scores: NDArray[np.int64], sizes: NDArray[np.int64], most_exact: int
) -> NDArray[np.int64]:
    """The best partition of each of C components.

    Args:
        scores: int64 (sum of squares of the sizes,), the square matrix of each component, one after the
            other: symmetric, the diagonal not read. No sum of them may leave 64 bits.
        sizes: int64 (C,) records of each component.
        most_exact: components up to this size are solved exactly; at most `MOST_EXACT`.

    Returns:
        int64 (sum of the sizes,): for each record the place, within its component, of the first record
        of its cluster. Among equals the records' order decides: give it a meaning.

    Example:
        >>> scores = np.array([[0, 5, -9], [5, 0, 4], [-9, 4, 0]])
        >>> partition_components(scores.ravel(), np.array([3]), 12).tolist()
        [0, 0, 2]
    """
    label = np.empty(sizes.sum(), np.int64)
    cell, record = 0, 0
    for size in sizes:
        matrix = scores[cell : cell + size * size].reshape(size, size)
        if size <= most_exact:
            label[record : record + size] = _exact(matrix)
        else:
            label[record : record + size] = _improved(matrix, _contracted(matrix))
        cell += size * size
        record += size
    return label


@kernel
def _exact(scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """The best partition of n records: of each set, the first's cluster and the best of the rest."""
    n = len(scores)
    n_sets = 1 << n
    within, best = np.zeros(n_sets, np.int64), np.zeros(n_sets, np.int64)
    first_cluster = np.zeros(n_sets, np.int64)
    for members in range(1, n_sets):
        lowest = 0
        while not (members >> lowest) & 1:
            lowest += 1
        rest = members & (members - 1)
        total = within[rest]
        for other in range(lowest + 1, n):
            if (rest >> other) & 1:
                total += scores[lowest, other]
        within[members] = total
        # Any subset of the others may go with the first member: from none to all, the fewest at ties.
        highest, chosen = best[rest], members ^ rest
        others = rest & -rest
        while others:
            value = within[others | (members ^ rest)] + best[rest ^ others]
            if value > highest:
                highest, chosen = value, others | (members ^ rest)
            others = (others - rest) & rest
        best[members], first_cluster[members] = highest, chosen
    label = np.empty(n, np.int64)
    left = n_sets - 1
    while left:
        cluster = first_cluster[left]
        first = -1
        for record in range(n):
            if (cluster >> record) & 1:
                if first < 0:
                    first = record
                label[record] = first
        left ^= cluster
    return label


@kernel
def _contracted(scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """Join the two clusters with the highest sum between them until no sum is above 0."""
    n = len(scores)
    between = scores.copy()
    label = np.arange(n)
    partner = np.zeros(n, np.int64)  # of each cluster the best among later ones
    for cluster in range(n):
        partner[cluster] = _best_partner(between, label, cluster)
    while True:
        one = -1
        for cluster in range(n):
            other = partner[cluster]
            if other >= 0 and (one < 0 or between[cluster, other] > between[one, partner[one]]):
                one = cluster
        if one < 0:
            break
        gone = partner[one]
        for record in range(n):
            if label[record] == gone:
                label[record] = one
        for cluster in range(n):
            if label[cluster] == cluster and cluster != one:
                between[one, cluster] += between[gone, cluster]
                between[cluster, one] = between[one, cluster]
        partner[gone] = -1
        for cluster in range(n):
            if label[cluster] != cluster:
                continue
            if cluster == one or partner[cluster] == gone or partner[cluster] == one:
                partner[cluster] = _best_partner(between, label, cluster)
            elif cluster < one and between[cluster, one] > 0:
                now = partner[cluster]
                if (
                    now < 0
                    or between[cluster, one] > between[cluster, now]
                    or (between[cluster, one] == between[cluster, now] and one < now)
                ):
                    partner[cluster] = one
    return label


@kernel
def _best_partner(between: NDArray[np.int64], label: NDArray[np.int64], cluster: int) -> int:
    """The later cluster with the highest sum above 0 to this one, the first of equals; -1 if none."""
    best = -1
    for other in range(cluster + 1, len(label)):
        if label[other] != other or between[cluster, other] <= 0:
            continue
        if best < 0 or between[cluster, other] > between[cluster, best]:
            best = other
    return best


@kernel
def _improved(scores: NDArray[np.int64], label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move single records, to another cluster or out of all, and join clusters, while the sum rises.

    In the end each record's label is the first record of its cluster.
    """
    n = len(scores)
    to = np.zeros((n, n), np.int64)  # of each record to each cluster
    for record in range(n):
        for other in range(n):
            if other != record:
                to[record, label[other]] += scores[record, other]
    count = np.bincount(label, minlength=n)
    is_rising = True
    while is_rising:
        is_rising = False
        for record in range(n):
            own = label[record]
            best, chosen = to[record, own], own
            if best < 0 and count[own] > 1:
                best, chosen = 0, -1
            for cluster in range(n):
                if count[cluster] > 0 and to[record, cluster] > best:
                    best, chosen = to[record, cluster], cluster
            if chosen == own:
                continue
            if chosen < 0:
                chosen = int(np.argmin(count))  # no cluster goes by this label
            _move(scores, to, record, own, chosen)
            label[record] = chosen
            count[own] -= 1
            count[chosen] += 1
            is_rising = True
        is_rising |= _join_best(to, label, count)
    first = np.full(n, -1, np.int64)
    for record in range(n):
        if first[label[record]] < 0:
            first[label[record]] = record
    return first[label]


@kernel
def _move(scores: NDArray[np.int64], to: NDArray[np.int64], record: int, own: int, chosen: int) -> None:
    """Take a record from its cluster to another in the sums of all others."""
    for other in range(len(scores)):
        if other != record:
            to[other, own] -= scores[other, record]
            to[other, chosen] += scores[other, record]


@kernel
def _join_best(to: NDArray[np.int64], label: NDArray[np.int64], count: NDArray[np.int64]) -> bool:
    """Join the two clusters with the highest sum between them, if it is above 0."""
    n = len(label)
    between = np.zeros((n, n), np.int64)
    for record in range(n):
        between[label[record]] += to[record]
    best, one, gone = 0, -1, -1
    for cluster in range(n):
        for other in range(cluster + 1, n):
            if count[cluster] > 0 and count[other] > 0 and between[cluster, other] > best:
                best, one, gone = between[cluster, other], cluster, other
    if one < 0:
        return False
    for record in range(n):
        if label[record] == gone:
            label[record] = one
    count[one] += count[gone]
    count[gone] = 0
    to[:, one] += to[:, gone]
    to[:, gone] = 0
    return True
