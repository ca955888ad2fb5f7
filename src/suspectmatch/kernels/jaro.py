"""Jaro-Winkler similarity of texts.

Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of
record linkage". Two letters match if they are equal and stand no further apart than half the longer
text, less one (at least 0); each letter of the second text takes the first free letter that matches.
With m matches, of which t are out of order, and lengths p and q, Jaro's similarity, t/2 rounded down, is

    jaro = (m/p + m/q + (m - t/2)/m) / 3,    0 if m = 0,

and Winkler's adds ``prefix * prefix_weight * (1 - jaro)`` if jaro is above 0.7, with ``prefix`` the
number of equal letters at the start, at most 4. Two empty texts are equal: 1.

jellyfish gives 0 for two empty texts and compares graphemes where this compares code points; otherwise
it agrees. rapidfuzz agrees in full, at its default weight.

Texts of up to 64 code points are compared with one word of bits for each; longer ones letter by letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.positions import (
    MAX_LETTERS,
    Positions,
    clear_positions,
    count_bits,
    new_positions,
    positions_in,
    positions_of,
    set_positions,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOOST_ABOVE = 0.7
MAX_PREFIX = 4
ROUNDING = 1e-9


@kernel
def jaro_winkler(a: NDArray[np.uint32], b: NDArray[np.uint32], prefix_weight: float = 0.1) -> float:
    """Jaro-Winkler similarity of two texts.

    Args:
        a: uint32 (p,), code points.
        b: uint32 (q,), code points.
        prefix_weight: from 0 (plain Jaro) to 0.25.

    Returns:
        From 0 to 1; 1 for equal texts only, if the weight is below 0.25. Symmetric.

    Example:
        >>> text = lambda word: np.array([ord(letter) for letter in word], np.uint32)
        >>> round(jaro_winkler(text("martha"), text("marhta")), 4)
        0.9611
    """
    if len(a) == 0 or len(b) == 0:
        return 1.0 if len(a) == len(b) else 0.0
    if len(a) > MAX_LETTERS or len(b) > MAX_LETTERS:
        return _long(a, b, prefix_weight)
    one = np.uint64(1)
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    taken_a, taken_b = np.uint64(0), np.uint64(0)
    n_matches = 0
    in_order = True
    for j in range(len(b)):
        begin = max(0, j - window)
        free = positions_in(a[begin : j + window + 1], b[j]) << np.uint64(min(begin, 63))
        free &= ~taken_a
        is_match = np.uint64(free != 0)
        first = free ^ (free & (free - is_match))
        in_order &= (first > taken_a) | (first == 0)
        taken_a |= first
        taken_b |= is_match << np.uint64(j)
        n_matches += int(np.int64(is_match))
    n_moved = 0
    if not in_order:
        for j in range(len(b)):
            is_match = (taken_b >> np.uint64(j)) & one
            first = taken_a ^ (taken_a & (taken_a - is_match))
            taken_a ^= first
            n_moved += int(np.int64(is_match & np.uint64(positions_in(a, b[j]) & first == 0)))
    return _score(n_matches, n_moved, len(a), len(b), _prefix(a, b), prefix_weight)


@kernel
def similarity_within(points: NDArray[np.uint32], a: int, a_stop: int, b: int, b_stop: int) -> float:
    """As `jaro_winkler` with a prefix weight of 0.1, for two stretches of one array of code points.

    Nothing is sliced or allocated, so that it can be called for two tokens inside a loop. Letters after
    the 64th are not compared.

    Args:
        points: uint32 (L,), code points.
        a: where the first text begins.
        a_stop: where it ends.
        b: where the second text begins.
        b_stop: where it ends.
    """
    length_a, length_b = min(a_stop - a, MAX_LETTERS), min(b_stop - b, MAX_LETTERS)
    if length_a == 0 or length_b == 0:
        return 1.0 if length_a == length_b else 0.0
    one = np.uint64(1)
    window = max(max(length_a, length_b) // 2 - 1, 0)
    taken_a, taken_b = np.uint64(0), np.uint64(0)
    n_matches = 0
    for j in range(length_b):
        letter = points[b + j]
        for i in range(max(0, j - window), min(length_a, j + window + 1)):
            if points[a + i] == letter and (taken_a >> np.uint64(i)) & one == 0:
                taken_a |= one << np.uint64(i)
                taken_b |= one << np.uint64(j)
                n_matches += 1
                break
    n_moved = 0
    i = 0
    for j in range(length_b):
        if (taken_b >> np.uint64(j)) & one:
            while (taken_a >> np.uint64(i)) & one == 0:
                i += 1
            n_moved += points[a + i] != points[b + j]
            i += 1
    prefix = 0
    while prefix < min(MAX_PREFIX, length_a, length_b) and points[a + prefix] == points[b + prefix]:
        prefix += 1
    return _score(n_matches, n_moved, length_a, length_b, prefix, 0.1)


@kernel
def jaro_winkler_pairs(
    points: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    cutoff: float = 0.0,
) -> NDArray[np.float32]:
    """Jaro-Winkler similarity of many pairs of texts, with a prefix weight of 0.1.

    Args:
        points: uint32 (L,), code points of all texts; text k is
            ``points[offsets[k]:offsets[k + 1]]``.
        offsets: int64 (T + 1,).
        left: int32 (P,), text numbers from 0 to T - 1. Runs of the same number are faster.
        right: int32 (P,), likewise.
        cutoff: similarities below it are returned as 0, most of them without being worked out.

    Returns:
        float32 (P,), from 0 to 1.

    Example:
        >>> points = np.frombuffer("aliali".encode("utf-32-le"), np.uint32)
        >>> pair = np.array([0], np.int32), np.array([1], np.int32)
        >>> jaro_winkler_pairs(points, np.array([0, 3, 6]), *pair).tolist()
        [1.0]
    """
    similarity = np.empty(len(left), np.float32)
    letters = letter_sets(points, offsets) if cutoff > 0.0 else np.empty(0, np.uint64)
    jaro_winkler_into(points, offsets, letters, left, right, cutoff, similarity)
    return similarity


@kernel
def letter_sets(points: NDArray[np.uint32], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The letters of each text as bits of one word: code point modulo 64.

    Args:
        points: uint32 (L,), code points of all texts.
        offsets: int64 (T + 1,).

    Returns:
        uint64 (T,).
    """
    letters = np.zeros(len(offsets) - 1, np.uint64)
    for text in range(len(letters)):
        for position in range(offsets[text], offsets[text + 1]):
            letters[text] |= np.uint64(1) << np.uint64(points[position] & np.uint32(63))
    return letters


@kernel
def jaro_winkler_into(
    points: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    letters: NDArray[np.uint64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    cutoff: float,
    similarity: NDArray[np.float32],
) -> None:
    """As ``jaro_winkler_pairs``, into a buffer, with letter sets made once for many chunks.

    A letter of one text that is not in the letter set of the other matches nothing; with lengths, that
    bounds the similarity from above, and a pair whose bound is below the cutoff is left at 0.

    Args:
        points: uint32 (L,), code points of all texts.
        offsets: int64 (T + 1,).
        letters: uint64 (T,), as made by ``letter_sets``; read only if the cutoff is above 0.
        left: int32 (P,), text numbers.
        right: int32 (P,), text numbers.
        cutoff: similarities below it become 0.
        similarity: float32, at least (P,): the first P are overwritten.
    """
    table = new_positions()
    entered, is_whole = np.int64(-1), False
    for pair in range(len(left)):
        i, j = np.int64(left[pair]), np.int64(right[pair])
        if i == j:
            similarity[pair] = 1.0
            continue
        similarity[pair] = 0.0
        a = points[offsets[i] : offsets[i + 1]]
        b = points[offsets[j] : offsets[j + 1]]
        if cutoff > 0.0 and len(a) > 0 and len(b) > 0:
            most = min(
                len(a) - count_bits(letters[i] & ~letters[j]),
                len(b) - count_bits(letters[j] & ~letters[i]),
            )
            if _score(most, 0, len(a), len(b), MAX_PREFIX, 0.1) < cutoff - ROUNDING:
                continue
            if _score(most, 0, len(a), len(b), _prefix(a, b), 0.1) < cutoff - ROUNDING:
                continue
        if entered != i and 0 < len(a) <= MAX_LETTERS:
            if entered >= 0:
                clear_positions(table, points[offsets[entered] : offsets[entered + 1]])
            is_whole = set_positions(table, a)
            entered = i
        if entered == i and is_whole and 0 < len(b) <= MAX_LETTERS:
            value = _entered(table, a, b)
        else:
            value = jaro_winkler(a, b, 0.1)
        if value >= cutoff:
            similarity[pair] = value


@kernel
def _entered(table: Positions, a: NDArray[np.uint32], b: NDArray[np.uint32]) -> float:
    """Jaro-Winkler similarity of two texts of 1 to 64 letters, the first of them in the table."""
    one = np.uint64(1)
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    within = (one << np.uint64(window + 1)) - one
    taken_a, taken_b = np.uint64(0), np.uint64(0)
    n_matches = 0
    in_order = True
    for j in range(len(b)):
        free = positions_of(table, b[j]) & within & ~taken_a
        is_match = np.uint64(free != 0)
        first = free ^ (free & (free - is_match))
        in_order &= (first > taken_a) | (first == 0)
        taken_a |= first
        taken_b |= is_match << np.uint64(j)
        n_matches += int(np.int64(is_match))
        within = (within << one) | np.uint64(j < window)
    n_moved = 0
    if not in_order:
        for j in range(len(b)):
            is_match = (taken_b >> np.uint64(j)) & one
            first = taken_a ^ (taken_a & (taken_a - is_match))
            taken_a ^= first
            n_moved += int(np.int64(is_match & np.uint64(positions_of(table, b[j]) & first == 0)))
    return _score(n_matches, n_moved, len(a), len(b), _prefix(a, b), 0.1)


@kernel
def _prefix(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    """Equal letters at the start, at most 4."""
    n = 0
    while n < MAX_PREFIX and n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return n


@kernel
def _score(
    n_matches: int, n_moved: int, length_a: int, length_b: int, prefix: int, prefix_weight: float
) -> float:
    """The formula at the head of this page; ``n_moved`` is t."""
    if n_matches <= 0:
        return 0.0
    in_place = n_matches - n_moved // 2
    jaro = (n_matches / length_a + n_matches / length_b + in_place / n_matches) / 3.0
    if jaro > BOOST_ABOVE:
        jaro += prefix * prefix_weight * (1.0 - jaro)
    return jaro


@kernel
def _long(a: NDArray[np.uint32], b: NDArray[np.uint32], prefix_weight: float) -> float:
    """Jaro-Winkler similarity of texts of any length above 0."""
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    taken_a, taken_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    n_matches = 0
    for j in range(len(b)):
        for i in range(max(0, j - window), min(len(a), j + window + 1)):
            if a[i] == b[j] and not taken_a[i]:
                taken_a[i] = taken_b[j] = True
                n_matches += 1
                break
    n_moved = 0
    j = 0
    for i in range(len(a)):
        if taken_a[i]:
            while not taken_b[j]:
                j += 1
            n_moved += a[i] != b[j]
            j += 1
    return _score(n_matches, n_moved, len(a), len(b), _prefix(a, b), prefix_weight)
