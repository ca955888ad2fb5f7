"""An explanation as a table with bars: figures for who reads, a waterfall for who looks."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from suspectmatch.report.page import bits, isolated, label, named, table, text
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    from suspectmatch.tables import Explanation, ExplanationRow

_HEADS: Final = (
    "comparison",
    "left value",
    "right value",
    "level",
    "bits#",
    "sum#",
    "filled for, outlined against",
)


def waterfall(why: Explanation) -> str:
    """The rows of an explanation, from the prior to the total, each with a bar from sum to sum.

    What speaks for one person is a filled bar to the right, what speaks against an empty one to the
    left, so that they can be told apart without colour; the figures stand beside.
    """
    shown = [row for row in why.rows if not _is_silent(row)]
    (_, prior), *calibrated = why.steps[: 2 if why.calibration else 1]
    steps = [("prior", "", "", html.escape(why.prior_words), prior)]
    steps += [("calibration", "", "", html.escape(words), n) for words, n in calibrated]
    steps += [
        (named(row.comparison), text(row.left), text(row.right), _words(row), row.bits) for row in shown
    ]
    sums = [0.0]
    for *_, step in steps:
        sums.append(sums[-1] + step)
    low, high = min(sums), max(sums)
    rows = [
        (*cells, bits(step), bits(after), _bar(before, after, low, high))
        for (*cells, step), before, after in zip(steps, sums[:-1], sums[1:], strict=True)
    ]
    foot = (
        '<tr><th scope="row" colspan="3">total</th>'
        f"<td>log2 odds; probability {percent(why.probability)}</td>"
        f'<td class="number">{bits(why.weight)}</td><td></td>'
        f"<td>{_bar(0.0, why.weight, low, high, kind='sum')}</td></tr>"
    )
    caption = f"Why {label(why.left[0])} and {label(why.right[0])} have this weight"
    made = [table(caption, _HEADS, rows, foot=foot, kind="waterfall")]
    silent = [named(row.comparison) for row in why.rows if _is_silent(row)]
    if silent:
        made.append(f"<p>Not known on one side or on both, 0 bits: {', '.join(silent)}.</p>")
    if why.doubt_words:
        made.append(f"<p>{html.escape(why.doubt_words)}.</p>")
    if why.cautions:
        words = "".join(f"<li>{html.escape(caution.words)}</li>" for caution in why.cautions)
        made.append(f"<p>Look twice:</p><ul>{words}</ul>")
    if why.note:
        made.append(f"<p>Note: {isolated(why.note)}</p>")
    return "".join(made)


def _bar(before: float, after: float, low: float, high: float, kind: str = "") -> str:
    """A bar from one sum to the next on the scale of all of them; the figures beside it say the same."""
    span = max(high - low, 1e-9)
    start, stop, zero = (
        2.0 + 96.0 * (x - low) / span for x in (min(before, after), max(before, after), 0)
    )
    kind = kind or ("for" if after >= before else "against")
    return (
        '<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<line class="zero" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="12"/>'
        f'<rect class="{kind}" x="{start:.1f}" y="2" width="{max(stop - start, 0.6):.1f}" height="8"/>'
        "</svg>"
    )


def _words(row: ExplanationRow) -> str:
    """The level, and what else there is to say of it, a click away."""
    words = html.escape(row.words)
    if not row.details:
        return words
    return f"<details><summary>{words}</summary>{'<br>'.join(map(isolated, row.details))}</details>"


def _is_silent(row: ExplanationRow) -> bool:
    return row.level == "missing" and row.bits == 0.0
