"""Dates of three calendars as intervals of days."""

from __future__ import annotations

import datetime as dt

import pytest

from suspectmatch.dates.calendars import UMM_AL_QURA_YEARS, bounds, month_end, tabular_day
from suspectmatch.kernels.dates import FROM_LUNAR, FROM_SOLAR, GREGORIAN


@pytest.mark.parametrize(
    ("date", "calendar", "first", "last"),
    [
        ((1965, 2, 0), GREGORIAN, "1965-02-01", "1965-02-28"),
        ((1965, 0, 5), GREGORIAN, "1965-01-01", "1965-12-31"),
        ((1402, 6, 24), FROM_LUNAR, "1982-04-18", "1982-04-18"),
        ((1342, 0, 0), FROM_LUNAR, "1923-08-14", "1924-08-01"),
        ((1350, 1, 0), FROM_SOLAR, "1971-03-21", "1971-04-20"),
    ],
)
def test_bounds(date, calendar, first, last):
    assert bounds(*date, calendar) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("calendar", [GREGORIAN, FROM_LUNAR, FROM_SOLAR])
@pytest.mark.parametrize("date", [(1390, 13, 1), (1390, 2, 32)])
def test_days_that_no_calendar_has(date, calendar):
    with pytest.raises(ValueError, match=r".*"):
        bounds(*date, calendar)


def test_the_tabular_calendar_is_near_the_observed_one():
    for year in UMM_AL_QURA_YEARS:
        assert abs((tabular_day(year, 1, 1) - bounds(year, 1, 1, FROM_LUNAR)[0]).days) <= 2


def test_the_last_day_of_a_month():
    assert month_end(1964, 2) == dt.date(1964, 2, 29)
