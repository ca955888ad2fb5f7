"""A page of leads that stands on its own: one file, no request, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.clustering.protecting import protective_notes
from suspectmatch.errors import InputError
from suspectmatch.report import limits
from suspectmatch.report.leads import VALUE_FIELDS, Leads
from suspectmatch.tables.explanation_rows import FIGURES, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

    from suspectmatch.decisions import Decisions
    from suspectmatch.tables import Clusters

TITLE: Final = "Leads to verify, not identifications"
LONG_WORD: Final = 24
"""A longer word may be broken anywhere, so that it widens no column."""
COUNTS: Final = {
    "records": "records loaded",
    "rejected_rows": "rows rejected",
    "values_not_understood": "values not understood",
    "left_out": "records left out on purpose",
    "set_aside_by_role": "records not linked because of their role",
    "candidate_pairs": "candidate pairs compared",
    "pairs_above_threshold": "pairs at or above the threshold",
    "clusters": "clusters",
    "records_in_clusters": "records in clusters",
    "conflicts_in_clusters": "conflicting pairs within clusters",
    "unlinkable": "records with too little information to be linked",
    "protective_notes": "pairs of a protected record and another, in no cluster",
    "withheld": "records withheld from this reader",
    "decisions_applied": "decisions of reviewers applied",
    "decided_same": "pairs decided to be one person",
    "decided_different": "pairs decided to be two persons",
    "decisions_not_in_this_run": "decisions about records not in this run",
    "links_cut": "links cut in very large components",
    "pairs_unknown": "pairs within components that could not be compared",
}
"""The counts of a summary, in words."""
_FIRST: Final = ("records", "clusters", "records_in_clusters", "conflicts_in_clusters", "unlinkable")
TRUST: Final = (
    "How far to trust a probability: of links with a probability of 0.95 to 0.99, some 98 of 100 were "
    "true on published lists, and some 87 of 100 on invented registers, which hold many relatives and "
    "namesakes. Have some two hundred of your own links judged before you rely on them."
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
        decisions: what reviewers had decided.
        manifest: what the run was made from, as ``manifest.json`` has it.

    Returns:
        The path.

    Raises:
        InputError: the path is that of a folder.
    """
    if path.is_dir():
        raise InputError("The report must be a file, and this is a folder.", file=path.name)
    body = render(clusters, summary, decisions=decisions, manifest=manifest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".report-") as made:
        aside = Path(made) / "report.html"
        aside.write_text(body, encoding="utf-8", newline="\n")
        aside.replace(path)
    return path


def render(
    clusters: Clusters,
    summary: Mapping[str, int],
    *,
    decisions: Decisions | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> str:
    """The page; see `write_report`.

    Its policy allows one style and one script, known by their hashes, and no request at all.
    """
    leads, records = Leads(clusters), clusters.scored.compared.people.records
    style, script = _file("page.css") + _print_style(leads.page.markings), _file("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    unread = Counter(clusters.scored.compared.people.unread.column("source").to_pylist())
    return _environment().get_template("page.html").render(
        title=TITLE,
        policy=policy,
        style=style,
        script=script,
        leads=leads,
        summary=summary,
        decisions=decisions,
        manifest=manifest,
        records=records,
        unread=unread,
        notes=protective_notes(clusters).to_pylist(),
        unlinkable=clusters.unlinkable.to_pylist(),
        threshold=clusters.min_probability,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only a report needs it

    made = Environment(
        loader=PackageLoader("suspectmatch.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "bits": bits,
        "many": many,
        "words": lambda name: str(name).replace("_", " "),
        "percent": percent,
        "thousands": lambda n: f"{n:,}",
        "has_long_word": lambda text: max(map(len, text.split()), default=0) > LONG_WORD,
        "as_text": _as_text,
        "indented_json": lambda value: json.dumps(value, indent=1, ensure_ascii=False),
    }
    made.globals |= {
        "limits": limits,
        "counts": COUNTS,
        "first": _FIRST,
        "trust": TRUST,
        "figures": FIGURES,
        "value_fields": VALUE_FIELDS,
        "least": [(p, "any" if not p else f"at least {p:.1%}") for p in _LEAST],
    }
    return made


def bits(value: float) -> str:
    """Bits with their sign; tables are rounded, the sums are not."""
    return f"{round(value, 2) + 0.0:+.2f}"


def many(n: int, noun: str) -> str:
    """A number and its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _as_text(value: Any) -> str:
    """An option of the manifest as a reader sees it."""
    is_mapping = isinstance(value, dict)
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if is_mapping else str(value)


@cache
def _file(name: str) -> str:
    file = resources.files("suspectmatch.report") / "templates" / name
    return file.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _print_style(running: Sequence[str]) -> str:
    """What stands at the top and bottom of each printed page, where the browser can do it."""
    words = f"content: {_css_text(TITLE)}; font: 700 8pt sans-serif;"
    marks = f"content: {_css_text('; '.join(running))}; font: 700 8pt sans-serif;" if running else ""
    count = 'content: counter(page) " / " counter(pages); font: 8pt sans-serif;'
    return (
        f"@page {{ margin: 18mm 12mm 14mm; @top-left {{ {words} }} @top-right {{ {marks} }} "
        f"@bottom-right {{ {count} }} }}\n"
    )


def _css_text(value: str) -> str:
    """A text in a style sheet: all but letters and digits by number, so that nothing ends it."""
    safe = (c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in value)
    return f'"{"".join(safe)}"'
