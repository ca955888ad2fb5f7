"""An opened run answers as the run that was saved, and computes no step of it again."""

from __future__ import annotations

import json

import pytest

import suspectmatch as sm
from samples import RICH, bulk_linkage, link_records
from suspectmatch.errors import InputError

PIPELINE = (
    "suspectmatch.runs.streaming.score_streaming",
    "suspectmatch.runs.relink.link_again",
    "suspectmatch.linking.linker.block",
    "suspectmatch.runs.relink.block",
    "suspectmatch.linking.linker.normalise",
    "suspectmatch.runs.relink.normalise",
    "suspectmatch.linking.linker.cluster",
    "suspectmatch.runs.relink.cluster",
    "suspectmatch.linking.load",
    "suspectmatch.runs.replay.load",
)


@pytest.fixture(scope="module", params=["rich", "bulk"])
def runs(request, tmp_path_factory):
    """A run, and the folder that it was saved in."""
    linkage = bulk_linkage() if request.param == "bulk" else link_records(sm.load(RICH), threads=1)
    return linkage, linkage.save(tmp_path_factory.mktemp("runs") / "out")


@pytest.fixture
def no_pipeline(monkeypatch):
    """Every step of a run fails."""

    def fail(*_, **__):
        raise AssertionError("a step of the run was computed again")

    for name in PIPELINE:
        monkeypatch.setattr(name, fail)


def questions(linkage, left, right):
    yield str(linkage.explain(left, right))
    yield linkage.explain(left, right).to_json()
    yield str(linkage.why_not(left, right))
    yield str(linkage.turning_points(left, right))
    yield str(linkage.what_if(left, right, prior=-30.0))
    yield str(linkage.what_if(left, right, min_probability=0.5))


@pytest.mark.usefixtures("no_pipeline")
def test_every_answer_is_that_of_the_run_that_was_saved(runs):
    linkage, folder = runs
    opened = sm.Linkage.open(folder)
    pairs = linkage.pairs
    for row in {0, len(pairs) // 2, len(pairs) - 1}:
        one = pairs.iloc[row]
        ends = [f"{one[f'source_{side}']}:{one[f'record_id_{side}']}" for side in ("left", "right")]
        assert list(questions(opened, *ends)) == list(questions(linkage, *ends))
    for cluster_id in linkage.clusters["cluster_id"].unique()[:3]:
        assert str(opened.how(cluster_id)) == str(linkage.how(cluster_id))
        assert str(opened.what_if_cluster(cluster_id, prior=-30.0)) == str(
            linkage.what_if_cluster(cluster_id, prior=-30.0)
        )


@pytest.mark.usefixtures("no_pipeline")
def test_every_table_is_that_of_the_run_that_was_saved(runs, tmp_path):
    linkage, folder = runs
    opened = sm.Linkage.open(folder)
    assert opened.summary() == linkage.summary()
    assert opened.options == linkage.options
    assert opened.pairs_table().equals(linkage.pairs_table())
    assert opened.table.to_arrow().equals(linkage.table.to_arrow())
    assert opened.cautions_table().equals(linkage.cautions_table())
    assert opened.rejected_table().equals(linkage.rejected_table())
    assert opened.diff(folder).num_rows == 0
    again = opened.save(tmp_path / "again", report=True)
    linkage.report(tmp_path / "report.html")
    assert (again / "report.html").read_text("utf-8") == (tmp_path / "report.html").read_text("utf-8")
    for file in folder.glob("*.csv"):
        assert (again / file.name).read_bytes() == file.read_bytes()


def test_a_run_of_an_earlier_version_is_refused_in_plain_words(tmp_path):
    folder = link_records(sm.load(RICH), threads=1).save(tmp_path / "out")
    body = json.loads((folder / "manifest.json").read_text("utf-8"))
    body["format"] = "suspectmatch manifest 1"
    (folder / "manifest.json").write_text(json.dumps(body), "utf-8")
    with pytest.raises(InputError, match="written by an earlier version"):
        sm.Linkage.open(folder)


def test_arrays_of_another_run_are_refused(tmp_path):
    one = link_records(sm.load(RICH), threads=1).save(tmp_path / "one")
    other = link_records(sm.load(RICH[:2]), threads=1).save(tmp_path / "other")
    (other / "run.arrays").replace(one / "run.arrays")
    with pytest.raises(InputError, match="arrays"):
        sm.Linkage.open(one)


def test_a_run_with_an_empty_file_of_decisions_is_opened(tmp_path):
    (tmp_path / "d.jsonl").touch()
    linkage = link_records(sm.load(RICH), threads=1, decisions=tmp_path / "d.jsonl")
    opened = sm.Linkage.open(linkage.save(tmp_path / "out"))
    assert opened.options == linkage.options
    assert opened.options.decisions.file == "d.jsonl"
    assert len(opened.decisions) == 0
