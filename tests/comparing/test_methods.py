"""Methods: the level of a pair, and the two values that carried it."""

from __future__ import annotations

import numpy as np
import pytest

from samples import people_of
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows
from suspectmatch.comparing.methods import carriers, name_column

BY_NAME = {comparison.name: comparison for comparison in DEFAULT_COMPARISONS}
BASE = {"names": ["Orm Ek"]}

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
    ("birth_date", {"birth_dates": ["1971"]}, {"birth_dates": ["1990"]}, "further_apart", (0, 0)),
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
        assert carriers(comparison, people, 0, 1) == carried
        assert carriers(comparison, people, 1, 0) == carried[::-1]


def test_each_field_of_names_has_its_column():
    people = people_of({**BASE, "father_names": ["Rostam"], "mother_names": ["Shirin", "S. Bek"]})
    sizes = [name_column(people, f).codes.size for f in ("names", "father_names", "mother_names")]
    assert sizes == [1, 1, 2]
