"""What is asked of a finished run on the command line."""

from __future__ import annotations

import json

from suspectmatch.cli import main


def test_explain_takes_a_pair_apart(done, capsys):
    assert main(["explain", str(done[0] / "out"), "prison:1", "un:Q:1"]) == 0
    text = capsys.readouterr().out
    assert "same name: Zubayr Tarkhani | Zubayr Tarkhani" in text
    assert "A lead" in text


def test_explain_refuses_a_record_that_is_not_there(done, refused):
    assert "'nobody'" in refused("explain", done[0] / "out", "prison:nobody", "un:Q:1")


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


def test_evaluate_refuses_a_truth_that_says_nothing(done, tmp_path, refused):
    truth = tmp_path / "truth.csv"
    assert "truth.csv" in refused("evaluate", done[0] / "out", truth)
    truth.write_text("source,record_id\nprison,1\n", encoding="utf-8")
    assert "'person'" in refused("evaluate", done[0] / "out", truth)
    truth.write_text("source,record_id,person\nprison,nobody,P\n", encoding="utf-8")
    assert "no two of these records" in refused("evaluate", done[0] / "out", truth)
