"""Dates in figures whose order is known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.dates.edtf import is_edtf
from suspectmatch.dates.figures import CENTURY_GUESSED, full_year, read_figures

TODAY = dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("12/03/1965", "dmy", "1965-03-12"),
        ("12/03/1965", "mdy", "1965-12-03"),
        ("12/03/1965", "ymd", None),
        ("12/03/1965", "text", None),
        ("1965-03-12", "dmy", "1965-03-12"),
        ("1965/3/2", "ymd", "1965-03-02"),
        ("12.3.1965", "dmy", "1965-03-12"),
        ("12 03 1965", "dmy", "1965-03-12"),
        ("1965-03-12T00:00:00", "ymd", "1965-03-12"),
        ("1965-03-12 10:30", "ymd", "1965-03-12"),
        ("19650312", "ymd", "1965-03-12"),
        ("12031965", "dmy", "1965-03-12"),
        ("19650000", "ymd", "1965"),
        ("1965", "dmy", "1965"),
        ("03/1965", "dmy", "1965-03"),
        ("1965-03", "dmy", "1965-03"),
        ("00/03/1965", "dmy", "1965-03"),
        ("00/00/1965", "dmy", "1965"),
        ("dd/mm/1965", "dmy", "1965"),
        ("XX/05/1965", "dmy", "1965-05"),
        ("1982-02-XX", "ymd", "1982-02"),
        ("1982-XX-XX", "ymd", "1982"),
        ("196X", "dmy", "196X"),
        ("12/03/65", "dmy", "1965-03-12"),
        ("12/03/27", "dmy", "1927-03-12"),
        ("1965-03-12-05:00", "ymd", "1965-03-12"),
        ("1965-03-12Z", "ymd", "1965-03-12"),
        ("1965/3", "ymd", "1965-03"),
        ("65-03-12", "ymd", None),
        ("about 1965", "dmy", None),
        ("12 March 1965", "dmy", None),
        ("24/06/1402", "dmy", None),
        ("", "dmy", None),
    ],
)
def test_days(text, order, edtf):
    assert read_figures(text, order, TODAY) == (edtf, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1980-02-31", "names no day of the calendar"),
        ("0000-00-00", "has no year"),
        ("00/13/1980", "has a month that is none"),
        ("12/03/1299", "has a year out of range"),
        ("12/03/1451", "has a year out of range"),
        ("31/02/1965", "names no day of the calendar"),
        ("29/02/1965", "names no day of the calendar"),
        ("12/13/1965", "has a month that is none"),
        ("12/03/0000", "has no year"),
        ("12/03/9999", "has a year out of range"),
    ],
)
def test_days_that_are_none(text, fault):
    assert read_figures(text, "dmy", TODAY) == (None, fault)


@given(st.text(max_size=12), st.sampled_from(["dmy", "mdy", "ymd", "text"]))
def test_any_text_is_a_date_of_edtf_or_none(text, order):
    edtf, fault = read_figures(text, order, TODAY)
    assert edtf is None or (is_edtf(edtf) and fault in {None, CENTURY_GUESSED})


@given(st.dates(dt.date(1930, 1, 1), TODAY))
def test_every_order_reads_its_own_days(day):
    assert read_figures(day.strftime("%d/%m/%Y"), "dmy", TODAY)[0] == day.isoformat()
    assert read_figures(day.strftime("%m/%d/%Y"), "mdy", TODAY)[0] == day.isoformat()
    assert read_figures(day.strftime("%Y%m%d"), "ymd", TODAY)[0] == day.isoformat()


@pytest.mark.parametrize(
    ("text", "edtf", "note"),
    [
        ("12/03/05", "2005-03-12", None),
        ("12/03/06", "2006-03-12", CENTURY_GUESSED),
        ("12/03/24", "2024-03-12", CENTURY_GUESSED),
        ("12/03/26", "2026-03-12", CENTURY_GUESSED),
        ("12/03/27", "1927-03-12", None),
        ("26", "2026", CENTURY_GUESSED),
        ("03/20", "2020-03", CENTURY_GUESSED),
    ],
)
def test_years_of_two_figures(text, edtf, note):
    assert read_figures(text, "dmy", TODAY) == (edtf, note)


@given(st.integers(0, 99), st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)))
def test_a_year_of_two_figures_is_never_in_the_future(figures, today):
    year = full_year(f"{figures:02}", today)
    assert year <= today.year < year + 100
