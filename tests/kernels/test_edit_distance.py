from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from tests.oracles.edit_distance import osa_by_definition

from suspectmatch.kernels import edit_distance

pytestmark = pytest.mark.kernels

# Few letters, so that many match; "\u0161" and "a" share a low byte, and the last needs 17 bits.
words = st.text("abc\u0161\u0627\U00010400", max_size=12)
short_words = st.text("ab", max_size=5)
long_words = st.text("abc", min_size=60, max_size=70)


def text(word):
    return np.array([ord(letter) for letter in word], np.uint32)


def texts(many):
    lengths = [len(word) for word in many]
    return text("".join(many)), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


@settings(deadline=None, max_examples=200)
@given(words, words)
@example("ca", "abc")
@example("ab", "ba")
@example("abab", "baba")
def test_equal_to_the_definition_and_to_rapidfuzz(a, b):
    distance = edit_distance.osa_distance(text(a), text(b))
    assert distance == osa_by_definition(a, b) == OSA.distance(a, b)
    assert edit_distance.within_one_edit(text(a), text(b)) == (distance <= 1)
    similarity = edit_distance.osa_similarity(text(a), text(b))
    assert similarity == pytest.approx(OSA.normalized_similarity(a, b), abs=1e-12)


@settings(deadline=None, max_examples=20)
@given(long_words, long_words)
@example("a" + "b" * 61 + "c", "c" + "b" * 61 + "a")
@example("a" + "b" * 62 + "c", "c" + "b" * 62 + "a")
@example("a" + "b" * 63 + "c", "c" + "b" * 63 + "a")
def test_long_texts_are_compared_the_same_way(a, b):
    expected = OSA.distance(a, b)
    assert edit_distance.osa_distance(text(a), text(b)) == expected
    pair = np.array([0], np.int32), np.array([1], np.int32)
    assert edit_distance.osa_distance_pairs(*texts([a, b]), *pair).tolist() == [expected]


@settings(deadline=None, max_examples=50)
@given(words, words)
def test_symmetric_and_zero_for_equal_texts_only(a, b):
    distance = edit_distance.osa_distance(text(a), text(b))
    assert distance == edit_distance.osa_distance(text(b), text(a))
    assert (distance == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance <= max(len(a), len(b))
    assert edit_distance.within_one_edit(text(a), text(b)) == edit_distance.within_one_edit(
        text(b), text(a)
    )


@settings(deadline=None, max_examples=200)
@given(short_words, short_words, words)
@example("", "", "ab")
@example("ab", "ba", "b")
@example("aab", "ab", "a")
@example("abab", "baba", "")
def test_stretches_of_one_array_are_compared_the_same_way(a, b, between):
    points, offsets = texts([between, a, between, b, between])
    found = edit_distance.one_slip_apart(points, *offsets[1:3], *offsets[3:5])
    assert found == edit_distance.within_one_edit(text(a), text(b)) == (osa_by_definition(a, b) <= 1)


@settings(deadline=None, max_examples=50)
@given(words, st.data())
def test_one_edit_is_within_one_edit(a, data):
    place = data.draw(st.integers(0, len(a)))
    letter = data.draw(st.sampled_from("abz"))
    head, tail = a[:place], a[place:]
    for b in (
        head + letter + tail,
        head + tail[1:],
        head + letter + tail[1:],
        head + tail[1::-1] + tail[2:],
    ):
        assert edit_distance.within_one_edit(text(a), text(b))
    assert not edit_distance.within_one_edit(text(a), text(a + "yz"))


@settings(deadline=None, max_examples=50)
@given(st.lists(words, min_size=1, max_size=6))
def test_pairs_are_the_scalars(many):
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(many),) * 2))
    found = edit_distance.osa_distance_pairs(*texts(many), left, right)
    assert found.dtype == np.int16
    expected = [OSA.distance(many[i], many[j]) for i, j in zip(left, right, strict=True)]
    assert found.tolist() == expected
