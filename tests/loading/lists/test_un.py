"""The UN list, on an invented one in tests/loading/fixtures/un.xml."""

from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import un
from suspectmatch.loading.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"


def read(*paths):
    intake = Intake("un")
    un.read([SourceFile.open(path) for path in paths], intake)
    records, rejected = intake.finish()
    return (
        {row["record_id"]: row for row in records.to_pylist()},
        rejected.to_pylist(),
        dict(intake.left_out),
    )


@pytest.fixture(scope="module")
def loaded():
    return read(FIXTURES / "un.xml")


@pytest.fixture(scope="module")
def person(loaded):
    return loaded[0]["TEi.001"]


def written(tmp_path, body, head='<?xml version="1.0" encoding="UTF-8"?>'):
    path = tmp_path / "list.xml"
    path.write_bytes(body if isinstance(body, bytes) else (head + body).encode())
    return path


def one(tmp_path, inside):
    """The only record of a list whose only person has these elements beside a name."""
    body = (
        "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><REFERENCE_NUMBER>X</REFERENCE_NUMBER>"
        f"<FIRST_NAME>A</FIRST_NAME>{inside}</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    )
    return read(written(tmp_path, body))[0]["X"]


def test_every_person_is_kept_or_rejected_and_entities_are_counted(loaded):
    records, rejected, left_out = loaded
    assert list(records) == ["TEi.001", "TEi.002", "900006"]
    assert [row["line"] for row in rejected if not row["kept"]] == [51, 52, 53]
    assert [row["field"] for row in rejected if not row["kept"]] == ["record_id", "names", "record_id"]
    assert left_out == {"entity": 2}


def test_an_impossible_day_is_kept_as_text_and_reported(loaded):
    records, rejected, _ = loaded
    assert records["TEi.002"]["birth_dates"] == [
        {"edtf": None, "text": "1980-02-31", "calendar": None, "asserted_false": None}
    ]
    assert {(row["record_id"], row["field"]) for row in rejected if row["kept"]} == {
        ("TEi.002", "birth_dates"),
        ("TEi.002", "entered_on"),
    }


def test_names_are_joined_split_and_graded(person):
    assert [(name["full"], name["kind"], name["quality"]) for name in person["names"]] == [
        ("ZORAN BEN TALIB AL-KORVI", "primary", "strong"),
        ("زوران بن طالب الكرفي", "original_script", "strong"),
        ("Zoran Talib", "alias", "strong"),
        ("Zoran Thalib", "alias", "strong"),
        ("Abu Zor", "alias", "weak"),
        ("\u0410\u0431\u0443 \u0417\u043e\u0440", "original_script", "weak"),
        ("KORVI, Zoran", "previous", "strong"),
        ("Zorro", "alias", "strong"),
        ("Zorrin", "alias", "strong"),
        ("Zorran", "alias", "strong"),
        ("Zaran Korwi", "alias", "strong"),
        ("Zoran Falsch", "document", "strong"),
    ]
    assert not any(name["given"] or name["family"] for name in person["names"])


def test_birth_dates(person):
    assert [(date["edtf"], date["text"]) for date in person["birth_dates"]] == [
        ("1961-03-02", "1961-03-02"),
        ("1960-01-01", "1960-01-01-05:00"),
        ("1962", "1962"),
        ("1958~", "Approximately 1958"),
        ("1961/1963", "1963 to 1961 (Approximately)"),
        ("1973-11", "Nov. 1973"),
        (None, "24/06/1402 (Hijri Calendar)"),
        ("1970-05-06", "1970-05-06 (from false passport)"),
        (None, "30-35 years old"),
    ]
    assert [date["calendar"] for date in person["birth_dates"]].index("hijri") == 6
    assert [date["asserted_false"] for date in person["birth_dates"]].index(True) == 7


def test_documents(person):
    assert [tuple(document.values()) for document in person["documents"]] == [
        ("passport", "34409/129", "Testland", None),
        ("passport", "TT123456", "Testian", None),
        ("national_id", "44323", "Testian", None),
        ("birth_certificate", "B-77", "Testland", None),
        ("driving_licence", "20645897", "Testian", True),
    ]


def test_places_parents_and_the_rest(person):
    assert [place["text"] for place in person["birth_places"]] == [
        "Altstadt, Testland",
        "Altstadt, West, Testland",
    ]
    assert person["places"] == [{"text": "Ring 3, Neustadt, Testland", "country": "Testland"}]
    assert person["nationalities"] == ["Testland", "Iran (Islamic Republic of)"]
    assert person["father_names"] == ["Talib Korvi"]
    assert person["mother_names"] == ["Selma Korvi"]
    assert (person["role"], person["sex"], person["location"]) == ("listed", "male", "un.xml:5")
    assert str(person["entered_on"]) == "2016-11-30"
    assert person["source_version"] == "2024-03-05"
    assert person["remarks"].startswith("Father")
    extra = dict(person["extra"])
    assert (extra["designation"], extra["programme"]) == ("Clerk; Treasurer", "Testland")


@pytest.mark.parametrize(
    ("inside", "edtf", "calendar"),
    [
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><DATE>1958-03-02</DATE>", "1958-03-02~", None),
        ("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1961</FROM_YEAR>", "1961", None),
        ("<YEAR>1361</YEAR><NOTE>Solar Hijri calendar</NOTE>", None, "solar_hijri"),
        ("<DATE>0000-00-00</DATE>", None, None),
        ("<DATE>1965-00-00</DATE>", "1965", None),
        ("<DATE>1965-13-01</DATE>", None, None),
        ("<NOTE>c. 1960s</NOTE>", "196X~", None),
    ],
)
def test_forms_of_birth_dates(tmp_path, inside, edtf, calendar):
    record = one(tmp_path, f"<INDIVIDUAL_DATE_OF_BIRTH>{inside}</INDIVIDUAL_DATE_OF_BIRTH>")
    (date,) = record["birth_dates"]
    assert (date["edtf"], date["calendar"]) == (edtf, calendar)
    assert date["text"]


def test_romanised_names_in_the_note_of_an_alias_in_another_script(tmp_path):
    alias = "<ALIAS_NAME>حاجى زور</ALIAS_NAME><NOTE>Hajji Zor; Haji Zohr</NOTE><QUALITY>Low</QUALITY>"
    names = one(tmp_path, f"<INDIVIDUAL_ALIAS>{alias}</INDIVIDUAL_ALIAS>")["names"]
    assert [(name["full"], name["kind"], name["quality"]) for name in names[1:]] == [
        ("حاجى زور", "original_script", "weak"),
        ("Hajji Zor", "alias", "weak"),
        ("Haji Zohr", "alias", "weak"),
    ]


def test_a_birth_year_in_the_note_of_an_alias(tmp_path):
    record = one(
        tmp_path,
        "<INDIVIDUAL_ALIAS><ALIAS_NAME>B</ALIAS_NAME><NOTE>born in 1976</NOTE></INDIVIDUAL_ALIAS>",
    )
    assert record["birth_dates"][0]["edtf"] == "1976"


def test_persons_that_stand_directly_below_the_root_are_read(tmp_path):
    person = "<INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>"
    path = written(tmp_path, f"<CONSOLIDATED_LIST>{person}</CONSOLIDATED_LIST>")
    assert list(read(path)[0]) == ["7"]


def test_an_empty_list_has_no_records(tmp_path):
    path = written(tmp_path, "<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>")
    assert un.recognises(SourceFile.open(path))
    assert read(path) == ({}, [], {})


def test_two_files_are_both_read_and_equal_ids_rejected(tmp_path):
    other = tmp_path / "again.xml"
    other.write_bytes((FIXTURES / "un.xml").read_bytes())
    records, rejected, left_out = read(FIXTURES / "un.xml", other)
    assert len(records) == 3
    assert sum(row["file"] == "again.xml" and not row["kept"] for row in rejected) == 6
    assert left_out == {"entity": 4}


def test_a_long_remark_is_cut_and_reported(tmp_path):
    body = f"<COMMENTS1>{'x' * 20_000}</COMMENTS1>"
    path = written(
        tmp_path,
        "<CONSOLIDATED_LIST><INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>A</FIRST_NAME>"
        f"{body}</INDIVIDUAL></CONSOLIDATED_LIST>",
    )
    records, rejected, _ = read(path)
    assert len(records["7"]["remarks"]) == 10_000
    assert [(row["field"], row["kept"]) for row in rejected] == [("remarks", True)]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OTHER_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
OTHER_DTD = '<!DOCTYPE CONSOLIDATED_LIST SYSTEM "https://example.org/x.dtd">'


@pytest.mark.parametrize("doctype", [BOMB, OTHER_FILE, OTHER_DTD])
def test_document_types_are_refused(tmp_path, doctype):
    body = f"{doctype}<CONSOLIDATED_LIST><INDIVIDUALS>&a;</INDIVIDUALS></CONSOLIDATED_LIST>"
    path = written(tmp_path, body)
    assert un.recognises(SourceFile.open(path))
    with pytest.raises(UnsafeInputError, match=r"list\.xml, line 1: .*document type"):
        read(path)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"<CONSOLIDATED_LIST>\n<INDIVIDUALS></CONSOLIDATED_LIST>", 2),
        (b"<CONSOLIDATED_LIST>\n\n<INDIVIDUALS><INDIVIDUAL>", 3),
        (b"<CONSOLIDATED_LIST><INDIVIDUALS>\n<FIRST_NAME>a\x00b</FIRST_NAME>", 2),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<CONSOLIDATED_LIST>\xe9</CONSOLIDATED_LIST>', 2),
        (b"<OTHER/>", 1),
        (b"not XML", 1),
    ],
)
def test_faults_of_the_whole_file_name_file_and_line(tmp_path, body, line):
    with pytest.raises(InputError) as caught:
        read(written(tmp_path, body))
    assert (caught.value.file, caught.value.line) == ("list.xml", line)


def test_an_unknown_encoding_is_said(tmp_path):
    with pytest.raises(InputError, match="encoding"):
        read(written(tmp_path, b'<?xml version="1.0" encoding="no-such"?><CONSOLIDATED_LIST/>'))


def test_utf_16_is_read(tmp_path):
    path = written(
        tmp_path, (FIXTURES / "un.xml").read_text("utf-8").replace("UTF-8", "UTF-16").encode("utf-16")
    )
    assert un.recognises(SourceFile.open(path))
    assert len(read(path)[0]) == 3


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"<", b"<!-- <CONSOLIDATED_LIST> -->", b"{}", b"PK\x03\x04"]
)
def test_other_files_are_not_recognised(tmp_path, body):
    assert not un.recognises(SourceFile.open(written(tmp_path, body)))
