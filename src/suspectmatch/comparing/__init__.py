"""compare(): candidate pairs become compared pairs, a level for each comparison."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from suspectmatch import checks
from suspectmatch.comparing.library import (
    DEFAULT_COMPARISONS,
    birth_country_comparison,
    birth_date_comparison,
    birth_place_comparison,
    contact_comparison,
    document_comparison,
    name_comparison,
    nationality_comparison,
    sex_comparison,
)
from suspectmatch.comparing.methods import measures
from suspectmatch.errors import EmptyColumnWarning, SpecError
from suspectmatch.levels import MISSING, Comparison, Level
from suspectmatch.tables import CandidatePairs, ComparedPairs, People

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.comparing.methods import Measure

__all__ = [
    "DEFAULT_COMPARISONS",
    "MISSING",
    "Comparison",
    "Level",
    "birth_country_comparison",
    "birth_date_comparison",
    "birth_place_comparison",
    "compare",
    "compare_rows",
    "contact_comparison",
    "document_comparison",
    "name_comparison",
    "nationality_comparison",
    "sex_comparison",
]

AT_ONCE = 1 << 14
"""Pairs that are compared at a time."""


def compare(
    pairs: CandidatePairs, comparisons: Sequence[Comparison] = DEFAULT_COMPARISONS
) -> ComparedPairs:
    """Compare every candidate pair.

    All pairs are held at once; `Linker.predict` does the same in bounded pieces.

    Args:
        pairs: what ``block`` returned.
        comparisons: what to compare, in column order.

    Returns:
        Levels and rarities, a row per pair.

    Raises:
        SpecError: two comparisons have one name, or something is not a comparison.

    Example:
        >>> import suspectmatch as sm
        >>> records = [
        ...     {"record_id": "1", "names": ["Ali Hasan"], "birth_dates": ["1971"]},
        ...     {"record_id": "2", "names": ["Hassan, Ali"]},
        ... ]
        >>> pairs = sm.block(sm.normalise(sm.load({"jail": records})))
        >>> sm.compare(pairs).to_pandas()["name"].tolist()
        [12]
    """
    checks.instance("pairs", pairs, CandidatePairs, "a CandidatePairs table, as made by block()")
    comparisons = check_comparisons(comparisons)
    warn_of_empty(pairs.people, comparisons)
    parts = list(pairs.chunks())
    left, right, rules = (
        np.concatenate([part[k] for part in parts]) if parts else np.empty(0, kind)
        for k, kind in enumerate((np.int32, np.int32, np.uint32))
    )
    levels, rarity = compare_rows(pairs.people, comparisons, left, right)
    options = pairs.options.having(comparisons=names_of(comparisons))
    report = replace(pairs.plan_report, n_pairs=left.size)
    pairs_of = (left, right, rules, levels, rarity)
    return ComparedPairs(pairs.people, comparisons, *pairs_of, options, report)


def compare_rows(
    people: People,
    comparisons: Sequence[Comparison],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Levels int8 (P, K) and rarities float32 (P, F) of given pairs of rows.

    Args:
        people: the people.
        comparisons: K comparisons, F of which have rarities.
        left: int32 (P,).
        right: int32 (P,).
    """
    return measure_rows(measures(people, comparisons), left, right)


def measure_rows(
    every: Sequence[Measure], left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """As `compare_rows`, by measures that are at hand.

    Args:
        every: a measure for each of K comparisons, F of which have rarities.
        left: int32 (P,).
        right: int32 (P,).
    """
    comparisons = [measure.comparison for measure in every]
    levels = np.empty((left.size, len(comparisons)), dtype=np.int8)
    rarity = np.empty((left.size, sum(c.has_rarity for c in comparisons)), dtype=np.float32)
    level, bits = np.empty(AT_ONCE, np.int8), np.empty(AT_ONCE, np.float32)
    for start in range(0, left.size, AT_ONCE):
        piece = slice(start, min(start + AT_ONCE, left.size))
        n, column = piece.stop - start, 0
        for k, measure in enumerate(every):
            measure.write(left[piece], right[piece], level[:n], bits[:n])
            levels[piece, k] = level[:n]
            if measure.comparison.has_rarity:
                rarity[piece, column] = bits[:n]
                column += 1
    return levels, rarity


def check_comparisons(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """A tuple of at least one comparison, no two of one name."""
    given = tuple(comparisons) if isinstance(comparisons, Iterable) else ()
    if not given or not all(isinstance(c, Comparison) for c in given):
        raise SpecError(
            "comparisons must be a list of one or more comparisons, such as name_comparison()."
        )
    names = [c.name for c in given]
    if len(set(names)) < len(names):
        raise SpecError(f"Every comparison needs a name of its own; got {', '.join(names)}.")
    return given


def names_of(comparisons: Sequence[Comparison]) -> tuple[str, ...] | None:
    """The names of comparisons; None for those of `DEFAULT_COMPARISONS`."""
    return None if comparisons == DEFAULT_COMPARISONS else tuple(each.name for each in comparisons)


def warn_of_empty(people: People, comparisons: Sequence[Comparison]) -> None:
    """Warn of a comparison of names or dates for which not one record has a value."""
    for comparison in comparisons:
        field = comparison.field
        column = people.birth_dates if field == "birth_dates" else getattr(people, field, None)
        if field in ("names", "birth_dates") and column is not None and not column.codes.size:
            warnings.warn(f"No record has any {field}.", EmptyColumnWarning, stacklevel=3)
