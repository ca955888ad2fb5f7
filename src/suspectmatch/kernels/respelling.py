"""What it costs to turn one spelling of a name into another, by edits of up to two letters.

The cheapest way is found as in a weighted edit distance (Wagner and Fischer 1974, "The string-to-string
correction problem", JACM 21). That an edit may exchange two letters for one or two others, so that sh
can stand for ch at the cost that data show, is the channel of Brill and Moore 2000, "An improved error
model for noisy channel spelling correction" (ACL). The costs are learned: `normalising.respelling`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import eager_kernel, kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

LETTERS = 26
END = LETTERS + 1
"""The mark behind the last letter: what an edit costs there is its own matter."""
OTHER = LETTERS + 2
"""All that is not a to z."""
SYMBOLS = OTHER + 1
BLOCKS = SYMBOLS + SYMBOLS * SYMBOLS
"""Nothing is block 0, a symbol is its own number, two are SYMBOLS + SYMBOLS * first + second."""
LONGEST = 30
"""Symbols of a token that are compared, the end mark among them; a longer one is cut."""
NEVER = 255
TOO_MUCH = 1 << 20
"""More than any cost."""
OTHERS, PAIRS, N_ROWS = 3, 4, 5
"""Rows of room that hold the blocks of the second token; the first three are of the table."""
UNIT = 0.1
"""Bits that one unit of a cost stands for."""


@kernel
def spelt_symbols(
    points: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Symbols of each of T folded tokens: a doubled consonant once, and the mark of the end.

    Args:
        points: uint32, code points of the tokens.
        offsets: int64 (T+1,).

    Returns:
        uint8 symbols, 1 to OTHER, and int64 (T+1,) where each token begins.
    """
    symbols = np.empty(len(points) + len(offsets), np.uint8)
    starts = np.zeros(len(offsets), np.int64)
    n = 0
    for token in range(len(offsets) - 1):
        first = n
        for k in range(offsets[token], offsets[token + 1]):
            letter = np.int64(points[k]) - 96
            symbol = letter if 1 <= letter <= LETTERS else OTHER
            is_vowel = symbol in (1, 5, 9, 15, 21)
            is_doubled = n > first and not is_vowel and symbols[n - 1] == symbol
            if not is_doubled and n - first < LONGEST - 1:
                symbols[n] = symbol
                n += 1
        symbols[n] = END
        n += 1
        starts[token + 1] = n
    return symbols[:n].copy(), starts


@eager_kernel
def respelling_cost(
    symbols: NDArray[np.uint8],
    a: int,
    a_stop: int,
    b: int,
    b_stop: int,
    costs: NDArray[np.uint8],
    limit: int,
    rows: NDArray[np.int64],
) -> int:
    """Cost of the cheapest edits between two tokens, in units of a tenth of a bit.

    Only cells of the table that something up to the limit leads to are worked out (the cut-off of
    Ukkonen 1985, "Algorithms for approximate string matching", Information and Control 64).

    Args:
        symbols: uint8, as made by `spelt_symbols`.
        a: where one token begins.
        a_stop: where it ends.
        b: where the other begins.
        b_stop: where it ends.
        costs: uint8 (BLOCKS, BLOCKS), symmetric; NEVER is not allowed.
        limit: a cost above it may come out as any number above it.
        rows: int64 (N_ROWS, LONGEST + 1) or larger, overwritten.

    Returns:
        The cost, 0 where the symbols are the same.
    """
    n, m = a_stop - a, b_stop - b
    for j in range(1, m + 1):
        rows[OTHERS, j] = symbols[b + j - 1]
        if j > 1:
            rows[PAIRS, j] = SYMBOLS + SYMBOLS * rows[OTHERS, j - 1] + rows[OTHERS, j]
    first = last = first_before = last_before = 0  # columns up to the limit in two rows
    for i in range(n + 1):
        own, before, earlier = i % 3, (i + 2) % 3, (i + 1) % 3
        one = two = np.int64(0)
        if i > 0:
            one = np.int64(symbols[a + i - 1])
        if i > 1:
            two = np.int64(SYMBOLS + SYMBOLS * np.int64(symbols[a + i - 2]) + one)
        for j in range(m + 1):
            rows[own, j] = TOO_MUCH
        start, reach = min(first, first_before), max(last, last_before) + 2
        first_before, last_before = first, last
        first, last = m + 1, -2
        for j in range(start, m + 1):
            if j > reach and j > last + 2:
                break  # nothing up to the limit leads here
            best = np.int64(0) if i + j == 0 else np.int64(TOO_MUCH)
            other, pair = rows[OTHERS, j], rows[PAIRS, j]
            if i > 0:
                best = min(best, rows[before, j] + costs[one, 0])
            if i > 1:
                best = min(best, rows[earlier, j] + costs[two, 0])
            if j > 0:
                best = min(best, rows[own, j - 1] + costs[0, other])
                if i > 0:
                    best = min(best, rows[before, j - 1] + costs[one, other])
                if i > 1:
                    best = min(best, rows[earlier, j - 1] + costs[two, other])
            if j > 1:
                best = min(best, rows[own, j - 2] + costs[0, pair])
                if i > 0:
                    best = min(best, rows[before, j - 2] + costs[one, pair])
                if i > 1:
                    best = min(best, rows[earlier, j - 2] + costs[two, pair])
            rows[own, j] = best
            if best <= limit:
                first, last = min(first, j), j
        if max(last, last_before) < 0:
            return limit + 1
    return int(rows[n % 3, m])


@kernel
def respelling_costs_into(
    symbols: NDArray[np.uint8],
    starts: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    costs: NDArray[np.uint8],
    limit: int,
    out: NDArray[np.int32],
) -> None:
    """Costs of P pairs of tokens; see `respelling_cost`.

    Args:
        symbols: uint8.
        starts: int64 (T+1,).
        left: int32 (P,), a token.
        right: int32 (P,), another.
        costs: uint8 (BLOCKS, BLOCKS).
        limit: a cost above it may come out as any number above it.
        out: int32 (P,), written: tenths of a bit.
    """
    rows = np.empty((N_ROWS, LONGEST + 1), np.int64)
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        out[pair] = respelling_cost(
            symbols, starts[a], starts[a + 1], starts[b], starts[b + 1], costs, limit, rows
        )
