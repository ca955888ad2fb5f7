from __future__ import annotations

import datetime as dt

import pytest

import suspectmatch as sm
from suspectmatch.errors import ColumnNotFoundError, RejectedRowsWarning, SpecError
from suspectmatch.loading.mapping.mapping import Mapping
from suspectmatch.loading.mapping.rows import RowMapper

TODAY = dt.date(2026, 2, 1)


def one(spec, **cells):
    """The record of one row, without what is empty, and the faults."""
    spec = {"record": {"id": "id"}, "names": [{"full": "name"}], **spec}
    cells = {"id": "1", "name": "Ali", **cells}
    mapper = RowMapper(Mapping(spec), list(cells), source="jail", today=TODAY)
    faults = []
    record = mapper.record(list(cells.values()), 1, faults)
    return record, faults


def test_names_in_parts():
    parts = {"given": "G", "middle": "M", "family": "F", "suffix": "S"}
    record, _ = one({"names": [parts]}, G="ALI", M="OMAR", F="HASAN", S="JR")
    assert record["names"] == [{"full": "ALI OMAR HASAN JR", "given": "ALI OMAR", "family": "HASAN"}]
    record, _ = one({"names": [parts]}, G="FNU", M="", F="HASAN", S=None)
    assert record["names"] == [{"full": "HASAN", "given": "", "family": "HASAN"}]


def test_names_in_one_cell():
    record, _ = one(
        {
            "names": [
                {"full": "N", "form": "last_first", "separator": ";", "kind": "alias", "quality": "weak"}
            ]
        },
        N="HASAN, Ali; OMAR LNU",
    )
    assert record["names"] == [
        {"given": "Ali", "family": "HASAN", "full": "Ali HASAN", "kind": "alias", "quality": "weak"},
        {"full": "OMAR", "kind": "alias", "quality": "weak"},
    ]


def test_several_names_and_columns_that_decide_their_kind():
    spec = {
        "names": [
            {"full": "name"},
            {"full": ["A1", "A2"], "quality": {"column": "Q", "values": {"good": "strong"}}},
        ]
    }
    record, _ = one(spec, A1="Abu X", A2="Abu Y", Q="Good")
    assert [name["full"] for name in record["names"]] == ["Ali", "Abu X", "Abu Y"]
    assert record["names"][1]["quality"] == "strong"


def test_birth_dates():
    record, faults = one(
        {"birth_dates": [{"column": "D", "format": "dmy", "separator": "/ "}]}, D="12.03.1965/ 1966"
    )
    assert [date["edtf"] for date in record["birth_dates"]] == ["1965-03-12", "1966"]
    assert not faults
    record, _ = one({"birth_dates": [{"column": "D", "calendar": "hijri"}]}, D="24/06/1402")
    assert record["birth_dates"] == [{"edtf": None, "text": "24/06/1402", "calendar": "hijri"}]
    record, _ = one({"birth_dates": [{"year": "Y", "month": "M", "day": "D"}]}, Y="1965", M="3", D="12")
    assert record["birth_dates"][0]["edtf"] == "1965-03-12"
    record, _ = one({"birth_dates": [{"year": "Y", "month": "M", "day": "D"}]}, Y="1965", M="", D="12")
    assert record["birth_dates"][0]["edtf"] == "1965"
    record, faults = one({"birth_dates": [{"column": "D", "format": "dmy"}]}, D="00/00/0000")
    assert record["birth_dates"] == faults == []
    record, faults = one({"birth_dates": [{"column": "D", "format": "dmy"}]}, D="31/02/1965")
    assert record["birth_dates"] == [{"edtf": None, "text": "31/02/1965", "calendar": None}]
    assert faults == [("birth_dates", "names no day of the calendar")]


@pytest.mark.parametrize(
    ("part", "cells", "edtf"),
    [
        ({"age": "A", "as_of": dt.date(2013, 6, 1)}, {"A": "about 30"}, "1980/1986"),
        ({"age": "A", "as_of": "D"}, {"A": "30", "D": "2013-06-01"}, "1982/1983"),
        ({"age": "A", "as_of": "D", "format": "dmy"}, {"A": "30-35", "D": "01/06/2013"}, "1977/1983"),
        ({"age": "A", "as_of": "D"}, {"A": "30", "D": "2013"}, "1982/1983"),
        ({"age": "A", "as_of": "D"}, {"A": "30", "D": "2013-06"}, "1982/1983"),
    ],
)
def test_ages(part, cells, edtf):
    record, faults = one({"birth_dates": [part]}, **cells)
    assert [date["edtf"] for date in record["birth_dates"]] == [edtf]
    assert record["birth_dates"][0]["text"] == f"age {cells['A']}"
    assert not faults


def test_an_age_without_its_day_is_told():
    record, faults = one({"birth_dates": [{"age": "A", "as_of": "D"}]}, A="30", D="")
    assert record["birth_dates"] == []
    assert "age" in faults[0][1]


def test_places_documents_contacts():
    spec = {
        "birth_places": [{"text": ["TOWN", "REGION"], "country": "CTRY"}],
        "places": [{"text": "HOME", "separator": ";"}],
        "documents": [
            {"kind": "passport", "number": "PP", "country": {"constant": "IQ"}, "separator": ";"}
        ],
        "contacts": [{"kind": {"column": "K"}, "value": "V"}],
    }
    cells = {
        "TOWN": "Mosul",
        "REGION": "Ninewa",
        "CTRY": "Iraq",
        "HOME": "Erbil; Kirkuk",
        "PP": "A1;B2",
        "K": "email",
        "V": "a@b.c",
    }
    record, _ = one(spec, **cells)
    assert record["birth_places"] == [{"text": "Mosul, Ninewa", "country": "Iraq"}]
    assert [place["text"] for place in record["places"]] == ["Erbil", "Kirkuk"]
    assert record["documents"] == [
        {"number": n, "kind": "passport", "country": "IQ"} for n in ("A1", "B2")
    ]
    assert record["contacts"] == [{"value": "a@b.c", "kind": "email"}]
    record, _ = one(spec, **dict.fromkeys(cells, ""))
    assert not {"birth_places", "places", "documents", "contacts"} & set(record)


def test_single_fields():
    spec = {
        "record": {
            "id": ["P", "S"],
            "role": {"column": "R", "values": {"P1": "charged"}},
            "sex": "X",
            "nationalities": {"columns": ["N1", "N2"], "separator": "/"},
            "entered_on": {"column": "E", "format": "dmy"},
            "retain_until": "U",
            "handling": "SECRET",
            "extra": ["Z"],
            "missing": ["none given"],
        }
    }
    cells = {
        "P": "A",
        "S": "7",
        "R": "P1",
        "X": "Femme",
        "N1": "IQ/SY",
        "N2": "TR",
        "E": "02/03/2020",
        "U": "2030-01-01",
        "Z": "z",
    }
    record, faults = one(spec, **cells)
    assert record == {
        "record_id": "A 7",
        "role": "charged",
        "sex": "female",
        "nationalities": ["IQ", "SY", "TR"],
        "entered_on": dt.date(2020, 3, 2),
        "retain_until": dt.date(2030, 1, 1),
        "handling": ["SECRET"],
        "extra": {"Z": "z"},
        "names": [{"full": "Ali"}],
    }
    assert not faults
    record, faults = one(
        spec, **{**cells, "X": "7", "E": "soon", "U": "soon", "R": "plaintiff", "N1": "None given"}
    )
    assert {field for field, _ in faults} == {"sex", "entered_on"}
    assert (record["role"], record["retain_until"]) == ("plaintiff", "soon")  # the intake rejects both
    assert record["nationalities"] == ["TR"]


def test_what_stands_for_nothing_is_counted_by_column():
    rows = [
        {"no": "1", "name": "Ali", "father": "UNKNOWN"},
        {"no": "2", "name": "Omar", "father": "unknown"},
    ]
    notes = sm.load({"jail": rows}).inputs[0].notes
    assert notes[-1] == "words such as UNKNOWN read as missing: father 2"


def test_without_an_identifier_rows_are_numbered():
    records = sm.load({"jail": [{"name": "Ali"}, {"name": "Omar"}]})
    assert records.table.column("record_id").to_pylist() == ["row-1", "row-2"]
    assert any("row-1" in note for note in records.inputs[0].notes)


def test_the_rest_is_kept_but_for_race_and_religion():
    rows = [{"no": "1", "name": "Ali", "shoe": "42", "Religion": "x", "RACE": "y"}]
    spec = {"record": {"id": "no", "keep_rest": True}, "names": [{"full": "name"}]}
    records = sm.load({"jail": rows}, mapping=spec)
    assert records.table.column("extra").to_pylist() == [[("shoe", "42")]]
    assert "not read (race, ethnicity, religion): Religion, RACE" in records.inputs[0].notes
    for section in (
        {"record": {"id": "no", "remarks": "RACE"}},
        {"record": {"id": "no", "extra": ["Religion"]}},
    ):
        with pytest.raises(SpecError, match="never reads"):
            sm.load({"jail": rows}, mapping={**spec, **section})


def test_cells_with_lists():
    rows = [{"no": 1, "name": ["Ali", "Omar"], "dob": None, "phones": [123, None]}]
    (row,) = sm.load({"jail": rows}).table.to_pylist()
    assert [name["full"] for name in row["names"]] == ["Ali", "Omar"]
    assert row["contacts"] == [{"kind": "phone", "value": "123"}]


def test_unknown_roles_reject_the_row_since_they_may_mean_a_victim():
    rows = [
        {"no": "1", "name": "Ali", "status": "Victime"},
        {"no": "2", "name": "Omar", "status": "plaintiff"},
    ]
    with pytest.warns(RejectedRowsWarning, match="role: must be one of"):
        records = sm.load({"jail": rows})
    assert records.table.column("role").to_pylist() == ["victim"]


def test_columns_that_are_not_there():
    with pytest.raises(ColumnNotFoundError) as caught:
        one({"names": [{"full": "nmae"}]})
    assert caught.value.column == "nmae"
    assert "Did you mean 'name'?" in str(caught.value)
