"""Methods: the level of a pair, and the two values that carried it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from samples import RICH, bulk_people, people_of
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows
from suspectmatch.comparing.comparators import comparators

BY_NAME = {comparison.name: comparison for comparison in DEFAULT_COMPARISONS}
BASE = {"names": ["Orm Ek"]}
ALIAS = {"full": "Ali Hasan", "kind": "alias"}

CASES = [
    ("name", {"names": ["Orm Ek", "Ali Hasan"]}, {"names": ["Hasan, Ali"]}, "same", (1, 0)),
    ("name", {"names": ["Zubayr Tarkhani"]}, {"names": ["Zubair Tarkhany"]}, "same_respelt", (0, 0)),
    (
        "birth_date",
        {"birth_dates": ["1950", "1971-04-12"]},
        {"birth_dates": ["12 Apr 1971"]},
        "same_day",
        (1, 0),
    ),
    ("name", {"names": ["Orm Ek"]}, {"names": [ALIAS]}, "another_alias", (0, 0)),
    ("name", {"names": ["Hasan Ek"]}, {"names": [ALIAS]}, "one_part_of_alias", (0, 0)),
    ("name", {"names": ["Orm Ek"]}, {"names": [ALIAS, "Bo Ty"]}, "different", (-1, -1)),
    ("birth_date", {"birth_dates": ["1971"]}, {"birth_dates": ["1990"]}, "further_apart", (0, 0)),
    ("birth_date", {"birth_dates": ["1971"]}, {"birth_dates": ["1974"]}, "about_5_years_apart", (0, 0)),
    (
        "document",
        {"documents": ["A1", {"kind": "passport", "number": "P123456"}]},
        {"documents": [{"kind": "passport", "number": "p-123456"}]},
        "same_number_and_kind",
        (1, 0),
    ),
    (
        "document",
        {"documents": [{"kind": "passport", "number": "P123456"}]},
        {"documents": [{"kind": "national_id", "number": "987654"}]},
        "missing",
        (-1, -1),
    ),
    (
        "document",
        {"documents": [{"kind": "passport", "number": "P123456"}]},
        {"documents": [{"kind": "passport", "number": "P123457"}]},
        "one_slip",
        (0, 0),
    ),
    (
        "contact",
        {"contacts": ["a@b.example", "c@d.example"]},
        {"contacts": ["C@D.example"]},
        "shared",
        (1, 0),
    ),
    (
        "nationality",
        {"nationalities": ["Iraq", "Iran"]},
        {"nationalities": ["SY", "IR"]},
        "shared",
        (1, 1),
    ),
    ("nationality", {"nationalities": ["Iraq"]}, {"nationalities": ["SY"]}, "different", (-1, -1)),
    ("sex", {"sex": "male"}, {"sex": "female"}, "different", (-1, -1)),
    ("sex", {"sex": "male"}, {}, "missing", (-1, -1)),
    (
        "birth_place",
        {"birth_places": ["Basra", "Mosul, Iraq"]},
        {"birth_places": ["Mosul"]},
        "shared",
        (1, 0),
    ),
    (
        "birth_country",
        {"birth_places": [{"text": "Mosul", "country": "Iraq"}]},
        {"birth_places": ["Basra, Iraq"]},
        "shared",
        (0, 0),
    ),
    (
        "father",
        {"father_names": ["Rostam Tarkhani"]},
        {"father_names": ["Tarkhani Rostam"]},
        "same",
        (0, 0),
    ),
    (
        "mother",
        {"mother_names": ["Shirin Bek"]},
        {"mother_names": ["Wilma Dahl"]},
        "different",
        (-1, -1),
    ),
    ("mother", {"mother_names": ["Shirin"]}, {}, "missing", (-1, -1)),
]


@pytest.mark.parametrize(("name", "left", "right", "level", "carried"), CASES)
def test_the_level_and_what_carried_it(name, left, right, level, carried):
    people = people_of(BASE | left, BASE | right)
    i, j = np.array([0], np.int32), np.array([1], np.int32)
    comparison = BY_NAME[name]
    levels, _ = compare_rows(people, [comparison], i, j)
    assert comparison.level(int(levels[0, 0])).name == level
    if level != "different" or carried != (-1, -1):
        (measure,) = comparators(people, [comparison])
        assert measure.carriers(0, 1) == carried
        assert measure.carriers(1, 0) == carried[::-1]


def test_each_field_of_names_is_its_own():
    people = people_of({**BASE, "father_names": ["Rostam"], "mother_names": ["Shirin", "S. Bek"]})
    fields = [BY_NAME[name] for name in ("name", "father", "mother")]
    assert [int(measure.offsets[1]) for measure in comparators(people, fields)] == [1, 1, 2]


def written(measure, left, right):
    levels, rarity = np.full(left.size, 7, np.int8), np.full(left.size, 7, np.float32)
    measure.write(left, right, levels, rarity)
    return levels, rarity


def every_pair(people):
    return tuple(side.ravel().astype(np.int32) for side in np.indices((len(people),) * 2))


def test_measures_come_in_the_order_of_their_comparisons():
    every = comparators(people_of(*RICH), DEFAULT_COMPARISONS)
    assert [measure.comparison for measure in every] == list(DEFAULT_COMPARISONS)


def test_measures_are_symmetric():
    people = people_of(*RICH)
    left, right = every_pair(people)
    for measure in comparators(people, DEFAULT_COMPARISONS):
        for one, other in zip(written(measure, left, right), written(measure, right, left), strict=True):
            assert np.allclose(one, other, atol=1e-5), measure.comparison.name


def test_what_a_record_does_not_have_is_missing():
    people = people_of(*RICH)
    left, right = every_pair(people)
    for measure in comparators(people, DEFAULT_COMPARISONS):
        levels, rarity = written(measure, left, right)
        unknown = ~(measure.known[left] & measure.known[right])
        assert (levels[unknown] == -1).all()
        assert (levels >= -1).all()
        assert (rarity[levels < 0] == 0.0).all()


def test_nothing_that_is_shared_is_rarer_than_the_most_of_either_record():
    for people in (people_of(*RICH), bulk_people()):
        left, right = every_pair(people)
        for measure in comparators(people, DEFAULT_COMPARISONS):
            _, rarity = written(measure, left, right)
            most = measure.most_bits()
            assert most.shape == (len(people),)
            assert most.dtype == np.float32
            assert (most[~measure.known] == 0.0).all()
            assert (rarity <= np.minimum(most[left], most[right]) + 1e-3).all()
            assert measure.comparison.has_rarity or measure.comparison.field == "sex" or not most.any()


def test_a_value_that_is_not_understood_has_no_bits():
    people = people_of({**BASE, "nationalities": ["Iraq"]}, BASE | {"nationalities": ["Iraq"]})
    column = people.sets["nationalities"]
    for codes, bits in (([0, -1], column.bits), ([-1, -1], column.bits[:0])):
        changed = replace(column, codes=np.array(codes, np.int32), bits=bits)
        with_unread = replace(people, sets=people.sets | {"nationalities": changed})
        (measure,) = comparators(with_unread, [BY_NAME["nationality"]])
        assert measure.most_bits()[1] == 0.0
        levels, rarity = written(measure, *every_pair(people))
        assert levels[1:].tolist() == [-1] * 3
        assert (rarity <= measure.most_bits().max()).all()


def test_of_nobody_nothing_is_known():
    people = people_of(BASE)
    for measure in comparators(people, DEFAULT_COMPARISONS):
        if measure.comparison.name != "name":
            assert not measure.known.any()
            assert measure.most_bits().tolist() == [0.0]
            assert measure.carriers(0, 0) == (-1, -1)


def test_rarity_of_names_counts_in_full_up_to_ten_bits_and_less_beyond():
    people = bulk_people()
    measure = comparators(people, [BY_NAME["name"]])[0]
    rows = np.arange(len(people), dtype=np.int32)
    levels, rarity = np.empty(rows.size, np.int8), np.empty(rows.size, np.float32)
    measure.write(rows, rows, levels, rarity)
    raw = people.names.names.packed.most_bits[people.names.codes[people.names.offsets[:-1]]]
    assert (raw < 10).any()
    assert (raw > 10).any()
    assert (rarity <= measure.most_bits() + 1e-3).all()
    assert (rarity <= 10 + 0.3 * np.maximum(raw - 10, 0) + 1e-3).all()
    assert rarity.max() > 10
