"""Compare and score candidate pairs in bounded pieces on a pool of threads."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from tqdm.auto import tqdm

from suspectmatch.comparing import measure_rows
from suspectmatch.kernels.groups import MAX_RULES
from suspectmatch.kernels.keys import sample_pairs
from suspectmatch.kernels.patterns import count_patterns
from suspectmatch.scoring import sorted_pairs, weights
from suspectmatch.scoring.ordering import SAMPLE_PAIRS
from suspectmatch.scoring.pruning import Pruner
from suspectmatch.tables import ComparedPairs, Patterns, ScoredPairs
from suspectmatch.tables.identity import identity_hashes
from suspectmatch.tables.odds import weight_of
from suspectmatch.tables.pairs import pair_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from suspectmatch.comparing import Comparison
    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.options import RunOptions
    from suspectmatch.scoring import Classifier
    from suspectmatch.tables import CandidatePairs, People
    from suspectmatch.tables.pairs import Rows


T = TypeVar("T")

SAMPLED_CHUNKS: Final = 8
"""Chunks that a sample of the candidate pairs is taken from."""
WORTH_SAMPLING: Final = 16 * SAMPLE_PAIRS
"""Fewer candidate pairs than this are compared before a sample could tell how best to."""


def default_threads() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_notebook() -> bool:
    """Whether this runs in a kernel of Jupyter, where the bar is a widget."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def over_chunks(
    candidates: CandidatePairs,
    work: Callable[[Rows, Rows], T],
    *,
    threads: int,
    label: str,
    progress: bool | None,
) -> tuple[list[T], NDArray[np.int64]]:
    """What ``work`` makes of each chunk, in the order of the chunks, and the new pairs of each rule.

    ``progress`` None shows a bar only where errors go to a terminal, or in a notebook.
    """
    units, capacity = candidates.plan()
    local = threading.local()
    counts: list[NDArray[np.int64]] = []

    def one(unit: tuple[int, int]) -> T:
        if not hasattr(local, "buffers"):
            local.buffers = pair_buffers(capacity)
            counts.append(local.buffers[-1])
        return work(*candidates.fill(*unit, local.buffers))

    show = sys.stderr.isatty() or _in_notebook() if progress is None else progress
    bar = tqdm(total=len(units), desc=label, unit="chunk", disable=not show, leave=False)
    parts = []
    with bar, ThreadPoolExecutor(threads) as pool:
        for made in pool.map(one, units):
            bar.update()
            parts.append(made)
    return parts, sum(counts, start=np.zeros(MAX_RULES, np.int64))


def score_streaming(
    candidates: CandidatePairs,
    comparisons: Sequence[Comparison],
    classifier: Classifier,
    options: RunOptions,
    *,
    threads: int,
    progress: bool | None,
) -> ScoredPairs:
    """Score all candidate pairs and keep those of at least the probability ``options.keep_above``."""
    floor = weight_of(options.keep_above)
    people = candidates.people
    pruner = Pruner(people, comparisons, classifier.pruning(floor, len(people)), sample_of(candidates))
    prior = classifier.prior(len(people))

    def work(left: Rows, right: Rows) -> tuple[ComparedPairs, NDArray[np.float64]]:
        left, right, levels, rarity = pruner.keep(left, right)
        rules = candidates.rules_of(left, right)
        compared = ComparedPairs(people, pruner.comparisons, left, right, rules, levels, rarity)
        weight = weights(compared, classifier, prior)
        keep = weight >= floor
        return compared.take(keep), weight[keep]

    parts, counts = over_chunks(candidates, work, threads=threads, label="comparing", progress=progress)
    parts = parts or [work(*pair_buffers(0)[:2])]
    names = ("left", "right", "rules", "levels", "rarity")
    left, right, rules, levels, rarity = (
        np.concatenate([getattr(kept, name) for kept, _ in parts]) for name in names
    )
    report = candidates.plan_report.counted(counts.tolist())
    compared = ComparedPairs(
        people, pruner.comparisons, left, right, rules, levels, rarity, options, report
    )
    weight = np.concatenate([each for _, each in parts])
    return sorted_pairs(compared, weight, prior, classifier, report.n_pairs)


def sample_of(candidates: CandidatePairs) -> tuple[Rows, Rows]:
    """Some candidate pairs, left and right, of chunks from the first to the last; none of a few."""
    none = np.empty(0, np.int32)
    if candidates.n_pairs_at_most < WORTH_SAMPLING:
        return none, none
    units, capacity = candidates.plan(SAMPLE_PAIRS)
    chosen = units[:: max(1, len(units) // SAMPLED_CHUNKS)][:SAMPLED_CHUNKS]
    buffers = pair_buffers(capacity)
    parts = []
    for unit in chosen:
        left, right = candidates.fill(*unit, buffers)
        some = slice(None, None, max(1, left.size * len(chosen) // SAMPLE_PAIRS))
        parts.append((left[some].copy(), right[some].copy()))
    left, right = (np.concatenate(side) for side in zip(*parts, strict=True))
    return left, right


TRAINING_PAIRS: Final = 500_000
"""Candidate pairs that EM is trained on, where there are more: a sample drawn by identity."""


def patterns_of(
    candidates: CandidatePairs,
    every: Sequence[Comparator],
    *,
    threads: int,
    progress: bool | None,
    seed: int = 0,
    n_pairs: int = TRAINING_PAIRS,
) -> Patterns:
    """Patterns of candidate pairs; memory follows the patterns, not the pairs.

    Where there are more than ``n_pairs`` candidates, a sample of about so many is compared and the
    counts are scaled up to all.

    Args:
        candidates: the pairs.
        every: a measure for each comparison, of the same people; as all that follow here.
        threads: worker threads; the result does not depend on them.
        progress: as for ``over_chunks``.
        seed: which sample is drawn.
        n_pairs: about how many pairs it has.
    """
    share = min(1.0, n_pairs / max(candidates.n_pairs_at_most, 1))
    hashes = identity_hashes(candidates.people.records.table)

    def work(left: Rows, right: Rows) -> Patterns:
        n = sample_pairs(left, right, hashes, seed, share) if share < 1.0 else left.size
        return _patterns(*measure_rows(every, left[:n], right[:n]))

    parts, counts = over_chunks(candidates, work, threads=threads, label="learning", progress=progress)
    made = _merge(parts or [work(*pair_buffers(0)[:2])])
    scale = int(counts.sum()) / max(int(made.counts.sum()), 1)
    return (
        made
        if share == 1.0
        else Patterns(made.levels, np.rint(made.counts * scale).astype(np.int64), made.rarity)
    )


def random_patterns(
    people: People, every: Sequence[Comparator], n_pairs: int, seed: int, *, threads: int = 1
) -> Patterns:
    """Patterns of random pairs of records, drawn by identity so that row order does not show."""
    n = len(people)
    rng = np.random.default_rng(seed)
    if n < 2:  # noqa: PLR2004
        n_pairs = 0
    first = rng.integers(0, max(n, 1), n_pairs)
    second = (first + rng.integers(1, max(n, 2), n_pairs)) % max(n, 1)
    row = np.argsort(identity_hashes(people.records.table))
    a, b = row[first].astype(np.int32), row[second].astype(np.int32)
    left, right = np.minimum(a, b), np.maximum(a, b)
    with ThreadPoolExecutor(threads) as pool:
        pieces = zip(np.array_split(left, threads), np.array_split(right, threads), strict=True)
        return _merge(list(pool.map(lambda piece: _patterns(*measure_rows(every, *piece)), pieces)))


def _patterns(
    levels: np.ndarray[tuple[int, int], np.dtype[np.int8]],
    rarity: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> Patterns:
    """Patterns of some pairs, with the sums of their rarities, not yet the means.

    Sums of single precision are exact in double precision, so that pieces can be added in any order.
    """
    distinct, counts, which = count_patterns(levels)
    sums = np.zeros((len(counts), rarity.shape[1]))
    for column in range(rarity.shape[1]):
        sums[:, column] = np.bincount(which, weights=rarity[:, column], minlength=len(counts))
    return Patterns(distinct, counts, sums)


def _merge(parts: Sequence[Patterns]) -> Patterns:
    """One table of patterns from those of pieces, with the means of their rarities."""
    levels = np.concatenate([part.levels for part in parts])
    distinct, _, which = count_patterns(levels)
    counts = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(counts, which, np.concatenate([part.counts for part in parts]))
    sums = np.zeros((len(distinct), parts[0].rarity.shape[1]))
    np.add.at(sums, which, np.concatenate([part.rarity for part in parts]))
    return Patterns(distinct, counts, sums / np.maximum(counts, 1)[:, None])
