from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from suspectmatch.loading.fields import CHECKS, MAX_TEXT, MAX_VALUES, FieldError, safe
from suspectmatch.schema import RECORD_SCHEMA


def check(field, value):
    unread = []
    return CHECKS[field](value, unread), unread


def test_every_field_of_the_schema_has_its_check():
    assert set(CHECKS) == set(RECORD_SCHEMA.names)


@pytest.mark.parametrize(
    ("field", "given", "made"),
    [
        ("names", "Ali Hasan", [{"full": "Ali Hasan", "kind": "primary", "quality": "strong"}]),
        (
            "names",
            [{"given": "Ali", "family": "Hasan", "kind": "alias", "quality": "weak"}],
            [
                {
                    "given": "Ali",
                    "family": "Hasan",
                    "kind": "alias",
                    "quality": "weak",
                    "full": "Ali Hasan",
                }
            ],
        ),
        ("names", [" ", None, {"given": None}], None),
        (
            "names",
            np.array(["Ali"], dtype=object),
            [{"full": "Ali", "kind": "primary", "quality": "strong"}],
        ),
        ("birth_dates", "1965", [{"text": "1965"}]),
        (
            "birth_dates",
            [{"edtf": "1961/1963", "asserted_false": False}],
            [{"edtf": "1961/1963", "asserted_false": False}],
        ),
        ("documents", ["A 1"], [{"number": "A 1"}]),
        ("documents", [{"kind": "passport"}], None),
        ("contacts", [{"kind": "phone", "value": 123}], [{"kind": "phone", "value": "123"}]),
        ("nationalities", "IQ", ["IQ"]),
        ("nationalities", float("nan"), None),
        ("record_id", 7, "7"),
        ("record_id", 7.0, "7"),
        ("record_id", float("nan"), None),
        ("remarks", dt.date(2020, 1, 2), "2020-01-02"),
        ("reliability", "b2", "B2"),
        ("reliability", 0.5, "0.5"),
        ("retain_until", "2030-01-31T00:00:00", dt.date(2030, 1, 31)),
        ("entered_on", dt.datetime(2030, 1, 31, 12), dt.date(2030, 1, 31)),  # noqa: DTZ001
        ("entered_on", pd.NaT, None),
        ("remarks", pd.NaT, None),
        ("extra", {"a": 1, "b": None}, [("a", "1")]),
        ("extra", [("a", "1"), ("a", "2")], [("a", "1 | 2")]),
    ],
)
def test_values_that_fit(field, given, made):
    assert check(field, given) == (made, [])


@pytest.mark.parametrize(
    ("field", "given", "reason"),
    [
        ("names", [{"fulll": "x"}], "no part named 'fulll'"),
        ("names", 7, "must be a list, not int"),
        ("names", [{"full": "x", "kind": "pet"}], "kind must be one of"),
        ("names", ["x"] * (MAX_VALUES + 1), "more than 1,000 values"),
        ("names", "x" * (MAX_TEXT + 1), "longer than 10,000"),
        ("names", "a\x00b", "NUL"),
        ("names", "a\ud800b", "not valid Unicode"),
        ("documents", [{"number": "1", "asserted_false": "no"}], "true or false"),
        ("role", "villain", "must be one of"),
        ("sex", "M", "must be one of"),
        ("record_id", 10**2000, "digits"),
        ("record_id", True, "must be text, not bool"),
        ("record_id", b"7", "must be text, not bytes"),
        ("retain_until", "soon", "must be a day"),
        ("extra", 7, "must be a map"),
    ],
)
def test_values_that_reject_a_record(field, given, reason):
    with pytest.raises(FieldError) as caught:
        check(field, given)
    assert caught.value.args[0] == field
    assert reason in caught.value.args[1]


def test_a_date_that_is_none_stays_as_text():
    made, unread = check("birth_dates", [{"edtf": "1965-02-31"}])
    assert made == [{"text": "1965-02-31"}]
    assert [field for field, _ in unread] == ["birth_dates"]


def test_control_characters_are_taken_out_and_told():
    made, unread = check("remarks", "red\x1b[31m")
    assert made == "red [31m"
    assert unread


def test_a_reliability_that_is_none_is_told():
    assert check("reliability", "G9")[0] is None
    assert check("reliability", "0")[1]


def test_what_is_shown_is_printable_and_short():
    assert safe("a\nb\ud800" + "c" * 500) == "a?b?" + "c" * 96
    assert safe(10**5000) is None
    assert safe(None) is None
