"""Candidate pairs from blocking keys: each pair once over all rules.

An incidence says that a record holds a key under a rule; records that hold the same key under the same
rule form a group. Groups are numbered in the order of the rules. Two records may share several keys;
their pair is made only in the group of the least key that they share, so no pair is made twice and no
memory of earlier pairs is needed (Kolb, Thor and Rahm 2013, "Don't match twice: redundancy-free
similarity computation with MapReduce", DanaC). Work is divided into units, one per group and first
member, so that even one huge group can be cut into chunks of bounded size.

``index_blocks`` makes the index once; ``plan_chunks``, ``count_pairs`` and ``fill_pairs`` read it. Which
rules a pair meets is asked only of the few pairs that are kept, by ``rules_of_pairs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel
from suspectmatch.kernels.groups import MAX_RULES, Groups, build_groups, index_blocks

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
    "index_blocks",
    "plan_chunks",
    "rules_of_pairs",
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
    group_offsets, members, group_rule = groups.group_offsets, groups.members, groups.group_rule
    bounds = np.zeros(MAX_RULES + 1, np.int64)
    seen = np.zeros(n_sides, np.int64)
    for group in range(len(group_rule)):
        start, stop = group_offsets[group], group_offsets[group + 1]
        pairs = 0
        for unit in range(start, stop):
            pairs += unit - start - seen[side[members[unit]]]
            seen[side[members[unit]]] += 1
        for unit in range(start, stop):
            seen[side[members[unit]]] = 0
        bounds[group_rule[group]] += pairs
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
    group_offsets, members = groups.group_offsets, groups.members
    n_units = len(members)
    n_chunks = 0
    boundaries = np.zeros(64, np.int64)
    capacity = 0
    pairs = 0
    for group in range(len(group_offsets) - 1):
        start, stop = group_offsets[group], group_offsets[group + 1]
        other = start
        for unit in range(start, stop):
            other = _next_partner(members, side, across_only, unit, other, stop)
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
        int64 (32,): for each rule the pairs that it makes and no rule before it. Their sum is the
        number of distinct pairs.
    """
    group_offsets, members, group_rule, record_offsets, record_keys, earlier = groups
    counts = np.zeros(MAX_RULES, np.int64)
    group = int(np.searchsorted(group_offsets, start, side="right")) - 1
    unit = start
    while unit < stop:
        group_stop = group_offsets[group + 1]
        n_pairs = 0
        other = unit
        for first in range(unit, min(stop, group_stop)):
            other = _next_partner(members, side, across_only, first, other, group_stop)
            i, before = members[first], earlier[first]
            for second in range(other, group_stop):
                j = members[second]
                if across_only and side[i] == side[j]:
                    continue
                if before & earlier[second] != 0 and _met(record_offsets, record_keys, i, j, group):
                    continue
                n_pairs += 1
        counts[group_rule[group]] += n_pairs
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
    counts: NDArray[np.int64],
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
        counts: int64 (32,), added to as ``count_pairs`` counts.

    Returns:
        How many pairs were written: ``left[:n] < right[:n]``.
    """
    group_offsets, members, group_rule, record_offsets, record_keys, earlier = groups
    fetched = np.zeros(1, np.int64)
    n_pairs = 0
    group = int(np.searchsorted(group_offsets, start, side="right")) - 1
    unit = start
    while unit < stop:
        group_stop = group_offsets[group + 1]
        n_before = n_pairs
        _fetch(members, record_offsets, record_keys, unit, group_stop, fetched)
        other = unit
        for first in range(unit, min(stop, group_stop)):
            other = _next_partner(members, side, across_only, first, other, group_stop)
            i, before = members[first], earlier[first]
            for second in range(other, group_stop):
                j = members[second]
                if across_only and side[i] == side[j]:
                    continue
                if before & earlier[second] != 0 and _met(record_offsets, record_keys, i, j, group):
                    continue
                left[n_pairs] = i
                right[n_pairs] = j
                n_pairs += 1
        counts[group_rule[group]] += n_pairs - n_before
        unit = group_stop
        group += 1
    return n_pairs


@kernel
def rules_of_pairs(
    groups: Groups, left: NDArray[np.int32], right: NDArray[np.int32]
) -> NDArray[np.uint32]:
    """Under which rules two records share a key.

    Args:
        groups: the index.
        left: int32 (P,).
        right: int32 (P,).

    Returns:
        uint32 (P,): bit r is set for each such rule r.
    """
    group_rule, record_offsets, record_keys = (
        groups.group_rule,
        groups.record_offsets,
        groups.record_keys,
    )
    rules = np.zeros(len(left), np.uint32)
    for pair in range(len(left)):
        a, a_stop = record_offsets[left[pair]], record_offsets[left[pair] + 1]
        b, b_stop = record_offsets[right[pair]], record_offsets[right[pair] + 1]
        while a < a_stop and b < b_stop:
            key_a, key_b = record_keys[a], record_keys[b]
            if key_a == key_b:
                rules[pair] |= np.uint32(1) << np.uint32(group_rule[key_a])
            a += key_a <= key_b
            b += key_b <= key_a
    return rules


@inlined
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


@inlined
def _fetch(
    members: NDArray[np.int32],
    record_offsets: NDArray[np.int64],
    record_keys: NDArray[np.int32],
    start: int,
    stop: int,
    fetched: NDArray[np.int64],
) -> None:
    """Read the keys of a group's records into the cache, all at once, before they are compared."""
    total = np.int64(0)
    for unit in range(start, stop):
        total += record_keys[record_offsets[members[unit]]]
    fetched[0] = total


@inlined
def _met(
    record_offsets: NDArray[np.int64], record_keys: NDArray[np.int32], i: int, j: int, group: int
) -> bool:
    """Whether two records share a group before this one."""
    a, b = record_offsets[i], record_offsets[j]
    key_a, key_b = record_keys[a], record_keys[b]
    while key_a != key_b:  # at the latest both are the group itself
        if key_a < key_b:
            a += 1
            key_a = record_keys[a]
        else:
            b += 1
            key_b = record_keys[b]
    return bool(key_a < group)
