"""explain(): why two records have the weight they have, why two were not linked, and what would be."""

from __future__ import annotations

from suspectmatch.explaining.history import History, how
from suspectmatch.explaining.inquiry import Inquiry, why_not
from suspectmatch.explaining.pair import explain, split_identity
from suspectmatch.explaining.reasons import WhyNot
from suspectmatch.explaining.supposing import ClusterWhatIf, WhatIf, what_if, what_if_cluster
from suspectmatch.explaining.turning import TurningPoints, turning_points

__all__ = [
    "ClusterWhatIf",
    "History",
    "Inquiry",
    "TurningPoints",
    "WhatIf",
    "WhyNot",
    "explain",
    "how",
    "split_identity",
    "turning_points",
    "what_if",
    "what_if_cluster",
    "why_not",
]
