from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles import positions as oracle

from suspectmatch.kernels import positions

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

# "\u0161" and "a" share a low byte, and the last needs 17 bits.
words = st.text("abc\u0161\u0627\U00010400", max_size=64)


def text(word):
    return np.array([ord(letter) for letter in word], np.uint32)


@settings(deadline=None, max_examples=50)
@given(words, words)
@example("a" * 64, "b" * 64)
def test_masks_are_the_positions_of_letters(first, second):
    table = positions.new_positions()
    for word in (first, second):
        is_whole = positions.set_positions(table, text(word))
        assert is_whole == (len({ord(letter) & 255 for letter in word}) == len(set(word)))
        for letter in "abcz\u0161\u0627\U00010400":
            expected = oracle.positions_in(word, letter)
            assert positions.positions_in(text(word), np.uint32(ord(letter))) == expected
            if is_whole:
                assert positions.positions_of(table, np.uint32(ord(letter))) == expected
        positions.clear_positions(table, text(word))
        assert not table.masks.any()


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**64 - 1))
@example(0)
@example(2**64 - 1)
def test_bits_are_counted(word):
    assert positions.count_bits(np.uint64(word)) == oracle.count_bits(word)
