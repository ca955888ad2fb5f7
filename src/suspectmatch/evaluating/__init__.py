"""Judging a run where the truth is known."""

from __future__ import annotations

from suspectmatch.evaluating.blocking import BlockingRecall, estimate_blocking_recall
from suspectmatch.evaluating.pairs import PairMetrics, cluster_metrics, lead_metrics, wilson

__all__ = [
    "BlockingRecall",
    "PairMetrics",
    "cluster_metrics",
    "estimate_blocking_recall",
    "lead_metrics",
    "wilson",
]
