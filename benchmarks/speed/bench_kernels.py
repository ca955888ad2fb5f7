"""Rates of the kernels, each beside a library that does the same.

Run with ``pytest benchmarks/speed/bench_kernels.py``. Each benchmark tells how many pairs, rows or
incidences one call handles, and its rate. One thread, compiled and warm, buffers reused.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from suspectmatch.kernels import graph, joins, partition, patterns, respelling, triads
from suspectmatch.names.spelling_costs import spelling_costs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pytest_benchmark.fixture import BenchmarkFixture

Texts = tuple[
    list[str], "NDArray[np.uint32]", "NDArray[np.int64]", "NDArray[np.int32]", "NDArray[np.int32]"
]

N_PAIRS = 500_000
N_RECORDS = 300_000
SYLLABLES = ("mo", "ham", "med", "ab", "dul", "lah", "al", "has", "san", "ivan", "ov", "ka", "cia")


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture(scope="module")
def names(rng: np.random.Generator) -> Texts:
    many = sorted({"".join(rng.choice(SYLLABLES, rng.integers(2, 5))) for _ in range(20_000)})
    points = np.frombuffer("".join(many).encode("utf-32-le"), np.uint32)
    offsets = np.concatenate([[0], np.cumsum([len(name) for name in many])]).astype(np.int64)
    left = np.sort(rng.integers(0, len(many), N_PAIRS)).astype(np.int32)
    right = rng.integers(0, len(many), N_PAIRS).astype(np.int32)
    return many, points, offsets, left, right


def run(benchmark: BenchmarkFixture, function: Callable[[], Any], n: int, *, rounds: int = 5) -> Any:
    """Time a function that handles ``n`` items a call; the first call, which compiles, is left out."""
    benchmark.extra_info["items"] = n
    result = benchmark.pedantic(function, rounds=rounds, warmup_rounds=1)
    benchmark.extra_info["million_items_per_second"] = round(n / benchmark.stats["median"] / 1e6, 2)
    return result


@pytest.mark.benchmark(group="spelling")
def test_respelling_cost(benchmark: BenchmarkFixture, names: Texts) -> None:
    _, points, offsets, left, right = names
    symbols, starts = respelling.spelt_symbols(points, offsets)
    out = np.empty(N_PAIRS, np.int32)
    columns = symbols, starts, left, right, spelling_costs()
    run(benchmark, lambda: respelling.respelling_costs_into(*columns, 100, out), N_PAIRS)


@pytest.mark.benchmark(group="spelling")
def test_jaro_winkler_rapidfuzz(benchmark: BenchmarkFixture, names: Texts) -> None:
    many, _, _, left, right = names
    a, b = [many[i] for i in left], [many[j] for j in right]
    run(benchmark, lambda: cpdist(a, b, scorer=JaroWinkler.similarity, dtype=np.float32), N_PAIRS)


def incidences(
    rng: np.random.Generator, sizes: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.uint8]]:
    """One key per record and rule; ``sizes`` are the mean sizes of the groups of each rule."""
    key = np.concatenate([rng.integers(0, N_RECORDS // size, N_RECORDS) for size in sizes])
    record = np.tile(np.arange(N_RECORDS, dtype=np.int32), len(sizes))
    rule = np.repeat(np.arange(len(sizes), dtype=np.uint8), N_RECORDS)
    return record, key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15), rule


@pytest.mark.benchmark(group="groups of incidences")
@pytest.mark.parametrize("sizes", [(50,), (20, 15, 10, 5, 3)])
def test_build_groups(
    benchmark: BenchmarkFixture, rng: np.random.Generator, sizes: tuple[int, ...]
) -> None:
    rows = incidences(rng, sizes)
    run(benchmark, lambda: joins.build_groups(*rows, N_RECORDS), len(rows[0]))


@pytest.mark.benchmark(group="candidate pairs")
@pytest.mark.parametrize("sizes", [(50,), (20, 15, 10, 5, 3)])
def test_fill_pairs(
    benchmark: BenchmarkFixture, rng: np.random.Generator, sizes: tuple[int, ...]
) -> None:
    groups = joins.build_groups(*incidences(rng, sizes), N_RECORDS)
    side = np.zeros(N_RECORDS, np.int32)
    boundaries, capacity = joins.plan_chunks(groups, side, False, 1_000_000)
    left, right = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    counts = np.zeros(joins.MAX_RULES, np.int64)

    def fill() -> int:
        return sum(
            joins.fill_pairs(groups, side, False, start, stop, left, right, counts)
            for start, stop in pairwise(boundaries)
        )

    n_pairs = joins.count_pairs(groups, side, False, 0, len(groups.members)).sum()
    assert run(benchmark, fill, int(n_pairs)) == n_pairs


def unique_rows(levels: NDArray[np.int8]) -> Any:
    return np.unique(levels, axis=0, return_inverse=True, return_counts=True)


@pytest.mark.benchmark(group="patterns")
@pytest.mark.parametrize("by", [patterns.count_patterns, unique_rows])
def test_count_patterns(
    benchmark: BenchmarkFixture, rng: np.random.Generator, by: Callable[[NDArray[np.int8]], Any]
) -> None:
    levels = np.minimum(rng.geometric(0.5, (N_PAIRS, 8)), 5).astype(np.int8) - np.int8(2)
    run(benchmark, lambda: by(levels), N_PAIRS, rounds=3)


def edges(rng: np.random.Generator) -> NDArray[np.int32]:
    return rng.integers(0, N_RECORDS, (2, 2 * N_RECORDS // 3)).astype(np.int32)


@pytest.mark.benchmark(group="third records")
@pytest.mark.parametrize(("n", "size"), [(2_000, 5), (100, partition.MOST_EXACT), (20, 100)])
def test_third_records(benchmark: BenchmarkFixture, rng: np.random.Generator, n: int, size: int) -> None:
    weight = np.triu(rng.uniform(-20.0, 20.0, (n, size, size)), 1)
    weight += weight.transpose(0, 2, 1)
    flat, sizes = weight.ravel(), np.full(n, size)
    run(benchmark, lambda: triads.third_records(flat, sizes), n * size)


@pytest.mark.benchmark(group="connected components")
def test_connected_components(benchmark: BenchmarkFixture, rng: np.random.Generator) -> None:
    left, right = edges(rng)
    strength, label = np.ones(len(left)), np.arange(N_RECORDS, dtype=np.int32)
    run(benchmark, lambda: graph.join_strongest_first(left, right, strength, label.copy()), len(left))


@pytest.mark.benchmark(group="partition")
@pytest.mark.parametrize(("n", "size"), [(2_000, 5), (100, partition.MOST_EXACT), (20, 100)])
def test_partition(benchmark: BenchmarkFixture, rng: np.random.Generator, n: int, size: int) -> None:
    scores = np.triu(rng.integers(-12_000, 6_000, (n, size, size)), 1)
    scores += scores.transpose(0, 2, 1)
    flat, sizes = scores.ravel(), np.full(n, size)
    run(benchmark, lambda: partition.partition_components(flat, sizes, partition.MOST_EXACT), n * size)


@pytest.mark.benchmark(group="connected components")
def test_connected_components_scipy(benchmark: BenchmarkFixture, rng: np.random.Generator) -> None:
    left, right = edges(rng)

    def components() -> Any:
        pairs = coo_array((np.ones(len(left), np.int8), (left, right)), (N_RECORDS, N_RECORDS))
        return connected_components(pairs, directed=False)

    run(benchmark, components, len(left))


@pytest.mark.benchmark(group="connected components")
def test_connected_components_networkx(benchmark: BenchmarkFixture, rng: np.random.Generator) -> None:
    left, right = edges(rng)

    def components() -> Any:
        return list(nx.connected_components(nx.Graph(zip(left.tolist(), right.tolist(), strict=True))))

    run(benchmark, components, len(left), rounds=1)
