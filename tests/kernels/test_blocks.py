"""Blocks taken and divided: the kernels against lists of lists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracles.blocks import split_by_definition

from suspectmatch.kernels import blocks as kernel

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

N_RECORDS, N_CODES = 9, 5
some_blocks = st.lists(
    st.tuples(
        st.lists(st.integers(0, N_RECORDS - 1), min_size=2, unique=True).map(sorted), st.booleans()
    ),
    max_size=6,
)
codes_of = st.lists(
    st.lists(st.integers(0, N_CODES - 1), max_size=3, unique=True),
    min_size=N_RECORDS,
    max_size=N_RECORDS,
)


def flat(lists):
    values = np.array([value for row in lists for value in row], np.int32)
    return np.concatenate([[0], np.cumsum([len(row) for row in lists])]).astype(np.int64), values


def arrays(blocks):
    return *flat(blocks), np.arange(len(blocks), dtype=np.uint64)


def coded(codes):
    """As `Coded.of` has them, with keys from 100."""
    record = np.array([k for k, row in enumerate(codes) for _ in row], np.int32)
    key = np.array([100 + code for row in codes for code in row], np.uint64)
    return kernel.Coded.of(record, key, len(codes))


def cut(offsets, members):
    return [members[i:j].tolist() for i, j in pairwise(offsets.tolist())]


@given(some_blocks)
def test_taken_are_those_asked_for(some):
    blocks, which = [block for block, _ in some], np.array([taken for _, taken in some], bool)
    offsets, members, keys = kernel.take_blocks(*arrays(blocks), which)
    assert cut(offsets, members) == [block for block, taken in some if taken]
    assert keys.tolist() == np.flatnonzero(which).tolist()
    n = kernel.count_members(*flat(blocks), which, N_RECORDS)
    assert n == len({member for block, taken in some if taken for member in block})


@given(some_blocks, codes_of)
@example([], [[]] * N_RECORDS)
def test_a_block_is_divided_by_the_further_keys_of_its_records(some, codes):
    blocks, which = [block for block, _ in some], np.array([split for _, split in some], bool)
    offsets, members, keys = kernel.split_blocks(*arrays(blocks), which, *coded(codes))
    expected = split_by_definition(blocks, which, codes)
    assert sorted(cut(offsets, members)) == sorted(expected.values())
    assert len(set(keys.tolist())) == len(expected)
    named = dict(zip(keys.tolist(), cut(offsets, members), strict=True))
    turned = [block[::-1] for block in blocks]  # a key names what is shared, not who came first
    again = kernel.split_blocks(*arrays(turned), which, *coded(codes))
    assert {
        key: sorted(own) for key, own in zip(again[2].tolist(), cut(*again[:2]), strict=True)
    } == named


def test_more_blocks_and_members_than_there_was_room_for_at_first():
    n = 3_000
    codes = [[k // 2, n + k % 2] for k in range(n)]
    offsets, members, keys = kernel.split_blocks(
        *arrays([list(range(n))] * 2), np.ones(2, bool), *coded(codes)
    )
    sizes = np.diff(offsets)
    assert sorted(sizes.tolist()) == [2] * n + [n // 2] * 4
    assert members.size == 4 * n
    assert np.unique(keys).size == keys.size == n + 4


@given(codes_of)
def test_codes_give_the_keys_of_each_record_back(codes):
    made = coded(codes)
    for code, row in zip(made.codes.tolist(), codes, strict=True):
        if code < -1:
            own = made.more_codes[made.more_offsets[-2 - code] : made.more_offsets[-1 - code]].tolist()
        else:
            own = [code] if code >= 0 else []
        assert made.keys[own].tolist() == [100 + each for each in row]
