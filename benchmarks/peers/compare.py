"""suspectmatch and its peers side by side, on the same records, in one interleaved run.

    python benchmarks/peers/compare.py --sizes 10000,100000,1000000 --rules tight,wide --repeats 3
    python benchmarks/peers/compare.py --size ci        # small, with gates; writes nothing

Every run is a process of its own. A round runs each engine once, so that what else the machine does falls
on all of them alike; the figures are medians over the rounds. Results go to ``benchmarks/results/peers.json``,
a row for each engine, rule set and number of records; rows that are not run again stay.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from environments import python_of
from records import write_records

from scoring import score_run

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "suspectmatch"
RESULTS = HERE.parent / "results" / "peers.json"
LIMIT = 1800.0
"""Seconds after which a run is given up, and said so."""
SLOW = 120.0
"""An engine that takes longer than this runs once, not once a round."""


@dataclass(frozen=True)
class Engine:
    """One engine in one set-up, and the most records it is run on under each rule set."""

    name: str
    environment: str
    most: dict[str, int]
    variant: str = ""

    @property
    def reads(self) -> str:
        return "records.parquet" if self.environment == "suspectmatch" else "flat.parquet"


ENGINES = (
    Engine("suspectmatch", "suspectmatch", {"tight": 10**7, "wide": 10**6, "own": 10**7}),
    Engine("suspectmatch fitted", "suspectmatch", {"tight": 10**6, "wide": 10**6}, "fitted"),
    Engine("Splink", "splink", {"tight": 10**7, "wide": 10**6}),
    Engine("recordlinkage", "recordlinkage", {"tight": 10**6, "wide": 10**5}),
    Engine("GoldenMatch", "goldenmatch", {"tight": 10**5, "wide": 10**5, "own": 10**4}),
    Engine("dedupe", "dedupe", {"own": 10**4}),
    Engine("nomenklatura", "nomenklatura", {"tight": 10**4, "wide": 10**4}),
)
OF_CI = ("suspectmatch", "Splink", "recordlinkage")


def run_once(engine: Engine, python: str, made: Path, rules: str, threads: int) -> dict[str, object]:
    """One run in a fresh process, scored; or ``{"failed": why}``."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, str(HERE / f"{engine.environment}_runner.py"), str(made / engine.reads)]
        command += [rules, str(threads), folder]
        command += ["--variant", engine.variant] if engine.variant else []
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT, check=False, cwd=folder
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"given up after {LIMIT:.0f} s"}
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            return {"failed": last[:200] if done.returncode > 0 else "ended by the system (memory)"}
        return score_run(Path(folder), np.load(made / "person.npy"))


def source_state() -> str:
    """A hash of our source: where it changes, kernels compile anew, which is no part of a run."""
    state = hashlib.sha256()
    for file in sorted(SOURCE.rglob("*.py")):
        state.update(file.read_bytes())
    return state.hexdigest()


def rounds(
    engines: list[tuple[Engine, str]], made: Path, warm: Path, rules: str, *, threads: int, repeats: int
) -> list[dict[str, object]]:
    """Interleaved: each engine once a round."""
    found: dict[str, list[dict[str, object]]] = {engine.name: [] for engine, _ in engines}
    warmed: dict[str, str] = {}
    for turn in range(repeats):
        for engine, python in engines:
            before = found[engine.name]
            if before and ("failed" in before[0] or before[0]["wall"] > SLOW):
                continue
            if engine.environment == "suspectmatch" and warmed.get(engine.name) != source_state():
                warmed[engine.name] = source_state()
                run_once(engine, python, warm, rules, threads)
            start = time.perf_counter()
            before.append(run_once(engine, python, made, rules, threads))
            said = before[-1].get("failed") or f"{before[-1]['wall']:.1f} s"
            print(
                f"  round {turn + 1}, {engine.name}: {said} ({time.perf_counter() - start:.0f} s in all)"
            )
    return [summed_up(engine, rules, found[engine.name]) for engine, _ in engines]


def summed_up(engine: Engine, rules: str, runs: list[dict[str, object]]) -> dict[str, object]:
    """Medians of seconds and the peak of memory over the runs; all else is of the first."""
    row = dict(runs[0]) | {"engine": engine.name, "rules": rules, "runs": len(runs)}
    if "failed" in row:
        return row
    if len({run["n_candidates"] for run in runs}) > 1:
        row["note"] = "; ".join(filter(None, [row.get("note"), "candidates differ from run to run"]))
    for each in ("wall", "cpu", "import_seconds"):
        row[each] = statistics.median(run[each] for run in runs)
    for each in ("seconds", "cpu_seconds"):
        row[each] = {k: statistics.median(run[each][k] for run in runs) for k in runs[0][each]}
    row["memory_gb"] = max(run["memory_gb"] for run in runs)
    return row


def described(row: dict[str, object]) -> str:
    if "failed" in row:
        return f"{row['engine']}: {row['failed']}"
    best, kept = row["pairs"]["at_best"], row["pairs"]["at_threshold"]
    return (
        f"{row['engine']}: {row['wall']:.1f} s, {row['cpu']:.1f} s of processor, {row['memory_gb']:.2f} GB, "
        f"{row['n_candidates'] or 'untold'} candidates, recall {row.get('candidate_recall', float('nan')):.3f}, "
        f"pairs F1 {kept['f1']:.3f} (best {best['f1']:.3f}), clusters F1 {row['clusters']['pairs']['f1']:.3f}"
    )


def ready(names: list[str], limit: float) -> tuple[list[tuple[Engine, str]], dict[str, str]]:
    """The engines that can run with their Pythons, and why the others cannot."""
    able, missing = [], {}
    for engine in ENGINES:
        if engine.name in names:
            python, reason = python_of(engine.environment, limit=limit)
            if python is None:
                missing[engine.name] = reason
                print(f"{engine.name} is left out: {reason}")
            else:
                able.append((engine, python))
    return able, missing


def compared(arguments: argparse.Namespace, data: Path) -> None:
    """All sizes and rule sets asked for; the results file is written after each."""
    able, missing = ready(arguments.engines.split(","), 900)
    body = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    rows = {(r["engine"], r["rules"], r["n_records"]): r for r in body.get("rows", [])}
    for n in map(int, arguments.sizes.split(",")):
        made = write_records(n, data)
        warm = write_records(10_000, data)
        for rules in arguments.rules.split(","):
            engines = [each for each in able if n <= each[0].most.get(rules, 0)]
            if not engines:
                continue
            print(f"{n:,} records, {rules}")
            for row in rounds(
                engines, made, warm, rules, threads=arguments.threads, repeats=arguments.repeats
            ):
                rows[row["engine"], rules, n] = row | {"n_records": n}
                print("  " + described(row))
            order = sorted(rows, key=lambda key: (key[2], key[1], key[0]))
            body = {
                "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
                "threads": arguments.threads,
                "missing": missing,
                "rows": [rows[key] for key in order],
            }
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(rounded(body), indent=1) + "\n", encoding="utf-8")


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, 5) if isinstance(value, float) else value


def gate(rows: dict[str, dict[str, object]]) -> list[str]:
    """What is wrong: counts, memory and ratios with a wide margin, never the clock alone."""
    ours, wrong = rows["suspectmatch"], []
    if "failed" in ours:
        return [f"suspectmatch: {ours['failed']}"]
    best = ours["pairs"]["at_best"]["f1"]
    if ours["memory_gb"] > 1.5:
        wrong.append(f"peak memory {ours['memory_gb']:.2f} GB, more than 1.5")
    for name, peer in rows.items():
        if name == "suspectmatch" or "failed" in peer:
            continue
        if abs(ours["n_candidates"] / peer["n_candidates"] - 1) > 0.1:
            wrong.append(
                f"{ours['n_candidates']:,} candidates, {name} {peer['n_candidates']:,} by one rule set"
            )
        if ours["candidate_recall"] < peer["candidate_recall"] - 0.02:
            wrong.append(
                f"candidate recall {ours['candidate_recall']:.3f}, {name} {peer['candidate_recall']:.3f}"
            )
        if best < peer["pairs"]["at_best"]["f1"] - 0.02:
            wrong.append(f"best F1 {best:.3f}, {name} {peer['pairs']['at_best']['f1']:.3f}")
        if ours["wall"] > 5 * peer["wall"]:
            wrong.append(f"five times slower than {name}")
    return wrong


def checked(data: Path, threads: int) -> None:
    """The small run of ``make bench SIZE=ci``."""
    able, _ = ready(list(OF_CI), 60)
    made = write_records(10_000, data)
    rows = {row["engine"]: row for row in rounds(able, made, made, "wide", threads=threads, repeats=1)}
    for row in rows.values():
        print("  " + described(row))
    wrong = gate(rows)
    if wrong:
        raise SystemExit("peers: " + "; ".join(wrong))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=("full", "ci"), default="full")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rules", default="tight,wide,own")
    parser.add_argument("--engines", default=",".join(e.name for e in ENGINES if not e.variant))
    parser.add_argument("--fitted", action="store_true", help="suspectmatch also trained on the records")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", type=Path, help="where records are kept for the next time")
    arguments = parser.parse_args()
    if arguments.fitted:
        arguments.engines += ",suspectmatch fitted"
    with tempfile.TemporaryDirectory() as scratch:
        data = arguments.data or Path(scratch)
        if arguments.size == "ci":
            checked(data, arguments.threads)
        else:
            compared(arguments, data)


if __name__ == "__main__":
    main()
