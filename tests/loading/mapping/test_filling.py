"""Single fields without a table; ``test_mapped`` has them together."""

from __future__ import annotations

import datetime as dt

import pytest

from suspectmatch.loading.mapping import filling

TODAY = dt.date(2026, 2, 1)


def column(index):
    return lambda row: [row[index]] if row[index] else []


def filled(fill, *row):
    record, faults = {}, []
    fill(row, record, faults)
    return record, faults


@pytest.mark.parametrize(
    "fill",
    [
        filling.text("remarks", column(0)),
        filling.texts("handling", column(0)),
        filling.sex(column(0)),
        filling.role(column(0)),
        filling.day("entered_on", column(0), "ymd", TODAY),
        filling.name({"full": column(0)}, is_last_first=False),
        filling.place("places", column(0), column(0), None),
        filling.numbers("documents", "number", column(0), {}),
        filling.kept([("a", column(0))]),
    ],
)
def test_an_empty_cell_fills_nothing(fill):
    assert filled(fill, "") == ({}, [])


def test_texts_of_several_cells_are_joined():
    assert filled(filling.text("remarks", list), "a", "b")[0] == {"remarks": "a b"}


def test_a_limit_that_cannot_be_read_is_handed_on():
    assert filled(filling.day("retain_until", column(0), "ymd", TODAY), "1965")[0] == {
        "retain_until": "1965"
    }
    assert filled(filling.day("entered_on", column(0), "ymd", TODAY), "1965")[1]


def test_a_place_may_be_a_country_alone():
    fill = filling.place("places", column(0), column(1), None)
    assert filled(fill, "", "IQ")[0] == {"places": [{"text": "", "country": "IQ"}]}


def test_lists_grow():
    record, faults = {}, []
    for fill in (
        filling.name({"full": column(0)}, is_last_first=False),
        filling.name({"full": column(1)}, is_last_first=True),
    ):
        fill(("Ali", "HASAN, Omar"), record, faults)
    assert [name["full"] for name in record["names"]] == ["Ali", "Omar HASAN"]
