"""Notebooks that need an extra are skipped where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

NEEDS = {"06_from_recordlinkage_and_pandas.ipynb": "recordlinkage"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip a notebook whose package is missing, and say which."""
    for item in items:
        package = NEEDS.get(item.path.name)
        if package is not None and find_spec(package) is None:
            item.add_marker(pytest.mark.skip(reason=f"{package} is an extra that is not installed"))
