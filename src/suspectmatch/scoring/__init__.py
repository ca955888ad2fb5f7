"""``score`` makes scored pairs of compared pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch import checks
from suspectmatch.kernels.keys import mix_all
from suspectmatch.scoring.classifier import CLASSIFIER_WANTED, Classifier
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.model import Calibration, LevelParameters, Model, load_model
from suspectmatch.scoring.saving import load_classifier
from suspectmatch.scoring.supervised import Supervised
from suspectmatch.tables import ComparedPairs, ScoredPairs
from suspectmatch.tables.identity import identity_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = [
    "CLASSIFIER_WANTED",
    "Calibration",
    "Classifier",
    "FellegiSunter",
    "LevelParameters",
    "Model",
    "Supervised",
    "load_classifier",
    "load_model",
    "score",
    "weights",
]


def score(compared: ComparedPairs, classifier: Classifier | None = None) -> ScoredPairs:
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
        >>> bool(sm.score(compared).probability[0] < 0.9)
        True
    """
    checks.instance("compared", compared, ComparedPairs, "a ComparedPairs table, as made by compare()")
    classifier = classifier or FellegiSunter()
    prior = classifier.prior(len(compared.people))
    weight = weights(compared, classifier, prior)
    return sorted_pairs(compared, weight, prior, classifier, len(compared))


def weights(compared: ComparedPairs, classifier: Classifier, prior: float) -> npt.NDArray[np.float64]:
    """float64 (P,): prior plus the contributions, added in the order of the comparisons."""
    people = compared.people
    reliability = people.reliability[compared.left] * people.reliability[compared.right]
    bits = classifier.contributions(compared.comparisons, compared.levels, compared.rarity, reliability)
    weight = np.full(len(compared), prior)
    for k in range(bits.shape[1]):
        weight += bits[:, k]
    return weight


def sorted_pairs(
    compared: ComparedPairs,
    weight: npt.NDArray[np.float64],
    prior: float,
    classifier: Classifier,
    n_candidates: int,
) -> ScoredPairs:
    """Scored pairs, strongest first, ties by identity, so that row order and threads do not show."""
    order = _order(compared, weight)
    return ScoredPairs(compared.take(order), weight[order], prior, classifier, n_candidates)


def _order(compared: ComparedPairs, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    order = np.argsort(-weight, kind="stable")
    # Only where weights are equal are the identities looked at: a hash of both, whichever is the left.
    is_next = np.diff(weight[order]) == 0
    tied = np.flatnonzero(np.r_[False, is_next] | np.r_[is_next, False])
    if tied.size:
        rows = order[tied]
        hashes = identity_hashes(compared.people.records.table)
        left, right = hashes[compared.left[rows]], hashes[compared.right[rows]]
        pair = mix_all(mix_all(left) + mix_all(right))
        order[tied] = rows[np.lexsort((pair, -weight[rows]))]
    return order
