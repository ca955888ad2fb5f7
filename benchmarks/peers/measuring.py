"""What every runner measures, in a process of its own, by the standard library alone."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTED = time.perf_counter()


def _descendants() -> list[Path]:
    """The folders of the living processes below this one: some engines work in children."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(status.parent.name))
    found, waiting = [], [os.getpid()]
    while waiting:
        children = parents.get(waiting.pop(), [])
        waiting += children
        found += children
    return [Path("/proc", str(child)) for child in found]


def _cpu() -> float:
    """Processor seconds of this process and of its children, living and done with."""
    done = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + done.ru_utime + done.ru_stime
    for child in _descendants():
        try:
            fields = (child / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _peak_gb() -> float:
    """Peak resident memory of this process and its living children, added up.

    By ``VmHWM``: the ``ru_maxrss`` of a process begins at what its parent held when it was started.
    """
    kilobytes = 0
    for process in (Path("/proc/self"), *_descendants()):
        try:
            status = (process / "status").read_text()
        except OSError:
            continue
        kilobytes += sum(
            int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")
        )
    return kilobytes / 1e6


@dataclass
class Run:
    """One run: where the input is, what to write, and the seconds each stage took."""

    records: Path
    rules: str
    threads: int
    out: Path
    variant: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the wall and processor seconds of what is done under it."""
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0.0) + _cpu() - cpu

    @property
    def pairs_file(self) -> str:
        """Where scored pairs go: left, right (row numbers) and probability."""
        return str(self.out / "pairs.parquet")

    @property
    def clusters_file(self) -> str:
        """Where clusters go: row and cluster."""
        return str(self.out / "clusters.parquet")

    def measured(self) -> None:
        """Take the peak memory now: what comes after serves the scorer, not the run."""
        self.facts["memory_gb"] = _peak_gb()

    def finish(self, **facts: object) -> None:
        """Write ``run.json``."""
        body = {
            "rules": self.rules,
            "threads": self.threads,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu,
            "wall": sum(self.seconds.values()),
            "cpu": sum(self.cpu.values()),
            **self.facts,
            **facts,
        }
        (self.out / "run.json").write_text(json.dumps(body, indent=1), encoding="utf-8")


def begin() -> Run:
    """Read the command line of a runner, and hold it to its number of threads.

    Called before the engine is imported, so that thread limits in the environment are seen.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("records", type=Path, help="the Parquet file the engine reads")
    parser.add_argument("rules", help="a name in rule_sets.RULE_SETS")
    parser.add_argument("threads", type=int)
    parser.add_argument("out", type=Path, help="an existing folder")
    parser.add_argument("--variant", default="", help="another set-up of the same engine")
    given = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = str(given.threads)
    return Run(given.records, given.rules, given.threads, given.out, given.variant)


def imported(run: Run) -> None:
    """Called after the engine's imports: their seconds are told apart from the run's."""
    run.facts["import_seconds"] = time.perf_counter() - STARTED
    run.facts["python"] = sys.version.split()[0]
