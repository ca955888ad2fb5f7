"""The clusters of a page of leads: the surest first, each with its records, its links and its doubts."""

from __future__ import annotations

import html
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch.explaining.cautions import KINDS
from suspectmatch.explaining.cluster_cautions import cautioned
from suspectmatch.explaining.pair import Explainer
from suspectmatch.report import page
from suspectmatch.report.told import Told
from suspectmatch.report.waterfall import waterfall
from suspectmatch.tables.explanation_rows import FIGURES, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from suspectmatch.tables import Clusters

MOST_CLUSTERS: Final = 500
"""Clusters that are shown in full; the others are counted."""
MOST_REVIEWS: Final = 200
"""Pairs to review that are shown; the others are counted."""
MOST_RECORDS: Final = 100
"""Records of one cluster that are shown; the others are counted."""
MOST_LINKS: Final = 20
"""Links, and likewise conflicts, of one cluster that are shown; the others are counted."""
MIN_REVIEW: Final = 0.5
"""A pair below the threshold is worth a look from this probability."""

_ORDER: Final = list(KINDS)
_OVERVIEW: Final = (
    "lead",
    "name",
    "records",
    "roles",
    "how many#",
    "sources#",
    "confidence#",
    "weakest link#",
    "conflicts#",
    "cautions#",
    "markings",
)


class Leads:
    """What of the clusters goes on the page, and in which order."""

    def __init__(self, clusters: Clusters) -> None:
        scored = clusters.scored
        label, probability = clusters.label, scored.probability
        left, right = scored.compared.left, scored.compared.right
        self.clusters, self.probability = clusters, probability
        self.explainer = Explainer(clusters)
        self.people = scored.compared.people
        together = label[left] == label[right]
        low = (probability >= MIN_REVIEW) & (probability < clusters.min_probability)
        self.links = np.flatnonzero(together & (probability >= clusters.min_probability))
        self.reviews = np.flatnonzero(low & ~together & ~clusters.across_roles)
        self.n_joined_already = int((low & together).sum())
        self.about = self._about()
        self.members = self._members()
        self.conflicts = self._conflicts()
        self.cautions = self._cautions()
        shown = {row for rows in self.members.values() for row in rows}
        for k in self.reviews[:MOST_REVIEWS]:
            shown |= {int(left[k]), int(right[k])}
        self.told = Told(self.people, sorted(shown))

    def parts(self) -> Iterator[str]:
        """The sections of leads and of pairs to review."""
        yield from self._leads()
        yield from self._reviews()

    def markings(self) -> list[str]:
        """All markings on the page."""
        return self.told.markings(self.told.raw)

    def sources(self) -> list[str]:
        """All sources on the page."""
        return sorted({self.told.identity(row)[0] for row in self.told.raw})

    def _about(self) -> list[dict[str, Any]]:
        """The clusters to show, the surest first: those with conflicts before any other."""
        order = [
            ("confidence", "descending"),
            ("weakest_link", "descending"),
            ("cluster_id", "ascending"),
        ]
        about = self.clusters.summary().sort_by(order)
        is_clear = about["n_conflicts"].to_numpy() == 0
        chosen = np.sort(np.argsort(is_clear, kind="stable")[:MOST_CLUSTERS])
        made: list[dict[str, Any]] = about.take(chosen).to_pylist()
        return made

    def _members(self) -> dict[str, list[int]]:
        """Rows of the clusters to show, by their id, in the order of source and record_id."""
        members: dict[str, list[int]] = {each["cluster_id"]: [] for each in self.about}
        ids = self.clusters.cluster_id
        for row in np.flatnonzero(self.clusters.size > 1).tolist():
            if ids[row] in members:
                members[ids[row]].append(row)
        identity = self.people.records.table.select(["source", "record_id"])
        for rows in members.values():
            names = identity.take(pa.array(rows, pa.int64())).to_pylist()
            keys = {row: tuple(name.values()) for row, name in zip(rows, names, strict=True)}
            rows.sort(key=keys.__getitem__)
        return members

    def _conflicts(self) -> dict[str, list[tuple[int, int]]]:
        """Pairs whose evidence speaks against one person, by cluster, the worst first."""
        left, right, weight = self.clusters.conflicts
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in self.members}
        for k in np.argsort(weight, kind="stable").tolist():
            name = self.clusters.cluster_id[left[k]]
            if name in found:
                found[name].append((int(left[k]), int(right[k])))
        return found

    def _cautions(self) -> dict[str, Counter[str]]:
        """Reasons to look twice, and of how many pairs each is true, by cluster, in their order."""
        found: dict[str, Counter[str]] = {name: Counter() for name in self.members}
        told = cautioned(self.clusters).group_by(["cluster_id", "kind", "words"])
        counts = told.aggregate([([], "count_all")]).to_pylist()
        for row in sorted(counts, key=lambda row: (_ORDER.index(row["kind"]), row["words"])):
            if row["cluster_id"] in found:
                found[row["cluster_id"]][row["words"]] = row["count_all"]
        return found

    def _leads(self) -> Iterator[str]:
        yield '<section id="leads" aria-labelledby="h-leads"><h2 id="h-leads">Leads</h2>'
        n_all, n_shown = len(self.clusters), len(self.members)
        if not n_all:
            yield "<p>No links reached the threshold, so there are no clusters.</p>"
        else:
            yield (
                "<p>Clusters in order of their confidence, surest first: how well the record is tied "
                "to its cluster that is tied worst. Clusters chain: two of their records may be joined "
                f"only through others. {html.escape(FIGURES)}</p>"
            )
        if n_all > n_shown:
            yield (
                f"<p><strong>{page.many(n_shown, 'cluster')} of {n_all:,} shown in full: those with "
                f"conflicts, and the surest. The records of the other {n_all - n_shown:,} are in "
                "clusters.csv, which is written when the run is saved.</strong></p>"
            )
        if self.members:
            yield self._overview()
        links = self._links_by_cluster()
        for number, about in enumerate(self.about, start=1):
            yield from self._lead(number, about, links[about["cluster_id"]])
        yield "</section>"

    def _overview(self) -> str:
        rows, attributes = [], []
        for number, about in enumerate(self.about, start=1):
            members = self.members[about["cluster_id"]]
            rows.append(
                (
                    f'<a href="#lead-{number}">Lead {number}</a>',
                    self.told.first_name(members),
                    self.told.some(members),
                    self.told.roles(members),
                    f"{about['n_records']:,}",
                    f"{about['n_sources']:,}",
                    percent(about["confidence"]),
                    percent(about["weakest_link"]),
                    f"{about['n_conflicts']:,}",
                    f"{len(self.cautions[about['cluster_id']]):,}",
                    page.tags(self.told.markings(members)),
                )
            )
            attributes.append(f'data-lead="lead-{number}"')
        made = page.table("All leads on this page", _OVERVIEW, rows, row_attributes=attributes)
        return f"<details><summary>Overview of the leads</summary>{made}</details>"

    def _links_by_cluster(self) -> dict[str, list[int]]:
        """Links of the clusters to show, strongest first."""
        found: dict[str, list[int]] = {name: [] for name in self.members}
        names = self.clusters.cluster_id[self.clusters.scored.compared.left[self.links]]
        for name, k in zip(names.tolist(), self.links.tolist(), strict=True):
            if name in found:
                found[name].append(k)
        return found

    def _lead(self, number: int, about: dict[str, Any], links: Sequence[int]) -> Iterator[str]:
        name, rows = about["cluster_id"], self.members[about["cluster_id"]]
        marks = self.told.markings(rows)
        n_pairs, cluster_id = len(rows) * (len(rows) - 1) // 2, page.label(name)
        weakest = [k for k in links if self.probability[k] == about["weakest_link"]][:1]
        data = self._data(rows, about["confidence"], about["n_conflicts"], len(self.cautions[name]))
        yield (
            f'<section class="lead" aria-labelledby="lead-{number}" {data}>'
            f'<h3 id="lead-{number}" class="found">Lead {number}: cluster {cluster_id}</h3>'
            f'<p class="marked">Markings: {page.tags(marks)}</p>'
        )
        yield page.pairs(
            [
                ("Records", f"{len(rows):,} from {page.many(about['n_sources'], 'source')}"),
                ("Roles", self.told.roles(rows)),
                ("Confidence", percent(about["confidence"])),
                (
                    "Weakest link",
                    f"{self._weakest(weakest)}probability {percent(about['weakest_link'])}",
                ),
                ("Direct links", f"{len(links):,} of {page.many(n_pairs, 'pair')} of records"),
                ("Conflicts", _conflict_words(about["n_conflicts"])),
                ("Look twice", _caution_words(self.cautions[name])),
                ("Bridge", _bridge(about, self.clusters.min_probability)),
            ]
        )
        yield self.told.records(f"Records of cluster {cluster_id}", rows[:MOST_RECORDS])
        if len(rows) > MOST_RECORDS:
            n_more = len(rows) - MOST_RECORDS
            yield f"<p>{page.many(n_more, 'more record')} of this cluster: see clusters.csv.</p>"
        yield "<details><summary>Every value, who says it and where it stands</summary>"
        yield self.told.values(f"Values of cluster {cluster_id}", rows[:MOST_RECORDS])
        yield "</details>"
        shown = list(links[: min(len(rows) * 2, MOST_LINKS)])
        shown += [k for k in weakest if k not in shown]
        yield "<h4>Links within the cluster, strongest first</h4>"
        for k in shown:
            tag = '<span class="tag">weakest link</span>' if k in weakest and len(links) > 1 else ""
            yield self._link(*self._pair(k), tag=tag)
        if len(links) > len(shown):
            yield f"<p>{page.many(len(links) - len(shown), 'more link')}: see pairs.csv.</p>"
        yield from self._against(self.conflicts[name])
        yield "</section>"

    def _against(self, conflicts: Sequence[tuple[int, int]]) -> Iterator[str]:
        """The conflicts of a cluster."""
        if not conflicts:
            return
        yield "<h4>Conflicts within the cluster, the worst first</h4>"
        for i, j in conflicts[:MOST_LINKS]:
            yield self._link(i, j, tag='<span class="tag bad">conflict</span>')
        if len(conflicts) > MOST_LINKS:
            yield f"<p>{page.many(len(conflicts) - MOST_LINKS, 'more conflict')} not shown.</p>"

    def _weakest(self, weakest: Sequence[int]) -> str:
        if not weakest:
            return ""
        names = [page.label(":".join(self.told.identity(row))) for row in self._pair(weakest[0])]
        return f"{names[0]} and {names[1]}, "

    def _data(
        self, rows: Sequence[int], probability: float, n_conflicts: int = 0, n_cautions: int = 0
    ) -> str:
        """What the page can be narrowed by."""
        sources = sorted({self.told.identity(row)[0] for row in rows})
        markings, told = json.dumps(self.told.markings(rows)), json.dumps(sources)
        return (
            f'data-probability="{probability:.6f}" data-conflicts="{n_conflicts}" '
            f'data-cautions="{n_cautions}" data-markings="{html.escape(markings)}" '
            f'data-sources="{html.escape(told)}"'
        )

    def _link(
        self, i: int, j: int, *, inside: str = "", tag: str = "", below: float | None = None
    ) -> str:
        """One pair, folded: its probability, and on opening it why."""
        why = self.explainer.pair(i, j)
        head = (
            f"{tag}{page.label(why.left[0])} and {page.label(why.right[0])}: probability "
            f"{percent(why.probability, below=below)}, {page.bits(why.weight)} bits"
        )
        return f'<details class="link"><summary>{head}</summary>{inside}{waterfall(why)}</details>'

    def _pair(self, k: int) -> list[int]:
        """The rows of a scored pair, in the order of source and record_id."""
        compared = self.clusters.scored.compared
        return sorted((int(compared.left[k]), int(compared.right[k])), key=self.told.identity)

    def _reviews(self) -> Iterator[str]:
        n_all, threshold = len(self.reviews), self.clusters.min_probability
        yield '<section id="review" aria-labelledby="h-review"><h2 id="h-review">To review</h2>'
        yield (
            "<p>Possible links below the threshold: candidate pairs of a probability of at least "
            f"{MIN_REVIEW} and below {threshold}, strongest first. They join no records.</p>"
        )
        if not n_all:
            yield "<p>There are none.</p>"
        if n_all > MOST_REVIEWS:
            yield (
                f"<p><strong>{page.many(MOST_REVIEWS, 'pair')} of {n_all:,} shown; the other "
                f"{n_all - MOST_REVIEWS:,} are in pairs.csv, which is written beside clusters.csv when "
                "the run is saved.</strong></p>"
            )
        if n_all:
            yield '<ol class="review">'
            for k in self.reviews[:MOST_REVIEWS].tolist():
                rows = self._pair(k)
                inside = self.told.records("The two records", rows)
                data = self._data(rows, float(self.probability[k]))
                yield f"<li {data}>{self._link(*rows, inside=inside, below=threshold)}</li>"
            yield "</ol>"
        if self.n_joined_already:
            yield (
                f"<p>Not listed here: {page.many(self.n_joined_already, 'pair')} of that probability "
                "whose records are in one cluster already, through other links.</p>"
            )
        yield "</section>"


def _conflict_words(n: int) -> str:
    if not n:
        return "none: no pair inside it is more likely of two persons"
    return f'<span class="tag bad">{n:,}</span>{"pair" if n == 1 else "pairs"} inside it, shown below'


def _caution_words(cautions: Counter[str]) -> str:
    if not cautions:
        return "none of the reasons that are looked for; a wrong link may have none"
    items = [f"<li>{html.escape(words)} ({page.many(n, 'pair')})</li>" for words, n in cautions.items()]
    return f"<ul>{''.join(items)}</ul>"


def _bridge(about: dict[str, Any], threshold: float) -> str:
    """The strongest link to a record outside that was not used."""
    if about["bridge_to"] is None:
        return "none: no record outside comes near"
    beyond = (
        f"of cluster {page.label(about['bridge_cluster'])}"
        if about["bridge_cluster"]
        else "in no cluster"
    )
    words = (
        f"{page.label(about['bridge_to'])}, {beyond}: the nearest record outside, with "
        f"{page.label(about['bridge_from'])} of probability {percent(about['bridge_probability'])}"
    )
    if about["bridge_probability"] < threshold:
        return words
    return (
        f'<span class="tag bad">look twice</span>{words}. It has the probability of a lead and was left '
        "out: it contradicts others here, or a decision parts them. One of them may be the wrong one."
    )
