from importlib.resources import files

import numpy as np
import pytest

from suspectmatch.synthetic.countries import countries, homes
from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.name_book import name_book, nisbas
from suspectmatch.synthetic.spelling import SYSTEMS, arabic_script, spellings, write_names


def test_every_culture_has_names_of_both_sexes_families_and_homes():
    book = name_book()
    for culture in range(len(CULTURES)):
        for part in ("male", "female", "family"):
            codes, shares = book.parts[culture, part]
            assert len(codes) >= 25
            assert (book.cultures[codes] == culture).all()
            assert (np.diff(shares) > 0).all()
            assert shares[-1] == pytest.approx(1.0)
        codes, shares = homes(culture)
        assert len(codes) == len(shares) > 0


def test_counts_are_credited_and_small():
    text = files("suspectmatch.synthetic.data").joinpath("name_counts.csv").read_text(encoding="utf-8")
    assert len(text.encode()) < 200_000
    assert all(word in text.splitlines()[0] for word in ("Wikidata", "CC0", "Census", "public domain"))


def test_common_names_are_common():
    codes = name_book().draw(np.random.default_rng(0), 0, "male", 20_000)
    top = np.bincount(codes).max() / len(codes)
    assert 0.1 < top < 0.25


def test_every_country_has_nisbas_and_towns():
    assert all(len(codes) for codes in nisbas())
    assert all(len(country.towns) >= 3 and country.dial.isdigit() for country in countries())
    assert all(len(country.code) == 2 and country.french.isascii() for country in countries())


@pytest.mark.parametrize("system", SYSTEMS)
def test_shares_of_all_spellings_sum_to_one(system):
    book = name_book()
    for name, culture in zip(book.names[::13], book.cultures[::13], strict=True):
        forms = spellings(name, CULTURES[culture], system)
        assert sum(share for _, share in forms) == pytest.approx(1.0)
        assert all(form.strip() == form and form and share > 0 for form, share in forms)
        assert all("  " not in form for form, _ in forms)


@pytest.mark.parametrize(
    ("name", "culture", "system", "form"),
    [
        ("Karimov", "central_asian", "home", "Karim"),
        ("Husayn zadeh", "persian", "english", "Husseinzadeh"),
        ("Ben Salih", "maghreb", "french", "Bensalah"),
        ("Xiao Ping", "chinese", "english", "Hsiao-p'ing"),
        ("Sukarno", "indonesian", "home", "Soekarno"),
        ("de Oliveira", "portuguese", "english", "De Oliveira"),
        ("Muhammad", "arabic", "english", "Mohammed"),
        ("Muhammad", "maghreb", "french", "Mohamed"),
        ("Muhammad", "turkish", "home", "Mehmet"),
        ("Muhammad", "russian", "home", "Magomed"),
        ("Abdul Rahman", "maghreb", "french", "Abderrahmane"),
        ("Abdul Rahman", "arabic", "english", "Abdulrahman"),
        ("Abdul Rahman", "arabic", "english", "Abd al-Rahman"),
        ("al-Shami", "arabic", "english", "al-Shami"),
        ("al-Shami", "maghreb", "french", "El Chami"),
        ("al-Shami", "arabic", "english", "Shami"),
        ("Qasim", "arabic", "english", "Kassim"),
        ("Jamal", "maghreb", "french", "Djamel"),
        ("Hosseini", "persian", "english", "Husseini"),
        ("Şimşek", "turkish", "english", "Simsek"),
        ("Yevgeniy", "russian", "english", "Evgeniy"),
        ("Muñoz", "spanish", "english", "Munoz"),
        ("Gul Muhammad", "pashto", "english", "Gulmohammed"),
        ("Najibullah", "pashto", "english", "Najib Ullah"),
    ],
)
def test_spellings_that_are_met(name, culture, system, form):
    assert form in dict(spellings(name, culture, system))


def test_arabic_script_of_compounds():
    assert arabic_script("Abdul Rahman") == "عبد الرحمن"
    assert arabic_script("al-Masri") == "المصري"
    assert arabic_script("Nemo") is None


def test_write_names_follows_the_draw_and_keeps_missing():
    codes = name_book().draw(np.random.default_rng(1), 0, "male", 500)
    codes[::7] = -1
    systems = np.zeros(500, dtype=np.int8)
    draws = np.linspace(0, 0.999, 500)
    one, two = write_names(codes, systems, draws), write_names(codes, systems, draws)
    assert one.tolist() == two.tolist()
    assert [text is None for text in one] == [code < 0 for code in codes]
    order = np.random.default_rng(2).permutation(500)
    assert write_names(codes[order], systems, draws[order]).tolist() == one[order].tolist()
