"""Codes of distinct values: hash tables against a dictionary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracles.interning import codes_by_definition

from suspectmatch.kernels import interning

pytestmark = pytest.mark.kernels

texts = st.lists(st.binary(max_size=5) | st.sampled_from([b"ali", b"ali ", b"alia"]), max_size=12)
hashes = st.lists(st.integers(1, 40) | st.sampled_from([1 << 32 | 1, 1 << 63]), max_size=12)


@pytest.fixture(autouse=True)
def _modulo_2_to_the_64():
    """Hashes wrap around on purpose; without the compiler numpy would warn of it."""
    with np.errstate(over="ignore"):
        yield


def flat(rows):
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return np.frombuffer(b"".join(rows), np.uint8), offsets


@given(texts)
@example([b"%d" % (k % 700) for k in range(1500)])
def test_texts_are_coded_in_order_of_appearance(rows):
    codes, first = interning.code_texts(*flat(rows))
    assert (codes.tolist(), first.tolist()) == codes_by_definition(rows)
    assert codes.dtype == np.int32


@given(st.lists(st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1), max_size=12))
@example([k % 700 << 33 for k in range(1500)])
def test_integers_are_coded_in_order_of_appearance(values):
    codes, first = interning.code_integers(np.array(values, np.int64))
    assert (codes.tolist(), first.tolist()) == codes_by_definition(values)


@given(texts, st.integers(0, 5))
def test_equal_texts_with_equal_seeds_have_equal_hashes_and_none_is_zero(rows, seed):
    seeds = np.full(len(rows), seed, np.uint64)
    found = interning.hash_texts(*flat(rows), seeds).tolist()
    assert 0 not in found
    assert codes_by_definition(found) == codes_by_definition(rows)
    others = interning.hash_texts(*flat(rows), seeds + np.uint64(1)).tolist()
    assert not set(found) & set(others)


@given(hashes, hashes)
def test_a_table_of_hashes_is_a_set(first, second):
    table = np.zeros(64, np.uint64)
    known = set()
    for values in (first, second):
        expected = []
        for value in values:
            expected.append(value in known)
            known.add(value)
        assert interning.add_hashes(table, np.array(values, np.uint64)).tolist() == expected
    asked = [*first, 41, 42]
    found = interning.find_hashes(table, np.array(asked, np.uint64)).tolist()
    assert found == [value in known for value in asked]


def test_a_table_of_codes_doubles():
    values = np.arange(1, 6, dtype=np.uint64)
    wider = interning.widened(np.full(8, -1, np.int32), values, 5)
    assert (wider.size, sorted(wider.tolist())) == (16, [-1] * 11 + [0, 1, 2, 3, 4])


def test_a_hash_of_bytes_depends_on_all_of_them():
    data = np.frombuffer(b"abcabd", np.uint8)
    one, other = (interning.hash_bytes(data, k, k + 3, np.uint64(0)) for k in (0, 3))
    assert one != other
