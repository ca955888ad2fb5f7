"""A finished run can be opened again, and run again from the same bytes only."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR, link_records
from suspectmatch.cli import main
from suspectmatch.errors import InputError, RejectedRowsWarning
from suspectmatch.linking import Linkage
from suspectmatch.runs.replay import mapping_hashes, replay

HEAD = "id,who,born\n"
ROWS = "1,Zubayr Tarkhani,1971-04-12\n2,Wilhelmina Oestergaard,1955-11-30\n"
MAPPING = '[record]\nid = "id"\n\n[[names]]\nfull = "who"\n\n[[birth_dates]]\ncolumn = "born"\n'


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A folder with two sources, one of them with a mapping, linked on the command line."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tips.json").write_text(json.dumps([{"record_id": "9", **ZUBAYR}]), encoding="utf-8")
    (tmp_path / "jail.csv").write_text(HEAD + ROWS, encoding="utf-8")
    (tmp_path / "jail.toml").write_text(MAPPING, encoding="utf-8")
    arguments = ["link", "tips.json", "jail=jail.csv", "--mapping", "jail=jail.toml", "-o", "out"]
    assert main([*arguments, "--min-probability", "0.9"]) == 0
    return tmp_path


def test_a_run_is_opened_with_what_it_was_told(run):
    linkage = Linkage.open(run / "out")
    assert linkage.table.min_probability == 0.9
    assert linkage.table.to_arrow().equals(pq.read_table(run / "out" / "clusters.parquet"))
    assert linkage.explain("tips:9", "jail:1").linked


def test_a_run_of_the_library_is_opened_too(tmp_path):
    linkage = link_records(sm.load(RICH), threads=1, roles=("listed", "victim"))
    again = Linkage.open(linkage.save(tmp_path))
    assert again.pairs.equals(linkage.pairs)
    assert again.set_aside.equals(linkage.set_aside)


def test_what_was_rejected_and_left_out_is_known_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    expired = {"record_id": "2", **ZUBAYR, "retain_until": "2001-01-01"}
    rows = [{"record_id": "1", **ZUBAYR}, expired, {"record_id": "3"}]
    (tmp_path / "tips.json").write_text(json.dumps(rows), encoding="utf-8")
    with pytest.warns(RejectedRowsWarning):
        linkage = sm.link({"tips": tmp_path / "tips.json"})
    again = Linkage.open(linkage.save(tmp_path / "out"))
    assert again.summary() == linkage.summary()
    assert again.why_not("tips:1", "tips:3") == linkage.why_not("tips:1", "tips:3")
    assert again.why_not("tips:1", "tips:3").reason == "rejected"
    assert again.why_not("tips:1", "tips:2").reason == "left_out"
    (tmp_path / "out" / "rejected.csv").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(InputError, match="rejected"):
        Linkage.open(tmp_path / "out")
    (tmp_path / "out" / "rejected.csv").unlink()
    assert Linkage.open(tmp_path / "out").why_not("tips:1", "tips:3").reason == "left_out"


def test_a_run_of_the_library_cannot_be_replayed(tmp_path):
    with pytest.raises(InputError, match="not made on the command line"):
        replay(link_records(sm.load(RICH), threads=1).save(tmp_path))


def test_a_replay_writes_the_same_bytes_and_can_be_replayed(run):
    Linkage(replay(run / "out")).save(run / "again")
    Linkage(replay(run / "again", threads=1)).save(run / "third")
    for name in ("clusters.csv", "pairs.csv", "rejected.csv", "manifest.json"):
        first = (run / "out" / name).read_bytes()
        assert first == (run / "again" / name).read_bytes() == (run / "third" / name).read_bytes(), name


@pytest.mark.parametrize("name", ["jail.csv", "tips.json", "jail.toml"])
def test_a_changed_input_is_refused_by_name(run, name):
    with (run / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    with pytest.raises(InputError, match=rf"{name.partition('.')[0]}.*no longer the same"):
        replay(run / "out")


@pytest.mark.parametrize("name", ["jail.csv", "tips.json", "jail.toml"])
def test_an_input_that_is_gone_is_said(run, name):
    (run / name).unlink()
    with pytest.raises(InputError, match=name.partition(".")[0]):
        replay(run / "out")


def test_records_that_are_gone_or_of_another_kind_are_said(run):
    path = run / "out" / "records.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["sex"]), path)
    with pytest.raises(InputError, match="canonical schema"):
        Linkage.open(run / "out")
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"^records\.parquet: .* cannot be read"):
        Linkage.open(run / "out")


def test_a_damaged_model_is_said(run):
    path = run / "out" / "manifest.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(body | {"model": {}}), encoding="utf-8")
    with pytest.raises(InputError, match=r"^manifest\.json: "):
        Linkage.open(run / "out")


def test_a_preset_has_no_hash(tmp_path):
    (tmp_path / "m.toml").write_text("", encoding="utf-8")
    made = mapping_hashes({"a": "prison_register", "b": str(tmp_path / "m.toml")})
    assert made["a"] is None
    assert len(made["b"]) == 64
