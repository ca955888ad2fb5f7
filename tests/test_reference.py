"""The reference names every command, option and column that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer

import suspectmatch as sm
from samples import RICH, link_records
from suspectmatch.cli import app
from suspectmatch.normalising.reliability import INFORMATION, SOURCE

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
COMMANDS = typer.main.get_command(app).commands


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_and_options(name):
    page = (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    assert f"`{name}" in page
    options = [opt for param in COMMANDS[name].params for opt in param.opts if opt.startswith("--")]
    missing = [opt for opt in options if f"`{opt}" not in page and opt != "--help"]
    assert not missing, missing


def test_the_reliability_of_every_letter_and_digit():
    page = (REFERENCE / "record.md").read_text(encoding="utf-8")
    rows = {
        key: float(share)
        for key, share in re.findall(r"^\| `([A-F1-6])` \|.*\| ([\d.]+) \|$", page, re.MULTILINE)
    }
    assert rows == SOURCE | INFORMATION


def test_columns_of_the_files_of_a_run(tmp_path):
    page = (REFERENCE / "output-files.md").read_text(encoding="utf-8")
    linkage = link_records(sm.load(RICH), threads=1)
    folder = linkage.save(tmp_path / "out")
    compared = {comparison.name for comparison in linkage.scored.compared.comparisons}
    columns = set()
    for path in folder.glob("*.csv"):
        columns |= {name.strip('"') for name in path.read_text("utf-8").splitlines()[0].split(",")}
    columns |= set(pq.read_schema(folder / "clusters.parquet").names)
    assert not {name for name in columns - compared if f"`{name}`" not in page}
    assert not {path.stem for path in folder.iterdir() if path.stem not in page}
