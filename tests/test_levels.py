"""Levels are declared strongest first; their numbers follow."""

from __future__ import annotations

import json

import pytest

from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.kernels import assignment, sets
from suspectmatch.levels import MISSING, NAME_LEVELS, Comparison, Level, comparison_of, level_numbers

COMPARISON = Comparison("sex", "sex", "sets", (Level("shared", "same"), Level("different", "not")))


def test_the_last_level_is_zero_and_the_first_is_the_highest():
    assert COMPARISON.level(0).name == "different"
    assert COMPARISON.level(1).name == "shared"
    assert COMPARISON.n_levels == 2


def test_missing_is_a_level_of_its_own():
    assert MISSING == -1
    assert COMPARISON.level(MISSING).name == "missing"


@pytest.mark.parametrize("comparison", DEFAULT_COMPARISONS, ids=lambda comparison: comparison.name)
def test_numbers_and_names_go_both_ways(comparison):
    for number in range(comparison.n_levels):
        assert comparison.number(comparison.level(number).name) == number
        assert comparison.level(number).words


def test_an_unknown_level_name_has_no_number():
    with pytest.raises(KeyError, match="equal"):
        COMPARISON.number("equal")


def test_what_json_holds_of_a_comparison_gives_it_back():
    for comparison in DEFAULT_COMPARISONS:
        again = comparison_of(json.loads(json.dumps(comparison.as_dict())))
        assert again == comparison
        assert [level.words for level in again.levels] == [level.words for level in comparison.levels]


def test_words_may_change_and_the_level_stays():
    assert Level("same", "equal") == Level("same", "same value")


def test_kernels_take_their_numbers_from_the_declared_levels():
    assert [level_numbers(NAME_LEVELS)[name] for name in ("different", "one_part", "same")] == [
        assignment.NO_PART,
        assignment.ONE_PART,
        assignment.SAME,
    ]
    assert assignment.NO_PART_OF_ALIAS == assignment.NO_PART + 1
    assert assignment.ONE_PART_OF_ALIAS == assignment.ONE_PART + 1
    assert (sets.DISJOINT, sets.SHARED) == (0, 1)
    assert [sets.OTHER_NUMBER, sets.ONE_SLIP, sets.SAME_NUMBER, sets.SAME_NUMBER_AND_KIND] == [
        0,
        1,
        2,
        3,
    ]
