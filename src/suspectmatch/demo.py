"""The demonstration: five invented sources in five formats, linked, judged and explained."""

from __future__ import annotations

import csv
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.errors import RejectedRowsWarning
from suspectmatch.evaluating import cluster_metrics, lead_metrics
from suspectmatch.linking import Linkage, link
from suspectmatch.synthetic import demo_sources

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.evaluating import PairMetrics

N_EXPLAINED: Final = 3


def run_demo(
    folder: Path, *, seed: int = 0, n_records: int = 5_000, threads: int | None = None
) -> list[str]:
    """Make the sources, link them, write everything into ``folder``.

    Args:
        folder: sources go to ``sources``, outputs beside it.
        seed: of the invented persons.
        n_records: about so many records in all.
        threads: worker threads.

    Returns:
        The lines of a summary for a newcomer.
    """
    made = demo_sources(folder / "sources", seed=seed, n_records=n_records)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RejectedRowsWarning)  # the summary counts them
        linkage = link(dict(made.files), threads=threads)
    linkage.save(folder, report=True)
    with made.truth_file.open(encoding="utf-8", newline="") as stream:
        truth = {(row["source"], row["record_id"]): row["person_id"] for row in csv.DictReader(stream)}
    return [*_counts(linkage), *_judged(linkage, truth), *_explained(linkage), *_files(folder)]


def _counts(linkage: Linkage) -> list[str]:
    counts = linkage.summary()
    lines = ["Five invented sources, linked. No one in them exists.", "", "Read"]
    lines += [
        f"  {file.source:<17} {file.n_read:>6,} records  {file.format}"
        for file in linkage.records.inputs
    ]
    n_possible = linkage.blocking.n_possible
    lines += [
        f"  {counts['records']:,} kept",
        f"  {counts['rejected_rows']:,} rejected: rows that could not be read",
        f"  {counts['left_out']:,} left out: companies, expired",
        f"  {counts['values_not_understood']:,} single values not understood, all in rejected.csv",
        f"  {counts['set_aside_by_role']:,} victims, missing and witnesses set aside by their role",
        "",
        "Linked",
        f"  {counts['candidate_pairs']:,} candidate pairs out of {n_possible:,} possible",
        f"  {counts['pairs_above_threshold']:,} pairs at {linkage.table.min_probability:g} or more",
        f"  {counts['clusters']:,} clusters of {counts['records_in_clusters']:,} records",
        "",
    ]
    return lines


def _judged(linkage: Linkage, truth: dict[tuple[str, str], str]) -> list[str]:
    leads = lead_metrics(linkage.scored, truth, linkage.table.min_probability)
    clusters = cluster_metrics(linkage.table, truth)
    return [
        "Against the hidden truth",
        f"  leads     {_metrics(leads)}",
        f"  clusters  {_metrics(clusters)}",
        "  Recall is lower here than in the README. Those figures are for published lists,",
        "  which copy names and dates from each other. These sources write independently,",
        "  and some give only an age or a nickname.",
        "",
    ]


def _metrics(metrics: PairMetrics) -> str:
    low, high = metrics.precision_share.low, metrics.precision_share.high
    return (
        f"precision {metrics.precision:.3f} (95 % interval {low:.3f} to {high:.3f}), "
        f"recall {metrics.recall:.3f} of {metrics.n_true:,} true pairs"
    )


def _explained(linkage: Linkage) -> list[str]:
    """Pairs above the threshold, from the highest to the lowest probability, in plain words."""
    probability = linkage.scored.probability
    n = int((probability >= linkage.table.min_probability).sum())
    if n == 0:
        return []
    pairs = linkage.pairs_table()
    lines = [f"{min(n, N_EXPLAINED)} pairs explained, the last one just above the threshold"]
    for row in np.unique(np.linspace(0, n - 1, N_EXPLAINED).astype(int)).tolist():
        left, right = (
            f"{pairs[f'source_{side}'][row].as_py()}:{pairs[f'record_id_{side}'][row].as_py()}"
            for side in ("left", "right")
        )
        lines += ["", str(linkage.explain(left, right))]
    return [*lines, ""]


def _files(folder: Path) -> list[str]:
    return [
        f"Written to {folder}: clusters, pairs, rejected.csv, manifest.json, report.html, sources/.",
        "Open report.html in a browser to read the leads one by one.",
    ]
