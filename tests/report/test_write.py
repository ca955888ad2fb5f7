"""The page of leads: it stands on its own, runs nothing, and counts what it does not show."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from samples import link_records
from suspectmatch.clustering import cluster
from suspectmatch.errors import InputError
from suspectmatch.loading.intake import Intake
from suspectmatch.report import limits
from suspectmatch.report import write as report
from suspectmatch.tables import Records
from suspectmatch.tables.explanation_rows import percent

EVIL = "<script>alert(1)</script>"
LONG = "Ab" * 4_999
ARABIC = "زبير طرخاني"
VOID = {"meta", "br", "hr", "img", "link", "input"}
ZUBAYR = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
PERSONS = [
    {
        "source": "un",
        "record_id": "1",
        "names": ["Zubayr Tarkhani", EVIL, ARABIC, LONG, *(f"Zubayr Name{c}" for c in "abcd")],
        "birth_dates": ["1971-04-12"],
        "nationalities": ["PK"],
        "documents": [{"kind": "passport", "number": "P 123-4567", "country": "PK"}],
        "handling": ["law enforcement only"],
        "role": "listed",
    },
    {
        "source": "jail",
        "record_id": "7&8",
        "names": ["TARKHANI, Zubair"],
        "birth_dates": ["12 April 1971"],
        "documents": [{"kind": "passport", "number": "P1234567"}],
        "role": "detained",
        "handling": ["originator controlled"],
    },
    {"source": "gazette", "record_id": "3", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]},
    {"source": "jail", "record_id": "9", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]},
    {"source": "gazette", "record_id": "4", "names": ["Unlinked Person"]},
]


class Reader(HTMLParser):
    """Checks that tags close in order and no block stands in a paragraph; collects what there is."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], Counter(), [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag in {"div", "ul", "ol", "table", "details", "p", "section"}:
            assert "p" not in self.open
        self.tags[tag] += 1
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script", "select"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.texts))


def linked(*persons, **options):
    intake = Intake(None)
    for line, person in enumerate(persons, start=2):
        intake.add(person, file="list.csv", line=line)
    intake.leave_out("entity", 3, source="un")
    made = intake.finish()
    left_out = tuple((source, why, n) for (source, why), n in intake.left_out_by_source.items())
    return link_records(Records(*made, left_out), progress=False, threads=1, **options)


def written(linkage, folder, **options):
    table = cluster(linkage.scored, **options) if options else linkage.table
    return report.write_report(table, linkage.summary(), folder / "leads.html").read_text("utf-8")


@pytest.fixture(scope="module")
def linkage():
    return linked(*PERSONS, {"source": "jail", "record_id": "10"})


@pytest.fixture(scope="module")
def leads(linkage, tmp_path_factory):
    return written(linkage, tmp_path_factory.mktemp("leads"))


@pytest.fixture(scope="module")
def reader(leads):
    return Reader(leads)


def test_it_runs_only_its_own_script_and_asks_for_nothing(leads, reader):
    assert not set(reader.tags) & {"link", "img", "iframe", "object", "form", "base"}
    assert reader.tags["script"] == reader.tags["style"] == 1
    policy = next(a["content"] for _, a in reader.attributes if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        text = leads[leads.index(f"<{name}>") + len(name) + 2 : leads.index(f"</{name}>")]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}';" in policy
    assert not re.search(r"https?:|url\(|@import|\bon\w+=|\bstyle=|fetch|XMLHttp|innerHTML|eval", leads)
    assert all(a["href"].startswith("#") for tag, a in reader.attributes if tag == "a")


def test_everything_is_escaped(leads, reader):
    assert leads.count("<script") == 1
    assert EVIL in reader.text
    assert "jail:7&amp;8" in leads


def test_it_can_be_read_by_anybody(leads, reader):
    assert '<html lang="en-GB">' in leads
    assert reader.tags["h1"] == 1
    assert reader.tags["caption"] == reader.tags["table"] > 0
    assert all(a.get("scope") in {"row", "col"} for tag, a in reader.attributes if tag == "th")
    assert reader.tags["summary"] == reader.tags["details"] > 0
    ids = [a["id"] for _, a in reader.attributes if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for tag, a in reader.attributes if tag == "a"]
    assert set(targets) <= set(ids)


def test_names_keep_their_own_direction_of_writing(leads):
    assert f'<bdi dir="auto">{ARABIC}</bdi>' in leads


def test_a_long_value_is_folded_and_all_there(leads):
    shown = f'<bdi dir="auto" class="long">{LONG[: limits.MOST_LETTERS]}…</bdi>'
    assert f"<summary>{shown} (9,998 characters, not printed)" in leads
    assert LONG in leads


def test_it_speaks_of_leads_only(reader):
    text = reader.text.lower()
    assert "never an identification" in text
    assert "verify" in text
    assert not re.search(r"match|identified|suspect is", text)


def test_it_shows_the_counts(linkage, reader):
    assert linkage.summary()["clusters"] == 2
    for name, n in linkage.summary().items():
        assert f"{report.COUNTS[name]} {n:,}" in reader.text
    assert all(name in report.COUNTS for name in linkage.summary())


def test_every_record_of_a_cluster_is_shown_as_its_source_wrote_it(reader):
    for text in ("P 123-4567 (passport, PK)", "12 April 1971", "TARKHANI, Zubair", "list.csv:3"):
        assert text in reader.text
    assert "detained" in reader.text
    assert "3 more Zubayr Nameb" in reader.text
    assert "Unlinked Person" not in reader.text


def test_markings_travel(leads, reader):
    assert "Markings on this page: law enforcement only originator controlled" in reader.text
    lead = next(part for part in leads.split('<section class="lead"') if "jail:7&amp;8" in part)
    head = Reader("<section " + lead[: lead.index("</dl>")] + "</dl></section>").text
    assert "law enforcement only" in head
    assert "originator controlled" in head


def test_each_link_has_its_explanation(linkage, reader):
    why = linkage.explain("jail:7&8", "un:1")
    assert f"total log2 odds; probability above 99.9% {report.bits(why.weight)}" in reader.text
    assert f"{why.prior_words} {report.bits(why.steps[0].bits)}" in reader.text
    for row in why.rows:
        if row.level != "missing":
            words = " ".join((row.words, *row.details))
            assert f"{row.left} {row.right} {words} {report.bits(row.bits)}" in reader.text
    assert why.note in reader.text


def test_clusters_come_in_order_of_their_confidence(linkage, leads):
    frame = linkage.table.summary().to_pandas().sort_values("confidence", ascending=False)
    places = [leads.index(f'cluster <bdi dir="auto">{each}') for each in frame.cluster_id]
    assert places == sorted(places)
    assert len(places) == 2


def test_what_was_rejected_or_left_out_is_counted(reader):
    assert "jail 2 1 0 0" in reader.text
    assert "un entity 3" in reader.text


def test_pairs_below_the_threshold_are_listed_to_review(linkage, tmp_path):
    weakest = linkage.pairs.query("probability >= 0.5").iloc[-1]
    text = written(linkage, tmp_path, min_probability=(weakest.probability + 1) / 2)
    review = Reader(text[text.index('<section id="review"') : text.index('<section id="unlinkable"')])
    identity = f"{weakest.source_left}:{weakest.record_id_left}"
    assert identity in review.text
    assert f"total log2 odds; probability {percent(weakest.probability)}" in review.text
    assert "There are none" not in review.text


def test_a_pair_that_others_joined_already_is_counted_not_listed(tmp_path):
    passport, card = (
        {"kind": "passport", "number": "P1234567"},
        {"kind": "national_id", "number": "778899"},
    )
    linkage = linked(
        {"source": "a", "record_id": "1", **ZUBAYR, "documents": [passport]},
        {"source": "b", "record_id": "2", **ZUBAYR, "documents": [passport, card]},
        {"source": "c", "record_id": "3", **ZUBAYR, "documents": [card]},
    )
    strong, _, weak = linkage.scored.probability
    assert strong > weak > 0.5
    text = Reader(written(linkage, tmp_path, min_probability=(strong + weak) / 2)).text
    assert "2 of 3 pairs of records" in text
    assert "Not listed here: 1 pair of that probability" in text
    assert "There are none" in text


def test_limits_are_said(linkage, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CLUSTERS", 1)
    monkeypatch.setattr(limits, "MOST_RECORDS", 1)
    monkeypatch.setattr(limits, "MOST_LINKS", 0)
    text = Reader(written(linkage, tmp_path)).text
    assert (
        "1 cluster of 2 shown in full: those with conflicts, and those with the highest confidence."
        in text
    )
    assert "The records of the other 1 are in clusters.csv" in text
    assert "1 more record of this cluster: see clusters.csv" in text
    assert "Lead 2" not in text


def test_values_are_limited_and_that_is_said(linkage, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_VALUES", 6)
    text = Reader(written(linkage, tmp_path)).text
    assert "3 more Zubayr Nameb and 2 more, in the record itself" in text


def test_pairs_to_review_are_limited(linkage, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REVIEWS", 1)
    strongest = float(linkage.scored.probability.max())
    text = Reader(written(linkage, tmp_path, min_probability=(strongest + 1) / 2)).text
    assert "1 pair of 2 shown; the other 1 are in pairs.csv" in text
    assert "No links reached the threshold" in text


def test_an_identity_that_reads_in_two_ways_is_explained_by_its_row(tmp_path):
    text = written(
        linked(
            {"source": "a", "record_id": "b:1", **ZUBAYR},
            {"source": "a:b", "record_id": "1", **ZUBAYR},
            {"source": "c", "record_id": "1", **ZUBAYR},
        ),
        tmp_path,
    )
    assert text.count("before anything was compared") == 3


def test_the_same_leads_in_another_order_of_rows_give_the_same_page(leads, tmp_path):
    persons = [{**p, "location": f"list.csv:{line}"} for line, p in enumerate(PERSONS, start=2)]
    turned = linked({"source": "jail", "record_id": "10"}, *reversed(persons))
    start, stop = '<section id="leads"', '<section id="unlinkable"'
    pages = [leads, written(turned, tmp_path)]
    first, second = (text[text.index(start) : text.index(stop)] for text in pages)
    assert first == second


def test_no_leads_at_all(tmp_path):
    text = Reader(written(linked({"source": "a", "record_id": "1", **ZUBAYR}), tmp_path)).text
    assert "No links reached the threshold" in text
    assert "Markings on this page: none" in text
    assert "There are none" in text


def test_it_is_written_aside_and_moved_into_place(linkage, tmp_path, monkeypatch):
    path = tmp_path / "new" / "leads.html"
    assert linkage.report(path) == path
    before = path.read_bytes()
    monkeypatch.setattr(report, "render", lambda *_, **__: "\ud800")
    with pytest.raises(UnicodeEncodeError):
        linkage.report(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["leads.html"]


def test_a_folder_is_no_report(linkage, tmp_path):
    with pytest.raises(InputError, match="folder"):
        linkage.report(tmp_path)


def test_bits_and_long_texts_for_a_reader():
    assert [report.bits(b) for b in (-0.001, 0.0, 12.345, -3.0)] == ["+0.00", "+0.00", "+12.35", "-3.00"]
    values = report._environment().get_template("values.html").module
    assert [str(each).strip() for each in (values.text(None), values.texts([], 0))] == [
        str(values.nothing())
    ] * 2
    assert str(values.label(LONG)).startswith(f'<bdi dir="auto" class="long" title="{LONG}">')


def test_how_far_to_trust_a_probability_is_what_was_measured():
    results = Path(__file__).parents[2] / "benchmarks" / "results" / "calibration.json"
    rows = json.loads(results.read_text(encoding="utf-8"))["rows"]
    shares = []
    for is_invented in (False, True):
        bands = [row["band"] for row in rows if row["set"].startswith("invented") == is_invented]
        n_true = sum(band["share"] * band["n"] for band in bands)
        shares.append(round(100 * n_true / sum(band["n"] for band in bands)))
    assert [int(n) for n in re.findall(r"(\d+) of 100", report.TRUST)] == shares
