"""Levels that another value in one of two records could bring about."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import people_of
from suspectmatch.comparing import compare_rows
from suspectmatch.comparing.comparators import comparators
from suspectmatch.comparing.library import DEFAULT_COMPARISONS
from suspectmatch.explaining.reaching import reach

DAY = {"birth_dates": ["1971-04-12"]}
BY_FIELD = {comparison.field: comparison for comparison in DEFAULT_COMPARISONS}


def reached(field, one, other):
    """Names of levels, and whether another value of the left, of the right record brings it about."""
    people, comparison = people_of(one, other), BY_FIELD[field]
    found = reach(people, comparators(people, [comparison])[0], 0, 1)
    return {comparison.level(number).name: sides for number, sides in found.items()}


def now(field, one, other):
    people, comparison = people_of(one, other), BY_FIELD[field]
    levels, _ = compare_rows(people, [comparison], np.zeros(1, np.int32), np.ones(1, np.int32))
    return comparison.level(int(levels[0, 0])).name


def named(*names):
    return {"names": list(names), **DAY}


def test_a_single_name_needs_a_record_that_gives_one():
    three = named("Zubayr Rostam Tarkhani")
    found = reached("names", three, three)
    assert "single" not in found
    assert {"same", "within", "most_parts", "one_part", "different"} <= set(found)
    assert "some_parts" not in found
    assert reached("names", three, named("Zubayr"))["single"] == (True, False)
    assert "some_parts" in reached("names", three, named("Zubayr Rostam Karim Tarkhani"))


def test_levels_of_aliases_need_an_alias():
    plain = named("Zubayr Rostam Tarkhani")
    assert {"weak_alias", "another_alias", "one_part_of_alias"}.isdisjoint(
        reached("names", plain, plain)
    )
    alias = named({"full": "Orm Ekvall", "kind": "alias"})
    found = reached("names", plain, alias)
    assert "another_alias" in found
    assert {"different", "one_part"}.isdisjoint(found)
    weak = named({"full": "Orm Ekvall", "quality": "weak"})
    assert set(reached("names", plain, weak)) == {"weak_alias", "one_within", "one_part", "different"}


def test_what_other_values_agree_on_stays():
    """Of two countries in common another value takes one away, and the other still agrees."""
    both, one = (
        {**named("A B"), "nationalities": ["IQ", "SE"]},
        {**named("A B"), "nationalities": ["IQ"]},
    )
    assert set(reached("nationalities", both, both)) == {"shared"}
    assert reached("nationalities", one, one) == {"shared": (True, True), "different": (True, True)}
    two_days = {"names": ["A B"], "birth_dates": ["1971-04-12", "1980-01-03"]}
    assert set(reached("birth_dates", two_days, two_days)) == {"same_day"}


@pytest.mark.parametrize("other", ["1971-04-12", "1971-05-09", "1971", "1971-04", "1969/1973", "1971~"])
def test_levels_of_dates_are_those_that_the_exactness_of_the_other_date_allows(other):
    of = {"names": ["A B"], "birth_dates": [other]}
    found = reached("birth_dates", of, of)
    exact = {"same_day", "one_day_apart", "within_5_years"}
    assert exact <= set(found) if other.count("-") == 2 else exact.isdisjoint(found)
    assert "further_apart" in found


@pytest.mark.parametrize(
    ("field", "one", "change"),
    [
        ("names", named("Zubayr Rostam Tarkhani"), names)
        for names in (
            named("Zubayr Tarkhani"),
            named("Tarkhani"),
            named("Zubayr Rustam Tarkhani"),
            named("Zubayr Rostam Karimi"),
            named("Orm Ekvall"),
            named("Zubayr Wilhelm Ekvall"),
        )
    ]
    + [
        ("birth_dates", named("A B"), {"names": ["A B"], "birth_dates": [date]})
        for date in (
            "1971-04-13",
            "1971-12-04",
            "1971-04-22",
            "1971-04",
            "1971",
            "1971~",
            "1970/1973",
            "1972-05-30",
            "1974-08-01",
            "1978",
            "1930",
        )
    ],
)
def test_what_a_change_does_bring_about_is_among_them(field, one, change):
    assert now(field, one, change) in reached(field, one, one)


def test_of_what_neither_gives_two_values_could_have_any_level():
    one = named("A B")
    assert set(reached("sex", one, one)) == {"shared", "different"}
    assert "same_default_day" not in reached("birth_dates", {"names": ["A B"]}, {"names": ["A C"]})
    assert reached("sex", one, {**one, "sex": "male"}) == {
        "shared": (True, False),
        "different": (True, False),
    }


def test_the_changes_are_told_in_words():
    rows = [
        {"record_id": "1", **named("Zubayr Tarkhani")},
        {"record_id": "2", **named("Zubayr Tarkhani")},
    ]
    rows[1]["sex"] = "male"
    frame = sm.link({"a": rows}, progress=False).turning_points("a:1", "a:2").to_pandas()
    told = frame.groupby("comparison")["change"].unique().map(set)
    assert told["name"] == {"no name known on one side", "another name in a:1 or a:2"}
    assert told["sex"] == {"a sex in a:1"}
    assert told["document"] == {"a document known on both sides"}
