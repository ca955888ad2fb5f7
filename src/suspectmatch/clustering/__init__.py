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
    """Join records into clusters by links with a probability of at least ``min_probability``.

    The results are leads for a person to check, never identifications.

    ``agreement`` uses all pairs among records that are linked directly or indirectly, also pairs that no
    blocking rule found. It takes the partition that agrees best with their evidence: a contradiction
    between two records splits a chain, a lack of evidence does not. Up to 12 records it finds the best
    partition, for more records a good one. A component of more than 1,000 records is first cut at its
    weakest links; ``counts`` gives their number. ``components`` joins records by every link, so two
    records may be linked only indirectly.

    Records that hold too little to distinguish one person from another are in no cluster and are listed
    in ``unlinkable``. There is no rule of one record for each source.

    A record of a protected role (a victim, witness, missing person, unidentified body or misused
    identity) is never in one cluster with a record of another role, even if both are named in
    ``roles``. `Linkage.protective_notes` lists such pairs.

    Args:
        scored: the result of ``score`` or ``Linker.predict``.
        min_probability: threshold; links below it are not used.
        method: ``agreement`` or ``components``.
        decisions: decisions, or their file. Two records that are ``same`` are always in one cluster, and
            two that are ``different`` never, whatever the evidence.
        roles: roles that may be linked; those of blocking if None. Decisions about records of other
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
    used = None if decisions is None else DecisionsUsed(decisions.path.name, decisions.seal)
    options = scored.compared.options
    options = options.having(
        min_probability=min_probability,
        method=method,
        roles=options.roles if roles is None else roles,
        decisions=used,
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
