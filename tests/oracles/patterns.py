"""Distinct rows by definition."""

from __future__ import annotations

from collections import Counter


def patterns_by_definition(rows):
    """Sorted distinct rows, their counts, and the place of each row among them."""
    counts = Counter(map(tuple, rows))
    patterns = sorted(counts)
    return patterns, [counts[row] for row in patterns], [patterns.index(tuple(row)) for row in rows]
