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
