"""Runs in processes of their own, and what is kept of several: shared by the scripts of this folder."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from measuring import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULTS = Path(__file__).parents[1] / "results"


def stages(
    file: Path, threads: int, *, fit: bool = False, **options: Any
) -> tuple[Run, SimpleNamespace]:
    """From file to clusters, as peers/suspectmatch_runner.py runs them; all that was made is kept."""
    import suspectmatch as sm

    run, o = Run(file, "", threads, file.parent), SimpleNamespace()
    o.linker = sm.Linker(**options, threads=threads, progress=False)
    with run.stage("load"):
        o.records = sm.load(file)
    with run.stage("normalise"):
        o.people = sm.normalise(o.records)
    with run.stage("block"):
        o.candidates = o.linker.candidates(o.people)
    if fit:
        with run.stage("train"):
            o.linker.fit(o.candidates)
    with run.stage("compare and score"):
        o.scored = o.linker.score(o.candidates)
    with run.stage("cluster"):
        o.clusters = sm.cluster(o.scored)
        o.table = o.clusters.to_arrow()
    return run, o


def options_of(words: str, n: int, kinds: Iterable[str]) -> argparse.ArgumentParser:
    """What both scripts are told; ``kinds`` are those of their children."""
    parser = argparse.ArgumentParser(description=words.splitlines()[0])
    parser.add_argument("--n", type=int, default=n)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", type=Path, help="where records are kept for the next time")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to write into")
    parser.add_argument("--child", choices=tuple(kinds), help=argparse.SUPPRESS)
    return parser


def peak_gb() -> float:
    """Of this process alone: ``ru_maxrss`` begins with what its parent held when it started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM")) / 1e6


def run_child(script: str, threads: int, **options: object) -> dict[str, Any]:
    """What a script prints as its last line, JSON, in a process of its own held to so many threads."""
    command = [sys.executable, script, *(f"--{name}={value}" for name, value in options.items())]
    limits = {f"{name}_NUM_THREADS": str(threads) for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    command.append(f"--threads={threads}")
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | limits
    )
    body: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return body


def middle(values: list[Any]) -> Any:
    """Medians, number by number, of bodies that are alike; counts are those of the first."""
    if isinstance(values[0], dict):
        return {key: middle([value[key] for value in values]) for key in values[0]}
    return round(statistics.median(values), 6) if isinstance(values[0], float) else values[0]


def line(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def write_results(folder: Path, name: str, arguments: argparse.Namespace, **found: object) -> None:
    """The figures, and what they were measured with."""
    told = {key: getattr(arguments, key) for key in ("n", "threads", "runs")}
    body = told | {"cores": os.cpu_count(), "python": platform.python_version(), **found}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
