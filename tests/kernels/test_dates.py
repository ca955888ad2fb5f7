"""Comparison of dates: kernel against oracle, laws, and cases written by hand."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import dates as oracle

from suspectmatch.dates.columns import parse_dates
from suspectmatch.dates.edtf import read_edtf
from suspectmatch.kernels import dates as kernel
from suspectmatch.levels import DATE_LEVELS

pytestmark = pytest.mark.kernels

TESTS = Path(__file__).parents[1]
DATE_LEVEL_NAMES = tuple(level.name for level in DATE_LEVELS)
TOP = len(DATE_LEVELS) - 1
DAYS = st.dates(dt.date(1955, 1, 1), dt.date(1972, 12, 31))


def number(name):
    return -1 if name is None else TOP - DATE_LEVEL_NAMES.index(name)


def level(left, right, calendars=(None, None)):
    """Level number of two dates; a "hijri:" or "solar:" in front names the calendar."""
    table = parse_dates([left, right], None, list(calendars)).table
    return int(kernel.date_level(table, 0, 1))


def near(day):
    """A day and one that an error in writing makes of it."""

    def shift(kind, amount):
        if kind == "days":
            return day + dt.timedelta(days=amount)
        try:
            if kind == "swap":
                return day.replace(month=day.day, day=day.month)
            if kind == "years":
                return day.replace(year=day.year + amount)
            return day.replace(day=int(str(day.day)[::-1]))
        except ValueError:
            return day

    return st.builds(
        shift, st.sampled_from(["days", "swap", "years", "digits"]), st.integers(-11, 11)
    ).map(lambda other: (day.isoformat(), other.isoformat()))


EXPRESSIONS = st.one_of(
    DAYS.map(dt.date.isoformat),
    DAYS.map(lambda day: day.replace(day=1, month=1 if day.month < 7 else 7).isoformat()),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y-%m}~"),
    DAYS.map(lambda day: f"{day:%Y}"),
    DAYS.map(lambda day: f"{day:%Y}~"),
    DAYS.map(lambda day: f"{day}~"),
    DAYS.map(lambda day: f"{day:%Y}"[:3] + "X"),
    st.tuples(DAYS, DAYS).map(lambda two: f"{min(two):%Y}/{max(two):%Y}"),
    st.sampled_from(["", "1900-01-01", "1965-02-30", "1961/.."]),
)
PAIRS = st.one_of(st.tuples(EXPRESSIONS, EXPRESSIONS), DAYS.flatmap(near))


def test_levels_are_declared_once_and_named_in_plain_words():
    assert len({level.words for level in DATE_LEVELS}) == len(set(DATE_LEVEL_NAMES)) == 22
    assert all(level.words and "_" not in level.words for level in DATE_LEVELS)


@settings(deadline=None, max_examples=400)
@given(PAIRS)
def test_level_is_the_oracle(pair):
    left, right = pair
    expected = number(oracle.date_level(read_edtf(left), read_edtf(right)))
    assert level(left, right) == expected == level(right, left)


@settings(deadline=None)
@given(DAYS, st.integers(-4, 4), st.sampled_from(["hijri", "solar_hijri"]))
def test_converted_days_match_within_two(day, slack, calendar):
    other = (day + dt.timedelta(days=slack)).isoformat()
    found = level(day.isoformat(), other, (calendar, None))
    expected = oracle.date_level(read_edtf(day.isoformat(), calendar), read_edtf(other))
    assert found == number(expected)
    assert (found == number("same_day_converted")) == (abs(slack) <= 2)


@settings(deadline=None)
@given(DAYS)
def test_an_equal_day_is_the_top_level(day):
    default = (day.month, day.day) == (1, 1)
    assert level(day.isoformat(), day.isoformat()) == (number("same_default_day") if default else TOP)


@settings(deadline=None)
@given(EXPRESSIONS)
def test_missing_is_minus_one(date):
    assert level(date, "1900-01-01") == level("no date", date) == -1


@settings(deadline=None)
@given(st.integers(18500101, 20991231), st.integers(18500101, 20991231))
def test_one_digit_apart_is_the_oracle(first, second):
    for other in (first, second, first + 1, first + 10, first - 1000):
        expected = oracle.one_typing_error(str(first), str(other))
        left, right = int(str(first), 16), int(str(other), 16)
        assert bool(kernel.one_digit_apart(left, right)) == expected
        assert bool(kernel.one_digit_apart(right, left)) == expected


def levels_of(left, right, rows, *values):
    levels = np.full(len(left), 99, np.int8)
    kernel.date_levels_pairs(left, right, rows, *values, levels)
    return levels


SETS = st.lists(st.tuples(EXPRESSIONS, st.booleans()), max_size=4)


@settings(deadline=None, max_examples=60)
@given(st.lists(SETS, min_size=2, max_size=5))
def test_sets_of_dates_are_the_oracle(records):
    flat = [occurrence for record in records for occurrence in record]
    offsets = np.concatenate([[0], np.cumsum([len(record) for record in records])]).astype(np.int64)
    codes = np.arange(len(flat), dtype=np.int32)
    false = np.array([is_false for _, is_false in flat], dtype=np.bool_)
    table = parse_dates([text for text, _ in flat]).table
    left, right = np.triu_indices(len(records), 1)
    left, right = left.astype(np.int32), right.astype(np.int32)
    rows = kernel.day_rows(offsets, codes, false, table)
    levels = levels_of(left, right, rows, offsets, codes, false, table)
    again = levels_of(right, left, rows, offsets, codes, false, table)
    assert levels.tolist() == again.tolist()
    read = [[(read_edtf(text), is_false) for text, is_false in record] for record in records]
    for i, j, found in zip(left.tolist(), right.tolist(), levels.tolist(), strict=True):
        assert found == number(oracle.best_date_level(read[i], read[j], DATE_LEVEL_NAMES))


@settings(deadline=None, max_examples=200)
@given(st.lists(PAIRS, min_size=1, max_size=4), st.sampled_from([None, "hijri", "solar_hijri"]))
def test_one_plain_day_each_is_compared_as_any_other_date(pairs, calendar):
    """The short way for records with one full day gives the levels of the long way."""
    texts = [text for pair in pairs for text in pair]
    table = parse_dates(texts, None, [calendar, *[None] * (len(texts) - 1)]).table
    offsets, codes = np.arange(len(texts) + 1), np.arange(len(texts), dtype=np.int32)
    values = offsets, codes, np.zeros(len(texts), np.bool_), table
    rows = kernel.day_rows(*values)
    left, right = (side.astype(np.int32) for side in np.triu_indices(len(texts)))
    left, right = np.tile(left, 90), np.tile(right, 90)  # more than are fetched at a time
    long_way = levels_of(left, right, np.zeros_like(rows), *values)
    assert levels_of(left, right, rows, *values).tolist() == long_way.tolist()
    assert levels_of(right, left, rows, *values).tolist() == long_way.tolist()


def test_a_row_of_days_is_for_records_of_one_full_day_only():
    texts = ["1965-03-12", "1965-01-01", "1965", "1965-03-12~", "1344-03-12", "1965-03-12", "1966-04-05"]
    table = parse_dates(texts, None, [*[None] * 4, "solar_hijri", None, None]).table
    codes = np.array([0, 1, 2, 3, 4, 0, 5, 6], np.int32)
    offsets = np.array([0, 1, 2, 3, 4, 5, 6, 8, 8])
    false = np.arange(8) == 5
    rows = kernel.day_rows(offsets, codes, false, table)
    assert (rows.shape, rows.dtype) == ((8, 4), np.int32)
    assert rows[:, 1].tolist() == [19650312, 19650101, 0, 0, 0, 0, 0, 0]
    assert rows[0, 2] == 0x19650312
    assert rows[:2, 3].tolist() == [0, 1]


def test_best_pair_of_occurrences_is_named():
    table = parse_dates(["1960", "1965-03-12", "1971", "1965-03-12"]).table
    false = np.zeros(4, np.bool_)
    found = kernel.best_date_level(0, 2, 2, 4, np.arange(4, dtype=np.int32), false, table)
    assert tuple(map(int, found)) == (TOP, 1, 3)


def test_a_false_date_raises_but_never_lowers():
    table = parse_dates(["1965-03-12", "1980-05-05", "1965-03-12"]).table
    codes = np.arange(3, dtype=np.int32)
    false = np.array([True, False, False])
    assert kernel.best_date_level(0, 1, 1, 2, codes, false, table)[0] == -1
    assert kernel.best_date_level(0, 1, 2, 3, codes, false, table)[0] == TOP


def test_no_dates_on_a_side_is_missing():
    table = parse_dates(["1965-03-12"]).table
    found = kernel.best_date_level(0, 1, 1, 1, np.zeros(1, np.int32), np.zeros(1, np.bool_), table)
    assert tuple(map(int, found)) == (-1, -1, -1)


CASES = list(
    csv.DictReader((TESTS / "cases" / "date_levels.csv").read_text(encoding="utf-8").splitlines())
)


def test_there_are_enough_cases():
    assert len(CASES) >= 60
    assert {case["level"] for case in CASES} == {*DATE_LEVEL_NAMES, "missing"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['left']} {case['right']}")
def test_cases(case):
    sides = [case["left"].rpartition(" "), case["right"].rpartition(" ")]
    calendars = [calendar or None for calendar, _, _ in sides]
    dates = [date for _, _, date in sides]
    expected = number(None if case["level"] == "missing" else case["level"])
    assert level(*dates, calendars) == expected, case["why"]
    assert level(*dates[::-1], calendars[::-1]) == expected, case["why"]
