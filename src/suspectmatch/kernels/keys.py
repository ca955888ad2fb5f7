"""Blocking keys as ragged arrays of 64-bit hashes.

Hashes are mixed by the finaliser of SplitMix64 (Steele, Lea and Flood 2014); at 64 bits two of ten
million distinct keys collide with a probability of about 3 in a million, and a collision costs one
needless comparison, never a link.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from suspectmatch.kernels._jit import kernel


@kernel
def mix(value: np.uint64) -> np.uint64:
    """Spread the bits of a 64-bit number; equal in, equal out."""
    value = np.uint64(value) + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@kernel
def mix_all(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """`mix` of each of n numbers, uint64 (n,)."""
    mixed = np.empty(len(values), np.uint64)
    for k in range(len(values)):
        mixed[k] = mix(values[k])
    return mixed


@kernel
def sample_pairs(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    seed: int,
    share: float,
) -> int:
    """Move a share of P pairs to the front, chosen by the hashes of both records and a seed.

    Whether a pair is chosen depends neither on its place nor on its direction nor on the other pairs.

    Args:
        left: int32 (P,), overwritten.
        right: int32 (P,), overwritten.
        hashes: uint64 (N,) of each record.
        seed: another seed chooses others.
        share: share of all pairs, in [0, 1].

    Returns:
        How many were chosen.
    """
    n = 0
    for pair in range(len(left)):
        drawn = mix(hashes[left[pair]] + hashes[right[pair]] + np.uint64(seed))
        if (drawn >> np.uint64(11)) * 2.0**-53 < share:
            left[n], right[n] = left[pair], right[pair]
            n += 1
    return n


@kernel
def name_keys(
    name_offsets: npt.NDArray[np.int64],
    names: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    token_offsets: npt.NDArray[np.int64],
    token_codes: npt.NDArray[np.int32],
    form: npt.NDArray[np.int32],
    usable: npt.NDArray[np.bool_],
    size: int,
    record: npt.NDArray[np.int32],
    key: npt.NDArray[np.uint64],
) -> int:
    """Keys of the strong names of each record, in any order of their parts.

    Args:
        name_offsets: int64 (N+1,) names of each record.
        names: int32 (M,) distinct name of each occurrence.
        weak: bool (M,) occurrences that make no key.
        token_offsets: int64 (D+1,).
        token_codes: int32.
        form: int32 (T,) code of the form of each token that keys are made of.
        usable: bool (T,) tokens that may make a key.
        size: parts in a key: 1, 2, or 0 for all parts of the name (of at least two).
        record: int32, written; give it room by a first call with empty arrays.
        key: uint64, written.

    Returns:
        Number of keys; nothing is written where ``record`` is too short.
    """
    n = 0
    room = record.size
    for i in range(name_offsets.size - 1):
        for p in range(name_offsets[i], name_offsets[i + 1]):
            if weak[p]:
                continue
            start, stop = token_offsets[names[p]], token_offsets[names[p] + 1]
            if size == 0:
                total = np.uint64(0)
                for a in range(start, stop):
                    total += mix(np.uint64(form[token_codes[a]]))
                if stop - start >= 2:
                    if n < room:
                        record[n], key[n] = i, total
                    n += 1
                continue
            for a in range(start, stop):
                if not usable[token_codes[a]]:
                    continue
                first = mix(np.uint64(form[token_codes[a]]))
                if size == 1:
                    if n < room:
                        record[n], key[n] = i, first
                    n += 1
                    continue
                for b in range(a + 1, stop):
                    if usable[token_codes[b]]:
                        if n < room:
                            record[n], key[n] = i, first + mix(np.uint64(form[token_codes[b]]))
                        n += 1
    return n


@kernel
def year_keys(
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    first_year: npt.NDArray[np.int32],
    last_year: npt.NDArray[np.int32],
    apart: int,
    widest: int,
    record: npt.NDArray[np.int32],
    key: npt.NDArray[np.uint64],
) -> int:
    """Years of each record, each with the ``apart`` years after it, so that near years meet.

    Args:
        offsets: int64 (N+1,) dates of each record.
        codes: int32 (M,) distinct date.
        first_year: int32 (D,), 0 where unread.
        last_year: int32 (D,).
        apart: years two records may be apart and still meet.
        widest: an interval of more years than this makes no key.
        record: int32, written; as in `name_keys`.
        key: uint64, written.

    Returns:
        Number of keys.
    """
    n = 0
    room = record.size
    for i in range(offsets.size - 1):
        for p in range(offsets[i], offsets[i + 1]):
            low, high = first_year[codes[p]], last_year[codes[p]]
            if low == 0 or high - low > widest:
                continue
            for year in range(low, high + apart + 1):
                if n < room:
                    record[n], key[n] = i, mix(np.uint64(year))
                n += 1
    return n


@kernel
def distinct_keys(record: npt.NDArray[np.int32], key: npt.NDArray[np.uint64]) -> int:
    """Drop the keys that a record holds twice, in place; those of each record come in rising order.

    Args:
        record: int32 (E,), never falling; overwritten.
        key: uint64 (E,), overwritten.

    Returns:
        How many are left, at the front.
    """
    n = start = 0
    for position in range(len(record)):
        value = key[position]
        if position == 0 or record[position] != record[position - 1]:
            start = n
        place = n
        while place > start and key[place - 1] >= value:
            place -= 1
        if place < n and key[place] == value:
            continue
        i = record[position]
        for later in range(n, place, -1):
            key[later] = key[later - 1]
        key[place] = value
        record[n] = i
        n += 1
    return n
