"""Choose a threshold: by the cost of errors, or by how many pairs can be reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError

if TYPE_CHECKING:
    from suspectmatch.tables import ScoredPairs


class Threshold(NamedTuple):
    """A threshold and the errors to expect of it, if the probabilities are right.

    Attributes:
        min_probability: pairs of at least this are links; pass it to ``cluster`` or ``link``.
        n_leads: how many there are.
        expected_wrong: expected number of them that are two persons.
        expected_missed: expected true pairs among the scored pairs below the threshold. True pairs that
            blocking missed, or that were not kept, are not counted.
    """

    min_probability: float
    n_leads: int
    expected_wrong: float
    expected_missed: float


def threshold_by_cost(
    scored: ScoredPairs, *, cost_of_wrong_link: float, cost_of_missed_link: float
) -> Threshold:
    """The threshold with the lowest expected cost (the Bayes rule; Elkan 2001).

    A pair is linked where the probability that it is true times the cost of missing it is at least the
    probability that it is wrong times the cost of linking it. Only the ratio of the costs matters.

    Args:
        scored: scored pairs, with calibrated probabilities, kept down to below the threshold.
        cost_of_wrong_link: cost of a link that is two persons, in any unit.
        cost_of_missed_link: cost of a true pair that is not linked, in the same unit.

    Raises:
        ParameterError: a cost is not above 0.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> found = threshold_by_cost(linkage.scored, cost_of_wrong_link=19, cost_of_missed_link=1)
        >>> found.min_probability, found.n_leads
        (0.95, 3)
    """
    wrong = checks.positive("cost_of_wrong_link", cost_of_wrong_link)
    missed = checks.positive("cost_of_missed_link", cost_of_missed_link)
    return _at(scored, wrong / (wrong + missed))


def threshold_by_budget(scored: ScoredPairs, *, max_pairs: int) -> Threshold:
    """The lowest threshold that at most ``max_pairs`` pairs reach.

    Pairs of equal probability reach it together or not at all, so there may be fewer.

    Args:
        scored: scored pairs.
        max_pairs: how many pairs can be reviewed.

    Raises:
        ParameterError: ``max_pairs`` is not positive, or more pairs than that have the highest
            probability, so that no threshold separates them.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> threshold_by_budget(linkage.scored, max_pairs=2).n_leads
        2
    """
    checks.positive_int("max_pairs", max_pairs)
    given = np.sort(scored.probability)[::-1]
    if given.size <= max_pairs:
        return _at(scored, float(given[-1]) if given.size else 1.0)
    n = int(np.searchsorted(-given, -given[max_pairs], side="left"))
    if n == 0:
        ties = int((given == given[0]).sum())
        raise ParameterError(
            f"max_pairs is {max_pairs:,}, but {ties:,} pairs have the highest probability and no "
            "threshold separates them."
        )
    return _at(scored, float(given[n - 1]))


def _at(scored: ScoredPairs, min_probability: float) -> Threshold:
    given = scored.probability
    is_lead = given >= min_probability
    wrong, missed = float((1 - given[is_lead]).sum()), float(given[~is_lead].sum())
    return Threshold(min_probability, int(is_lead.sum()), wrong, missed)
