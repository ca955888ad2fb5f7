"""The UK lists, on invented ones in three layouts in tests/loading/fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import InputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import uk
from suspectmatch.loading.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"
LAYOUTS = ("conlist.csv", "conlist_36.csv", "uk_sanctions_list.csv")
HEADER = (FIXTURES / "conlist.csv").read_text("cp1252").splitlines()[1]


def read(*paths):
    intake = Intake("uk")
    uk.read([SourceFile.open(path) for path in paths], intake)
    records, rejected = intake.finish()
    by_id = {row["record_id"]: row for row in records.to_pylist()}
    return by_id, rejected.to_pylist(), dict(intake.left_out)


@pytest.fixture(scope="module")
def loaded():
    return read(FIXTURES / "conlist.csv")


@pytest.fixture(scope="module")
def person(loaded):
    return loaded[0]["501"]


def written(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path


def one(tmp_path, **cells):
    """The only record of a list of one row; names of columns have "_" for blanks."""
    given = {
        "Name_6": "KORVI",
        "Group_Type": "Individual",
        "Alias_Type": "Prime Alias",
        "Group_ID": "1",
    } | cells
    row = ",".join(f'"{given.get(column.replace(" ", "_"), "")}"' for column in HEADER.split(","))
    return read(written(tmp_path, f"{HEADER}\n{row}\n"))[0]["1"]


def test_every_entry_is_kept_rejected_or_counted(loaded):
    records, rejected, left_out = loaded
    assert list(records) == ["501", "503"]
    assert sorted((row["line"], row["record_id"]) for row in rejected if row["kept"]) == [(8, "503")]
    assert sorted(row["line"] for row in rejected if not row["kept"]) == [10, 11, 12]
    assert left_out == {"entity": 1}


def test_the_rows_of_an_id_become_one_record_with_the_primary_name_first(person):
    assert [
        (name["full"], name["given"], name["family"], name["kind"], name["quality"])
        for name in person["names"]
    ] == [
        ("Ihor Zoran KORVI", "Ihor Zoran", "KORVI", "primary", "strong"),
        ("Igor Zoran KORVI", "Igor Zoran", "KORVI", "alias", "strong"),
        ("Zaran KORWI", "Zaran", "KORWI", "alias", "strong"),
        ("O\u2019ZORI", None, None, "previous", "strong"),
        ("Zorro", None, None, "alias", "weak"),
        ("Abu Zor", None, None, "alias", "weak"),
    ]
    assert [date["edtf"] for date in person["birth_dates"]] == ["1966-08-19", "1965", "1965-05"]
    assert person["location"] == "conlist.csv:3"


def test_values(person):
    assert [place["text"] for place in person["birth_places"]] == [
        "Altstadt, Testland",
        "Testland",
        "Otherland",
    ]
    assert person["places"] == [{"text": "Ring 3, Neustadt, 1010, Testland", "country": "Testland"}]
    assert person["nationalities"] == ["Testian", "Otherlandish"]
    assert [tuple(document.values())[:3] for document in person["documents"]] == [
        ("passport", "101423404", None),
        ("passport", "2541451", "Testian"),
        ("national_id", "545167", "Testian"),
    ]
    assert (person["sex"], person["father_names"]) == ("male", ["Talib Korvi"])
    assert (str(person["entered_on"]), person["source_version"]) == ("2007-02-09", "2018-04-13")
    assert dict(person["extra"])["position"] == "Clerk"
    assert person["remarks"].startswith("UN Ref TEi.001")
    assert "TEi" not in str([person["names"], person["documents"]])


def test_approximate_years_and_impossible_days(loaded):
    assert [(date["edtf"], date["text"]) for date in loaded[0]["503"]["birth_dates"]] == [
        (None, "31/02/1980"),
        ("1980~", "00/00/1980"),
    ]


def test_the_layout_of_36_columns():
    records, rejected, left_out = read(FIXTURES / "conlist_36.csv")
    person = records["501"]
    assert [(name["kind"], name["quality"], name["script"]) for name in person["names"]] == [
        ("primary", "strong", None),
        ("original_script", "strong", "Arabic"),
        ("alias", "weak", None),
    ]
    assert person["birth_dates"][0]["edtf"] == "1965"
    assert (person["documents"][0]["number"], person["sex"]) == ("TT123456", "male")
    assert (rejected, left_out) == ([], {"vessel": 1})


def test_the_uk_sanctions_list():
    records, rejected, left_out = read(FIXTURES / "uk_sanctions_list.csv")
    person = records["TST0001"]
    assert [(name["full"], name["kind"], name["quality"]) for name in person["names"]] == [
        ("Zoran KORVI", "primary", "strong"),
        ("\u0417\u043e\u0440\u0430\u043d \u041a\u043e\u0440\u0432\u0438", "original_script", "strong"),
        ("Zaran KORWI", "alias", "strong"),
        ("ZORRO", "alias", "weak"),
    ]
    assert [date["edtf"] for date in person["birth_dates"]] == ["1965-05", "1966", "1965-05-12"]
    assert [contact["kind"] for contact in person["contacts"]] == ["phone", "email"]
    assert (str(person["entered_on"]), person["source_version"]) == ("2020-12-31", "2026-03-12")
    assert dict(person["extra"])["un_reference"] == "TEi.001"
    assert (rejected, left_out) == ([], {"vessel": 1})


@pytest.mark.parametrize(
    ("town", "country", "expected"),
    [
        ("(1) A (2) B", "T", ["A, T", "B, T"]),
        ("(1) A (2) B", "(1)-(2) T", ["A, T", "B, T"]),
        ("A", "(1) T (2) O", ["A", "T", "O"]),
        ("(1) A (2)-(3) -", "(1) to (2) T (3) O", ["A, T", "T", "O"]),
        ("", "T", ["T"]),
        ("-", "", None),
    ],
)
def test_towns_and_countries_of_birth(tmp_path, town, country, expected):
    places = one(tmp_path, Town_of_Birth=town, Country_of_Birth=country)["birth_places"]
    assert (places and [place["text"] for place in places]) == expected


def test_the_name_on_a_passport_is_kept(tmp_path):
    record = one(
        tmp_path, Passport_Details="Testian passport number W344982 (issued under name Zaran Falsch)"
    )
    assert [(name["full"], name["kind"]) for name in record["names"]][1] == ("Zaran Falsch", "document")


def test_a_row_with_too_many_columns_is_rejected(tmp_path):
    row = "," * len(HEADER.split(",")) + "surplus"
    _, rejected, _ = read(written(tmp_path, f"{HEADER}\n{row}\n"))
    assert [(row["line"], row["kept"]) for row in rejected] == [(2, False)]


def test_a_name_with_a_nul_is_rejected(tmp_path):
    text = (FIXTURES / "conlist.csv").read_bytes().replace(b"MIRAVELLE", b"MIRA\x00VELLE")
    records, rejected, _ = read(written(tmp_path, text))
    assert list(records) == ["501"]
    assert "MIRA" not in str(rejected)


def test_equal_ids_of_two_files_are_rejected(tmp_path):
    path = written(tmp_path, (FIXTURES / "conlist.csv").read_bytes())
    records, rejected, _ = read(FIXTURES / "conlist.csv", path)
    assert len(records) == 2
    assert sum(row["field"] == "record_id" and row["file"] == "list.csv" for row in rejected) == 3


def test_an_empty_list_has_no_records(tmp_path):
    assert read(written(tmp_path, f"Last Updated,13/04/2018\n{HEADER}\n")) == ({}, [], {})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a,b\n1,2\n", "columns of a UK list"),
        (f'{HEADER}\n"open,\n', "never closed"),
        (b"Name 6,Name 1\x81\n", "encoding"),
    ],
)
def test_faults_of_the_whole_file(tmp_path, body, message):
    with pytest.raises(InputError, match=message):
        read(written(tmp_path, body))


@pytest.mark.parametrize("name", LAYOUTS)
def test_all_layouts_are_recognised(name):
    assert uk.recognises(SourceFile.open(FIXTURES / name))


@pytest.mark.parametrize("body", ["a,b\n1,2\n", "Name 6,Name 1\n", "\x00", '"', "<a/>"])
def test_other_files_are_not_recognised(tmp_path, body):
    assert not uk.recognises(SourceFile.open(written(tmp_path, body)))
