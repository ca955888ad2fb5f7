"""How far a source is to be believed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.normalising.reliability import (
    INFORMATION,
    SOURCE,
    reliability_value,
    reliability_values,
)
from suspectmatch.schema import RECORD_SCHEMA


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A1", 1.0),
        (" b2 ", 0.81),
        ("F6", 0.25),
        ("E5", 0.0625),
        ("1", 1.0),
        ("0.7", 0.7),
        ("1e-3", 0.001),
        ("0", None),
        ("1.01", None),
        ("-0.5", None),
        ("nan", None),
        ("inf", None),
        ("A", None),
        ("A7", None),
        ("G1", None),
        ("A12", None),
        ("70%", None),
        ("", None),
    ],
)
def test_codes_and_numbers(text, value):
    assert reliability_value(text) == value


def test_a_worse_grade_never_counts_more():
    for grades, other in ((SOURCE, "{}1"), (INFORMATION, "A{}")):
        judged = [reliability_value(other.format(grade)) for grade in list(grades)[:5]]
        assert judged == sorted(judged, reverse=True)


@given(st.text(max_size=6))
def test_a_share_or_nothing(text):
    value = reliability_value(text)
    assert value is None or 0 < value <= 1


def test_nothing_stated_is_one_and_what_is_not_understood_is_listed():
    stated = ["B2", None, "trusted", "0.5", "trusted"]
    rows = [
        {
            "source": "jail",
            "record_id": str(k),
            "role": "unknown",
            "reliability": text,
            "location": f"f.csv:{k}",
        }
        for k, text in enumerate(stated)
    ]
    table = pa.Table.from_pylist(rows, schema=RECORD_SCHEMA)
    unread = []
    values = reliability_values(table.column("reliability"), unread, table)
    assert values.tolist() == [0.81, 1, 1, 0.5, 1]
    assert [(line["record_id"], line["line"], line["field"]) for line in unread] == [
        ("2", 2, "reliability"),
        ("4", 4, "reliability"),
    ]
    assert all("trusted" not in str(line.values()) for line in unread)
