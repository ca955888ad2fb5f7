"""``python -m suspectmatch`` is the command line."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version


def test_the_module_runs_as_the_command():
    command = [sys.executable, "-m", "suspectmatch", "--version"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == version("suspectmatch")
    assert run.stderr == ""
