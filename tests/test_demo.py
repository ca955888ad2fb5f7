"""The demonstration runs end to end and tells a newcomer what it did."""

from __future__ import annotations

import pytest

from suspectmatch.demo import run_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, run_demo(folder, seed=0, n_records=400, threads=2)


def test_it_writes_sources_outputs_and_a_report(demo):
    folder, _ = demo
    names = {path.name for path in folder.iterdir()}
    assert {"sources", "clusters.csv", "pairs.csv", "rejected.csv", "manifest.json"} <= names
    assert (folder / "report.html").stat().st_size > 10_000
    assert (folder / "sources" / "truth.csv").is_file()


def test_it_counts_every_source(demo):
    text = "\n".join(demo[1])
    for source in ("un_list", "red_notices", "prison_register", "enrolments", "field_collection"):
        assert source in text
    assert "3 rejected: rows that could not be read" in text
    assert "set aside by their role" in text


def test_it_is_judged_by_the_truth_and_finds_most_of_it(demo):
    leads = next(line for line in demo[1] if line.startswith("  leads     precision"))
    precision = float(leads.split("precision ")[1].split()[0])
    recall = float(leads.split("recall ")[1].split()[0])
    assert precision > 0.8
    assert recall > 0.4


def test_it_explains_three_pairs_and_its_recall(demo):
    text = "\n".join(demo[1])
    assert "3 pairs explained" in text
    assert text.count("A lead: the two records are in one cluster.") == 3
    assert "Recall is lower here than in the README." in text
    assert "report.html" in demo[1][-2]


def test_the_same_seed_says_the_same(demo, tmp_path):
    again = run_demo(tmp_path, seed=0, n_records=400, threads=1)
    assert again == [line.replace(str(demo[0]), str(tmp_path)) for line in demo[1]]
