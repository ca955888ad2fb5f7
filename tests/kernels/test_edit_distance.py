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


def text(word):
    return np.array([ord(letter) for letter in word], np.uint32)


@settings(deadline=None, max_examples=200)
@given(words, words)
@example("ca", "abc")
@example("ab", "ba")
@example("abab", "baba")
def test_equal_to_the_definition_and_to_rapidfuzz(a, b):
    assert osa_by_definition(a, b) == OSA.distance(a, b)
    assert edit_distance.within_one_edit(text(a), text(b)) == (OSA.distance(a, b) <= 1)


@settings(deadline=None, max_examples=200)
@given(short_words, short_words)
@example("", "ab")
@example("ab", "ba")
@example("aab", "ab")
@example("abab", "baba")
def test_short_texts_are_compared_by_the_definition_and_symmetrically(a, b):
    found = edit_distance.within_one_edit(text(a), text(b))
    assert found == edit_distance.within_one_edit(text(b), text(a)) == (osa_by_definition(a, b) <= 1)


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
