"""Blocking rules say what they are and refuse what would pair strangers."""

from __future__ import annotations

import pytest

from suspectmatch.blocking import DEFAULT_RULES, KEY_PARTS, BlockingRule, block_on
from suspectmatch.errors import ParameterError, SpecError
from suspectmatch.kernels.joins import MAX_RULES


def test_a_rule_is_named_after_its_parts():
    assert block_on("name").name == "name"
    assert block_on("name_part", "birth_year").name == "name_part and birth_year"


@pytest.mark.parametrize("parts", [(), ("surname",), ("name", "shoe_size")])
def test_unknown_parts_are_refused_with_the_known_ones(parts):
    with pytest.raises(SpecError, match="two_name_parts") as caught:
        block_on(*parts)
    assert (repr(parts[-1]) if parts else "nothing") in str(caught.value)


def test_an_unknown_refinement_is_refused():
    with pytest.raises(SpecError, match="'shoe_size'"):
        block_on("name", widest=10, refine_by="shoe_size")


@pytest.mark.parametrize(
    "parts", [("sex",), ("nationality",), ("birth_year",), ("sex", "nationality"), ("given_prefix",)]
)
def test_strangers_are_not_paired_by_the_thousand(parts):
    with pytest.raises(SpecError, match="different persons"):
        block_on(*parts)


def test_a_refinement_makes_a_broad_rule_fit_for_use():
    rule = block_on("near_birth_year", "nationality", widest=100, refine_by="given_prefix")
    assert rule.widest == 100
    assert block_on("near_birth_year", "nationality", refine_by="given_prefix").is_broad
    assert block_on("near_birth_year", refine_by="given_prefix").is_broad


def test_a_width_needs_something_to_refine_by():
    with pytest.raises(SpecError, match="widest needs refine_by"):
        block_on("name", widest=10)


def test_refinements_are_a_tuple_however_they_are_given():
    assert block_on("name").refine_by == ()
    assert block_on("name", refine_by="birth_year").refine_by == ("birth_year",)
    several = block_on("name", refine_by=["birth_year", "nationality"])
    assert several.refine_by == ("birth_year", "nationality")
    assert several.widest is None


@pytest.mark.parametrize("widest", [0, -1, 2.5, True])
def test_a_bound_is_a_positive_number(widest):
    with pytest.raises(ParameterError, match="widest"):
        block_on("name", widest=widest, refine_by="birth_year")


def test_a_rule_made_by_hand_is_checked_too():
    with pytest.raises(SpecError):
        BlockingRule(("nonsense",))


def test_the_default_rules_are_few_enough_and_different():
    assert len(DEFAULT_RULES) <= MAX_RULES
    assert len({rule.name for rule in DEFAULT_RULES}) == len(DEFAULT_RULES)


def test_every_part_is_explained():
    assert all(words.strip() for words in KEY_PARTS.values())


def test_every_default_rule_that_may_be_wide_leaves_its_width_open():
    assert all(rule.widest is None for rule in DEFAULT_RULES)
    closed = {rule.name for rule in DEFAULT_RULES if not rule.refine_by}
    assert closed == {"document", "contact"}
