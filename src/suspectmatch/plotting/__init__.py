"""Drawings of what the verbs make; needs matplotlib (``pip install 'suspectmatch[plot]'``).

Each takes one table and returns the axes it drew on. Given ``ax=None`` it makes a figure of its own, of
a size that fits what there is to draw. Nothing is told by colour alone. No value of a record is drawn
unless it is asked for.
"""

from __future__ import annotations

from suspectmatch.plotting.judgements import plot_reliability, plot_thresholds
from suspectmatch.plotting.pairs import plot_explanation, plot_model, plot_weights
from suspectmatch.plotting.runs import plot_blocking, plot_cluster
from suspectmatch.plotting.sources import plot_completeness, plot_dates

__all__ = [
    "plot_blocking",
    "plot_cluster",
    "plot_completeness",
    "plot_dates",
    "plot_explanation",
    "plot_model",
    "plot_reliability",
    "plot_thresholds",
    "plot_weights",
]
