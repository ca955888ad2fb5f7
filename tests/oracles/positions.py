"""Positions of letters by definition."""

from __future__ import annotations


def positions_in(word: str, letter: str) -> int:
    """Bit i is set where the i-th letter is the one asked for."""
    return sum(1 << i for i, other in enumerate(word) if other == letter)


def count_bits(word: int) -> int:
    """Ones of the binary notation."""
    return sum((word >> place) & 1 for place in range(64))
