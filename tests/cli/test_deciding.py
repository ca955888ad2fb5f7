"""Decisions made on the command line, and what becomes of them."""

from __future__ import annotations

import json

from suspectmatch.cli import main

WHY = ["--reason", "twins", "--by", "desk 4"]


def test_a_mistyped_record_is_named_when_the_decisions_are_used(sources, capsys):
    for k in range(5):
        assert main(["decide", "d.jsonl", "un:Q:1", f"un:Q.{k}", "different", *WHY]) == 0
    ids = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert main(["link", "un.json", "-o", "out", "--decisions", "d.jsonl"]) == 0
    out, err = capsys.readouterr()
    assert "decisions not in this run          5" in out
    assert err.splitlines()[:4] == [
        *(f"note: decision {ids[k]}: un:Q.{k} is not among the records" for k in range(3)),
        "note: and 2 more",
    ]
    assert sources.joinpath("out", "manifest.json").exists()


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
