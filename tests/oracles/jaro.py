"""Jaro-Winkler similarity by Winkler's definition, with lists."""

from __future__ import annotations


def jaro_winkler_by_definition(a, b, prefix_weight=0.1):
    """Similarity of two sequences, from 0 to 1."""
    if not a or not b:
        return float(a == b)
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    pairs = []
    for j, letter in enumerate(b):
        taken = {i for i, _ in pairs}
        free = [i for i, x in enumerate(a) if x == letter and abs(i - j) <= window and i not in taken]
        pairs += [(free[0], j)] if free else []
    if not pairs:
        return 0.0
    in_a = [a[i] for i, _ in sorted(pairs)]
    in_b = [b[j] for _, j in pairs]
    m, moved = len(pairs), sum(x != y for x, y in zip(in_a, in_b, strict=True))
    jaro = (m / len(a) + m / len(b) + (m - moved // 2) / m) / 3
    prefix = 0
    while prefix < min(4, len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * prefix_weight * (1 - jaro) if jaro > 0.7 else jaro
