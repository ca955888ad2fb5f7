"""How common a value is: counted, not guessed."""

from __future__ import annotations

import numpy as np

import suspectmatch as sm
from samples import bulk_people
from suspectmatch.explaining.frequency import Holders, NameFacts, ValueHolders

ROWS = [
    {
        "record_id": "1",
        "names": ["Orm Ek"],
        "birth_dates": ["1971-04-12"],
        "nationalities": ["PK", "AF"],
    },
    {"record_id": "2", "names": ["Orm Ek"], "birth_dates": ["12 Apr 1971"], "nationalities": ["PK"]},
    {"record_id": "3", "names": ["Ulf Ek"], "birth_dates": ["1950"], "nationalities": ["AF", "PK"]},
    {"record_id": "4", "names": ["Ulf Ek"], "sex": "male"},
    {"record_id": "5", "names": ["Ulf Ek"], "sex": "male"},
]


def values():
    return ValueHolders(sm.normalise(sm.load({"list": ROWS})))


def test_holders_are_rows_each_once():
    holders = Holders(np.array([3, 1, 3, 3]), np.array([0, 0, 1, 1]))
    assert holders.records(3).tolist() == [0, 1]
    assert holders.records(2).tolist() == []


def test_one_day_written_in_two_ways_is_one_value():
    frequency = values().frequency("birth_dates", 0, 1)
    assert (frequency.n_records, frequency.among, frequency.share) == (2, 5, None)


def test_the_rarest_shared_value_counts():
    frequency = values().frequency("nationalities", 0, 2)
    assert frequency.n_records == 2  # AF, and not PK, which three hold
    assert frequency.share == 0.5  # one record that holds every value is added
    assert values().frequency("sex", 3, 4).share is None


def test_nothing_shared_is_no_frequency():
    assert values().frequency("birth_dates", 0, 2) is None
    assert values().frequency("contacts", 0, 1) is None
    assert values().frequency("names", 0, 1) is None


def test_who_holds_a_part_is_who_has_a_name_with_it():
    people = bulk_people()
    facts, names = NameFacts(people.names), people.names.names
    for token in (0, 5, 17):
        text = names.text[token]
        holding = [
            row
            for row in range(len(people))
            if any(
                text in names.tokens(int(code))
                for code in people.names.codes[slice(*people.names.offsets[row : row + 2])]
            )
        ]
        assert facts.records("token", token).tolist() == holding
        coarser = facts.records("skeleton", token)
        assert set(holding) <= set(coarser.tolist())
