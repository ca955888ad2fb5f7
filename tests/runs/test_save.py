"""What is on disk after a run: the contract of the command line, all of it or nothing."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import tempfile

import pandas as pd
import pyarrow.parquet as pq
import pytest

import suspectmatch as sm
from samples import RICH, bulk_linkage, link_records
from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.errors import InputError
from suspectmatch.loading import write_canonical
from suspectmatch.runs.manifest import MANIFEST, read_manifest

FILES = {
    "cautions.csv",
    "cautions.parquet",
    "cluster_summary.csv",
    "clusters.csv",
    "clusters.parquet",
    "manifest.json",
    "pairs.csv",
    "pairs.parquet",
    "records.parquet",
    "protective_notes.csv",
    "rejected.csv",
    "run.arrays",
    "unlinkable.csv",
}


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


@pytest.fixture(scope="module")
def folder(linkage, tmp_path_factory):
    return linkage.save(tmp_path_factory.mktemp("run") / "deep" / "out")


def test_the_files_are_there_and_nothing_else(folder):
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_both_forms_say_the_same(folder, linkage):
    clusters = pq.read_table(folder / "clusters.parquet")
    assert clusters.equals(linkage.table.to_arrow())
    assert pq.read_table(folder / "pairs.parquet").equals(linkage.pairs_table())
    identity = ["cluster_id", "source", "record_id", "confidence", "n_records"]
    flat = pd.read_csv(folder / "clusters.csv", dtype={"record_id": str})
    assert list(flat.columns)[:5] == identity
    pd.testing.assert_frame_equal(flat[identity], clusters.to_pandas()[identity], check_dtype=False)
    assert flat.set_index("record_id").loc["Q.1", "handling"] == "law enforcement only"
    pairs = pd.read_csv(folder / "pairs.csv", dtype={"record_id_left": str, "record_id_right": str})
    marks = ["handling", "purposes"]
    pd.testing.assert_frame_equal(
        pairs.drop(columns=marks), linkage.pairs.drop(columns=marks), check_dtype=False
    )
    assert pairs["handling"].fillna("").tolist() == [
        ";".join(each) for each in linkage.pairs["handling"]
    ]
    assert list(pairs.columns)[6:] == [*(each.name for each in DEFAULT_COMPARISONS), *marks]


def test_the_manifest_is_enough_to_judge_a_run_by(folder, linkage):
    body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert body == read_manifest(folder)
    assert body["counts"] == linkage.summary()
    assert body["prior_bits"] == linkage.scored.prior
    assert body["model"] == json.loads(sm.load_model().to_json())
    assert {"python", "suspectmatch", "numpy"} <= set(body["versions"])
    assert [rule["rule"] for rule in body["blocking"]] == [r.rule for r in linkage.blocking.rules]
    assert body["options"]["min_probability"] == 0.95


def test_no_value_of_a_person_is_in_the_manifest(folder):
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    assert "arkhani" not in text
    assert "1971" not in text


def test_clusters_that_are_none_are_written_too(tmp_path):
    alone = link_records(sm.load(RICH[:1]), threads=1).save(tmp_path / "out")
    with (alone / "clusters.csv").open(encoding="utf-8", newline="") as stream:
        assert [row[:3] for row in csv.reader(stream)] == [["cluster_id", "source", "record_id"]]


def test_a_second_run_leaves_nothing_of_the_first(linkage, tmp_path):
    bulk_linkage().save(tmp_path, report=True)
    assert (tmp_path / "report.html").exists()
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    linkage.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES | {"notes.txt"}
    assert len(pq.read_table(tmp_path / "records.parquet")) == len(RICH)


def test_the_report_is_written_where_asked_for(linkage, tmp_path):
    assert (linkage.save(tmp_path / "out", report=True) / "report.html").stat().st_size > 1_000


def test_a_run_that_fails_leaves_nothing(linkage, tmp_path, monkeypatch):
    monkeypatch.setattr("suspectmatch.runs.save.manifest", lambda _: {}["no"])
    with pytest.raises(KeyError):
        linkage.save(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_may_be_the_one_we_stand_in_or_on_another_file_system(linkage, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    linkage.save(".")
    assert {path.name for path in tmp_path.iterdir()} == FILES
    made = []
    real = tempfile.TemporaryDirectory
    monkeypatch.setattr(
        "tempfile.TemporaryDirectory", lambda **more: made.append(more["dir"]) or real(**more)
    )
    linkage.save(tmp_path / "new")
    linkage.save(tmp_path / "new")
    assert made == [tmp_path, tmp_path / "new"]


BLOCKED = """
import sys, time
import suspectmatch as sm
from suspectmatch.cli import main
from suspectmatch.runs import save as saving
def slow(linkage):
    print("half", flush=True)
    time.sleep(60)
saving.manifest = slow
sys.exit(main(["link", sys.argv[1], "-o", sys.argv[2]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("how", "earlier"),
    [("SIGKILL", False), ("SIGKILL", True), ("SIGTERM", True), ("SIGINT", False)],
)
def test_a_run_killed_half_way_leaves_nothing_half_written(linkage, tmp_path, how, earlier):
    write_canonical(linkage.records, tmp_path / "records.jsonl")
    out = tmp_path / "out"
    if earlier:
        linkage.save(out)
    before = {path.name: path.read_bytes() for path in out.iterdir()} if earlier else None
    command = [sys.executable, "-c", BLOCKED, str(tmp_path / "records.jsonl"), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "half\n"
        child.send_signal(getattr(signal, how))
        _, said = child.communicate(timeout=30)
    left = [path for path in out.iterdir() if not path.name.startswith(".")] if out.exists() else []
    assert {path.name: path.read_bytes() for path in left} == (before or {})
    if how != "SIGKILL":
        assert child.returncode == 130
        assert said.endswith("stopped\n")
        assert list(tmp_path.rglob(".*")) == []


@pytest.mark.parametrize("inside", ["file", "file/out", "file/deep/out"])
def test_a_file_in_the_way_is_said_and_stays(linkage, tmp_path, inside):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"^file: The output must be a folder"):
        linkage.save(tmp_path / inside)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "There is no manifest.json"),
        ("{", "cannot be read"),
        ("[]", "not a suspectmatch manifest"),
        ("{}", "not a suspectmatch manifest"),
        ('{"format": "suspectmatch manifest 1"}', "damaged"),
        ('{"format": "suspectmatch manifest 1", "options": {}, "inputs": [], "model": {}}', "'min_prob"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path, text, words):
    if text is not None:
        (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_manifest(tmp_path)
