from __future__ import annotations

import jellyfish
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler
from tests.oracles.jaro import jaro_winkler_by_definition

from suspectmatch.kernels import jaro

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

# Few letters, so that many match; "\u0161" and "a" share a low byte, and the last needs 17 bits.
words = st.text("abc\u0161\u0627\U00010400", max_size=12)
long_words = st.text("ab", min_size=55, max_size=75)


def text(word):
    return np.array([ord(letter) for letter in word], np.uint32)


def texts(many):
    lengths = [len(word) for word in many]
    return text("".join(many)), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


@settings(deadline=None, max_examples=200)
@given(words, words)
@example("", "")
@example("", "a")
@example("ab", "ba")
@example("abcd", "bcda")
@example("martha", "marhta")
def test_equal_to_the_definition_and_to_rapidfuzz(a, b):
    similarity = jaro.jaro_winkler(text(a), text(b))
    assert similarity == pytest.approx(jaro_winkler_by_definition(a, b), abs=1e-12)
    assert similarity == pytest.approx(JaroWinkler.similarity(a, b), abs=1e-12)
    if a or b:
        assert similarity == pytest.approx(jellyfish.jaro_winkler_similarity(a, b), abs=1e-12)


@settings(deadline=None, max_examples=20)
@given(long_words, long_words)
@example("ab" * 32, "ba" * 32)
@example("ab" * 33, "b")
@example("a" * 64, "b" * 60 + "a" * 4)
def test_long_texts_are_compared_the_same_way(a, b):
    expected = JaroWinkler.similarity(a, b)
    assert jaro.jaro_winkler(text(a), text(b)) == pytest.approx(expected, abs=1e-12)
    pair = np.array([0], np.int32), np.array([1], np.int32)
    assert jaro.jaro_winkler_pairs(*texts([a, b]), *pair)[0] == np.float32(expected)


@settings(deadline=None, max_examples=200)
@given(words | long_words, words | long_words, words)
@example("", "", "ab")
@example("", "a", "")
@example("a" * 64, "b" * 60 + "a" * 4, "")
@example("a" * 65, "a" * 64, "b")
def test_stretches_of_one_array_are_compared_the_same_way(a, b, between):
    points, offsets = texts([between, a, between, b, between])
    similarity = jaro.similarity_within(points, *offsets[1:3], *offsets[3:5])
    assert similarity == jaro.jaro_winkler(text(a[:64]), text(b[:64]))


@settings(deadline=None, max_examples=50)
@given(words, words, st.sampled_from([0.0, 0.1, 0.25]))
def test_symmetric_within_bounds_and_one_for_equal_texts(a, b, weight):
    similarity = jaro.jaro_winkler(text(a), text(b), weight)
    assert similarity == jaro.jaro_winkler(text(b), text(a), weight)
    assert similarity == pytest.approx(jaro_winkler_by_definition(a, b, weight), abs=1e-12)
    assert 0.0 <= similarity <= 1.0
    assert jaro.jaro_winkler(text(a), text(a), weight) == 1.0
    assert weight == 0.25 or a == b or similarity < 1.0


@settings(deadline=None, max_examples=50)
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from([0.0, 0.5, 0.7, 0.88, 1.0]))
def test_pairs_are_the_scalars_and_the_cutoff_loses_nothing(many, cutoff):
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(many),) * 2))
    found = jaro.jaro_winkler_pairs(*texts(many), left, right, cutoff)
    assert found.dtype == np.float32
    for i, j, similarity in zip(left, right, found, strict=True):
        expected = jaro.jaro_winkler(text(many[i]), text(many[j]))
        assert similarity == (np.float32(expected) if expected >= cutoff else 0)


def test_a_buffer_is_overwritten_and_no_more():
    points, offsets = texts(["anna", "hanna", "omar"])
    letters = jaro.letter_sets(points, offsets)
    left, right = np.array([0, 1, 2], np.int32), np.array([1, 2, 2], np.int32)
    buffer = np.full(4, 7, np.float32)
    jaro.jaro_winkler_into(points, offsets, letters, left, right, 0.8, buffer)
    assert buffer.tolist() == [np.float32(JaroWinkler.similarity("anna", "hanna")), 0, 1, 7]
