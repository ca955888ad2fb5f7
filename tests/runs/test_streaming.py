"""Streaming: neither the size of the pieces nor the threads can be seen in what comes out."""

from __future__ import annotations

import time

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_compared, bulk_people, people_of, shuffled
from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.comparing.comparators import comparators
from suspectmatch.options import RunOptions
from suspectmatch.runs.streaming import (
    default_threads,
    over_chunks,
    patterns_of,
    random_patterns,
    score_streaming,
)
from suspectmatch.tables import CandidatePairs


def measured(people):
    return comparators(people, DEFAULT_COMPARISONS)


def in_pieces(monkeypatch, size):
    plan = CandidatePairs.plan
    monkeypatch.setattr(CandidatePairs, "plan", lambda self, _=None: plan(self, size))
    candidates = sm.block(bulk_people())
    assert (len(candidates.plan()[0]) > 1) == (size < len(candidates))
    return candidates


@pytest.mark.parametrize("size", [1, 100, 1 << 18])
@pytest.mark.parametrize("threads", [1, 2])
def test_scoring_does_not_show_its_pieces(monkeypatch, size, threads):
    made = score_streaming(
        in_pieces(monkeypatch, size),
        DEFAULT_COMPARISONS,
        sm.FellegiSunter(),
        RunOptions(keep_above=0.0),
        threads=threads,
        progress=False,
    )
    whole = sm.score(bulk_compared())
    assert (made.weight == whole.weight).all()
    for name in ("left", "right", "rules", "levels", "rarity"):
        assert (getattr(made.compared, name) == getattr(whole.compared, name)).all()


@pytest.mark.parametrize("size", [100, 1 << 18])
def test_patterns_count_every_pair(monkeypatch, size):
    made = patterns_of(in_pieces(monkeypatch, size), measured(bulk_people()), threads=2, progress=False)
    compared = bulk_compared()
    levels, which, counts = np.unique(compared.levels, axis=0, return_inverse=True, return_counts=True)
    sums = [np.bincount(which.reshape(-1), column) for column in compared.rarity.T]
    assert (made.levels == levels).all()
    assert (made.counts == counts).all()
    assert np.allclose(made.rarity, np.stack(sums, axis=1) / counts[:, None])


def test_chunks_come_in_their_order_whatever_the_threads(monkeypatch):
    candidates = in_pieces(monkeypatch, 100)

    def uneven(left, right):
        time.sleep(0.01 if left[:1].sum() % 2 else 0.0)
        return np.stack([left, right])

    one, many = (over_chunks(candidates, uneven, threads=n, label="", progress=False)[0] for n in (1, 3))
    assert all((a == b).all() for a, b in zip(one, many, strict=True))


def test_what_goes_wrong_in_a_thread_is_raised(monkeypatch):
    def work(_left, _right):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        over_chunks(in_pieces(monkeypatch, 100), work, threads=2, label="", progress=False)


@pytest.mark.parametrize("across_only", [False, True])
@pytest.mark.parametrize("threads", [1, 3])
def test_pairs_are_counted_while_they_are_made(monkeypatch, across_only, threads):
    counted = sm.block(bulk_people(), across_only=across_only).new_pairs
    plan = CandidatePairs.plan
    monkeypatch.setattr(CandidatePairs, "plan", lambda self: plan(self, 100))
    candidates = sm.block(bulk_people(), across_only=across_only)
    sizes, counts = over_chunks(
        candidates, lambda left, _: left.size, threads=threads, label="", progress=False
    )
    assert sum(sizes) == counted.sum()
    assert (counts == counted).all()
    assert len(candidates.plan()[0]) > 1


def test_no_pairs_are_noted_as_none():
    candidates = sm.block(people_of({"names": ["Ali Hasan"]}))
    patterns = patterns_of(candidates, measured(candidates.people), threads=1, progress=False)
    assert patterns.counts.size == 0
    assert candidates.new_pairs.tolist() == [0] * 32


def test_patterns_of_a_sample_are_scaled_to_all_pairs():
    options = {"threads": 2, "progress": False}
    whole = patterns_of(sm.block(bulk_people()), measured(bulk_people()), **options)
    n = int(whole.counts.sum())
    some = patterns_of(sm.block(bulk_people()), measured(bulk_people()), **options, n_pairs=n // 2)
    assert some.counts.size < whole.counts.size
    assert some.counts.sum() == pytest.approx(n, rel=0.05)
    assert some.counts.min() >= 2
    assert {tuple(row) for row in some.levels} <= {tuple(row) for row in whole.levels}


def test_a_sample_follows_the_seed_and_neither_threads_nor_rows():
    turned = sm.normalise(shuffled(bulk_people().records, 1))

    def sample(people, threads=1, seed=0):
        made = patterns_of(
            sm.block(people),
            measured(people),
            threads=threads,
            progress=False,
            seed=seed,
            n_pairs=500,
        )
        return made.levels.tolist(), made.counts.tolist()

    one = sample(bulk_people())
    assert one == sample(bulk_people(), threads=3) == sample(turned)
    assert one != sample(bulk_people(), seed=1)


def test_random_pairs_follow_the_seed():
    one, again, other = (
        random_patterns(bulk_people(), measured(bulk_people()), 500, s) for s in (0, 0, 1)
    )
    assert one.counts.sum() == other.counts.sum() == 500
    assert (one.counts == again.counts).all()
    assert one.counts.size != other.counts.size or (one.counts != other.counts).any()


def test_random_pairs_of_too_few_records_are_none():
    people = people_of({"names": ["Ali Hasan"], "birth_dates": ["1971"]})
    assert random_patterns(people, measured(people), 1, 0).counts.size == 0


def test_random_pairs_do_not_follow_the_order_of_the_rows():
    turned = sm.normalise(shuffled(bulk_people().records, 1))
    one, other = (random_patterns(p, measured(p), 500, 0) for p in (bulk_people(), turned))
    assert (one.levels == other.levels).all()
    assert (one.counts == other.counts).all()


def test_there_is_a_thread_at_least():
    assert default_threads() >= 1
