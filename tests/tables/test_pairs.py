"""Tables of pairs: the same pairs as Arrow, as pandas and in chunks."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_compared, bulk_people, people_of
from suspectmatch.tables.pairs import pair_buffers


@pytest.mark.parametrize("size", [1, 7, 100, 10**9])
def test_chunks_hold_every_pair_once_within_their_bound(size):
    candidates = sm.block(bulk_people())
    whole = candidates.to_pandas()
    parts = [np.stack([a.astype(np.int64) for a in part]) for part in candidates.chunks(size)]
    assert (np.concatenate(parts, axis=1) == whole.to_numpy().T).all()
    most_of_one = int(np.bincount(whole["left"]).max() + np.bincount(whole["right"]).max())
    assert max(part.shape[1] for part in parts) <= max(size, most_of_one)


def test_a_plan_covers_every_unit_and_names_the_buffer_it_needs():
    candidates = sm.block(bulk_people())
    units, capacity = candidates.plan(50)
    assert units[0][0] == 0
    assert all(a[1] == b[0] for a, b in itertools.pairwise(units))
    assert units[-1][1] == candidates.groups.members.size
    buffers = pair_buffers(capacity)
    assert sum(candidates.fill(*unit, buffers)[0].size for unit in units) == len(candidates)


def every_table():
    compared = bulk_compared()
    return [sm.block(bulk_people()), compared, sm.score(compared)]


def test_arrow_pandas_and_the_stream_agree():
    for table in every_table():
        arrow = table.to_arrow()
        assert arrow.num_rows == len(table)
        assert pa.table(table).equals(arrow)
        pd.testing.assert_frame_equal(table.to_pandas(), arrow.to_pandas())


def test_scored_pairs_have_weight_probability_and_levels():
    scored = sm.score(bulk_compared())
    names = [comparison.name for comparison in scored.compared.comparisons]
    identity = ["source_left", "record_id_left", "source_right", "record_id_right"]
    assert scored.to_arrow().column_names == [*identity, "weight", "probability", *names]
    odds = scored.probability / (1 - scored.probability)
    near = scored.weight < 20
    assert np.log2(odds[near]) == pytest.approx(scored.weight[near], abs=1e-6)


def test_no_pairs_keep_their_columns():
    candidates = sm.block(people_of(ZUBAYR, OTHER))
    assert candidates.to_arrow().column_names == ["left", "right", "rules"]
    assert sm.score(sm.compare(candidates)).to_arrow().num_rows == 0


def test_what_is_shown_are_counts():
    n = len(bulk_compared())
    candidates, compared, scored = every_table()
    assert repr(candidates) == f"CandidatePairs({n:,} pairs by 17 rules)"
    assert repr(compared) == f"ComparedPairs({n:,} pairs, 10 comparisons)"
    assert repr(scored) == f"ScoredPairs({n:,} pairs kept of {n:,} candidates)"
    assert "widest block" in candidates._repr_html_()


def test_the_pairs_of_each_rule_are_counted_when_they_are_asked_for():
    candidates = sm.block(bulk_people())
    assert "new_pairs" not in vars(candidates)
    assert candidates.new_pairs.shape == (32,)
    assert len(candidates) == candidates.new_pairs.sum() == candidates.report.n_pairs
    assert len(candidates) <= candidates.n_pairs_at_most


def test_filling_adds_to_the_counts():
    candidates = sm.block(bulk_people())
    units, capacity = candidates.plan(50)
    buffers = pair_buffers(capacity)
    for unit in units:
        candidates.fill(*unit, buffers)
    assert (buffers[-1] == candidates.new_pairs).all()


def test_the_rules_of_a_pair_may_be_asked_in_any_order():
    candidates = sm.block(bulk_people())
    frame = candidates.to_pandas().sample(frac=0.5, random_state=0)
    left, right = frame["left"].to_numpy(), frame["right"].to_numpy()
    for one, other in ((left, right), (right, left)):
        assert candidates.rules_of(one, other).tolist() == frame["rules"].tolist()


def test_some_of_the_compared_pairs_are_taken_by_mask_or_by_row():
    compared = bulk_compared()
    mask = compared.levels[:, 0] > 0
    by_mask, by_row = compared.take(mask), compared.take(np.flatnonzero(mask)[::-1])
    assert by_mask.people is compared.people
    for name in ("left", "right", "rules", "levels", "rarity"):
        whole, some, turned = (getattr(each, name) for each in (compared, by_mask, by_row))
        assert (some == whole[mask]).all()
        assert (turned == some[::-1]).all()
