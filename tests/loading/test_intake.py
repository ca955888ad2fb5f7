from __future__ import annotations

import datetime as dt

from suspectmatch.loading import intake as module
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.intake import Intake
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA


def add(intake, line=1, **record):
    return intake.add({"record_id": "1", "names": ["Ali"], **record}, file="x.csv", line=line)


def test_tables_have_their_schemas_even_when_empty():
    table, rejected = Intake("jail").finish()
    assert table.schema == RECORD_SCHEMA
    assert rejected.schema == REJECTED_SCHEMA


def test_a_record_becomes_a_row():
    intake = Intake("jail")
    assert add(intake, line=2, sex="male", extra={"a": "b"})
    (row,) = intake.finish()[0].to_pylist()
    assert row["source"] == "jail"
    assert row["role"] == "unknown"
    assert row["location"] == "x.csv:2"
    assert row["extra"] == [("a", "b")]


def test_the_name_given_wins_over_the_record_and_that_over_the_file():
    for source, fallback, own, expected in [
        ("given", "file", "own", "given"),
        (None, "file", "own", "own"),
        (None, "file", None, "file"),
    ]:
        intake = Intake(source, fallback=fallback)
        assert add(intake, source=own)
        assert intake.finish()[0].column("source").to_pylist() == [expected]


def test_no_source_at_all_rejects():
    intake = Intake(None)
    assert not add(intake)
    assert intake.finish()[1].column("field").to_pylist() == ["source"]


def test_duplicates_are_rejected_also_across_intakes():
    seen = SeenIds()
    first, second = Intake("jail", seen=seen), Intake("jail", seen=seen)
    assert add(first)
    assert not add(first, line=2)
    assert not add(second, line=3)
    assert add(Intake("other", seen=seen))
    assert first.finish()[1].column("line").to_pylist() == [2]


def test_a_rejected_record_does_not_take_its_id():
    intake = Intake("jail")
    assert not add(intake, role="villain")
    assert add(intake)


def test_expired_records_are_left_out_and_counted():
    intake = Intake("jail", today=dt.date(2026, 1, 1))
    assert not add(intake, retain_until="2025-12-31")
    assert add(intake, record_id="2", retain_until="2026-01-01")
    assert intake.left_out == {"expired (retain_until has passed)": 1}
    assert intake.finish()[0].num_rows == 1


def test_every_record_is_accounted_for():
    intake = Intake("jail", today=dt.date(2026, 1, 1))
    for number in range(50):
        add(
            intake,
            record_id=str(number % 40),
            role="villain" if number % 7 == 0 else None,
            retain_until="2020-01-01" if number % 5 == 0 else None,
        )
    table, rejected = intake.finish()
    assert intake.n_read == intake.n_read_by_file["x.csv"] == 50
    assert table.num_rows + rejected.num_rows + sum(intake.left_out.values()) == 50


def test_defaults_fill_what_a_record_does_not_say():
    intake = Intake("jail", defaults={"role": "detained", "purpose": None})
    assert add(intake)
    assert add(intake, record_id="2", role="victim")
    assert intake.finish()[0].column("role").to_pylist() == ["detained", "victim"]


def test_single_values_that_are_not_read_are_told_once_and_the_record_stays():
    intake = Intake("jail")
    assert add(intake, names=["A\x07", "B\x07"], reliability="Z")
    rows = intake.finish()[1].to_pylist()
    assert [(row["field"], row["kept"]) for row in rows] == [("names", True), ("reliability", True)]


def test_a_location_is_kept():
    intake = Intake("jail")
    assert add(intake, location="list.xml:9")
    assert intake.finish()[0].column("location").to_pylist() == ["list.xml:9"]


def test_what_is_told_of_a_rejected_record_is_printable():
    intake = Intake(None)
    intake.add({"x\ud800": 1, "record_id": "a\ud800\n", "source": "s\x00"}, file="x", line=1)
    (row,) = intake.finish()[1].to_pylist()
    assert (row["record_id"], row["source"], row["field"]) == ("a??", "s?", "x?")


def test_batches_do_not_show(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    intake = Intake("jail")
    for number in range(10):
        add(intake, record_id=str(number))
    assert intake.finish()[0].column("record_id").to_pylist() == [str(n) for n in range(10)]


def test_notes_are_kept_once():
    intake = Intake("jail")
    intake.note("a")
    intake.note("a")
    assert intake.notes == ["a"]
