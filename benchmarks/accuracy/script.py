"""What the scripts of this folder share: where data and results are, and a main that writes figures."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
LISTS = DATA / "lists"
RESULTS = ROOT / "benchmarks" / "results"

HELP = {
    "n": "records of each invented set",
    "runs": "samples of each size",
    "pairs": "random pairs of each set",
    "lists": "the folder of the real lists",
    "names": "the folder of names",
}


def main(
    measure: Callable[..., dict[str, Any]],
    name: str,
    choices: dict[str, Any] | None = None,
    **options: Any,
) -> None:
    """Run a script with command line options and write what it measured.

    Args:
        measure: called with the options.
        name: file of the results.
        choices: allowed values of some options.
        options: names of the options with their defaults, in the order in which ``measure`` takes them.
    """
    text = (sys.modules[measure.__module__].__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(description=text)
    for option, default in options.items():
        kind = Path if isinstance(default, Path) else type(default)
        allowed = (choices or {}).get(option)
        parser.add_argument(
            f"--{option}", type=kind, default=default, choices=allowed, help=HELP.get(option)
        )
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to write into")
    chosen = parser.parse_args()
    write(chosen.results / name, measure(*(getattr(chosen, option) for option in options)))


def write(path: Path, body: dict[str, Any]) -> None:
    """Write figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_figures(name: str) -> dict[str, Any]:
    """Figures that were written before; none where the file is missing."""
    path = RESULTS / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
