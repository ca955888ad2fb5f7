"""Texts as bytes: one pass against what Python says of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracles.text import (
    fault_by_definition,
    is_day_by_definition,
    letters_by_definition,
    tokens_by_definition,
)

from suspectmatch.kernels import text
from suspectmatch.names.parts import _classes

pytestmark = pytest.mark.kernels

MOST = 12
spaces = st.sampled_from(
    " \t\n\x0b\x1c\x7f\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000\u200b\x00ab\u00e9\u0628"
)
written = st.text(st.one_of(st.characters(codec="utf-8"), spaces), max_size=5)
names = st.text(
    st.sampled_from("aBc '\u2019`-0.\u00e9\u0628\u0301\u738b\U00010400\xa0")
    | st.characters(codec="utf-8"),
    max_size=10,
)


@pytest.fixture(autouse=True)
def _modulo_2_to_the_64():
    """Hashes wrap around on purpose; without the compiler numpy would warn of it."""
    with np.errstate(over="ignore"):
        yield


def flat(rows):
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return np.frombuffer(b"".join(rows), np.uint8), offsets


@given(st.lists(written.map(str.encode) | st.binary(max_size=5), max_size=8))
@example([b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"x" * 13, b" ", b"a\tb"])
def test_faults_are_what_python_would_mend(rows):
    found = text.text_faults(*flat(rows), MOST).tolist()
    assert found == [fault_by_definition(row, MOST) for row in rows]


@given(st.lists(names, max_size=6))
@example([f"Ali{k} Hasan{k % 50} \u0628{k}" for k in range(1500)])
def test_names_are_cut_into_tokens(rows):
    classes = _classes()
    offsets, codes, data, starts = text.split_names(*flat([row.encode() for row in rows]), classes)
    tokens = [data[i:j].tobytes().decode() for i, j in pairwise(starts.tolist())]
    found = [[tokens[code] for code in codes[i:j]] for i, j in pairwise(offsets.tolist())]
    expected = [tokens_by_definition(row, classes) for row in rows]
    assert found == expected
    assert tokens == list(dict.fromkeys(token for row in expected for token in row))


@given(st.lists(names, max_size=6))
def test_names_that_must_be_normalised_first(rows):
    classes = _classes()
    found = text.unsettled_texts(*flat([row.encode() for row in rows]), classes).tolist()
    unsettled = [
        any(ord(sign) > 0xFFFF or classes[ord(sign)] & text.UNSETTLED for sign in row) for row in rows
    ]
    assert found == unsettled


@given(st.lists(st.text("abyz09-", max_size=6), max_size=6))
def test_letters(rows):
    found = text.letter_sets(*flat([row.encode() for row in rows])).tolist()
    assert found == [letters_by_definition(row) for row in rows]


WORDS = [b"male", b"female", b"other"]


@given(st.lists(st.sampled_from([*WORDS, b"", b"mal", b"malf", b"mela"]), max_size=8))
def test_words_of_a_closed_vocabulary(rows):
    found = text.word_numbers(*flat(rows), *flat(WORDS)).tolist()
    assert found == [WORDS.index(row) if row in WORDS else -1 if row else -2 for row in rows]


days = st.dates().map(str) | st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True)


@given(
    st.lists(
        days | st.sampled_from(["", "0000", "1900-02-29", "2000-02-29", "1965/03", "19a5", "196"]),
        max_size=8,
    )
)
def test_days_of_the_calendar(rows):
    found = text.are_iso_days(*flat([row.encode() for row in rows])).tolist()
    assert found == [is_day_by_definition(row) for row in rows]
