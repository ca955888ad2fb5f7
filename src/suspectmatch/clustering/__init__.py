"""cluster(): scored pairs become clusters of records that may describe one person."""

from __future__ import annotations

from suspectmatch import checks
from suspectmatch.clustering.components import cluster_ids, components
from suspectmatch.clustering.decisions import Decision, Decisions
from suspectmatch.tables import Clusters, ScoredPairs

__all__ = ["MIN_PROBABILITY", "Decision", "Decisions", "cluster"]

MIN_PROBABILITY = 0.95
"""Links weaker than this do not join records, unless the caller says so."""


def cluster(scored: ScoredPairs, *, min_probability: float = MIN_PROBABILITY) -> Clusters:
    """Join records by all links of at least ``min_probability``, directly or through others.

    What comes out are leads for a person to check, never identifications. Connected components
    chain: look at ``weakest_link`` before believing a large cluster.

    Args:
        scored: what ``score`` or ``Linker.predict`` returned.
        min_probability: links below it are not used.

    Returns:
        A partition of all records.

    Raises:
        ParameterError: ``min_probability`` is no probability.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> scored = sm.score(sm.compare(sm.block(sm.normalise(sm.load({"jail": records})))))
        >>> sm.cluster(scored)
        Clusters(1 clusters of 2 records)
    """
    checks.instance("scored", scored, ScoredPairs, "a ScoredPairs table, as made by score()")
    min_probability = checks.probability("min_probability", min_probability)
    label, confidence, weakest = components(scored, min_probability)
    ids = cluster_ids(scored.compared.people, label)
    return Clusters(scored, label, confidence, weakest, min_probability, ids)
