"""What all commands have in common: help, exit codes, and one line for an error."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from suspectmatch.cli import main


def test_other_commands_refuse_as_plainly(sources, refused):
    assert "manifest.json" in refused("explain", sources, "a:1", "b:2")
    assert "manifest.json" in refused("replay", sources / "nowhere", "-o", "out")
    assert "--out" in refused("link", "un.json")
    assert "shoe" in refused("shoe")
    assert "--n-records" in refused("demo", "--n-records", "7")


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


def test_the_tab_key_completes_commands(capsys, monkeypatch):
    monkeypatch.setenv("_SUSPECTMATCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "suspectmatch ex")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.split() == ["explain"]
