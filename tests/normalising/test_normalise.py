"""normalise(): from records to people."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from suspectmatch.dates.figures import CENTURY_GUESSED
from suspectmatch.errors import ParameterError
from suspectmatch.normalising import normalise
from suspectmatch.roles import ROLES
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.tables import Records

ROWS = [
    {
        "source": "police",
        "record_id": "1",
        "role": "suspect",
        "names": [
            {"full": "Karim Hassan", "quality": None},
            {"full": "Zubayr", "quality": "weak"},
            {"full": "Abu Omar", "quality": "strong"},
        ],
        "birth_dates": [{"edtf": "1965-03-12"}, {"text": "Zeitenwende", "asserted_false": True}],
        "birth_places": [{"text": "Mosul, Iraq"}, {"text": None, "country": "Syria"}],
        "nationalities": ["Iraqi", "nowhere at all", "Iraq"],
        "sex": "male",
        "father_names": ["Omar Hassan"],
        "documents": [
            {"kind": "passport", "number": "A 123-456"},
            {"kind": "id card", "number": "A123456"},
            {"kind": "passport", "number": "?"},
        ],
        "contacts": [{"kind": "phone", "value": "+964 770 123 4567"}],
        "reliability": "B2",
        "location": "list.csv:2",
    },
    {
        "source": "jail",
        "record_id": "1",
        "role": "victim",
        "reliability": "Gewissheit",
        "location": "(table)",
    },
    {
        "source": "police",
        "record_id": "2",
        "role": "unknown",
        "names": [{"full": "Karim Hassan"}],
        "mother_names": ["Nadia Saleh", "Karim Hassan"],
        "sex": "female",
        "birth_dates": [{"edtf": "1965-03-12"}],
    },
]


def people_of(rows):
    table = pa.Table.from_pylist(rows, schema=RECORD_SCHEMA)
    return normalise(Records(table, REJECTED_SCHEMA.empty_table()))


@pytest.fixture(scope="module")
def people():
    return people_of(ROWS)


def values(people, field):
    """The distinct values of each record in a set."""
    column = people.sets[field]
    return [
        [column.values[code] for code in column.codes[start:stop]]
        for start, stop in zip(column.offsets[:-1], column.offsets[1:], strict=True)
    ]


def test_rows_stay_in_their_order(people):
    assert len(people) == 3
    assert [people.sources[code] for code in people.source] == ["police", "jail", "police"]
    assert [ROLES[code] for code in people.role] == ["suspect", "victim", "unknown"]
    assert people.to_arrow().num_rows == len(people.to_pandas()) == 3
    assert pa.table(people).column("record_id").to_pylist() == ["1", "1", "2"]


def test_names_are_coded_once_and_shared(people):
    assert people.names.offsets.tolist() == [0, 3, 3, 4]
    assert people.names.codes[0] == people.names.codes[3]
    assert people.names.weak.tolist() == [False, True, True, False]
    assert people.father_names.offsets.tolist() == [0, 1, 1, 1]
    assert people.mother_names.offsets.tolist() == [0, 0, 0, 2]
    assert people.mother_names.codes[1] == people.names.codes[0]
    assert people.names.names is people.father_names.names is people.mother_names.names


def test_dates_are_coded_once(people):
    dates = people.birth_dates
    assert dates.offsets.tolist() == [0, 2, 2, 3]
    assert dates.codes[0] == dates.codes[2]
    assert dates.asserted_false.tolist() == [False, True, False]


def test_sets(people):
    assert values(people, "nationalities") == [["IQ", "IQ"], [], []]
    assert values(people, "sex") == [["male"], [], ["female"]]
    assert values(people, "birth_countries") == [["IQ", "SY"], [], []]
    assert values(people, "birth_places")[1:] == [[], []]
    assert "mosul" in values(people, "birth_places")[0]
    assert values(people, "documents") == [["A123456", "A123456"], [], []]
    assert len(set(people.sets["documents"].kinds.tolist())) == 2
    assert [len(found) for found in values(people, "contacts")] == [1, 0, 0]


def test_an_occurrence_says_which_value_it_comes_from(people):
    assert people.sets["nationalities"].position.tolist() == [0, 2]
    assert people.sets["documents"].position.tolist() == [0, 1]
    assert people.sets["birth_countries"].position.tolist() == [0, 1]


def test_what_is_not_understood_is_listed_and_never_shown(people):
    unread = people.unread.to_pylist()
    assert people.unread.schema == REJECTED_SCHEMA
    assert [(line["source"], line["record_id"], line["line"], line["field"]) for line in unread] == [
        ("police", "1", 2, "birth_dates"),
        ("jail", "1", None, "reliability"),
    ]
    assert all(line["kept"] for line in unread)
    assert "Gewissheit" not in str(unread)
    assert "Zeitenwende" not in str(unread)
    assert people.reliability.tolist() == [0.81, 1, 1]
    assert "2 values not understood" in repr(people)


def test_no_records():
    people = people_of([])
    assert len(people) == 0
    assert people.names.offsets.tolist() == [0]
    assert people.unread.num_rows == 0
    assert all(column.offsets.tolist() == [0] for column in people.sets.values())


def test_records_without_anything():
    people = people_of([{"source": "s", "record_id": "1", "role": "unknown"}] * 2)
    assert people.names.offsets.tolist() == [0, 0, 0]
    assert all(column.codes.size == 0 for column in people.sets.values())


def test_the_order_of_rows_changes_no_value(people):
    turned = people_of(ROWS[::-1])
    for field in people.sets:
        assert values(turned, field) == values(people, field)[::-1]
    np.testing.assert_array_equal(turned.reliability, people.reliability[::-1])
    for row in range(3):
        own = [people.names.names.tokens(code) for code in _codes(people, row)]
        assert own == [turned.names.names.tokens(code) for code in _codes(turned, 2 - row)]


def _codes(people, row):
    return people.names.codes[people.names.offsets[row] : people.names.offsets[row + 1]]


def test_one_thread_starts_no_other(monkeypatch, people):
    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    alone = normalise(people.records, threads=1)
    assert alone.names.codes.tolist() == people.names.codes.tolist()
    assert alone.unread.equals(people.unread)
    with pytest.raises(AssertionError):
        normalise(people.records, threads=2)


def test_the_century_of_a_year_of_two_figures_follows_the_day():
    row = {"source": "s", "record_id": "1", "role": "unknown", "birth_dates": [{"text": "01/02/20"}]}
    records = people_of([row]).records
    for day, year in ((dt.date(2019, 12, 31), 1920), (dt.date(2020, 1, 1), 2020)):
        made = normalise(replace(records, day=day))
        assert made.birth_dates.dates.year.tolist()[0] == year
    assert [line["reason"] for line in made.unread.to_pylist()] == [CENTURY_GUESSED]


def test_only_records_are_normalised():
    with pytest.raises(ParameterError, match="Records"):
        normalise([{"names": ["Karim Hassan"]}])
