"""Drawings of pairs: how weights are spread, what a model holds, why one pair weighs what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.plotting.axes import (
    DARK,
    GREY,
    INK,
    LIGHT,
    WARN,
    axes,
    bits_of,
    finish,
    label,
    rows_of,
    shortened,
)
from suspectmatch.scoring import Model
from suspectmatch.tables import Explanation, ScoredPairs
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

N_BINS: Final = 60


def plot_weights(scored: ScoredPairs, *, min_probability: float = 0.95, ax: Any = None) -> Any:
    """How many pairs have which weight, with the line between leads and others.

    The scale of counts is logarithmic: true pairs are few.

    Args:
        scored: scored pairs.
        min_probability: where leads begin.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> plot_weights(linkage.scored).get_title(loc="left")
        'Weights of 3 scored pairs, 3 of them leads'
    """
    checks.instance("scored", scored, ScoredPairs, "a ScoredPairs table, as made by score()")
    line = float(bits_of(checks.probability("min_probability", min_probability)))
    ax = axes(ax, 7.5, 3.6)
    weight = scored.weight
    n_leads = int((scored.probability >= min_probability).sum())
    if weight.size:
        low, high = min(float(weight.min()), line) - 1, max(float(weight.max()), line) + 1
        edges = np.linspace(low, high, N_BINS + 1)
        counts, _ = np.histogram(weight, edges)
        is_lead = edges[:-1] + np.diff(edges) / 2 >= line
        style = {"align": "edge", "edgecolor": DARK, "linewidth": 0.4}
        for which, colour in ((~is_lead, LIGHT), (is_lead, DARK)):
            ax.bar(edges[:-1][which], counts[which], np.diff(edges)[which], color=colour, **style)
        ax.set_yscale("log")
        ax.set_ylim(0.6, max(int(counts.max()), 1) * 3)
    ax.axvline(line, color=WARN, linestyle="--", linewidth=1.5)
    at_top: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "va": "top", "color": WARN}
    label(ax, f"leads from {min_probability:g} on", (line, 0.98), **at_top)
    of = "it" if weight.size == 1 else "them"
    title = f"Weights of {weight.size:,} scored pair{'s' * (weight.size != 1)}, {n_leads:,} of {of} "
    title += "a lead" if n_leads == 1 else "leads"
    return finish(ax, title, "weight, bits (log2 odds)", "pairs, log scale", grid="y")


def plot_model(model: Model, *, comparisons: Sequence[str] | None = None, ax: Any = None) -> Any:
    """What a model holds: for each level its share among pairs of one person, m, and of two, u.

    The further m lies to the right of u, the more the level speaks for one person; the weight in bits
    stands at the right.

    Args:
        model: a model, such as ``load_model()`` or that of a classifier.
        comparisons: names of comparisons to draw; all where None.
        ax: axes to draw on; a new figure when None.

    Raises:
        ParameterError: the model knows no such comparison.

    Example:
        >>> import suspectmatch as sm
        >>> ax = plot_model(sm.load_model(), comparisons=["sex"])
        >>> [text.get_text() for text in ax.get_yticklabels()]
        ['sex: shared', 'sex: different']
    """
    checks.instance("model", model, Model, "a Model, such as load_model() returns")
    chosen = list(model.levels if comparisons is None else comparisons)
    for name in chosen:
        checks.one_of("comparisons", name, list(model.levels))
    rows = [
        (f"{name}: {level}".replace("_", " "), p)
        for name in chosen
        for level, p in model.levels[name].items()
    ]
    ax = axes(ax, 8.0, 1.3 + 0.22 * len(rows))
    places = rows_of(ax, [name for name, _ in rows])
    m, u = (np.array([getattr(p, side) for _, p in rows]) for side in ("m", "u"))
    ax.hlines(places, np.minimum(m, u), np.maximum(m, u), color=LIGHT, linewidth=3, zorder=1)
    ax.plot(m, places, "o", color=DARK, markersize=6, label="m: among pairs of one person")
    ax.plot(u, places, "s", color="white", markeredgecolor=WARN, markersize=6,
            markeredgewidth=1.6, label="u: among pairs of two persons")  # fmt: skip
    for place, (_, p) in zip(places, rows, strict=True):
        label(ax, f"{p.weight:+.1f}", (1.02, place), shift=(0, 0), xycoords=("axes fraction", "data"))
    label(ax, "bits", (1.02, 1.0), shift=(0, 0), xycoords="axes fraction", va="bottom", color=GREY)
    ax.set_xscale("log")
    ax.legend(loc="upper left", bbox_to_anchor=(0.0, -3.2 / (len(rows) + 4)), ncols=2, frameon=False)
    return finish(ax, "Levels of the model", "share of pairs that show the level, log scale", grid="x")


def plot_explanation(explanation: Explanation, *, show_values: bool = False, ax: Any = None) -> Any:
    """The waterfall of one pair: from the prior, comparison by comparison, to its weight.

    A filled bar supports one person, a hatched one contradicts it.

    Args:
        explanation: what ``explain`` returned.
        show_values: write the values compared beside the bars. They are personal.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> ax = plot_explanation(linkage.explain("notices:N-101", "prison:7731"))
        >>> [text.get_text().partition(":")[0] for text in ax.get_yticklabels()]
        ['prior', 'name', 'birth date', 'nationality', 'total']
    """
    checks.instance("explanation", explanation, Explanation, "an Explanation, as made by explain()")
    bars = explanation.waterfall.bars
    names = []
    for step in (bar.step for bar in bars):
        is_row = step.name not in ("prior", "calibration")
        words = f"{step.title}: {step.words}" if is_row else step.title
        if show_values and step.both_values:
            words += f"\n{shortened(step.left or '?')} | {shortened(step.right or '?')}"
        names.append(words)
    ax = axes(ax, 8.0, 1.4 + (0.5 if show_values else 0.36) * len(bars))
    places = rows_of(ax, [*names, "total"])
    for place, bar in zip(places, bars, strict=False):
        style = {"color": DARK} if bar.is_for else {"color": "white", "hatch": "////"}
        edge = DARK if bar.is_for else WARN
        ax.barh(
            place, bar.step.bits, left=bar.before, height=0.62, edgecolor=edge, linewidth=1.2, **style
        )
        ax.plot([bar.after] * 2, [place, place + 1], color=GREY, linewidth=0.8, linestyle=":")
    ax.barh(places[-1], explanation.weight, height=0.62, color=GREY)
    for place, bar in zip(places, (*bars, explanation.waterfall.total), strict=True):
        end = max(bar.before, bar.after)
        ax.annotate(f"{bar.step.bits:+.1f}", (end, place), xytext=(4, 0), textcoords="offset points",
                    va="center", fontsize="small", color=INK)  # fmt: skip
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.use_sticky_edges = False
    ax.margins(x=0.12)
    ax.autoscale_view(scaley=False)
    left, right = (shortened(end[0], 40) for end in (explanation.left, explanation.right))
    title = f"{left} and {right}: probability {percent(explanation.probability)}"
    below = "bits (log2 odds). Filled: supports one person. Hatched: contradicts it."
    return finish(ax, title, below, grid="x")
