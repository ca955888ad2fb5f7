"""A run by the command line, sources for another, and what a refusal looks like."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from samples import OTHER, ZUBAYR
from suspectmatch.cli import app, main

JAIL = [
    {"record_id": "1", **ZUBAYR, "role": "detained"},
    {"record_id": "2", **OTHER, "role": "victim"},
    {"record_id": "3", **ZUBAYR, "retain_until": "2001-01-01"},
]
LIST = [{"record_id": "Q:1", **ZUBAYR}, {"record_id": "Q:2", "names": ["Orm Ek"]}]


@pytest.fixture
def sources(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, records in (("jail.json", JAIL), ("un.json", LIST)):
        (tmp_path / name).write_text(json.dumps(records), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def done(tmp_path_factory):
    """A run by the runner of Typer, with everything that can be written."""
    folder = tmp_path_factory.mktemp("done")
    for name, records in (("jail.json", JAIL), ("un.json", LIST)):
        (folder / name).write_text(json.dumps(records), encoding="utf-8")
    given = [f"prison={folder / 'jail.json'}", str(folder / "un.json"), "-o", str(folder / "out")]
    return folder, CliRunner().invoke(app, ["link", *given, "--report", "--threads", "1"])


@pytest.fixture
def refused(capsys):
    """The one line on standard error of a command that must not work."""

    def run(*arguments):
        assert main([str(argument) for argument in arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        (line,) = [line for line in err.splitlines() if not line.startswith("warning: ")]
        assert line.startswith("error: ")
        return line

    return run
