"""Groups of records that hold the same blocking key, over all rules, and the groups of each record.

The blocks of all rules are numbered one after another, in the order of the rules: an inverted index and
its transpose (Gustavson 1978, "Two fast algorithms for sparse matrices", ACM TOMS 4), made for some
records at a time. The pairs of the groups are made in `suspectmatch.kernels.joins`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.blocks import Blocks, group_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

MAX_RULES = 32
"""Rules are numbered 0 to 31: a set of rules is one uint32."""

RECORDS_AT_ONCE = 1 << 19
"""Records whose groups are listed at once: 8 MB are kept of them."""


class Groups(NamedTuple):
    """The index of shared keys, for N records, G groups and M memberships.

    Attributes:
        group_offsets: int64 (G + 1,), group g is ``members[group_offsets[g]:group_offsets[g + 1]]``,
            never fewer than two records.
        members: int32 (M,), record numbers, rising inside each group.
        group_rule: uint8 (G,), the rule of each group, never falling.
        record_offsets: int64 (N + 1,), where the groups of each record begin in ``record_keys``.
        record_keys: int32 (M,), the groups that each record is in, rising.
        earlier: uint64 (M,), for each membership a bit, chosen by hash, for each earlier group of that
            record: two members of a group without a bit in common met in no earlier group (Bloom 1970).
    """

    group_offsets: NDArray[np.int64]
    members: NDArray[np.int32]
    group_rule: NDArray[np.uint8]
    record_offsets: NDArray[np.int64]
    record_keys: NDArray[np.int32]
    earlier: NDArray[np.uint64]


def index_blocks(
    rules: list[Blocks], n_records: int, spread: Callable[..., Iterable[None]] = map
) -> Groups:
    """Number the blocks of several rules one after another, and list those of each record.

    Args:
        rules: the blocks of each of at most 32 rules; used up, so that nothing is held twice.
        n_records: N.
        spread: ``map``, or that of a pool of threads: each call lists the groups of some of the records.

    Returns:
        The index.
    """
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(blocks.offsets) for blocks in rules)])
    group_offsets = np.cumsum(sizes)
    group_rule = np.repeat(np.arange(len(rules), dtype=np.uint8), [len(b.keys) for b in rules])
    members = np.empty(int(group_offsets[-1]), np.int32)
    at = 0
    rules.reverse()
    while rules:
        own = rules.pop().members
        members[at : at + own.size] = own
        at += own.size
    record_offsets = np.zeros(n_records + 1, np.int64)
    record_keys, earlier = np.empty(members.size, np.int32), np.empty(members.size, np.uint64)
    bounds = [*range(0, n_records, RECORDS_AT_ONCE), n_records]

    def count(start: int, stop: int) -> None:
        count_groups(members, start, stop, record_offsets)

    def fill(start: int, stop: int) -> None:
        list_groups(group_offsets, members, start, stop, record_offsets, record_keys, earlier)

    list(spread(count, bounds[:-1], bounds[1:]))
    np.cumsum(record_offsets, out=record_offsets)
    list(spread(fill, bounds[:-1], bounds[1:]))
    return Groups(group_offsets, members, group_rule, record_offsets, record_keys, earlier)


def build_groups(
    record: NDArray[np.int32], key: NDArray[np.uint64], rule: NDArray[np.uint8], n_records: int
) -> Groups:
    """The index from the incidences of all rules at once, in any order.

    Args:
        record: int32 (E,), record numbers from 0 to ``n_records`` - 1.
        key: uint64 (E,), any values; equal keys of different rules are different keys.
        rule: uint8 (E,), from 0 to 31.
        n_records: N.

    Returns:
        The index. It does not depend on the order of the incidences.

    Example:
        >>> groups = build_groups(
        ...     np.array([0, 1, 2, 1], np.int32),
        ...     np.array([7, 7, 9, 7], np.uint64),
        ...     np.zeros(4, np.uint8),
        ...     3,
        ... )
        >>> groups.members.tolist(), groups.group_offsets.tolist(), groups.record_offsets.tolist()
        ([0, 1], [0, 2], [0, 1, 2, 2])
    """
    order = np.argsort(record, kind="stable")
    record, key, rule = record[order], key[order], rule[order]
    each = range(int(rule.max(initial=0)) + 1)
    return index_blocks([group_keys(record[rule == r], key[rule == r]) for r in each], n_records)


@kernel
def count_groups(
    members: NDArray[np.int32], start: int, stop: int, record_offsets: NDArray[np.int64]
) -> None:
    """Count the groups of the records ``start`` to ``stop`` - 1, each in the place after its own.

    Args:
        members: int32 (M,), as in `Groups`.
        start: the first record.
        stop: the record after the last.
        record_offsets: int64 (N + 1,), added to.
    """
    for member in members:
        if start <= member < stop:
            record_offsets[member + 1] += 1


@kernel
def list_groups(
    group_offsets: NDArray[np.int64],
    members: NDArray[np.int32],
    start: int,
    stop: int,
    record_offsets: NDArray[np.int64],
    record_keys: NDArray[np.int32],
    earlier: NDArray[np.uint64],
) -> None:
    """The groups of some records, and for each membership of theirs the signature of those before it.

    So few records are taken at once that what is kept of them stays in the cache.

    Args:
        group_offsets: int64 (G + 1,), as in `Groups`.
        members: int32 (M,), likewise.
        start: the first record.
        stop: the record after the last.
        record_offsets: int64 (N + 1,), as in `Groups`.
        record_keys: int32 (M,), written for these records; as in `Groups`.
        earlier: uint64 (M,), likewise.
    """
    place = record_offsets[start:stop].copy()
    seen = np.zeros(stop - start, np.uint64)
    for group in range(len(group_offsets) - 1):
        # The bit that stands for the group: multiplicative hashing.
        spread = (np.uint64(group) * np.uint64(0x9E3779B1)) >> np.uint64(26)
        bit = np.uint64(1) << (spread & np.uint64(63))
        for unit in range(group_offsets[group], group_offsets[group + 1]):
            member = members[unit] - start
            if 0 <= member < stop - start:
                record_keys[place[member]] = group
                place[member] += 1
                earlier[unit] = seen[member]
                seen[member] |= bit
