"""Bounds of how the names of two records agree: never below what they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.aliases import evidence_by_trial

from suspectmatch.kernels import aliases as kernel
from suspectmatch.kernels.grades import new_grades, new_rows
from words import agreement, any_words, bits_at_random, records_of

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

few = settings(deadline=None, max_examples=15)
ROUNDING = 1e-3
sides = st.lists(st.tuples(any_words, st.booleans()), min_size=1, max_size=4)
seeds = st.none() | st.integers(0, 99)


def met(columns):
    """Whether the two records had room, the least that their best names reach, and the bounds."""
    offsets, codes, weak, t = columns
    name_pair, middle = kernel.new_name_pair(), offsets[1]
    names = codes[:middle], codes[middle:], weak[:middle], weak[middle:]
    is_bounded, least = kernel.bound_agreement(*names, t, name_pair, new_grades(), new_rows())
    return is_bounded, least, name_pair.bounds


@few
@given(sides, sides, seeds)
@example([(("karim", "karim"), False)], [(("karim", "kareem"), False)], None)
@example([(("xiao", "ping", "li"), False)], [(("li", "xiaoping"), False)], 3)
@example([(("omar",), True)], [(("karim", "hassan"), False), (("li",), True)], 7)
def test_no_two_names_exceed_their_bound_and_the_best_reach_the_least(left, right, seed):
    bits = None if seed is None else bits_at_random(seed)
    columns = records_of([left, right], bits)
    is_bounded, least, bounds = met(columns)
    assert is_bounded
    names = [[words for words, _ in side] for side in (left, right)]
    found = evidence_by_trial(*names, lambda a, b: agreement(a, b, columns[-1]))
    best = -np.inf
    for p, (_, is_weak) in enumerate(left):
        for q, (_, other_is_weak) in enumerate(right):
            evidence = found[p][q]
            if is_weak or other_is_weak:  # it counts half where more than a part agrees
                assert 0.5 * evidence <= bounds[p, q] + ROUNDING
            else:
                best = max(best, evidence)
            assert evidence <= bounds[p, q] + ROUNDING or is_weak or other_is_weak
    assert least <= best + ROUNDING


def test_a_name_without_parts_is_no_measure_of_the_others():
    columns = records_of([[((), False)], [(("karim",), False)]])
    assert met(columns)[1] == -np.inf


@pytest.mark.parametrize("n", [kernel.ROOM, kernel.ROOM + 1])
def test_there_is_room_for_so_many_names(n):
    assert met(records_of([[(("karim",), False)] * n, [(("li",), False)]]))[0] == (n <= kernel.ROOM)
