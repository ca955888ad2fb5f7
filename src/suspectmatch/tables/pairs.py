"""The three tables of pairs: candidates (a plan), compared (levels), scored (weights)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from suspectmatch.kernels import joins
from suspectmatch.options import DEFAULTS, RunOptions
from suspectmatch.tables.export import ArrowExport
from suspectmatch.tables.notebook import small_table
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.tables.blocking_report import BlockingReport
    from suspectmatch.tables.people import People

    Rows = npt.NDArray[np.int32]
    Buffers = tuple[Rows, Rows, npt.NDArray[np.int64]]
    Pairs = tuple[Rows, Rows, npt.NDArray[np.uint32]]

_SHOWN = (0.999, 0.99, 0.95, 0.5, 0.0)
"""Probabilities from which on a notebook shows how many pairs there are."""
CHUNK_PAIRS = 1 << 18
"""Default bound of the pairs of one chunk: about 10 MB of levels, and small enough to share out."""


def pair_buffers(capacity: int) -> Buffers:
    """Buffers for the pairs of one chunk, to be used again for the next, and counts by rule."""
    counts = np.zeros(joins.MAX_RULES, np.int64)
    return np.empty(capacity, np.int32), np.empty(capacity, np.int32), counts


@dataclass(frozen=True, eq=False, repr=False)
class CandidatePairs(ArrowExport):
    """The pairs worth comparing, made by ``block``: a plan, not a list.

    Attributes:
        people: the people they pair.
        rules: the names of the blocking rules, at most 32.
        groups: the index of shared keys; see `suspectmatch.kernels.joins.Groups`.
        side: int32 (N,) source of each record.
        across_only: whether only records of different sources are paired.
        plan_report: what each rule makes, before its pairs are compared with those of other rules.
        options: the options of the run so far.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> sm.block(sm.normalise(sm.load({"jail": records})), [sm.block_on("name")])
        CandidatePairs(1 pairs by 1 rules)
    """

    people: People
    rules: tuple[str, ...]
    groups: joins.Groups
    side: npt.NDArray[np.int32]
    across_only: bool
    plan_report: BlockingReport
    options: RunOptions = DEFAULTS

    def __len__(self) -> int:
        return int(self.new_pairs.sum())

    @cached_property
    def new_pairs(self) -> npt.NDArray[np.int64]:
        """int64 (32,): for each rule the pairs that no rule before it makes.

        Counted when it is first asked for, without making a pair.
        """
        return joins.count_pairs(self.groups, self.side, self.across_only, 0, self.groups.members.size)

    @cached_property
    def report(self) -> BlockingReport:
        """What each rule makes, and how many pairs there are in all."""
        return self.plan_report.counted(self.new_pairs.tolist())

    @property
    def n_pairs_at_most(self) -> int:
        """Pairs if none came under two rules: known at no cost."""
        return self.plan_report.n_pairs_at_most

    def plan(self, max_pairs: int = CHUNK_PAIRS) -> tuple[list[tuple[int, int]], int]:
        """Work units (start, stop) of each chunk of at most ``max_pairs`` pairs; the buffer they need.

        One record with more partners than ``max_pairs`` makes a larger chunk.
        """
        bounds, capacity = joins.plan_chunks(self.groups, self.side, self.across_only, max_pairs)
        return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)), int(capacity)

    def fill(self, start: int, stop: int, buffers: Buffers) -> tuple[Rows, Rows]:
        """The pairs of work units start to stop, written into ``buffers``: left and right.

        The counts in ``buffers`` are added to.
        """
        n = joins.fill_pairs(self.groups, self.side, self.across_only, start, stop, *buffers)
        return buffers[0][:n], buffers[1][:n]

    def rules_of(self, left: Rows, right: Rows) -> npt.NDArray[np.uint32]:
        """The mask of the rules under which each of P pairs of rows shares a key, uint32 (P,)."""
        return joins.rules_of_pairs(self.groups, left, right)

    def chunks(self, max_pairs: int = CHUNK_PAIRS) -> Iterator[Pairs]:
        """The pairs in bounded pieces: left, right (int32) and rule mask (uint32).

        left < right and no pair comes twice. Each piece is a new array.
        """
        units, capacity = self.plan(max_pairs)
        buffers = pair_buffers(capacity)
        for start, stop in units:
            left, right = self.fill(start, stop, buffers)
            yield left.copy(), right.copy(), self.rules_of(left, right)

    def to_arrow(self) -> pa.Table:
        """All pairs as an Arrow table: ``left`` and ``right`` (rows of records), ``rules`` (mask)."""
        parts = [pa.table(dict(zip(_PAIR, part, strict=True))) for part in self.chunks()]
        return pa.concat_tables(parts) if parts else _NO_PAIRS

    def __repr__(self) -> str:
        return f"CandidatePairs({len(self):,} pairs by {len(self.rules)} rules)"

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


_PAIR = ("left", "right", "rules")
_NO_PAIRS = pa.table(
    {
        "left": pa.array([], pa.int32()),
        "right": pa.array([], pa.int32()),
        "rules": pa.array([], pa.uint32()),
    }
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct rows of levels with their counts: the sufficient statistic of Fellegi-Sunter.

    Attributes:
        levels: int8 (U, K) distinct rows, in rising order.
        counts: int64 (U,) pairs that show each.
        rarity: float64 (U, F) mean rarity in bits of the pairs that show each.
    """

    levels: npt.NDArray[np.int8]
    counts: npt.NDArray[np.int64]
    rarity: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ComparedPairs(ArrowExport):
    """P pairs with the level of each comparison, made by ``compare``.

    Attributes:
        people: the people compared.
        comparisons: the K comparisons, in column order.
        left: int32 (P,) row of one record, always smaller than ``right``.
        right: int32 (P,) row of the other.
        rules: uint32 (P,) which blocking rules made the pair.
        levels: int8 (P, K): -1 missing, 0 contradicts, rising with agreement.
        rarity: float32 (P, F): bits of rarity of what agreed, a column for each comparison that
            has ``has_rarity``, in their order.
        options: the options of the run so far.
        blocking: what the blocking rules made; None for pairs that are not of a run.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> compared = sm.compare(sm.block(sm.normalise(sm.load({"jail": records}))))
        >>> compared.levels.shape, int(compared.levels[0, 0])
        ((1, 10), 13)
    """

    people: People
    comparisons: tuple[Comparison, ...]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    rules: npt.NDArray[np.uint32]
    levels: npt.NDArray[np.int8]
    rarity: npt.NDArray[np.float32]
    options: RunOptions = DEFAULTS
    blocking: BlockingReport | None = None

    def __len__(self) -> int:
        return int(self.left.size)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> ComparedPairs:
        """Some of the pairs: those where a mask is true, or those of the given rows, in that order."""
        return replace(
            self,
            left=self.left[rows],
            right=self.right[rows],
            rules=self.rules[rows],
            levels=self.levels[rows],
            rarity=self.rarity[rows],
        )

    def to_arrow(self) -> pa.Table:
        """Source and id of both sides, and a column of levels for each comparison."""
        columns = _identities(self.people, self.left, self.right)
        for k, comparison in enumerate(self.comparisons):
            columns[comparison.name] = pa.array(self.levels[:, k])
        return pa.table(columns)

    def __repr__(self) -> str:
        return f"ComparedPairs({len(self):,} pairs, {len(self.comparisons)} comparisons)"

    def _repr_html_(self) -> str:
        known = (self.levels >= 0).sum(axis=0).tolist()
        against = (self.levels == 0).sum(axis=0).tolist()
        rows = [(each.name, n, k) for each, n, k in zip(self.comparisons, known, against, strict=True)]
        heads = ("comparison", "known on both sides", "contradicts")
        return small_table(f"Compared pairs: {len(self):,}", heads, rows)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScoredPairs(ArrowExport):
    """Pairs with a weight, made by ``score``, strongest first.

    Attributes:
        compared: the compared pairs, row for row.
        weight: float64 (P,) log2 odds that the two records describe one person.
        prior: log2 odds of any pair before anything was compared; part of every weight.
        classifier: what scored them.
        n_candidates: candidate pairs that were compared to get these.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> scored = sm.Linker().predict(sm.normalise(sm.load({"jail": records})))
        >>> bool(scored.weight[0] > scored.prior), bool(scored.probability[0] > 0.9)
        (True, True)
    """

    compared: ComparedPairs
    weight: npt.NDArray[np.float64]
    prior: float
    classifier: Any
    n_candidates: int

    def __len__(self) -> int:
        return int(self.weight.size)

    @property
    def probability(self) -> npt.NDArray[np.float64]:
        """float64 (P,): the weight as a probability."""
        return probability_of(self.weight)

    def to_arrow(self) -> pa.Table:
        """Both identities, ``weight``, ``probability`` and a level column for each comparison."""
        table = self.compared.to_arrow()
        table = table.add_column(4, "weight", pa.array(self.weight))
        return table.add_column(5, "probability", pa.array(self.probability))

    def __repr__(self) -> str:
        return f"ScoredPairs({len(self):,} pairs kept of {self.n_candidates:,} candidates)"

    def _repr_html_(self) -> str:
        rows = [(f"at least {p:g}", int((self.probability >= p).sum())) for p in _SHOWN]
        note = f"kept of {self.n_candidates:,} candidate pairs; prior {self.prior:+.1f} bits"
        return small_table(f"Scored pairs: {len(self):,}", ("probability", "pairs"), rows, note)


def _identities(
    people: People, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> dict[str, pa.Array]:
    table = people.records.table.select(["source", "record_id"])
    columns: dict[str, pa.Array] = {}
    for side, rows in (("left", left), ("right", right)):
        taken = table.take(pa.array(rows))
        columns[f"source_{side}"] = taken.column("source").combine_chunks()
        columns[f"record_id_{side}"] = taken.column("record_id").combine_chunks()
    return columns
