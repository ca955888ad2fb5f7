"""How tables look in a notebook: counts only, escaped, never a value of a person."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def small_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], note: str = "") -> str:
    """A small HTML table; whole numbers get thousands, other numbers three figures.

    Args:
        title: its caption.
        heads: a heading for each column.
        rows: the cells; the first of a row is its heading.
        note: a line below.

    >>> small_table("Jail", ["field", "n"], [["<names>", 1200]]).count("&lt;names&gt;")
    1
    """
    sides = (_LEFT, *["text-align:right"] * (len(heads) - 1))
    top = "".join(
        f'<th scope="col" style="{side}">{_text(head)}</th>'
        for side, head in zip(sides, heads, strict=True)
    )
    body = "".join(
        f'<tr style="text-align:right"><th scope="row" style="{_LEFT}">{_text(first)}</th>'
        + "".join(f"<td>{_text(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    below = f'<p style="margin:.2em 0">{html.escape(note)}</p>' if note else ""
    return (
        f'<div><table style="border-collapse:collapse"><caption style="{_TITLE}">{html.escape(title)}'
        f"</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{below}</div>"
    )


_LEFT = "text-align:left"
_TITLE = "text-align:left;font-weight:bold;padding:.2em 0"


def counts_table(title: str, counts: dict[str, Any], note: str = "") -> str:
    """A small table of names and counts.

    >>> "records" in counts_table("People", {"records": 2})
    True
    """
    rows = [(name.replace("_", " "), n) for name, n in counts.items()]
    return small_table(title, ("", "how many"), rows, note)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else html.escape(str(cell))
