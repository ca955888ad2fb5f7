"""Dates as sources print them, as EDTF."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from suspectmatch.dates.ages import find_age
from suspectmatch.dates.edtf import read_edtf
from suspectmatch.dates.text import read_date_text, read_day, read_printed
from suspectmatch.dates.words import fold

TODAY = dt.date(2026, 11, 24)

CASES = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "cases" / "dates.csv").read_text(encoding="utf-8").splitlines()
    )
)


def test_there_are_enough_cases():
    assert len(CASES) >= 230
    assert sum(not case["edtf"] for case in CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "nothing")
def test_texts(case):
    if case["reference"]:
        day = dt.date.fromisoformat(case["reference"])
        read = read_edtf(find_age(fold(case["text"])).born(day, day))
    else:
        read = read_date_text(case["text"], case["calendar"] or None, TODAY)
    expected = read_edtf(case["edtf"])
    assert days_of(read) == days_of(expected) or (isinstance(read, str) and not case["edtf"]), case[
        "why"
    ]


@pytest.mark.parametrize(
    ("text", "is_guess"),
    [("5-May-65", False), ("5-May-05", False), ("5-May-06", True), ("5-May-26", True), ("1926", False)],
)
def test_a_century_that_could_be_another_is_a_guess(text, is_guess):
    assert read_date_text(text, today=TODAY).century_guessed is is_guess


def test_a_year_of_two_figures_follows_the_day_of_the_run():
    days = (dt.date(1999, 12, 31), dt.date(2019, 12, 31), dt.date(2020, 1, 1), dt.date(2099, 1, 1))
    years = [read_date_text("01/02/20", today=day).year for day in days]
    assert years == [1920, 1920, 2020, 2020]


@pytest.mark.parametrize(
    ("text", "edtf", "note"),
    [
        ("19 August 1966", "1966-08-19", None),
        ("Sept 1966", "1966-09", None),
        ("circa 1966", "1966~", None),
        ("19 1966", None, None),
        ("24/06/1402 (Hijri Calendar)", None, None),
        ("31 Feb 1980", None, "names no day of the calendar"),
        ("01 Jan 1980 to 31 Feb 1980", None, "names no day of the calendar"),
        ("5-May-20", "2020-05-05", "two-digit year, read as the latest that is not in the future"),
    ],
)
def test_printed_dates(text, edtf, note):
    assert read_printed(text, TODAY) == (edtf, note)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-11-30T20:31:19-05:00", "2020-11-30"),
        ("13/04/2018", "2018-04-13"),
        ("13-Apr-2018", "2018-04-13"),
        ("2018", None),
        ("31/02/2018", None),
    ],
)
def test_days(text, day):
    found = read_day(text)
    assert (found and found.isoformat()) == day


def days_of(date):
    return date if isinstance(date, str) else (date.earliest, date.latest, date.precision, date.year)


@pytest.mark.shared
def test_real_lists_are_read_from_their_text(shared_data, record_property):
    n, agreed = 0, 0
    for path in sorted((shared_data / "lists" / "records").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for date in json.loads(line).get("birth_dates") or []:
                if date["edtf"]:
                    n += 1
                    agreed += days_of(read_date_text(date["text"])) == days_of(read_edtf(date["edtf"]))
    record_property("figure: dates read from their text as stated", f"{agreed / n:.4f} of {n}")
    assert agreed / n >= 0.998
