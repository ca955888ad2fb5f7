"""Protective notes on the page of leads and among the saved files."""

from __future__ import annotations

import csv

import pytest

import suspectmatch as sm
from samples import ZUBAYR
from suspectmatch.cli import main
from suspectmatch.report import limits
from suspectmatch.report.write import render
from suspectmatch.roles import ROLES

ROWS = [
    {"record_id": "1", "role": "suspect", "handling": ["H1"], **ZUBAYR},
    {"record_id": "2", "role": "convicted", **ZUBAYR},
    {"record_id": "<3>", "role": "victim", "handling": ["H2"], **ZUBAYR},
]


@pytest.fixture(scope="module")
def linkage():
    return sm.link({"a": ROWS}, roles=ROLES, progress=False)


def test_the_page_tells_them_before_the_leads(linkage, tmp_path):
    body = linkage.report(tmp_path / "report.html").read_text("utf-8")
    assert body.index('<section id="protective"') < body.index('<section id="leads"')
    section = body.split('<section id="protective"')[1].split("</section>")[0]
    assert section.count("a matter of protection") == 2
    assert "a:&lt;3&gt;" in section
    assert "H1" in section
    assert "H2" in section
    review = body.split('<section id="review"')[1].split("</section>")[0]
    assert "&lt;3&gt;" not in review


def test_long_lists_are_cut_and_say_so(linkage, monkeypatch):
    monkeypatch.setattr(limits, "MOST_NOTES", 1)
    assert "1 more note: see protective_notes.csv" in render(linkage.table, linkage.summary())


def test_without_any_there_is_no_section(tmp_path):
    linkage = sm.link({"a": ROWS}, progress=False)
    assert "Protective notes" not in linkage.report(tmp_path / "report.html").read_text("utf-8")


def test_the_command_line_writes_them(tmp_path, capsys):
    source = tmp_path / "a.csv"
    source.write_text(
        "record_id,role,names,birth_dates\n1,suspect,Zubayr Tarkhani,1971-04-12\n"
        "3,victim,Zubayr Tarkhani,1971-04-12\n",
        "utf-8",
    )
    out = tmp_path / "out"
    given = [f"a={source}", "-o", str(out)]
    assert main(["link", *given, "--roles", "suspect,victim"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.split()[:3] == ["protective", "notes", "1"] for line in said)
    with (out / "protective_notes.csv").open(encoding="utf-8") as file:
        (note,) = csv.DictReader(file)
    assert (note["protected_record_id"], note["other_record_id"]) == ("3", "1")
