"""`Linkage`: what a run gives, and everything an analyst asks of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.clustering.protecting import protective_notes
from suspectmatch.decisions import not_in_this_run
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.cluster_cautions import cautioned
from suspectmatch.explaining.how import how
from suspectmatch.explaining.pair import Explainer
from suspectmatch.explaining.what_if import turning_points, what_if, what_if_cluster
from suspectmatch.explaining.why_not import ReasonFinder
from suspectmatch.roles import ROLES
from suspectmatch.runs.diff import difference
from suspectmatch.runs.open import open_run
from suspectmatch.runs.outputs import DECIDED, counts_of, pairs_table, rejected_table
from suspectmatch.runs.redact import redacted
from suspectmatch.runs.save import report, save
from suspectmatch.tables.notebook import counts_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from suspectmatch.blocking import BlockingReport
    from suspectmatch.decisions import Decisions
    from suspectmatch.explaining.how import History
    from suspectmatch.explaining.what_if import ClusterWhatIf, TurningPoints, WhatIf
    from suspectmatch.explaining.why_not import WhyNot
    from suspectmatch.options import RunOptions
    from suspectmatch.tables import Clusters, Explanation, People, Records, ScoredPairs


@dataclass(frozen=True, eq=False, repr=False)
class Linkage:
    """Records linked across sources: leads for a person to check, never identifications.

    Attributes:
        table: the clusters, and through them every table they came from.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> linkage = sm.link({"jail": records})
        >>> linkage.summary()["pairs_above_threshold"], linkage.clusters["record_id"].tolist()
        (1, ['1', '2'])
    """

    table: Clusters

    @property
    def options(self) -> RunOptions:
        """The options of the run."""
        return self.table.options

    @property
    def decisions(self) -> Decisions | None:
        """What analysts had decided; None where the run was given nothing."""
        decisions: Decisions | None = self.table.decisions
        return decisions

    @property
    def blocking(self) -> BlockingReport:
        """What each blocking rule made."""
        report = self.table.blocking
        if report is None:
            raise ParameterError("These pairs were not made by block(): there is no report of blocking.")
        return report

    @classmethod
    def open(cls, folder: str | Path) -> Linkage:
        """The run that ``save`` wrote, read and not computed again.

        Args:
            folder: what ``save``, or ``suspectmatch link``, wrote.

        Raises:
            InputError: the folder holds no run, or one that an earlier version wrote.

        Example:
            >>> import tempfile, suspectmatch as sm
            >>> linkage = sm.link([{"record_id": "1", "names": ["Ali"], "birth_dates": ["1971"]}])
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     sm.Linkage.open(linkage.save(folder))
            Linkage(1 records, 0 candidate pairs, 0 pairs at 0.95 or more, 0 clusters)
        """
        return cls(open_run(checks.path("folder", folder)))

    def having(self, **options: Any) -> Linkage:
        """The same run with some of its options stated otherwise; nothing is computed again."""
        return Linkage(replace(self.table, options=self.options.having(**options)))

    @property
    def scored(self) -> ScoredPairs:
        """The scored pairs."""
        return self.table.scored

    @property
    def people(self) -> People:
        """The people that were linked."""
        return self.scored.compared.people

    @property
    def records(self) -> Records:
        """The records that were loaded."""
        return self.people.records

    @property
    def clusters(self) -> pd.DataFrame:
        """One row per record linked to another: cluster_id, source, record_id, confidence, ..."""
        return self.table.to_pandas()

    @property
    def pairs(self) -> pd.DataFrame:
        """Scored pairs, strongest first, with the name of each comparison's level.

        ``handling`` and ``purposes`` hold all markings and purposes of the two records.
        """
        frame: pd.DataFrame = self.pairs_table().to_pandas()
        return frame

    def pairs_table(self) -> pa.Table:
        """As ``pairs``, as an Arrow table. The left record is the first by source and record_id."""
        return pairs_table(self.table)

    @property
    def rejected(self) -> pd.DataFrame:
        """Rows that could not be read and values not understood, with file, line and reason."""
        frame: pd.DataFrame = self.rejected_table().to_pandas()
        return frame

    def rejected_table(self) -> pa.Table:
        """As ``rejected``, as an Arrow table."""
        return rejected_table(self.table)

    @property
    def set_aside(self) -> pd.DataFrame:
        """Records whose role keeps them out of this run: source, record_id, role."""
        roles = [ROLES.index(role) for role in self.options.roles]
        rows = np.flatnonzero(~np.isin(self.people.role, roles))
        taken = self.records.table.select(["source", "record_id", "role"]).take(pa.array(rows))
        frame: pd.DataFrame = taken.to_pandas()
        return frame

    @property
    def decisions_not_in_this_run(self) -> pd.DataFrame:
        """Records that decisions are about and that are not there or not linked, with the reason."""
        absent = not_in_this_run(self.decisions, self.people, self.options.roles)
        frame: pd.DataFrame = absent.to_pandas()
        return frame

    @property
    def unlinkable(self) -> pd.DataFrame:
        """Records that hold too little to be linked: source, record_id, bits of identity, reason."""
        frame: pd.DataFrame = self.table.unlinkable.to_pandas()
        return frame

    @property
    def protective_notes(self) -> pd.DataFrame:
        """Pairs of a protected record (a victim, say) and one of another role, strongest first.

        There are some only where ``roles`` named both. They reach the probability of a lead and join no
        cluster. Columns: source, record_id and role of both, ``other_cluster``, ``probability``,
        ``handling``, ``purposes`` and ``note``.
        """
        frame: pd.DataFrame = self.protective_notes_table().to_pandas()
        return frame

    def protective_notes_table(self) -> pa.Table:
        """As ``protective_notes``, as an Arrow table."""
        return protective_notes(self.table)

    @property
    def cautions(self) -> pd.DataFrame:
        """Cautions about pairs of records of one cluster, a row for each pair and caution.

        Columns: ``cluster_id``, source and record_id of both, ``probability``, ``kind``, ``words``,
        ``handling``, ``purposes``. Count them by ``cluster_id`` to see which clusters to check first.
        """
        frame: pd.DataFrame = self.cautions_table().to_pandas()
        return frame

    def cautions_table(self) -> pa.Table:
        """As ``cautions``, as an Arrow table."""
        return cautioned(self.table)

    def redacted_for(
        self,
        allowed: Collection[str],
        *,
        purpose: str | None = None,
        roles: Sequence[str] | None = None,
    ) -> Linkage:
        """The same run without the records that a viewer may not see: safe to hand on.

        The records that are left are linked anew by the same model and options, so that nothing of the
        others is in any output: no value, name, file, count by source or cluster, and no link that hung
        on them. Only their number in all is told, as ``withheld`` in the summary. Reasons and authors of
        decisions are left out, as they may name anybody; so are rejected rows, hashes of inputs and the
        command.

        Args:
            allowed: markings that the viewer may see. A record is seen if all its markings are among
                them; one without markings is seen by everybody.
            purpose: what the viewer needs it for: records held for another purpose are not seen. None
                asks for no purpose.
            roles: roles that the viewer may see; those that the run linked where None.

        Raises:
            ParameterError: ``allowed`` is a text, or there is no such role.

        Example:
            >>> import suspectmatch as sm
            >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
            >>> open_, closed = {"record_id": "1", **twice}, {"record_id": "2", **twice}
            >>> linkage = sm.link({"a": [open_], "b": [closed | {"handling": ["H2"]}]})
            >>> linkage.redacted_for([]).summary()["withheld"], linkage.redacted_for(["H2"])
            (1, Linkage(2 records, 1 candidate pairs, 1 pairs at 0.95 or more, 1 clusters))
        """
        return Linkage(redacted(self.table, allowed, purpose=purpose, roles=roles))

    def diff(self, earlier: Linkage | str | Path, *, unchanged: bool = False) -> pa.Table:
        """What became of the clusters of an earlier run, and why.

        Args:
            earlier: another linkage, or the folder in which one was saved.
            unchanged: also list clusters that are the same.

        Returns:
            One row per cluster or group of clusters that share records: ``change`` (same, grew, shrank,
            merged, split, regrouped, new, gone), ``ids_before``, ``ids_after``, ``records_in`` (now in a
            cluster of the group, in none before), ``records_out``, ``because`` (new and removed records,
            decisions made or withdrawn, a changed threshold, method or model, the link whose probability
            changed most), ``members_before`` and ``members_after`` (the records of each cluster).

        Raises:
            InputError: the folder holds no run, or one of the two is redacted and the other not alike.

        Example:
            >>> import suspectmatch as sm
            >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
            >>> one, two = {"record_id": "1", **twice}, {"record_id": "2", **twice}
            >>> difference = sm.link({"a": [one, two]}).diff(sm.link({"a": [one]}))
            >>> difference.select(["change", "because"]).to_pylist()
            [{'change': 'new', 'because': ['new records: a:2']}]
        """
        checks.instance("earlier", earlier, (str, Path, Linkage), "a Linkage or the folder of one")
        before = earlier.table if isinstance(earlier, Linkage) else Path(earlier)
        return difference(before, self.table, unchanged=unchanged)

    def explain(self, left: str, right: str) -> Explanation:
        """Why two records have the weight they have; see `suspectmatch.explain`.

        What reviewers decided about the pair stands in the note.
        """
        return self._explainer.explain(left, right)

    @cached_property
    def _explainer(self) -> Explainer:
        """What explaining one pair after another has in common, made once."""
        return Explainer(self.table)

    @cached_property
    def _reasons(self) -> ReasonFinder:
        return ReasonFinder(self._explainer)

    def why_not(self, left: str, right: str) -> WhyNot:
        """Why two records were not linked; see `suspectmatch.why_not`."""
        return self._reasons.why_not(left, right)

    def how(self, cluster_id: str) -> History:
        """How a cluster came to be, link by link; see `suspectmatch.how`."""
        return how(self.table, cluster_id)

    def what_if(self, left: str, right: str, **change: Any) -> WhatIf:
        """A pair as it is and as it would be; see `suspectmatch.what_if` for what can change."""
        return what_if(self.table, left, right, **change)

    def what_if_cluster(self, cluster_id: str, **change: Any) -> ClusterWhatIf:
        """What would become of a cluster; see `suspectmatch.what_if_cluster` for what can change."""
        return what_if_cluster(self.table, cluster_id, **change)

    def turning_points(self, left: str, right: str) -> TurningPoints:
        """The smallest changes that would flip a result; see `suspectmatch.turning_points`."""
        return turning_points(self.table, left, right)

    def report(self, path: str | Path) -> Path:
        """Write a page of all leads that stands on its own: offline, without script, and printed.

        It holds the protective notes; the leads by confidence, each with its records, every value with
        its source and place, its links with their reasons, its conflicts, weakest link and nearest
        record outside; pairs to review; what was unlinkable or left out; the decisions; and the
        manifest. Long lists are cut, and the page says so.

        Args:
            path: the HTML file to write.

        Returns:
            The path.
        """
        return report(self.table, checks.path("path", path))

    def save(self, folder: str | Path, *, report: bool = False) -> Path:
        """Write clusters, pairs, rejected and unlinkable records, the records and the manifest.

        Everything is written aside first and moved into place at the end, so that a run that is
        stopped leaves nothing half-written.

        Args:
            folder: made if it is not there.
            report: also write ``report.html``.

        Returns:
            The folder.
        """
        return save(self.table, checks.path("folder", folder), with_report=report)

    def summary(self) -> dict[str, int]:
        """Counts: records, rejected, left out, set aside, candidate pairs, clusters and others.

        ``pairs_above_threshold`` counts pairs with a probability of at least ``min_probability``.
        Decisions do not change it; they are counted in ``decided_same`` and ``decided_different``.
        """
        return counts_of(self.table)

    def __repr__(self) -> str:
        counts = self.summary()
        decided = [f"{counts[key]:,} {key.replace('_', ' ')}, " for key in DECIDED if key in counts]
        return (
            f"Linkage({counts['records']:,} records, {counts['candidate_pairs']:,} candidate pairs, "
            f"{counts['pairs_above_threshold']:,} pairs at {self.table.min_probability:g} or more, "
            f"{''.join(decided)}"
            f"{counts['clusters']:,} clusters)"
        )

    def _repr_html_(self) -> str:
        note = "Leads to verify with their sources, not identifications."
        return counts_table("Linkage", self.summary(), note)
