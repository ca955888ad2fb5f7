"""Distinct rows of levels with their counts: all that Fellegi-Sunter needs to know of the pairs.

Under conditional independence the counts of agreement patterns are a sufficient statistic (Fellegi and
Sunter 1969, "A theory for record linkage", JASA 64), so EM reads a few thousand rows however many pairs
there are. A level takes five bits and a row one word; words are told apart by a hash table with open
addressing (Knuth 1973, The Art of Computer Programming 3, section 6.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL_BITS = 5
MAX_LEVEL = 2**LEVEL_BITS - 2
"""The highest level that so many bits have room for beside -1."""

MAX_PACKED = 64 // LEVEL_BITS
"""Columns that fit one word; wider tables are sorted by row, which is slower."""


def count_patterns(
    levels: NDArray[np.int8],
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """Distinct rows of a table of levels.

    Args:
        levels: int8 (P, K), each from -1 (missing) to ``MAX_LEVEL``.

    Returns:
        patterns: int8 (U, K), the distinct rows, sorted from the first column to the last.
        counts: int64 (U,), how often each occurs, at least 1; their sum is P.
        which: int64 (P,), the pattern of each row: ``patterns[which]`` equals ``levels``.

    Example:
        >>> patterns, counts, which = count_patterns(np.array([[1, 0], [-1, 2], [1, 0]], np.int8))
        >>> patterns.tolist(), counts.tolist(), which.tolist()
        ([[-1, 2], [1, 0]], [1, 2], [1, 0, 1])
    """
    n_columns = levels.shape[1]
    if n_columns > MAX_PACKED:
        patterns, which, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
        return patterns, counts.astype(np.int64), which.reshape(-1).astype(np.int64)
    words, counts, which = _tell_apart(levels)
    order = np.argsort(words)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    shifts = np.arange(n_columns - 1, -1, -1, dtype=np.uint64) * np.uint64(LEVEL_BITS)
    patterns = ((words[order][:, None] >> shifts) & np.uint64(MAX_LEVEL + 1)).astype(np.int8) - np.int8(
        1
    )
    return patterns, counts[order], rank[which]


def merge_patterns(
    parts: Sequence[tuple[NDArray[np.int8], NDArray[np.int64]]],
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Add up the patterns of several chunks.

    Args:
        parts: at least one pair of patterns, int8 (U, K), and counts, int64 (U,); K is the same in all.

    Returns:
        patterns: int8 (V, K), the distinct rows of all, sorted.
        counts: int64 (V,), the sums of their counts. The order of the parts does not matter.

    Example:
        >>> part = np.array([[0], [2]], np.int8), np.array([5, 1])
        >>> patterns, counts = merge_patterns([part, part])
        >>> patterns.tolist(), counts.tolist()
        ([[0], [2]], [10, 2])
    """
    patterns, _, which = count_patterns(np.concatenate([part for part, _ in parts]))
    counts = np.zeros(len(patterns), np.int64)
    np.add.at(counts, which, np.concatenate([part for _, part in parts]))
    return patterns, counts


@kernel
def _tell_apart(
    levels: NDArray[np.int8],
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Distinct rows as words in order of appearance, their counts, and the place of each row."""
    n_rows, n_columns = levels.shape
    which = np.empty(n_rows, np.int64)
    words, counts = np.empty(1024, np.uint64), np.zeros(1024, np.int64)
    slots = np.full(4096, -1, np.int64)
    n_words = 0
    for row in range(n_rows):
        word = np.uint64(0)
        for column in range(n_columns):
            word = (word << np.uint64(LEVEL_BITS)) | np.uint64(levels[row, column] + 1)
        slot = _find(slots, words, word)
        if slots[slot] < 0:
            if n_words == len(words):
                words = np.concatenate((words, np.empty(n_words, np.uint64)))
                counts = np.concatenate((counts, np.zeros(n_words, np.int64)))
                slots = np.full(2 * len(slots), -1, np.int64)
                for known in range(n_words):
                    slots[_find(slots, words, words[known])] = known
                slot = _find(slots, words, word)
            words[n_words] = word
            slots[slot] = n_words
            n_words += 1
        which[row] = slots[slot]
        counts[which[row]] += 1
    return words[:n_words].copy(), counts[:n_words].copy(), which


@kernel
def _find(slots: NDArray[np.int64], words: NDArray[np.uint64], word: np.uint64) -> int:
    """The slot that holds a word, or the free one where it belongs; a quarter of them is in use."""
    half = np.uint64(0xFFFFFFFF)
    low = (word & half) * np.uint64(0x9E3779B1)
    high = (word >> np.uint64(32)) * np.uint64(0x85EBCA77)
    slot = np.int64(((low ^ high) >> np.uint64(20)) & half) & (len(slots) - 1)
    while slots[slot] >= 0 and words[slots[slot]] != word:
        slot = (slot + 1) & (len(slots) - 1)
    return int(slot)
