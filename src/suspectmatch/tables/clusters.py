"""Clusters of records that may describe one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.tables.export import ArrowExport
from suspectmatch.tables.identity import identities
from suspectmatch.tables.markings import union_of
from suspectmatch.tables.notebook import small_table
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.options import RunOptions
    from suspectmatch.tables.blocking_report import BlockingReport
    from suspectmatch.tables.pairs import Rows, ScoredPairs

    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clusters(ArrowExport):
    """A partition of the N records, made by ``cluster``.

    Attributes:
        scored: the pairs it was made from.
        label: int32 (N,) the smallest row of the record's cluster: the same for all its members.
        confidence: float64 (N,) probability of the record's strongest link within its cluster, its odds
            lowered by the bits of evidence of the members that contradict it (at most 12 each); 1 where
            an analyst decided the link; NaN for a single record. It is about this record and its
            cluster, not the probability that the whole cluster is one person.
        weakest: float64 (N,) probability of the weakest link that holds the record's cluster
            together (of a maximum spanning tree); NaN for a single record.
        cluster_id: N texts, the same for the same members in any run; None for a single record.
        conflicts: pairs of rows within one cluster whose evidence contradicts it: left and right,
            int32 (C,), and weight, float64 (C,) log2 odds.
        unlinkable: records not linked because they hold too little: source, record_id, bits, reason.
        counts: numbers of records not linked, pairs compared, links cut and pairs decided.
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
            ``confidence``: confidence of the least certain record in the cluster, see above;
            ``weakest_link``: probability of the weakest link that holds it together;
            ``handling``, ``purposes``: all markings and purposes of its records;
            ``n_conflicts``: pairs inside it whose evidence contradicts one person;
            ``conflict_left``, ``conflict_right``, ``conflict_probability``: the worst of them;
            ``bridge_from``, ``bridge_to``, ``bridge_cluster``, ``bridge_probability``: the strongest
            link from a member to a record outside that was not used (and that neither a decision nor a
            role forbids), and the cluster of that record, null if it has none. Null where there is no
            such link.

        Example:
            >>> import suspectmatch as sm
            >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
            >>> linkage = sm.link({"a": [{"record_id": "1", **twice}, {"record_id": "2", **twice}]})
            >>> linkage.table.summary().select(["n_records", "n_conflicts", "bridge_to"]).to_pylist()
            [{'n_records': 2, 'n_conflicts': 0, 'bridge_to': None}]
        """
        return _summary(self)

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


def _summary(clusters: Clusters) -> pa.Table:
    size = clusters.size
    linked = np.flatnonzero(size > 1)
    first, which = np.unique(clusters.label[linked], return_inverse=True)
    place = np.full(size.size, -1, np.int64)  # of each record its cluster's row here
    place[linked] = which
    n = first.size
    confidence = np.full(n, np.inf)
    np.minimum.at(confidence, which, clusters.confidence[linked])
    table = pa.table(
        {
            "cluster_id": pa.array(clusters.cluster_id[first], pa.string()),
            "n_records": pa.array(size[first]),
            "n_sources": pa.array(_n_sources(clusters, linked, which, n)),
            "confidence": pa.array(confidence),
            "weakest_link": pa.array(clusters.weakest[first]),
            **_markings(clusters, linked, which, n),
            **_conflicts(clusters, place, n),
            **_bridges(clusters, place, n),
        }
    )
    keys = [("n_records", "descending"), ("cluster_id", "ascending")]
    return table.take(pc.sort_indices(table, sort_keys=keys))


def _n_sources(clusters: Clusters, linked: Ints, which: Ints, n: int) -> Ints:
    people = clusters.scored.compared.people
    pairs = np.unique(which * len(people.sources) + people.source[linked])
    return np.bincount(pairs // max(len(people.sources), 1), minlength=n)


def _markings(clusters: Clusters, linked: Ints, which: Ints, n: int) -> dict[str, Any]:
    table = clusters.scored.compared.people.records.table
    fields = {"handling": "handling", "purposes": "purpose"}
    return {name: union_of(table.column(field), linked, which, n) for name, field in fields.items()}


def _conflicts(clusters: Clusters, place: Ints, n: int) -> dict[str, Any]:
    left, right, weight = clusters.conflicts
    which = place[left]
    order = np.lexsort((weight, which))
    has, begin = np.unique(which[order], return_index=True)
    worst = order[begin]
    names = [_names(clusters, _at(side[worst], has, n)) for side in (left, right)]
    probability = np.full(n, np.nan)
    probability[has] = probability_of(weight[worst])
    return {
        "n_conflicts": pa.array(np.bincount(which, minlength=n)),
        "conflict_left": names[0],
        "conflict_right": names[1],
        "conflict_probability": _numbers(probability),
    }


def _bridges(clusters: Clusters, place: Ints, n: int) -> dict[str, Any]:
    compared = clusters.scored.compared
    left, right = compared.left.astype(np.int64), compared.right.astype(np.int64)
    label = clusters.label
    rows = np.flatnonzero((label[left] != label[right]) & ~clusters.across_roles)
    one, other = (np.sort(clusters.kept_apart, axis=1)[:, side].astype(np.int64) for side in (0, 1))
    if one.size:
        apart = one * label.size + other
        rows = rows[~np.isin(left[rows] * label.size + right[rows], apart)]
    # Pairs come strongest first: the first that touches a cluster is its strongest.
    ends = np.stack([place[left[rows]], place[right[rows]]], axis=1).ravel()
    has, begin = np.unique(ends, return_index=True)
    begin, has = begin[has >= 0], has[has >= 0]
    pair, is_right = rows[begin // 2], begin % 2 == 1
    inner = np.where(is_right, right[pair], left[pair])
    outer = np.where(is_right, left[pair], right[pair])
    probability = np.full(n, np.nan)
    probability[has] = clusters.scored.probability[pair]
    beyond = _at(outer, has, n)
    ids = [clusters.cluster_id[row] if row >= 0 else None for row in beyond.tolist()]
    return {
        "bridge_from": _names(clusters, _at(inner, has, n)),
        "bridge_to": _names(clusters, beyond),
        "bridge_cluster": pa.array(ids, pa.string()),
        "bridge_probability": _numbers(probability),
    }


def _at(rows: npt.NDArray[Any], has: Ints, n: int) -> Ints:
    """A row for each of n clusters: those that have one; -1 for the others."""
    made = np.full(n, -1, np.int64)
    made[has] = rows
    return made


def _names(clusters: Clusters, rows: Ints) -> pa.Array:
    """``source:record_id`` of rows; null for -1."""
    taken = clusters.scored.compared.people.records.table.select(["source", "record_id"])
    return identities(taken.take(pa.array(rows, mask=rows < 0)))


def _numbers(values: npt.NDArray[np.float64]) -> pa.Array:
    """Numbers; null for NaN."""
    return pa.array(values, mask=np.isnan(values))
