"""Plots of a run: the pairs of each blocking rule, and the records and links of one cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.blocking import BlockingReport
from suspectmatch.errors import ParameterError
from suspectmatch.plotting.axes import (
    DARK,
    GREY,
    INK,
    LIGHT,
    WARN,
    axes,
    finish,
    label,
    plain,
    rows_of,
    shortened,
)
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    import numpy.typing as npt

    Points = npt.NDArray[np.float64]

MOST_RECORDS: Final = 60
"""A plot of more records than this cannot be read."""
_STEPS: Final = 300


def plot_blocking(report: BlockingReport, *, ax: Any = None) -> Any:
    """Plot the pairs that each blocking rule makes, and how many of them no earlier rule makes.

    Args:
        report: ``candidates.report`` or ``linkage.blocking``.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> plot_blocking(linkage.blocking).get_xlabel()
        'pairs'
    """
    checks.instance("report", report, BlockingReport, "a BlockingReport, such as candidates.report")
    rules = report.rules
    ax = axes(ax, 8.0, 1.4 + 0.34 * len(rules))
    places = rows_of(ax, [rule.rule.replace("_", " ") for rule in rules])
    made, new = [rule.n_pairs for rule in rules], [rule.n_new for rule in rules]
    ax.barh(
        places, made, height=0.7, color=LIGHT, edgecolor=DARK, linewidth=0.6, label="pairs of the rule"
    )
    ax.barh(places, new, height=0.34, color=DARK, label="pairs that no earlier rule makes")
    for place, n, k in zip(places, made, new, strict=True):
        label(ax, f"{n:,}, {k:,} new", (n, place))
    ax.set_xlim(0, max([1, *made]) * 1.4)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    ax.legend(loc="upper left", bbox_to_anchor=(-0.2, -1.5 / (len(rules) + 2.0)), ncols=2, frameon=False)
    share = report.n_pairs / max(report.n_possible, 1)
    title = f"{report.n_pairs:,} candidate pairs of {report.n_possible:,} possible ({share:.2%})"
    return finish(ax, title, "pairs", grid="x")


def plot_cluster(clusters: Clusters, cluster_id: str, *, ax: Any = None) -> Any:
    """Plot one cluster as a graph: its records, its links and its conflicts.

    A full line is a link; a thicker line means a higher probability. A dotted line is a pair below the
    threshold, a dashed line with a cross is a conflict. Each source has its own marker.

    Args:
        clusters: the clusters of the run.
        cluster_id: which cluster.
        ax: axes to draw on; a new figure when None.

    Raises:
        ParameterError: there is no such cluster, or it holds more records than can be drawn.

    Example:
        >>> import suspectmatch as sm
        >>> linkage = sm.link({"notices": "notices.csv", "prison": "prison.csv"})
        >>> ax = plot_cluster(linkage.table, linkage.clusters["cluster_id"][0])
        >>> sorted(text.get_text() for text in ax.texts)
        ['notices:N-103', 'prison:7752']
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    rows = np.flatnonzero(clusters.cluster_id == cluster_id)
    if not rows.size:
        raise ParameterError(f"cluster_id must be that of a cluster, got {cluster_id!r}.")
    if rows.size > MOST_RECORDS:
        raise ParameterError(
            f"Cluster {cluster_id} has {rows.size:,} records; at most {MOST_RECORDS} can be drawn."
        )
    place = {row: k for k, row in enumerate(rows.tolist())}
    scored, conflicts = clusters.scored, _pairs(place, *clusters.conflicts[:2])
    pairs = _pairs(place, scored.compared.left, scored.compared.right)
    probability = {(i, j): float(scored.probability[k]) for i, j, k in pairs}
    against = {(i, j) for i, j, _ in conflicts}
    links = {pair: p for pair, p in probability.items() if p >= clusters.min_probability}
    weak = [pair for pair in {*probability, *against} if pair not in links]
    points = spring_layout(rows.size, list(links), weak)
    size = 4.0 + 0.12 * rows.size
    ax = axes(ax, size + 1.5, size)
    for (i, j), p in probability.items():
        style = {"color": DARK, "linewidth": 1 + 2 * p**4} if (i, j) in links else _WEAK
        if (i, j) not in against:
            ax.plot(*points[[i, j]].T, zorder=1, **style)
    for i, j in sorted(against):
        ax.plot(*points[[i, j]].T, color=WARN, linestyle="--", linewidth=1.8, zorder=1)
        ax.plot(
            *points[[i, j]].mean(axis=0), "x", color=WARN, markersize=9, markeredgewidth=2.5, zorder=2
        )
    _records(ax, clusters, rows, points)
    weakest = percent(float(clusters.weakest[rows[0]]))
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.25)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    title = f"Lead {cluster_id}\n{rows.size} records, weakest link {weakest}"
    words = "full: link; dotted: below the threshold; dashed, crossed: conflict"
    finish(ax, title)
    ax.set_xlabel(words, fontsize="small", color=GREY)
    return ax


_WEAK: Final = {"color": GREY, "linewidth": 1.0, "linestyle": ":"}
_PATCH: Final = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8}
_MARKERS: Final = "os^Dv<>ph*"


def _records(ax: Any, clusters: Clusters, rows: npt.NDArray[np.int64], points: Points) -> None:
    people = clusters.scored.compared.people
    table = people.records.table.select(["source", "record_id"]).take(rows).to_pylist()
    sources = sorted({each["source"] for each in table})
    for k, source in enumerate(sources):
        own = [n for n, each in enumerate(table) if each["source"] == source]
        marker = _MARKERS[k % len(_MARKERS)]
        ax.plot(*points[own].T, marker, color="white", markeredgecolor=INK, markersize=11,
                markeredgewidth=1.6, zorder=3, label=plain(source))  # fmt: skip
    for point, each in zip(points, table, strict=True):
        name = plain(shortened(f"{each['source']}:{each['record_id']}"))
        label(ax, name, point, shift=(0, 10), ha="center", va="baseline", zorder=4, bbox=_PATCH)


def _pairs(
    place: dict[int, int], left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> list[tuple[int, int, int]]:
    """Pairs within the cluster: places of both ends, and which pair it is."""
    rows = np.array(list(place))
    found = np.flatnonzero(np.isin(left, rows) & np.isin(right, rows))
    return [(*sorted((place[int(left[k])], place[int(right[k])])), int(k)) for k in found]  # type: ignore[misc]


def spring_layout(n: int, links: list[tuple[int, int]], weak: list[tuple[int, int]]) -> Points:
    """Places for n points, float64 (n, 2) within [-1, 1], without any random numbers.

    Linked points attract each other, weak links less, and all points repel (Fruchterman and Reingold
    1991). They start on a circle, in their order, and stay there where most of them are linked.

    >>> spring_layout(2, [(0, 1)], []).shape
    (2, 2)
    """
    angle = 2 * np.pi * np.arange(n) / max(n, 1)
    points: Points = np.stack([np.cos(angle), np.sin(angle) * 0.9], axis=1)
    if n < 3:  # noqa: PLR2004 - two lie side by side already
        return points * [1.0, 0.0]
    if 2 * len(links) > n * (n - 1) / 2:  # nearly all are linked: the circle shows it best
        return points
    pull = np.full((n, n), 0.03)
    for strength, pairs in ((0.2, weak), (1.0, links)):
        for i, j in pairs:
            pull[i, j] = pull[j, i] = strength
    ideal = 1.2 / np.sqrt(n)
    for step in range(_STEPS):
        apart = points[:, None] - points[None]
        distance = np.sqrt((apart**2).sum(axis=2)) + np.eye(n)
        push = ideal**2 / distance**2 - np.eye(n)
        force = (apart * (push - pull * distance / ideal)[..., None]).sum(axis=1)
        length = np.maximum(np.sqrt((force**2).sum(axis=1, keepdims=True)), 1e-9)
        points = points + force / length * np.minimum(length, 0.1 * (1 - step / _STEPS))
    points = points - points.mean(axis=0)
    return points / max(float(np.abs(points).max()), 1e-9)
