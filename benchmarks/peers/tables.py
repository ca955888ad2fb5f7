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
        "clusters, imports apart; suspectmatch trains only where it says fitted, the others on the records. These are invented, by",
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
    return lines + against_splink(rows) + scaling(rows)


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


def against_splink(rows: list[dict[str, object]]) -> list[str]:
    """The same rules given to both: how much faster and smaller, and how much better, row by row."""
    of = {(r["engine"], r["rules"], r["n_records"]): r for r in rows if "failed" not in r}
    lines = []
    for (engine, rules, n), ours in sorted(of.items(), key=lambda item: (-item[0][2], item[0][1])):
        theirs = of.get(("Splink", rules, n))
        if theirs is None or not engine.startswith("suspectmatch"):
            continue
        gains = [
            ours[part][kind]["f1"] - theirs[part][kind]["f1"]
            for part, kind in (
                ("pairs", "at_threshold"),
                ("pairs", "at_best"),
                ("clusters", "pairs"),
                ("clusters_at_best", "pairs"),
            )
        ]
        cells = (
            f"{n:,}",
            rules,
            engine.removeprefix("suspectmatch").strip() or "as it comes",
            f"{theirs['wall'] / ours['wall']:.2f}",
            f"{theirs['cpu'] / ours['cpu']:.2f}",
            f"{ours['memory_gb'] / theirs['memory_gb']:.2f}",
            *(f"{gain:+.3f}" for gain in gains),
        )
        lines.append("| " + " | ".join(cells) + " |")
    if not lines:
        return []
    return [
        "### Against Splink, by the same rules",
        "",
        "How many times Splink's seconds, and its memory as 1; then F1 less Splink's. Each engine at its own threshold (0.95 for",
        "both), and at the one that is best for it. Splink always trains on the records; suspectmatch does where it says fitted.",
        "",
        "| records | rules | suspectmatch | times faster | in processor time | memory | F1 of pairs | best | F1 of clusters | best |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *lines,
        "",
    ]


Curve = list[tuple[int, float, float]]


def curve(rows: list[dict[str, object]], engine: str, rules: str) -> Curve:
    """Records, seconds and peak memory of an engine under some rules, by size."""
    return sorted(
        (row["n_records"], row["wall"], row["memory_gb"])
        for row in rows
        if row["engine"] == engine and row["rules"] == rules and "failed" not in row
    )


def exponent(points: Curve) -> float:
    """The slope of log seconds over log records, from 100,000 on: below, the start is what takes the time."""
    n, seconds, _ = np.array(points[-2:] if len(points) < 4 else points[1:], dtype=float).T
    return float(np.polyfit(np.log(n), np.log(seconds), 1)[0])


def growth(rows: list[dict[str, object]], rules: str) -> str:
    counts = {
        row["n_records"]: row["n_candidates"]
        for row in rows
        if row["engine"] == "suspectmatch" and row["rules"] == rules and "failed" not in row
    }
    return ", ".join(f"{counts[n]:,}" for n in sorted(counts))


def scaling(rows: list[dict[str, object]]) -> list[str]:
    asked = (("suspectmatch", "own"), ("suspectmatch", "tight"), ("Splink", "tight"))
    curves = {f"{engine}, {rules}": curve(rows, engine, rules) for engine, rules in asked}
    curves = {name: points for name, points in curves.items() if len(points) > 1}
    if not curves:
        return []
    draw(curves)
    sizes = sorted({p[0] for c in curves.values() for p in c})
    lines = [
        "## Scaling",
        "",
        "From file to clusters. The exponent is the slope of log seconds over log records, the smallest size left out, where the",
        "start is what takes the time: 1 is linear. Rules that are the same at every size make more pairs a record the more",
        f"records there are: the tight ones {growth(rows, 'tight')}. Our own keep to a budget: {growth(rows, 'own')}.",
        "",
        "| engine, rules | " + " | ".join(f"{n:,}" for n in sizes) + " | last tenfold | exponent |",
        "|---|" + "---|" * (len(sizes) + 2),
    ]
    for name, points in curves.items():
        by_size = {n: f"{seconds:.1f} s, {memory:.1f} GB" for n, seconds, memory in points}
        cells = [by_size.get(n, "not run") for n in sizes]
        last = f"{points[-1][1] / points[-2][1]:.1f} times"
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {last} | {exponent(points):.2f} |")
    return [*lines, "", "![Seconds over records](scaling.svg)", ""]


def draw(curves: dict[str, Curve]) -> None:
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
