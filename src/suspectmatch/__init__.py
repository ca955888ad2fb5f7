"""suspectmatch finds records that may describe the same person, and says how sure it is and why.

Seven verbs make seven tables, in one direction:
``load -> normalise -> block -> compare -> score -> cluster -> explain``. ``link`` calls them all.

    >>> import suspectmatch as sm
    >>> a = [{"record_id": "1", "names": ["Zubayr al-Tarkhani"], "birth_dates": ["12 Apr 1971"]}]
    >>> b = [{"record_id": "9", "names": ["TARKHANI, Zoubeir"], "birth_dates": ["1971-04-12"]}]
    >>> linkage = sm.link({"notices": a, "prison": b})
    >>> len(linkage.clusters)
    2
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

_HOME = {
    name.name: node.module
    for node in ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")).body
    if isinstance(node, ast.ImportFrom) and node.module is not None
    for name in node.names
}
"""Each public name and its module; the one list of them is ``__init__.pyi``."""

__all__ = sorted(_HOME)  # noqa: PLE0605  (a test says that it is complete)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value = importlib.import_module("importlib.metadata").version("suspectmatch")
    elif name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'suspectmatch' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
