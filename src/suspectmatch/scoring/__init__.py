"""score(): compared pairs become scored pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.model import LevelParameters, Model, load_model
from suspectmatch.tables import ComparedPairs, People, ScoredPairs

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["FellegiSunter", "LevelParameters", "Model", "load_model", "score", "weights"]


def score(compared: ComparedPairs, classifier: FellegiSunter | None = None) -> ScoredPairs:
    """Give each pair its weight: the log2 odds that both records describe one person.

    Args:
        compared: what ``compare`` returned.
        classifier: what scores; the shipped Fellegi-Sunter model where None.

    Returns:
        The pairs, strongest first; ties in the order of the records' identities.

    Example:
        >>> import suspectmatch as sm
        >>> records = [
        ...     {"record_id": "1", "names": ["Ali Hasan"], "birth_dates": ["1971"]},
        ...     {"record_id": "2", "names": ["Hassan, Ali"]},
        ... ]
        >>> compared = sm.compare(sm.block(sm.normalise(sm.load({"jail": records}))))
        >>> bool(sm.score(compared).probability[0] < 0.5)
        True
    """
    checks.instance("compared", compared, ComparedPairs, "a ComparedPairs table, as made by compare()")
    classifier = classifier or FellegiSunter()
    prior = classifier.prior(len(compared.people))
    weight = weights(compared, classifier, prior)
    return sorted_pairs(compared, weight, prior, classifier, len(compared))


def weights(compared: ComparedPairs, classifier: FellegiSunter, prior: float) -> npt.NDArray[np.float64]:
    """float64 (P,): prior plus the contributions, added in the order of the comparisons."""
    people = compared.people
    reliability = people.reliability[compared.left] * people.reliability[compared.right]
    bits = classifier.contributions(
        compared.comparisons, compared.levels, compared.surprise, reliability
    )
    weight = np.full(len(compared), prior)
    for k in range(bits.shape[1]):
        weight += bits[:, k]
    return weight


def sorted_pairs(
    compared: ComparedPairs,
    weight: npt.NDArray[np.float64],
    prior: float,
    classifier: FellegiSunter,
    n_candidates: int,
) -> ScoredPairs:
    """Scored pairs, strongest first, ties by identity, so that row order and threads do not show."""
    rank = identity_rank(compared.people)
    first = np.minimum(rank[compared.left], rank[compared.right])
    second = np.maximum(rank[compared.left], rank[compared.right])
    order = np.lexsort((second, first, -weight))
    taken = ComparedPairs(
        compared.people,
        compared.comparisons,
        compared.left[order],
        compared.right[order],
        compared.rules[order],
        compared.levels[order],
        compared.surprise[order],
    )
    return ScoredPairs(taken, weight[order], prior, classifier, n_candidates)


def identity_rank(people: People) -> npt.NDArray[np.int64]:
    """int64 (N,): rank of each record by (source, record_id), whatever the order of the rows."""
    table = people.records.table.select(["source", "record_id"])
    order = pc.sort_indices(table, sort_keys=[("source", "ascending"), ("record_id", "ascending")])
    rank = np.empty(len(people), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(people))
    return rank
