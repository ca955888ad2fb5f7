"""Costs of spelling differences, learned from pairs of spellings of one name.

The shipped table holds bits: how much rarer an edit is among spellings of one name than leaving the
letters as they are. An edit that it does not list is a slip, which any letter can suffer; edits of two
letters that it does not list are not made at once. See `benchmarks/accuracy/learn_spelling_costs.py`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv

from suspectmatch.kernels import respelling as kernel

if TYPE_CHECKING:
    import numpy.typing as npt

SLIP: Final = 8.0
"""Bits of an edit of one letter, or of two letters exchanged, that the table does not list."""
LEAST: Final = 0.5
"""Bits that any difference costs."""


def block_number(letters: str) -> int:
    """Number of a block of no letter, one, or two; ``$`` is the end, ``#`` what is no letter.

    >>> block_number(""), block_number("a"), block_number("$")
    (0, 1, 27)
    """
    marks = {"$": kernel.END, "#": kernel.OTHER}
    symbols = [marks.get(letter) or ord(letter) - 96 for letter in letters]
    if len(symbols) == 2:  # noqa: PLR2004
        return kernel.SYMBOLS + kernel.SYMBOLS * symbols[0] + symbols[1]
    return symbols[0] if symbols else 0


@cache
def spelling_costs() -> npt.NDArray[np.uint8]:
    """Costs of all edits, uint8 (BLOCKS, BLOCKS) in tenths of a bit; see `respelling_cost`."""
    costs = np.full((kernel.BLOCKS, kernel.BLOCKS), kernel.NEVER, np.uint8)
    single = np.r_[0 : kernel.END, kernel.OTHER]
    costs[np.ix_(single, single)] = round(SLIP / kernel.UNIT)
    for first in range(1, kernel.LETTERS + 1):
        for second in range(1, kernel.LETTERS + 1):
            pair = kernel.SYMBOLS + kernel.SYMBOLS * first + second
            turned = kernel.SYMBOLS + kernel.SYMBOLS * second + first
            costs[pair, turned] = round(SLIP / kernel.UNIT)
    file = resources.files("suspectmatch.names") / "spelling_costs.csv"
    kinds = csv.ConvertOptions(
        column_types={"left": pa.string(), "right": pa.string(), "bits": pa.float64()},
        strings_can_be_null=False,
    )
    table = csv.read_csv(pa.BufferReader(file.read_bytes()), convert_options=kinds)
    for left, right, bits in zip(*(column.to_pylist() for column in table.columns), strict=True):
        i, j = block_number(left), block_number(right)
        costs[i, j] = costs[j, i] = round(max(bits, LEAST) / kernel.UNIT)
    symbols = np.arange(kernel.SYMBOLS)
    costs[symbols, symbols] = 0
    return costs
