"""Plots of how well probabilities are calibrated, and of what a threshold costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating.calibration import Reliability
from suspectmatch.evaluating.thresholds import threshold_by_cost
from suspectmatch.plotting.axes import DARK, GREY, INK, PROBABILITIES, WARN, axes, bits_of, finish, label
from suspectmatch.tables import ScoredPairs

if TYPE_CHECKING:
    import numpy.typing as npt

N_POINTS: Final = 400
_STYLES: Final = {"precision": (DARK, "-"), "recall": (WARN, "--"), "cost": (GREY, "-.")}


def plot_thresholds(
    scored: ScoredPairs,
    *,
    is_true: npt.ArrayLike | None = None,
    cost_of_wrong_link: float = 19.0,
    cost_of_missed_link: float = 1.0,
    ax: Any = None,
) -> Any:
    """Plot precision, recall and cost against the threshold: expected, and measured where labelled.

    Expected values come from the probabilities alone and are as right as these. Recall is measured among
    the scored pairs; pairs that blocking missed are left out. The cost is a share of the highest cost.
    Thin lines are expected, thick lines measured.

    Args:
        scored: scored pairs, kept down to below the thresholds of interest.
        is_true: bool (P,) whether each pair is one person, such as ``same_person(scored, truth)``.
        cost_of_wrong_link: of a lead that is two persons, in any unit.
        cost_of_missed_link: of a true pair that is no lead, in the same unit.
        ax: axes to draw on; a new figure when None.

    Raises:
        ParameterError: the labels are not one for each pair, or a cost is not above 0.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> ax = plot_thresholds(linkage.scored, is_true=[True, True, True])
        >>> [line.get_label() for line in ax.get_lines()][:2]
        ['precision, expected', 'recall, expected']
    """
    checks.instance("scored", scored, ScoredPairs, "a ScoredPairs table, as made by score()")
    costs = cost_of_wrong_link, cost_of_missed_link
    best = threshold_by_cost(scored, cost_of_wrong_link=costs[0], cost_of_missed_link=costs[1])
    ax = axes(ax, 7.5, 4.2)
    low, high = bits_of([0.005, 0.9995])
    bits = np.linspace(low, high, N_POINTS)
    curves = {"expected": _curves(scored, scored.probability, bits, costs)}
    if is_true is not None:
        true = np.asarray(is_true, np.float64)
        if true.shape != scored.weight.shape:
            raise ParameterError(
                f"is_true must have a value for each of {len(scored):,} pairs, got shape {true.shape}."
            )
        curves["measured"] = _curves(scored, true, bits, costs)
    for kind, drawn in curves.items():
        width = 1.1 if kind == "expected" else 2.4
        for name, values in drawn.items():
            colour, dashes = _STYLES[name]
            ax.plot(bits, values, dashes, color=colour, linewidth=width, label=f"{name}, {kind}")
    _name_curves(ax, drawn)
    line = float(bits_of(best.min_probability))
    ax.axvline(line, color=INK, linewidth=1, linestyle=":")
    cheapest = f"least expected cost\nat {best.min_probability:.3g}"
    beside: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "shift": (-4, 0),
        "ha": "right",
        "va": "baseline",
    }
    label(ax, cheapest, (line, 0.5), **beside)
    ax.set_xticks(bits_of(PROBABILITIES[1:]), [f"{p:g}" for p in PROBABILITIES[1:]])
    ax.set_xlim(low, high)
    ax.set_ylim(0, 1.09)
    kinds = "expected (thin) and measured (thick)" if is_true is not None else "expected by the model"
    title = f"Precision, recall and cost, {kinds}"
    return finish(ax, title, "threshold: probability, spaced by its log odds", "share", grid="y")


def _name_curves(ax: Any, drawn: dict[str, npt.NDArray[np.float64]]) -> None:
    """Write the name of each curve at its right end, without overlap."""
    ends = {name: values[np.isfinite(values)][-1:] for name, values in drawn.items()}
    last = -1.0
    for name, end in sorted(ends.items(), key=lambda each: each[1].tolist()):
        if end.size:
            last = max(float(end[0]), last + 0.06)
            bold: dict[str, Any] = {"color": _STYLES[name][0], "fontweight": "bold"}
            label(ax, name, (1.0, last), xycoords=("axes fraction", "data"), **bold)


def _curves(
    scored: ScoredPairs,
    chance: npt.NDArray[np.float64],
    bits: npt.NDArray[np.float64],
    costs: tuple[float, float],
) -> dict[str, npt.NDArray[np.float64]]:
    """Precision, recall and cost (of the highest) at thresholds, by the chance that a pair is true."""
    order = np.argsort(-scored.weight, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(chance[order])])
    n = np.searchsorted(-scored.weight[order], -bits, side="right")
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = sums[n] / n, sums[n] / sums[-1]
        cost = costs[0] * (n - sums[n]) + costs[1] * (sums[-1] - sums[n])
        return {"precision": precision, "recall": recall, "cost": cost / cost.max(initial=0.0)}


def plot_reliability(reliability: Reliability, *, ax: Any = None) -> Any:
    """Plot whether probabilities are right: of pairs with probability 0.9, nine in ten should be true.

    Points are bins of pairs with the 95 % interval of their share of true pairs. On the line the
    probabilities are right; above it they are too low.

    Args:
        reliability: what ``suspectmatch.evaluating.reliability`` returned.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> from suspectmatch.evaluating import reliability
        >>> made = reliability([0.1, 0.1, 0.9, 0.9], [False, False, True, True], n_bins=2)
        >>> plot_reliability(made).get_title(loc="left")
        'Reliability of 4 pairs in 2 bins, mean error 0.100'
    """
    checks.instance("reliability", reliability, Reliability, "a Reliability, as reliability() returns")
    ax = axes(ax, 5.2, 5.0)
    frame = reliability.to_pandas()
    given, share = frame["mean_probability"], frame["share_true"]
    errors = np.maximum([share - frame["low"], frame["high"] - share], 0.0)
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1)
    label(ax, "well calibrated", (0.27, 0.27), shift=(6, -12), color=GREY, va="baseline")
    ax.errorbar(given, share, errors, fmt="o", color=DARK, markersize=6, capsize=3, elinewidth=1.2)
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.03, 1.03)
    ax.set_aspect("equal")
    n = int(reliability.n.sum())
    title = f"Reliability of {n:,} pairs in {reliability.n.size} bins, "
    title += f"mean error {reliability.expected_error:.3f}"
    return finish(ax, title, "mean probability of the bin", "share of true pairs, 95 % interval")
