"""Linking records anew with the options of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.blocking import BlockingRule, block
from suspectmatch.clustering import cluster
from suspectmatch.comparing import DEFAULT_COMPARISONS, names_of, warn_of_empty
from suspectmatch.normalising import normalise
from suspectmatch.runs.streaming import default_threads, score_streaming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.comparing import Comparison
    from suspectmatch.decisions import Decisions
    from suspectmatch.options import RunOptions
    from suspectmatch.scoring import Classifier
    from suspectmatch.tables import Clusters, Records


def link_again(
    records: Records,
    options: RunOptions,
    classifier: Classifier,
    decisions: Decisions | None,
    *,
    comparisons: Sequence[Comparison] = DEFAULT_COMPARISONS,
    threads: int | None = None,
) -> Clusters:
    """Records linked with the options of a run, by a classifier that is fitted already."""
    threads = default_threads() if threads is None else threads
    candidates = block(
        normalise(records, threads=threads),
        "auto" if options.rules is None else [BlockingRule(*rule) for rule in options.rules],
        roles=options.roles,
        across_only=options.across_only,
        pairs_per_record=options.pairs_per_record,
        max_pairs=options.max_pairs,
        threads=threads,
    )
    warn_of_empty(candidates.people, comparisons)
    told = candidates.options.having(
        comparisons=names_of(comparisons),
        keep_above=options.keep_above,
        fit=options.fit,
        random_state=options.random_state,
    )
    scored = score_streaming(
        candidates, tuple(comparisons), classifier, told, threads=threads, progress=False
    )
    return cluster(
        scored,
        min_probability=options.min_probability,
        method="components" if options.method == "components" else "agreement",
        decisions=decisions,
    )
