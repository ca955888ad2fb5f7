"""What would be, had a source not been there, a name not been known, a value been another."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.changing import Change, changed, named, parts_of
from suspectmatch.explaining.how import Link, links_among, members_of
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.tables import Clusters, Explanation
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, repr=False)
class WhatIf:
    """A pair as it is and as it would be.

    Attributes:
        change: what is changed, in words.
        before: the explanation as it is; its ``linked`` says whether the two are in one cluster.
        after: the explanation as it would be, and whether they would be in one cluster.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> other = linkage.what_if("a:1", "b:2", with_value={"b:2": {"birth_dates": ["1980-01-03"]}})
        >>> other.before.linked, other.after.linked
        (True, False)
    """

    change: str
    before: Explanation
    after: Explanation

    @property
    def is_decisive(self) -> bool:
        """Whether it changes if the two are in one cluster."""
        return self.before.linked != self.after.linked

    def __repr__(self) -> str:
        ends = f"{self.before.left[0]} and {self.before.right[0]}"
        return f"WhatIf({ends}, {self.change}: {_one_cluster(self.after)})"

    def __str__(self) -> str:
        names = [row.comparison for row in self.before.rows]
        then = {row.comparison: row for row in self.after.rows}
        lines = [
            f"{self.before.left[0]} and {self.before.right[0]}, {self.change}",
            f"  before: {_outcome(self.before)}",
            f"  after:  {_outcome(self.after)}",
        ]
        for row, name in zip(self.before.rows, names, strict=True):
            if (row.level, row.bits) != (then[name].level, then[name].bits):
                lines.append(
                    f"  {name}: {row.bits:+.1f} ({row.words}) would be {then[name].bits:+.1f} "
                    f"({then[name].words})"
                )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


@dataclass(frozen=True, slots=True, repr=False)
class ClusterWhatIf:
    """A cluster as it is and as it would be.

    Attributes:
        change: what is changed, in words.
        cluster_id: the cluster.
        records: its records as it is.
        parts: its records as they would be, by the clusters they would be in, the largest first;
            a record of a source that is left out is in none.
        gone: records of a source that is left out.
        fallen: links between its records that would be no lead any more, with their weight then.
        joined: records that would join any of the parts.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> linkage.what_if_cluster("a:1", without_source="b").parts
        (('a:1',),)
    """

    change: str
    cluster_id: str
    records: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    gone: tuple[str, ...]
    fallen: tuple[Link, ...]
    joined: tuple[str, ...]

    @property
    def falls_apart(self) -> bool:
        """Whether the records that are left would not be in one cluster."""
        return len(self.parts) > 1

    def __repr__(self) -> str:
        return f"ClusterWhatIf({self.cluster_id}, {self.change}: {len(self.parts)} parts)"

    def __str__(self) -> str:
        what = "falls apart" if self.falls_apart else "holds together"
        lines = [f"Cluster {self.cluster_id} of {len(self.records)} records {what}, {self.change}"]
        lines += [f"  part of {len(part)}: {', '.join(part)}" for part in self.parts]
        lines += [f"  not there: {', '.join(self.gone)}"] if self.gone else []
        lines += [f"  would join it: {', '.join(self.joined)}"] if self.joined else []
        lines += [
            f"  no lead any more: {link.left} and {link.right}, "
            f"probability {percent(link.probability)}, {link.words}"
            for link in self.fallen
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def what_if(
    clusters: Clusters,
    left: str,
    right: str,
    *,
    without_source: str | None = None,
    without_name: str | None = None,
    with_value: Mapping[str, Mapping[str, Any]] | None = None,
    prior: float | None = None,
    min_probability: float | None = None,
) -> WhatIf:
    """Explain a pair as it is and as it would be, were something different.

    The pair and all scored pairs of a changed record are weighed anew; all others keep their weights,
    and no other pair comes up that was not scored before.

    Args:
        clusters: the leads.
        left: ``source:record_id`` of one record.
        right: likewise of the other.
        without_source: as if no record of this source were there; neither of the two may be of it.
        without_name: as if neither of the two had this name, written as its source wrote it.
        with_value: by ``source:record_id``, fields with other values, as in ``load``.
        prior: as if these were the log2 odds before anything is compared.
        min_probability: as if this were the probability of a lead.

    Returns:
        Both explanations, and whether the two are and would be in one cluster.

    Raises:
        ParameterError: there is no such record, source, name or field, or a value is refused.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> sm.what_if(linkage.table, "a:1", "b:2", prior=-25.0).is_decisive
        True
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    people = clusters.scored.compared.people
    rows = rows_of(people, left, right)
    if without_source in {people.sources[people.source[row]] for row in rows}:
        raise ParameterError(
            f"One of the two records is of the source {without_source!r}: without it there is no pair. "
            "what_if_cluster says what would become of the others."
        )
    change = Change(without_source, without_name, with_value, prior, min_probability)
    then = changed(clusters, change, np.array(rows, np.int32))
    return WhatIf(change.words, Explainer(clusters).pair(*rows), Explainer(then).pair(*rows))


def what_if_cluster(
    clusters: Clusters,
    cluster_id: str,
    *,
    without_source: str | None = None,
    without_name: str | None = None,
    with_value: Mapping[str, Mapping[str, Any]] | None = None,
    prior: float | None = None,
    min_probability: float | None = None,
) -> ClusterWhatIf:
    """Say what would become of a cluster, were something different; see ``what_if``.

    Args:
        clusters: the leads.
        cluster_id: the cluster, or ``source:record_id`` of one of its records.
        without_source: as if no record of this source were there.
        without_name: as if none of its records had this name.
        with_value: by ``source:record_id``, fields with other values.
        prior: as if these were the log2 odds before anything is compared.
        min_probability: as if this were the probability of a lead.

    Returns:
        The parts that it would fall into, and the links that would be no lead any more.

    Raises:
        ParameterError: there is no such cluster, source, name or field, or a value is refused.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> sm.what_if_cluster(linkage.table, "a:1", prior=-25.0).falls_apart
        True
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    people = clusters.scored.compared.people
    rows = members_of(clusters, cluster_id)
    change = Change(without_source, without_name, with_value, prior, min_probability)
    then = changed(clusters, change, rows)
    of = people.sources.index(without_source) if without_source is not None else -1
    gone = [row for row in rows.tolist() if people.source[row] == of]
    stay = [row for row in rows.tolist() if people.source[row] != of]
    joined = np.flatnonzero(
        np.isin(then.label, then.label[stay]) & ~np.isin(np.arange(len(people)), rows)
    )
    return ClusterWhatIf(
        change=change.words,
        cluster_id=str(clusters.cluster_id[rows[0]]),
        records=named(people, rows.tolist()),
        parts=tuple(named(people, part) for part in parts_of(then, stay)),
        gone=named(people, gone),
        fallen=_fallen(clusters, then, stay),
        joined=named(people, joined.tolist()),
    )


def _fallen(clusters: Clusters, then: Clusters, rows: Sequence[int]) -> tuple[Link, ...]:
    """Links among some records that would be no lead any more, the strongest first."""
    explainer = Explainer(then)
    compared = explainer.compared(*links_among(clusters, np.array(rows, np.int32)))
    weight = explainer.weights(compared)
    probability = probability_of(weight)
    order = np.argsort(-weight, kind="stable")
    order = order[probability[order] < then.min_probability]
    words = explainer.in_short(compared.take(order))
    return tuple(
        Link(
            explainer.name_of(int(compared.left[k])),
            explainer.name_of(int(compared.right[k])),
            float(weight[k]),
            float(probability[k]),
            line,
        )
        for k, line in zip(order.tolist(), words, strict=True)
    )


def _outcome(explanation: Explanation) -> str:
    sure = f"{explanation.weight:+.1f} bits, probability {percent(explanation.probability)}"
    return f"{sure}, {_one_cluster(explanation)}"


def _one_cluster(explanation: Explanation) -> str:
    return "in one cluster" if explanation.linked else "not in one cluster"
