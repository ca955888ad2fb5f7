"""Pictures are drawn into memory, and every figure is closed."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _figures():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    yield
    import matplotlib.pyplot as plt  # noqa: PLC0415

    plt.close("all")
