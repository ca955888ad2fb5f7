"""How often the intervals of ``estimate_quality`` hold the truth, on invented records.

    python benchmarks/accuracy/few_labels.py --runs 1000
    python benchmarks/accuracy/few_labels.py --runs 50 --results SCRATCH     # while developing

Labels are drawn and precision and recall estimated again and again from the same scored pairs, whose truth
is known; the sets are those of ``blocking_recall``. Results go to ``benchmarks/results/few_labels.json``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from blocking_recall import single, sources
from script import main, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    import suspectmatch as sm

NAME = "few_labels.json"
LABELS = (100, 200, 500)
THRESHOLDS = (0.5, 0.95)


def measured(
    name: str, scored: sm.ScoredPairs, is_true: np.ndarray, runs: int
) -> Iterator[dict[str, Any]]:
    from suspectmatch.evaluating import estimate_quality, sample_to_label

    for n in LABELS:
        estimates: dict[float, list[Any]] = {threshold: [] for threshold in THRESHOLDS}
        for run in range(runs):
            sample = sample_to_label(scored, n, random_state=run)
            for threshold, made in estimates.items():
                labels = is_true[sample.rows]
                made.append(estimate_quality(sample, labels, min_probability=threshold))
        for threshold, made in estimates.items():
            lead = scored.probability >= threshold
            right = int(is_true[lead].sum())
            row: dict[str, Any] = {"set": name, "labels": n, "min_probability": threshold}
            for measure, truth in (
                ("precision", right / int(lead.sum())),
                ("recall_of_scored", right / int(is_true.sum())),
            ):
                shares = [getattr(each, measure) for each in made]
                row[measure] = {
                    "truth": truth,
                    "mean": float(np.mean([each.value for each in shares])),
                    "held": float(np.mean([each.low <= truth <= each.high for each in shares])),
                    "width": float(np.mean([each.high - each.low for each in shares])),
                }
            print(of_row(row), flush=True)
            yield row


def measure(n: int, runs: int) -> dict[str, object]:
    import suspectmatch as sm
    from suspectmatch.evaluating import same_person

    rows = []
    for name, make in {"single names": single, "border, prison, enrolments": sources}.items():
        records, truth = make(n)
        scored = sm.Linker(keep_above=0.01, progress=False).predict(sm.normalise(records))
        rows += measured(name, scored, same_person(scored, truth), runs)
    return {"n": n, "runs": runs, "rows": rows}


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    return [
        "## Precision and recall from few labels",
        "",
        f"`estimate_quality` on {body['n']:,} invented records of two kinds, {body['runs']:,} samples each: how often its 95 % intervals held the",
        "truth. Recall is of the scored pairs.",
        "",
        "| set | labels | threshold | precision | mean estimate | held | mean width | recall | mean estimate | held | mean width |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *map(of_row, body["rows"]),
        "",
    ]


def of_row(row: dict[str, Any]) -> str:
    cells = [row["set"], str(row["labels"]), f"{row['min_probability']:g}"]
    for measure in ("precision", "recall_of_scored"):
        each = row[measure]
        cells += [
            f"{each['truth']:.4f}",
            f"{each['mean']:.4f}",
            f"{each['held']:.3f}",
            f"{each['width']:.3f}",
        ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(measure, NAME, n=10_000, runs=1_000)
