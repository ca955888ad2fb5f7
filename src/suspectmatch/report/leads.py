"""The data of a page of leads: its clusters and pairs to review, and every value of their records."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.explaining.cautions import KINDS
from suspectmatch.explaining.cluster_cautions import cautioned
from suspectmatch.explaining.pair import Explainer
from suspectmatch.explaining.raw_values import text_of
from suspectmatch.report import limits
from suspectmatch.roles import PROTECTED_ROLES
from suspectmatch.schema import RECORD_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from suspectmatch.tables import Clusters, Explanation

_ABOUT_THE_RECORD: Final = ("source", "record_id", "role", "location", "handling", "extra")
VALUE_FIELDS: Final = tuple(name for name in RECORD_SCHEMA.names if name not in _ABOUT_THE_RECORD)
"""Fields whose values are listed one by one; ``extra`` is kept with the records and not shown."""


class ShownRecord:
    """One record of the page.

    Args:
        raw: its fields, as the canonical table has them.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.source, self.record_id, self.role = raw["source"], raw["record_id"], raw["role"]
        self.location: str | None = raw["location"]
        self.markings: list[str] = raw["handling"] or []
        self.identity = self.source, self.record_id
        self._raw = raw

    def __str__(self) -> str:
        return f"{self.source}:{self.record_id}"

    def n_values(self, field: str) -> int:
        """How many values a field has."""
        raw = self._raw[field]
        return len(raw) if isinstance(raw, list) else int(raw is not None)

    def values(self, field: str) -> list[str]:
        """The first values of a field, as its source wrote them."""
        raw = self._raw[field]
        values = raw if isinstance(raw, list) else [] if raw is None else [raw]
        return [text_of(value) for value in values[: limits.MOST_VALUES]]

    def place(self, field: str, position: int) -> str:
        """Where a value stands in the record."""
        is_list = isinstance(self._raw[field], list)
        return f"{field}[{position}] of {self.n_values(field)}" if is_list else field


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair, why it has its weight, and why it is shown."""

    why: Explanation
    is_weakest: bool = False
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Some records of the page together, with what the page can be filtered by."""

    records: list[ShownRecord]
    probability: float
    n_conflicts: int = 0
    n_cautions: int = 0

    @property
    def markings(self) -> list[str]:
        """All markings of the records, in order."""
        return sorted({mark for record in self.records for mark in record.markings})

    @property
    def sources(self) -> list[str]:
        """All sources of the records, in order."""
        return sorted({record.source for record in self.records})

    @property
    def roles(self) -> list[tuple[str, bool]]:
        """All roles of the records, in order, and whether each is protected."""
        return [(role, role in PROTECTED_ROLES) for role in sorted({each.role for each in self.records})]

    @property
    def first_name(self) -> str | None:
        """The first name of the first record that has one."""
        return next((name for record in self.records for name in record.values("names")[:1]), None)

    @property
    def filters(self) -> dict[str, str]:
        """Attributes that the page can be filtered by."""
        return {
            "data-probability": f"{self.probability:.6f}",
            "data-conflicts": str(self.n_conflicts),
            "data-cautions": str(self.n_cautions),
            "data-markings": json.dumps(self.markings),
            "data-sources": json.dumps(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Lead:
    """A cluster of the page.

    Attributes:
        number: its place on the page, from 1.
        about: its row of ``clusters.summary()``.
        group: its records.
        cautions: cautions in words, and of how many of its pairs each is true.
        weakest: the two records of its weakest link; None where a decision is the weakest.
        n_links: links among its records.
        shown_links: rows of the scored pairs of the links that are shown, strongest first.
        conflicts: pairs of rows whose evidence contradicts one person, the worst first.
    """

    number: int
    about: dict[str, Any]
    group: Group
    cautions: Counter[str]
    weakest: tuple[ShownRecord, ShownRecord] | None
    n_links: int
    shown_links: list[int]
    conflicts: list[tuple[int, int]]

    @property
    def n_pairs(self) -> int:
        """Pairs among its records."""
        n = len(self.group.records)
        return n * (n - 1) // 2


class Leads:
    """What of the clusters goes on the page, and in which order.

    Attributes:
        clusters: the clusters.
        reviews: rows of the scored pairs below the threshold that are worth a look, strongest first.
        n_joined_already: pairs of such a probability whose records are in one cluster already.
        leads: the clusters to show: those with conflicts and the surest, by falling confidence.
    """

    def __init__(self, clusters: Clusters) -> None:
        scored = clusters.scored
        label, probability = clusters.label, scored.probability
        left, right = scored.compared.left, scored.compared.right
        self.clusters, self.probability = clusters, probability
        self._explainer = Explainer(clusters)
        self.people = scored.compared.people
        together = label[left] == label[right]
        low = (probability >= limits.MIN_REVIEW) & (probability < clusters.min_probability)
        self._links = np.flatnonzero(together & (probability >= clusters.min_probability))
        self.reviews = np.flatnonzero(low & ~together & ~clusters.across_roles).tolist()
        self.n_joined_already = int((low & together).sum())
        about = self._about()
        members = self._members([each["cluster_id"] for each in about])
        shown = {row for rows in members.values() for row in rows}
        for k in self.reviews[: limits.MOST_REVIEWS]:
            shown |= {int(left[k]), int(right[k])}
        self._records = self._shown_records(sorted(shown))
        self.leads = self._leads(about, members)

    def __len__(self) -> int:
        return len(self.clusters)

    @property
    def page(self) -> Group:
        """All records of the page."""
        return Group(list(self._records.values()), 1.0)

    def links(self, lead: Lead) -> Iterator[ShownPair]:
        """The links of a cluster that are shown, strongest first, each with its explanation."""
        for k in lead.shown_links:
            is_weakest = lead.n_links > 1 and self._ends(k) == lead.weakest
            yield ShownPair(self._explain(k), is_weakest=is_weakest)

    def conflicts(self, lead: Lead) -> Iterator[ShownPair]:
        """The conflicts of a cluster that are shown, the worst first."""
        for pair in lead.conflicts[: limits.MOST_LINKS]:
            yield ShownPair(self._explainer.pair(*pair), is_conflict=True)

    def pairs_to_review(self) -> Iterator[tuple[Group, ShownPair]]:
        """The pairs to review that are shown, strongest first."""
        for k in self.reviews[: limits.MOST_REVIEWS]:
            yield Group([*self._ends(k)], float(self.probability[k])), ShownPair(self._explain(k))

    def _shown_records(self, rows: Sequence[int]) -> dict[int, ShownRecord]:
        table = self.people.records.table.select([*_ABOUT_THE_RECORD[:-1], *VALUE_FIELDS])
        raw = table.take(pa.array(rows, pa.int64())).to_pylist()
        return {row: ShownRecord(each) for row, each in zip(rows, raw, strict=True)}

    def _about(self) -> list[dict[str, Any]]:
        """The clusters to show, the surest first: those with conflicts before any other."""
        order = [
            ("confidence", "descending"),
            ("weakest_link", "descending"),
            ("cluster_id", "ascending"),
        ]
        about = self.clusters.summary().sort_by(order)
        is_clear = about["n_conflicts"].to_numpy() == 0
        chosen = np.sort(np.argsort(is_clear, kind="stable")[: limits.MOST_CLUSTERS])
        made: list[dict[str, Any]] = about.take(chosen).to_pylist()
        return made

    def _members(self, names: Iterable[str]) -> dict[str, list[int]]:
        """Rows of some clusters, by their id, in the order of source and record_id."""
        members: dict[str, list[int]] = {name: [] for name in names}
        rows = np.flatnonzero(self.clusters.size > 1)
        identity = self.people.records.table.select(["source", "record_id"]).take(pa.array(rows))
        keys = [("source", "ascending"), ("record_id", "ascending")]
        order = pc.sort_indices(identity, sort_keys=keys).to_numpy()
        for row in rows[order].tolist():
            name = self.clusters.cluster_id[row]
            if name in members:
                members[name].append(row)
        return members

    def _leads(self, about: list[dict[str, Any]], members: dict[str, list[int]]) -> list[Lead]:
        links = self._by_cluster(members, self._links, self.clusters.scored.compared.left[self._links])
        left, right, weight = self.clusters.conflicts
        order = np.argsort(weight, kind="stable")
        conflicts = self._by_cluster(members, order, left[order])
        cautions = self._cautions(members)
        made = []
        for number, each in enumerate(about, start=1):
            name = each["cluster_id"]
            own, rows, found = links[name], members[name], cautions[name]
            weakest = [k for k in own if self.probability[k] == each["weakest_link"]][:1]
            shown = own[: min(len(rows) * 2, limits.MOST_LINKS)]
            made.append(
                Lead(
                    number,
                    each,
                    Group(
                        [self._records[row] for row in rows],
                        each["confidence"],
                        each["n_conflicts"],
                        len(found),
                    ),
                    found,
                    self._ends(weakest[0]) if weakest else None,
                    len(own),
                    shown + [k for k in weakest if k not in shown],
                    [(int(left[k]), int(right[k])) for k in conflicts[name]],
                )
            )
        return made

    def _by_cluster(self, names: Iterable[str], pairs: Any, left: Any) -> dict[str, list[int]]:
        """Pairs by the cluster of their left records, in their order."""
        found: dict[str, list[int]] = {name: [] for name in names}
        for name, k in zip(self.clusters.cluster_id[left].tolist(), pairs.tolist(), strict=True):
            if name in found:
                found[name].append(k)
        return found

    def _cautions(self, names: Iterable[str]) -> dict[str, Counter[str]]:
        """Cautions and of how many pairs each is true, by cluster, in the order of their kinds."""
        found: dict[str, Counter[str]] = {name: Counter() for name in names}
        order = [kind.name for kind in KINDS]
        counts = cautioned(self.clusters).group_by(["cluster_id", "kind", "words"])
        rows = counts.aggregate([([], "count_all")]).to_pylist()
        for row in sorted(rows, key=lambda row: (order.index(row["kind"]), row["words"])):
            if row["cluster_id"] in found:
                found[row["cluster_id"]][row["words"]] = row["count_all"]
        return found

    def _pair(self, k: int) -> list[int]:
        """The rows of a scored pair, in the order of source and record_id."""
        compared = self.clusters.scored.compared
        rows = int(compared.left[k]), int(compared.right[k])
        return sorted(rows, key=lambda row: self._records[row].identity)

    def _ends(self, k: int) -> tuple[ShownRecord, ShownRecord]:
        one, other = self._pair(k)
        return self._records[one], self._records[other]

    def _explain(self, k: int) -> Explanation:
        return self._explainer.pair(*self._pair(k))
