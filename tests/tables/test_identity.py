"""Identities as numbers: they follow source and record_id, and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import bulk_records, shuffled
from suspectmatch.tables.identity import comes_after, identity_hashes
from suspectmatch.tables.identity import identities as written

texts = st.text(st.sampled_from("ab1é\U0001f600~"), max_size=3)
identities = st.lists(st.tuples(texts, texts), unique=True, max_size=12)


def table_of(rows):
    return pa.table(
        {
            "source": pa.array([source for source, _ in rows], pa.string()),
            "record_id": pa.array([number for _, number in rows], pa.string()),
        }
    )


@given(identities)
def test_other_identities_have_other_hashes(rows):
    hashes = identity_hashes(table_of(rows))
    assert hashes.dtype == np.uint64
    assert len(set(hashes.tolist())) == len(rows)


@pytest.mark.parametrize(
    ("one", "other"), [(("ab", "c"), ("a", "bc")), (("a", "b"), ("b", "a")), (("", "a"), ("a", ""))]
)
def test_where_the_source_ends_is_seen(one, other):
    first, second = identity_hashes(table_of([one, other]))
    assert first != second


@given(identities, st.integers(0, 12))
def test_a_hash_does_not_depend_on_the_other_rows(rows, start):
    table = table_of(rows)
    whole = identity_hashes(table)
    assert (identity_hashes(table.slice(start)) == whole[start:]).all()
    assert (identity_hashes(pa.concat_tables([table, table])) == np.tile(whole, 2)).all()


def test_a_hash_goes_with_its_record_whatever_the_order():
    def hashed(records):
        table = records.table
        keys = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
        return dict(zip(keys, identity_hashes(table).tolist(), strict=True))

    assert hashed(bulk_records()) == hashed(shuffled(bulk_records(), 1))


@given(identities)
def test_after_is_as_python_orders_texts(rows):
    pairs = list(itertools.product(range(len(rows)), repeat=2))
    left, right = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    found = comes_after(table_of(rows), left, right)
    assert found.dtype == np.bool_
    assert found.tolist() == [rows[i] > rows[j] for i, j in pairs]


def test_a_record_is_written_as_its_source_and_its_id():
    table = table_of([("a", "1"), ("b:c", "2")])
    assert written(table).to_pylist() == ["a:1", "b:c:2"]
    pairs = table.rename_columns(["source_left", "record_id_left"])
    assert written(pairs, "_left").equals(written(table))
    assert written(table.slice(0, 0)).to_pylist() == []
