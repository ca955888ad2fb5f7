"""The command line: what it writes, what it says, and what it does when it is used wrongly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import version

import pandas as pd
import pytest
from typer.testing import CliRunner

from samples import OTHER, ZUBAYR
from suspectmatch.cli import app, main
from suspectmatch.comparing import DEFAULT_COMPARISONS

JAIL = [
    {"record_id": "1", **ZUBAYR, "role": "detained"},
    {"record_id": "2", **OTHER, "role": "victim"},
    {"record_id": "3", **ZUBAYR, "retain_until": "2001-01-01"},
]
LIST = [{"record_id": "Q:1", **ZUBAYR}, {"record_id": "Q:2", "names": ["Orm Ek"]}]


SOURCES = pytest.mark.usefixtures("sources")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, records in (("jail.json", JAIL), ("un.json", LIST)):
        (tmp_path / name).write_text(json.dumps(records), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A run by the runner of Typer, with everything that can be written."""
    folder = tmp_path_factory.mktemp("done")
    for name, records in (("jail.json", JAIL), ("un.json", LIST)):
        (folder / name).write_text(json.dumps(records), encoding="utf-8")
    given = [f"prison={folder / 'jail.json'}", str(folder / "un.json"), "-o", str(folder / "out")]
    return folder, CliRunner().invoke(app, ["link", *given, "--report", "--threads", "1"])


def refused(capsys, *arguments):
    """The one line on standard error of a command that must not work."""
    assert main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = [line for line in err.splitlines() if not line.startswith("warning: ")]
    assert line.startswith("error: ")
    return line


def test_link_writes_what_it_promises(done):
    folder, result = done
    assert result.exit_code == 0, result.output
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {
        *("clusters.csv", "clusters.parquet", "pairs.csv", "pairs.parquet", "records.parquet"),
        *("rejected.csv", "unlinkable.csv", "cluster_summary.csv", "manifest.json", "report.html"),
        "protective_notes.csv",
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


def test_explain_takes_a_pair_apart(done, capsys):
    assert main(["explain", str(done[0] / "out"), "prison:1", "un:Q:1"]) == 0
    text = capsys.readouterr().out
    assert "same name: Zubayr Tarkhani | Zubayr Tarkhani" in text
    assert "A lead" in text


def test_explain_refuses_a_record_that_is_not_there(done, capsys):
    assert "'nobody'" in refused(capsys, "explain", done[0] / "out", "prison:nobody", "un:Q:1")


def test_explain_and_why_not_print_json_where_asked(done, capsys):
    for command, kind in (("explain", "explanation"), ("why-not", "why-not")):
        assert main([command, str(done[0] / "out"), "prison:1", "un:Q:1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["format"] == f"suspectmatch {kind} 1"


def test_why_not_names_what_kept_two_records_apart(done, capsys):
    assert main(["why-not", str(done[0] / "out"), "prison:1", "un:Q:1"]) == 0
    assert "the two records are in one cluster" in capsys.readouterr().out
    assert main(["why-not", str(done[0] / "out"), "un:Q:1", "un:nobody"]) == 0
    assert "a record is in none of the sources" in capsys.readouterr().out


def test_evaluate_judges_a_run_by_a_truth_file(done, tmp_path, capsys):
    truth = tmp_path / "truth.csv"
    truth.write_text("source,record_id,person\nprison,1,P\nun,Q:1,P\nprison,2,P\n", encoding="utf-8")
    assert main(["evaluate", str(done[0] / "out"), str(truth), "--by", "source"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:3] == ["leads", "precision", "1.0000"]
    assert lines[2].split()[:3] == ["leads", "recall", "1.0000"]  # a victim is not linked, nor expected
    assert lines[-1].startswith("prison x un")


def test_evaluate_refuses_a_truth_that_says_nothing(done, tmp_path, capsys):
    truth = tmp_path / "truth.csv"
    assert "truth.csv" in refused(capsys, "evaluate", done[0] / "out", truth)
    truth.write_text("source,record_id\nprison,1\n", encoding="utf-8")
    assert "'person'" in refused(capsys, "evaluate", done[0] / "out", truth)
    truth.write_text("source,record_id,person\nprison,nobody,P\n", encoding="utf-8")
    assert "no two of these records" in refused(capsys, "evaluate", done[0] / "out", truth)


def test_replay_writes_the_same_bytes(done, tmp_path, capsys):
    assert main(["replay", str(done[0] / "out"), "-o", str(tmp_path / "again"), "--threads", "2"]) == 0
    assert str(tmp_path / "again") in capsys.readouterr().out
    for name in ("clusters.csv", "pairs.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (done[0] / "out" / name).read_bytes()


def test_replay_refuses_another_input(done, tmp_path, capsys):
    shutil.copytree(done[0], tmp_path / "copy")
    manifest = tmp_path / "copy" / "out" / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace(str(done[0]), str(tmp_path / "copy"))
    manifest.write_text(text, encoding="utf-8")
    with (tmp_path / "copy" / "un.json").open("a", encoding="utf-8") as stream:
        stream.write(" ")
    line = refused(capsys, "replay", tmp_path / "copy" / "out", "-o", tmp_path / "again")
    assert "un.json" in line
    assert "no longer the same" in line
    assert not (tmp_path / "again").exists()


WRONG = {
    "no such file": (["nonesuch.csv"], "nonesuch.csv"),
    "two sources of one name": (["un.json", "un=jail.json"], "'un'"),
    "no name": (["=un.json"], "NAME=FILE"),
    "no file": (["un="], "NAME=FILE"),
    "probability too high": (["un.json", "--min-probability", "1.5"], "min_probability"),
    "probability in words": (["un.json", "--min-probability", "high"], "--min-probability"),
    "floor below zero": (["un.json", "--keep-above", "-1"], "keep_above"),
    "unknown role": (["un.json", "--roles", "suspect,culprit"], "'culprit'"),
    "no threads": (["un.json", "--threads", "0"], "--threads"),
    "unknown option": (["un.json", "--shoe-size", "42"], "--shoe-size"),
    "no model": (["un.json", "--model", "m.json"], "m.json"),
    "not a model": (["un.json", "--model", "un.json"], "un.json"),
    "mapping of nobody": (["un.json", "--mapping", "jail=m.toml"], "jail"),
    "mapping that is not there": (["un.json", "--mapping", "un=m.toml"], "m.toml"),
    "mapping of no form": (["un.json", "--mapping", "m.toml"], "NAME=FILE"),
    "too little to fit": (["un.json", "--fit"], "not enough"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_errors_of_use_are_one_line_and_leave_nothing(sources, capsys, arguments, words):
    assert words in refused(capsys, "link", *arguments, "-o", "out")
    assert sorted(path.name for path in sources.iterdir()) == ["jail.json", "un.json"]


def test_a_mapping_that_does_not_fit_is_said(sources, capsys):
    (sources / "p.csv").write_text("id,who\n1,Orm Ek\n", encoding="utf-8")
    (sources / "p.toml").write_text(
        '[record]\nid = "id"\n\n[[names]]\nfull = "whom"\n', encoding="utf-8"
    )
    line = refused(capsys, "link", "p.csv", "--mapping", "p=p.toml", "-o", "out")
    assert "'whom'" in line
    assert "'who'" in line
    (sources / "p.toml").write_text("[columns", encoding="utf-8")
    assert "p.toml" in refused(capsys, "link", "p.csv", "--mapping", "p=p.toml", "-o", "out")
    assert not (sources / "out").exists()


@SOURCES
def test_a_file_in_the_way_is_said_before_anything_is_read(capsys):
    assert "un.json" in refused(capsys, "link", "nonesuch.csv", "-o", "un.json")
    assert "un.json" in refused(capsys, "link", "nonesuch.csv", "-o", "un.json/out")


def test_where_nothing_can_be_written_one_line_says_so(sources, capsys, monkeypatch):
    def fail(*_, **__):
        raise PermissionError(13, "Permission denied", str(sources / "out"))

    monkeypatch.setattr("suspectmatch.linker.linkage.save", fail)
    assert refused(capsys, "link", "un.json", "-o", "out") == "error: Permission denied: out"


def test_other_commands_refuse_as_plainly(sources, capsys):
    assert "manifest.json" in refused(capsys, "explain", sources, "a:1", "b:2")
    assert "manifest.json" in refused(capsys, "replay", sources / "nowhere", "-o", "out")
    assert "--out" in refused(capsys, "link", "un.json")
    assert "shoe" in refused(capsys, "shoe")
    assert "--n-records" in refused(capsys, "demo", "--n-records", "7")


def test_rejected_rows_are_a_warning_of_one_line(sources, capsys):
    (sources / "un.json").write_text(json.dumps([*LIST, {"record_id": "9"}]), encoding="utf-8")
    assert main(["link", "un.json", "jail.json", "-o", "out"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("warning: Source 'un': 1 row was rejected")
    assert err.count("\n") == 1
    assert len(pd.read_csv(sources / "out" / "rejected.csv")) == 1


def test_several_files_of_one_source_and_roles_by_name(sources, capsys):
    arguments = ["link", "all=un.json,jail.json", "--roles", "detained, victim,unknown", "-o", "out"]
    assert main(arguments) == 0
    assert "set aside by role                  0" in capsys.readouterr().out
    assert set(pd.read_csv(sources / "out" / "clusters.csv")["source"]) == {"all"}


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


def test_check_writes_over_nothing_and_one_mapping_only(sources, capsys):
    (sources / "p.csv").write_text("no,name\n7,Orm Ek\n", encoding="utf-8")
    assert "already" in refused(capsys, "check", "p.csv", "--write", "un.json")
    assert "one source" in refused(capsys, "check", "p.csv", "un.json", "--write", "p.toml")
    assert "nonesuch.csv" in refused(capsys, "check", "nonesuch.csv")
    assert main(["check", "un.json", "--write", "p.toml"]) == 2
    assert "needs no mapping" in capsys.readouterr().err
    assert not (sources / "p.toml").exists()


def test_help_and_version(capsys):
    assert main([]) == 0
    assert "replay" in capsys.readouterr().out
    assert main(["link", "--help"]) == 0
    assert "--min-probability" in capsys.readouterr().out.replace("\n", "")
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == version("suspectmatch")


def test_help_loads_nothing_heavy():
    program = (
        "import sys; from suspectmatch.cli import main; main(['--help']);"
        "heavy = {'numba', 'pandas', 'pyarrow', 'scipy', 'sklearn'} & set(sys.modules);"
        "print(*sorted(heavy), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert run.stderr.strip() == ""


def test_an_error_shows_no_traceback(tmp_path):
    command = [sys.executable, "-m", "suspectmatch", "link", "nonesuch.csv", "-o", "out"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("error: ")
    assert run.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_decisions_are_kept_applied_and_withdrawn(tmp_path, capsys):
    file, out = tmp_path / "decisions.jsonl", tmp_path / "out"
    (tmp_path / "a.json").write_text(
        json.dumps([{"record_id": k, "names": ["Zubayr Tarkhani"]} for k in "12"]), encoding="utf-8"
    )
    why = ["--reason", "twins", "--by", "desk 4"]
    assert main(["decide", str(file), "a:1", "a:2", "different", *why]) == 0
    decision = capsys.readouterr().out.split()[0]
    assert main(["decide", str(file), "a:1", "a:2", "same", *why]) == 2
    assert "contradict" in capsys.readouterr().err
    given = ["link", f"a={tmp_path / 'a.json'}", "-o", str(out), "--min-probability", "0.1"]
    assert main([*given, "--decisions", str(file), "--method", "components"]) == 0
    assert (out / "decisions.jsonl").read_bytes() == file.read_bytes()
    assert len((out / "clusters.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert main(["replay", str(out), "-o", str(tmp_path / "again")]) == 0
    for name in ("clusters.csv", "manifest.json", "decisions.jsonl", "unlinkable.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes()
    assert main(["withdraw", str(file), decision, *why]) == 0
    assert main([*given, "--decisions", str(file)]) == 0
    assert len((out / "clusters.csv").read_text(encoding="utf-8").splitlines()) == 3
    assert main([*given, "--decisions", str(tmp_path / "none.jsonl")]) == 2
    assert "no such file of decisions" in capsys.readouterr().err
