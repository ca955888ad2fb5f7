"""``compare`` makes compared pairs of candidate pairs: a level for each comparison."""

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
from suspectmatch.comparing.rows import compare_rows, measure_rows
from suspectmatch.errors import EmptyColumnWarning, SpecError
from suspectmatch.levels import MISSING, Comparison, Level
from suspectmatch.tables import CandidatePairs, ComparedPairs, People

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "measure_rows",
    "name_comparison",
    "nationality_comparison",
    "sex_comparison",
]


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
