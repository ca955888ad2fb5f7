"""Dates as sources print them, as EDTF."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from suspectmatch.dates.text import parse_date_text, split_dates

CASES = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "cases" / "dates.csv").read_text(encoding="utf-8").splitlines()
    )
)


def test_there_are_enough_cases():
    assert len(CASES) >= 230
    assert sum(not case["edtf"] for case in CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "nothing")
def test_texts(case):
    reference = dt.date.fromisoformat(case["reference"]) if case["reference"] else None
    found = parse_date_text(case["text"], calendar=case["calendar"] or None, reference=reference)
    assert found == (case["edtf"] or None), case["why"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1961; 5 May 1964", ["1961", "5 May 1964"]),
        ("12/05/1962; alt DOB: 07/04/62", ["12/05/1962", "07/04/62"]),
        ("19 December 1980, or 19 January 1980", ["19 December 1980", "19 January 1980"]),
        ("(a) 1961 (b) 1963", ["1961", "1963"]),
        ("1937 or 1938", ["1937 or 1938"]),
        ("12 March 1965", ["12 March 1965"]),
        ("; ;", []),
        ("", []),
    ],
)
def test_split_dates(text, parts):
    assert split_dates(text) == parts


@pytest.mark.shared
def test_real_lists_are_read_from_their_text(shared_data, record_property):
    n, agreed = 0, 0
    for path in sorted((shared_data / "lists" / "records").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for date in json.loads(line).get("birth_dates") or []:
                if date["edtf"]:
                    n += 1
                    agreed += parse_date_text(date["text"]) == date["edtf"]
    record_property("figure: dates read from their text as stated", f"{agreed / n:.4f} of {n}")
    assert agreed / n >= 0.998
