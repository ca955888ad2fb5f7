"""What ``results/peers.json`` says, as the tables and the plot of the benchmark page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

BENCHMARKS = Path(__file__).parents[1]
RESULTS = BENCHMARKS / "results" / "peers.json"
PLOT = BENCHMARKS / "scaling.svg"
WORDS = {
    "tight": "given and family name; family name and birth date; given name and birth date",
    "wide": "as tight, and family name and birth year; given name and birth year; nationality and birth date",
    "own": "each engine's own choice",
}


def part() -> list[str]:
    """The lines of the page on peers and on scaling; draws the plot."""
    if not RESULTS.exists():
        return []
    body = json.loads(RESULTS.read_text(encoding="utf-8"))
    rows = body["rows"]
    lines = [
        "## Side by side with its peers",
        "",
        "One run, interleaved, every engine in a process of its own on the same records and, but for `own`, by the same",
        f"blocking rules; each set up by its own guide, {body['threads']} threads. Seconds are medians from reading the file to the table of",
        "clusters, imports apart; suspectmatch trains nothing, the others train on the records. The records are invented, by",
        "suspectmatch itself: what their mistakes are like is our own view of it, so read accuracy here as one case.",
        "",
    ]
    sizes = sorted({row["n_records"] for row in rows})
    for n in sizes:
        for rules in WORDS:
            group = [row for row in rows if row["n_records"] == n and row["rules"] == rules]
            if group:
                lines += table(n, rules, group)
    for name, why in body.get("missing", {}).items():
        lines.append(f"{name} could not be run: {why}.")
    return lines + scaling(rows)


def table(n: int, rules: str, group: list[dict[str, object]]) -> list[str]:
    lines = [
        f"### {n:,} records, {rules}",
        "",
        f"Rules: {WORDS[rules]}.",
        "",
        "| engine | seconds | of them comparing | processor s | peak GB | candidate pairs | their recall | F1 of pairs at its threshold | best | F1 of pairs within clusters | B-cubed F1 | largest wrong cluster | runs |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    done = sorted((row for row in group if "failed" not in row), key=lambda row: row["wall"])
    for row in done:
        pairs, clusters = row["pairs"], row["clusters"]
        comparing = sum(v for k, v in row["seconds"].items() if "compare" in k or k in ("score", "all"))
        recall = row.get("candidate_recall")
        cells = (
            row["engine"],
            f"{row['wall']:.1f}",
            f"{comparing:.1f}",
            f"{row['cpu']:.1f}",
            f"{row['memory_gb']:.2f}",
            f"{row['n_candidates']:,}" if row["n_candidates"] else "not told",
            f"{recall:.3f}" if recall else "not told",
            f"{pairs['at_threshold']['f1']:.3f} ({pairs['threshold']:.2g})",
            f"{pairs['at_best']['f1']:.3f}",
            f"{clusters['pairs']['f1']:.3f}",
            f"{clusters['b_cubed']['f1']:.3f}",
            str(clusters["largest_wrong_cluster"]),
            str(row["runs"]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    for row in group:
        if "failed" in row:
            lines += [f"{row['engine']}: {row['failed']}.", ""]
    notes = {row["engine"]: row["note"] for row in done if row.get("note")}
    return lines + [f"{engine}: {note}." for engine, note in notes.items()] + ([""] if notes else [])


def curve(rows: list[dict[str, object]], engine: str) -> list[tuple[int, float, float]]:
    """Records, seconds and peak memory of an engine under the tight rules, by size."""
    return sorted(
        (row["n_records"], row["wall"], row["memory_gb"])
        for row in rows
        if row["engine"] == engine and row["rules"] == "tight" and "failed" not in row
    )


def exponent(points: list[tuple[int, float, float]]) -> float:
    """The slope of log seconds over log records, from 100,000 on: below, the start is what takes the time."""
    n, seconds, _ = np.array(points[-2:] if len(points) < 4 else points[1:], dtype=float).T
    return float(np.polyfit(np.log(n), np.log(seconds), 1)[0])


def growth(rows: list[dict[str, object]]) -> str:
    counts = {
        row["n_records"]: row["n_candidates"]
        for row in rows
        if row["engine"] == "suspectmatch" and row["rules"] == "tight" and "failed" not in row
    }
    return ", ".join(f"{counts[n]:,}" for n in sorted(counts))


def scaling(rows: list[dict[str, object]]) -> list[str]:
    curves = {engine: curve(rows, engine) for engine in ("suspectmatch", "Splink")}
    curves = {engine: points for engine, points in curves.items() if len(points) > 1}
    if not curves:
        return []
    draw(curves)
    lines = [
        "## Scaling",
        "",
        "Tight rules, from file to clusters. The exponent is the slope of log seconds over log records, the smallest size",
        f"left out, where the start is what takes the time: 1 is linear. Candidate pairs by size: {growth(rows)}.",
        "",
        "| engine | "
        + " | ".join(f"{n:,}" for n in sorted({p[0] for c in curves.values() for p in c}))
        + " | exponent |",
        "|---|" + "---|" * (len({p[0] for c in curves.values() for p in c}) + 1),
    ]
    for engine, points in curves.items():
        by_size = {n: f"{seconds:.1f} s, {memory:.1f} GB" for n, seconds, memory in points}
        sizes = sorted({p[0] for c in curves.values() for p in c})
        cells = [by_size.get(n, "not run") for n in sizes]
        lines.append(f"| {engine} | " + " | ".join(cells) + f" | {exponent(points):.2f} |")
    return [*lines, "", "![Seconds over records](scaling.svg)", ""]


def draw(curves: dict[str, list[tuple[int, float, float]]]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "suspectmatch"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    for engine, points in curves.items():
        n, seconds, _ = zip(*points, strict=True)
        axes.loglog(n, seconds, marker="o", label=f"{engine}, exponent {exponent(points):.2f}")
    axes.set_xlabel("records")
    axes.set_ylabel("seconds, from file to clusters")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(PLOT, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    print("\n".join(part()))
