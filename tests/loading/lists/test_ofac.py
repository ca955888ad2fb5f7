"""The OFAC lists, on invented files in tests/loading/fixtures."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import ofac
from suspectmatch.loading.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"
PARTS = ("sdn.csv", "alt.csv", "add.csv", "comments.csv")
NULLS = ",".join(["-0- "] * 6)


def read(*paths):
    intake = Intake("ofac")
    ofac.read([SourceFile.open(path) for path in paths], intake)
    records, rejected = intake.finish()
    by_id = {row["record_id"]: row for row in records.to_pylist()}
    return by_id, rejected.to_pylist(), dict(intake.left_out)


@pytest.fixture(scope="module")
def loaded():
    return read(*(FIXTURES / name for name in PARTS))


def written(tmp_path, text, name="sdn.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path


def sdn(number, name, remarks, kind="individual"):
    return f'{number},"{name}",{kind},TEST,-0- ,{NULLS},"{remarks}"\r\n'


def one(tmp_path, remarks, name="KORVI, Zoran"):
    return read(written(tmp_path, sdn(1, name, remarks)))[0]["1"]


def test_every_entry_is_kept_or_counted(loaded):
    records, rejected, left_out = loaded
    assert list(records) == ["101", "102", "106"]
    assert [(row["field"], row["line"], row["kept"]) for row in rejected] == [("birth_dates", 1, True)]
    assert left_out == {
        "entity": 1,
        "vessel": 1,
        "aircraft": 1,
        "row of alt whose entry is not in sdn": 1,
    }


@pytest.mark.parametrize("order", list(itertools.permutations(PARTS)))
def test_the_order_of_the_files_does_not_matter(loaded, order):
    assert read(*(FIXTURES / name for name in order)) == loaded


def test_names(loaded):
    assert [
        (name["full"], name["given"], name["family"], name["kind"], name["quality"])
        for name in loaded[0]["101"]["names"]
    ] == [
        ("Zoran KORVI", "Zoran", "KORVI", "primary", "strong"),
        ("Zaran KORWI", "Zaran", "KORWI", "alias", "strong"),
        ("Zoran TALIB", "Zoran", "TALIB", "previous", "strong"),
        ("ZORRO", None, None, "alias", "weak"),
        ("ABU ZOR", None, None, "alias", "weak"),
        ("Jama' AL-ZORI", "Jama'", "AL-ZORI", "alias", "weak"),
        ("Zoran OLDNAME", "Zoran", "OLDNAME", "previous", "weak"),
    ]


def test_values_of_the_remarks(loaded):
    person = loaded[0]["101"]
    assert [date["edtf"] for date in person["birth_dates"]] == [
        *("1966-08-19", "1965", "1964~", "1961/1963", "1966-08", "1973"),
        None,
    ]
    assert person["birth_places"] == [{"text": "Altstadt, West, Testland", "country": None}]
    assert person["places"] == [{"text": "Ring 3, Neustadt 1010, Testland", "country": "Testland"}]
    assert person["nationalities"] == ["Testland", "Otherland"]
    assert (person["sex"], person["father_names"]) == ("male", ["Talib KORVI"])
    assert [tuple(document.values())[:3] for document in person["documents"]] == [
        ("passport", "33301/862", "Testland"),
        ("passport", "381110042", "Korea, North"),
        ("national_id", "0105041155", "Testland"),
        ("national_id", "94190353", "Colombia"),
        ("national_id", "GOMA600101HDFLRN09", "Mexico"),
    ]
    assert person["contacts"] == [
        {"kind": "email", "value": "zoran@example.org"},
        {"kind": "account", "value": "1abcDEF234"},
    ]
    assert dict(person["extra"]) == {"linked_to": "KORVI TRADING", "programme": "TEST", "title": "Clerk"}
    assert "UN Ref TEi.001" in person["remarks"]


def test_comments_go_on_where_the_remarks_were_cut(loaded):
    person = loaded[0]["102"]
    assert "issued 01 Jan 2001; alt. Passport F99887" in person["remarks"]
    assert [document["number"] for document in person["documents"]] == ["E12345", "F99887"]
    assert person["names"][0]["full"] == "Ana Roé MIRAVELLE"
    assert person["places"] is None


@pytest.mark.parametrize(
    ("phrase", "kind", "number", "country"),
    [
        (
            "Passport B 524420 (Testland) issued 15 Jul 1998 expires 22 May 2003",
            "passport",
            "B 524420",
            "Testland",
        ),
        ("alt. Diplomatic Passport A009829 (Testland)", "passport", "A009829", "Testland"),
        ("Stateless Person Passport C0009 (Testland)", "passport", "C0009", "Testland"),
        ("Passport Booklet: A7523531", "passport", "A7523531", None),
        (
            "Passport A0003039 (Congo, Democratic Republic of the)",
            "passport",
            "A0003039",
            "Congo, Democratic Republic of the",
        ),
        ("National Foreign ID Number 22075502 (Testland)", "national_id", "22075502", "Testland"),
        ("Kenyan ID No. 12773667", "national_id", "12773667", None),
        ("Tazkira National ID Card 283528", "national_id", "283528", None),
        ("D.N.I. 78.865.693-N", "national_id", "78.865.693-N", None),
        ("Identification Number CNIC: 35202-5400413-9", "national_id", "35202-5400413-9", None),
        ("NIT # 16215230-1 (Colombia)", "tax_id", "16215230-1", "Colombia"),
        ("RFC GIGA-520122 (Mexico)", "tax_id", "GIGA-520122", "Mexico"),
        ("Tax ID No. 780201346432 (Russia)", "tax_id", "780201346432", "Russia"),
        ("SSN 123-45-6789 (United States)", "social_security", "123-45-6789", "United States"),
        (
            "Driver's License No. 04900377 (Moldova) issued 02 Jul 2004",
            "driving_licence",
            "04900377",
            "Moldova",
        ),
        ("Electoral Registry No. RZZVAL62051010M200", "voter_id", "RZZVAL62051010M200", None),
        ("Residency Number 270010174266 (Kuwait)", "residence_permit", "270010174266", "Kuwait"),
        ("Travel Document Number A0020375 (Germany)", "travel_document", "A0020375", "Germany"),
        ("Birth Certificate Number 9444 (Iran)", "birth_certificate", "9444", "Iran"),
        ("Military Registration Number 1967/1989", "military", "1967/1989", None),
    ],
)
def test_documents(tmp_path, phrase, kind, number, country):
    (document,) = one(tmp_path, f"DOB 1960; {phrase}.")["documents"]
    assert (document["kind"], document["number"], document["country"]) == (kind, number, country)


@pytest.mark.parametrize(
    "phrase",
    [
        "Chinese Commercial Code 5170 3057 1344",
        "Additional Sanctions Information - Subject to Secondary Sanctions 31 CFR 561",
        "Executive Order 13846 information: LOANS.  Sec. 5(a)(i)",
        "named in UNSCR 1483",
        "UN Ref QI.A.12.01",
        "Driver's License is issued by the State",
        "Passport",
        "arrested 23 Apr 2002",
    ],
)
def test_what_is_no_document(tmp_path, phrase):
    assert one(tmp_path, f"{phrase}.")["documents"] is None


@pytest.mark.parametrize(
    ("remarks", "edtf"),
    [
        ("DOB 01 Oct 1989 to 31 Oct 1989.", "1989-10"),
        ("DOB 01 Jan 1963 to 31 Dec 1965.", "1963/1965"),
        ("DOB 01 Jan 1947 to 01 Jan 1949.", "1947-01-01/1949-01-01"),
        ("DOB circa Mar 1961.", "1961-03~"),
        ("DOB circa 1961 to circa 1963.", "1961~/1963~"),
        ("DOB 1960s.", "196X"),
        ("DOB 12 Foo 1960.", None),
    ],
)
def test_birth_dates(tmp_path, remarks, edtf):
    (date,) = one(tmp_path, remarks)["birth_dates"]
    assert date["edtf"] == edtf
    assert date["text"] == remarks[4:-1]


def test_a_name_without_a_comma_is_taken_whole(tmp_path):
    (name,) = one(tmp_path, "-0- ", name="KORVI")["names"]
    assert (name["full"], name["given"], name["family"]) == ("KORVI", None, None)


def test_rows_at_fault_are_rejected_with_their_line(tmp_path):
    text = (
        sdn(1, "A, B", "DOB 1960.")
        + sdn("x", "C, D", "DOB 1960.")
        + "3,E\r\n"
        + sdn(4, "F, G", "DOB 1960.", kind="robot")
        + sdn(1, "H, I", "DOB 1961.")
        + sdn(6, "J\x00, K", "DOB 1960.")
        + "\r\n"
        + "".join(sdn(n, "L, M", "DOB 1960.") for n in range(10, 30))
        + "\x1a"
    )
    records, rejected, left_out = read(written(tmp_path, text))
    assert len(records) == 21
    assert sorted(row["line"] for row in rejected) == [2, 3, 4, 5, 6]
    assert left_out == {}
    assert "J" not in {row["reason"] for row in rejected}


def test_without_sdn_there_is_a_clear_error():
    with pytest.raises(InputError, match=r"sdn\.csv, which holds the persons, is missing; got alt\.csv"):
        read(FIXTURES / "alt.csv")


def test_a_file_of_another_kind_is_named():
    with pytest.raises(InputError, match=r"conlist\.csv: This is none of the OFAC files"):
        read(FIXTURES / "sdn.csv", FIXTURES / "conlist.csv")


def test_a_quote_that_is_never_closed_is_an_error(tmp_path):
    text = (
        sdn(1, "A, B", "DOB 1960.") * 9
        + '2,"C, D,individual\r\n'
        + sdn(3, "E, F", "DOB 1961.").replace('"', "")
    )
    with pytest.raises(InputError, match=r"sdn\.csv, line 10: .*never closed"):
        read(written(tmp_path, text))


def test_an_outsized_field_is_refused(tmp_path):
    text = sdn(1, "A, B", "DOB 1960.") * 9 + sdn(2, "C, D", "x" * 200_000)
    with pytest.raises(UnsafeInputError, match=r"sdn\.csv, line 10"):
        read(written(tmp_path, text))


def test_bytes_of_no_known_encoding_are_refused(tmp_path):
    text = sdn(1, "A, B", "DOB 1960.").encode() + b"\x81\r\n"
    with pytest.raises(InputError, match="encoding"):
        read(written(tmp_path, text))


@pytest.mark.parametrize("name", PARTS)
def test_all_four_are_recognised(name):
    assert ofac.recognises(SourceFile.open(FIXTURES / name))


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n1,Smith; John\n2,Doe; Jane\n",
        "1,Smith; John\n2,Doe; Jane\n",
        "1,2,3,4,5\n",
        "1,2,3,4,5,6\n",
        "\x00\x01",
        '"',
        "<a/>",
        "{}",
        ",".join("abcdefghijkl"),
    ],
)
def test_other_files_are_not_recognised(tmp_path, text):
    assert not ofac.recognises(SourceFile.open(written(tmp_path, text)))
