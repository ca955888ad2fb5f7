"""Ragged and dictionary-encoded columns, each against plain Python."""

from __future__ import annotations

from itertools import pairwise
from math import log2

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suspectmatch.normalising import columns
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.tables.lists import ragged

texts = st.none() | st.sampled_from(["a", "b", "", "\u0628"])
lists = st.lists(st.none() | st.lists(texts, max_size=3), max_size=5)
numbers = st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=5)


def flat(rows):
    values = np.array([value for row in rows for value in row], np.int32)
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64), values


@given(lists, st.integers(0, 5))
@example([["a"], None, ["b", None]], 1)
def test_ragged_gives_the_lists_back_however_they_are_chunked(rows, cut):
    kind = pa.list_(pa.string())
    chunks = [pa.array(rows[:cut], kind), pa.array(rows[cut:], kind)]
    for column in (pa.chunked_array(chunks), pa.chunked_array([pa.array(rows, kind)])):
        offsets, values = ragged(column)
        assert offsets.dtype == np.int64
        found = values.to_pylist()
        assert [found[i:j] for i, j in pairwise(offsets.tolist())] == [row or [] for row in rows]


def test_ragged_of_a_part_of_a_table():
    whole = pa.chunked_array([[["a"], ["b", "c"], [], ["d"]]])
    offsets, values = ragged(whole.slice(1, 2))
    assert (offsets.tolist(), values.to_pylist()) == ([0, 2, 2], ["b", "c"])


@given(numbers, st.data())
def test_gather_takes_whole_rows(rows, data):
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=6))
    offsets, values = flat(rows)
    positions, origin, ends = columns.gather(offsets, np.array(chosen, np.int64))
    assert values[positions].tolist() == [value for row in chosen for value in rows[row]]
    assert origin.tolist() == [k for k, row in enumerate(chosen) for _ in rows[row]]
    assert [j - i for i, j in pairwise(ends.tolist())] == [len(rows[row]) for row in chosen]


@given(st.lists(texts, max_size=8))
def test_encode_gives_the_values_back_null_being_one(values):
    codes, distinct = columns.encode(pa.array(values, pa.string()))
    assert codes.dtype == np.int32
    assert [distinct[code] for code in codes] == values
    assert len(set(distinct)) == len(distinct)


@given(st.lists(st.tuples(texts, texts), max_size=8))
@example([("a", "b"), ("b", "a"), ("a", "b"), (None, "b")])
def test_distinct_rows_gives_the_rows_back_in_order_of_appearance(rows):
    sides = [pa.array([row[k] for row in rows], pa.string()) for k in (0, 1)]
    codes, distinct = columns.distinct_rows(sides)
    found = list(zip(*(each.to_pylist() for each in distinct), strict=True))
    assert found == list(dict.fromkeys(rows))
    assert [found[code] for code in codes] == rows


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3), max_size=4))
def test_coded_gives_the_lists_back(rows):
    codes, distinct = columns.coded(rows)
    assert [[distinct[code] for code in row] for row in codes] == rows
    assert list(distinct) == list(dict.fromkeys(value for row in rows for value in row))


@given(st.lists(st.lists(st.integers(-1, 3), max_size=3), max_size=6))
def test_rarity_is_the_share_of_records_each_counted_once(records):
    offsets, codes = flat(records)
    bits = columns.rarity_bits(offsets, codes, 4)
    for value, found in enumerate(bits):
        held = sum(value in record for record in records)
        assert found == pytest.approx(-log2((held + 1) / (max(len(records), 1) + 1)), abs=1e-6)
    assert columns.rarity_bits(np.zeros(100_001, np.int64), codes[:0], 1) == [columns.MOST_BITS]


@pytest.mark.parametrize(
    ("location", "file", "line"),
    [
        ("list.csv:7", "list.csv", 7),
        ("list.csv", "list.csv", None),
        ("a:b", "a:b", None),
        ("book.xlsx, row 7", "book.xlsx", 7),
        ("book.xlsx, sheet 3, row 7", "book.xlsx", 7),
        ("cards.eft, record 2, byte 119", "cards.eft", 2),
        ("(table), row 7", "(table)", 7),
        (None,) * 3,
    ],
)
def test_an_unread_value_names_the_row_and_never_the_value(location, file, line):
    row = {"source": "jail", "record_id": "9", "role": "unknown", "location": location}
    table = pa.Table.from_pylist([row], schema=RECORD_SCHEMA)
    (found,) = columns.unread_values(table, np.array([0]), "birth_dates", ["is no date"])
    assert found == {
        "source": "jail",
        "file": file,
        "line": line,
        "record_id": "9",
        "field": "birth_dates",
        "reason": "is no date",
        "kept": True,
    }
