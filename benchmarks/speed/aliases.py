"""What many names and dates cost: records of 1 to 20 aliases and 1 to 4 dates against single-name ones.

    python benchmarks/speed/aliases.py --n 100000 --runs 3
    python benchmarks/speed/aliases.py --n 5000 --runs 1 --results SCRATCH     # while developing

The same persons are seen equally often in both; the default rules and the shipped model link them. Every
run is a process of its own, which first links a few records so that the compiled kernels are there; the
two kinds take turns, and medians are kept. Results go to ``benchmarks/results/aliases.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from measuring import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULTS = Path(__file__).parents[1] / "results"
NAME = "aliases.json"
KINDS = ("single", "aliased")
ALIASES, DATES = (1, 20), (1, 4)
SEED = 7
WARM = 2_000


# What stages.py shares.


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


# The runs.


def made(kind: str, n: int, folder: Path) -> Path:
    """The file of the records, written unless it is there."""
    import pyarrow.parquet as pq

    from suspectmatch.synthetic import aliased_records, single_name_records

    file = folder / f"{kind}-n{n}-seed{SEED}.parquet"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        drawn = (
            single_name_records(n, seed=SEED)
            if kind == "single"
            else aliased_records(n, aliases=ALIASES, dates=DATES, seed=SEED)
        )
        pq.write_table(drawn.records, file)
    return file


def child(arguments: argparse.Namespace) -> dict[str, object]:
    stages(made(arguments.child, WARM, arguments.data), arguments.threads)
    run, o = stages(made(arguments.child, arguments.n, arguments.data), arguments.threads)
    return {
        "seconds": run.seconds,
        "cpu": run.cpu,
        "memory_gb": peak_gb(),
        "candidates": o.scored.n_candidates,
        "kept": len(o.scored),
        "names": float(o.people.names.offsets[-1]) / len(o.people),
        "dates": float(o.people.birth_dates.offsets[-1]) / len(o.people),
    }


# The page.


def part() -> list[str]:
    """The lines of the page."""
    if not (RESULTS / NAME).exists():
        return []
    body = json.loads((RESULTS / NAME).read_text(encoding="utf-8"))
    single, many = (body[kind] for kind in KINDS)
    low, high = body["aliases"]
    lines = [
        "## Many names and dates",
        "",
        f"{body['n']:,} records of the same persons, each seen equally often: with one name and one date, and with {low} to {high}",
        f"aliases, {body['dates'][0]} to {body['dates'][1]} dates and often a passport, spelt and dated as a sanctions list does. Own rules, shipped",
        f"model, {body['threads']} threads; a process for each run, interleaved; medians, runs: {body['runs']}.",
        "",
        "| | one name | many names | ratio |",
        "|---|---|---|---|",
    ]
    return lines + [line(*cells) for cells in compared(single, many)] + [""]


def compared(single: dict[str, Any], many: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Cells of each row of the table."""
    both = (single, many)

    def row(words: str, values: Iterable[float], shown: str) -> tuple[str, ...]:
        one, other = values
        return words, format(one, shown), format(other, shown), f"{other / one:.2f}" if one else ""

    yield row("names a record", (each["names"] for each in both), ".2f")
    yield row("dates a record", (each["dates"] for each in both), ".2f")
    for stage in single["seconds"]:
        yield row(f"{stage}, s", (each["seconds"][stage] for each in both), ".2f")
    yield row("in all, s", (sum(each["seconds"].values()) for each in both), ".2f")
    yield row("processor, s", (sum(each["cpu"].values()) for each in both), ".2f")
    yield row("peak GB", (each["memory_gb"] for each in both), ".2f")
    yield row("candidate pairs", (each["candidates"] for each in both), ",")
    yield row("pairs kept", (each["kept"] for each in both), ",")
    rates = (each["candidates"] / each["seconds"]["compare and score"] for each in both)
    yield row("pairs/s compared and scored", rates, ",.0f")


def main() -> None:
    arguments = options_of(__doc__, 100_000, KINDS).parse_args()
    if arguments.child:
        print(json.dumps(child(arguments)))
        return
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as scratch:
        options = {"data": arguments.data or Path(scratch)}
        for kind in KINDS:  # compiles what is not compiled yet, and writes the records; not counted
            made(kind, arguments.n, options["data"])
            run_child(__file__, arguments.threads, child=kind, n=WARM, **options)
        for turn in range(arguments.runs):
            for kind, runs in found.items():
                runs.append(run_child(__file__, arguments.threads, child=kind, n=arguments.n, **options))
                print(f"run {turn + 1}, {kind}: {sum(runs[-1]['seconds'].values()):.1f} s", flush=True)
    medians = {kind: middle(runs) for kind, runs in found.items()}
    write_results(arguments.results, NAME, arguments, aliases=ALIASES, dates=DATES, **medians)


if __name__ == "__main__":
    main()
