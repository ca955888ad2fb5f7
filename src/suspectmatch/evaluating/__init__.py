"""Measure a run: against a known truth, from few labels and by group; and choose a threshold."""

from __future__ import annotations

from suspectmatch.evaluating.blocking import BlockingRecall, estimate_blocking_recall
from suspectmatch.evaluating.calibration import Reliability, reliability, share_true
from suspectmatch.evaluating.clusters import ClusterMetrics, cluster_metrics, measure_clusters
from suspectmatch.evaluating.estimates import QualityEstimate, estimate_quality
from suspectmatch.evaluating.groups import ErrorRates, GroupRates, error_rates
from suspectmatch.evaluating.labelling import PairsToLabel, next_to_label, sample_to_label
from suspectmatch.evaluating.pairs import PairMetrics, lead_metrics
from suspectmatch.evaluating.shares import Share, wilson
from suspectmatch.evaluating.summary import Evaluation, evaluate
from suspectmatch.evaluating.thresholds import Threshold, threshold_by_budget, threshold_by_cost
from suspectmatch.evaluating.truth import read_truth, same_person
from suspectmatch.scoring.folds import folds_of_pairs, persons_of_pairs, split_persons

__all__ = [
    "BlockingRecall",
    "ClusterMetrics",
    "ErrorRates",
    "Evaluation",
    "GroupRates",
    "PairMetrics",
    "PairsToLabel",
    "QualityEstimate",
    "Reliability",
    "Share",
    "Threshold",
    "cluster_metrics",
    "error_rates",
    "estimate_blocking_recall",
    "estimate_quality",
    "evaluate",
    "folds_of_pairs",
    "lead_metrics",
    "measure_clusters",
    "next_to_label",
    "persons_of_pairs",
    "read_truth",
    "reliability",
    "same_person",
    "sample_to_label",
    "share_true",
    "split_persons",
    "threshold_by_budget",
    "threshold_by_cost",
    "wilson",
]
