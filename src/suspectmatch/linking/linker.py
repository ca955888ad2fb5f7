"""`Linker` strings the verbs together; it does no work of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, Self

from suspectmatch import checks
from suspectmatch.blocking import block
from suspectmatch.comparing import DEFAULT_COMPARISONS, check_comparisons, names_of, warn_of_empty
from suspectmatch.comparing.comparators import comparators
from suspectmatch.kernels._jit import compile_at_once
from suspectmatch.linking.compiling import compile_beside
from suspectmatch.linking.streaming import (
    default_threads,
    patterns_of,
    random_patterns,
    sample_of,
    score_streaming,
)
from suspectmatch.options import RunOptions
from suspectmatch.scoring import CLASSIFIER_WANTED, Classifier, FellegiSunter
from suspectmatch.scoring.pruning import Pruner
from suspectmatch.tables import CandidatePairs
from suspectmatch.tables.odds import weight_of
from suspectmatch.tables.pairs import pair_buffers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.blocking import BlockingRule
    from suspectmatch.comparing import Comparison
    from suspectmatch.tables import Patterns, People, ScoredPairs

FORECAST_PAIRS, FORECAST_CHUNKS = 1 << 14, 8
"""Pairs of a chunk, and chunks, that a forecast is made from."""
RANDOM_PAIRS = 250_000
"""Random pairs that u is estimated from."""


class Linker:
    """Blocks, compares and scores people.

    ``predict`` gives what ``block``, ``compare`` and ``score`` give one after the other, less the
    pairs below ``keep_above``, but holds only a piece of the candidate pairs at a time.

    Args:
        blocking: blocking rules; ``"auto"`` chooses, and ``candidates(people).report`` says what.
        comparisons: what is compared.
        classifier: what scores; the shipped model where None.
        roles: roles that may be linked.
        across_only: pair only records of different sources.
        pairs_per_record: budget of candidate pairs; see ``block``.
        keep_above: pairs of a lower probability are not kept.
        max_pairs: more candidate pairs than this are refused.
        threads: worker threads; all processors where None. Results do not depend on it.
        random_state: seed of the random pairs that ``fit`` draws.
        progress: True or False to show a progress bar or not; None shows it in a terminal or
            notebook only.

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
        blocking: Sequence[BlockingRule] | Literal["auto"] = "auto",
        comparisons: Sequence[Comparison] = DEFAULT_COMPARISONS,
        classifier: Classifier | None = None,
        *,
        roles: Sequence[str] = RunOptions.roles,
        across_only: bool = RunOptions.across_only,
        pairs_per_record: float = RunOptions.pairs_per_record,
        keep_above: float = RunOptions.keep_above,
        max_pairs: int = RunOptions.max_pairs,
        threads: int | None = None,
        random_state: int = RunOptions.random_state,
        progress: bool | None = None,
    ) -> None:
        self.blocking = blocking
        self.comparisons = comparisons
        self.classifier = classifier
        self.roles = roles
        self.across_only = across_only
        self.pairs_per_record = pairs_per_record
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
            pairs_per_record=self.pairs_per_record,
            max_pairs=self.max_pairs,
            threads=self._threads(),
        )

    def fit(self, people: People | CandidatePairs) -> Self:
        """Re-estimate the classifier's m and u on these people, without labels.

        Args:
            people: the people, or the candidate pairs that ``candidates`` made of them.

        Returns:
            Itself, with ``classifier_`` fitted.

        Raises:
            TrainingError: there are too few candidate pairs to learn from.
            ParameterError: the classifier needs labels.
        """
        candidates = people if isinstance(people, CandidatePairs) else self.candidates(people)
        people = candidates.people
        comparisons = check_comparisons(self.comparisons)
        seed = checks.seed("random_state", self.random_state)
        threads = self._threads()

        def make_patterns() -> tuple[Patterns, Patterns]:
            every = comparators(people, comparisons)
            of_candidates = patterns_of(
                candidates, every, threads=threads, progress=self.progress, seed=seed
            )
            n_random = min(RANDOM_PAIRS, len(people) ** 2)
            return of_candidates, random_patterns(people, every, n_random, seed, threads=threads)

        self.classifier_: Classifier = self._given().learn(make_patterns, comparisons, len(people))
        return self

    def predict(self, people: People) -> ScoredPairs:
        """Score all candidate pairs of these people and keep those above ``keep_above``.

        Returns:
            Scored pairs, strongest first.
        """
        return self.score(self.candidates(people))

    def score(self, candidates: CandidatePairs) -> ScoredPairs:
        """As ``predict``, from candidate pairs that ``candidates`` made."""
        wanted = "a CandidatePairs table, as made by candidates() or block()"
        checks.instance("candidates", candidates, CandidatePairs, wanted)
        comparisons = check_comparisons(self.comparisons)
        warn_of_empty(candidates.people, comparisons)
        options = candidates.options.having(
            comparisons=names_of(comparisons),
            keep_above=self.keep_above,
            fit=hasattr(self, "classifier_"),
            random_state=self.random_state,
        )
        scored = score_streaming(
            candidates,
            comparisons,
            self._classifier(),
            options,
            threads=self._threads(),
            progress=self.progress,
        )
        compile_beside()
        return scored

    def forecast(self, candidates: CandidatePairs) -> float:
        """Seconds that ``score`` will take on this machine, from scoring a small sample of the pairs.

        Example:
            >>> import suspectmatch as sm
            >>> records = sm.load({"a": [{"record_id": "1", "names": ["Zubayr Tarkhani"]}]})
            >>> linker = sm.Linker()
            >>> linker.forecast(linker.candidates(sm.normalise(records)))
            0.0
        """
        units, capacity = candidates.plan(FORECAST_PAIRS)
        if not units:
            return 0.0
        chosen = units[:: max(1, len(units) // FORECAST_CHUNKS)][:FORECAST_CHUNKS]
        comparisons = check_comparisons(self.comparisons)
        pruner = Pruner(
            candidates.people,
            comparisons,
            self._classifier().pruning(self._floor(), len(candidates.people)),
            sample_of(candidates),
        )
        buffers = pair_buffers(capacity)
        compile_at_once()  # who asks has much to do
        pruner.keep(*candidates.fill(*chosen[0], buffers))
        begin = time.perf_counter()
        for unit in chosen:
            pruner.keep(*candidates.fill(*unit, buffers))
        taken = time.perf_counter() - begin
        return taken * len(units) / len(chosen) / self._threads()

    def _classifier(self) -> Classifier:
        return getattr(self, "classifier_", None) or self._given()

    def _given(self) -> Classifier:
        """The classifier before ``fit``."""
        if self.classifier is None:
            return FellegiSunter()
        checks.instance("classifier", self.classifier, Classifier, CLASSIFIER_WANTED)
        return self.classifier

    def _floor(self) -> float:
        return weight_of(checks.probability("keep_above", self.keep_above))

    def _threads(self) -> int:
        return (
            default_threads() if self.threads is None else checks.positive_int("threads", self.threads)
        )
