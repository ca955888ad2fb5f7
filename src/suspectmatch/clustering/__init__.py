"""cluster(): scored pairs become clusters of records that may describe one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from suspectmatch import checks
from suspectmatch.clustering.agreement import agree
from suspectmatch.clustering.cluster_ids import cluster_ids
from suspectmatch.clustering.unlinkable import unlinkable
from suspectmatch.decisions import decisions_of
from suspectmatch.decisions.apply import apply_to
from suspectmatch.options import DecisionsUsed, RunOptions
from suspectmatch.tables import Clusters, ScoredPairs
from suspectmatch.tables.roles import across_roles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from suspectmatch.decisions import Decisions

__all__ = [
    "cluster",
    "cluster_again",
]


def cluster(
    scored: ScoredPairs,
    *,
    min_probability: float = RunOptions.min_probability,
    method: Literal["agreement", "components"] = "agreement",
    decisions: Decisions | str | Path | None = None,
    roles: Sequence[str] | None = None,
) -> Clusters:
    """Put records into clusters by the links of at least ``min_probability``.

    What comes out are leads for a person to check, never identifications.

    ``agreement`` weighs all pairs among records that links join, directly or through others, those that
    blocking never brought up among them, and takes the partition that agrees most with what they say for
    and against: a contradiction between two ends of a chain parts it, the mere lack of evidence does
    not. Up to 12 records it is the best partition there is, beyond a good one. A component of more than
    1,000 records is cut at its weakest links first, which ``counts`` tells. ``components`` joins by
    every link: two of its records may be joined by a chain of others only.

    Records that hold too little to tell one person from another are set apart and listed in
    ``unlinkable``. There is no rule of one record per source.

    A record of a protected role (a victim, witness, missing person, unidentified body or misused
    identity) is never in one cluster with a record of another role, even where both are named in
    ``roles``: such pairs are told in `Linkage.protective_notes`.

    Args:
        scored: what ``score`` or ``Linker.predict`` returned.
        min_probability: links below it are not used.
        method: ``agreement`` or ``components``.
        decisions: what analysts decided, or the file of it: two records that are ``same`` are always in
            one cluster and two that are ``different`` never, whatever else speaks for it.
        roles: roles that may be linked, those of blocking where None; decisions about records of other
            roles are not applied.

    Returns:
        A partition of all records.

    Raises:
        ParameterError: ``min_probability`` is no probability, or there is no such method or role.
        InputError: the decisions cannot be read, contradict each other, or put a protected record and
            one of another role together.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> scored = sm.score(sm.compare(sm.block(sm.normalise(sm.load({"jail": records})))))
        >>> sm.cluster(scored)
        Clusters(1 clusters of 2 records)
    """
    checks.instance("scored", scored, ScoredPairs, "a ScoredPairs table, as made by score()")
    decisions = decisions_of(decisions)
    options = scored.compared.options
    options = options.having(
        min_probability=min_probability,
        method=method,
        roles=options.roles if roles is None else roles,
        decisions=decisions and DecisionsUsed(decisions.path.name, decisions.seal),
    )
    return _clusters(scored, options, decisions)


def cluster_again(
    clusters: Clusters, scored: ScoredPairs, *, min_probability: float | None = None
) -> Clusters:
    """Clusters of other scored pairs, made with the options and decisions of a run.

    Args:
        clusters: those of the run.
        scored: the other pairs.
        min_probability: another threshold than that of the run.
    """
    options = clusters.options
    if min_probability is not None:
        options = options.having(min_probability=min_probability)
    return _clusters(scored, options, clusters.decisions)


def _clusters(scored: ScoredPairs, options: RunOptions, decisions: Decisions | None) -> Clusters:
    people = scored.compared.people
    decided, counts = apply_to(decisions, people, options.roles)
    apart, table = unlinkable(people)
    solve = options.method == "agreement"
    parts = agree(scored, options.min_probability, apart, decided, solve=solve)
    return Clusters(
        scored,
        parts.label,
        parts.confidence,
        parts.weakest,
        cluster_ids(people, parts.label),
        (parts.left, parts.right, parts.weight),
        table,
        {"unlinkable": int(np.count_nonzero(apart))} | counts | parts.counts,
        decided.different,
        across_roles(scored.compared),
        options,
        decisions,
    )
