from __future__ import annotations

import datetime as dt

import pytest

from suspectmatch.errors import SpecError
from suspectmatch.loading.mapping.values import Piece, piece


@pytest.mark.parametrize(
    ("value", "is_constant", "made"),
    [
        ("A", False, Piece(("A",))),
        ("A", True, Piece((), ("A",))),
        (["A", "B"], False, Piece(("A", "B"))),
        (["A", "B"], True, Piece((), ("A", "B"))),
        (0.8, False, Piece((), ("0.8",))),
        (dt.date(2030, 1, 31), False, Piece((), ("2030-01-31",))),
        (dt.datetime(2030, 1, 31, 12), False, Piece((), ("2030-01-31",))),  # noqa: DTZ001
        ({"constant": "A"}, False, Piece((), ("A",))),
        ({"column": "A"}, True, Piece(("A",))),
        ({"columns": ["A", "B"], "separator": ";"}, False, Piece(("A", "B"), None, (), ";")),
        (
            {"column": "A", "values": {"M": "male"}, "format": "dmy"},
            False,
            Piece(("A",), None, (("M", "male"),), None, "dmy"),
        ),
    ],
)
def test_forms(value, is_constant, made):
    assert piece("x", value, text_is_constant=is_constant) == made


@pytest.mark.parametrize(
    "value", [None, True, [], [1], {"column": ""}, {"column": 7}, {"constant": []}, {}]
)
def test_what_is_none(value):
    with pytest.raises(SpecError, match=r"^x "):
        piece("x", value, text_is_constant=False)
