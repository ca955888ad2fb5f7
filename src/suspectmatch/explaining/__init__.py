"""explain(): why two records have the weight they have, or why they were never a pair."""

from __future__ import annotations

from suspectmatch.explaining.pair import explain, split_identity

__all__ = ["explain", "split_identity"]
