"""Keys: who meets whom under each part of a rule."""

from __future__ import annotations

import numpy as np
import pytest

from samples import ZUBAYR, bulk_people, candidate_pairs, people_of
from suspectmatch.blocking import DEFAULT_RULES, KEY_PARTS, block_on
from suspectmatch.blocking.keys import part_keys

IRAQ = {"nationalities": ["Iraq"]}


def named(name, **more):
    return {"names": [name], **more}


def born(date, **more):
    return {"names": ["Zubayr Tarkhani"], "birth_dates": [date], **more}


@pytest.mark.parametrize(
    ("part", "left", "right", "meet"),
    [
        ("name", named("Ali Hasan"), named("Hassan, Ali"), True),
        ("name", named("Ali Hasan"), named("Ali Hasan Omar"), False),
        ("two_name_parts", named("Ali Hasan Omar"), named("Hasan Qadir Ali"), True),
        ("two_name_parts", named("Ali Hasan Omar"), named("Ali Qadir Salman"), False),
        ("name_part", named("Ali Hasan"), named("Hasan Qadir"), True),
        ("rare_name_part", named("Ali Tarkhani"), named("Omar Tarkhani"), True),
        ("sounding_name_part", named("Steven Baker"), named("Stefan Miller"), True),
        ("birth_day", born("1971-04-12"), born("12 April 1971"), True),
        ("birth_day", born("1971-04-12"), born("1971-04-13"), False),
        ("birth_day", born("1971-01-01"), born("1971-01-01"), False),
        ("birth_day", born("1968-04-12"), born("1968-04-12"), True),
        ("birth_anniversary", born("1971-04-12"), born("1978-04-12"), True),
        (
            "document",
            named("A Bek", documents=["P 123-4567"]),
            named("C Dal", documents=["p1234567"]),
            True,
        ),
        ("document", named("A Bek", documents=["?"]), named("C Dal", documents=["-"]), False),
        (
            "contact",
            named("A Bek", contacts=["a@b.example"]),
            named("C Dal", contacts=["A@B.example"]),
            True,
        ),
    ],
)
def test_who_meets(part, left, right, meet):
    assert bool(candidate_pairs(people_of(left, right), [block_on(part)])) == meet


@pytest.mark.parametrize(
    ("parts", "left", "right", "meet"),
    [
        (("name_part", "birth_year"), born("1971"), born("1973"), True),
        (("name_part", "birth_year"), born("1971"), born("1974"), False),
        (("name_part", "near_birth_year"), born("1971"), born("1972"), True),
        (("name_part", "near_birth_year"), born("1971"), born("1973"), False),
        (("name_part", "birth_year"), born("1971"), named("Zubayr Tarkhani"), False),
        (("name_part", "birth_year"), born("circa 1971"), born("1972"), True),
        (("name_part", "nationality"), named("A Bek", **IRAQ), named("Bek", nationalities=["IQ"]), True),
        (("name_part", "sex"), named("A Bek", sex="male"), named("A Bek", sex="female"), False),
        (("name", "given_prefix"), named("Ali Hasan"), named("Hasan Ali"), True),
    ],
)  # fmt: skip
def test_all_parts_of_a_rule_must_be_shared(parts, left, right, meet):
    assert bool(candidate_pairs(people_of(left, right), [block_on(*parts)])) == meet


def test_a_weak_alias_is_no_key_unless_there_is_nothing_else():
    weak = {"full": "Abu Tarkhani Zubayr", "quality": "weak"}
    strong = {"names": ["Orm Ek", weak]}
    rule = [block_on("rare_name_part")]
    assert not candidate_pairs(people_of(strong, named("Zubayr Tarkhani")), rule)
    assert candidate_pairs(people_of({"names": [weak]}, named("Zubayr Tarkhani")), rule)


def test_a_part_that_many_have_is_not_rare():
    many = [named(f"Ali {first}{second}kur") for first in "bdfgklm" for second in "aeiou"]
    people = people_of(*many)
    assert candidate_pairs(people, [block_on("name_part")])
    left_over = candidate_pairs(people, [block_on("rare_name_part")])
    assert len(left_over) < len(candidate_pairs(people, [block_on("name_part")]))


def test_a_wide_block_is_refined_and_still_finds_who_shares_the_further_key():
    crowd = [born(f"{year}-03-0{day}") for year in (1950, 1960, 1970) for day in (2, 3)]
    people = people_of(*crowd)
    wide = candidate_pairs(people, [block_on("name")])
    refined = candidate_pairs(people, [block_on("name", widest=5, refine_by="birth_year")])
    assert len(wide) == 15
    assert refined == {(0, 1), (2, 3), (4, 5)}
    assert candidate_pairs(people, [block_on("name", widest=6, refine_by="birth_year")]) == wide


def test_only_the_wide_block_is_refined():
    crowd = [born("1950"), born("1960"), born("1970"), named("Orm Ek"), named("Ek Orm")]
    pairs = candidate_pairs(people_of(*crowd), [block_on("name", widest=2, refine_by="birth_year")])
    assert pairs == {(3, 4)}


@pytest.mark.parametrize("part", KEY_PARTS)
def test_incidences_are_distinct_and_in_order(part):
    record, key = part_keys(bulk_people(), part)
    assert record.dtype == np.int32
    assert key.dtype == np.uint64
    assert (np.diff(record) >= 0).all()
    assert len(set(zip(record.tolist(), key.tolist(), strict=True))) == record.size


def test_two_parts_turned_round_do_not_meet():
    """Family name 5 with given name 7 is no family name 7 with given name 5."""
    one = {"names": [{"given": "Ali", "family": "Hasan"}]}
    other = {"names": [{"given": "Hasan", "family": "Ali"}]}
    people = people_of(one, other, other, one)
    assert candidate_pairs(people, [block_on("given_name", "family_name")]) == {(0, 3), (1, 2)}


def test_two_equal_records_meet_under_every_rule_they_have_values_for():
    full = {
        **ZUBAYR,
        **IRAQ,
        "sex": "male",
        "birth_places": ["Mosul"],
        "documents": ["P1234567"],
        "contacts": ["zt@mail.example"],
    }
    for rule in DEFAULT_RULES:
        assert candidate_pairs(people_of(full, full), [rule]) == {(0, 1)}, rule.name
