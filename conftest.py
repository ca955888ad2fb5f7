"""Runs the code of the documentation, and keeps compiled kernels apart by their source.

Examples in README.md, in the pages of docs/ and in the docstrings of src/ are tests. Those of one
file run in order, share their names and start in an empty folder that holds copies of docs/examples/.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, chdir, suppress
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent
EXAMPLES = ROOT / "docs" / "examples"
DAY = 24 * 60 * 60


def keep_kernels_by_source() -> None:
    """Give each state of the kernels a cache of its own.

    Numba renews a kernel when its own file changes, but not when a kernel that it calls changes in
    another file. Naming the cache after the sources of all kernels cannot go stale.
    """
    sources = sorted((ROOT / "src" / "suspectmatch" / "kernels").glob("*.py"))
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    caches = Path(sys.prefix) / "kernel-caches"
    if sys.prefix == sys.base_prefix or "NUMBA_CACHE_DIR" in os.environ:
        return
    current = caches / state
    current.mkdir(parents=True, exist_ok=True)
    os.utime(current)
    for other in caches.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - other.stat().st_mtime > DAY:
                shutil.rmtree(other, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(current)


keep_kernels_by_source()


def enter_folder(namespace: dict[str, Any]) -> None:
    """Start a document's examples in a folder of their own."""
    stack = namespace["_folder"] = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="suspectmatch-"))
    if EXAMPLES.is_dir():
        shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
    stack.enter_context(chdir(folder))


def leave_folder(namespace: dict[str, Any]) -> None:
    """Go back to where the tests were started, and remove the folder."""
    namespace["_folder"].close()


OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=OPTIONS), SkipParser()],
    patterns=["README.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
    setup=enter_folder,
    teardown=leave_folder,
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=OPTIONS)],
    patterns=["src/**/*.py"],
    document_types={".py": PythonDocStringDocument},
    setup=enter_folder,
    teardown=leave_folder,
)
pytest_collect_file = (pages + docstrings).pytest()
