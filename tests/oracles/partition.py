"""The best partition by trying all of them."""

from __future__ import annotations


def partitions(items):
    """Every way to part a list into sets."""
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [[items[0]], *rest]
        for k, part in enumerate(rest):
            yield [*rest[:k], [items[0], *part], *rest[k + 1 :]]


def agreement(scores, parts):
    """Sum of the scores of all pairs within the parts."""
    return sum(scores[i][j] for part in parts for i in part for j in part if i < j)


def best_agreement(scores):
    return max(agreement(scores, parts) for parts in partitions(list(range(len(scores)))))
