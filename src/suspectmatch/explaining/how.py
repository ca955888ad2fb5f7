"""How a cluster came to be: link by link, the strongest first, and which of its pairs do not fit."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.cautions import KINDS
from suspectmatch.explaining.links import Link, links
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.tables import Clusters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    import pandas as pd

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


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """How the records of a cluster came together.

    Attributes:
        cluster_id: the cluster.
        records: ``source:record_id`` of its records.
        steps: the links that join it, the strongest first; each joins two parts that were apart.
        not_needed: other links above the threshold: without one of the steps, these may still hold.
        weak: pairs of its records that are below the threshold, the least likely first.
        conflicts: those of a probability below one half: two records of the cluster that are more
            likely to be two persons.
        min_probability: the threshold.
        is_whole: all pairs were compared; of a very large cluster only the links were.

    Example:
        >>> step = Link("a:1", "b:2", 9.0, 0.998, "same name", n_records=2)
        >>> history = History("c-1", ("a:1", "b:2"), (step,), (), (), (), 0.95)
        >>> history, history.n_without_links
        (History(c-1: 2 records, 1 steps), 0)
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
        """Cautions, with the pairs that they are true of."""
        found: dict[Caution, list[Link]] = {}
        for link in (*self.steps, *self.not_needed, *self.weak, *self.conflicts):
            for caution in link.cautions:
                found.setdefault(caution, []).append(link)
        order = [kind.name for kind in KINDS]
        return {each: tuple(found[each]) for each in sorted(found, key=lambda c: order.index(c.kind))}

    def to_pandas(self) -> pd.DataFrame:
        """One row for each pair: kind (step, not needed, weak, conflict) and the facts of the link."""
        import pandas as pd  # noqa: PLC0415 - only this needs it

        kinds = {
            "step": self.steps,
            "not needed": self.not_needed,
            "weak": self.weak,
            "conflict": self.conflicts,
        }
        rows = [{"kind": kind, **asdict(link)} for kind, own in kinds.items() for link in own]
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
            yield f"  {number}. {link}; {link.n_records} records together"
        for pairs, head in (
            (self.not_needed, "Links that were not needed"),
            (self.weak, "Pairs below the threshold"),
            (self.conflicts, "Conflicts: pairs that are more likely to be two persons"),
        ):
            if pairs:
                yield f"  {head}:"
                yield from (f"    {link}" for link in pairs[:MOST_SHOWN])
            if len(pairs) > MOST_SHOWN:
                yield f"    and {len(pairs) - MOST_SHOWN:,} more"
        if self.cautions:
            yield "  Cautions:"
            yield from (f"    {caution.words} {_ends(of)}" for caution, of in self.cautions.items())
        if self.n_without_links:
            yield f"  Joined by a decision, not by a link: {self.n_without_links:,} of its records."
        if not self.is_whole:
            yield f"  More than {MOST_COMPARED} records: only their links were compared."
        yield "  Leads to verify with their sources, not identifications."

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def how(clusters: Clusters, cluster_id: str) -> History:
    """Show link by link how a cluster came to be, and which of its pairs do not fit.

    Args:
        clusters: the clusters.
        cluster_id: the cluster, or ``source:record_id`` of one of its records.

    Returns:
        The links that join it, the strongest first; those not needed; and pairs in conflict.

    Raises:
        ParameterError: there is no such cluster.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}, {"record_id": "2", **twice}]})
        >>> history = sm.how(linkage.table, "a:1")
        >>> history.steps[0].words, history.conflicts
        ('same name; same day', ())
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    explainer = Explainer(clusters)
    rows = members_of(clusters, cluster_id)
    is_whole = rows.size <= MOST_COMPARED
    first, second = np.triu_indices(rows.size, k=1)
    scored = links_among(clusters, rows)
    left, right = (rows[first], rows[second]) if is_whole else scored
    names = explainer.names_of(rows)
    # A pair that was never scored joins nothing, whatever its weight is.
    may_join = set(zip(*map(explainer.names_of, scored), strict=True))
    part = {name: {name} for name in names}
    found: dict[str, list[Link]] = {"step": [], "not needed": [], "weak": [], "conflict": []}
    for link in links(explainer, left, right, threshold=clusters.min_probability):
        if (link.left, link.right) not in may_join:
            found["weak" if link.probability >= UNLIKELY else "conflict"].append(link)
        elif part[link.left] is part[link.right]:
            found["not needed"].append(link)
        else:
            together = part[link.left] | part[link.right]
            part |= dict.fromkeys(together, together)
            found["step"].append(replace(link, n_records=len(together)))
    return History(
        str(clusters.cluster_id[rows[0]]),
        tuple(names),
        tuple(found["step"]),
        tuple(found["not needed"]),
        tuple(found["weak"][::-1]),
        tuple(found["conflict"][::-1]),
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


def links_among(clusters: Clusters, rows: Rows) -> tuple[Rows, Rows]:
    """The scored pairs above the threshold among some rows."""
    scored = clusters.scored
    left, right = scored.compared.left, scored.compared.right
    is_in = np.zeros(clusters.label.size, bool)
    is_in[rows] = True
    used = is_in[left] & is_in[right] & (scored.probability >= clusters.min_probability)
    return left[used], right[used]


def _ends(links: Sequence[Link]) -> str:
    """The pairs that a caution is true of."""
    more = f"; and {len(links) - MOST_NAMED:,} more" if len(links) > MOST_NAMED else ""
    return "; ".join(f"{link.left} and {link.right}" for link in links[:MOST_NAMED]) + more
