"""The best agreement of two records with several names each: every pair of names is looked at."""

from __future__ import annotations

import math

ONE_PART, WEAK_ALIAS = 2, 5


def best_by_definition(left, right, agree):
    """Level, bits, and which name of each side carried it.

    Args:
        left, right: (words, is_weak) for each name.
        agree: function of the words of two names: level, bits and evidence.
    """
    found = []
    for p, (one, one_is_weak) in enumerate(left):
        for q, (other, other_is_weak) in enumerate(right):
            if not one or not other:
                continue
            level, bits, evidence = agree(one, other)
            if (one_is_weak or other_is_weak) and level > ONE_PART:
                level, bits, evidence = min(level, WEAK_ALIAS), bits / 2, evidence / 2
            found.append((evidence, level, bits, p, q))
    if not found:
        return -1, 0.0, -1, -1
    _, level, bits, p, q = max(found, key=lambda each: each[:3])
    return level, max(0.0, bits - 0.5 * math.log2(len(found))), p, q
