"""EDTF expressions in three calendars, as intervals of days."""

from __future__ import annotations

import pytest

from suspectmatch.dates.edtf import NOT_EDTF, is_edtf, read_edtf
from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    GREGORIAN,
    MONTH_PRECISION,
    RANGE_PRECISION,
    YEAR_PRECISION,
)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision", "year"),
    [
        ("1965", "1965-01-01", "1965-12-31", YEAR_PRECISION, 1965),
        ("1965-03", "1965-03-01", "1965-03-31", MONTH_PRECISION, 1965),
        ("1964-02", "1964-02-01", "1964-02-29", MONTH_PRECISION, 1964),
        ("1965-03-12", "1965-03-12", "1965-03-12", DAY_PRECISION, 1965),
        ("1970~", "1968-01-01", "1972-12-31", YEAR_PRECISION, 1970),
        ("1970?", "1968-01-01", "1972-12-31", YEAR_PRECISION, 1970),
        ("1970%", "1968-01-01", "1972-12-31", YEAR_PRECISION, 1970),
        ("1970-03~", "1970-01-01", "1970-05-31", MONTH_PRECISION, 1970),
        ("1970-03-15~", "1970-02-12", "1970-04-15", DAY_PRECISION, 1970),
        ("1961/1963", "1961-01-01", "1963-12-31", RANGE_PRECISION, 0),
        ("1973~/1980~", "1971-01-01", "1982-12-31", RANGE_PRECISION, 0),
        ("1961-03/1961-05-02", "1961-03-01", "1961-05-02", RANGE_PRECISION, 1961),
        ("1973-01-01/1973-12-31", "1973-01-01", "1973-12-31", YEAR_PRECISION, 1973),
        ("1973-02-01/1973-02-28", "1973-02-01", "1973-02-28", MONTH_PRECISION, 1973),
        ("1973-02-03/1973-02-03", "1973-02-03", "1973-02-03", DAY_PRECISION, 1973),
        ("196X", "1960-01-01", "1969-12-31", RANGE_PRECISION, 0),
        ("1965-XX", "1965-01-01", "1965-12-31", YEAR_PRECISION, 1965),
        ("1965-03-XX", "1965-03-01", "1965-03-31", MONTH_PRECISION, 1965),
        ("1965-XX-12", "1965-01-01", "1965-12-31", YEAR_PRECISION, 1965),
        ("1965-21", "1965-03-01", "1965-05-31", RANGE_PRECISION, 1965),
        ("1965-24", "1965-12-01", "1966-02-28", RANGE_PRECISION, 0),
        ("197X~", "1968-01-01", "1981-12-31", RANGE_PRECISION, 0),
    ],
)
def test_edtf(edtf, earliest, latest, precision, year):
    read = read_edtf(edtf)
    assert (str(read.earliest), str(read.latest)) == (earliest, latest)
    assert (read.precision, read.year) == (precision, year)
    assert read.approximate == any(mark in edtf for mark in "~?%")
    assert read.calendar == GREGORIAN


@pytest.mark.parametrize(
    "edtf",
    [
        "12 March 1965",
        "1965-3-12",
        "1965-03-12T",
        "65",
        "1965/03/12",
        "196X-03",
        "[1965,1966]",
        "/",
        "../..",
    ],
)
def test_only_edtf_is_read(edtf):
    assert read_edtf(edtf) == NOT_EDTF


def test_the_calendar_of_a_date_of_two_is_kept():
    assert read_edtf("1350/1971", "solar_hijri").calendar == read_edtf("1350", "solar_hijri").calendar


@pytest.mark.parametrize(
    "text",
    [
        "1965",
        "1965-03",
        "1965-03-12",
        "1961/1963",
        "1970~",
        "1970?",
        "196X",
        "19XX",
        "1965-XX",
        "1965-03-XX",
        "1961-05/1963",
        "/1963",
        "1961/",
        "1961/..",
        "../1963",
    ],
)
def test_is_edtf(text):
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text", ["", "65", "1965-13", "1965-02-31", "0000-00-00", "12/03/1965", "1965-3-2", "about 1965"]
)
def test_is_no_edtf(text):
    assert not is_edtf(text)
