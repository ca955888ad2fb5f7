"""`Linker` strings the verbs together; it does no work of its own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from suspectmatch import checks
from suspectmatch.blocking import block
from suspectmatch.clustering import cluster
from suspectmatch.comparing import DEFAULT_COMPARISONS, check_comparisons, names_of, warn_of_empty
from suspectmatch.comparing.comparators import comparators
from suspectmatch.decisions import decisions_of
from suspectmatch.kernels._jit import kernels_run_as_python
from suspectmatch.linking.linkage import Linkage
from suspectmatch.normalising import normalise
from suspectmatch.options import RunOptions
from suspectmatch.runs.streaming import (
    default_threads,
    patterns_of,
    random_patterns,
    sample_of,
    score_streaming,
)
from suspectmatch.scoring import (
    CLASSIFIER_WANTED,
    Classifier,
    FellegiSunter,
    Model,
    load_classifier,
)
from suspectmatch.scoring.estimator import Estimator
from suspectmatch.scoring.pruning import Pruner
from suspectmatch.tables import CandidatePairs
from suspectmatch.tables.odds import weight_of
from suspectmatch.tables.pairs import pair_buffers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.blocking import BlockingRule
    from suspectmatch.comparing import Comparison
    from suspectmatch.decisions import Decisions
    from suspectmatch.tables import Patterns, People, Records, ScoredPairs

FORECAST_PAIRS, FORECAST_CHUNKS, FEW_PAIRS = 1 << 14, 8, 100
"""Pairs of a chunk, and chunks, that a forecast is made from."""
RANDOM_PAIRS = 250_000
"""Random pairs that u is estimated from."""


class Linker(Estimator):
    """Links records: blocks, compares, scores and clusters them, all with the options given here.

    ``link`` does all of it. ``candidates``, ``fit``, ``score`` and ``predict`` do one step each:
    ``predict`` gives what ``block``, ``compare`` and ``score`` give one after the other, but holds only
    a bounded number of candidate pairs at a time and drops those below ``keep_above``. Parameters can be
    read, set and cloned as in scikit-learn.

    Args:
        blocking: blocking rules; ``"auto"`` chooses, and ``candidates(people).report`` says what.
        comparisons: what is compared.
        classifier: what scores: a classifier, a `Model` or the JSON file of either; the shipped model
            where None.
        roles: roles that may be linked; victims, missing persons, witnesses, unidentified bodies and
            misused identities only if named here.
        across_only: pair only records of different sources.
        pairs_per_record: budget of candidate pairs; see ``block``.
        max_pairs: more candidate pairs than this are refused.
        keep_above: pairs of a lower probability are not kept.
        min_probability: pairs of at least this probability are leads and join clusters.
        method: how links become clusters; see ``cluster``.
        decisions: what analysts decided, or the file of it; see ``cluster`` and `Decisions`.
        random_state: seed of the random pairs that ``fit`` draws.
        threads: worker threads; all processors where None. Results do not depend on it.
        progress: True or False to show a progress bar or not; None shows it in a terminal or
            notebook only.

    Attributes:
        classifier_: the classifier that ``fit`` fitted; ``classifier`` itself stays as it was.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = sm.load({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> linker = sm.Linker(min_probability=0.9)
        >>> linker.link(records)
        Linkage(2 records, 1 candidate pairs, 1 pairs at 0.9 or more, 1 clusters)
        >>> linker.predict(sm.normalise(records))
        ScoredPairs(1 pairs kept of 1 candidates)
    """

    def __init__(
        self,
        blocking: Sequence[BlockingRule] | Literal["auto"] = "auto",
        comparisons: Sequence[Comparison] = DEFAULT_COMPARISONS,
        classifier: Classifier | Model | str | Path | None = None,
        *,
        roles: Sequence[str] = RunOptions.roles,
        across_only: bool = RunOptions.across_only,
        pairs_per_record: float = RunOptions.pairs_per_record,
        max_pairs: int = RunOptions.max_pairs,
        keep_above: float = RunOptions.keep_above,
        min_probability: float = RunOptions.min_probability,
        method: Literal["agreement", "components"] = "agreement",
        decisions: Decisions | str | Path | None = None,
        random_state: int = RunOptions.random_state,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> None:
        self.blocking = blocking
        self.comparisons = comparisons
        self.classifier = classifier
        self.roles = roles
        self.across_only = across_only
        self.pairs_per_record = pairs_per_record
        self.max_pairs = max_pairs
        self.keep_above = keep_above
        self.min_probability = min_probability
        self.method = method
        self.decisions = decisions
        self.random_state = random_state
        self.threads = threads
        self.progress = progress

    @property
    def options(self) -> RunOptions:
        """The options of a run by this linker, checked.

        Raises:
            ParameterError: one of them cannot work.
        """
        return RunOptions(
            roles=self.roles,
            across_only=self.across_only,
            pairs_per_record=self.pairs_per_record,
            max_pairs=self.max_pairs,
            comparisons=names_of(check_comparisons(self.comparisons)),
            keep_above=self.keep_above,
            fit=hasattr(self, "classifier_"),
            random_state=self.random_state,
            min_probability=self.min_probability,
            method=self.method,
        )

    def check(self) -> None:
        """Refuse parameters that cannot work: before anything is read.

        Raises:
            ParameterError: a parameter is of the wrong kind or outside its range.
            InputError: the file of the classifier or of the decisions cannot be read.
        """
        _ = self.options
        self._threads()
        self._classifier()
        decisions_of(self.decisions)

    def link(self, records: Records, *, fit: bool = False) -> Linkage:
        """Link records that are loaded.

        Args:
            records: what ``load`` returned.
            fit: estimate the model on these records first; see ``fit``.

        Returns:
            A `Linkage` with ``clusters``, ``pairs``, ``explain()``, ``report()`` and ``save()``.
        """
        self.check()
        candidates = self.candidates(normalise(records, threads=self.threads))
        if fit:
            self.fit(candidates)
        scored = self.score(candidates)
        options = {"min_probability": self.min_probability, "method": self.method}
        return Linkage(cluster(scored, decisions=self.decisions, **options))  # type: ignore[arg-type]

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
        seed = self.options.random_state
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
        mine = self.options
        options = candidates.options.having(
            comparisons=mine.comparisons,
            keep_above=mine.keep_above,
            fit=mine.fit,
            random_state=mine.random_state,
        )
        return score_streaming(
            candidates,
            comparisons,
            self._classifier(),
            options,
            threads=self._threads(),
            progress=self.progress,
        )

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
            self._classifier().pruning(weight_of(self.options.keep_above), len(candidates.people)),
            sample_of(candidates),
        )
        buffers = pair_buffers(capacity)
        left, right = candidates.fill(*chosen[0], buffers)
        pruner.keep(left[:FEW_PAIRS], right[:FEW_PAIRS])
        for kernel in kernels_run_as_python():  # in a long run they will be compiled
            kernel.compile()
        begin = time.perf_counter()
        for unit in chosen:
            pruner.keep(*candidates.fill(*unit, buffers))
        taken = time.perf_counter() - begin
        return taken * len(units) / len(chosen) / self._threads()

    def _given(self) -> Classifier:
        """The classifier as it was given, not as it was fitted."""
        given = self.classifier
        if isinstance(given, Classifier):
            return given
        if given is None or isinstance(given, Model):
            return FellegiSunter(given)
        checks.instance("classifier", given, (str, Path), CLASSIFIER_WANTED)
        return load_classifier(given)

    def _classifier(self) -> Classifier:
        return getattr(self, "classifier_", None) or self._given()

    def _threads(self) -> int:
        return (
            default_threads() if self.threads is None else checks.positive_int("threads", self.threads)
        )
