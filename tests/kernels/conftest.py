"""Fixtures of the tests of kernels."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def modulo_2_to_the_64():
    """Hashes wrap around on purpose; without the compiler numpy would warn of it."""
    with np.errstate(over="ignore"):
        yield
