"""People keep the records they were made from and show counts."""

from __future__ import annotations

import pyarrow as pa

from samples import RICH, people_of


def test_rows_are_those_of_the_records():
    people = people_of(*RICH)
    assert len(people) == len(people.records) == len(RICH)
    assert people.to_arrow().equals(people.records.table)
    assert pa.table(people).equals(people.records.table)
    assert people.to_pandas()["record_id"].tolist() == [record["record_id"] for record in RICH]


def test_every_column_has_a_place_for_every_record():
    people = people_of(*RICH)
    columns = [people.names, people.father_names, people.mother_names, people.birth_dates]
    for column in (*columns, *people.sets.values()):
        assert column.offsets.size == len(people) + 1
        assert column.offsets[-1] == column.codes.size
    assert people.reliability.tolist() == [1.0, 1.0, 1.0, 0.5, 1.0, 1.0]
    assert [people.sources[k] for k in people.source] == [record["source"] for record in RICH]


def test_what_is_shown_are_counts():
    shown = repr(people_of(*RICH))
    assert shown.startswith("People(6 records of 4 sources; ")
    assert "arkhani" not in shown
