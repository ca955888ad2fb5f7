"""Birth dates of records: default days of each source, two readings of a date, dates called false."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from suspectmatch.kernels.dates import FROM_LUNAR, FROM_SOLAR, GREGORIAN
from suspectmatch.normalising.birth_dates import DEFAULT_TIMES, FIRST_TIMES, default_days


def people(**sources):
    """People whose records have the given birth dates."""
    return sm.normalise(
        sm.load(
            {
                source: [
                    {"record_id": str(k), "names": ["Orm Ek"], "birth_dates": dates}
                    for k, dates in enumerate(records)
                ]
                for source, records in sources.items()
            }
        )
    )


def is_default(born):
    """For each occurrence whether it falls on a default day of its source."""
    return born.dates.default_day[born.codes].tolist()


def any_days(n, begin=0):
    """Days of which none is one of the first of a month."""
    days = np.arange(n) * 29 + begin
    spread = np.datetime64("1950-01-02") + days
    return [[str(day)] for day in spread if not str(day).endswith("-01")]


def test_a_day_is_a_default_only_where_its_source_has_it_often():
    careless = [[f"{year}-06-15"] for year in range(1955, 1975)] + any_days(100)
    careful = [["1955-06-15"], *any_days(120)]
    born = people(careless=careless, careful=careful).birth_dates
    flags = is_default(born)
    assert flags[:20] == [True] * 20
    assert not any(flags[20:])
    same = [code for k, code in enumerate(born.codes) if k in (0, len(careless))]
    assert same[0] != same[1]
    assert born.dates.earliest[same[0]] == born.dates.earliest[same[1]]


def test_the_first_of_the_year_is_a_default_until_the_source_shows_that_it_is_not():
    assert is_default(people(a=[["1965-01-01"], ["1965-07-01"]]).birth_dates) == [True, False]
    every = [[str(day)] for day in np.arange("1950-01-01", "1960-01-01", dtype="M8[D]")]
    assert not any(is_default(people(a=every).birth_dates))


def test_the_first_day_is_that_of_the_calendar_it_was_written_in():
    dates = [[{"edtf": "1390-01-01", "calendar": calendar}] for calendar in ("hijri", "solar_hijri")]
    born = people(a=[*dates, [{"edtf": "1970-03-09"}]]).birth_dates
    assert is_default(born) == [True, True, False]


def test_a_default_day_is_no_birthday_but_a_year():
    found = people(a=[["1965-01-01"]], b=[["1965-09-27"]], c=[["1965-01-01"]])
    compared = sm.compare(sm.block(found, [sm.block_on("name")]))
    named = compared.comparisons[[each.name for each in compared.comparisons].index("birth_date")]
    column = list(compared.comparisons).index(named)
    levels = {
        (i, j): named.level(level).name
        for i, j, level in zip(
            compared.left.tolist(),
            compared.right.tolist(),
            compared.levels[:, column].tolist(),
            strict=True,
        )
    }
    assert levels == {
        (0, 1): "default_day_same_year",
        (0, 2): "same_default_day",
        (1, 2): "default_day_same_year",
    }


def test_one_person_who_is_there_often_makes_no_default_day():
    assert not any(is_default(people(a=[["1965-06-15"]] * 40 + any_days(100)).birth_dates))


DATES = st.tuples(st.integers(1960, 1963), st.sampled_from([0, 101, 312, 615, 701, 1231]))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(DATES, st.integers(0, 2)), max_size=60))
def test_default_days_are_those_of_the_definition(occurrences):
    counted = Counter(occurrences)
    written = np.array([day for (_, day), _ in counted], np.int64)
    group = np.array([each for _, each in counted], np.int64)
    found = default_days(written, group, np.array(list(counted.values()), np.int64), 3)
    for each in range(3):
        times = Counter()
        for day in (101, 312, 615, 701, 1231):
            n = [n for ((_, other), own), n in counted.items() if (other, own) == (day, each)]
            times[day] = sum(n) - max(n, default=0) + bool(n)
        total = times.total() + 365.25 + FIRST_TIMES - 1
        for day in (*times, 1111):
            share = (times[day] + (FIRST_TIMES if day == 101 else 1)) / total
            assert found[each, day] == (share * 365.25 >= DEFAULT_TIMES)
    assert not found[:, 0].any()


@pytest.mark.parametrize("text", ["1345", "1345-02", "1345-02-03", "3/2/1345"])
def test_an_unmarked_hijri_date_is_read_in_both_calendars_and_reported(text):
    found = people(a=[["1960", {"text": text}, "1961"], ["1962"]])
    born = found.birth_dates
    assert born.offsets.tolist() == [0, 4, 5]
    assert born.position.tolist() == [0, 1, 1, 2, 0]
    calendars = born.dates.calendar[born.codes].tolist()
    assert calendars == [GREGORIAN, FROM_LUNAR, FROM_SOLAR, GREGORIAN, GREGORIAN]
    years = 1970 + born.dates.earliest[born.codes[1:3]] / 365.25
    assert years.astype(int).tolist() == [1926, 1966]
    assert [row["reason"] for row in found.unread.to_pylist()] == [
        "looks like a Hijri year; state the calendar"
    ]


def test_an_unmarked_hijri_date_that_only_one_calendar_has():
    born = people(a=[["1345-02-31"], ["1345-13-01"]]).birth_dates
    assert born.dates.calendar[born.codes].tolist() == [FROM_SOLAR, GREGORIAN]
    assert born.dates.is_read[born.codes].tolist() == [True, False]


def test_the_reading_that_fits_counts_and_is_shown():
    records = [
        {"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1990", "1345"]},
        {"record_id": "2", "names": ["Zubayr Tarkhani"], "birth_dates": ["1966"]},
    ]
    explanation = sm.link({"a": records[:1], "b": records[1:]}).explain("a:1", "b:2")
    row = next(row for row in explanation.rows if row.comparison == "birth_date")
    assert (row.left, row.right, row.level) == ("1345", "1966", "mostly_overlapping")


@pytest.mark.parametrize(
    ("text", "is_false"),
    [
        ("August 3, 1972 (fictitious)", True),
        ("12/03/1965 (from FALSE passport)", True),
        ("12 mars 1965 (faux)", True),
        ("12.03.1965 (поддельный паспорт)", True),
        ("12 March 1965 (true)", False),
        ("12 March 1965", False),
    ],
)
def test_a_date_that_its_text_calls_false(text, is_false):
    assert people(a=[[{"text": text}]]).birth_dates.asserted_false.tolist() == [is_false]
    stated = people(a=[[{"text": text, "asserted_false": True}]])
    assert stated.birth_dates.asserted_false.tolist() == [True]


def test_no_dates_at_all():
    born = people(a=[[], []]).birth_dates
    assert (born.offsets.tolist(), born.codes.size, born.position.size) == ([0, 0, 0], 0, 0)
