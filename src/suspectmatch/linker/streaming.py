"""Compare and score candidate pairs in bounded pieces on a pool of threads."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from tqdm import tqdm

from suspectmatch.comparing import compare_rows
from suspectmatch.kernels.patterns import count_patterns
from suspectmatch.scoring import identity_rank, sorted_pairs, weights
from suspectmatch.tables import ComparedPairs, Patterns, ScoredPairs
from suspectmatch.tables.pairs import pair_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from suspectmatch.comparing import Comparison
    from suspectmatch.scoring import FellegiSunter
    from suspectmatch.tables import CandidatePairs, People
    from suspectmatch.tables.pairs import Pairs


T = TypeVar("T")


def default_threads() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def over_chunks(
    candidates: CandidatePairs,
    work: Callable[[Pairs], T],
    *,
    threads: int,
    label: str,
    progress: bool | None,
) -> Iterator[T]:
    """What ``work`` makes of each chunk, in the order of the chunks whatever the threads.

    ``progress`` None shows a bar only where errors go to a terminal.
    """
    units, capacity = candidates.plan()
    local = threading.local()

    def one(unit: tuple[int, int]) -> T:
        if not hasattr(local, "buffers"):
            local.buffers = pair_buffers(capacity)
        return work(candidates.fill(*unit, local.buffers))

    show = sys.stderr.isatty() if progress is None else progress
    bar = tqdm(total=len(units), desc=label, unit="chunk", disable=not show, leave=False)
    with bar, ThreadPoolExecutor(threads) as pool:
        for made in pool.map(one, units):
            bar.update()
            yield made


def score_streaming(
    candidates: CandidatePairs,
    comparisons: Sequence[Comparison],
    classifier: FellegiSunter,
    *,
    floor: float,
    threads: int,
    progress: bool | None,
) -> ScoredPairs:
    """Score all candidate pairs and keep those whose weight is at least ``floor`` (log2 odds)."""
    people = candidates.people
    prior = classifier.prior(len(people))
    comparisons = tuple(comparisons)

    def work(pairs: Pairs) -> tuple[ComparedPairs, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        left, right, rules = pairs
        levels, surprise = compare_rows(people, comparisons, left, right)
        compared = ComparedPairs(people, comparisons, left, right, rules, levels, surprise)
        weight = weights(compared, classifier, prior)
        keep = weight >= floor
        kept = ComparedPairs(
            people, comparisons, left[keep], right[keep], rules[keep], levels[keep], surprise[keep]
        )
        return kept, weight[keep]

    parts = list(over_chunks(candidates, work, threads=threads, label="comparing", progress=progress))
    parts = parts or [work(pair_buffers(0))]
    names = ("left", "right", "rules", "levels", "surprise")
    joined = [np.concatenate([getattr(kept, name) for kept, _ in parts]) for name in names]
    compared = ComparedPairs(people, comparisons, *joined)
    weight = np.concatenate([each for _, each in parts])
    return sorted_pairs(compared, weight, prior, classifier, len(candidates))


def patterns_of(
    candidates: CandidatePairs, comparisons: Sequence[Comparison], *, threads: int, progress: bool | None
) -> Patterns:
    """Patterns of all candidate pairs; memory follows the patterns, not the pairs."""

    def work(pairs: Pairs) -> Patterns:
        left, right, _ = pairs
        return _patterns(*compare_rows(candidates.people, comparisons, left, right))

    parts = list(over_chunks(candidates, work, threads=threads, label="learning", progress=progress))
    return _merge(parts or [work(pair_buffers(0))])


def random_patterns(
    people: People, comparisons: Sequence[Comparison], n_pairs: int, seed: int
) -> Patterns:
    """Patterns of random pairs of records, drawn by identity so that row order does not show."""
    n = len(people)
    rng = np.random.default_rng(seed)
    if n < 2:  # noqa: PLR2004
        n_pairs = 0
    first = rng.integers(0, max(n, 1), n_pairs)
    second = (first + rng.integers(1, max(n, 2), n_pairs)) % max(n, 1)
    row = np.argsort(identity_rank(people))
    a, b = row[first].astype(np.int32), row[second].astype(np.int32)
    return _patterns(*compare_rows(people, comparisons, np.minimum(a, b), np.maximum(a, b)))


def _patterns(
    levels: np.ndarray[tuple[int, int], np.dtype[np.int8]],
    surprise: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> Patterns:
    distinct, counts, which = count_patterns(levels)
    sums = np.zeros((len(counts), surprise.shape[1]))
    for column in range(surprise.shape[1]):
        sums[:, column] = np.bincount(which, weights=surprise[:, column], minlength=len(counts))
    return Patterns(distinct, counts, sums / np.maximum(counts, 1)[:, None])


def _merge(parts: Sequence[Patterns]) -> Patterns:
    levels = np.concatenate([part.levels for part in parts])
    distinct, _, which = count_patterns(levels)
    counts = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(counts, which, np.concatenate([part.counts for part in parts]))
    sums = np.zeros((len(distinct), parts[0].surprise.shape[1]))
    np.add.at(sums, which, np.concatenate([part.surprise * part.counts[:, None] for part in parts]))
    return Patterns(distinct, counts, sums / np.maximum(counts, 1)[:, None])
