"""Kernels compiled beside the first run on a machine, for the next.

Compiling all kernels takes the better part of a minute, once on each machine. A first small run does
without (see `suspectmatch.kernels._jit`) and starts a process of low priority that compiles them into
numba's cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from suspectmatch.kernels._jit import cache_folder, compile_at_once, has_interpreted

if TYPE_CHECKING:
    from pathlib import Path

LOCK: Final = "suspectmatch-is-compiling"
STALE: Final = 900.0
"""Seconds after which a process that was to compile is taken to be gone."""
RECORDS: Final = 300
"""Invented records of each kind that are linked so that every kernel is called."""

_started: list[subprocess.Popen[bytes]] = []


def compile_beside() -> bool:
    """Start compiling in a process of its own if a kernel was run uncompiled here, and none is at it.

    Returns:
        Whether it was started.
    """
    folder = cache_folder()
    is_python = bool(sys.executable) and not getattr(sys, "frozen", False)
    if not (has_interpreted() and is_python and folder) or _started or not _taken(folder):
        return False
    # -P: nothing is imported from the folder that the user stands in.
    command = [sys.executable, "-P", "-c", f"from {__name__} import compile_all; compile_all()"]
    no = subprocess.DEVNULL
    try:
        child = subprocess.Popen(command, stdin=no, stdout=no, stderr=no, start_new_session=True)  # noqa: S603
    except OSError:  # a link that is done is not lost for this
        (folder / LOCK).unlink(missing_ok=True)
        return False
    _started.append(child)
    return True


def is_compiling() -> bool:
    """Whether this process has started one that compiles."""
    return bool(_started)


def _taken(folder: Path) -> bool:
    """Take the lock; False where another holds it, or where nothing can be written."""
    lock = folder / LOCK
    try:
        if lock.exists() and time.time() - lock.stat().st_mtime > STALE:
            lock.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        lock.touch(exist_ok=False)
    except OSError:
        return False
    return True


def compile_all() -> None:
    """Compile every kernel that a link needs, and give the lock back: what the process beside does."""
    if hasattr(os, "nice"):
        os.nice(19)
    compile_at_once()
    try:
        call_all()
    finally:
        folder = cache_folder()
        if folder is not None:
            (folder / LOCK).unlink(missing_ok=True)


def call_all() -> None:
    """Call every kernel once: link records of all kinds, with what only some runs ask for too."""
    from suspectmatch.blocking import DEFAULT_RULES, block  # noqa: PLC0415 - not before it is asked for
    from suspectmatch.comparing import DEFAULT_COMPARISONS  # noqa: PLC0415
    from suspectmatch.comparing.comparators import comparators  # noqa: PLC0415
    from suspectmatch.linking.linker import Linker  # noqa: PLC0415
    from suspectmatch.loading import load  # noqa: PLC0415
    from suspectmatch.normalising import normalise  # noqa: PLC0415
    from suspectmatch.runs.streaming import patterns_of  # noqa: PLC0415
    from suspectmatch.synthetic import aliased_records, single_name_records  # noqa: PLC0415

    single = single_name_records(RECORDS, seed=0).records
    aliased = aliased_records(RECORDS, aliases=(1, 4), dates=(1, 2), seed=1).records
    doubted = {
        "names": ["Zubayr Tarkhani"],
        "documents": [{"kind": "passport", "number": "P123456"}],
        "birth_dates": ["1971-04-12"],
        "reliability": "C3",
    }
    rows = [doubted | {"record_id": str(k)} for k in range(3)]
    records = load({"one": single, "other": aliased, "doubted": rows, "again": rows})
    for across_only in (False, True):
        Linker(across_only=across_only, progress=False).link(records, fit=not across_only)
    people = normalise(records)
    narrow = [replace(rule, widest=2 if rule.refine_by else None) for rule in DEFAULT_RULES]
    candidates = block(people, narrow)
    every = comparators(people, DEFAULT_COMPARISONS)
    patterns_of(candidates, every, threads=1, progress=False, n_pairs=100)
