"""Levels are declared strongest first; their numbers follow."""

from __future__ import annotations

import pytest

from suspectmatch.comparing import DEFAULT_COMPARISONS, MISSING, Comparison, Level

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
    with pytest.raises(ValueError, match="equal"):
        COMPARISON.number("equal")
