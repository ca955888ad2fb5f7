"""What a page of leads says of protected persons: pairs that are no leads, and come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from suspectmatch.clustering.protecting import protective_notes
from suspectmatch.report import page
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suspectmatch.tables import Clusters

MOST_NOTES: Final = 500
"""Notes that are shown; the others are counted."""
_HEADS: Final = ("protected record", "other record", "its lead", "probability#", "markings", "note")


def notes(clusters: Clusters) -> Iterator[str]:
    """The section of protective notes; nothing where there are none."""
    table = protective_notes(clusters)
    if not len(table):
        return
    yield (
        '<section id="protective" aria-labelledby="h-protective">'
        '<h2 id="h-protective">Protective notes</h2>'
        "<p>Pairs of a protected record and another. They are in no cluster and are no leads against "
        "anybody.</p>"
    )
    rows = [
        (
            _named(each, "protected"),
            _named(each, "other"),
            page.label(each["other_cluster"]) if each["other_cluster"] else page.NOTHING,
            percent(each["probability"]),
            page.tags(each["handling"]),
            page.text(each["note"]),
        )
        for each in table.slice(0, MOST_NOTES).to_pylist()
    ]
    yield page.table("Protective notes, the most probable first", _HEADS, rows)
    if len(table) > MOST_NOTES:
        n_more = len(table) - MOST_NOTES
        yield f"<p><strong>{page.many(n_more, 'more note')}: see protective_notes.csv.</strong></p>"
    yield "</section>"


def _named(note: dict[str, Any], side: str) -> str:
    identity = page.label(f"{note[f'{side}_source']}:{note[f'{side}_record_id']}")
    return f"{identity} ({page.named(note[f'{side}_role'])})"
