"""Plots of the tables that the verbs make; they need matplotlib (``pip install 'suspectmatch[plot]'``).

Each function takes one table and returns the axes it drew on. With ``ax=None`` it makes a new figure of
a size that fits its content. It raises ``MissingExtraError`` where matplotlib is not installed. No
difference is shown by colour alone. No value of a record is shown unless it is asked for.
"""

from __future__ import annotations

from suspectmatch.plotting.pairs import plot_explanation, plot_model, plot_weights
from suspectmatch.plotting.quality import plot_reliability, plot_thresholds
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
