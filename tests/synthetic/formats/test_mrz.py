import pytest

from suspectmatch.synthetic.formats.mrz import (
    check_digit,
    name_field,
    passport_lines,
    read_name,
    transliterate,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Jürgen", "JUERGEN"),
        ("Søren Ærø", "SOEREN<AEROE"),
        ("Åsa", "AASA"),
        ("Muñoz", "MUNOZ"),
        ("Łukasz", "LUKASZ"),
        ("Şahin Çığ", "SAHIN<CIG"),
        ("İbrahim", "IBRAHIM"),
        ("d'Abo", "DABO"),
        ("al-Shami", "AL<SHAMI"),
        ("Þór", "THOR"),
        ("Hu'i, Jr.", "HUI<JR"),
    ],
)
def test_letters_are_those_of_the_standard(text, written):
    assert transliterate(text) == written


def test_a_name_field_has_39_characters_and_says_when_it_is_cut():
    short = name_field("Diallo", "Awa")
    assert len(short) == 39
    assert read_name(short) == ("DIALLO", "AWA", False)
    long = name_field("Al Baghdadi", "Abdul Rahman Muhammad Ibrahim Khalil")
    assert len(long) == 39
    assert read_name(long).is_cut
    assert read_name(name_field("X" * 60, "Awa")) == ("X" * 36, "A", True)


def test_one_name_stands_alone():
    assert read_name(name_field(None, "Sukarno")) == ("SUKARNO", "", False)


def test_the_example_of_the_standard():
    lines = passport_lines(
        name_field("Eriksson", "Anna Maria"),
        state="UTO",
        number="L898902C3",
        nationality="UTO",
        birth="740812",
        sex="F",
        expiry="120415",
    )
    assert lines[0] == "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert lines[1].startswith("L898902C36UTO7408122F1204159")
    assert check_digit("ZE184226B<<<<<") == "1"
