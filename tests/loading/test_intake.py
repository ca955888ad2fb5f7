from __future__ import annotations

import datetime as dt

import pytest

from suspectmatch.loading import intake as module
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.intake import Intake
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA


@pytest.fixture(autouse=True, params=[10**9, 0], ids=["by value", "by column"])
def checked_both_ways(request, monkeypatch):
    """Records are checked value by value where there are few, and column by column."""
    monkeypatch.setattr(module, "FEW", request.param)


def add(intake, line=1, **record):
    intake.add({"record_id": "1", "names": ["Ali"], **record}, file="x.csv", line=line)


def is_kept(intake, **record):
    add(intake, **record)
    n_before = sum(batch.num_rows for batch in intake._batches)
    return intake.finish()[0].num_rows > n_before


def test_tables_have_their_schemas_even_when_empty():
    table, rejected = Intake("jail").finish()
    assert table.schema == RECORD_SCHEMA
    assert rejected.schema == REJECTED_SCHEMA


def test_a_record_becomes_a_row():
    intake = Intake("jail")
    assert is_kept(intake, line=2, sex="male", extra={"a": "b"})
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
        assert is_kept(intake, source=own)
        assert intake.finish()[0].column("source").to_pylist() == [expected]


def test_no_source_at_all_rejects():
    intake = Intake(None)
    assert not is_kept(intake)
    assert intake.finish()[1].column("field").to_pylist() == ["source"]


def test_duplicates_are_rejected_also_across_intakes():
    seen = SeenIds()
    first, second = Intake("jail", seen=seen), Intake("jail", seen=seen)
    assert is_kept(first)
    assert not is_kept(first, line=2)
    assert not is_kept(second, line=3)
    assert is_kept(Intake("other", seen=seen))
    assert first.finish()[1].column("line").to_pylist() == [2]


def test_a_rejected_record_does_not_take_its_id():
    intake = Intake("jail")
    assert not is_kept(intake, role="villain")
    assert is_kept(intake)


def test_expired_records_are_left_out_and_counted():
    intake = Intake("jail", today=dt.date(2026, 1, 1))
    assert not is_kept(intake, retain_until="2025-12-31")
    assert is_kept(intake, record_id="2", retain_until="2026-01-01")
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
    assert is_kept(intake)
    assert is_kept(intake, record_id="2", role="victim")
    assert intake.finish()[0].column("role").to_pylist() == ["detained", "victim"]


def test_single_values_that_are_not_read_are_told_once_and_the_record_stays():
    intake = Intake("jail")
    assert is_kept(intake, names=["A\x07", "B\x07"], reliability="Z")
    rows = intake.finish()[1].to_pylist()
    assert [(row["field"], row["kept"]) for row in rows] == [("names", True), ("reliability", True)]


def test_a_location_is_kept():
    intake = Intake("jail")
    assert is_kept(intake, location="list.xml:9")
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


def test_reports_keep_the_order_of_the_file():
    intake = Intake("jail", today=dt.date(2026, 1, 1))
    intake.reject("is broken", file="x.csv", line=1)
    add(intake, line=2, role="villain")
    intake.leave_out("entity")
    intake.reject("is broken", file="x.csv", line=3)
    add(intake, line=4, record_id="2", retain_until="2020-01-01")
    record = {"record_id": "3", "names": ["Ali"]}
    intake.add(record, file="x.csv", line=5, faults=[("sex", "is not known")])
    add(intake, line=6, names=["A\x07"])
    intake.reject("is broken", file="x.csv", line=7)
    table, rejected = intake.finish()
    assert table["record_id"].to_pylist() == ["3", "1"]
    assert rejected["line"].to_pylist() == [1, 2, 3, 5, 6, 7]
    assert rejected["kept"].to_pylist() == [False, False, False, True, True, False]
    assert list(intake.left_out_by_source) == [
        ("jail", "entity"),
        ("jail", "expired (retain_until has passed)"),
    ]
    assert intake.n_read == 7
