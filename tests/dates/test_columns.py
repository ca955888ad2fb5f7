"""Dates as sources print them, as EDTF and as intervals of days."""

from __future__ import annotations

import csv
import datetime as dt
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suspectmatch.dates import edtf as date_edtf
from suspectmatch.dates import text as date_text
from suspectmatch.dates.columns import parse_dates
from suspectmatch.dates.edtf import read_edtf
from suspectmatch.dates.text import read_printed
from suspectmatch.kernels.dates import (
    FROM_LUNAR,
    FROM_SOLAR,
    N_DATE_COLUMNS,
    RANGE_PRECISION,
    UNREAD,
    YEAR_PRECISION,
)

CASES = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "cases" / "dates.csv").read_text(encoding="utf-8").splitlines()
    )
)
EPOCH, TODAY = dt.date(1970, 1, 1), dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(1850, 1, 1), dt.date(2100, 12, 31)).filter(
    lambda day: day not in date_edtf._PLACEHOLDER_DAYS
)


def one(edtf=None, text=None, calendar=None):
    """The only date of a column, as a PartialDate, or its reason."""
    column = parse_dates([edtf], [text], [calendar], today=TODAY)
    if column.precision[0] == UNREAD:
        return column.reason[0]
    return date_edtf.PartialDate(
        earliest=EPOCH + dt.timedelta(days=int(column.earliest[0])),
        latest=EPOCH + dt.timedelta(days=int(column.latest[0])),
        precision=int(column.precision[0]),
        year=int(column.year[0]),
        month=int(column.month[0]),
        day=int(column.day[0]),
        approximate=bool(column.approximate[0]),
        calendar=int(column.calendar[0]),
        written=int(column.written[0]),
        century_guessed=0 in column.note,
    )


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if not case["reference"]],  # a column knows no reference day
    ids=lambda case: case["text"] or "nothing",
)
def test_a_text_and_its_edtf_give_the_same_interval(case):
    read = one(text=case["text"], calendar=case["calendar"] or None)
    if not case["edtf"]:
        assert isinstance(read, str)
        return
    plain = one(edtf=case["edtf"])
    assert (read.earliest, read.latest, read.precision, read.year) == (
        plain.earliest,
        plain.latest,
        plain.precision,
        plain.year,
    )


@pytest.mark.parametrize(
    ("edtf", "text", "calendar", "reason"),
    [
        (None, None, None, date_edtf.EMPTY),
        ("", None, None, date_edtf.EMPTY),
        (None, "  ", None, date_edtf.EMPTY),
        ("0000-00-00", None, None, date_edtf.PLACEHOLDER),
        ("0000", None, None, date_edtf.PLACEHOLDER),
        ("1900-01-01", None, None, date_edtf.PLACEHOLDER),
        ("1753-01-01", None, None, date_edtf.PLACEHOLDER),
        ("9999-12-31", None, None, date_edtf.PLACEHOLDER),
        ("1965-02-31", None, None, date_edtf.NO_SUCH_DAY),
        ("1965-13", None, None, date_edtf.NO_SUCH_DAY),
        ("1849-05-05", None, None, date_edtf.OUTSIDE),
        ("2101", None, None, date_edtf.OUTSIDE),
        ("../1963", None, None, date_edtf.OPEN_INTERVAL),
        ("1963/", None, None, date_edtf.OPEN_INTERVAL),
        ("1963/1961", None, None, date_edtf.REVERSED),
        ("1961/1962/1963", None, None, date_edtf.NOT_EDTF),
        ("1961/no date", None, None, date_edtf.NOT_EDTF),
        ("no date/1961", None, None, date_edtf.NOT_EDTF),
        ("XXXX-05-12", None, None, date_edtf.NO_YEAR),
        ("19XX", None, None, date_edtf.TOO_WIDE),
        ("1402-06-24", None, None, date_edtf.HIJRI_UNMARKED),
        ("1345", None, "gregorian", date_edtf.HIJRI_UNMARKED),
        ("1250", None, "hijri", date_edtf.OUTSIDE),
        ("1402-06-31", None, "hijri", date_edtf.NO_SUCH_DAY),
        ("1350-07-31", None, "solar_hijri", date_edtf.NO_SUCH_DAY),
        ("no date", None, None, date_edtf.NOT_EDTF),
        ("no date", "none known", None, date_text.NOT_READ),
        (None, "30-35 years old", None, date_text.AGE),
        (None, "200 years old in 2010", None, date_text.NOT_READ),
        (None, "29 years old in the old 14th", None, date_text.AGE),
    ],
)
def test_reasons(edtf, text, calendar, reason):
    assert one(edtf, text, calendar) == reason


def test_a_reason_never_holds_the_value():
    texts = ["31/02/1965", "19XX", "Ali 77", "before 1971"]
    for reason in parse_dates([None] * 4, texts).reason.values():
        assert not any(figures in reason for figures in ("1965", "19XX", "77", "1971"))


def test_text_is_used_where_edtf_is_none():
    assert one("no edtf", "12 March 1965").day == 12
    assert one("1900-01-01", "12 March 1965") == date_edtf.PLACEHOLDER
    assert one("1965", "12 March 1965").precision == YEAR_PRECISION


@pytest.mark.parametrize("text", ["1965-01-01", "01/01/1965", "1 Jan 1965"])
def test_default_days(text):
    assert one(text=text).default_day
    assert parse_dates([None], [text]).default_day.tolist() == [True]


@pytest.mark.parametrize("text", ["1965-01-02", "1965-07-01", "1965-01", "1965", "12/03/1965"])
def test_other_days_are_no_default(text):
    assert not one(text=text).default_day


def test_hijri_dates():
    lunar = one("1402-06-24", calendar="hijri")
    assert (str(lunar.earliest), lunar.calendar, lunar.precision) == ("1982-04-18", FROM_LUNAR, 0)
    assert (lunar.year, lunar.month, lunar.day) == (1982, 4, 18)
    solar = one("1350", calendar="solar_hijri")
    assert (str(solar.earliest), str(solar.latest)) == ("1971-03-21", "1972-03-20")
    assert (solar.calendar, solar.precision, solar.year) == (FROM_SOLAR, RANGE_PRECISION, 0)
    month = one("1350-01", calendar="solar_hijri")
    assert (str(month.earliest), str(month.latest)) == ("1971-03-21", "1971-04-20")
    years = one("1350/1352", calendar="solar_hijri")
    assert (str(years.earliest), str(years.latest)) == ("1971-03-21", "1974-03-20")


def test_a_gregorian_year_stays_gregorian_but_counts_as_converted():
    assert one("1982-04-18", calendar="hijri").calendar == FROM_LUNAR
    assert str(one("1982-04-18", calendar="hijri").earliest) == "1982-04-18"


@settings(deadline=None)
@given(DAYS)
def test_the_fast_path_reads_as_the_slow_one(day):
    for form in (f"{day}", f"{day:%Y-%m}", f"{day:%Y}"):
        assert one(form) == one(text=form) == read_edtf(form)
    for form in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}"):
        assert one(text=form) == read_edtf(str(day))


@settings(deadline=None, max_examples=200)
@given(DAYS)
def test_figures_of_the_table(day):
    table = parse_dates([str(day)]).table
    figures = day.year * 10_000 + day.month * 100 + day.day
    days = (day - EPOCH).days
    assert table.shape == (1, N_DATE_COLUMNS)
    assert table.dtype == np.int32
    assert table[0, :7].tolist() == [days, days, figures, figures, day.year, day.month, day.day]


@settings(deadline=None, max_examples=300)
@given(st.text("0123456789-/. XxabcJanFeb~?'()هـ١", max_size=24))
def test_any_text_is_read_or_has_a_reason(text):
    read = one(text=text)
    assert isinstance(read, str) or read.earliest <= read.latest
    edtf, _ = read_printed(text, TODAY)
    if edtf is not None:
        assert (read.earliest, read.latest) == (one(edtf=edtf).earliest, one(edtf=edtf).latest)


def test_columns_of_arrow_and_of_nothing():
    column = parse_dates(pa.chunked_array([["1965"], ["1966", None]]), pa.nulls(3, pa.string()))
    assert column.year.tolist() == [1965, 1966, 0]
    assert column.reason == {2: date_edtf.EMPTY}
    assert column.is_read.tolist() == [True, True, False]
    sliced = pa.array(["x", "1965-03-12", "1966-04-05"]).slice(1)
    assert parse_dates(sliced).day.tolist() == [12, 5]
    assert len(parse_dates([])) == 0
    assert parse_dates([]).table.shape == (0, N_DATE_COLUMNS)


def test_a_column_survives_pickling():
    column = parse_dates(["1965", "31"])
    again = pickle.loads(pickle.dumps(column))
    assert again.table.tolist() == column.table.tolist()
    assert again.reason == column.reason
