"""Pieces of HTML for a page of leads. Whatever comes from a source is escaped here, and only here."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from suspectmatch.tables import Explanation, ExplanationRow

MOST_LETTERS: Final = 160
"""A longer text is shortened, with all of it a click (or a printed page) away."""
MOST_OPEN: Final = 5
"""Values of one field that are shown before the others are folded away."""

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.5rem 3rem; background: #fff; color: #1b1b1b;
  font: 1rem/1.45 system-ui, "Noto Sans", sans-serif; }
h1 { margin: .5rem 0; } h2 { margin-top: 2.5rem; border-bottom: 2px solid #1b1b1b; }
h3 { margin: 0 0 .5rem; } h4 { margin: 1rem 0 .25rem; }
a { color: #0b4a8f; } a:focus-visible, summary:focus-visible, .wide:focus-visible {
  outline: 3px solid #0b4a8f; outline-offset: 2px; }
.warning { border: 2px solid #8a1c1c; border-left-width: .6rem; padding: .6rem 1rem;
  background: #fdf3f2; }
.lead, .review > li { border: 1px solid #767676; border-radius: .3rem; padding: 1rem; margin: 1rem 0; }
.review { padding-left: 1.5rem; } .review > li > details > summary { font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .93rem; }
table.counts { width: auto; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; min-width: 5rem; }
thead th, tfoot th, tfoot td { background: #eceff2; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td ul { margin: 0; padding-left: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .25rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.none { color: #595959; }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; } nav { display: none; }
  .wide { overflow: visible; } .lead, .review > li { border-width: 1px 0 0; padding: .5rem 0; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  tr, h3, h4 { break-inside: avoid; } h2, h3, h4, caption { break-after: avoid; }
}
"""

NOTHING: Final = '<span class="none">none</span>'


def document(title: str, body: Iterable[str]) -> str:
    """A whole page that asks for nothing from anywhere: its policy forbids scripts and requests."""
    head = (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(body) + "\n</body>\n</html>\n"


def text(value: str | None) -> str:
    """A value from a source, in its own direction of writing; a long one folded."""
    if not value:
        return NOTHING
    if len(value) <= MOST_LETTERS:
        return _isolated(value)
    return (
        f"<details><summary>{_isolated(value[:MOST_LETTERS] + '…')} ({len(value):,} characters)"
        f"</summary>{_isolated(value)}</details>"
    )


def label(value: str) -> str:
    """As ``text``, for headings and summaries: a long value is cut, and whole in its title."""
    if len(value) <= MOST_LETTERS:
        return _isolated(value)
    cut = html.escape(value[:MOST_LETTERS] + "…")
    return f'<bdi dir="auto" title="{html.escape(value)}">{cut}</bdi>'


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
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, foot: str = "", kind: str = ""
) -> str:
    """A table of cells that are HTML already; the first cell of a row is its heading.

    Args:
        caption: HTML of the caption.
        heads: plain column headings; one that ends in ``#`` is a column of numbers.
        rows: HTML of the cells.
        foot: rows of a ``tfoot``, as HTML.
        kind: a CSS class.
    """
    is_number = [head.endswith("#") for head in heads]
    top = "".join(
        f'<th scope="col"{_number(n)}>{html.escape(head.removesuffix("#"))}</th>'
        for head, n in zip(heads, is_number, strict=True)
    )
    body = []
    for first, *rest in rows:
        cells = "".join(
            f"<td{_number(n)}>{cell}</td>" for cell, n in zip(rest, is_number[1:], strict=True)
        )
        body.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    style = f' class="{kind}"' if kind else ""
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="table, may scroll sideways">'
        f"<table{style}><caption>{caption}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody>{f'<tfoot>{foot}</tfoot>' if foot else ''}</table></div>"
    )


def explanation(why: Explanation) -> str:
    """The rows of an explanation, from the prior to the total."""
    silent = [row.comparison for row in why.rows if _is_silent(row)]
    (_, prior), *calibrated = why.steps[: 2 if why.calibration else 1]
    before = [("prior", NOTHING, NOTHING, html.escape(why.prior_words), bits(prior))]
    before += [("calibration", NOTHING, NOTHING, html.escape(step), bits(n)) for step, n in calibrated]
    rows = before + [
        (named(row.comparison), text(row.left), text(row.right), _words(row), bits(row.bits))
        for row in why.rows
        if not _is_silent(row)
    ]
    foot = (
        '<tr><th scope="row" colspan="3">total</th>'
        f"<td>log2 odds; probability {percent(why.probability)}</td>"
        f'<td class="number">{bits(why.weight)}</td></tr>'
    )
    left, right = label(why.left[0]), label(why.right[0])
    caption = f"Why {left} and {right} have this weight"
    made = [
        table(caption, ("comparison", "left value", "right value", "level", "bits#"), rows, foot=foot)
    ]
    if silent:
        made.append(f"<p>Not known on both sides, 0 bits: {', '.join(map(named, silent))}.</p>")
    if why.note:
        made.append(f"<p>Note: {_isolated(why.note)}</p>")
    return "".join(made)


def _words(row: ExplanationRow) -> str:
    """The level, and what else there is to say of it, a click away."""
    words = html.escape(row.words)
    if not row.details:
        return words
    return f"<details><summary>{words}</summary>{'<br>'.join(map(_isolated, row.details))}</details>"


def named(word: str) -> str:
    """The name of a comparison or count, as words."""
    return html.escape(word.replace("_", " "))


def bits(value: float) -> str:
    """Bits with their sign; tables are rounded, the sums are not."""
    return f"{round(value, 2) + 0.0:+.2f}"


def percent(probability: float) -> str:
    """A probability, never rounded up to certainty."""
    if 0.001 <= probability <= 0.999:  # noqa: PLR2004 - the ends of what is worth a figure
        return f"{probability:.1%}"
    return "above 99.9%" if probability > 0.5 else "below 0.1%"  # noqa: PLR2004 - the middle


def many(n: int, noun: str) -> str:
    """A number and its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _is_silent(row: ExplanationRow) -> bool:
    return row.level == "missing" and row.bits == 0.0


def _isolated(value: str) -> str:
    return f'<bdi dir="auto">{html.escape(value)}</bdi>'


def _number(is_number: bool) -> str:  # noqa: FBT001 - one flag, one meaning
    return ' class="number"' if is_number else ""
