"""Clusters of records that may describe one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.tables.cluster_summary import summarise
from suspectmatch.tables.notebook import small_table

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from suspectmatch.options import RunOptions
    from suspectmatch.tables.blocking_report import BlockingReport
    from suspectmatch.tables.pairs import Rows, ScoredPairs


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clusters:
    """A partition of the N records, made by ``cluster``.

    Attributes:
        scored: the pairs it was made from.
        label: int32 (N,) the smallest row of the record's cluster: the same for all its members.
        confidence: float64 (N,) probability of the record's strongest link within its cluster, its odds
            lowered by the bits of evidence of the members that contradict it (at most 12 each); 1 where
            an analyst decided the link; NaN for a record on its own. It says how well the record is
            tied to its cluster; it is not the probability that the whole cluster is one person.
        weakest: float64 (N,) probability of the weakest link that holds the record's cluster
            together (of a maximum spanning tree); NaN for a record on its own.
        cluster_id: N texts, the same for the same members in any run; None for a record on its own.
        conflicts: pairs of rows within one cluster whose evidence speaks against it: left and right,
            int32 (C,), and weight, float64 (C,) log2 odds.
        unlinkable: records set apart because they hold too little: source, record_id, bits, reason.
        counts: what was set apart, compared, cut and decided, in numbers.
        kept_apart: int32 (D, 2) pairs of rows that were decided to be two persons.
        across_roles: bool (P,) scored pairs of a protected record (a victim, say) and one that is not:
            they join nothing; `Linkage.protective_notes` lists them.
        options: the options of the run, all of them.
        decisions: what analysts had decided, a `Decisions`; None where the run was given none.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> clusters = sm.cluster(sm.Linker().predict(sm.normalise(sm.load({"jail": records}))))
        >>> clusters.label.tolist(), clusters.size.tolist()
        ([0, 0], [2, 2])
    """

    scored: ScoredPairs
    label: npt.NDArray[np.int32]
    confidence: npt.NDArray[np.float64]
    weakest: npt.NDArray[np.float64]
    cluster_id: npt.NDArray[np.object_]
    conflicts: tuple[Rows, Rows, npt.NDArray[np.float64]]
    unlinkable: pa.Table
    counts: dict[str, int]
    kept_apart: Rows
    across_roles: npt.NDArray[np.bool_]
    options: RunOptions
    decisions: Any = None

    @property
    def min_probability(self) -> float:
        """Links below this were not used."""
        return self.options.min_probability

    @property
    def blocking(self) -> BlockingReport | None:
        """What the blocking rules made; None for pairs that are not of a run."""
        return self.scored.compared.blocking

    def __len__(self) -> int:
        return int(np.unique(self.label[self.size > 1]).size)

    @property
    def size(self) -> npt.NDArray[np.int64]:
        """int64 (N,): records in each record's cluster."""
        counts: npt.NDArray[np.int64] = np.bincount(self.label, minlength=self.label.size)[self.label]
        return counts

    def summary(self) -> pa.Table:
        """One row per cluster of two or more records, an Arrow table in the order of ``to_arrow``.

        Columns:
            ``cluster_id``, ``n_records``, ``n_sources``;
            ``confidence``: the smallest of its records', that is, how well the record is tied to the
            cluster that is tied to it worst; see ``confidence`` above;
            ``weakest_link``: probability of the weakest link that holds it together;
            ``handling``, ``purposes``: all markings and purposes of its records;
            ``n_conflicts``: pairs inside it whose evidence speaks against one person;
            ``conflict_left``, ``conflict_right``, ``conflict_probability``: the worst of them;
            ``bridge_from``, ``bridge_to``, ``bridge_cluster``, ``bridge_probability``: the strongest
            link of a member to a record outside that was not used, that nobody decided against and that
            no role forbids, and that record's cluster (null if it is on its own). Null where there is
            none.

        Example:
            >>> import suspectmatch as sm
            >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
            >>> linkage = sm.link({"a": [{"record_id": "1", **twice}, {"record_id": "2", **twice}]})
            >>> linkage.table.summary().select(["n_records", "n_conflicts", "bridge_to"]).to_pylist()
            [{'n_records': 2, 'n_conflicts': 0, 'bridge_to': None}]
        """
        return summarise(self)

    def to_arrow(self) -> pa.Table:
        """One row per record linked to another: largest clusters first, then by id and identity."""
        rows = np.flatnonzero(self.size > 1)
        records = self.scored.compared.people.records.table
        taken = records.select(["source", "record_id", "role", "handling", "purpose"]).take(
            pa.array(rows)
        )
        table = pa.table(
            {
                "cluster_id": pa.array(self.cluster_id[rows], pa.string()),
                "source": taken.column("source"),
                "record_id": taken.column("record_id"),
                "confidence": pa.array(self.confidence[rows]),
                "n_records": pa.array(self.size[rows]),
                "weakest_link": pa.array(self.weakest[rows]),
                "role": taken.column("role"),
                "handling": taken.column("handling"),
                "purpose": taken.column("purpose"),
            }
        )
        keys = [("n_records", "descending")]
        keys += [(name, "ascending") for name in ("cluster_id", "source", "record_id")]
        return table.take(pc.sort_indices(table, sort_keys=keys))

    def to_pandas(self) -> pd.DataFrame:
        """As ``to_arrow``, as a pandas table."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Clusters({len(self):,} clusters of {int((self.size > 1).sum()):,} records)"

    def _repr_html_(self) -> str:
        sizes, counts = np.unique(self.size[np.unique(self.label[self.size > 1])], return_counts=True)
        rows = list(zip(sizes.tolist(), counts.tolist(), strict=True))
        note = (
            f"{int((self.size > 1).sum()):,} records; {len(self.conflicts[0]):,} conflicts within; "
            f"{len(self.unlinkable):,} records unlinkable; links of at least {self.min_probability:g}"
        )
        return small_table(f"Clusters: {len(self):,}", ("records in a cluster", "clusters"), rows, note)
