from __future__ import annotations

import datetime as dt

import pytest

from suspectmatch.errors import SpecError
from suspectmatch.loading.mapping.column_mapping import ColumnMapping, column_mapping


@pytest.mark.parametrize(
    ("value", "is_constant", "made"),
    [
        ("A", False, ColumnMapping(("A",))),
        ("A", True, ColumnMapping((), ("A",))),
        (["A", "B"], False, ColumnMapping(("A", "B"))),
        (["A", "B"], True, ColumnMapping((), ("A", "B"))),
        (0.8, False, ColumnMapping((), ("0.8",))),
        (dt.date(2030, 1, 31), False, ColumnMapping((), ("2030-01-31",))),
        (dt.datetime(2030, 1, 31, 12), False, ColumnMapping((), ("2030-01-31",))),  # noqa: DTZ001
        ({"constant": "A"}, False, ColumnMapping((), ("A",))),
        ({"column": "A"}, True, ColumnMapping(("A",))),
        ({"columns": ["A", "B"], "separator": ";"}, False, ColumnMapping(("A", "B"), None, (), ";")),
        (
            {"column": "A", "values": {"M": "male"}, "format": "dmy"},
            False,
            ColumnMapping(("A",), None, (("M", "male"),), None, "dmy"),
        ),
    ],
)
def test_forms(value, is_constant, made):
    assert column_mapping("x", value, text_is_constant=is_constant) == made


@pytest.mark.parametrize(
    "value", [None, True, [], [1], {"column": ""}, {"column": 7}, {"constant": []}, {}]
)
def test_what_is_none(value):
    with pytest.raises(SpecError, match=r"^x "):
        column_mapping("x", value, text_is_constant=False)
