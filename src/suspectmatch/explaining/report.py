"""A page of leads that stands on its own: no script, no request, everything escaped."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch.errors import InputError
from suspectmatch.explaining import page
from suspectmatch.explaining.pair import Explainer
from suspectmatch.explaining.values import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from suspectmatch.tables import Clusters

MOST_CLUSTERS: Final = 500
"""Clusters that are shown in full; the others are counted."""
MOST_REVIEWS: Final = 200
"""Pairs to review that are shown; the others are counted."""
MOST_RECORDS: Final = 100
"""Records of one cluster that are shown; the others are counted."""
MOST_LINKS: Final = 20
"""Links of one cluster that are shown; the others are counted."""
MOST_VALUES: Final = 30
"""Values of one field of one record that are shown; the others are counted."""
MIN_REVIEW: Final = 0.5
"""A pair below the threshold is worth a look from this probability."""

_FIELDS: Final = ("names", "birth_dates", "nationalities", "documents")
_COLUMNS: Final = ("source", "record_id", "role", "location", "handling", *_FIELDS)
_HEADS: Final = (
    "source and record",
    "role",
    "location",
    "names",
    "birth dates",
    "nationalities",
    "documents",
    "markings",
)

_PROMISE: Final = """<div class="warning"><p><strong>Everything on this page is a lead to verify with its
sources. It is never an identification.</strong></p><p>A cluster holds records that are candidates for
describing one person; a probability says how well the records agree, not what anybody did. Ask each
source for the record at the location given before anything is decided, and mind the markings.</p>
</div>"""
_WORDS: Final = {
    "records": "records loaded",
    "rejected_rows": "rows rejected",
    "values_not_understood": "values not understood",
    "left_out": "records left out on purpose",
    "set_aside_by_role": "records set aside by their role",
    "candidate_pairs": "candidate pairs compared",
    "leads": "links at or above the threshold",
    "clusters": "clusters",
    "records_in_clusters": "records in clusters",
}


def write_report(clusters: Clusters, summary: Mapping[str, int], path: Path) -> Path:
    """Write the leads as one HTML page that works offline and in print.

    The page is written aside and moved into place, so that a run that is stopped leaves nothing
    half-written. The same leads give the same page.

    Args:
        clusters: the leads.
        summary: counts of the run, shown at the top.
        path: the file to write.

    Returns:
        The path.

    Raises:
        InputError: the path is that of a folder.
    """
    if path.is_dir():
        raise InputError("The report must be a file, and this is a folder.", file=path.name)
    leads = _Leads(clusters)
    body = page.document("Leads to verify", leads.body(summary))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".report-") as made:
        aside = Path(made) / "report.html"
        aside.write_text(body, encoding="utf-8", newline="\n")
        aside.replace(path)
    return path


class _Leads:
    """What of the clusters goes on the page, and in which order."""

    def __init__(self, clusters: Clusters) -> None:
        scored = clusters.scored
        label, probability = clusters.label, scored.probability
        left, right = scored.compared.left, scored.compared.right
        self.clusters = clusters
        self.explainer = Explainer(clusters)
        self.people = scored.compared.people
        self.probability = probability
        together = label[left] == label[right]
        low = (probability >= MIN_REVIEW) & (probability < clusters.min_probability)
        self.links = np.flatnonzero(together & (probability >= clusters.min_probability))
        self.reviews = np.flatnonzero(low & ~together)
        self.n_joined_already = int((low & together).sum())
        self.members = self._members()
        shown = {row for rows in self.members.values() for row in rows}
        for k in self.reviews[:MOST_REVIEWS]:
            shown |= {int(left[k]), int(right[k])}
        rows = sorted(shown)
        table = self.people.records.table.select(list(_COLUMNS)).take(pa.array(rows, pa.int64()))
        self.raw: dict[int, dict[str, Any]] = dict(zip(rows, table.to_pylist(), strict=True))

    def body(self, summary: Mapping[str, int]) -> Iterator[str]:
        """The parts of the page."""
        marks = _markings(self.raw.values())
        yield "<header><h1>Leads to verify</h1>"
        yield f"<div><strong>Markings on this page:</strong> {page.texts(marks, len(marks))}</div>"
        yield f"{_PROMISE}</header>"
        yield (
            '<nav aria-label="Parts of this page"><ul><li><a href="#counts">Counts</a></li>'
            '<li><a href="#leads">Leads</a></li><li><a href="#review">To review</a></li>'
            '<li><a href="#left-out">Rejected and left out</a></li></ul></nav><main>'
        )
        rows = [(page.named(_WORDS.get(name, name)), f"{n:,}") for name, n in summary.items()]
        yield '<section id="counts"><h2>Counts</h2>'
        yield page.table("This run in numbers", ("what", "how many#"), rows, kind="counts")
        threshold = self.clusters.min_probability
        yield f"<p>Links of a probability of at least {threshold} (the threshold) join records.</p>"
        yield "</section>"
        yield from self._leads()
        yield from self._reviews()
        yield from self._left_out()
        yield "</main>"

    def _members(self) -> dict[int, list[int]]:
        """Rows of the clusters to show, by label: the surest weakest link first, then by id."""
        label, size = self.clusters.label, self.clusters.size
        firsts = np.unique(label[size > 1])
        ids = self.clusters.cluster_id[firsts].astype(str)
        order = np.lexsort((ids, -self.clusters.weakest[firsts]))
        members: dict[int, list[int]] = {int(first): [] for first in firsts[order][:MOST_CLUSTERS]}
        for row in np.flatnonzero(np.isin(label, np.array(list(members), dtype=label.dtype))):
            members[int(label[row])].append(int(row))
        identity = self.people.records.table.select(["source", "record_id"])
        for rows in members.values():
            names = identity.take(pa.array(rows, pa.int64())).to_pylist()
            keys = {
                row: (name["source"], name["record_id"]) for row, name in zip(rows, names, strict=True)
            }
            rows.sort(key=keys.__getitem__)
        return members

    def _leads(self) -> Iterator[str]:
        yield '<section id="leads"><h2>Leads</h2>'
        n_all, n_shown = len(self.clusters), len(self.members)
        if not n_all:
            yield "<p>No links reached the threshold, so there are no clusters.</p>"
        else:
            yield (
                "<p>Clusters in order of their weakest link, the surest first. Clusters chain: two of "
                "their records may be joined only through others. Bits are log2 odds, rounded.</p>"
            )
        if n_all > n_shown:
            yield (
                f"<p><strong>{page.many(n_shown, 'cluster')} of {n_all:,} shown in full; the records of "
                f"the other {n_all - n_shown:,} are in clusters.csv, which is written when the run is "
                "saved.</strong></p>"
            )
        links = self._links_by_label()
        for number, (first, rows) in enumerate(self.members.items(), start=1):
            yield from self._lead(number, rows, links[first])
        yield "</section>"

    def _links_by_label(self) -> dict[int, list[int]]:
        """Links of the clusters to show, strongest first."""
        found: dict[int, list[int]] = {first: [] for first in self.members}
        labels = self.clusters.label[self.clusters.scored.compared.left[self.links]]
        for label, k in zip(labels.tolist(), self.links.tolist(), strict=True):
            if label in found:
                found[label].append(k)
        return found

    def _lead(self, number: int, rows: Sequence[int], links: Sequence[int]) -> Iterator[str]:
        cluster_id = page.label(str(self.clusters.cluster_id[rows[0]]))
        marks = _markings(self.raw[row] for row in rows)
        n_pairs = len(rows) * (len(rows) - 1) // 2
        weakest = page.percent(float(self.clusters.weakest[rows[0]]))
        yield (
            f'<section class="lead" aria-labelledby="lead-{number}">'
            f'<h3 id="lead-{number}">Lead {number}: cluster {cluster_id}</h3>'
            f"<dl><dt>Records</dt><dd>{len(rows):,}</dd>"
            f"<dt>Weakest link</dt><dd>probability {weakest}</dd>"
            f"<dt>Direct links</dt><dd>{len(links):,} of {page.many(n_pairs, 'pair')} of records</dd>"
            f"<dt>Markings</dt><dd>{page.texts(marks, len(marks))}</dd></dl>"
        )
        yield self._records(f"Records of cluster {cluster_id}", rows[:MOST_RECORDS])
        if len(rows) > MOST_RECORDS:
            n_more = len(rows) - MOST_RECORDS
            yield f"<p>{page.many(n_more, 'more record')} of this cluster: see clusters.csv.</p>"
        shown = links[: min(len(rows) * 2, MOST_LINKS)]
        yield "<h4>Links within the cluster, strongest first</h4>"
        for k in shown:
            yield self._link(k)
        if len(links) > len(shown):
            yield f"<p>{page.many(len(links) - len(shown), 'more link')}: see pairs.csv.</p>"
        yield "</section>"

    def _records(self, caption: str, rows: Sequence[int]) -> str:
        cells = []
        for row in rows:
            raw = self.raw[row]
            marks = raw["handling"] or []
            cells.append(
                [
                    f"{page.text(raw['source'])} {page.text(raw['record_id'])}",
                    page.named(raw["role"]),
                    page.text(raw["location"]),
                    *(self._values(row, field) for field in _FIELDS),
                    page.texts(marks, len(marks)),
                ]
            )
        return page.table(caption, _HEADS, cells)

    def _values(self, row: int, field: str) -> str:
        n_all = len(self.raw[row][field] or ())
        shown = [value_of(self.people, row, field, k) or "" for k in range(min(n_all, MOST_VALUES))]
        return page.texts(shown, n_all)

    def _link(self, k: int, inside: str = "") -> str:
        """One pair, folded: its probability, and on opening it why."""
        scored = self.clusters.scored
        names = [f"{source}:{record_id}" for source, record_id in self._pair(k)]
        head = (
            f"{page.label(names[0])} and {page.label(names[1])}: probability "
            f"{page.percent(float(self.probability[k]))}, {page.bits(float(scored.weight[k]))} bits"
        )
        why = page.explanation(self.explainer.pair(*self._rows(k)))
        return f"<details><summary>{head}</summary>{inside}{why}</details>"

    def _rows(self, k: int) -> list[int]:
        compared = self.clusters.scored.compared
        rows = [int(compared.left[k]), int(compared.right[k])]
        return sorted(rows, key=lambda row: (self.raw[row]["source"], self.raw[row]["record_id"]))

    def _pair(self, k: int) -> list[tuple[str, str]]:
        return [(self.raw[row]["source"], self.raw[row]["record_id"]) for row in self._rows(k)]

    def _reviews(self) -> Iterator[str]:
        n_all, threshold = len(self.reviews), self.clusters.min_probability
        yield '<section id="review"><h2>To review</h2>'
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
                yield f"<li>{self._link(k, self._records('The two records', self._rows(k)))}</li>"
            yield "</ol>"
        if self.n_joined_already:
            yield (
                f"<p>Not listed here: {page.many(self.n_joined_already, 'pair')} of that probability "
                "whose records are in one cluster already, through other links.</p>"
            )
        yield "</section>"

    def _left_out(self) -> Iterator[str]:
        records = self.people.records
        unread = Counter(self.people.unread.column("source").to_pylist())
        rows = [
            (
                page.text(source),
                f"{count['records']:,}",
                f"{count['rejected']:,}",
                f"{count['values_unread'] + unread[source]:,}",
                f"{count['left_out']:,}",
            )
            for source, count in records.counts().items()
        ]
        yield '<section id="left-out"><h2>Rejected and left out</h2>'
        heads = ("source", "records#", "rows rejected#", "values not understood#", "left out#")
        yield page.table("Counts by source", heads, rows)
        if records.left_out:
            reasons = [
                (page.text(source), page.text(reason), f"{n:,}")
                for source, reason, n in records.left_out
            ]
            yield page.table("Left out on purpose", ("source", "reason", "how many#"), reasons)
        yield (
            "<p>Each rejected row and each value that was not understood is in rejected.csv, with its "
            "file, line and reason, when the run is saved.</p></section>"
        )


def _markings(raw: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({mark for each in raw for mark in each["handling"] or ()})
