"""Log2 odds and probabilities are two ways to say one thing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.tables.odds import probability_of, weight_of


@given(st.floats(-40, 40))
def test_there_and_back(weight):
    assert abs(weight_of(probability_of(weight)) - weight) < 1e-3


def test_many_at_once_and_the_ends():
    assert probability_of(np.array([-np.inf, 0.0, np.inf])).tolist() == [0.0, 0.5, 1.0]
    assert (weight_of(0.0), weight_of(1.0)) == (-np.inf, np.inf)
