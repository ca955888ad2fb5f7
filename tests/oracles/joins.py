"""Candidate pairs by definition: every pair of records, tested against every key."""

from __future__ import annotations

from itertools import combinations


def groups_by_definition(incidences):
    """{(rule, key): sorted records} of keys that at least two records hold, in order."""
    held = {}
    for record, key, rule in incidences:
        held.setdefault((rule, key), set()).add(record)
    return {name: sorted(held[name]) for name in sorted(held) if len(held[name]) > 1}


def pairs_by_definition(incidences, side, across_only):
    """{(left, right): rule mask} of records that share at least one key under one rule."""
    keys = {}
    for record, key, rule in incidences:
        keys.setdefault(record, set()).add((rule, key))
    pairs = {}
    for left, right in combinations(sorted(keys), 2):
        shared = keys[left] & keys[right]
        if shared and not (across_only and side[left] == side[right]):
            pairs[left, right] = sum(1 << rule for rule in {rule for rule, _ in shared})
    return pairs


def new_pairs_by_definition(masks):
    """How many of the pairs with these rule masks each of 32 rules is the first to make."""
    return [
        sum(mask >> rule & 1 and not mask & ((1 << rule) - 1) for mask in masks) for rule in range(32)
    ]
