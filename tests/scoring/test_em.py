"""EM: what the classifier learns by it is tested in test_fellegi_sunter.py; here how it is held back."""

from __future__ import annotations

import numpy as np
import pytest

from suspectmatch.comparing import Comparison, Level
from suspectmatch.scoring.em import HeldTo, learn
from suspectmatch.scoring.model import LevelParameters, Model
from suspectmatch.tables import Patterns

TWICE = tuple(
    Comparison(name, "sex", "sets", (Level("same", "s"), Level("other", "o"))) for name in "ab"
)
START = Model(
    "a test",
    1.0,
    {name: {"same": LevelParameters(0.9, 0.3), "other": LevelParameters(0.1, 0.7)} for name in "ab"},
)


def patterns(counts):
    levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.int8)
    return Patterns(levels, np.array(counts), np.zeros((4, 0)))


def weight(trust, scale):
    """Two comparisons that say the same thing, seen in ever more pairs."""
    learned = learn(
        START,
        patterns([50_000 * scale, 10 * scale, 10 * scale, 50_000 * scale]),
        patterns([90_000 * scale, 10 * scale, 10 * scale, 10_000 * scale]),
        TWICE,
        1_000,
        matches_per_record=1.0,
        held_to=HeldTo(2_000.0, trust),
        max_iterations=5,
        tolerance=0.0,
    )
    return learned.model.levels["a"]["same"].weight


@pytest.mark.parametrize("scale", [1, 1_000])
def test_a_weight_moves_no_further_than_it_is_trusted(scale):
    start, half, whole = START.levels["a"]["same"].weight, weight(0.5, scale), weight(1.0, scale)
    assert start < half < whole
    assert half - start < 0.8 * (whole - start)


def test_all_rounds_are_done_where_nothing_is_close_enough():
    learned = learn(
        START,
        patterns([100, 10, 10, 100]),
        patterns([100, 10, 10, 1]),
        TWICE,
        1_000,
        matches_per_record=1.0,
        held_to=HeldTo(10.0, 1.0),
        max_iterations=3,
        tolerance=0.0,
    )
    assert learned.n_iterations == 3
    assert learned.per_record_at_first > 0
