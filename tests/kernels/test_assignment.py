"""Tokens assigned one to one: the kernel against the definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.assignment import assign_by_definition, level_by_definition
from tests.oracles.tokens import hash_by_definition

from suspectmatch.comparing import name_comparison
from suspectmatch.kernels import assignment as kernel
from suspectmatch.kernels.tokens import EQUAL, NONE, SKELETON
from words import JOINED, WORDS, any_words, arrays, bits_at_random, codes, skeletons_join

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

few = settings(deadline=None, max_examples=60)
LEVELS = name_comparison()
LEFT, RIGHT = [*WORDS, *JOINED][::2], [*WORDS, *JOINED][1::2]


def some_of(texts):
    return st.lists(st.sampled_from(texts), min_size=1, max_size=5, unique=True)


def assign(left, right, grades, joins, bits):
    """Level, bits and evidence of two names of which the grades int (p, q) are given."""
    t = arrays()
    scratch = kernel.new_scratch()
    scratch[0, : len(left)], scratch[1, : len(right)] = codes(left), codes(right)
    scratch[kernel.GRADES : kernel.GRADES + len(left), : len(right)] = grades
    best, shape = int(grades.max()), (len(left), len(right))
    return kernel.assign_tokens(*shape, best, joins, t.facts, bits, t.marks, scratch)


def by_definition(left, right, grades, joined, bits):
    """The same; words must not be repeated on a side, nor stand on both."""
    made = assign_by_definition(
        left,
        right,
        grade=lambda a, b: grades[left.index(a), right.index(b)],
        joined=joined,
        bits=lambda word, grade: float(bits[codes([word])[0], grade]),
        mark=lambda word: hash_by_definition(word)[0],
    )
    levels, free_left, free_right, total = made
    few_left, many_left = sorted((free_left, free_right))
    evidence = total - kernel.CONTRADICTION * few_left - kernel.OMISSION * (many_left - few_left)
    return level_by_definition(levels, free_left, free_right), total, evidence


def nothing_joined(*_):
    return NONE


@few
@given(some_of(LEFT), some_of(RIGHT), st.randoms(use_true_random=False), st.integers(0, 9))
@example(["karim"], ["kareem"], None, 0)
def test_any_grades_are_assigned_best_first(left, right, random, seed):
    grades = np.zeros((len(left), len(right)), np.int32)
    if random is not None:
        grades[:] = [[random.randint(NONE, EQUAL) for _ in right] for _ in left]
    bits = bits_at_random(seed)
    bits[:, 1:] = np.round(bits[:, 1:] / 7)  # so that there are ties
    level, total, evidence = assign(left, right, grades, False, bits)
    expected = by_definition(left, right, grades, nothing_joined, bits)
    assert (LEVELS.level(level).name, total, evidence) == pytest.approx(expected, abs=1e-3)
    turned = assign(right, left, np.ascontiguousarray(grades.T), False, bits)
    assert turned == (level, total, evidence)


@few
@given(any_words, any_words, st.integers(0, 9))
@example(("xiao", "ping", "li"), ("xiaoping",), 0)
@example(("reza", "ahmadi", "nejad"), ("rezaahmadi", "nejad"), 1)
@example(("shiao", "ping"), ("xiaoping", "reza", "ahmadi"), 1)
def test_neighbours_are_assigned_to_what_they_make(left, right, seed):
    left, right = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))

    def joined(a, b, c):
        return EQUAL if a + b == c else SKELETON if skeletons_join(a, b, c) else NONE

    bits = bits_at_random(seed)
    nothing = np.zeros((len(left), len(right)), np.int32)
    level, total, evidence = assign(left, right, nothing, True, bits)
    # The side whose hash is less goes first, and either may.
    either = [
        by_definition(one, other, nothing if one is left else nothing.T, joined, bits)
        for one, other in ((left, right), (right, left))
    ]
    found = LEVELS.level(level).name, total, evidence
    assert found in [pytest.approx(expected, abs=1e-3) for expected in either]
    assert assign(right, left, np.ascontiguousarray(nothing.T), True, bits) == (level, total, evidence)


@few
@given(some_of(LEFT), some_of(RIGHT), st.integers(0, 99))
def test_no_token_is_counted_twice(left, right, seed):
    """Where all grades are equal, as many agree as the shorter name has, each with one other."""
    bits = bits_at_random(seed)
    grades = np.full((len(left), len(right)), EQUAL, np.int32)
    level, total, _ = assign(left, right, grades, False, bits)
    fewest = min(len(left), len(right))
    most = [sum(sorted(bits[codes(side), EQUAL])[-fewest:]) for side in (left, right)]
    assert total <= min(most) + 1e-3
    if fewest > 1:
        assert level == (kernel.SAME if len(left) == len(right) else kernel.WITHIN)


def test_the_bits_of_a_joined_token_are_the_lesser_of_the_whole_and_its_halves():
    bits = np.zeros_like(arrays().bits)
    nothing = np.zeros((2, 1), np.int32)
    for whole, halves, expected in ((9.0, (2.0, 3.0), 5.0), (4.0, (2.0, 3.0), 4.0)):
        bits[codes(["xiaoping"]), EQUAL] = whole
        bits[codes(["xiao", "ping"]), EQUAL] = halves
        made = assign(["xiao", "ping"], ["xiaoping"], nothing, True, bits)
        assert made == (kernel.SINGLE, expected, expected)


def test_levels_rise_with_agreement():
    names = [LEVELS.level(number).name for number in range(LEVELS.n_levels)]
    assert len(names) == kernel.SAME + 1
    assert names[kernel.WEAK_ALIAS] == "weak_alias"
    assert all(a < b for a, b in pairwise((kernel.NO_PART, kernel.ONE_PART, kernel.SINGLE, kernel.SAME)))
