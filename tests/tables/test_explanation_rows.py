"""Rows of an explanation, in words."""

from __future__ import annotations

import json

import pytest

from suspectmatch.tables import Explanation, ExplanationRow, Frequency, NameAgreement, NamePart, Side
from suspectmatch.tables.explanation_rows import one_in

PARTS = (
    NamePart("zubayr", "zoubeir", "sounds alike", 8.4, 12, 0.002),
    NamePart("tarkhani", "tarkhani", "same", 9.9, 3),
)
NAME = NameAgreement(PARTS, (("orm",), ()), (("al",), ("al", "dr")), tries=6, correction=-0.94)


def row(**more):
    return ExplanationRow("name", "A", "B", "same", "same name", 12.0, **more)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "nearly all"),
        (0.5, "about 1 in 2.0"),
        (1 / 12, "about 1 in 12"),
        (1 / 3412, "about 1 in 3,400"),
        (2.0**-20, "about 1 in 1,000,000"),
    ],
)
def test_a_share_is_told_no_more_exactly_than_it_is(share, words):
    assert one_in(share) == words


def test_a_frequency_says_what_was_counted_and_what_was_not():
    assert Frequency(3, 9_124).words == "held by 3 of 9,124 records here"
    assert Frequency(3, 9_124, 0.01).words.endswith("; weighed as about 1 in 100 records")
    both = Frequency(3, 9_124, 1 / 3400, 1 / 5000, is_blended=True).words
    assert "in the reference about 1 in 5,000 persons" in both
    assert both.endswith("weighed as about 1 in 3,400 records, by both together")
    unlisted = Frequency(3, 9_124, 1 / 3400, is_blended=True).words
    assert unlisted.endswith("by these data and the reference")
    assert "in the reference about" not in unlisted


def test_names_are_told_part_by_part():
    assert NAME.words == (
        "zubayr ~ zoubeir: sounds alike; tarkhani",
        "only on the left: orm",
        "not compared: al, dr",
        "the best of 6 pairs of names that were tried; trying so many takes 0.9 bits off",
    )
    assert NameAgreement(is_weak=True).words == ("agrees through a weak alias, which counts half",)


def test_details_say_where_a_value_stands_where_there_are_several():
    assert row(left_at="names[0] of 1", right_at="names[0] of 1").details == ()
    assert row(left_at="names[1] of 3", right_at="names[0] of 1").details == (
        "at names[1] of 3 | names[0] of 1",
    )
    assert row(left_at="sex", right_at="sex").details == ()


def test_details_say_what_doubt_took_off_unless_it_is_nothing():
    assert row(doubt=-1.26).details == ("the reliability of the sources took 1.3 bits off",)
    assert row(doubt=-0.01).details == ()


def test_json_holds_everything_under_stable_keys():
    sides = Side("a", "1", "f.csv:2", "wanted", 0.5), Side("b", "2")
    full = row(name=NAME, frequency=Frequency(3, 10, 0.25), left_at="names[1] of 3", doubt=-0.5)
    body = json.loads(
        Explanation(
            ("a:1", "f.csv:2"), ("b:2", None), (full,), -10.0, 2.0, sides=sides, calibration=(0.5, 1.5)
        ).to_json()
    )
    assert list(body) == [
        "format",
        "left",
        "right",
        "prior",
        "calibration",
        "rows",
        "weight",
        "probability",
        "min_probability",
        "linked",
        "cautions",
        "verdict",
        "note",
    ]
    assert body["format"] == "suspectmatch explanation 1"
    assert body["left"] == {
        "source": "a",
        "record_id": "1",
        "location": "f.csv:2",
        "role": "wanted",
        "reliability": 0.5,
        "handling": [],
        "purpose": None,
    }
    assert body["prior"] == {"bits": -11.5, "records": None}
    assert body["calibration"] == {"slope": 0.5, "bits": 1.5}
    (made,) = body["rows"]
    assert set(made) == {
        *("comparison", "level", "words", "bits", "doubt", "left", "right", "frequency", "name")
    }
    assert made["left"] == {"value": "A", "at": "names[1] of 3"}
    assert made["name"]["parts"][0]["grade"] == "sounds alike"
    assert made["frequency"]["share"] == 0.25


def test_json_without_sides_is_json_all_the_same():
    body = json.loads(Explanation(("a:1", None), ("b:2", None), (row(),), -10.0, 2.0).to_json())
    assert body["left"] is None
    assert body["calibration"] is None


def test_the_steps_of_a_calibrated_model_show_the_calibration():
    explanation = Explanation(("a:1", None), ("b:2", None), (row(),), -10.0, 2.0, calibration=(0.5, 1.5))
    assert [step.bits for step in explanation.steps] == [-11.5, 1.5, 12.0]
    assert sum(step.bits for step in explanation.steps) == explanation.weight
    lines = str(explanation).splitlines()
    assert lines[2].strip() == "calibration    +1.5  the bits of all rows are times 0.5"
    assert "calibration" in explanation._repr_html_()


def test_doubt_is_told_once_for_the_pair():
    sides = Side("a", "1", reliability=0.5625), Side("b", "2")
    explanation = Explanation(("a:1", None), ("b:2", None), (row(doubt=-0.8),), -10.0, 2.0, sides=sides)
    assert explanation.doubt_words == "reliability 0.56 and 1: moved the total by -0.8 bits"
    assert explanation.doubt_words in str(explanation)
    assert explanation.doubt_words in explanation._repr_html_()
