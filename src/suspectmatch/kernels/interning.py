"""Distinct values coded in the order of their first appearance, by hash tables with open addressing.

Linear probing (Knuth 1973, The Art of Computer Programming 3, section 6.4, Algorithm L) in a table that
is at most half full and doubles when it would be fuller; texts are hashed byte by byte (Fowler, Noll
and Vo 1991, FNV-1a) and always compared in full, so that equal codes mean equal values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def hash_bytes(data: NDArray[np.uint8], start: int, stop: int, seed: np.uint64) -> np.uint64:
    """Hash of the bytes from ``start`` to ``stop``, never 0; ``seed`` is any other hash or number."""
    value = np.uint64(0xCBF29CE484222325) ^ seed
    for p in range(start, stop):
        value = (value ^ np.uint64(data[p])) * np.uint64(0x100000001B3)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0x9E3779B97F4A7C15)
    value ^= value >> np.uint64(29)
    return value if value != np.uint64(0) else np.uint64(1)


@kernel
def hash_texts(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], seeds: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Hash of each of n texts, uint64 (n,); ``seeds`` uint64 (n,) ties it to the value beside it."""
    hashes = np.empty(offsets.size - 1, np.uint64)
    for k in range(hashes.size):
        hashes[k] = hash_bytes(data, offsets[k], offsets[k + 1], seeds[k])
    return hashes


@kernel
def add_hashes(table: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Put hashes into a table.

    Args:
        table: uint64, its length a power of two and at least twice what it comes to hold; 0 is empty.
        hashes: uint64 (n,), none of them 0.

    Returns:
        bool (n,), whether each was there already.
    """
    there = np.zeros(hashes.size, np.bool_)
    for k in range(hashes.size):
        slot = _slot_of(table, hashes[k])
        there[k] = table[slot] == hashes[k]
        table[slot] = hashes[k]
    return there


@kernel
def find_hashes(table: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether each of n hashes is in a table that ``add_hashes`` filled, bool (n,)."""
    there = np.zeros(hashes.size, np.bool_)
    for k in range(hashes.size):
        there[k] = table[_slot_of(table, hashes[k])] == hashes[k]
    return there


@inlined
def _slot_of(table: NDArray[np.uint64], value: np.uint64) -> np.uint64:
    """Where a hash stands in the table, or the empty place where it belongs."""
    mask = np.uint64(table.size - 1)
    slot = value & mask
    while table[slot] != np.uint64(0) and table[slot] != value:
        slot = (slot + np.uint64(1)) & mask
    return slot


@kernel
def widened(slots: NDArray[np.int32], hashes: NDArray[np.uint64], n: int) -> NDArray[np.int32]:
    """A table of codes of twice the length, filled anew with the first n codes; -1 is empty."""
    wider = np.full(slots.size * 2, -1, np.int32)
    mask = np.uint64(wider.size - 1)
    for code in range(n):
        slot = hashes[code] & mask
        while wider[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        wider[slot] = code
    return wider


@kernel
def code_texts(
    data: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Codes of n texts.

    Args:
        data: uint8, their bytes.
        offsets: int64 (n+1,), where each begins.

    Returns:
        codes int32 (n,), equal where the texts are equal; and int64 (d,), for each of the d codes the
        first text that has it.
    """
    n = offsets.size - 1
    codes, first, hashes = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n, np.uint64)
    slots = np.full(1024, -1, np.int32)
    n_codes = 0
    for k in range(n):
        start, length = offsets[k], offsets[k + 1] - offsets[k]
        value = hash_bytes(data, start, start + length, np.uint64(0))
        slot = value & np.uint64(slots.size - 1)
        code = -1
        while slots[slot] >= 0 and code < 0:
            known = slots[slot]
            begin = offsets[first[known]]
            if hashes[known] == value and offsets[first[known] + 1] - begin == length:
                p = 0
                while p < length and data[begin + p] == data[start + p]:
                    p += 1
                if p == length:
                    code = known
            slot = (slot + np.uint64(1)) & np.uint64(slots.size - 1)
        if code < 0:
            code = n_codes
            slots[slot], first[code], hashes[code] = code, k, value
            n_codes += 1
            if 2 * n_codes > slots.size:
                slots = widened(slots, hashes, n_codes)
        codes[k] = code
    return codes, first[:n_codes].copy()


@kernel
def code_integers(values: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Codes of n whole numbers.

    Args:
        values: int64 (n,).

    Returns:
        codes int32 (n,), equal where the numbers are; and int64 (d,), for each of the d codes the
        first place that has it.
    """
    n = values.size
    codes, first, hashes = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n, np.uint64)
    slots = np.full(1024, -1, np.int32)
    n_codes = 0
    for k in range(n):
        value = np.uint64(values[k]) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(32)
        slot = value & np.uint64(slots.size - 1)
        while slots[slot] >= 0 and values[first[slots[slot]]] != values[k]:
            slot = (slot + np.uint64(1)) & np.uint64(slots.size - 1)
        code = slots[slot]
        if code < 0:
            code = n_codes
            slots[slot], first[code], hashes[code] = code, k, value
            n_codes += 1
            if 2 * n_codes > slots.size:
                slots = widened(slots, hashes, n_codes)
        codes[k] = code
    return codes, first[:n_codes].copy()
