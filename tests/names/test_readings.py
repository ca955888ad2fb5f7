"""Readings of scripts that a letter-by-letter table does not do justice."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles.spelling import skeleton

import suspectmatch as sm
from suspectmatch.kernels.spelling import coarse_forms
from suspectmatch.names.readings import han, hangul, hebrew, kana, syllabic
from suspectmatch.names.scripts import fold, one_spelling
from suspectmatch.texts import Texts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("الله", ("allah",)),
        ("الدين", ("al", "din")),
        ("بن", ("bin",)),
        ("أبو", ("abu",)),
        ("سهل", ("sahl",)),
        ("ظاهر", ("zahr",)),
        ("أمينة", ("amyna",)),
        ("أمين", ("amyn",)),
        ("تشاد", ("chad",)),
    ],
)
def test_arabic(written, plain):
    assert fold(written) == plain


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("כהן", "kahn"),
        ("לוי", "lvi"),
        ("אורי", "ori"),
        ("פרץ", "prts"),
        ("יעקב", "yakv"),
        ("שרה", "shra"),
        ("וולף", "vlf"),
        ("יוסף", "yosf"),
    ],
)
def test_hebrew(written, latin):
    assert hebrew(written) == latin


@pytest.mark.parametrize(
    ("native", "latin"),
    [("כהן", "cohen"), ("משה", "moshe"), ("יוסף", "yosef"), ("פרץ", "perets")],
)
def test_hebrew_has_the_skeleton_of_its_romanised_form(native, latin):
    assert skeleton(hebrew(native)) == skeleton(latin)


@pytest.mark.parametrize(
    ("run", "syllables"),
    [
        ("김", ("kim",)),
        ("이", ("lee",)),
        ("이영희", ("lee", "yeong", "hui")),
        ("영희", ("yeong", "hui")),
        ("박", ("pak",)),
        ("스미스", ("seumiseu",)),
        ("엘리자베스", ("elrijabeseu",)),
    ],
)
def test_hangul(run, syllables):
    assert hangul(run) == syllables


@pytest.mark.parametrize(
    ("run", "latin"),
    [
        ("ジェフ", "jefu"),
        ("フィリップ", "firipu"),
        ("ウィル", "wiru"),
        ("ウッド", "udo"),
        ("シュウ", "shuu"),
        ("さくら", "sakura"),
        ("リョウ", "ryou"),
        ("ァ", "a"),
    ],
)
def test_kana(run, latin):
    assert kana(run) == latin


def test_han_and_mixed_tokens():
    assert han("曾国") == ("zeng", "guo")
    assert han("卡斯泰尔诺沃") == ("kasitaiernuowo",)
    assert syllabic("林さくら") == ("lin", "sakura")
    assert syllabic("김A") == ("kim", "A")


@given(st.text(st.characters(min_codepoint=0x590, max_codepoint=0x6FF), max_size=8))
def test_no_right_to_left_text_breaks_the_readings(token):
    assert all(part.isascii() and part.isalnum() for part in fold(token))


@pytest.mark.parametrize(
    "spellings", ["pak park bak", "choe choi", "hsieh xie", "diallo jallow jalloh", "kuo guo", "gim kim"]
)
def test_spellings_that_no_rule_brings_together(spellings):
    forms = coarse_forms(*Texts.of(one_spelling(pa.array(spellings.split()))))
    sounds = Texts(forms[0], forms[1]).to_arrow().to_pylist()
    assert len(set(sounds)) == 1


def test_geresh_is_read_before_it_is_dropped():
    names = ["\u05d2'\u05d5\u05df", "\u05d2\u05f3\u05d5\u05df", "\u05e6'\u05e8\u05dc\u05d9"]
    people = sm.normalise(sm.load({"a": [{"record_id": "1", "names": names}]}))
    names = people.names.names
    assert names.tokens(0) == names.tokens(1) == ["jon"]
    assert names.tokens(2) == ["chrli"]
