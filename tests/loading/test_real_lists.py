"""The real lists, against records that were made from them independently of these readers."""

from __future__ import annotations

import calendar
import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import canada, ofac, uk, un
from suspectmatch.loading.lists.printed_names import split_aliases
from suspectmatch.loading.source_file import SourceFile

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "lists"
AGREE = 0.98
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real lists do not lie beside the project"),
]


@dataclass
class List:
    """One published list: its reader, its files and how many persons and others it holds."""

    reader: object
    files: tuple[str, ...]
    records: str
    n_persons: int
    left_out: dict[str, int]


LISTS = [
    List(un, ("un_consolidated_20201130_dev.xml",), "un2020", 265, {"entity": 305}),
    List(uk, ("uk_conlist_20180413_dev.csv",), "uk2018", 517, {"entity": 680}),
    List(
        ofac,
        ("ofac_add_202201_dev.csv", "ofac_sdn_202201_dev.csv", "ofac_alt_202201_dev.csv"),
        "ofac2022",
        1658,
        {"entity": 3701, "vessel": 420, "aircraft": 280, "row of add whose entry is not in sdn": 1},
    ),
    List(canada, ("ca_sema_2020_dev.xml",), "ca2020", 356, {"entity": 384}),
]


@pytest.fixture(scope="module", params=LISTS, ids=lambda published: published.records)
def compared(request):
    """The list, its intake, and for each record both readings of it: (published, [(other, ours)])."""
    published = request.param
    files = [SourceFile.open(DATA / "published" / name) for name in published.files]
    assert all(published.reader.recognises(file) for file in files)
    for other in LISTS:
        assert other is published or not any(other.reader.recognises(file) for file in files)
    intake = Intake(published.records)
    published.reader.read(files, intake)
    table, rejected = intake.finish()
    ours = {row["record_id"]: row for row in table.to_pylist()}
    with (DATA / "published" / "un_ids.csv").open(encoding="utf-8") as stream:
        ids = {row["dataid"]: row["reference_number"] for row in csv.DictReader(stream)}
    if published.reader is not un:
        ids = {}
    with (DATA / "records" / f"{published.records}.jsonl").open(encoding="utf-8") as stream:
        others = [json.loads(line) for line in stream]
    pairs = [(other, ours[ids.get(other["record_id"], other["record_id"])]) for other in others]
    return published, intake, rejected.to_pylist(), pairs


def words(name):
    """A name without case, marks and order of its words."""
    return " ".join(sorted(re.sub(r"[^\w\s'\u2018\u2019-]", " ", name.casefold()).split()))


def names_of(record):
    """The names of a record made by others, which keep lists and parentheses whole."""
    return {words(alias.full) for name in record["names"] for alias in split_aliases(name["full"])}


def bounds(date):
    """First and last day of a date, so that 1973 equals the days from its first to its last."""
    ends = (date["edtf"] or "").replace("~", "").split("/")
    if not ends[0]:
        return date["text"]
    last = [int(part) for part in ends[-1].split("-")]
    last += [12][len(last) - 1 :]
    last += [calendar.monthrange(last[0], last[1])[1]][len(last) - 2 :]
    return "-".join(f"{part:02}" for part in last), (ends[0] + "-01-01")[: len("1973-01-01")]


def share(truths):
    truths = list(truths)
    return sum(truths) / len(truths)


def test_nobody_is_dropped(compared):
    published, intake, rejected, pairs = compared
    assert len(pairs) == published.n_persons
    assert intake.n_read == published.n_persons
    assert rejected == []
    assert dict(intake.left_out) == published.left_out


def test_names_are_at_least_as_complete(compared):
    _, _, _, pairs = compared
    found = [names_of(other) <= {words(name["full"]) for name in ours["names"]} for other, ours in pairs]
    assert share(found) >= AGREE


def test_no_strong_name_is_invented(compared):
    """Canada prints parts of names as aliases, which we join: there, no word may be new."""
    published, _, _, pairs = compared
    found = []
    for other, ours in pairs:
        strong = {
            words(name["full"])
            for name in ours["names"]
            if name["quality"] == "strong" and name["kind"] != "document"
        }
        printed = names_of(other)
        if published.reader is canada:
            strong, printed = (
                {word for name in names for word in name.split()} for names in (strong, printed)
            )
        found.append(strong <= printed)
    assert share(found) >= AGREE


def test_birth_dates_agree(compared):
    _, _, _, pairs = compared
    found = [
        {bounds(date) for date in other.get("birth_dates", ())}
        == {bounds(date) for date in ours["birth_dates"] or ()}
        for other, ours in pairs
    ]
    assert share(found) >= AGREE


def test_documents_are_at_least_as_complete(compared):
    """The others keep the whole phrase: ours must find a number in each that has a digit."""
    _, _, _, pairs = compared
    found = []
    for other, ours in pairs:
        numbers = [re.sub(r"\W", "", doc["number"]).casefold() for doc in ours["documents"] or ()]
        for document in other.get("documents", ()):
            phrase = re.sub(r"\W", "", document["number"]).casefold()
            if re.search(r"\d", phrase):
                found.append(any(number in phrase for number in numbers))
    assert not found or share(found) >= AGREE


def test_sex_and_nationality_agree(compared):
    _, _, _, pairs = compared
    assert share((other.get("sex") or None) == ours["sex"] for other, ours in pairs) >= AGREE
    assert (
        share(
            {text.casefold() for text in other.get("nationalities", ())}
            <= {text.casefold() for text in ours["nationalities"] or ()}
            for other, ours in pairs
        )
        >= AGREE
    )
