"""What a page of leads says of the run: what was left out, what was decided, what it was made from."""

from __future__ import annotations

import html
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.report import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from suspectmatch.decisions import Decisions
    from suspectmatch.tables import Clusters, People

MOST_UNLINKABLE: Final = 200
"""Records that hold too little to be linked that are listed; the others are counted."""
MOST_DECISIONS: Final = 500
"""Decisions that are listed, the newest; the others are counted."""


def left_out(people: People) -> Iterator[str]:
    """What was rejected, not understood, or left out on purpose, in numbers."""
    records = people.records
    unread = Counter(people.unread.column("source").to_pylist())
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
    yield (
        '<section id="left-out" aria-labelledby="h-left-out">'
        '<h2 id="h-left-out">Rejected and left out</h2>'
    )
    heads = ("source", "records#", "rows rejected#", "values not understood#", "left out#")
    yield page.table("Counts by source", heads, rows)
    if records.left_out:
        reasons = [
            (page.text(source), page.text(reason), f"{n:,}") for source, reason, n in records.left_out
        ]
        yield page.table("Left out on purpose", ("source", "reason", "how many#"), reasons)
    yield (
        "<p>Each rejected row and each value that was not understood is in rejected.csv, with its "
        "file, line and reason, when the run is saved.</p></section>"
    )


def unlinkable(clusters: Clusters) -> Iterator[str]:
    """Records that say too little to be linked to any other."""
    table = clusters.unlinkable
    yield (
        '<section id="unlinkable" aria-labelledby="h-unlinkable">'
        '<h2 id="h-unlinkable">Unlinkable</h2>'
        "<p>Records that hold too few bits of identity to be linked to any other. That nothing was "
        "found for them says nothing about the persons.</p>"
    )
    if not len(table):
        yield "<p>There are none.</p>"
    else:
        rows = [
            (
                f"{page.text(each['source'])} {page.text(each['record_id'])}",
                f"{each['bits']:.1f}",
                page.text(each["reason"]),
            )
            for each in table.slice(0, MOST_UNLINKABLE).to_pylist()
        ]
        yield page.table("Unlinkable records", ("source and record", "bits#", "reason"), rows)
    if len(table) > MOST_UNLINKABLE:
        n_more = len(table) - MOST_UNLINKABLE
        yield f"<p><strong>{page.many(n_more, 'more record')}: see unlinkable.csv.</strong></p>"
    yield "</section>"


def decided(decisions: Decisions | None) -> Iterator[str]:
    """What analysts decided, withdrawals among it."""
    yield (
        '<section id="decisions" aria-labelledby="h-decisions">'
        '<h2 id="h-decisions">Record of decisions</h2>'
    )
    if decisions is None or not len(decisions):
        yield "<p>This run was given no decisions of analysts.</p></section>"
        return
    standing = {each.id for each in decisions.standing()}
    rows = [
        (
            page.label(each.id),
            page.label(each.left),
            page.label(each.right),
            html.escape(each.verdict or f"withdraws {each.withdraws}"),
            "yes" if each.id in standing else "no",
            page.text(each.reason),
            page.text(each.by),
            page.text(each.at),
        )
        for each in decisions.entries[-MOST_DECISIONS:]
    ]
    heads = ("decision", "one record", "other record", "verdict", "stands", "reason", "by", "at")
    yield page.table("Decisions in the order in which they were made", heads, rows)
    if len(decisions) > MOST_DECISIONS:
        n_more = len(decisions) - MOST_DECISIONS
        yield f"<p><strong>{page.many(n_more, 'earlier line')}: see decisions.jsonl.</strong></p>"
    yield f"<p>Seal of all lines (SHA-256): <code>{html.escape(decisions.seal)}</code></p></section>"


def manifest(body: Mapping[str, Any]) -> Iterator[str]:
    """What the run was made from: inputs with their hashes, options, versions, model."""
    yield (
        '<section id="manifest" aria-labelledby="h-manifest"><h2 id="h-manifest">Manifest</h2>'
        "<p>What this run was made from; the same is in manifest.json when the run is saved.</p>"
    )
    inputs = [
        (
            f"{page.text(each['source'])}: {page.text(each['file'])}",
            page.text(each["format"]),
            f"{each['records_read']:,}",
            f"<code>{html.escape(each['sha256'])}</code>" if each["sha256"] else page.NOTHING,
            page.texts(each["notes"], len(each["notes"])),
        )
        for each in body["inputs"]
    ]
    yield page.table(
        "Inputs", ("source and file", "format", "records read#", "SHA-256", "notes"), inputs
    )
    options = [(page.named(name), _said(value)) for name, value in body["options"].items()]
    options.append(("prior", f"{page.bits(body['prior_bits'])} bits"))
    yield page.table("Options", ("option", "value"), options, kind="counts")
    versions = [(html.escape(name), page.text(version)) for name, version in body["versions"].items()]
    yield page.table("Versions", ("package", "version"), versions, kind="counts")
    blocking = [
        (page.text(r["rule"]), f"{r['keys']:,}", f"{r['pairs']:,}", f"{r['widest_block']:,}")
        for r in body["blocking"]
    ]
    yield page.table("Blocking rules", ("rule", "keys#", "pairs#", "widest block#"), blocking)
    model = json.dumps(body["model"], indent=1, ensure_ascii=False)
    provenance = body["model"].get("provenance") if isinstance(body["model"], dict) else None
    yield f"<p>Model: {page.text(provenance)}</p>"
    yield "<p>The model in full is in manifest.json, too.</p>"
    yield '<details class="model"><summary>The model in full</summary>'
    yield f"<pre>{html.escape(model)}</pre></details>"
    yield "</section>"


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return page.texts([str(each) for each in value], len(value))
    if isinstance(value, dict):
        return page.text(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return page.NOTHING if value is None else page.text(str(value))
