"""Weights of pairs: the definition, pair by pair."""

from __future__ import annotations

import math


def weight_by_definition(level, rarity, weight, slope, mean):
    """Bits of one comparison; the tables begin with missing, level -1."""
    return weight[level + 1] + slope[level + 1] * (rarity - mean[level + 1])


def doubted_by_definition(bits, trust):
    """Bits of evidence that is right with probability ``trust``, and else says nothing."""
    return math.log2(trust * 2**bits + 1 - trust)


def possible_by_definition(pairs, total, ceiling, floor):
    """Numbers of the pairs that what is to come may still lift to the floor."""
    most = [total[k] + min(ceiling[i], ceiling[j]) for k, (i, j) in enumerate(pairs)]
    return [k for k in range(len(pairs)) if most[k] >= floor]


def most_by_definition(most_bits, is_known, weight, slope, mean):
    """The most bits for each record: the best level at its best rarity, or nothing known."""
    rows = range(1, len(weight))
    return [
        max(0.0, *(weight[r] + slope[r] * (bits - mean[r] if slope[r] else 0.0) for r in rows))
        if known
        else 0.0
        for bits, known in zip(most_bits, is_known, strict=True)
    ]
