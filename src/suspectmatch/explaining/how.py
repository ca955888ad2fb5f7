"""How a cluster came to be: link by link, the strongest first, and what does not fit."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.cautions import KINDS
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from suspectmatch.tables.explanation_rows import Caution

    Rows = npt.NDArray[np.int32]

MOST_COMPARED: Final = 200
"""Records of the largest cluster whose pairs are all compared; of a larger one only the links are."""
UNLIKELY: Final = 0.5
"""Two records of one cluster below this probability are in conflict."""
MOST_SHOWN: Final = 10
"""Links of one kind that are written out; the others are counted."""
MOST_NAMED: Final = 3
"""Pairs that are named beside a caution; the others are counted."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records of a cluster.

    Attributes:
        left: ``source:record_id``.
        right: likewise.
        weight: log2 odds.
        probability: the same as a probability.
        words: what speaks for it and what against it.
        n_records: records that were together once it had joined them; 0 for a pair that joins none.
        cautions: reasons to look twice.
    """

    left: str
    right: str
    weight: float
    probability: float
    words: str
    n_records: int = 0
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """How the records of a cluster came together.

    Attributes:
        cluster_id: the cluster.
        records: ``source:record_id`` of its records.
        steps: the links that join it, the strongest first; each joins two parts that were apart.
        not_needed: other links of at least the probability of a lead: cut one of the steps, and these
            may still hold.
        weak: pairs of its records that are no lead by themselves, the least likely first.
        conflicts: those of a probability below one half: two records of the cluster that are more
            likely of two persons.
        min_probability: that of a lead.
        is_whole: all pairs were compared; of a very large cluster only the links were.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}, {"record_id": "2", **twice}]})
        >>> history = linkage.how(linkage.clusters.cluster_id[0])
        >>> history.steps[0].words, history.conflicts
        ('same name; same day', ())
    """

    cluster_id: str
    records: tuple[str, ...]
    steps: tuple[Link, ...]
    not_needed: tuple[Link, ...]
    weak: tuple[Link, ...]
    conflicts: tuple[Link, ...]
    min_probability: float
    is_whole: bool = True

    @property
    def n_without_links(self) -> int:
        """Records that no link of these joins to the others: a decision put them there."""
        return len(self.records) - 1 - len(self.steps)

    @property
    def cautions(self) -> dict[Caution, tuple[Link, ...]]:
        """Reasons to look twice, with the pairs that they are true of."""
        found: dict[Caution, list[Link]] = {}
        for link in (*self.steps, *self.not_needed, *self.weak, *self.conflicts):
            for caution in link.cautions:
                found.setdefault(caution, []).append(link)
        order = list(KINDS)
        return {each: tuple(found[each]) for each in sorted(found, key=lambda c: order.index(c.kind))}

    def to_pandas(self) -> pd.DataFrame:
        """One row for each pair: kind (step, not needed, weak, conflict) and the facts of the link."""
        kinds = {
            "step": self.steps,
            "not needed": self.not_needed,
            "weak": self.weak,
            "conflict": self.conflicts,
        }
        rows = [{"kind": kind, **asdict(link)} for kind, links in kinds.items() for link in links]
        return pd.DataFrame(rows, columns=["kind", *Link.__slots__])

    def to_json(self) -> str:
        """As indented JSON, with the attributes as keys."""
        body = {"format": "suspectmatch history 1", **asdict(self)}
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"

    def __repr__(self) -> str:
        return f"History({self.cluster_id}: {len(self.records)} records, {len(self.steps)} steps)"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterable[str]:
        by = "1 link" if len(self.steps) == 1 else f"{len(self.steps)} links"
        yield f"Cluster {self.cluster_id}: {len(self.records)} records by {by}"
        for number, link in enumerate(self.steps, start=1):
            yield f"  {number}. {_words(link)}; {link.n_records} records together"
        for links, head in (
            (self.not_needed, "Links that were not needed"),
            (self.weak, "Pairs that are no lead by themselves"),
            (self.conflicts, "Conflicts: pairs that are more likely of two persons"),
        ):
            if links:
                yield f"  {head}:"
                yield from (f"    {_words(link)}" for link in links[:MOST_SHOWN])
            if len(links) > MOST_SHOWN:
                yield f"    and {len(links) - MOST_SHOWN:,} more"
        if self.cautions:
            yield "  Look twice:"
            yield from (f"    {caution.words} {_ends(of)}" for caution, of in self.cautions.items())
        if self.n_without_links:
            yield f"  Joined by no link, but by a decision: {self.n_without_links:,} of its records."
        if not self.is_whole:
            yield f"  More than {MOST_COMPARED} records: only their links were looked at."
        yield "  Leads to verify with their sources, not identifications."

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def how(clusters: Clusters, cluster_id: str) -> History:
    """Say link by link how a cluster came to be, and which of its pairs do not fit.

    Args:
        clusters: the leads.
        cluster_id: the cluster, or ``source:record_id`` of one of its records.

    Returns:
        The links that join it, the strongest first; those not needed; and pairs in conflict.

    Raises:
        ParameterError: there is no such cluster.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}, {"record_id": "2", **twice}]})
        >>> sm.how(linkage.table, "a:1").records
        ('a:1', 'a:2')
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    explainer = Explainer(clusters)
    rows = members_of(clusters, cluster_id)
    is_whole = rows.size <= MOST_COMPARED
    left, right = all_pairs(rows) if is_whole else links_among(clusters, rows)
    compared = explainer.compared(left, right)
    weight = explainer.weights(compared)
    order = np.argsort(-weight, kind="stable")
    compared, weight = compared.take(order), weight[order]
    probability = probability_of(weight)
    is_lead = probability >= clusters.min_probability
    linked = is_lead
    if is_whole:
        linked = linked & _are_scored(clusters, compared.left, compared.right)
    words, cautions = explainer.in_short(compared), explainer.cautions.of(compared, is_lead)
    part = {int(row): {int(row)} for row in rows}
    steps: list[Link] = []
    not_needed: list[Link] = []
    weak: list[Link] = []
    conflicts: list[Link] = []
    names = {int(row): explainer.name_of(int(row)) for row in rows}
    for k, (i, j) in enumerate(zip(compared.left.tolist(), compared.right.tolist(), strict=True)):
        facts = names[i], names[j], float(weight[k]), float(probability[k]), words[k]
        link = Link(*facts, cautions=cautions[k])
        if not linked[k]:
            (weak if probability[k] >= UNLIKELY else conflicts).append(link)
        elif part[i] is part[j]:
            not_needed.append(link)
        else:
            together = part[i] | part[j]
            part |= dict.fromkeys(together, together)
            steps.append(replace(link, n_records=len(together)))
    return History(
        str(clusters.cluster_id[rows[0]]),
        tuple(names.values()),
        tuple(steps),
        tuple(not_needed),
        tuple(weak[::-1]),
        tuple(conflicts[::-1]),
        clusters.min_probability,
        is_whole,
    )


def members_of(clusters: Clusters, cluster_id: str) -> Rows:
    """Rows of a cluster, by its id or by the identity of one of its records, int32.

    Raises:
        ParameterError: there is no such cluster.
    """
    found = np.flatnonzero(clusters.cluster_id == cluster_id)
    if not found.size:
        people = clusters.scored.compared.people
        try:
            (row,) = rows_of(people, cluster_id)
        except ParameterError:
            raise ParameterError(
                f"There is no cluster {cluster_id!r}, and no record of that name; see clusters."
            ) from None
        found = np.flatnonzero(clusters.label == clusters.label[row])
        if found.size == 1:
            raise ParameterError(f"The record {cluster_id!r} is in no cluster; why_not says why.")
    return found.astype(np.int32)


def all_pairs(rows: Rows) -> tuple[Rows, Rows]:
    """Every pair of some rows, the smaller row first."""
    first, second = np.triu_indices(rows.size, k=1)
    return rows[first], rows[second]


def links_among(clusters: Clusters, rows: Rows) -> tuple[Rows, Rows]:
    """The scored pairs of at least the probability of a lead among some rows."""
    scored = clusters.scored
    left, right = scored.compared.left, scored.compared.right
    is_in = np.zeros(clusters.label.size, bool)
    is_in[rows] = True
    used = is_in[left] & is_in[right] & (scored.probability >= clusters.min_probability)
    return left[used], right[used]


def _are_scored(clusters: Clusters, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Whether pairs are among the scored ones: a pair that was never brought up joins nothing."""
    compared, n = clusters.scored.compared, clusters.label.size
    ends = np.unique(np.concatenate([left, right]))
    near = np.isin(compared.left, ends)
    kept = compared.left[near].astype(np.int64) * n + compared.right[near]
    return np.isin(left.astype(np.int64) * n + right, kept)


def _words(link: Link) -> str:
    return f"{link.left} and {link.right}: probability {percent(link.probability)}, {link.words}"


def _ends(links: Sequence[Link]) -> str:
    """The pairs that a caution is true of."""
    more = f"; and {len(links) - MOST_NAMED:,} more" if len(links) > MOST_NAMED else ""
    return "; ".join(f"{link.left} and {link.right}" for link in links[:MOST_NAMED]) + more
