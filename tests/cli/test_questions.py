"""What is asked of a finished run on the command line."""

from __future__ import annotations

import json

import pytest

from samples import ZUBAYR
from suspectmatch.cli import main


@pytest.fixture(scope="module")
def later(done, tmp_path_factory):
    """The run again with a source more, whose one record joins the cluster."""
    folder, _ = done
    (folder / "tips.json").write_text(json.dumps([{"record_id": "7", **ZUBAYR}]), encoding="utf-8")
    out = tmp_path_factory.mktemp("later") / "out"
    given = [f"prison={folder / 'jail.json'}", str(folder / "un.json"), str(folder / "tips.json")]
    assert main(["link", *given, "-o", str(out), "--threads", "1"]) == 0
    return out


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


def test_turning_points_says_by_how_little(done, capsys):
    assert main(["turning-points", str(done[0] / "out"), "prison:1", "un:Q:1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("prison:1 and un:Q:1: probability ")
    assert "below the threshold" in text
    assert "arkhani" not in text


def test_what_if_gives_the_decision_before_and_after(done, capsys):
    asked = [str(done[0] / "out"), "prison:1", "un:Q:1"]
    assert main(["what-if", *asked, "--prior", "-40"]) == 0
    before, after = capsys.readouterr().out.splitlines()[1:3]
    assert before.endswith(", in one cluster")
    assert after.endswith("not in one cluster")


def test_what_if_cluster_leaves_a_source_out(later, capsys):
    asked = ["what-if-cluster", str(later), "tips:7"]
    assert main([*asked, "--without-source", "prison"]) == 0
    out = capsys.readouterr().out
    assert "would stay together, without the source prison" in out
    assert "left out: prison:1" in out
    assert main([*asked, "--min-probability", "1"]) == 0
    assert "would fall apart" in capsys.readouterr().out


def test_how_tells_of_a_cluster_by_its_id_or_a_record(done, capsys):
    assert main(["how", str(done[0] / "out"), "un:Q:1", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["format"] == "suspectmatch history 1"
    assert main(["how", str(done[0] / "out"), body["cluster_id"]]) == 0
    assert f"Cluster {body['cluster_id']}: 2 records by 1 link" in capsys.readouterr().out


def test_diff_says_what_became_of_each_cluster(done, later, capsys):
    earlier = str(done[0] / "out")
    assert main(["diff", str(later), earlier]) == 0
    grew, *said, count = capsys.readouterr().out.splitlines()
    assert grew.startswith("grew: c-")
    was, now = grew.removeprefix("grew: ").split(" -> ")
    assert said[:4] == [
        f"  was {was}: prison:1, un:Q:1",
        f"  now {now}: prison:1, tips:7, un:Q:1",
        "  in: tips:7 (in no cluster before)",
        "  because: new records: tips:7",
    ]
    assert count.endswith(": 1")
    assert main(["diff", str(later), earlier, "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["format"] == "suspectmatch difference 1"
    assert body["changes"][0]["records_in"] == ["tips:7"]
    assert body["changes"][0]["members_before"] == [["prison:1", "un:Q:1"]]
    assert main(["diff", earlier, earlier, "--unchanged"]) == 0
    same, count = capsys.readouterr().out.splitlines()
    assert same.startswith("same: c-")
    assert "->" not in same
    assert count.endswith(": 0")


WRONG = {
    "no such record": (["turning-points", "prison:1", "prison:nobody"], "'nobody'"),
    "no such cluster": (["how", "c-1"], "'c-1'"),
    "in no cluster": (["how", "un:Q:2"], "why_not"),
    "nothing is different": (["what-if", "prison:1", "un:Q:1"], "--without-source"),
    "no such source": (["what-if-cluster", "un:Q:1", "--without-source", "x"], "'x'"),
    "one's own source": (["what-if", "prison:1", "un:Q:1", "--without-source", "un"], "'un'"),
    "no such name": (["what-if", "prison:1", "un:Q:1", "--without-name", "Orm"], "without_name"),
    "no number": (["what-if", "prison:1", "un:Q:1", "--prior", "nan"], "--prior"),
    "no probability": (["what-if", "prison:1", "un:Q:1", "--min-probability", "2"], "min_probability"),
    "no earlier run": (["diff", "nowhere"], "nowhere: There is no manifest.json"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_a_question_without_an_answer_is_refused_in_one_line(done, refused, arguments, words):
    command, *asked = arguments
    assert words in refused(command, done[0] / "out", *asked)


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
    assert "No two records of this run" in refused("evaluate", done[0] / "out", truth)
