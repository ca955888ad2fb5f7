"""The clusters of a page: conflicts, the weakest link, the nearest record outside, every value."""

from __future__ import annotations

import html
import re

import pytest
from markupsafe import escape

from suspectmatch.clustering import cluster
from suspectmatch.decisions import Decisions
from suspectmatch.linking import link
from suspectmatch.report import limits
from suspectmatch.report.leads import Leads
from suspectmatch.report.write import render

PASSPORT, CARD = ({"kind": k, "number": n} for k, n in (("passport", "P1234567"), ("other", "778899")))
EXTRA = {"k": "secret"}
ZUBAYR = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
SOURCES = {
    "a": [{"record_id": "1", **ZUBAYR, "documents": [PASSPORT], "handling": ["M"], "remarks": "Tall."}],
    "b": [{"record_id": "2", **ZUBAYR, "documents": [PASSPORT, CARD], "biometric_ids": ["f-9"]}],
    "c": [
        {
            "record_id": "3",
            "names": ["Zubayr Tarkhani"],
            "birth_dates": ["1983"],
            "nationalities": ["SE"],
        },
        {
            "record_id": "4",
            "names": ["Zubayr Ekvall"],
            "birth_dates": ["1971-04-12"],
            "extra": EXTRA,
        },
    ],
}


@pytest.fixture(scope="module")
def linkage(tmp_path_factory):
    decisions = Decisions.read(tmp_path_factory.mktemp("d") / "d.jsonl", missing_ok=True)
    decisions.record("a:1", "c:3", "same", reason="seen", by="desk 4", at="2026-01-02T00:00+00:00")
    options = {"method": "components", "keep_above": 0.0, "progress": False, "threads": 1}
    return link(SOURCES, decisions=decisions, **options)


@pytest.fixture(scope="module")
def page(linkage):
    return sections(linkage.table)


def sections(table):
    """The sections of leads and of pairs to review."""
    page = render(table, {})
    return page[page.index('<section id="leads"') : page.index('<section id="unlinkable"')]


def plain(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_conflicts_are_counted_and_explained(linkage, page):
    n = len(linkage.table.conflicts[0])
    assert n > 0
    assert page.count('<span class="tag bad">conflict</span>') == n
    assert f'data-conflicts="{n}"' in page


def test_cautions_are_counted_and_stand_with_each_link(linkage, page):
    frame = linkage.cautions
    assert frame["cluster_id"].nunique() == 1
    for words, own in frame.groupby("words"):
        n_pairs = f"{len(own)} pair" if len(own) == 1 else f"{len(own)} pairs"
        assert f"<li>{escape(words)} ({n_pairs})</li>" in page
        assert f"<li>{escape(words)}</li>" in page
    assert f'<td class="number">{frame["words"].nunique()}</td>' in page


def test_a_cluster_without_cautions_says_so():
    clear = {"a": [{"record_id": "1", **ZUBAYR}], "b": [{"record_id": "2", **ZUBAYR}]}
    page = sections(link(clear, progress=False, threads=1).table)
    assert "No cautions found. A link can still be wrong." in page


def test_conflicts_are_limited_and_that_is_said(linkage, monkeypatch):
    monkeypatch.setattr(limits, "MOST_LINKS", 0)
    page = sections(linkage.table)
    assert "conflict</span>" not in page
    assert "more conflict" in page


def test_the_nearest_record_outside_is_named(linkage, page):
    about = linkage.table.summary().to_pylist()[0]
    assert about["bridge_to"] is not None
    assert f"Bridge {about['bridge_to']} , in no cluster: probability" in plain(page)


def test_the_weakest_link_is_named_and_shown():
    three = {**SOURCES, "c": [{"record_id": "3", **ZUBAYR, "documents": [CARD]}]}
    made = link(three, progress=False, threads=1)
    table = cluster(made.scored, method="components")
    weakest = table.summary().to_pylist()[0]["weakest_link"]
    frame = made.pairs[made.pairs["probability"] == weakest].iloc[0]
    shown = plain(sections(table))
    pair = f"{frame.source_left}:{frame.record_id_left} and {frame.source_right}:{frame.record_id_right}"
    assert pair in shown.replace(" ,", ",")
    assert f"weakest link {pair}" in shown


def test_every_value_has_its_source_its_place_and_its_markings(page):
    shown = plain(page)
    assert "birth dates 1971-04-12 a 1 (table), row 1 birth_dates[0] of 1 M" in shown
    assert "documents 778899 b 2 (table), row 1 documents[1] of 2 none" in shown
    assert "remarks Tall. a 1 (table), row 1 remarks M" in shown
    assert "biometric ids f-9 b 2" in shown
    assert "secret" not in shown


def test_clusters_with_conflicts_are_never_cut_before_others(linkage, monkeypatch):
    sure = [
        {"record_id": str(k), "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]} for k in (7, 8)
    ]
    options = {"decisions": linkage.decisions, "progress": False, "threads": 1, "method": "components"}
    made = link({**SOURCES, "d": sure}, **options)
    monkeypatch.setattr(limits, "MOST_CLUSTERS", 1)
    shown = Leads(made.table).leads
    assert len(made.table) == 2
    assert [each.about["n_conflicts"] > 0 for each in shown] == [True]


def test_a_run_without_leads():
    made = link({"a": [{"record_id": "1", **ZUBAYR}]}, progress=False, threads=1)
    assert "No links reached the threshold" in sections(made.table)


def test_roles_are_told_and_those_of_victims_stand_out():
    records = [
        {"record_id": "1", **ZUBAYR, "role": "victim"},
        {"record_id": "2", **ZUBAYR, "role": "missing"},
    ]
    roles = ["victim", "missing"]
    made = link({"a": records}, roles=roles, progress=False, threads=1)
    page = sections(made.table)
    assert '<span class="tag bad">victim</span>' in page


def test_the_overview_names_records_and_counts_those_beyond_a_few():
    records = [{"record_id": str(k), **ZUBAYR} for k in range(5)]
    made = link({"a": records}, progress=False, threads=1)
    overview = sections(made.table).split("Overview of the leads")[1].split("</details>")[0]
    row = overview.split("<tbody>")[1]
    assert "Zubayr Tarkhani" in row
    assert row.count("<bdi") >= 3
    assert "and 2 more" in row
