"""Drawings of thresholds and of reliability: the curves are what a count gives."""

from __future__ import annotations

import numpy as np
import pytest

from samples import bulk_linkage
from suspectmatch import plotting
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import reliability


def curves(ax):
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}


def test_precision_and_recall_are_those_counted():
    scored = bulk_linkage().scored
    is_true = np.arange(len(scored)) % 3 > 0
    ax = plotting.plot_thresholds(scored, is_true=is_true)
    drawn = curves(ax)
    for bits, precision in drawn["precision, measured"][::57]:
        lead = scored.weight >= bits
        assert precision == pytest.approx(is_true[lead].mean() if lead.any() else np.nan, nan_ok=True)
    for bits, recall in drawn["recall, measured"][::57]:
        assert recall == pytest.approx(is_true[scored.weight >= bits].sum() / is_true.sum())
    for bits, precision in drawn["precision, expected"][::57]:
        lead = scored.weight >= bits
        if lead.any():
            assert precision == pytest.approx(scored.probability[lead].mean())
    assert {"precision", "recall", "cost"} <= {text.get_text() for text in ax.texts}
    ax.figure.canvas.draw()


def test_the_cost_is_least_where_the_line_stands():
    scored = bulk_linkage().scored
    ax = plotting.plot_thresholds(scored, cost_of_wrong_link=4, cost_of_missed_link=1)
    drawn = curves(ax)
    assert not any("found" in name for name in drawn)
    cost = drawn["cost, expected"]
    assert np.nanmax(cost[:, 1]) == pytest.approx(1.0)
    line = ax.get_lines()[-1].get_xdata()[0]
    assert line == pytest.approx(np.log2(4))
    at_line = np.interp(line, *cost.T)
    assert at_line <= np.nanmin(cost[:, 1]) + 0.02


def test_labels_must_be_one_for_each_pair():
    with pytest.raises(ParameterError, match="is_true"):
        plotting.plot_thresholds(bulk_linkage().scored, is_true=[True])
    with pytest.raises(ParameterError, match="reliability"):
        plotting.plot_reliability("nothing")


def test_bins_stand_at_their_means_with_their_intervals():
    rng = np.random.default_rng(4)
    given = rng.random(500)
    made = reliability(given, rng.random(500) < given, n_bins=5)
    ax = plotting.plot_reliability(made)
    points = ax.containers[0].lines[0].get_xydata()
    assert points[:, 0].tolist() == made.mean_probability.tolist()
    assert points[:, 1].tolist() == made.share_true.tolist()
    segments = ax.containers[0].lines[2][0].get_segments()
    frame = made.to_pandas()
    assert np.array(segments)[:, :, 1] == pytest.approx(frame[["low", "high"]].to_numpy())
    assert ax.get_title(loc="left").startswith("Reliability of 500 pairs in 5 bins")
