"""The methods of comparing: from columns of people to kernels.

Each method compares P pairs at once, and can say for one pair which two values carried its level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.kernels import dates, sets, tokens

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from suspectmatch.comparing.levels import Comparison
    from suspectmatch.tables import NameColumn, People

    Rows = npt.NDArray[np.int32]


def measure(
    comparison: Comparison,
    people: People,
    left: Rows,
    right: Rows,
    *,
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
            left, right, d.offsets, d.codes, d.asserted_false, d.dates.table
        )
    elif comparison.method == "documents":
        c = people.sets[comparison.field]
        sets.document_levels_pairs(
            left, right, c.offsets, c.codes, c.kinds, c.points, c.point_offsets, levels
        )
    else:
        c = people.sets[comparison.field]
        sets.set_levels_pairs(left, right, c.offsets, c.codes, c.bits, levels, surprise)


def carriers(comparison: Comparison, people: People, i: int, j: int) -> tuple[int, int]:
    """Positions, within record i and record j, of the two values that carried the level; -1 for none."""
    if comparison.method == "names":
        n = name_column(people, comparison.field)
        offsets = n.offsets
        _, _, p, q = tokens.best_name_agreement(i, j, offsets, n.codes, n.weak, n.names.arrays)
    elif comparison.method == "dates":
        d = people.birth_dates
        offsets = d.offsets
        _, p, q = dates.best_date_level(
            offsets[i],
            offsets[i + 1],
            offsets[j],
            offsets[j + 1],
            d.codes,
            d.asserted_false,
            d.dates.table,
        )
    else:
        c = people.sets[comparison.field]
        offsets = c.offsets
        if comparison.method == "documents":
            _, p, q = sets.best_document(i, j, offsets, c.codes, c.kinds, c.points, c.point_offsets)
        else:
            _, _, p, q = sets.rarest_shared(i, j, offsets, c.codes, c.bits)
        return (int(c.position[p]) if p >= 0 else -1, int(c.position[q]) if q >= 0 else -1)
    return (int(p - offsets[i]) if p >= 0 else -1, int(q - offsets[j]) if q >= 0 else -1)


def name_column(people: People, field: str) -> NameColumn:
    """The name column of that field."""
    column: NameColumn = getattr(people, field)
    return column
