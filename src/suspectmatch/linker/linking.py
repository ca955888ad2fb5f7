"""`Linker` strings the verbs together; it does no work of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.base import clone

from suspectmatch import checks
from suspectmatch.blocking import DEFAULT_RULES, block
from suspectmatch.blocking import MAX_PAIRS as MOST_PAIRS
from suspectmatch.comparing import DEFAULT_COMPARISONS, check_comparisons, warn_of_empty
from suspectmatch.linker.streaming import default_threads, patterns_of, random_patterns, score_streaming
from suspectmatch.schema import DEFAULT_ROLES
from suspectmatch.scoring import FellegiSunter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.blocking import BlockingRule
    from suspectmatch.comparing import Comparison
    from suspectmatch.tables import CandidatePairs, People, ScoredPairs

RANDOM_PAIRS = 500_000
"""Random pairs that u is estimated from."""


class Linker:
    """Blocks, compares and scores people.

    ``predict`` gives what ``block``, ``compare`` and ``score`` give one after the other, less the
    pairs below ``keep_above``, but holds only a piece of the candidate pairs at a time.

    Args:
        blocking: blocking rules.
        comparisons: what is compared.
        classifier: what scores; the shipped model where None.
        roles: roles that may be linked.
        across_only: pair only records of different sources.
        keep_above: pairs of a lower probability are not kept.
        max_pairs: more candidate pairs than this are refused.
        threads: worker threads; all processors where None. Results do not depend on it.
        random_state: seed of the random pairs that ``fit`` draws.
        progress: True or False to show a progress bar or not; None shows it in a terminal only.

    Attributes:
        classifier_: the classifier that ``fit`` fitted; ``classifier`` itself stays as it was.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = sm.load({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> people = sm.normalise(records)
        >>> sm.Linker().predict(people)
        ScoredPairs(1 pairs kept of 1 candidates)
    """

    def __init__(
        self,
        blocking: Sequence[BlockingRule] = DEFAULT_RULES,
        comparisons: Sequence[Comparison] = DEFAULT_COMPARISONS,
        classifier: FellegiSunter | None = None,
        *,
        roles: Sequence[str] = DEFAULT_ROLES,
        across_only: bool = False,
        keep_above: float = 0.01,
        max_pairs: int = MOST_PAIRS,
        threads: int | None = None,
        random_state: int = 0,
        progress: bool | None = None,
    ) -> None:
        self.blocking = blocking
        self.comparisons = comparisons
        self.classifier = classifier
        self.roles = roles
        self.across_only = across_only
        self.keep_above = keep_above
        self.max_pairs = max_pairs
        self.threads = threads
        self.random_state = random_state
        self.progress = progress

    def candidates(self, people: People) -> CandidatePairs:
        """The plan of candidate pairs."""
        return block(
            people,
            self.blocking,
            roles=self.roles,
            across_only=self.across_only,
            max_pairs=self.max_pairs,
        )

    def fit(self, people: People) -> Self:
        """Re-estimate the classifier's m and u on these people, without labels.

        Returns:
            Itself, with ``classifier_`` fitted.

        Raises:
            TrainingError: there are too few candidate pairs to learn from.
        """
        candidates = self.candidates(people)
        comparisons = check_comparisons(self.comparisons)
        classifier = clone(self.classifier or FellegiSunter())
        patterns = patterns_of(candidates, comparisons, threads=self._threads(), progress=self.progress)
        n_random = min(RANDOM_PAIRS, len(people) ** 2)
        random = random_patterns(people, comparisons, n_random, self.random_state)
        self.classifier_: FellegiSunter = classifier.fit(patterns, random, comparisons, len(people))
        return self

    def predict(self, people: People) -> ScoredPairs:
        """Score all candidate pairs of these people and keep those above ``keep_above``.

        Returns:
            Scored pairs, strongest first.
        """
        return self.score(self.candidates(people))

    def score(self, candidates: CandidatePairs) -> ScoredPairs:
        """As ``predict``, from candidate pairs that ``candidates`` made."""
        keep_above = checks.probability("keep_above", self.keep_above)
        comparisons = check_comparisons(self.comparisons)
        warn_of_empty(candidates.people, comparisons)
        with np.errstate(divide="ignore"):
            floor = float(np.log2(keep_above) - np.log2(1.0 - keep_above))
        return score_streaming(
            candidates,
            comparisons,
            getattr(self, "classifier_", None) or self.classifier or FellegiSunter(),
            floor=floor,
            threads=self._threads(),
            progress=self.progress,
        )

    def _threads(self) -> int:
        return (
            default_threads() if self.threads is None else checks.positive_int("threads", self.threads)
        )
