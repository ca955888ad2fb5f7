"""What it costs to turn one spelling into another: every way is tried."""

from __future__ import annotations

import math
from functools import cache

from suspectmatch.kernels import respelling as kernel
from suspectmatch.names.spelling_costs import block_number, spelling_costs

VOWELS = "aeiou"
LONGEST = 30


def spelt(word):
    """Letters, a doubled consonant once, all that is no letter being one, and the mark of the end."""
    letters = ""
    for written in word:
        letter = written if "a" <= written <= "z" else "#"
        if not (letters and letters[-1] == letter and letter not in VOWELS):
            letters += letter
    return letters[: LONGEST - 1] + "$"


def symbols_by_definition(word):
    """The same as numbers."""
    return [{"$": 27, "#": 28}.get(letter) or ord(letter) - 96 for letter in spelt(word)]


def cost_by_definition(a, b, bits):
    """Tenths of a bit of the cheapest edits; ``bits`` gives those of one, infinite if there is none."""
    a, b = spelt(a), spelt(b)

    @cache
    def rest(i, j):
        if i == len(a) and j == len(b):
            return 0
        ways = [
            round(10 * bits(a[i : i + p], b[j : j + q])) + rest(i + p, j + q)
            for p in range(3)
            for q in range(3)
            if p + q and i + p <= len(a) and j + q <= len(b)
            and math.isfinite(bits(a[i : i + p], b[j : j + q]))
        ]  # fmt: skip
        return min(ways, default=math.inf)

    return rest(0, 0)


def edit_bits(left, right):
    """Bits of one edit between blocks of up to two letters, infinite where there is none."""
    cost = spelling_costs()[block_number(left), block_number(right)]
    return float("inf") if cost == kernel.NEVER else float(cost) * kernel.UNIT
