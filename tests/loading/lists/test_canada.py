"""Canada's list, on an invented one in tests/loading/fixtures/canada.xml."""

from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import canada
from suspectmatch.loading.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"


def read(path):
    intake = Intake("ca")
    canada.read([SourceFile.open(path)], intake)
    records, rejected = intake.finish()
    return (
        {row["record_id"]: row for row in records.to_pylist()},
        rejected.to_pylist(),
        dict(intake.left_out),
    )


@pytest.fixture(scope="module")
def loaded():
    return read(FIXTURES / "canada.xml")


def one(tmp_path, inside):
    path = tmp_path / "list.xml"
    record = f"<record><Country>T</Country><Item>1</Item>{inside}</record>"
    path.write_text(f"<data-set>{record}</data-set>", encoding="utf-8")
    return read(path)[0]["T-1-"]


def test_every_entry_is_kept_rejected_or_counted(loaded):
    records, rejected, left_out = loaded
    assert list(records) == ["Testland-12-1", "Testland-13-", "Testland-14-1"]
    assert [(row["line"], row["field"]) for row in rejected if not row["kept"]] == [
        (8, "record_id"),
        (9, "names"),
        (10, "record_id"),
    ]
    assert left_out == {"entity": 1, "vessel": 1}


def test_an_impossible_day_is_kept_as_text_and_reported(loaded):
    records, rejected, _ = loaded
    assert records["Testland-14-1"]["birth_dates"][0]["text"] == "1980-02-31"
    assert [(row["line"], row["field"]) for row in rejected if row["kept"]] == [(7, "birth_dates")]


def test_values(loaded):
    person = loaded[0]["Testland-13-"]
    assert person["birth_dates"][0]["edtf"] == "1970"
    assert str(person["entered_on"]) == "2020-03-04"
    assert dict(person["extra"])["title"] == "General"
    assert person["role"] == "listed"
    assert person["names"][0] == {
        "full": "Ana Miravelle",
        "given": "Ana",
        "family": "Miravelle",
        "kind": "primary",
        "quality": "strong",
        "script": None,
    }
    assert [name["full"] for name in person["names"][1:]] == ["Ana Mirawelle", "Ana Miro"]


@pytest.mark.parametrize(
    ("aliases", "strong", "weak"),
    [
        ("KORWI", ["Zoran Talib KORWI"], ["KORWI"]),
        ("Zaran", ["Zaran KORVI"], ["Zaran"]),
        ("Zaran, Zohran", ["Zaran KORVI", "Zohran KORVI"], ["Zaran", "Zohran"]),
        ("Ivan KORVYI", ["Ivan KORVYI"], []),
        ("Ivan Boris Petrov", ["Ivan Boris Petrov"], []),
        ("", [], []),
    ],
)
def test_an_alias_that_is_part_of_a_name_is_joined_to_the_rest(tmp_path, aliases, strong, weak):
    inside = f"<LastName>KORVI</LastName><GivenName>Zoran Talib</GivenName><Aliases>{aliases}</Aliases>"
    names = one(tmp_path, inside)["names"][1:]
    assert [name["full"] for name in names if name["quality"] == "strong"] == strong
    assert [name["full"] for name in names if name["quality"] == "weak"] == weak


def test_without_capitals_nothing_is_joined(tmp_path):
    inside = "<LastName>Korvi</LastName><GivenName>Zoran</GivenName><Aliases>Zaran</Aliases>"
    names = one(tmp_path, inside)["names"]
    assert [(name["full"], name["quality"]) for name in names] == [
        ("Zoran Korvi", "strong"),
        ("Zaran", "weak"),
    ]


def test_recognised_by_content_only(tmp_path):
    path = tmp_path / "list.xml"
    path.write_bytes(b"<data-set><row/></data-set>")
    assert canada.recognises(SourceFile.open(FIXTURES / "canada.xml"))
    assert not canada.recognises(SourceFile.open(FIXTURES / "un.xml"))
    assert not canada.recognises(SourceFile.open(path))


def test_an_empty_list_has_no_records(tmp_path):
    path = tmp_path / "list.xml"
    path.write_bytes(b"<data-set/>")
    assert read(path) == ({}, [], {})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<data-set><record>", InputError),
        (b"<other/>", InputError),
        (b'<!DOCTYPE a [<!ENTITY a "b">]><data-set/>', UnsafeInputError),
    ],
)
def test_faults_of_the_whole_file(tmp_path, body, error):
    path = tmp_path / "list.xml"
    path.write_bytes(body)
    with pytest.raises(error, match=r"list\.xml, line 1"):
        read(path)
