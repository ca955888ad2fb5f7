"""What is marked where two values differ."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.review.differences import aligned, by_word, differing

texts = st.text(alphabet="abAB ,-é1٣ßİي", max_size=12)


def marked(segments):
    return "".join(text for text, differs in segments if differs)


@given(texts, texts, st.booleans())
def test_the_segments_are_the_texts(left, right, in_order):
    one, other = differing(left, right, in_order=in_order)
    assert ("".join(text for text, _ in one), "".join(text for text, _ in other)) == (left, right)
    assert not any(letter in " ,-" for letter in marked(one) + marked(other))


@given(texts, st.booleans())
def test_a_value_does_not_differ_from_itself(text, in_order):
    assert [marked(side) for side in differing(text, text.upper().lower(), in_order=in_order)] in (
        ["", ""],
        [marked(side) for side in differing(text, text.upper().lower(), in_order=in_order)],
    )
    assert [marked(side) for side in differing(text, text, in_order=in_order)] == ["", ""]


@pytest.mark.parametrize(
    ("left", "right", "in_order", "marks"),
    [
        ("Zubayr Tarkhani", "TARKHANI, Zubayr", False, ("", "")),
        ("Zubayr Tarkhani", "Zubair Tarkhani", False, ("y", "i")),
        ("Zubayr Tarkhani", "Zubayr", False, ("Tarkhani", "")),
        ("1971-04-12", "1971-12-04", True, ("0412", "1204")),
        ("P 123-4567", "p1234567", True, ("", "")),
        ("P1234567", "P123567", True, ("4", "")),
    ],
)
def test_marks(left, right, in_order, marks):
    assert tuple(marked(side) for side in differing(left, right, in_order=in_order)) == marks


@given(st.lists(texts, max_size=5), st.lists(texts, max_size=5))
def test_every_value_is_shown_once(left, right):
    pairs = aligned(left, right)
    assert [i for i, _ in pairs if i is not None] == list(range(len(left)))
    assert sorted(j for _, j in pairs if j is not None) == list(range(len(right)))


def test_names_either_way_round_stand_beside_each_other():
    left = [by_word(name) for name in ("Abu Omar", "Zubayr Tarkhani")]
    right = [by_word(name) for name in ("TARKHANI, Zubair", "Umm Kulthum")]
    assert aligned(left, right) == [(0, None), (1, 0), (None, 1)]


def test_long_repeats_take_no_time():
    begin = time.perf_counter()
    aligned(["ab" * 80] * 30, ["ba" * 80] * 30)
    assert time.perf_counter() - begin < 5
