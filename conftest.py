"""Runs the code of the documentation, and keeps compiled kernels apart by their source.

Examples in README.md, in the pages of docs/ and in the docstrings of src/ are tests. Those of one
file run in order, share their names and start in an empty folder that holds copies of docs/examples/.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent
EXAMPLES = ROOT / "docs" / "examples"
KERNELS = ROOT / "src" / "suspectmatch" / "kernels"
KEPT_CACHES = 8


def kernel_states() -> dict[str, str]:
    """For each kernel module a hash of its source and of all kernel modules that it imports."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in KERNELS.glob("*.py")}
    needs: dict[str, set[str]] = {}
    for name, source in sources.items():
        imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
        words = {word for node in imports for word in re.findall(r"\w+", ast.unparse(node))}
        needs[name] = {name} | words & sources.keys()
    for _ in sources:  # what is needed by what is needed, and so on
        needs = {name: set().union(*(needs[other] for other in needs[name])) for name in needs}
    return {
        name: hashlib.sha256(
            "".join(sources[other] for other in sorted(needs[name])).encode()
        ).hexdigest()
        for name in sources
    }


def keep_kernels_by_source() -> None:
    """Give each state of the kernels a cache of its own, filled from the last one where still valid.

    Numba compiles a kernel again when its own file changes, but not when another file changes that
    holds a kernel it calls. A cache that is named after all sources holds no such outdated kernel.
    All virtual environments of the project share the caches, so that each kernel is compiled once.
    """
    if sys.prefix == sys.base_prefix or "NUMBA_CACHE_DIR" in os.environ:
        return
    states = kernel_states() | {"numba": version("numba")}
    name = hashlib.sha256(json.dumps(states, sort_keys=True).encode()).hexdigest()[:16]
    caches = ROOT / ".kernel-caches"
    current = caches / name
    older = sorted(caches.glob("*/states.json"), key=lambda path: path.stat().st_mtime)
    if not current.exists():
        current.mkdir(parents=True, exist_ok=True)
        if older:
            held = json.loads(older[-1].read_text(encoding="utf-8"))
            for file in older[-1].parent.glob("*/*.nb[ic]"):
                module = file.name.split(".")[0]
                if [held.get(key) for key in (module, "numba")] == [states.get(module), states["numba"]]:
                    copy = current / file.parent.name / file.name
                    copy.parent.mkdir(exist_ok=True)
                    shutil.copy2(file, copy)
    (current / "states.json").write_text(json.dumps(states), encoding="utf-8")
    for states_file in older[:-KEPT_CACHES]:
        if states_file.parent != current:
            shutil.rmtree(states_file.parent, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(current)


keep_kernels_by_source()

# Two workers share two cores. Threads of OpenMP beside them wait for each other and make training many
# times slower. It must be set before scikit-learn is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def enter_folder(namespace: dict[str, Any]) -> None:
    """Start a document's examples in a folder of their own."""
    from suspectmatch.kernels import _jit  # noqa: PLC0415 - not before its cache is named

    _jit.SHORT = -1  # examples run the compiled code, however little it has to do
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
    patterns=["src/suspectmatch/*.py", "src/suspectmatch/*/*.py", "src/suspectmatch/*/*/*.py"],
    document_types={".py": PythonDocStringDocument},
    setup=enter_folder,
    teardown=leave_folder,
)
pytest_collect_file = (pages + docstrings).pytest()
