"""Writing: other scripts in plain Latin, and the two coarser forms of a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles.spelling import skeleton, sound

from suspectmatch.names.scripts import fold

folded = st.text("abcdeghijkoqstuwxyz0", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Karim", ("karim",)),
        ("O.K.7", ("ok7",)),
        ("...", ()),
        ("Müller", ("muller",)),
        ("Łukasz", ("lukasz",)),
        ("Đức", ("duc",)),
        ("Şükrü", ("shukru",)),
        ("I\u015f\u0131k", ("ishik",)),
        ("İbrahim", ("ibrahim",)),
        ("Çelik", ("chelik",)),
        ("Əliyev", ("aliyev",)),
        ("Щукин", ("shchukin",)),
        ("Хасан", ("khasan",)),
        ("Γιώργος", ("giorgos",)),
        ("خالد", ("khald",)),
        ("خَالِد", ("khald",)),
        ("أحمد", ("ahmd",)),
        ("عمر", ("amr",)),
        ("الكبير", ("al", "kbyr")),
        ("الي", ("aly",)),
        ("رضایی", ("rzayy",)),
        ("ضياء", ("dya",)),
        ("王", ("wang",)),
        ("小明", ("xiao", "ming")),
        ("김철수", ("kim", "cheol", "su")),
        ("", ()),
    ],
)
def test_tokens_become_plain_latin(written, plain):
    assert fold(written) == plain


@given(st.text(max_size=8))
def test_folding_leaves_nothing_but_letters_and_digits_and_is_stable(token):
    for part in fold(token):
        assert part
        assert set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
        assert fold(part) == (part,)
        assert sound(part)
        assert skeleton(part)


@pytest.mark.parametrize(
    "spellings",
    [
        "cherif sherif",
        "sharif shareef",
        "latif lateef",
        "youssouf yusuf yousuf",
        "djamel jamil jameel",
        "khadidja khadija",
        "ousmane usman",
        "hossain husain husayn hussein",
        "marwan marouane",
        "aziz asis",
        "qadir kadir kadeer",
        "philip filip",
        "dmitry dmitriy dmitrii",
        "tsagaev tzagaev",
        "cheikh shaykh sheikh",
    ],
)
def test_spellings_of_one_sound(spellings):
    forms = {sound(spelling) for spelling in spellings.split()}
    assert len(forms) == 1
    assert len({skeleton(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("karim", "salim"), ("saleh", "salman"), ("ivanov", "ivanenko")]
)
def test_other_names_have_another_skeleton(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "spellings",
    [
        "mohammed muhammad mohamad mahmoud",
        "abdurrahman abdelrahman abdalrahman abdulrahman",
        "abdullah abdallah",
        "salahuddin salaheddine salahaldin",
        "ivanov ivanoff",
        "cherif shareef",
    ],
)
def test_spellings_of_one_skeleton(spellings):
    assert len({skeleton(spelling) for spelling in spellings.split()}) == 1


@given(folded)
def test_equal_tokens_have_equal_forms_whenever_they_are_asked(token):
    assert sound(token) == sound("".join(token))
    sound.cache_clear()
    skeleton.cache_clear()
    assert (sound(token), skeleton(token)) == (sound(token), skeleton(token))
