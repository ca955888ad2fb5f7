"""Shares and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from suspectmatch.evaluating.shares import (
    clustered_share,
    jackknifed_share,
    persons_worth,
    share_of,
    wilson,
)


def test_independent_things_have_wilsons_interval():
    share = share_of(19, 20)
    assert (share.value, share.n, share.effective_n) == (0.95, 20, 20.0)
    assert (share.low, share.high) == wilson(19, 20)
    assert str(share).startswith("0.9500 (0.")


def test_nothing_has_no_share():
    for share in (share_of(0, 0), clustered_share(0.5, 0, 0.1, 1.0)):
        assert math.isnan(share.value)
        assert (share.low, share.high) == (0.0, 1.0)


def test_pairs_that_go_together_widen_the_interval():
    alone = clustered_share(0.9, 100, 0.09 / 100, 100)
    together = clustered_share(0.9, 100, 0.09 / 25, 100)
    assert together.effective_n == pytest.approx(25)
    assert together.low < alone.low < alone.high < together.high


def test_few_persons_behind_the_variance_widen_it_further():
    many, few = (clustered_share(0.9, 100, 0.09 / 25, 100, degrees) for degrees in (1e9, 3))
    assert many.effective_n == pytest.approx(25)
    assert few.effective_n == pytest.approx(25 * (norm.ppf(0.975) / student.ppf(0.975, 3)) ** 2)


def test_there_are_never_more_effective_than_real_ones():
    assert clustered_share(0.9, 100, 1e-9, 100).effective_n == 100


def test_where_nothing_varies_persons_are_counted():
    assert persons_worth(np.array([5, 5, 0])) == 2.0
    share = clustered_share(1.0, 20, 0.0, persons_worth(np.array([5, 5, 5, 5])))
    assert (share.low, share.high) == wilson(4, 4)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(0).random(50) < 0.7
    without = (values.sum() - values) / 49
    share = jackknifed_share(float(values.mean()), 50, without, np.ones(50, np.int64))
    spread = (without - without.mean()) ** 2
    independent = 49  # n - 1, as of the unbiased variance
    wider = norm.ppf(0.975) / student.ppf(0.975, persons_worth(spread))
    assert share.effective_n == pytest.approx(independent * wider**2)
