"""Pieces of HTML for a page of leads. Whatever comes from a source is escaped here, and only here."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_LETTERS: Final = 160
"""A longer text is shortened, with all of it a click (or a printed page) away."""
MOST_PRINTED: Final = 2_000
"""A still longer text stays folded in print, too."""
MOST_OPEN: Final = 5
"""Values of one field that are shown before the others are folded away."""
LONG_WORD: Final = 24
"""A longer word may be broken anywhere, so that it widens no column."""

NOTHING: Final = '<span class="none">none</span>'


def document(title: str, body: Iterable[str], *, running: Sequence[str] = ()) -> str:
    """A whole page that asks for nothing from anywhere.

    Its policy allows one style and one script, known by their hashes, and no request at all.

    Args:
        title: of the page; browsers also print it at the top of each page.
        body: HTML of the parts.
        running: words to print at the top of each page, after the title.
    """
    style = _part("page.css") + _printed(title, running)
    script = _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(body) + f"\n<script>{script}</script>\n</body>\n</html>\n"


@cache
def _part(name: str) -> str:
    file = resources.files("suspectmatch.report") / name
    return file.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _printed(title: str, running: Sequence[str]) -> str:
    """What stands at the top and bottom of each printed page, where the browser can do it."""
    words = f"content: {_css_text(title)}; font: 700 8pt sans-serif;"
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


def text(value: str | None) -> str:
    """A value from a source, in its own direction of writing; a long one folded."""
    if not value:
        return NOTHING
    if len(value) <= MOST_LETTERS:
        return isolated(value)
    is_printed = len(value) <= MOST_PRINTED
    kind, words = ("", "") if is_printed else (' class="huge"', ", not printed")
    return (
        f"<details{kind}><summary>{isolated(value[:MOST_LETTERS] + '…')} ({len(value):,} characters"
        f"{words})</summary>{isolated(value)}</details>"
    )


def label(value: str) -> str:
    """As ``text``, for headings and summaries: a long value is cut, and whole in its title."""
    if len(value) <= MOST_LETTERS:
        return isolated(value)
    return isolated(value[:MOST_LETTERS] + "…", f' title="{html.escape(value)}"')


def tags(values: Sequence[str]) -> str:
    """Markings, each in a frame."""
    return "".join(f'<span class="tag">{label(value)}</span>' for value in values) or NOTHING


def texts(values: Sequence[str], n_all: int) -> str:
    """The values of one field, the first few open; ``n_all`` is how many the record has."""
    if not values:
        return NOTHING
    if len(values) == 1 and n_all == 1:
        return text(values[0])
    items = [f"<li>{text(value)}</li>" for value in values]
    shown = f"<ul>{''.join(items[:MOST_OPEN])}</ul>"
    if n_all > len(items):
        items.append(f"<li>and {n_all - len(items):,} more, in the record itself</li>")
    if n_all > MOST_OPEN:
        shown += (
            f"<details><summary>{n_all - MOST_OPEN:,} more</summary>"
            f"<ul>{''.join(items[MOST_OPEN:])}</ul></details>"
        )
    return shown


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    foot: str = "",
    kind: str = "",
    row_attributes: Sequence[str] | None = None,
) -> str:
    """A table of cells that are HTML already; the first cell of a row is its heading.

    Args:
        caption: HTML of the caption.
        heads: plain column headings; one that ends in ``#`` is a column of numbers.
        rows: HTML of the cells.
        foot: rows of a ``tfoot``, as HTML.
        kind: a CSS class.
        row_attributes: HTML attributes for each row, if any.
    """
    is_number = [head.endswith("#") for head in heads]
    top = "".join(
        f'<th scope="col"{_number(n)}>{html.escape(head.removesuffix("#"))}</th>'
        for head, n in zip(heads, is_number, strict=True)
    )
    body = []
    for k, (first, *rest) in enumerate(rows):
        cells = "".join(
            f"<td{_number(n)}>{cell}</td>" for cell, n in zip(rest, is_number[1:], strict=True)
        )
        more = f" {row_attributes[k]}" if row_attributes else ""
        body.append(f'<tr{more}><th scope="row">{first}</th>{cells}</tr>')
    style = f' class="{kind}"' if kind else ""
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="table, may scroll sideways">'
        f"<table{style}><caption>{caption}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody>{f'<tfoot>{foot}</tfoot>' if foot else ''}</table></div>"
    )


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Terms and what they are, both HTML."""
    return f"<dl>{''.join(f'<dt>{term}</dt><dd>{said}</dd>' for term, said in rows)}</dl>"


def named(word: str) -> str:
    """The name of a comparison or count, as words."""
    return html.escape(word.replace("_", " "))


def bits(value: float) -> str:
    """Bits with their sign; tables are rounded, the sums are not."""
    return f"{round(value, 2) + 0.0:+.2f}"


def many(n: int, noun: str) -> str:
    """A number and its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def isolated(value: str, attributes: str = "") -> str:
    """A text that keeps its own direction of writing and disturbs none beside it."""
    is_long = max(map(len, value.split()), default=0) > LONG_WORD
    kind = ' class="long"' if is_long else ""
    return f'<bdi dir="auto"{kind}{attributes}>{html.escape(value)}</bdi>'


def _number(is_number: bool) -> str:  # noqa: FBT001 - one flag, one meaning
    return ' class="number"' if is_number else ""
