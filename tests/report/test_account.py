"""What a page says of the run: unlinkable records, decisions, and what it was made from."""

from __future__ import annotations

import html
import re

import pytest

from samples import ZUBAYR
from suspectmatch.decisions import Decisions
from suspectmatch.linking import link
from suspectmatch.report import limits
from suspectmatch.report.write import render
from suspectmatch.runs.save import manifest

EVIL = "<b>$</b>"


@pytest.fixture(scope="module")
def decisions(tmp_path_factory):
    made = Decisions.read(tmp_path_factory.mktemp("d") / "d.jsonl", missing_ok=True)
    first = made.record("a:1", "a:2", "same", reason=EVIL, by="desk 4", at="2026-01-02T00:00+00:00")
    made.withdraw(first.id, reason="an error", by="desk 5", at="2026-01-03T00:00+00:00")
    made.record("a:1", "a:2", "different", reason="twins", by="desk 5", at="2026-01-04T00:00+00:00")
    return made


@pytest.fixture(scope="module")
def linkage(decisions):
    records = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}]
    records += [{"record_id": EVIL + str(k), "names": ["Abu Omar"]} for k in range(3)]
    return link({"a": records}, decisions=decisions, progress=False, threads=1)


def plain(section, linkage, **more):
    """The text of a section of the page."""
    page = render(linkage.table, linkage.summary(), **more)
    assert "<b>" not in page
    shown = page.split(f'<section id="{section}"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def test_unlinkable_records_are_listed_with_the_reason(linkage, monkeypatch):
    shown = plain("unlinkable", linkage)
    for row in linkage.unlinkable.itertuples():
        assert f"{row.source} {row.record_id} {row.bits:.1f} {row.reason}" in shown
    monkeypatch.setattr(limits, "MOST_UNLINKABLE", 1)
    assert "2 more records: see unlinkable.csv" in plain("unlinkable", linkage)


def test_no_unlinkable_records():
    made = link({"a": [{"record_id": "1", **ZUBAYR}]}, progress=False, threads=1)
    assert "There are none" in plain("unlinkable", made)


def test_all_lines_of_the_decisions_stand_there(linkage, decisions, monkeypatch):
    first, second, third = decisions.entries
    shown = plain("decisions", linkage, decisions=decisions)
    assert f"{first.id} a:1 a:2 same no {EVIL} desk 4 2026-01-02T00:00+00:00" in shown
    assert f"{second.id} a:1 a:2 withdraws {first.id} no an error desk 5" in shown
    assert f"{third.id} a:1 a:2 different yes twins" in shown
    assert decisions.seal in shown
    monkeypatch.setattr(limits, "MOST_DECISIONS", 1)
    shown = plain("decisions", linkage, decisions=decisions)
    assert "twins" in shown
    assert "2 earlier lines: see decisions.jsonl" in shown


def test_no_decisions(linkage):
    assert "given no decisions" in plain("decisions", linkage)


def test_the_manifest_says_what_the_run_was_made_from(linkage, tmp_path):
    body = manifest(linkage.table)
    shown = plain("manifest", linkage, manifest=body)
    assert "a: (table)" in shown.replace(" :", ":")
    for package, version in body["versions"].items():
        assert f"{package} {version}" in shown
    for name in body["options"]:
        assert name.replace("_", " ") in shown
    assert body["model"]["provenance"] in shown
    assert '"matches_per_record"' in shown
    path = tmp_path / "one.jsonl"
    path.write_text('{"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971"]}\n')
    other = link({"a": path}, progress=False, threads=1)
    made = manifest(other.table)
    assert made["inputs"][0]["sha256"] in plain("manifest", other, manifest=made)
