from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles import bits as oracle

from suspectmatch.kernels import bits

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**64 - 1))
@example(0)
@example(2**64 - 1)
def test_bits_are_counted(word):
    assert bits.count_bits(np.uint64(word)) == oracle.count_bits(word)
