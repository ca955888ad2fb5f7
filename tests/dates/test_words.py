"""Words in which dates are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.dates import words as date_words
from suspectmatch.dates.words import (
    CHOICE,
    CIRCA,
    LUNAR_CALENDAR,
    OPEN,
    RANGE,
    SOLAR_CALENDAR,
    fold,
    mark_months,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  12  Ao\u00fbt\n1965 ", "12 aout 1965"),
        ("\u0661\u0662/\u06f3", "12/3"),
        ("1961 \u2013 1963", "1961 - 1963"),
        ("\u0647\u0640", "\u0647"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "marked", "calendar"),
    [
        ("12 march 1965", "12 <3> 1965", None),
        ("12-sept-1965", "12-<9>-1965", None),
        ("12 mars 1965", "12 <3> 1965", None),
        ("12 de julio", "12 de <7>", None),
        ("1 muharram 1390", "1 <1> 1390", "hijri"),
        ("rabi al-awwal 1390", "<3> 1390", "hijri"),
        ("rabi al-thani 1390", "<4> 1390", "hijri"),
        ("jumada ii 1390", "<6> 1390", "hijri"),
        ("dhu al-qidah 1390", "<11> 1390", "hijri"),
        ("dhul-hijjah 1390", "<12> 1390", "hijri"),
        ("12 hamal 1350", "12 <1> 1350", "solar_hijri"),
        ("born about 1965 or 1966", "born about 1965 or 1966", None),
        ("summer of 1965", "summer of 1965", None),
    ],
)
def test_mark_months(text, marked, calendar):
    assert mark_months(text) == (marked, calendar)


def test_every_english_month_has_its_number():
    for name, number in date_words._ENGLISH.items():
        assert mark_months(name) == mark_months(name[:3]) == (f"<{number}>", None)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (CIRCA, ["circa", "c. 1", "approx.", "~", "?", "vers"], ["cat", "universal", "carried"]),
        (RANGE, [" - ", " to ", "/", " and ", " au "], [" or ", ";", "", " x "]),
        (CHOICE, [" or ", ", or ", " ou "], [" to ", "-", ""]),
        (OPEN, ["before 1970", "after <5>", "not later than 1970"], ["thereafter", "before"]),
        (LUNAR_CALENDAR, ["(hijri calendar)", "1402 ah", "a.h.", "islamic"], ["ahmad", "1402"]),
        (SOLAR_CALENDAR, ["solar hijri", "shamsi", "(solar hijri)"], ["hijri", "shamsia x"]),
    ],
)
def test_patterns(pattern, yes, no):
    is_whole = pattern in {RANGE, CHOICE}
    for text in yes:
        assert pattern.fullmatch(text) if is_whole else pattern.search(text), text
    for text in no:
        assert not (pattern.fullmatch(text) if is_whole else pattern.search(text)), text
