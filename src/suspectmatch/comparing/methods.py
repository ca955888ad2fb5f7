"""The methods of comparing: from columns of people to kernels.

Each method compares P pairs at once, and can say for one pair which two values carried its level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels import dates, sets, tokens
from suspectmatch.normalising.names import code_points

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.comparing.levels import Comparison
    from suspectmatch.tables import CodeColumn, NameColumn, People

    Rows = npt.NDArray[np.int32]

MOST_BITS = 15.0
"""Rarity of a shared value is capped here: a share of 1 in 30,000 is as fine as lists can tell."""


def measure(
    comparison: Comparison,
    people: People,
    left: Rows,
    right: Rows,
    levels: npt.NDArray[np.int8],
    surprise: npt.NDArray[np.float32],
) -> None:
    """Write the level (P,) and the rarity in bits (P,) of each pair."""
    if comparison.method == "names":
        column = name_column(people, comparison.field)
        tokens.name_levels_pairs(
            left, right, column.offsets, column.codes, column.weak, column.names.arrays, levels, surprise
        )
    elif comparison.method == "dates":
        d = people.birth_dates
        levels[:] = dates.date_levels_pairs(
            left, right, d.offsets, d.codes, d.asserted_false, d.table
        )
    elif comparison.method == "documents":
        c = people.sets[comparison.field]
        sets.document_levels_pairs(
            left, right, c.offsets, c.codes, _kinds(c), *code_points(c.values), levels
        )
    else:
        c = people.sets[comparison.field]
        sets.set_levels_pairs(left, right, c.offsets, c.codes, rarity(c), levels, surprise)


def carriers(comparison: Comparison, people: People, i: int, j: int) -> tuple[int, int]:
    """The positions, within record i and record j, of the two values that carried the level; -1 for none."""
    if comparison.method == "names":
        n = name_column(people, comparison.field)
        offsets = n.offsets
        _, _, p, q = tokens.best_name_agreement(i, j, offsets, n.codes, n.weak, n.names.arrays)
    elif comparison.method == "dates":
        d = people.birth_dates
        offsets = d.offsets
        _, p, q = dates.best_date_level(
            *offsets[i : i + 2], *offsets[j : j + 2], d.codes, d.asserted_false, d.table
        )
    else:
        c = people.sets[comparison.field]
        offsets = c.offsets
        if comparison.method == "documents":
            _, p, q = sets.best_document(i, j, offsets, c.codes, _kinds(c), *code_points(c.values))
        else:
            _, _, p, q = sets.rarest_shared(i, j, offsets, c.codes, rarity(c))
        return (int(c.position[p]) if p >= 0 else -1, int(c.position[q]) if q >= 0 else -1)
    return (int(p - offsets[i]) if p >= 0 else -1, int(q - offsets[j]) if q >= 0 else -1)


def name_column(people: People, field: str) -> NameColumn:
    """The name column of that field."""
    column: NameColumn = getattr(people, field)
    return column


def rarity(column: CodeColumn) -> npt.NDArray[np.float32]:
    """Bits of rarity of each value, float32 (V,), with one record's worth of doubt added."""
    n = max(column.offsets.size - 1, 1)
    bits = -np.log2((column.share * n + 1.0) / (n + 1.0))
    return np.minimum(bits, MOST_BITS).astype(np.float32)


def _kinds(column: CodeColumn) -> npt.NDArray[np.int32]:
    return column.kinds if column.kinds is not None else np.zeros(column.codes.size, np.int32)
