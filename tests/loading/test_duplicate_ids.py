"""Keys that are taken, one by one and in columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.loading import duplicate_ids as module
from suspectmatch.loading.duplicate_ids import SeenIds, key_hashes

keys = st.lists(
    st.tuples(st.sampled_from(["a", "b", "ab"]), st.sampled_from(["1", "2", "b1", ""])), max_size=6
)


def columns(some):
    return tuple(pa.array([key[k] for key in some], pa.string()) for k in (0, 1))


def take(taken, some):
    hashes = key_hashes(*columns(some))
    known = taken.may_hold(hashes)
    there = taken.note(hashes)
    free = np.flatnonzero(~(known | there))
    taken.add_columns(*(side.take(pa.array(free)) for side in columns(some)), hashes[free])
    return [not (a or b) for a, b in zip(known, there, strict=True)]


@given(st.lists(st.tuples(st.booleans(), keys), max_size=5), keys)
def test_it_is_a_set_of_keys(steps, asked):
    taken, known = SeenIds(), set()
    for is_columnar, some in steps:
        if is_columnar:
            expected = []
            for key in some:
                expected.append(key not in known)
                known.add(key)
            assert take(taken, some) == expected
        else:
            for key in some:
                known.add(key)
                taken.add(key)
    assert [key in taken for key in asked] == [key in known for key in asked]


def test_many_keys_and_equal_hashes(monkeypatch):
    taken = SeenIds()
    assert all(take(taken, [("a", str(k)) for k in range(3000)]))
    assert ("a", "2999") in taken
    assert ("a", "3000") not in taken
    monkeypatch.setattr(module, "key_hashes", lambda source, _: np.ones(len(source), np.uint64))
    same = SeenIds()
    same.note(np.ones(1, np.uint64))
    same.add_columns(*columns([("a", "1")]), np.ones(1, np.uint64))
    assert ("a", "1") in same
    assert ("a", "2") not in same  # the hash is there, the key is not
