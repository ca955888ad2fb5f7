"""Bits counted by definition."""

from __future__ import annotations


def count_bits(word: int) -> int:
    """Ones of the binary notation."""
    return sum((word >> place) & 1 for place in range(64))
