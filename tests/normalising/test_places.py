"""Countries as codes, and the words of places."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suspectmatch.normalising import places
from suspectmatch.normalising.places import (
    country_codes,
    place_country,
    place_tokens,
    split_countries,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IR", "IR"),
        ("ir", "IR"),
        ("IRN", "IR"),
        ("UK", "GB"),
        ("GBR", "GB"),
        ("D", "DE"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Islamic Republic of Iran", "IR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Democratic People\u2019s Republic of Korea", "KP"),
        ("Korea, North", "KP"),
        ("DPRK", "KP"),
        ("Republic of Korea", "KR"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Republic of the Congo", "CG"),
        ("The Gambia", "GM"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("C\u00f4te d\u2019Ivoire", "CI"),
        ("Turkey", "TR"),
        ("T\u00fcrkiye", "TR"),
        ("Tunisian", "TN"),
        ("TUNISIAN", "TN"),
        ("Iraqi", "IQ"),
        ("Nigerian", "NG"),
        ("Nigerien", "NE"),
        ("Niger", "NE"),
        ("South Sudanese", "SS"),
        ("Guinea-Bissau", "GW"),
        ("Guinea", "GN"),
        ("Allemagne", "DE"),
        ("Alemania", "DE"),
        ("Russland", "RU"),
        ("\u0627\u0644\u0639\u0631\u0627\u0642", "IQ"),
        ("\u0639\u0631\u0627\u0642\u064a", "IQ"),
        ("\u0418\u0440\u0430\u043a", "IQ"),
        ("Alg\u00e9rienne", "DZ"),
        ("Burma", "MM"),
        ("USSR", "SU"),
        ("SUN", "SU"),
        ("Former Yugoslavia", "YU"),
        ("Czechoslovakia", "CS"),
        ("Zaire", "ZR"),
        ("German Democratic Republic", "DD"),
        ("Kosovo", "XK"),
        ("Palestinian", "PS"),
        ("Kuwaiti citizenship", "KW"),
        ("possibly Palestinian", "PS"),
        ("Sudanese by birth", "SD"),
        ("Bahrain (citizenship revoked in Jan. 2015)", "BH"),
        ("Phillippines", "PH"),
        ("Kyrgystan", "KG"),
        ("Austria", "AT"),
        ("Australia", "AU"),
        ("stateless", None),
        ("unknown", None),
        ("914", None),
        ("ZZ", None),
        ("EU", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_country_codes(text, code):
    assert country_codes([text]) == [code]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Iraq; Iran", ["Iraq", "Iran"]),
        ("Iraq, Iran", ["Iraq", "Iran"]),
        ("Iraq/Iran", ["Iraq", "Iran"]),
        ("Russian and Ukrainian", ["Russian", "Ukrainian"]),
        ("Iraq; Iraq", ["Iraq"]),
        ("Trinidad and Tobago", ["Trinidad and Tobago"]),
        ("Bosnia and Herzegovina; Serbia", ["Bosnia and Herzegovina", "Serbia"]),
        ("Korea, North", ["Korea, North"]),
        ("Congo, Democratic Republic of the", ["Congo, Democratic Republic of the"]),
        ("Iranian national and US national/citizen", ["Iranian national", "US national"]),
        ("Burma / Birmanie", ["Burma", "Birmanie"]),
        ("neither here nor there", ["neither here nor there"]),
        ("", []),
    ],
)
def test_split_countries(text, parts):
    assert split_countries(text) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Doha, Qatar", "QA"),
        ("Abadan, Iran (Islamic Republic of)", "IR"),
        ("Pyongyang, Korea, North", "KP"),
        ("Goma, Congo, Democratic Republic of the", "CD"),
        ("Pakistan", "PK"),
        ("East London, UK", "GB"),
        ("Houston, TX, USA", "US"),
        ("Los Angeles, CA", None),
        ("Kashira, Moscow Region", None),
        ("Tiaret", None),
        ("-", None),
        ("", None),
    ],
)
def test_place_country(text, code):
    assert place_country(text) == code


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Spin Boldak District, Kandahar Province, Afghanistan", ["spin", "boldak", "kandahar"]),
        ("Sa'dah Governorate, Yemen", ["sadah"]),
        ("Wilaya de T\u00e9bessa, Alg\u00e9rie", ["tebessa"]),
        ("Oblast Vitebsk, Belarus", ["vitebsk"]),
        ("Qatar", []),
        ("12 Main Street, 4711", ["main"]),
        ("-", []),
        ("", []),
    ],
)
def test_place_tokens(text, words):
    assert place_tokens(text) == words


@settings(deadline=None)
@given(st.text(max_size=40))
def test_tokens_are_plain_words(text):
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in place_tokens(text))


FORMER_STATES = ["SU", "YU", "CS", "DD", "YD", "ZR", "BU", "TP", "AN"]


def test_the_table_of_countries_is_consistent():
    forms = Counter(places._folded(form) for code, form in places._own_forms())
    seen = {}
    for code, form in places._own_forms():
        assert len(code) == 2
        assert seen.setdefault(places._folded(form), code) == code, form
    assert forms
    assert all(
        country_codes([code]) == [code]
        for code in ["SU", "YU", "CS", "DD", "YD", "ZR", "BU", "TP", "AN", "RU"]
    )


@pytest.mark.shared
def test_nationalities_of_the_real_lists_are_understood(shared_data, record_property):
    found = Counter()
    for path in sorted((shared_data / "lists" / "records").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found.update(json.loads(line).get("nationalities") or [])
    understood = sum(n for text, n in found.items() if all(country_codes(split_countries(text))))
    share = understood / found.total()
    record_property("figure: nationalities understood", f"{share:.4f} of {found.total()}")
    assert share >= 0.98
