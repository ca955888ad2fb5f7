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
from typing import TYPE_CHECKING, Final

from suspectmatch.kernels._jit import cache_folder, compile_at_once, has_interpreted

if TYPE_CHECKING:
    from pathlib import Path

LOCK: Final = "suspectmatch-is-compiling"
STALE: Final = 900.0
"""Seconds after which a process that was to compile is taken to be gone."""
RECORDS: Final = 300
"""Invented records that are linked so that every kernel is called."""

_started: list[subprocess.Popen[bytes]] = []


def compile_beside() -> bool:
    """Start compiling in a process of its own if a kernel was run uncompiled here, and none is at it.

    Returns:
        Whether it was started.
    """
    folder = cache_folder()
    if not has_interpreted() or _started or folder is None or not _taken(folder):
        return False
    command = [sys.executable, "-c", f"from {__name__} import compile_all; compile_all()"]
    no = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=no, stdout=no, stderr=no, start_new_session=True)  # noqa: S603
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
    from suspectmatch.linker import link  # noqa: PLC0415 - not before it is asked for
    from suspectmatch.synthetic import single_name_records  # noqa: PLC0415

    if hasattr(os, "nice"):
        os.nice(19)
    compile_at_once()
    try:
        link({"invented": single_name_records(RECORDS, seed=0).records}, fit=True, progress=False)
    finally:
        folder = cache_folder()
        if folder is not None:
            (folder / LOCK).unlink(missing_ok=True)
