from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.loading.enrolments.type2 import Subject, fields_of


def test_fields_subfields_and_items():
    fields = fields_of(b"2.001:9\x1d2.019:A,B\x1eC,D\x1d2.026:SC\x1fARM\x1d2.9:X\x1c")
    assert fields[19] == [["A,B"], ["C,D"]]
    assert fields[26] == [["SC", "ARM"]]
    assert fields[9] == [["X"]]


def test_old_encodings():
    assert fields_of("2.018:MÜLLER,JOSÉ".encode("cp1252"))[18] == [["MÜLLER,JOSÉ"]]


@given(st.binary(max_size=60))
def test_any_bytes_make_a_subject(data):
    subject = Subject(fields_of(b"2.001:9\x1d2.018:" + data + b"\x1d2.022:" + data), "T1", 3, set())
    assert subject.record["record_id"] == "T1"


def test_race_is_not_read():
    subject = Subject(fields_of(b"2.018:A,B\x1d2.025:W"), "T1", 3, set())
    assert "W" not in str(subject.record)
