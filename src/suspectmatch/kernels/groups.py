"""Groups of records that hold the same blocking key, made from incidences by sorting.

An incidence says that a record holds a key under a rule. Keys are sorted by counting their digits (radix
sort; Knuth 1973, The Art of Computer Programming 3, section 5.2.5), and get dense ids in the order of
(rule, key). The pairs of the groups are made in `suspectmatch.kernels.joins`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_RULES = 32
"""Rules are numbered 0 to 31: a set of rules is one uint32."""

DIGIT_BITS = 8
DIGIT_VALUES = 1 << DIGIT_BITS
N_DIGITS = -(-64 // DIGIT_BITS)


class Groups(NamedTuple):
    """The index of shared keys, for N records, G groups and M memberships.

    Attributes:
        group_offsets: int64 (G + 1,), group g is ``members[group_offsets[g]:group_offsets[g + 1]]``,
            never fewer than two records.
        members: int32 (M,), record numbers, rising inside each group.
        group_rule: uint8 (G,), the rule of each group, never falling.
        record_offsets: int64 (N + 1,), where the groups of each record begin in ``record_keys``.
        record_keys: int32 (M,), the groups that each record is in, rising.
        elsewhere: uint64 (M,), for each membership a bit, chosen by hash, for each other group of that
            record: two members of a group without a bit in common share no other group (Bloom 1970).
    """

    group_offsets: NDArray[np.int64]
    members: NDArray[np.int32]
    group_rule: NDArray[np.uint8]
    record_offsets: NDArray[np.int64]
    record_keys: NDArray[np.int32]
    elsewhere: NDArray[np.uint64]


def build_groups(
    record: NDArray[np.int32], key: NDArray[np.uint64], rule: NDArray[np.uint8], n_records: int
) -> Groups:
    """Sort incidences into groups; drop repeats and keys that only one record holds.

    The order of the incidences does not matter, but they are sorted faster where the records of each
    rule rise.

    Args:
        record: int32 (E,), record numbers from 0 to ``n_records`` - 1.
        key: uint64 (E,), any values; equal keys of different rules are different keys.
        rule: uint8 (E,), from 0 to 31.
        n_records: N.

    Returns:
        The index. It does not depend on the order of the incidences.

    Note:
        Takes about twice the memory of the incidences on top of them.

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
    rule_offsets = np.zeros(MAX_RULES + 1, np.int64)
    np.cumsum(np.bincount(rule, minlength=MAX_RULES), out=rule_offsets[1:])
    if (rule[1:] < rule[:-1]).any() or ((record[1:] < record[:-1]) & (rule[1:] == rule[:-1])).any():
        order = np.lexsort((record, rule))
        records, keys = record[order], key[order]
        del order
    else:
        records, keys = record.copy(), key.copy()  # they are sorted in place
    _sort_keys(keys, records, rule_offsets)
    return Groups(*_collect_groups(keys, records, rule_offsets, n_records))


@kernel
def _bit(group: int) -> np.uint64:
    """The bit that stands for a group in a signature: multiplicative hashing."""
    return np.uint64(1) << (
        ((np.uint64(group) * np.uint64(0x9E3779B1)) >> np.uint64(26)) & np.uint64(63)
    )


@kernel
def _sort_keys(
    keys: NDArray[np.uint64], records: NDArray[np.int32], rule_offsets: NDArray[np.int64]
) -> None:
    """Sort each rule's incidences by key in place, keeping the order of equal keys: radix sort."""
    longest = 0
    for rule in range(MAX_RULES):
        longest = max(longest, rule_offsets[rule + 1] - rule_offsets[rule])
    spare_keys = np.empty(longest, np.uint64)
    spare_records = np.empty(longest, np.int32)
    counts = np.empty((N_DIGITS, DIGIT_VALUES), np.int64)
    mask = np.uint64(DIGIT_VALUES - 1)
    for rule in range(MAX_RULES):
        start, stop = rule_offsets[rule], rule_offsets[rule + 1]
        length = stop - start
        from_keys, to_keys = keys[start:stop], spare_keys[:length]
        from_records, to_records = records[start:stop], spare_records[:length]
        counts[:] = 0
        for position in range(length):
            rest = from_keys[position]
            for digit in range(N_DIGITS):
                counts[digit, rest & mask] += 1
                rest >>= np.uint64(DIGIT_BITS)
        is_spare = False
        for digit in range(N_DIGITS):
            shift = np.uint64(digit * DIGIT_BITS)
            if length == 0 or counts[digit, (from_keys[0] >> shift) & mask] == length:
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
            to_keys[:] = from_keys
            to_records[:] = from_records


@kernel
def _collect_groups(
    keys: NDArray[np.uint64], records: NDArray[np.int32], rule_offsets: NDArray[np.int64], n_records: int
) -> tuple[
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.uint64],
]:
    """Index incidences sorted by (rule, key, record), in place; keys and records are used up."""
    offsets = keys.view(
        np.int64
    )  # group g ends no earlier than its keys do: what is read is not yet written
    rules = np.empty(len(keys) // 2, np.uint8)
    n_groups = 0
    n_members = 0
    for rule in range(MAX_RULES):
        position = rule_offsets[rule]
        while position < rule_offsets[rule + 1]:
            key = keys[position]
            first = n_members
            last = np.int32(-1)
            while position < rule_offsets[rule + 1] and keys[position] == key:
                if records[position] != last:
                    last = records[position]
                    records[n_members] = last
                    n_members += 1
                position += 1
            if n_members - first > 1:
                offsets[n_groups] = n_members
                rules[n_groups] = rule
                n_groups += 1
            else:
                n_members = first
    group_offsets = np.zeros(n_groups + 1, np.int64)
    group_offsets[1:] = offsets[:n_groups]
    members = records[:n_members].copy()
    record_offsets = np.zeros(n_records + 1, np.int64)
    for member in members:
        record_offsets[member + 1] += 1
    for record in range(n_records):
        record_offsets[record + 1] += record_offsets[record]
    record_keys = np.empty(n_members, np.int32)
    for group in range(n_groups - 1, -1, -1):  # backwards, so that each end becomes a beginning
        for unit in range(group_offsets[group], group_offsets[group + 1]):
            member = members[unit]
            record_offsets[member + 1] -= 1
            record_keys[record_offsets[member + 1]] = group
    for record in range(n_records):
        record_offsets[record] = record_offsets[record + 1]
    record_offsets[n_records] = n_members
    once, twice = np.zeros(n_records, np.uint64), np.zeros(n_records, np.uint64)
    for record in range(n_records):
        for position in range(record_offsets[record], record_offsets[record + 1]):
            bit = _bit(record_keys[position])
            twice[record] |= once[record] & bit
            once[record] |= bit
    elsewhere = np.empty(n_members, np.uint64)
    for group in range(n_groups):
        bit = _bit(group)
        for unit in range(group_offsets[group], group_offsets[group + 1]):
            elsewhere[unit] = (once[members[unit]] & ~bit) | (twice[members[unit]] & bit)
    return group_offsets, members, rules[:n_groups].copy(), record_offsets, record_keys, elsewhere
