"""One waterfall for screens, pages and plots: bars from sum to sum, on a scale that holds them all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.tables.waterfall import Step, waterfall

BITS = st.lists(st.floats(-30, 30), min_size=1, max_size=8)


@given(BITS)
def test_bars_go_from_sum_to_sum_and_stay_inside(bits):
    made = waterfall([Step(str(k), each, "") for k, each in enumerate(bits)], sum(bits))
    assert [bar.step.bits for bar in made.bars] == bits
    assert [bar.before for bar in made.bars] == [0.0, *(bar.after for bar in made.bars[:-1])]
    assert made.bars[-1].after == pytest.approx(sum(bits))
    for bar in (*made.bars, made.total):
        assert -1e-9 <= bar.start <= bar.start + bar.width <= 1 + 1e-9
        low, high = sorted((bar.before, bar.after))
        span = max(*(b.after for b in made.bars), 0.0) - min(*(b.after for b in made.bars), 0.0)
        assert bar.width == pytest.approx((high - low) / max(span, 1.0), abs=1e-9)
    assert 0 <= made.zero <= 1


def test_values_in_a_line():
    assert Step("name", 1.0, "", None, None).both_values == ""
    assert Step("birth_date", 1.0, "", "1971", None).both_values == "1971 | ?"
    assert Step("birth_date", 1.0, "").title == "birth date"
