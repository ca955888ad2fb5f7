"""What every pair inside a component says for and against one person, as whole numbers that add up.

Pairs that were kept are known; the others are compared now, so that a contradiction between the two ends
of a chain counts. A pair speaks for one person by what its weight exceeds a zero, up to `MOST_FOR` bits,
and against by as much as it lacks, up to `MOST_AGAINST`. Third records have a say (see `scores_of`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.comparing import measure_rows
from suspectmatch.comparing.comparators import comparators
from suspectmatch.errors import SpecError
from suspectmatch.kernels.triads import third_records
from suspectmatch.scoring import weights
from suspectmatch.tables import ComparedPairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.tables import ScoredPairs

    Rows = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]

MOST_FOR: Final = 6.0
MOST_AGAINST: Final = 12.0
BY_ABSENCE: Final = 0.25
"""Bits by which a pair that only lacks evidence speaks against at most, and as much again for each
record that is tied to one of the two and not to the other."""
SEVERAL: Final = 2
"""Names that both records must have, so that a lack of evidence counts in full."""
BETTER: Final = 0.125
"""Share of the bits by which both records have a better tie elsewhere that a pair counts for less."""
MOST_BETTER: Final = 12.0
"""A tie elsewhere counts for no more bits."""
CONTRADICTION: Final = 1.0
"""Bits against that the comparisons of a pair must have between them, to be a contradiction."""
MOST_BEYOND: Final = 63.0
"""Bits beyond `MOST_FOR` that tell which of two ties is the stronger, by a step each."""
STEPS: Final = 1024
"""Whole numbers to a bit."""
CELLS_AT_ONCE: Final = 1 << 22
"""Cells of the square matrices that are held at a time; one component may have more."""


class Inside(NamedTuple):
    """The pairs within some components, as square matrices one after the other.

    Attributes:
        rows: int32 (n,) the records, component by component, in the order of their identities.
        sizes: int64 (C,) records of each component.
        against: bool (sum of squares,) whether the pair contradicts; symmetric, as the next two.
        several: bool (likewise) whether both records have several names.
        weight: float64 (likewise) its log2 odds; NaN where it could not be compared.
        n_compared: pairs that were compared now.
        n_unknown: pairs that were not kept and could not be compared.
    """

    rows: Rows
    sizes: npt.NDArray[np.int64]
    against: npt.NDArray[np.bool_]
    several: npt.NDArray[np.bool_]
    weight: Floats
    n_compared: int
    n_unknown: int


def inside(
    scored: ScoredPairs, rows: Rows, sizes: npt.NDArray[np.int64], zero: float
) -> Iterator[Inside]:
    """The pairs within components, a bounded number of components at a time.

    Args:
        scored: the pairs that were kept.
        rows: int32 (n,) the records of the components, one after the other.
        sizes: int64 (C,) records of each.
        zero: weight at which a pair speaks neither way; none above it contradicts.
    """
    compared = scored.compared
    ends, squares = np.cumsum(sizes), np.cumsum(sizes**2)
    place = np.full(len(compared.people), -1, np.int64)
    place[rows] = np.arange(rows.size)
    component = np.repeat(np.arange(sizes.size), sizes)
    one, other = place[compared.left], place[compared.right]
    kept = np.flatnonzero((one >= 0) & (other >= 0))
    kept = kept[component[one[kept]] == component[other[kept]]]
    kept = kept[np.argsort(component[one[kept]], kind="stable")]
    of_kept = component[one[kept]]
    every: list[Comparator] = []
    start = 0
    while start < sizes.size:
        before = int(squares[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(squares, before + CELLS_AT_ONCE, side="right")))
        first = int(ends[start] - sizes[start])
        some = kept[slice(*np.searchsorted(of_kept, [start, stop]))]
        yield _inside(
            scored,
            rows[first : int(ends[stop - 1])],
            sizes[start:stop],
            (some, one[some] - first, other[some] - first),
            zero=zero,
            every=every,
        )
        start = stop


def _inside(
    scored: ScoredPairs,
    rows: Rows,
    sizes: npt.NDArray[np.int64],
    kept: tuple[npt.NDArray[np.intp], npt.NDArray[np.int64], npt.NDArray[np.int64]],
    *,
    zero: float,
    every: list[Comparator],
) -> Inside:
    pairs, one, other = kept
    begin = np.cumsum(sizes) - sizes
    base = np.cumsum(sizes**2) - sizes**2
    size_of, begin_of, base_of = (np.repeat(each, sizes) for each in (sizes, begin, base))

    def cell(i: npt.NDArray[np.int64], j: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        at: npt.NDArray[np.int64] = base_of[i] + (i - begin_of[i]) * size_of[i] + j - begin_of[i]
        return at

    n_cells = int((sizes**2).sum())
    weight = np.full(n_cells, np.nan)
    against = np.zeros(n_cells, bool)
    compared = scored.compared.take(pairs)
    known = scored.weight[pairs]
    doubted = known < zero
    found = np.zeros(pairs.size, bool)
    found[doubted] = _contradicts(scored, compared.take(doubted))
    for at in (cell(one, other), cell(other, one)):
        weight[at], against[at] = known, found
    # All pairs of a component, of which those not yet known are compared now.
    i = np.repeat(np.arange(rows.size), size_of - 1 - (np.arange(rows.size) - begin_of))
    run = np.arange(i.size) - np.searchsorted(i, i)
    j = i + 1 + run
    missing = np.isnan(weight[cell(i, j)])
    i, j = i[missing], j[missing]
    new, contradicts = _compared_now(scored, rows[i], rows[j], zero, every)
    for at in (cell(i, j), cell(j, i)):
        weight[at], against[at] = new, contradicts
    n_unknown = int(np.isnan(new).sum())
    n_names = np.diff(scored.compared.people.names.offsets)[rows]
    of_row = np.repeat(np.arange(rows.size), size_of)
    of_column = np.arange(n_cells) - np.repeat(np.cumsum(size_of) - size_of - begin_of, size_of)
    several = np.minimum(n_names[of_row], n_names[of_column]) >= SEVERAL
    return Inside(rows, sizes, against, several, weight, i.size - n_unknown, n_unknown)


def scores_of(some: Inside, zero: float) -> npt.NDArray[np.int64]:
    """What each pair says for and against, int64 (sum of squares,), in whole numbers.

    A pair that only lacks evidence (it does not contradict, and one of the records has one name) speaks
    against by little: records of one person may share no name, no date and no document, and be joined by
    a third. It is the more the more third records are tied to one of the two and not to the other. And a
    pair counts for less where both have better ties to others than to each other, directly or by a third
    record that ties both. A higher weight never counts for less.

    Args:
        some: the pairs within some components.
        zero: weight at which a pair speaks neither way.
    """
    opposed, better = third_records(np.nan_to_num(some.weight), some.sizes)
    better, weight = np.clip(better, 0.0, MOST_BETTER) * BETTER, some.weight
    most = np.where(some.against | some.several, MOST_AGAINST, BY_ABSENCE * (1.0 + opposed))
    bits = np.maximum(np.nan_to_num(weight - zero - better), -np.minimum(most, MOST_AGAINST))
    beyond = np.clip(bits - MOST_FOR, 0.0, MOST_BEYOND)  # a step for each bit, so that ties are none
    whole: npt.NDArray[np.int64] = np.rint(np.minimum(bits, MOST_FOR) * STEPS + beyond).astype(np.int64)
    return whole


def _compared_now(
    scored: ScoredPairs, one: Rows, other: Rows, zero: float, every: list[Comparator]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Weights of pairs that were not kept, NaN if the classifier cannot tell, and which contradict."""
    people, comparisons = scored.compared.people, scored.compared.comparisons
    left, right = np.minimum(one, other), np.maximum(one, other)
    weight, against = np.full(left.size, np.nan), np.zeros(left.size, bool)
    if not left.size or any(comparison.method == "feature" for comparison in comparisons):
        return weight, against  # features of another toolkit cannot be made here
    try:
        every[:] = every or comparators(people, comparisons)
        levels, rarity = measure_rows(every, left, right)
        rules = np.zeros(left.size, np.uint32)
        compared = ComparedPairs(people, comparisons, left, right, rules, levels, rarity)
        weight = weights(compared, scored.classifier, scored.prior)
    except SpecError:  # a classifier of another toolkit
        return weight, against
    doubted = weight < zero
    against[doubted] = _contradicts(scored, compared.take(doubted))
    return weight, against


def _contradicts(scored: ScoredPairs, compared: ComparedPairs) -> npt.NDArray[np.bool_]:
    """Whether the comparisons that speak against make up a contradiction, bool (P,)."""
    people = compared.people
    reliability = people.reliability[compared.left] * people.reliability[compared.right]
    try:
        bits = scored.classifier.contributions(
            compared.comparisons, compared.levels, compared.rarity, reliability
        )
    except SpecError:
        return np.ones(len(compared), bool)
    for k, comparison in enumerate(compared.comparisons):
        if comparison.field == "names":  # a person goes by several: other names alone contradict nothing
            bits[:, k] = np.maximum(bits[:, k], -CONTRADICTION)
    found: npt.NDArray[np.bool_] = np.minimum(bits, 0.0).sum(axis=1) < -CONTRADICTION
    return found
