"""What the best of several names is at least and at most: every pair of them is assigned."""

from __future__ import annotations


def evidence_by_trial(left, right, agree):
    """Evidence of each pair of names; ``agree`` gives level, bits and evidence of two."""
    return [[agree(a, b)[2] for b in right] for a in left]
