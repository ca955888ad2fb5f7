"""Judging a run where the truth is known."""

from __future__ import annotations

from suspectmatch.evaluating.pairs import PairMetrics, cluster_metrics, lead_metrics, wilson

__all__ = ["PairMetrics", "cluster_metrics", "lead_metrics", "wilson"]
