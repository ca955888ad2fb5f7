from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.loading.fields import is_edtf
from suspectmatch.loading.mapping.cells import (
    PLACEHOLDERS,
    born,
    day_of,
    halves,
    is_placeholder,
    role_of,
    sex_of,
    without_fillers,
)

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
        ("12/03/24", "dmy", "2024-03-12"),
        ("12/03/27", "dmy", "1927-03-12"),
        ("about 1965", "dmy", None),
        ("12 March 1965", "dmy", None),
        ("24/06/1402", "dmy", None),
        ("", "dmy", None),
    ],
)
def test_days(text, order, edtf):
    assert day_of(text, order, TODAY) == (edtf, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31/02/1965", "names no day of the calendar"),
        ("29/02/1965", "names no day of the calendar"),
        ("12/13/1965", "has a month that is none"),
        ("12/03/0000", "has no year"),
        ("12/03/9999", "has a year out of range"),
    ],
)
def test_days_that_are_none(text, fault):
    assert day_of(text, "dmy", TODAY) == (None, fault)


@given(st.text(max_size=12), st.sampled_from(["dmy", "mdy", "ymd", "text"]))
def test_any_text_is_a_date_of_edtf_or_none(text, order):
    edtf, fault = day_of(text, order, TODAY)
    assert edtf is None or (is_edtf(edtf) and fault is None)


@given(st.dates(dt.date(1930, 1, 1), TODAY))
def test_every_order_reads_its_own_days(day):
    assert day_of(day.strftime("%d/%m/%Y"), "dmy", TODAY)[0] == day.isoformat()
    assert day_of(day.strftime("%m/%d/%Y"), "mdy", TODAY)[0] == day.isoformat()
    assert day_of(day.strftime("%Y%m%d"), "ymd", TODAY)[0] == day.isoformat()


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
        ("300", None),
        ("35-30", None),
        ("0", None),
    ],
)
def test_ages(age, edtf):
    assert born(age, dt.date(2013, 6, 1)) == edtf


@given(st.dates(dt.date(1920, 1, 1), dt.date(2000, 1, 1)), st.dates(dt.date(2005, 1, 1), TODAY))
def test_a_plain_age_spans_the_year_of_birth(birth, as_of):
    age = as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))
    first, last = map(int, born(str(age), as_of).split("/"))
    assert first <= birth.year <= last == first + 1


@pytest.mark.parametrize(
    "word", [*sorted(PLACEHOLDERS), "N/A", "Inconnu", "DESCONOCIDO", "---", "XXX", "?", "NOT KNOWN"]
)
def test_words_for_nothing(word):
    assert is_placeholder(word)


@pytest.mark.parametrize("word", ["Na", "X", "Xi", "Noname", "Nil Kumar", "0", "علي", "Ли"])
def test_words_for_something(word):
    assert not is_placeholder(word)


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("M", "male"),
        ("H", "male"),
        ("Varón", "male"),
        ("mujer", "female"),
        ("FEMME", "female"),
        ("أنثى", "female"),
        ("женский", "female"),
        ("X", "other"),
        ("U", None),
    ],
)
def test_sexes(word, sex):
    assert sex_of(word) == sex


def test_an_unknown_word_is_no_sex():
    with pytest.raises(LookupError):
        sex_of("7")


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Détenu", "detained"),
        ("PRÉVENU", "charged"),
        ("person of interest", "person_of_interest"),
        ("Víctima", "victim"),
        ("tall", None),
    ],
)
def test_roles(word, role):
    assert role_of(word) == role


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("HASAN, Ali", {"given": "Ali", "family": "HASAN", "full": "Ali HASAN"}),
        ("HASAN,ALI OMAR JR", {"given": "ALI OMAR", "family": "HASAN", "full": "ALI OMAR HASAN JR"}),
        ("HASAN, ALI, III", {"given": "ALI", "family": "HASAN", "full": "ALI HASAN III"}),
        ("HASAN,", {"family": "HASAN", "full": "HASAN"}),
        (",ALI", {"given": "ALI", "full": "ALI"}),
        ("ALI  HASAN", {"full": "ALI HASAN"}),
    ],
)
def test_halves(text, parts):
    assert halves(text) == parts


def test_fillers_leave_the_rest_of_a_name():
    assert without_fillers("FNU HASAN NMN") == "HASAN"
    assert without_fillers("MANUEL NUNMI") == "MANUEL NUNMI"
