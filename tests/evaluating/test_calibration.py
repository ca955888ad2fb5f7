"""Reliability tables."""

from __future__ import annotations

import numpy as np
import pytest

from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import reliability, share_true, wilson


def drawn(n=5000, seed=0, power=1.0):
    rng = np.random.default_rng(seed)
    probability = rng.random(n)
    return probability, rng.random(n) < probability**power


@pytest.mark.parametrize("binning", ["mass", "width"])
def test_right_probabilities_have_a_small_error_and_wrong_ones_a_large_one(binning):
    assert reliability(*drawn(), binning=binning).expected_error < 0.03
    wrong = reliability(*drawn(power=3.0), binning=binning)
    assert wrong.expected_error > 0.2
    assert wrong.largest_error > wrong.expected_error


def test_the_error_is_that_of_the_definition():
    probability, true = drawn(n=1000)
    table = reliability(probability, true, n_bins=10, binning="width")
    expected = 0.0
    for k in range(10):
        inside = (probability >= k / 10) & (probability < (k + 1) / 10)
        expected += inside.mean() * abs(true[inside].mean() - probability[inside].mean())
    assert table.expected_error == pytest.approx(expected)


def test_bins_of_equal_mass_hold_as_many():
    table = reliability(*drawn(n=1003), n_bins=10)
    assert set(table.n.tolist()) <= {100, 101}
    assert (np.diff(table.mean_probability) > 0).all()
    assert table.n.sum() == 1003


def test_the_table_has_intervals():
    frame = reliability([0.1, 0.9, 0.9], [False, True, True], n_bins=5, binning="width").to_pandas()
    assert frame["n"].tolist() == [1, 2]
    assert (frame["low"][1], frame["high"][1]) == wilson(2, 2)


def test_a_probability_of_one_is_in_the_last_bin():
    assert reliability([1.0, 0.0], [True, False], n_bins=4, binning="width").n.tolist() == [1, 1]


def test_nothing_has_no_error():
    table = reliability([], [])
    assert np.isnan(table.expected_error)
    assert table.largest_error == 0.0
    assert table.to_pandas().empty


def test_a_band_has_both_its_ends():
    share = share_true([0.94, 0.95, 0.97, 0.99, 0.995], [True, True, False, True, False])
    assert (share.value, share.n) == (2 / 3, 3)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([0.5], [True, False]), {}),
        (([0.5], [True]), {"binning": "depth"}),
        (([0.5], [True]), {"n_bins": 0}),
    ],
)
def test_what_does_not_fit_is_refused(arguments, options):
    with pytest.raises(ParameterError):
        reliability(*arguments, **options)
