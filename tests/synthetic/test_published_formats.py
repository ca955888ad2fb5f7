import csv
import xml.etree.ElementTree as ET

from suspectmatch.synthetic.published_formats import write_nist, write_ofac, write_uk, write_un

ROW = {
    "record_id": "17",
    "names": [
        {
            "full": "Zubayr Ali Tarkhani",
            "given": "Zubayr Ali",
            "family": "Tarkhani",
            "quality": "strong",
        },
        {"full": "Abu Zubayr", "given": None, "family": None, "quality": "weak"},
    ],
    "birth_dates": [{"edtf": "1971-04-12", "text": ""}, {"edtf": "1968/1971", "text": ""}],
    "birth_places": [{"text": "Mosul", "country": "IQ"}],
    "nationalities": ["IQ"],
    "documents": [{"kind": "passport", "number": "P1"}],
    "contacts": [],
    "sex": "male",
    "role": "suspect",
}


def test_un(tmp_path):
    write_un(tmp_path / "un.xml", [ROW])
    person = ET.parse(tmp_path / "un.xml").getroot().find("*/INDIVIDUAL")
    assert person.findtext("REFERENCE_NUMBER") == "17"
    assert [node.text for node in person.iter("QUALITY")] == ["Low"]
    assert [node.text for node in person.iter("TYPE_OF_DATE")] == ["EXACT", "BETWEEN"]


def test_ofac(tmp_path):
    write_ofac(tmp_path / "sdn.csv", [ROW])
    with (tmp_path / "sdn.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.reader(stream)
    assert row[:3] == ["17", "TARKHANI, Zubayr Ali", "individual"]
    assert row[-1].startswith(
        "DOB 12 Apr 1971; alt. DOB 1968 to 1971; POB Mosul, Iraq; nationality Iraq;"
    )


def test_uk(tmp_path):
    write_uk(tmp_path / "uk.csv", [ROW])
    with (tmp_path / "uk.csv").open(encoding="utf-8", newline="") as stream:
        _, header, *rows = csv.reader(stream)
    assert [dict(zip(header, row, strict=True))["DOB"] for row in rows] == ["12/04/1971", "00/00/1968"]
    assert [dict(zip(header, row, strict=True))["Name 6"] for row in rows] == ["TARKHANI", "ABU ZUBAYR"]


def test_nist(tmp_path):
    write_nist(tmp_path / "a.eft", [ROW])
    data = (tmp_path / "a.eft").read_bytes()
    assert b"2.018:TARKHANI,ZUBAYR ALI" in data
    assert b"2.022:19710412" in data
