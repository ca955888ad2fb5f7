"""Chains of persons each of whom differs from the one before in one or two small things."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.synthetic.name_book import name_book
from suspectmatch.synthetic.spelling_rules import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GIVEN, _FAMILY = 0, 4
_SHIFTS: Final = (-366, -365, -31, -10, -1, 1, 9, 10, 30, 365, 730, 3652)
"""Days between the births of two look-alikes: the differences that a slip makes too."""
_LONGEST: Final = 3


def chain_lengths(n: int, share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Place of each person in a chain: 0 outside, 1 for the first look-alike, 2 for the next.

    >>> chain_lengths(8, 0.0, np.random.default_rng(0)).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0]
    """
    # A chain has one to three look-alikes, two on average; two that meet are one longer chain.
    is_in = np.zeros(n + _LONGEST, dtype=bool)
    begins = np.flatnonzero(rng.random(n) < share / 2.0)
    lengths = rng.integers(1, _LONGEST + 1, len(begins))
    for step in range(_LONGEST):
        is_in[begins[lengths > step] + step] = True
    # The first person leads no chain.
    is_in[:1] = False
    row = np.arange(n)
    return row - np.maximum.accumulate(np.where(is_in[:n], 0, row))


@cache
def _near_names(parts: tuple[str, ...]) -> NDArray[np.int32]:
    """For each name one of the same culture and part that reads much like it; else itself."""
    book = name_book()
    near = np.arange(len(book.names), dtype=np.int32)
    for (_, part), (codes, _) in book.parts.items():
        if part in parts and len(codes) > 1:
            keys = np.array([_skeleton(name) for name in book.names[codes]])
            order = codes[np.lexsort((book.names[codes].astype(str), keys))]
            near[order] = np.append(order[1:], order[-2])
    return near


def _skeleton(name: str) -> str:
    plain = fold(name).lower()
    return plain[0] + re.sub(r"[aeiouyh' -]|(.)(?=\1)", "", plain[1:])


def alter(
    names: NDArray[np.int32],
    birth: NDArray[np.datetime64],
    town: NDArray[np.int16],
    rows: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    """Change the given persons a little, in place: the birth date, a name, or both; sometimes the town.

    Args:
        names: codes of the name book, one column per part of the name.
        birth: days of birth.
        town: rows of the towns of the country, of which each has three at least.
        rows: the persons to change.
        rng: source of chance.
    """
    n = len(rows)
    what = rng.random(n)
    moved = rows[what < 0.7]
    birth[moved] += rng.choice(_SHIFTS, len(moved)).astype("timedelta64[D]")
    for column, parts, low, high in (
        (_GIVEN, ("male", "female"), 0.55, 0.85),
        (_FAMILY, ("family",), 0.8, 1.0),
    ):
        some = rows[(what >= low) & (what < high)]
        some = some[names[some, column] >= 0]
        names[some, column] = _near_names(parts)[names[some, column]]
    elsewhere = rows[rng.random(n) < 0.2]
    town[elsewhere] = (town[elsewhere] + 1) % 3
