from __future__ import annotations

import pytest

import suspectmatch as sm
from suspectmatch.errors import RejectedRowsWarning
from suspectmatch.loading.enrolments import nist
from suspectmatch.loading.source_file import SourceFile

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"


def tagged(kind, fields, length=None):
    """A tagged logical record whose first field says its length."""
    body = GS.join(f"{kind}.{number:03}:".encode() + value for number, value in fields.items())
    head = f"{kind}.001:".encode()
    for n in range(1, 10):
        size = len(head) + n + 1 + len(body) + 1
        if len(str(size)) == n:
            break
    return head + str(size if length is None else length).encode() + GS + body + FS


def transaction(number="T1"):
    return tagged(
        1, {2: b"0400", 3: b"1" + US + b"1" + RS + b"2" + US + b"00", 4: b"CAR", 9: number.encode()}
    )


def person(**changes):
    fields = {
        2: b"00",
        9: b"C1",
        18: b"HASAN,ALI OMAR JR",
        **{int(key[1:]): value for key, value in changes.items()},
    }
    return tagged(2, {key: value for key, value in sorted(fields.items()) if value is not None})


def load(tmp_path, *parts, **options):
    path = tmp_path / "x.eft"
    path.write_bytes(b"".join(parts))
    return sm.load({"eft": path}, **options)


def only(tmp_path, **changes):
    records = load(tmp_path, transaction(), person(**changes))
    (row,) = records.table.to_pylist()
    return row, dict(row["extra"] or []), records


def test_a_whole_person(tmp_path):
    row, extra, records = only(
        tmp_path,
        _14=b"123456AB7",
        _15=b"TX01234567",
        _16=b"123456789",
        _17=b"PP-A1234567" + RS + b"AF-99887766" + RS + b"ZZ-5",
        _19=b"HASSAN,ALY" + RS + b"LNU,ABU ALI",
        _20=b"TX",
        _21=b"IQ",
        _22=b"19650312" + RS + b"19660000" + RS + b"19670500",
        _24=b"M",
        _25=b"ZZRACE",
        _26=b"SC ARM",
        _27=b"511",
        _31=b"BRO",
        _37=b"X",
    )
    assert row["record_id"] == "C1"
    assert row["role"] == "unknown"
    assert row["sex"] == "male"
    assert [(name["full"], name["family"], name["kind"]) for name in row["names"]] == [
        ("ALI OMAR HASAN JR", "HASAN", "primary"),
        ("ALY HASSAN", "HASSAN", "alias"),
        ("ABU ALI", None, "alias"),
    ]
    assert [date["edtf"] for date in row["birth_dates"]] == ["1965-03-12", "1966", "1967-05"]
    assert row["birth_places"] == [{"text": "Texas", "country": "US"}]
    assert row["nationalities"] == ["IQ"]
    assert [(one["kind"], one["number"]) for one in row["documents"]] == [
        ("fbi_number", "123456AB7"),
        ("state_id", "TX01234567"),
        ("social_security", "123456789"),
        ("passport", "A1234567"),
        ("military", "99887766"),
        ("other", "5"),
    ]
    assert extra == {
        "agency_case": "C1",
        "scars_marks_tattoos": "SC ARM",
        "height": "511",
        "eye_colour": "BRO",
        "reason_fingerprinted": "X",
        "transaction": "T1",
    }
    assert "ZZRACE" not in str(records.table.to_pylist()) + str(records.rejected.to_pylist())
    assert records.inputs[0].format == nist.NAME
    assert not len(records.rejected)


def test_codes_that_are_not_those_of_iso(tmp_path):
    row, extra, _ = only(tmp_path, _20=b"CD", _21=b"MM" + RS + b"XX" + RS + b"QQ")
    assert row["birth_places"] == [{"text": None, "country": "CA"}]
    assert row["nationalities"] == ["MX"]
    assert extra["citizenship_code"] == "QQ"


def test_a_name_of_thirty_characters_may_go_on(tmp_path):
    _, extra, _ = only(tmp_path, _18=b"HASAN,ALI", _19=b"SHORT,NAME" + RS + b"A" * 20 + b"," + b"B" * 9)
    assert extra["name_truncated"] == "AKA 2"


def test_dates_that_are_none_are_told_and_kept_as_text(tmp_path):
    row, _, records = only(tmp_path, _22=b"19650231" + RS + b"1965" + RS + b"00000000")
    assert [(date["edtf"], date["text"]) for date in row["birth_dates"]] == [
        (None, "19650231"),
        (None, "1965"),
    ]
    assert records.rejected.column("kept").to_pylist() == [True, True]


def test_which_number_names_the_record(tmp_path):
    parts = [
        transaction("T1"),
        person(),
        transaction("T2"),
        person(),
        transaction("T3"),
        person(_9=None),
        person(_9=None, _18=b"OKORO,BEN"),
    ]
    records = load(tmp_path, *parts)
    assert records.table.column("record_id").to_pylist() == ["C1", "C1 (T2)", "T3", "record-7"]


def test_a_mapping_may_say_the_role(tmp_path):
    records = load(tmp_path, transaction(), person(), mapping={"eft": {"record": {"role": "detained"}}})
    assert records.table.column("role").to_pylist() == ["detained"]


def test_images_are_passed_over(tmp_path):
    noise = bytes(range(256)) * 3
    binary = (4 + len(noise)).to_bytes(4, "big") + noise
    image = tagged(14, {2: b"01", 999: noise})
    records = load(
        tmp_path, transaction(), binary, person(), image, b"\n", transaction("T2"), person(_9=b"C2")
    )
    assert records.table.column("record_id").to_pylist() == ["C1", "C2"]
    assert not len(records.rejected)


def test_a_wrong_length_is_told_and_the_record_kept(tmp_path):
    wrong = tagged(2, {9: b"C2", 18: b"OKORO,BEN"}, length=7)
    records = load(tmp_path, transaction(), wrong, transaction("T2"), person())
    assert records.table.column("record_id").to_pylist() == ["C2", "C1"]
    assert records.rejected.to_pylist() == [
        {
            "source": "eft",
            "file": "x.eft",
            "line": 2,
            "record_id": "C2",
            "field": "length",
            "reason": "the record is not as long as it says",
            "kept": True,
        }
    ]


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00junk", b"junk" + FS, b"\x00\x00\x00\x20junk"])
def test_reading_goes_on_after_junk(tmp_path, junk):
    with pytest.warns(RejectedRowsWarning, match="no record begins here"):
        records = load(tmp_path, transaction(), person(), junk, FS, transaction("T2"), person(_9=b"C2"))
    assert records.table.column("record_id").to_pylist() == ["C1", "C2"]


def test_a_place_is_the_record_and_the_byte_it_begins_at(tmp_path):
    with pytest.warns(RejectedRowsWarning, match="needs a name"):
        records = load(tmp_path, transaction(), person(), transaction("T2"), person(_9=b"C2", _18=None))
    assert records.place_of(records.rejected.to_pylist()[0]) == "x.eft, record 4"
    assert records.inputs[0].unit == "record"
    begin = len(transaction())
    assert records.table["location"].to_pylist()[0] == f"x.eft, record 2, byte {begin}"
    assert (tmp_path / "x.eft").read_bytes()[begin:].startswith(person())


def test_a_record_that_breaks_off(tmp_path):
    with pytest.warns(RejectedRowsWarning, match=r"byte \d+: the record is cut short"):
        records = load(tmp_path, transaction(), person(), person(_9=b"C2")[:-9])
    assert len(records) == 1
    assert records.rejected.column("line").to_pylist() == [3]


def test_a_record_without_a_name(tmp_path):
    with pytest.warns(RejectedRowsWarning, match="needs a name"):
        assert len(load(tmp_path, transaction(), person(_18=b"LNU,FNU"))) == 0


def test_what_is_recognised(tmp_path):
    path = tmp_path / "x"
    for content, is_nist in [
        (transaction(), True),
        (b"1.01:55\x1d1.02:0300\x1c", True),
        (b"1.001:no", False),
        (b"id,name\n", False),
    ]:
        path.write_bytes(content)
        assert nist.recognises(SourceFile.open(path)) == is_nist
