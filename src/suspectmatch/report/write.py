"""A page of leads that stands on its own: one file, no request, everything escaped."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.errors import InputError
from suspectmatch.report import account, page
from suspectmatch.report import protective_notes as protective
from suspectmatch.report.leads import Leads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from suspectmatch.decisions import Decisions
    from suspectmatch.tables import Clusters

TITLE: Final = "Leads to verify, not identifications"

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
    "conflicts_in_clusters": "contradictions within clusters",
    "unlinkable": "records that hold too little to be linked",
    "protective_notes": "pairs of a protected record and another, in no cluster",
    "withheld": "records withheld from this reader",
    "decisions_applied": "decisions of analysts applied",
    "decided_same": "pairs decided to be one person",
    "decided_different": "pairs decided to be two persons",
    "decisions_not_in_this_run": "decisions about records not in this run",
    "links_cut": "links cut in very large components",
    "pairs_unknown": "pairs within components that could not be compared",
}
_FIRST: Final = ("records", "clusters", "records_in_clusters", "conflicts_in_clusters", "unlinkable")
_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("counts", "Summary"),
    ("protective", "Protective notes"),
    ("leads", "Leads"),
    ("review", "To review"),
    ("unlinkable", "Unlinkable"),
    ("left-out", "Rejected and left out"),
    ("decisions", "Record of decisions"),
    ("manifest", "Manifest"),
)
TRUST: Final = (
    "How far to trust a probability: of links given 0.95 to 0.99, some 98 of 100 were true on published "
    "lists, and some 87 of 100 on invented registers, which hold many relatives and namesakes. Have "
    "some two hundred links of your own judged before you rely on them."
)
"""What `docs/explanation/limits-and-harm.md` has the figures of."""
_LEAST: Final = (0.0, 0.9, 0.95, 0.99, 0.999)


def write_report(
    clusters: Clusters,
    summary: Mapping[str, int],
    path: Path,
    *,
    decisions: Decisions | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Path:
    """Write the leads as one HTML page that works offline, without script and in print.

    The page is written aside and moved into place, so that a run that is stopped leaves nothing
    half-written. The same leads give the same page.

    Args:
        clusters: the leads.
        summary: counts of the run, shown at the top.
        path: the file to write.
        decisions: what analysts had decided.
        manifest: what the run was made from, as ``manifest.json`` has it.

    Returns:
        The path.

    Raises:
        InputError: the path is that of a folder.
    """
    if path.is_dir():
        raise InputError("The report must be a file, and this is a folder.", file=path.name)
    leads = Leads(clusters)
    parts = _body(leads, summary, decisions, manifest)
    body = page.document(TITLE, parts, running=leads.markings())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".report-") as made:
        aside = Path(made) / "report.html"
        aside.write_text(body, encoding="utf-8", newline="\n")
        aside.replace(path)
    return path


def _body(
    leads: Leads,
    summary: Mapping[str, int],
    decisions: Decisions | None,
    manifest: Mapping[str, Any] | None,
) -> Iterator[str]:
    """The parts of the page."""
    yield '<a class="skip" href="#leads">Skip to the leads</a>'
    yield f"<header><h1>{TITLE}</h1>"
    yield f"<div><strong>Markings on this page:</strong> {page.tags(leads.markings())}</div>"
    yield f"{_PROMISE}</header>"
    is_there = {"manifest": manifest is not None, "protective": bool(summary.get("protective_notes"))}
    parts = [each for each in _PARTS if is_there.get(each[0], True)]
    links = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in parts)
    yield f'<nav aria-label="Parts of this page"><ul>{links}</ul></nav><main>'
    yield from _counts(leads, summary)
    yield _tools(leads)
    yield from protective.notes(leads.clusters)
    yield from leads.parts()
    yield from account.unlinkable(leads.clusters)
    yield from account.left_out(leads.people)
    yield from account.decided(decisions)
    if manifest is not None:
        yield from account.manifest(manifest)
    yield "</main>"


def _counts(leads: Leads, summary: Mapping[str, int]) -> Iterator[str]:
    threshold = leads.clusters.min_probability
    figures = "".join(
        f"<div><dt>{_WORDS[name]}</dt><dd>{summary[name]:,}</dd></div>"
        for name in _FIRST
        if name in summary
    )
    yield '<section id="counts" aria-labelledby="h-counts"><h2 id="h-counts">Summary</h2>'
    yield f'<dl class="figures">{figures}</dl>'
    yield f"<p>Links of a probability of at least {threshold} (the threshold) join records.</p>"
    yield f"<p><strong>{TRUST}</strong></p>"
    rows = [(page.named(_WORDS.get(name, name)), f"{n:,}") for name, n in summary.items()]
    yield "<details><summary>All counts</summary>"
    yield page.table("This run in numbers", ("what", "how many#"), rows, kind="counts")
    yield "</details></section>"


def _tools(leads: Leads) -> str:
    """Search and filters, shown by the script; without it the page is whole and this is not there."""
    least = [(f"{p}", "any" if not p else f"at least {p:.1%}") for p in _LEAST]
    markings = [("", "any"), *((mark, mark) for mark in leads.markings())]
    sources = [("", "any"), *((source, source) for source in leads.sources())]
    return (
        '<section class="tools" id="tools" role="search" aria-label="Narrow what is shown" hidden>'
        '<label for="words">Search names, numbers, ids'
        '<input type="search" id="words" dir="auto" autocomplete="off" spellcheck="false"></label>'
        f"{_choice('marking', 'Marking', markings)}{_choice('source', 'Source', sources)}"
        f"{_choice('least', 'Probability', least)}"
        f"{_tick('conflicts')}{_tick('cautions')}"
        '<button type="button" id="clear">Show all</button>'
        '<button type="button" id="open">Open all links</button>'
        '<button type="button" id="close">Close all links</button>'
        '<output id="shown" for="words marking source least conflicts cautions"></output></section>'
    )


def _tick(name: str) -> str:
    return (
        f'<label class="tick" for="{name}"><input type="checkbox" id="{name}">only with {name}</label>'
    )


def _choice(name: str, words: str, options: list[tuple[str, str]]) -> str:
    inside = "".join(
        f'<option value="{html.escape(value)}">{html.escape(shown)}</option>' for value, shown in options
    )
    return f'<label for="{name}">{words}<select id="{name}">{inside}</select></label>'
