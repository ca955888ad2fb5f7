"""Connected components by definition: the nodes that a walk from the smallest one reaches."""

from __future__ import annotations


def components_by_definition(n, edges):
    """Smallest node of each node's component."""
    label = list(range(n))
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            least = min(label[a], label[b])
            changed |= label[a] != least or label[b] != least
            label[a] = label[b] = least
    return label


def strongest_and_weakest_by_definition(n, edges, strengths):
    """Each node's strongest edge, and the weakest without which its component would fall apart."""
    whole = components_by_definition(n, edges)
    strongest, weakest = [], []
    for node in range(n):
        own = [p for edge, p in zip(edges, strengths, strict=True) if node in edge]
        members = {k for k in range(n) if whole[k] == whole[node]}
        least = None
        for limit in sorted(set(strengths)):
            kept = [edge for edge, p in zip(edges, strengths, strict=True) if p >= limit]
            label = components_by_definition(n, kept)
            least = limit if own and len({label[k] for k in members}) == 1 else least
        strongest.append(max(own, default=None))
        weakest.append(least)
    return strongest, weakest
