"""Settings and fixtures of all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from suspectmatch.kernels import _jit

_jit.SHORT = -1  # what is tested is the compiled code, however little it has to do

ROOT = Path(__file__).parents[1]
KERNEL_TESTS = ROOT / "tests" / "kernels"
SHARED_DATA = ROOT.parent / "shared" / "data"

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")

# A first call compiles, and two workers share the machine: a deadline would only measure that.
settings.register_profile(
    "suspectmatch",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=100 if COMPILED else 10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suspectmatch")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in tests/kernels, so that it runs again without the compiler."""
    for item in items:
        if KERNEL_TESTS in item.path.parents:
            item.add_marker("kernels")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded with ``record_property`` under a name starting "figure:"."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []):
            if name.startswith("figure:"):
                terminalreporter.write_line(f"{name.removeprefix('figure:').strip()}: {value}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real published lists, which lies beside the project and is not part of it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(
            "the real lists are not here; they belong in the folder shared/data beside the project"
        )
    return SHARED_DATA
