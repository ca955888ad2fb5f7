"""All measures of a run against the truth, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from suspectmatch.errors import ParameterError
from suspectmatch.evaluating.clusters import measure_clusters
from suspectmatch.evaluating.pairs import lead_metrics
from suspectmatch.evaluating.truth import linked_persons, true_pairs
from suspectmatch.roles import DEFAULT_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.evaluating.clusters import ClusterMetrics
    from suspectmatch.evaluating.pairs import PairMetrics
    from suspectmatch.evaluating.shares import Share
    from suspectmatch.evaluating.truth import Truth
    from suspectmatch.tables import Clusters


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Measures of a run against the truth; printed as a table.

    Attributes:
        leads: pairs above the threshold of the clusters, against all true pairs.
        clusters: clusters against persons.
    """

    leads: PairMetrics
    clusters: ClusterMetrics

    def to_pandas(self) -> pd.DataFrame:
        """A row for each measure: value, 95 % interval, of how many."""
        rows = [
            {"measure": name, "value": share.value, "low": share.low, "high": share.high, "of": share.n}
            for name, share in self._shares().items()
        ]
        return pd.DataFrame(rows)

    def _shares(self) -> dict[str, Share]:
        pairs, clusters = self.clusters.pairs, self.clusters
        return {
            "leads precision": self.leads.precision_share,
            "leads recall": self.leads.recall_share,
            "leads F1": self.leads.f1_share,
            "pairs within clusters precision": pairs.precision_share,
            "pairs within clusters recall": pairs.recall_share,
            "pairs within clusters F1": pairs.f1_share,
            "B-cubed precision": clusters.b_cubed_precision,
            "B-cubed recall": clusters.b_cubed_recall,
            "B-cubed F1": clusters.b_cubed_f1,
            "exact clusters": clusters.exact,
        }

    def __str__(self) -> str:
        lines = [
            f"{name:<33}{share.value:>8.4f}  {share.low:.4f} to {share.high:.4f}{share.n:>12,}"
            for name, share in self._shares().items()
        ]
        clusters = self.clusters
        return "\n".join(
            [
                f"{'':<33}{'value':>8}  95 % interval   {'of':>12}",
                *lines,
                f"{'clusters of several persons':<33}{clusters.n_wrong:>8,}",
                f"{'records of the largest of them':<33}{clusters.largest_wrong:>8,}",
            ]
        )


def evaluate(clusters: Clusters, truth: Truth, *, roles: Sequence[str] = DEFAULT_ROLES) -> Evaluation:
    """Measure pairs and clusters against the truth, with 95 % intervals by person.

    Args:
        clusters: what ``cluster`` returned, or the ``table`` of a `Linkage`.
        truth: person by (source, record_id), as ``read_truth`` gives it, or of each row. Each record
            without a person counts as a person of its own.
        roles: roles that were linked; records of other roles are in no true pair.

    Raises:
        ParameterError: no two records have the same person in the truth, or a role is unknown.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> truth = {("notices", "N-101"): "P", ("prison", "7731"): "P"}
        >>> evaluation = evaluate(linkage.table, truth)
        >>> evaluation.leads.recall, evaluation.clusters.n_wrong
        (1.0, 2)
    """
    person, _ = linked_persons(clusters.scored.compared.people, truth, roles)
    if not true_pairs(person):
        raise ParameterError(
            "No two records of this run have the same person in the truth. "
            "Check that source and record_id are those of the run."
        )
    leads = lead_metrics(clusters.scored, person, clusters.min_probability)
    return Evaluation(leads, measure_clusters(clusters, person))
