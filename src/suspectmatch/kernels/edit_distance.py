"""Edit distance of texts with adjacent swaps: optimal string alignment (OSA).

The distance is the least number of insertions, deletions, substitutions and swaps of two neighbouring
letters that turn one text into the other, where no part is edited twice (Damerau 1964, "A technique for
computer detection and correction of spelling errors", CACM 7; the restricted form). It is symmetric but
no metric: CA -> ABC costs 3, CA -> AC -> ABC costs 1 + 1.

If the shorter text has at most 63 letters, a column of the table is kept as two words of bits (Hyyro
2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", Nordic Journal of
Computing 10); otherwise the table is filled in, three rows at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.positions import (
    Positions,
    clear_positions,
    new_positions,
    positions_in,
    positions_of,
    set_positions,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_COLUMN = 63
"""Letters of the shorter text: one bit stays free for the carry of the addition."""


@kernel
def osa_distance(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    """Optimal string alignment distance of two texts.

    Args:
        a: uint32 (p,), code points.
        b: uint32 (q,), code points.

    Returns:
        From 0 (equal) to max(p, q). Symmetric.

    Example:
        >>> text = lambda word: np.array([ord(letter) for letter in word], np.uint32)
        >>> osa_distance(text("mohammed"), text("mohamedm"))
        2
    """
    if len(a) > len(b):
        a, b = b, a
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    stop = 0
    while stop < len(a) - start and a[len(a) - 1 - stop] == b[len(b) - 1 - stop]:
        stop += 1
    a, b = a[start : len(a) - stop], b[start : len(b) - stop]
    if len(a) == 0:
        return len(b)
    if len(a) > MAX_COLUMN:
        return _table(a, b)
    column, distance = _column(len(a)), len(a)
    last = np.uint64(1) << np.uint64(len(a) - 1)
    for letter in b:
        column, change = _advance(column, positions_in(a, letter), last)
        distance += change
    return distance


@kernel
def osa_similarity(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> float:
    """Share of letters that need no edit: 1 - distance / length of the longer text.

    Args:
        a: uint32 (p,), code points.
        b: uint32 (q,), code points.

    Returns:
        From 0 to 1; 1 for two empty texts. Symmetric.
    """
    longer = max(len(a), len(b))
    return 1.0 - osa_distance(a, b) / longer if longer > 0 else 1.0


@kernel
def within_one_edit(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> bool:
    """Whether two texts are equal or one edit apart: an optimal string alignment of 0 or 1.

    Args:
        a: uint32 (p,), code points.
        b: uint32 (q,), code points.

    Returns:
        True for equal texts, and where one letter is inserted, deleted or replaced, or two neighbours
        are swapped. Symmetric.
    """
    points = np.concatenate((a, b))
    return one_slip_apart(points, 0, len(a), len(a), len(points))


@kernel
def one_slip_apart(points: NDArray[np.uint32], a: int, a_stop: int, b: int, b_stop: int) -> bool:
    """As `within_one_edit`, for two stretches of one array of code points.

    Args:
        points: uint32 (L,), code points.
        a: where the first text begins.
        a_stop: where it ends.
        b: where the second text begins.
        b_stop: where it ends.
    """
    if a_stop - a > b_stop - b:
        a, a_stop, b, b_stop = b, b_stop, a, a_stop
    longer = (b_stop - b) - (a_stop - a)
    if longer > 1:
        return False
    while a < a_stop and points[a] == points[b]:
        a += 1
        b += 1
    while a_stop > a and points[a_stop - 1] == points[b_stop - 1]:
        a_stop -= 1
        b_stop -= 1
    rest = a_stop - a
    if rest == 0:
        return True
    if longer > 0:
        return False
    return rest == 1 or (rest == 2 and points[a] == points[b + 1] and points[a + 1] == points[b])


@kernel
def osa_distance_pairs(
    points: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> NDArray[np.int16]:
    """Optimal string alignment distance of many pairs of texts.

    Args:
        points: uint32 (L,), code points of all texts; text k is
            ``points[offsets[k]:offsets[k + 1]]``.
        offsets: int64 (T + 1,).
        left: int32 (P,), text numbers from 0 to T - 1. Runs of the same number are faster.
        right: int32 (P,), likewise.

    Returns:
        int16 (P,), letters; 32767 stands for that many or more.

    Example:
        >>> points = np.frombuffer("aliala".encode("utf-32-le"), np.uint32)
        >>> pair = np.array([0], np.int32), np.array([1], np.int32)
        >>> osa_distance_pairs(points, np.array([0, 3, 6]), *pair).tolist()
        [1]
    """
    distances = np.empty(len(left), np.int16)
    osa_distance_into(points, offsets, left, right, distances)
    return distances


@kernel
def osa_distance_into(
    points: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    distances: NDArray[np.int16],
) -> None:
    """As ``osa_distance_pairs``, into a buffer.

    Args:
        points: uint32 (L,), code points of all texts.
        offsets: int64 (T + 1,).
        left: int32 (P,), text numbers.
        right: int32 (P,), text numbers.
        distances: int16, at least (P,): the first P are overwritten.
    """
    table = new_positions()
    entered, is_whole = np.int64(-1), False
    for pair in range(len(left)):
        i, j = np.int64(left[pair]), np.int64(right[pair])
        if i == j:
            distances[pair] = 0
            continue
        a = points[offsets[i] : offsets[i + 1]]
        b = points[offsets[j] : offsets[j + 1]]
        if entered != i and 0 < len(a) <= MAX_COLUMN:
            if entered >= 0:
                clear_positions(table, points[offsets[entered] : offsets[entered + 1]])
            is_whole = set_positions(table, a)
            entered = i
        distance = _entered(table, len(a), b) if entered == i and is_whole else osa_distance(a, b)
        distances[pair] = min(distance, 32767)


@kernel
def _entered(table: Positions, length: int, b: NDArray[np.uint32]) -> int:
    """Distance of two texts, the first of them, of 1 to 63 letters, in the table."""
    column, distance = _column(length), length
    last = np.uint64(1) << np.uint64(length - 1)
    for letter in b:
        column, change = _advance(column, positions_of(table, letter), last)
        distance += change
    return distance


Column = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@kernel
def _column(length: int) -> Column:
    """The first column of the table, which rises by one from row to row."""
    rising = (np.uint64(1) << np.uint64(length)) - np.uint64(1)
    return rising, np.uint64(0), np.uint64(0), np.uint64(0)


@kernel
def _advance(column: Column, equal: np.uint64, last: np.uint64) -> tuple[Column, int]:
    """Go to the next column of the table.

    Args:
        column: bits of the rows in which the column before rises by one, falls by one, does not exceed
            its left upper neighbour, and held the letter before.
        equal: the rows that hold this letter.
        last: the bit of the last row.

    Returns:
        column: the same of this column.
        change: what it adds to the distance in the last row: -1, 0 or 1.
    """
    one = np.uint64(1)
    rows = last | (last - one)
    rising, falling, diagonal, before = column
    swapped = ((~diagonal & equal) << one) & before
    diagonal = ((((equal & rising) + rising) ^ rising) | equal | falling | swapped) & rows
    right_rising = (falling | ~(diagonal | rising)) & rows
    right_falling = diagonal & rising
    change = int(right_rising & last != 0) - int(right_falling & last != 0)
    right_rising = (right_rising << one) | one
    rising = ((right_falling << one) | ~(diagonal | right_rising)) & rows
    falling = right_rising & diagonal
    return (rising, falling, diagonal, equal), change


@kernel
def _table(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    """Distance of texts of any length, by the definition."""
    rows = np.zeros((3, len(b) + 1), np.int64)
    rows[0] = np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        now, before, earlier = rows[i % 3], rows[(i - 1) % 3], rows[(i - 2) % 3]
        now[0] = i
        for j in range(1, len(b) + 1):
            least = min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                least = min(least, earlier[j - 2] + 1)
            now[j] = least
    return int(rows[len(a) % 3, len(b)])
