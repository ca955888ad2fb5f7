"""What a run writes on the command line, what it says, and what it does when it is used wrongly."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from suspectmatch.cli import main
from suspectmatch.comparing import DEFAULT_COMPARISONS

SOURCES = pytest.mark.usefixtures("sources")


def test_link_writes_what_it_promises(done):
    folder, result = done
    assert result.exit_code == 0, result.output
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {
        *("clusters.csv", "clusters.parquet", "pairs.csv", "pairs.parquet", "records.parquet"),
        *("rejected.csv", "unlinkable.csv", "cluster_summary.csv", "manifest.json", "report.html"),
        *("protective_notes.csv", "cautions.csv", "cautions.parquet", "run.arrays"),
    }
    clusters, pairs = (pd.read_csv(out / f"{name}.csv", dtype=str) for name in ("clusters", "pairs"))
    assert list(clusters.columns)[:5] == ["cluster_id", "source", "record_id", "confidence", "n_records"]
    assert clusters[["source", "record_id"]].to_numpy().tolist() == [["prison", "1"], ["un", "Q:1"]]
    identity = ["source_left", "record_id_left", "source_right", "record_id_right"]
    levels = [comparison.name for comparison in DEFAULT_COMPARISONS]
    assert list(pairs.columns) == [*identity, "weight", "probability", *levels, "handling", "purposes"]


def test_link_says_what_it_did_and_names_nobody(done):
    _, result = done
    assert "clusters                           1" in result.stdout
    assert "set aside by role                  1" in result.stdout
    assert "left out                           1" in result.stdout
    assert "not identifications" in result.stdout
    assert "arkhani" not in result.output


def test_the_manifest_holds_the_hashes_and_the_command(done):
    folder, _ = done
    body = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [len(file["sha256"]) for file in body["inputs"]] == [64, 64]
    assert list(body["options"]["command"]["sources"]) == ["prison", "un"]


def test_replay_writes_the_same_bytes(done, tmp_path, capsys):
    assert main(["replay", str(done[0] / "out"), "-o", str(tmp_path / "again"), "--threads", "2"]) == 0
    assert str(tmp_path / "again") in capsys.readouterr().out
    for name in ("clusters.csv", "pairs.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (done[0] / "out" / name).read_bytes()


def test_replay_refuses_another_input(done, tmp_path, refused):
    shutil.copytree(done[0], tmp_path / "copy")
    manifest = tmp_path / "copy" / "out" / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace(str(done[0]), str(tmp_path / "copy"))
    manifest.write_text(text, encoding="utf-8")
    with (tmp_path / "copy" / "un.json").open("a", encoding="utf-8") as stream:
        stream.write(" ")
    line = refused("replay", tmp_path / "copy" / "out", "-o", tmp_path / "again")
    assert "un.json" in line
    assert "no longer the same" in line
    assert not (tmp_path / "again").exists()


@SOURCES
def test_a_file_in_the_way_is_said_before_anything_is_read(refused):
    assert "un.json" in refused("link", "nonesuch.csv", "-o", "un.json")
    assert "un.json" in refused("link", "nonesuch.csv", "-o", "un.json/out")


def test_where_nothing_can_be_written_one_line_says_so(sources, refused, monkeypatch):
    def fail(*_, **__):
        raise PermissionError(13, "Permission denied", str(sources / "out"))

    monkeypatch.setattr("suspectmatch.linking.linkage.save", fail)
    assert refused("link", "un.json", "-o", "out") == "error: Permission denied: out"


def test_rejected_rows_are_a_warning_of_one_line(sources, capsys):
    records = [*json.loads((sources / "un.json").read_text(encoding="utf-8")), {"record_id": "9"}]
    (sources / "un.json").write_text(json.dumps(records), encoding="utf-8")
    assert main(["link", "un.json", "jail.json", "-o", "out"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("warning: Source 'un': 1 row was rejected")
    assert err.endswith("are in records.rejected, and in rejected.csv of a saved run.\n")
    assert err.count("\n") == 1
    assert len(pd.read_csv(sources / "out" / "rejected.csv")) == 1


@SOURCES
def test_across_only_leaves_one_source_alone(capsys):
    assert main(["link", "all=un.json,jail.json", "--across-only", "-o", "out"]) == 0
    assert "candidate pairs                    0" in capsys.readouterr().out


def test_check_shows_what_is_understood(sources, capsys):
    (sources / "p.csv").write_text("no,name,shoe\n7,Orm Ek,42\n", encoding="utf-8")
    assert main(["check", "p.csv", "prison=jail.json"]) == 0
    out = capsys.readouterr().out
    assert "Source p: p.csv" in out
    assert "columns not read: shoe" in out
    assert "Source prison: jail.json" in out


def test_check_writes_a_mapping_that_link_can_use(sources, capsys):
    (sources / "p.csv").write_text("no,name,shoe\n7,Orm Ek,42\n", encoding="utf-8")
    assert main(["check", "p.csv", "--write", "p.toml"]) == 0
    assert "p.toml" in capsys.readouterr().out
    assert main(["link", "p.csv", "un.json", "--mapping", "p=p.toml", "-o", "out"]) == 0
    assert "records                            3" in capsys.readouterr().out


def test_check_writes_over_nothing_and_one_mapping_only(sources, capsys, refused):
    (sources / "p.csv").write_text("no,name\n7,Orm Ek\n", encoding="utf-8")
    assert "already" in refused("check", "p.csv", "--write", "un.json")
    assert "one source" in refused("check", "p.csv", "un.json", "--write", "p.toml")
    assert "nonesuch.csv" in refused("check", "nonesuch.csv")
    assert main(["check", "un.json", "--write", "p.toml"]) == 2
    assert "needs no mapping" in capsys.readouterr().err
    assert not (sources / "p.toml").exists()
