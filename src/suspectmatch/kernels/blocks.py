"""Blocks: records that hold the same key, made by sorting, divided by further keys.

An incidence says that a record holds a key. The keys of a part of a rule are sorted by counting their
digits (radix sort; Knuth 1973, The Art of Computer Programming 3, section 5.2.5). A further part divides
each block by itself, with a counter for each of its keys, so that no further sorting is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.interning import code_integers
from suspectmatch.kernels.keys import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGIT_BITS = 11
DIGIT_VALUES = 1 << DIGIT_BITS
N_DIGITS = -(-64 // DIGIT_BITS)


class Blocks(NamedTuple):
    """The groups of one rule.

    Attributes:
        offsets: int64 (G + 1,), block g is ``members[offsets[g]:offsets[g + 1]]``, two records or more.
        members: int32 (M,), record numbers, rising inside each block.
        keys: uint64 (G,), the key of each block; rising where no block has been divided.
    """

    offsets: NDArray[np.int64]
    members: NDArray[np.int32]
    keys: NDArray[np.uint64]

    @classmethod
    def none(cls) -> Blocks:
        """No block at all."""
        return cls(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint64))

    def taken(self, which: NDArray[np.bool_]) -> Blocks:
        """Some of the blocks, as they are."""
        return Blocks(*take_blocks(self.offsets, self.members, self.keys, which))

    def divided(self, which: NDArray[np.bool_], by: Coded) -> Blocks:
        """Some of the blocks divided by further keys; the others are left out."""
        return Blocks(
            *split_blocks(
                self.offsets,
                self.members,
                self.keys,
                which,
                by.codes,
                by.more_offsets,
                by.more_codes,
                by.keys,
            )
        )

    def n_pairs(self) -> int:
        """Pairs that these blocks make, each counted as often as its records share a key."""
        sizes = np.diff(self.offsets)
        return int((sizes * (sizes - 1) // 2).sum())


class Coded(NamedTuple):
    """The keys of N records under one part of a rule, so that the usual single key is one look away.

    Attributes:
        codes: int32 (N,), the code of the record's only key; -1 where it has none; -2 - r where it has
            several, which stand in row r of the next two.
        more_offsets: int64 (R + 1,), where each row begins in ``more_codes``.
        more_codes: int32.
        keys: uint64 (K,), the key that each code stands for.
    """

    codes: NDArray[np.int32]
    more_offsets: NDArray[np.int64]
    more_codes: NDArray[np.int32]
    keys: NDArray[np.uint64]

    @classmethod
    def of(cls, record: NDArray[np.int32], key: NDArray[np.uint64], n_records: int) -> Coded:
        """From incidences: records, never falling, and keys, no key twice for a record.

        Example:
            >>> coded = Coded.of(np.array([0, 2, 2], np.int32), np.array([7, 9, 7], np.uint64), 3)
            >>> coded.codes.tolist(), coded.more_codes.tolist(), coded.keys.tolist()
            ([0, -1, -2], [1, 0], [7, 9])
        """
        found, first = code_integers(key.view(np.int64))
        counts = np.bincount(record, minlength=n_records)
        codes = np.full(n_records, -1, np.int32)
        single = counts[record] == 1
        codes[record[single]] = found[single]
        several = np.flatnonzero(counts > 1)
        codes[several] = -2 - np.arange(several.size, dtype=np.int32)
        more_offsets = np.concatenate([[0], np.cumsum(counts[several])]).astype(np.int64)
        return cls(codes, more_offsets, found[~single], key[first])


def group_keys(record: NDArray[np.int32], key: NDArray[np.uint64]) -> Blocks:
    """Sort incidences into blocks; drop repeats and keys that only one record holds.

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
def take_blocks(
    offsets: NDArray[np.int64],
    members: NDArray[np.int32],
    keys: NDArray[np.uint64],
    which: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """Some of the blocks, as they are.

    Args:
        offsets: int64 (G + 1,), as in `Blocks`, like the next two.
        members: int32 (M,).
        keys: uint64 (G,).
        which: bool (G,).

    Returns:
        Offsets, members and keys of the blocks taken.
    """
    n_groups = n_members = 0
    for group in range(len(keys)):
        if which[group]:
            n_groups += 1
            n_members += offsets[group + 1] - offsets[group]
    ends, kept, names = (
        np.zeros(n_groups + 1, np.int64),
        np.empty(n_members, np.int32),
        np.empty(n_groups, np.uint64),
    )
    n_groups = n_members = 0
    for group in range(len(keys)):
        if which[group]:
            for unit in range(offsets[group], offsets[group + 1]):
                kept[n_members] = members[unit]
                n_members += 1
            names[n_groups] = keys[group]
            n_groups += 1
            ends[n_groups] = n_members
    return ends, kept, names


@kernel
def count_members(
    offsets: NDArray[np.int64], members: NDArray[np.int32], which: NDArray[np.bool_], n_records: int
) -> int:
    """How many different records some of the blocks hold.

    Args:
        offsets: int64 (G + 1,), as in `Blocks`.
        members: int32 (M,), likewise.
        which: bool (G,).
        n_records: N.
    """
    held = np.zeros(n_records, np.bool_)
    n = 0
    for group in range(len(which)):
        if which[group]:
            for unit in range(offsets[group], offsets[group + 1]):
                n += not held[members[unit]]
                held[members[unit]] = True
    return n


@kernel
def split_blocks(
    offsets: NDArray[np.int64],
    members: NDArray[np.int32],
    keys: NDArray[np.uint64],
    which: NDArray[np.bool_],
    codes: NDArray[np.int32],
    more_offsets: NDArray[np.int64],
    more_codes: NDArray[np.int32],
    code_keys: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """Divide some of the blocks by a further key; whoever is alone then is in no block.

    Args:
        offsets: int64 (G + 1,), as in `Blocks`, like the next two.
        members: int32 (M,).
        keys: uint64 (G,).
        which: bool (G,), the blocks that are divided; the others are left out.
        codes: int32 (N,), as in `Coded`, like all that follow.
        more_offsets: int64 (R + 1,).
        more_codes: int32.
        code_keys: uint64 (K,).

    Returns:
        Offsets, members (rising inside each block) and keys of the blocks made.
    """
    counts, place = np.zeros(len(code_keys), np.int64), np.empty(len(code_keys), np.int64)
    touched = np.empty(len(code_keys), np.int32)
    most = 0
    for group in range(len(keys)):
        if which[group]:
            n_entries = 0
            for unit in range(offsets[group], offsets[group + 1]):
                code = codes[members[unit]]
                n_entries += 1 if code >= -1 else more_offsets[-1 - code] - more_offsets[-2 - code]
            most = max(most, n_entries)
    held, holder = np.empty(most, np.int32), np.empty(most, np.int32)
    ends, made, names = np.zeros(1024, np.int64), np.empty(4096, np.int32), np.empty(1024, np.uint64)
    n_groups = n_members = 0
    for group in range(len(keys)):
        if not which[group]:
            continue
        n_touched = n_entries = 0
        for unit in range(offsets[group], offsets[group + 1]):
            member = members[unit]
            code = codes[member]
            first = last = np.int64(0)
            if code < -1:
                first, last = more_offsets[-2 - code], more_offsets[-1 - code]
                code = more_codes[first]
            while code >= 0:
                held[n_entries], holder[n_entries] = code, member
                n_entries += 1
                if counts[code] == 0:
                    touched[n_touched] = code
                    n_touched += 1
                counts[code] += 1
                first += 1
                code = more_codes[first] if first < last else np.int32(-1)
        if n_members + n_entries > len(made):
            made = _longer(made, n_members, n_members + n_entries)
        if n_groups + n_touched >= len(names):
            names = _longer(names, n_groups, n_groups + n_touched + 1)
            ends = _longer(ends, n_groups + 1, n_groups + n_touched + 2)
        parent = mix(keys[group])
        for k in range(n_touched):
            code = touched[k]
            place[code] = -1
            if counts[code] > 1:
                place[code] = n_members
                n_members += counts[code]
                names[n_groups] = mix(parent + code_keys[code])
                n_groups += 1
                ends[n_groups] = n_members
            counts[code] = 0
        for entry in range(n_entries):
            code = held[entry]
            if place[code] >= 0:
                made[place[code]] = holder[entry]
                place[code] += 1
    return ends[: n_groups + 1].copy(), made[:n_members].copy(), names[:n_groups].copy()


@kernel
def _longer(values: NDArray[Any], n: int, least: int) -> NDArray[Any]:
    """The first n values in an array half as long again, of at least so many."""
    longer = np.empty(max(least, n + n // 2), values.dtype)
    longer[:n] = values[:n]
    return longer
