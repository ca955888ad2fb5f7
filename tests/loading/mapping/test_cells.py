from __future__ import annotations

import pytest

from suspectmatch.loading.mapping.cells import (
    PLACEHOLDERS,
    halves,
    is_placeholder,
    role_of,
    sex_of,
    without_fillers,
)


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
