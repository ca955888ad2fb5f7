"""Third records of a pair, word for word."""

from __future__ import annotations


def third_records(weight, tied):
    """(opposed, better) of each pair i < j of a square matrix."""
    n = len(weight)
    found = {}
    for i in range(n):
        for j in range(i + 1, n):
            others = [k for k in range(n) if k not in (i, j)]
            opposed = [
                k
                for k in others
                if (weight[i][k] > tied and weight[j][k] < -tied)
                or (weight[j][k] > tied and weight[i][k] < -tied)
            ]
            ties = [max((weight[end][k] for k in others), default=float("-inf")) for end in (i, j)]
            through = [min(weight[i][k], weight[j][k]) for k in others]
            found[i, j] = len(opposed), min(ties) - max([weight[i][j], *through])
    return found
