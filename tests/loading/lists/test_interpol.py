"""INTERPOL notices, on invented ones in tests/loading/fixtures/interpol_*.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import interpol
from suspectmatch.loading.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"
SERVICE = "https://ws-public.interpol.int/notices/v1"


def read(*paths):
    intake = Intake("interpol")
    interpol.read([SourceFile.open(path) for path in paths], intake)
    records, rejected = intake.finish()
    return (
        {row["record_id"]: row for row in records.to_pylist()},
        rejected.to_pylist(),
        dict(intake.left_out),
    )


def written(tmp_path, data):
    path = tmp_path / "notices.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def one(tmp_path, **notice):
    notice = {"entity_id": "2020/1", "name": "KORVI", "forename": "ZORAN"} | notice
    return read(written(tmp_path, notice))[0]["2020/1"]


def test_the_list_form():
    records, rejected, left_out = read(FIXTURES / "interpol_list.json")
    assert {key: row["role"] for key, row in records.items()} == {
        "2020/12345": "wanted",
        "2020/12346": "missing",
        "2020/12347": "listed",
    }
    assert [row["location"].rpartition(":")[2] for row in records.values()] == ["10", "25", "37"]
    assert [row["birth_dates"][0]["edtf"] for row in records.values()] == [
        "1966-08-19",
        "1970-05",
        "1970",
    ]
    assert records["2020/12345"]["nationalities"] == ["TL", "914"]
    assert records["2020/12346"]["names"][0]["full"] == "MIRAVELLE"
    assert records["2020/12346"]["names"][0]["family"] is None
    assert rejected == []
    assert left_out == {"entity": 1}


def test_one_red_notice_with_an_impossible_day():
    records, rejected, _ = read(FIXTURES / "interpol_red.json")
    person = records["2021/7"]
    assert (person["role"], person["sex"]) == ("wanted", "male")
    assert (person["names"][0]["given"], person["names"][0]["family"]) == ("ZORAN", "KORVI")
    assert person["birth_places"] == [{"text": "Altstadt", "country": "TL"}]
    assert dict(person["extra"]) == {
        "height": "1.82",
        "eyes_colors_id": "BRO",
        "hairs_id": "BLA; GRY",
        "languages_spoken_ids": "ENG",
        "distinguishing_marks": "scar",
        "arrest_warrant_countries": "TL; OL",
        "charges": "Aggravated fraud; Theft",
        "notice": "red",
    }
    assert person["birth_dates"][0]["edtf"] is None
    assert [(row["field"], row["kept"]) for row in rejected] == [("birth_dates", True)]


def test_an_array_of_notices():
    records, rejected, _ = read(FIXTURES / "interpol_array.json")
    assert {key: row["role"] for key, row in records.items()} == {
        "2021/8": "missing",
        "2021/9": "listed",
        "2021/10": "unknown",
        "2021/11": "person_of_interest",
    }
    missing = records["2021/8"]
    assert [(name["full"], name["kind"]) for name in missing["names"]] == [
        ("ANA MIRAVELLE", "primary"),
        ("ANA ROE", "previous"),
    ]
    assert (missing["father_names"], missing["mother_names"]) == (["TALIB MIRAVELLE"], ["ROE"])
    listed = records["2021/9"]
    assert [name["full"] for name in listed["names"] if name["kind"] == "alias"] == ["N. Odo"]
    assert listed["documents"][0]["number"] == "TT99887"
    assert len(rejected) == 3


@pytest.mark.parametrize(
    ("notice", "role"),
    [
        *(
            ({"_links": {"self": {"href": f"{SERVICE}/{colour}/2020-1"}}}, role)
            for colour, role in interpol.ROLES.items()
        ),
        ({"_links": {"self": {"href": f"{SERVICE}/un/persons/2020-1"}}}, "listed"),
        ({"type": "Red"}, "wanted"),
        ({"arrest_warrants": [{}]}, "wanted"),
        ({"date_of_event": "2020/01/01"}, "missing"),
        ({"_links": {"self": f"{SERVICE}/yellow/2020-1"}}, "missing"),
        ({"_links": []}, "unknown"),
        ({"type": "purple"}, "unknown"),
    ],
)
def test_roles_by_colour(tmp_path, notice, role):
    assert one(tmp_path, **notice)["role"] == role


@pytest.mark.parametrize(
    ("sex", "expected"), [("M", "male"), ("F", "female"), ("U", None), (None, None), (3, None)]
)
def test_sex(tmp_path, sex, expected):
    assert one(tmp_path, sex_id=sex)["sex"] == expected


def test_a_height_of_nought_is_unknown(tmp_path):
    assert "height" not in dict(one(tmp_path, height=0, weight=0.0)["extra"] or [])


def test_values_of_the_wrong_kind_are_reported(tmp_path):
    _, rejected, _ = read(
        written(tmp_path, {"entity_id": "1", "name": "A", "forename": {}, "height": [{}]})
    )
    assert [(row["field"], row["kept"]) for row in rejected] == [("names", True), ("extra", True)]


def test_equal_ids_are_kept_once(tmp_path):
    notice = {"entity_id": "2020/1", "name": "A", "forename": None}
    records, rejected, _ = read(written(tmp_path, [notice, notice]))
    assert len(records) == len(rejected) == 1


def test_a_name_with_a_nul_is_rejected_without_its_value(tmp_path):
    records, rejected, _ = read(
        written(tmp_path, {"entity_id": "1", "name": "KOR\x00VI", "forename": "Z"})
    )
    assert records == {}
    assert "KOR" not in str(rejected)


@pytest.mark.parametrize(
    "data", [{"total": 0, "query": {}, "_embedded": {"notices": []}}, {"_embedded": {"notices": []}}, []]
)
def test_an_empty_list_has_no_records(tmp_path, data):
    assert read(written(tmp_path, data)) == ({}, [], {})


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b'{"entity_id": "1",\n"name"', InputError, "line 2: .*malformed or cut short"),
        (b'{"entity_id": "\xff"}', InputError, "not UTF-8"),
        (b'{"items": []}', InputError, "no INTERPOL notices"),
        (b"7", InputError, "no INTERPOL notices"),
        (b"[" * 200_000, UnsafeInputError, "too deeply"),
        (b'{"entity_id": ' + b"9" * 5_000 + b"}", UnsafeInputError, "too long"),
    ],
)
def test_faults_of_the_whole_file(tmp_path, data, error, message):
    with pytest.raises(error, match=message):
        read(written(tmp_path, data))


@pytest.mark.parametrize(
    "data", [b'{"items": [{"uid": "1"}]}', b"[]", b"name,forename\n", b"\x00\x01", b"[{"]
)
def test_other_files_are_not_recognised(tmp_path, data):
    assert not interpol.recognises(SourceFile.open(written(tmp_path, data)))


@pytest.mark.parametrize("name", ["interpol_list.json", "interpol_red.json", "interpol_array.json"])
def test_all_forms_are_recognised(name):
    assert interpol.recognises(SourceFile.open(FIXTURES / name))
