"""Ages and the years of birth that follow from them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.dates.ages import find_age, read_age


def born(age, as_of):
    """The years of birth of an age as a cell has it."""
    found = read_age(age)
    return found and found.born(as_of, as_of)


@pytest.mark.parametrize(
    ("age", "edtf"),
    [
        ("30", "1982/1983"),
        ("30 ans", "1982/1983"),
        ("30-35", "1977/1983"),
        ("30 to 35", "1977/1983"),
        ("about 30", "1980/1986"),
        ("environ 30 ans", "1980/1986"),
        ("~30", "1980/1986"),
        ("30s", "1973/1983"),
        ("young", None),
        ("121", None),
        ("300", None),
        ("120", "1892/1893"),
        ("mid-30s", "1975/1980"),
        ("cerca de 30", "1980/1986"),
        ("35-30", None),
        ("0", None),
    ],
)
def test_ages(age, edtf):
    assert born(age, dt.date(2013, 6, 1)) == edtf


@given(
    st.dates(dt.date(1920, 1, 1), dt.date(2000, 1, 1)),
    st.dates(dt.date(2005, 1, 1), dt.date(2026, 2, 1)),
)
def test_a_plain_age_spans_the_year_of_birth(birth, as_of):
    age = as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))
    first, last = map(int, born(str(age), as_of).split("/"))
    assert first <= birth.year <= last == first + 1


@pytest.mark.parametrize("text", ["30", "12/03/1965", "1930s", "1965", "unknown"])
def test_an_age_in_a_text_needs_its_word(text):
    assert find_age(text) is None
