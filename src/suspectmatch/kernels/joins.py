"""Candidate pairs from blocking keys: each pair once over all rules.

An incidence says that a record holds a key under a rule; records that hold the same key under the same
rule form a group. Keys get dense ids in the order of (rule, key). Two records may share several keys;
their pair is made only in the group of the least key that they share, so no pair is made twice and no
memory of earlier pairs is needed (Kolb, Thor and Rahm 2013, "Don't match twice: redundancy-free
similarity computation with MapReduce", DanaC). Work is divided into units, one per group and first
member, so that even one huge group can be cut into chunks of bounded size.

``build_groups`` makes the index once; ``plan_chunks``, ``count_pairs`` and ``fill_pairs`` read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.groups import MAX_RULES, Groups, build_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MAX_RULES",
    "Groups",
    "bound_pairs",
    "bound_pairs_across",
    "build_groups",
    "count_pairs",
    "fill_pairs",
    "plan_chunks",
]


def bound_pairs(groups: Groups) -> NDArray[np.int64]:
    """Pairs that the groups would make if none were repeated, at no cost: sums of n(n - 1)/2.

    Args:
        groups: the index.

    Returns:
        int64 (33,): the pairs of each rule, and last their sum, an upper bound of the distinct pairs.

    Example:
        >>> record = np.arange(3, dtype=np.int32)
        >>> groups = build_groups(record, np.zeros(3, np.uint64), np.zeros(3, np.uint8), 3)
        >>> bound_pairs(groups)[[0, -1]].tolist()
        [3, 3]
    """
    sizes = np.diff(groups.group_offsets)
    total = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes * (sizes - 1) // 2, out=total[1:])
    ends = np.searchsorted(groups.group_rule, np.arange(MAX_RULES), side="right")
    bounds = np.empty(MAX_RULES + 1, np.int64)
    bounds[:MAX_RULES] = np.diff(total[ends], prepend=0)
    bounds[MAX_RULES] = total[-1]
    return bounds


@kernel
def bound_pairs_across(groups: Groups, side: NDArray[np.int32], n_sides: int) -> NDArray[np.int64]:
    """As ``bound_pairs``, for pairs of records of different sides only.

    Args:
        groups: the index.
        side: int32 (N,), the source of each record, from 0 to ``n_sides`` - 1.
        n_sides: how many sources there are.

    Returns:
        int64 (33,): the pairs of each rule, and last their sum.
    """
    bounds = np.zeros(MAX_RULES + 1, np.int64)
    seen = np.zeros(n_sides, np.int64)
    for group in range(len(groups.group_rule)):
        start, stop = groups.group_offsets[group], groups.group_offsets[group + 1]
        pairs = 0
        for unit in range(start, stop):
            pairs += unit - start - seen[side[groups.members[unit]]]
            seen[side[groups.members[unit]]] += 1
        for unit in range(start, stop):
            seen[side[groups.members[unit]]] = 0
        bounds[groups.group_rule[group]] += pairs
        bounds[MAX_RULES] += pairs
    return bounds


@kernel
def plan_chunks(
    groups: Groups, side: NDArray[np.int32], across_only: bool, max_pairs: int
) -> tuple[NDArray[np.int64], int]:
    """Cut the work units 0..M into chunks of at most so many pairs.

    A unit is a position in ``members``: it makes the pairs of that member with the later ones of its
    group. Repeats count, so a chunk may make fewer pairs than planned, never more.

    Args:
        groups: the index.
        side: int32 (N,), the source of each record; read only if ``across_only``.
        across_only: whether only records of different sides are paired. Where the records of a side
            are not numbered in one run, the plan is an upper bound.
        max_pairs: pairs a chunk may make. A single unit may make more, if its group alone is larger.

    Returns:
        boundaries: int64 (C + 1,), chunk c holds the units ``boundaries[c]`` to
            ``boundaries[c + 1]`` - 1; C is 0 if there are no groups.
        capacity: the largest number of pairs that a chunk may make: the length buffers must have.
    """
    n_units = len(groups.members)
    n_chunks = 0
    boundaries = np.zeros(64, np.int64)
    capacity = 0
    pairs = 0
    for group in range(len(groups.group_rule)):
        start, stop = groups.group_offsets[group], groups.group_offsets[group + 1]
        other = start
        for unit in range(start, stop):
            other = _next_partner(groups.members, side, across_only, unit, other, stop)
            if pairs > 0 and pairs + stop - other > max_pairs:
                n_chunks += 1
                if n_chunks + 2 > len(boundaries):
                    longer = np.zeros(2 * len(boundaries), np.int64)
                    longer[:n_chunks] = boundaries[:n_chunks]
                    boundaries = longer
                boundaries[n_chunks] = unit
                pairs = 0
            pairs += stop - other
            capacity = max(capacity, pairs)
    if n_units > 0:
        n_chunks += 1
        boundaries[n_chunks] = n_units
    return boundaries[: n_chunks + 1].copy(), capacity


@kernel
def count_pairs(
    groups: Groups, side: NDArray[np.int32], across_only: bool, start: int, stop: int
) -> NDArray[np.int64]:
    """Count the distinct pairs of an interval of work units without storing them.

    Args:
        groups: the index.
        side: int32 (N,), the source of each record; read only if ``across_only``.
        across_only: whether only records of different sides are paired.
        start: the first unit.
        stop: the unit after the last; all of them are 0 to ``len(groups.members)``.

    Returns:
        int64 (33,): for each rule the distinct pairs that share a key under it (a pair counts under
        each of its rules), and last the distinct pairs.
    """
    counts = np.zeros(MAX_RULES + 1, np.int64)
    group = int(np.searchsorted(groups.group_offsets, start, side="right")) - 1
    unit = start
    while unit < stop:
        group_stop = groups.group_offsets[group + 1]
        own = np.uint32(1) << np.uint32(groups.group_rule[group])
        other = unit
        for first in range(unit, min(stop, group_stop)):
            other = _next_partner(groups.members, side, across_only, first, other, group_stop)
            i = groups.members[first]
            elsewhere = groups.elsewhere[first]
            for second in range(other, group_stop):
                j = groups.members[second]
                if across_only and side[i] == side[j]:
                    continue
                rules = own
                if elsewhere & groups.elsewhere[second] != 0:
                    rules = _shared_rules(groups, i, j, group)
                if rules != 0:
                    counts[MAX_RULES] += 1
                    rule = 0
                    while rules != 0:
                        counts[rule] += rules & np.uint32(1)
                        rules >>= np.uint32(1)
                        rule += 1
        unit = group_stop
        group += 1
    return counts


@kernel
def fill_pairs(
    groups: Groups,
    side: NDArray[np.int32],
    across_only: bool,
    start: int,
    stop: int,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    rules: NDArray[np.uint32],
) -> int:
    """Make the pairs of an interval of work units, each pair once over all intervals.

    Args:
        groups: the index.
        side: int32 (N,), the source of each record; read only if ``across_only``.
        across_only: whether only records of different sides are paired.
        start: the first unit.
        stop: the unit after the last.
        left: int32 buffer, at least as long as ``plan_chunks`` said.
        right: int32 buffer, as long.
        rules: uint32 buffer, as long.

    Returns:
        How many pairs were written: ``left[:n] < right[:n]``, and bit r of ``rules`` is set for each
        rule under which the two share a key.
    """
    n_pairs = 0
    group = int(np.searchsorted(groups.group_offsets, start, side="right")) - 1
    unit = start
    while unit < stop:
        group_stop = groups.group_offsets[group + 1]
        own = np.uint32(1) << np.uint32(groups.group_rule[group])
        other = unit
        for first in range(unit, min(stop, group_stop)):
            other = _next_partner(groups.members, side, across_only, first, other, group_stop)
            i = groups.members[first]
            elsewhere = groups.elsewhere[first]
            for second in range(other, group_stop):
                j = groups.members[second]
                if across_only and side[i] == side[j]:
                    continue
                shared = own
                if elsewhere & groups.elsewhere[second] != 0:
                    shared = _shared_rules(groups, i, j, group)
                if shared != 0:
                    left[n_pairs] = i
                    right[n_pairs] = j
                    rules[n_pairs] = shared
                    n_pairs += 1
        unit = group_stop
        group += 1
    return n_pairs


@kernel
def _next_partner(
    members: NDArray[np.int32],
    side: NDArray[np.int32],
    across_only: bool,
    unit: int,
    other: int,
    stop: int,
) -> int:
    """First later member that a unit may pair with; ``other`` is that of the unit before it."""
    other = max(other, unit + 1)
    if across_only:
        own = side[members[unit]]
        while other < stop and side[members[other]] == own:
            other += 1
    return other


@kernel
def _shared_rules(groups: Groups, i: int, j: int, group: int) -> np.uint32:
    """Rules of all keys that two members of a group share, or 0 if they met in an earlier group."""
    keys = groups.record_keys
    a, a_stop = groups.record_offsets[i], groups.record_offsets[i + 1]
    b, b_stop = groups.record_offsets[j], groups.record_offsets[j + 1]
    rules = np.uint32(0)
    while a < a_stop and b < b_stop:
        key_a, key_b = keys[a], keys[b]
        if key_a == key_b:
            if key_a < group:
                return np.uint32(0)
            rules |= np.uint32(1) << np.uint32(groups.group_rule[key_a])
        a += key_a <= key_b
        b += key_b <= key_a
    return rules
