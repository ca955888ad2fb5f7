"""Groups of records that hold the same blocking key, made from incidences by sorting.

An incidence says that a record holds a key under a rule. The keys of each rule are sorted by counting
their digits (radix sort; Knuth 1973, The Art of Computer Programming 3, section 5.2.5), and get dense
ids in the order of (rule, key). The pairs of the groups are made in `suspectmatch.kernels.joins`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MAX_RULES = 32
"""Rules are numbered 0 to 31: a set of rules is one uint32."""

DIGIT_BITS = 11
DIGIT_VALUES = 1 << DIGIT_BITS
N_DIGITS = -(-64 // DIGIT_BITS)


class Blocks(NamedTuple):
    """The groups of one rule.

    Attributes:
        offsets: int64 (G + 1,), block g is ``members[offsets[g]:offsets[g + 1]]``, two records or more.
        members: int32 (M,), record numbers, rising inside each block.
        keys: uint64 (G,), the key of each block; rising where no block has been refined.
    """

    offsets: NDArray[np.int64]
    members: NDArray[np.int32]
    keys: NDArray[np.uint64]

    @classmethod
    def none(cls) -> Blocks:
        """No block at all."""
        return cls(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint64))

    def n_pairs(self) -> int:
        """Pairs that these blocks make, each counted as often as its records share a key."""
        sizes = np.diff(self.offsets)
        return int((sizes * (sizes - 1) // 2).sum())


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


def group_keys(record: NDArray[np.int32], key: NDArray[np.uint64]) -> Blocks:
    """Sort the incidences of one rule into blocks; drop repeats and keys that only one record holds.

    Args:
        record: int32 (E,), record numbers, never falling.
        key: uint64 (E,), any values.

    Returns:
        The blocks, in the order of their keys.

    Note:
        Takes about twice the memory of the incidences on top of them.

    Example:
        >>> blocks = group_keys(np.array([0, 1, 1, 2], np.int32), np.array([7, 7, 7, 9], np.uint64))
        >>> blocks.members.tolist(), blocks.offsets.tolist(), blocks.keys.tolist()
        ([0, 1], [0, 2], [7])
    """
    records, keys = record.copy(), key.copy()  # they are sorted in place
    _sort_keys(keys, records)
    return Blocks(*_collect(keys, records))


def index_blocks(rules: Sequence[Blocks], n_records: int) -> Groups:
    """Number the blocks of several rules one after another, and list those of each record.

    Args:
        rules: the blocks of each of at most 32 rules.
        n_records: N.

    Returns:
        The index.
    """
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(blocks.offsets) for blocks in rules)])
    group_offsets = np.cumsum(sizes)
    members = np.concatenate([np.zeros(0, np.int32), *(blocks.members for blocks in rules)])
    group_rule = np.repeat(np.arange(len(rules), dtype=np.uint8), [len(b.keys) for b in rules])
    return Groups(group_offsets, members, group_rule, *_of_records(group_offsets, members, n_records))


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
def _sort_keys(keys: NDArray[np.uint64], records: NDArray[np.int32]) -> None:
    """Sort incidences by key in place, keeping the order of equal keys: radix sort."""
    length = len(keys)
    if length == 0:
        return
    spare_keys, spare_records = np.empty(length, np.uint64), np.empty(length, np.int32)
    counts = np.zeros((N_DIGITS, DIGIT_VALUES), np.int64)
    mask = np.uint64(DIGIT_VALUES - 1)
    for position in range(length):
        rest = keys[position]
        for digit in range(N_DIGITS):
            counts[digit, rest & mask] += 1
            rest >>= np.uint64(DIGIT_BITS)
    from_keys, to_keys = keys, spare_keys
    from_records, to_records = records, spare_records
    is_spare = False
    for digit in range(N_DIGITS):
        shift = np.uint64(digit * DIGIT_BITS)
        if counts[digit, (from_keys[0] >> shift) & mask] == length:
            continue
        place = np.int64(0)
        for value in range(DIGIT_VALUES):
            count = counts[digit, value]
            counts[digit, value] = place
            place += count
        for position in range(length):
            bucket = np.int64((from_keys[position] >> shift) & mask)
            to = counts[digit, bucket]
            counts[digit, bucket] = to + 1
            to_keys[to] = from_keys[position]
            to_records[to] = from_records[position]
        from_keys, to_keys = to_keys, from_keys
        from_records, to_records = to_records, from_records
        is_spare = not is_spare
    if is_spare:
        keys[:] = from_keys
        records[:] = from_records


@kernel
def _collect(
    keys: NDArray[np.uint64], records: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """Blocks of incidences sorted by (key, record), in place; keys and records are used up."""
    ends = np.empty(len(keys) // 2 + 1, np.int64)
    ends[0] = 0
    n_groups = n_members = position = 0
    while position < len(keys):
        key = keys[position]
        first, last = n_members, np.int32(-1)
        while position < len(keys) and keys[position] == key:
            if records[position] != last:
                last = records[position]
                records[n_members] = last
                n_members += 1
            position += 1
        if n_members - first > 1:
            keys[n_groups] = key
            n_groups += 1
            ends[n_groups] = n_members
        else:
            n_members = first
    return ends[: n_groups + 1].copy(), records[:n_members].copy(), keys[:n_groups].copy()


@kernel
def _of_records(
    group_offsets: NDArray[np.int64], members: NDArray[np.int32], n_records: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """The groups of each record, and for each membership the signature of those before it."""
    record_offsets = np.zeros(n_records + 1, np.int64)
    for member in members:
        record_offsets[member + 1] += 1
    for record in range(n_records):
        record_offsets[record + 1] += record_offsets[record]
    place = record_offsets[:-1].copy()
    record_keys = np.empty(len(members), np.int32)
    seen, earlier = np.zeros(n_records, np.uint64), np.empty(len(members), np.uint64)
    for group in range(len(group_offsets) - 1):
        # The bit that stands for the group: multiplicative hashing.
        spread = (np.uint64(group) * np.uint64(0x9E3779B1)) >> np.uint64(26)
        bit = np.uint64(1) << (spread & np.uint64(63))
        for unit in range(group_offsets[group], group_offsets[group + 1]):
            member = members[unit]
            record_keys[place[member]] = group
            place[member] += 1
            earlier[unit] = seen[member]
            seen[member] |= bit
    return record_offsets, record_keys, earlier
