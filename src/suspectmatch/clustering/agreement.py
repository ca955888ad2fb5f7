"""Clusters that agree most with all pairs inside them, under what analysts decided.

Components of the links are bounded, then all pairs inside each are scored and the partition with the
highest sum is taken; see `suspectmatch.clustering.evidence` for the scores and
`suspectmatch.kernels.partition` for how it is found. A cluster is always held together by links: what no
link joins any more comes apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from suspectmatch.clustering.evidence import MOST_AGAINST, Inside, inside, scores_of
from suspectmatch.kernels.graph import join_strongest_first, join_up_to
from suspectmatch.kernels.partition import MOST_EXACT, partition_components
from suspectmatch.tables.identity import identity_hashes
from suspectmatch.tables.odds import weight_of
from suspectmatch.tables.roles import across_roles

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.decisions.apply import Decided
    from suspectmatch.tables import ScoredPairs

    Rows = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]

MOST_RECORDS: Final = 1000
"""Records of the largest component that is looked at as a whole; larger ones are cut at weak links."""
MOST_WEIGHT: Final = 50.0
"""A threshold beyond this, in bits either way, is none."""
MOST_BITS: Final = 1000.0
"""What contradicts a record counts for no more, so that a power of two of it is a number."""
FORCE: Final = 1 << 40
"""What a decision weighs: more than all evidence inside a component, less than 64 bits in all."""


class Parts(NamedTuple):
    """A partition of N records and what it rests on.

    Attributes:
        label: int32 (N,) the smallest row of the record's cluster.
        confidence: float64 (N,) see `suspectmatch.Clusters`.
        weakest: float64 (N,) probability of the weakest link that holds the cluster together.
        left, right: int32 (C,) pairs within one cluster that contradict it.
        weight: float64 (C,) their weights.
        counts: pairs compared now, pairs that could not be compared, links not used because a component
            would have been too large, components solved exactly and by the heuristic.
    """

    label: Rows
    confidence: Floats
    weakest: Floats
    left: Rows
    right: Rows
    weight: Floats
    counts: dict[str, int]


def agree(
    scored: ScoredPairs,
    min_probability: float,
    apart: npt.NDArray[np.bool_],
    decided: Decided,
    *,
    solve: bool = True,
) -> Parts:
    """The clusters.

    Args:
        scored: the pairs that were kept.
        min_probability: links below it are not used.
        apart: bool (N,) records that only a decision may link.
        decided: what analysts decided.
        solve: look for the partition that agrees most; else take whole components, save for what was
            decided.
    """
    n = len(scored.compared.people)
    left, right, strength = _links(scored, min_probability, apart, decided)
    n_same = len(decided.same)
    label = np.arange(n, dtype=np.int32)
    is_bounded = solve or len(decided.different) > 0
    n_cut = join_up_to(left, right, label, n_same, MOST_RECORDS if is_bounded else n)
    rows, sizes = _worth_solving(scored, label, decided)
    part = label.copy()
    group, against = _groups(decided, n)
    found, counts = [], {"pairs_compared": 0, "pairs_unknown": 0, "links_cut": n_cut}
    counts |= {"solved_exactly": 0, "solved_by_heuristic": 0}
    zero = zero_of(min_probability)
    for some in inside(scored, rows, sizes, zero):
        scores = scores_of(some, zero) if solve else np.ones(some.weight.size, np.int64)
        scores, is_decided = _with_decisions(some, scores, group, against)
        where = np.repeat(np.cumsum(some.sizes) - some.sizes, some.sizes)
        if solve or is_decided:
            where += partition_components(scores, some.sizes, MOST_EXACT)
        part[some.rows] = some.rows[where]
        found.append(_conflicts(some, where))
        counts["pairs_compared"] += some.n_compared
        counts["pairs_unknown"] += some.n_unknown
        n_exact = int((some.sizes <= MOST_EXACT).sum())
        counts["solved_exactly"] += n_exact
        counts["solved_by_heuristic"] += some.sizes.size - n_exact
    used = part[left] == part[right]
    label = np.arange(n, dtype=np.int32)
    strongest, weakest = join_strongest_first(left[used], right[used], strength[used], label)
    one, other, weight = (
        np.concatenate([each[k] for each in found]) if found else np.empty(0, kind)
        for k, kind in enumerate((np.int32, np.int32, np.float64))
    )
    still = label[one] == label[other]
    one, other, weight = one[still], other[still], weight[still]
    confidence = _lowered(strongest, one, other, weight)
    return Parts(label, confidence, weakest, one, other, weight, counts)


def zero_of(min_probability: float) -> float:
    """Weight at which a pair speaks neither way: halfway from an even chance up to the threshold.

    Below an even chance it is the threshold itself: a link that is used does not speak against.

    >>> [round(zero_of(probability), 6) for probability in (0.5, 0.8, 0.2)]
    [0.0, 1.0, -2.0]
    """
    threshold = weight_of(min_probability)
    return float(np.clip(threshold, -MOST_WEIGHT, MOST_WEIGHT) * (0.5 if threshold > 0.0 else 1.0))


def _links(
    scored: ScoredPairs, min_probability: float, apart: npt.NDArray[np.bool_], decided: Decided
) -> tuple[Rows, Rows, Floats]:
    """Left, right and probability of the links, decided ones (with certainty) before all others."""
    compared = scored.compared
    used = scored.probability >= min_probability
    used &= ~(apart[compared.left] | apart[compared.right] | across_roles(compared))
    same = _ends(decided.same)
    return (
        np.concatenate([same[0], compared.left[used]]),
        np.concatenate([same[1], compared.right[used]]),
        np.concatenate([np.ones(len(decided.same)), scored.probability[used]]),
    )


def _ends(pairs: Rows) -> tuple[Rows, Rows]:
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _worth_solving(
    scored: ScoredPairs, label: Rows, decided: Decided
) -> tuple[Rows, npt.NDArray[np.int64]]:
    """Records of components of three or more, or of two decided to be different, and their sizes.

    Records of one component come in the order of their identities, so that no row order shows.
    """
    count = np.bincount(label, minlength=label.size)
    wanted = (count > 2) & (count <= MOST_RECORDS)  # noqa: PLR2004  (two have one link, and that is all)
    one, other = _ends(decided.different)
    wanted[label[one][label[one] == label[other]]] = True
    rows = np.flatnonzero(wanted[label]).astype(np.int32)
    table = scored.compared.people.records.table.select(["source", "record_id"])
    hashes = identity_hashes(table.take(pa.array(rows))) if rows.size else np.empty(0, np.uint64)
    rows = rows[np.lexsort((hashes, label[rows]))]
    return rows, count[np.unique(label[rows])].astype(np.int64)


def _groups(decided: Decided, n: int) -> tuple[Rows, dict[int, set[int]]]:
    """A group for each record, one for all decided to be one person; and groups decided to be others."""
    group = np.arange(n, dtype=np.int32)
    join_up_to(*_ends(decided.same), group, len(decided.same), n)
    against: dict[int, set[int]] = {}
    for one, other in group[decided.different].tolist():
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    return group, against


def _with_decisions(
    some: Inside, scores: npt.NDArray[np.int64], group: Rows, against: dict[int, set[int]]
) -> tuple[npt.NDArray[np.int64], bool]:
    """Scores with those of decided pairs far above or below all others, and whether there are any."""
    groups = group[some.rows]
    touched = np.flatnonzero(np.isin(groups, list(against)) | _is_repeated(groups, some.sizes))
    if not touched.size:
        return scores, False
    scores = scores.copy()
    component = np.repeat(np.arange(some.sizes.size), some.sizes)
    begin = np.cumsum(some.sizes) - some.sizes
    base = np.cumsum(some.sizes**2) - some.sizes**2
    for c in np.unique(component[touched]).tolist():
        size = int(some.sizes[c])
        own = groups[begin[c] : begin[c] + size]
        matrix = scores[base[c] : base[c] + size * size].reshape(size, size)
        matrix[own[:, None] == own[None, :]] = FORCE
        for each in set(own.tolist()) & against.keys():
            apart = np.isin(own, list(against[each]))
            matrix[np.ix_(own == each, apart)] = -FORCE
            matrix[np.ix_(apart, own == each)] = -FORCE
    return scores, True


def _is_repeated(groups: Rows, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether another record has the same group; groups never reach beyond a component."""
    _, which, count = np.unique(groups, return_inverse=True, return_counts=True)
    repeated: npt.NDArray[np.bool_] = (count > 1)[which] if sizes.size else np.zeros(0, bool)
    return repeated


def _conflicts(some: Inside, where: npt.NDArray[np.int64]) -> tuple[Rows, Rows, Floats]:
    """Pairs within one cluster that contradict it: left, right and weight."""
    cells = np.flatnonzero(some.against & (some.weight < 0.0))
    base = np.cumsum(some.sizes**2) - some.sizes**2
    c = np.searchsorted(base, cells, side="right") - 1
    begin = (np.cumsum(some.sizes) - some.sizes)[c]
    i, j = (cells - base[c]) // some.sizes[c] + begin, (cells - base[c]) % some.sizes[c] + begin
    own = (i < j) & (where[i] == where[j])
    one, other = some.rows[i[own]], some.rows[j[own]]
    return np.minimum(one, other), np.maximum(one, other), some.weight[cells[own]]


def _lowered(strongest: Floats, left: Rows, right: Rows, weight: Floats) -> Floats:
    """Probability of each record's strongest link, lowered by the bits that contradict the record."""
    if not left.size:
        return strongest
    bits = np.minimum(-weight, MOST_AGAINST)
    against = np.bincount(left, bits, strongest.size) + np.bincount(right, bits, strongest.size)
    against = np.minimum(against, MOST_BITS)
    touched = np.flatnonzero((against > 0) & (strongest < 1.0))
    made = strongest.copy()
    p = strongest[touched]
    made[touched] = p / (p + (1.0 - p) * np.exp2(against[touched]))
    return made
