"""What the readers of lists share: names, documents and remarks as they are printed."""

from __future__ import annotations

import pytest

from suspectmatch.loading.lists.printed_documents import printed_country, printed_document
from suspectmatch.loading.lists.printed_names import split_aliases
from suspectmatch.loading.lists.printed_remarks import also_known_as, nationality, numbered, parents


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zoran Korvi", ["Zoran Korvi"]),
        ("Zoran Korvi; Zohran  Korvi;", ["Zoran Korvi", "Zohran Korvi"]),
        ("KORVI, Zoran", ["KORVI, Zoran"]),
        ("Zorro, Zorrin, Zorran", ["Zorro", "Zorrin", "Zorran"]),
        ("Korvi, Zoran, Jr.", ["Korvi, Zoran, Jr."]),
        ("(Sheikh) Zoran", ["Zoran"]),
        ("El Zorro (combat name)", ["El Zorro"]),
        ("Zoran (Zohran)", ["Zoran", "Zohran"]),
        ("Zoran (formerly listed as Zed)", ["Zoran"]),
        ("Zoran (born 1 Jan. 1960 in A, passport no. 7)", ["Zoran"]),
        ("Zoran, born in A on 1 Jan. 1960", ["Zoran"]),
        ("\u201cGeneral\u201d Zoran", ["\u201cGeneral\u201d Zoran"]),
        ('"KORVI, Zoran"', ["KORVI, Zoran"]),
        ("'Abd Korvi", ["'Abd Korvi"]),
        ("a.k.a. Zoran", ["Zoran"]),
        ("-", []),
        (None, []),
        ("زور (Hajji Zor; Haji Zohr)", ["زور", "Hajji Zor", "Haji Zohr"]),
        ("Zoran (\u0417\u043e\u0440\u0430\u043d)", ["Zoran", "\u0417\u043e\u0440\u0430\u043d"]),
    ],
)
def test_aliases(text, names):
    assert [alias.full for alias in split_aliases(text)] == names


def test_only_names_in_other_scripts_are_original():
    found = split_aliases("Zoran \u00d6zt\u00fcrk (original script: \u0417\u043e\u0440)")
    assert [(alias.original, alias.doubtful) for alias in found] == [(False, False), (True, False)]


@pytest.mark.parametrize(
    ("text", "kind", "number", "country"),
    [
        ("D 000857 (Testian). Issued on 20 Nov 1997", "passport", "D 000857", "Testian"),
        ("TR-P 614 166 (Testian)", "passport", "TR-P 614 166", "Testian"),
        ("Testian passport number 8208 No. 555627", "passport", "8208 No. 555627", "Testian"),
        ("Testland 04796738", "passport", "04796738", "Testland"),
        (
            "United Land of Great Test 094477324 issued on 5 March 2005",
            "passport",
            "094477324",
            "United Land of Great Test",
        ),
        (
            "04711809 (Testian National Identity Card number, issued on 13.11.2003)",
            "national_id",
            "04711809",
            "Testian",
        ),
        (
            "07442833 (USA driving licence). Expiry date 15 Mar 2016.",
            "driving_licence",
            "07442833",
            "USA",
        ),
        ("34409/129 (July 1997)", "passport", "34409/129", ""),
        ("V57865 (BOMBAY) issued on 3 Oct 1983", "passport", "V57865", ""),
        (
            "Passport No.: 620169661 (Testian foreign travel passport number)",
            "passport",
            "620169661",
            "Testian",
        ),
        ("Laissez-passer no. N\u00b0235/TEST", "travel_document", "235/TEST", ""),
        ("Ration card no. 0075258", "other", "0075258", ""),
        ("Diplomatic Passport D014433, issued 21 Feb 2013", "passport", "D014433", ""),
    ],
)
def test_documents(text, kind, number, country):
    found = printed_document(text, "passport")
    assert (found.kind, found.number, found.country) == (kind, number, country)


@pytest.mark.parametrize(
    "text", ["", "Testland Passport.", "(Testian). Issued 1993.", "Passport number"]
)
def test_no_number_no_document(text):
    assert printed_document(text) is None


def test_countries_with_parentheses_lose_them_only_in_phrases():
    assert printed_country("Testian diplomatic passport") == "Testian"
    assert printed_country("as mentioned in the passport") == ""


@pytest.mark.parametrize(
    ("text", "father", "mother"),
    [
        ("Father\u2019s name: A. Mother\u2019s name is B C.", ["A"], ["B C"]),
        ("Name of father was A B. Name of mother is C.", ["A B"], ["C"]),
        ("Fathers name is A, mother's name is B", ["A"], ["B"]),
        ("Father's name (adoptive father) is A (also spelled B).", ["A"], None),
        ("Grandfather's name is A.", None, None),
        ("The father of B. Father's name is unknown", ["unknown"], None),
        ("Mother's name is", None, None),
    ],
)
def test_parents(text, father, mother):
    found = parents(text)
    assert (found.get("father_names"), found.get("mother_names")) == (father, mother)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Also known as: Zor, Abu Zor. Detained.", ["Zor", "Abu Zor"]),
        ("Also referred to as the 'Zorro' (combat name).", ["Zorro"]),
        ("Also known as someone else.", []),
        ("Also known as", []),
    ],
)
def test_also_known_as(text, names):
    assert also_known_as(text) == names


@pytest.mark.parametrize(
    ("text", "before", "values"),
    [
        ("", "", {}),
        ("-", "", {}),
        ("A", "", {0: "A"}),
        ("(1) A (2) - (3) B.", "", {1: "A", 3: "B"}),
        ("(1) (2) A", "", {1: "A", 2: "A"}),
        ("(1) to (3) A (4) B", "", {1: "A", 2: "A", 3: "A", 4: "B"}),
        ("a) A b) B", "", {1: "A", 2: "B"}),
        ("Testian passport no. (A)007 (B)008", "Testian passport no.", {1: "007", 2: "008"}),
        ("A (b) C", "", {0: "A (b) C"}),
    ],
)
def test_numbered_values(text, before, values):
    assert numbered(text) == (before, values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran (Islamic Republic of)", "Iran (Islamic Republic of)"),
        ("Testian citizenship", "Testian"),
        ("possibly Testian", "Testian"),
        ("Testland (since 2001)", "Testland"),
    ],
)
def test_nationalities(text, expected):
    assert nationality(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "a (since " * 20_000,
        ", " * 50_000,
        "father's name is " * 10_000,
        "(1) " * 30_000,
        " " * 100_000,
    ],
)
def test_hostile_texts_are_read_and_not_multiplied(text):
    """Where time grew with the square of the length, this test would run for hours."""
    for read in (split_aliases, printed_document, parents, also_known_as, numbered, nationality):
        assert len(repr(read(text))) < 1.2 * len(text) + 100, read.__name__
