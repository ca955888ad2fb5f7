"""One scorer for all engines: their pairs and clusters against the truth, by array operations alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


def choose_two(counts: npt.NDArray[np.integer]) -> int:
    """Pairs within groups of these sizes."""
    sizes = counts.astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def rates(true: int, made: int, existing: int) -> dict[str, float]:
    precision, recall = true / max(made, 1), true / max(existing, 1)
    return {"precision": precision, "recall": recall, "f1": f1(precision, recall)}


def pair_figures(
    is_true: npt.NDArray[np.bool_], probability: npt.NDArray[np.float64], existing: int, threshold: float
) -> dict[str, object]:
    """At the engine's own threshold, and at the threshold of the best F1."""
    kept = probability >= threshold
    figures: dict[str, object] = {
        "threshold": threshold,
        "at_threshold": rates(int(is_true[kept].sum()), int(kept.sum()), existing),
    }
    order = np.argsort(-probability, kind="stable")
    ranked, found = probability[order], np.cumsum(is_true[order])
    last = (
        np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if ranked.size else np.zeros(0, int)
    )
    if last.size == 0:
        return figures | {
            "at_best": rates(0, 0, existing),
            "best_threshold": 1.0,
            "average_precision": 0.0,
        }
    precision, recall = found[last] / (last + 1), found[last] / max(existing, 1)
    score = 2 * found[last] / (last + 1 + existing)
    best = int(np.argmax(score))
    figures["best_threshold"] = float(ranked[last[best]])
    figures["at_best"] = rates(int(found[last[best]]), int(last[best] + 1), existing)
    figures["average_precision"] = float((precision * np.diff(recall, prepend=0.0)).sum())
    return figures


def cluster_figures(cluster: Ints, person: Ints) -> dict[str, object]:
    """Pairs within clusters, B-cubed, and the largest cluster that holds more than one person."""
    _, cluster = np.unique(cluster, return_inverse=True)
    _, person = np.unique(person, return_inverse=True)
    cells, cell_of, n_cell = np.unique(
        cluster.astype(np.int64) * (int(person.max()) + 1) + person,
        return_inverse=True,
        return_counts=True,
    )
    n_cluster, n_person = np.bincount(cluster), np.bincount(person)
    together = n_cell[cell_of]
    precision = float((together / n_cluster[cluster]).mean())
    recall = float((together / n_person[person]).mean())
    persons_in = np.bincount(cells // (int(person.max()) + 1), minlength=n_cluster.size)
    wrong = n_cluster[persons_in > 1]
    return {
        "pairs": rates(choose_two(n_cell), choose_two(n_cluster), choose_two(n_person)),
        "b_cubed": {"precision": precision, "recall": recall, "f1": f1(precision, recall)},
        "largest_wrong_cluster": int(wrong.max()) if wrong.size else 0,
        "largest_true_cluster": int(n_person.max()),
        "n_clusters": int(n_cluster.size),
    }


def components(left: Ints, right: Ints, n_records: int) -> Ints:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(left.size, np.int8), (left, right)), shape=(n_records, n_records))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def score_run(folder: Path, person: Ints) -> dict[str, object]:
    """All figures of one run, from ``run.json`` and the Parquet files that its runner wrote."""
    figures: dict[str, object] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    existing = choose_two(np.unique(person, return_counts=True)[1])
    figures["n_records"], figures["n_true_pairs"] = int(person.size), existing
    candidates = folder / ("pairs.parquet" if figures.get("all_scored") else "candidates.parquet")
    if candidates.exists():
        table = pq.read_table(candidates)
        left, right = (table[side].to_numpy() for side in ("left", "right"))
        figures["candidate_recall"] = int((person[left] == person[right]).sum()) / max(existing, 1)
        figures["n_candidates"] = int(left.size)
    table = pq.read_table(folder / "pairs.parquet")
    left, right = (table[side].to_numpy() for side in ("left", "right"))
    probability = table["probability"].to_numpy().astype(np.float64)
    keys = left.astype(np.int64) * person.size + right
    if (left >= right).any() or np.unique(keys).size != keys.size:
        raise ValueError(f"{folder.name}: a scored pair is written twice, or the wrong way round")
    pairs = pair_figures(
        person[left] == person[right], probability, existing, float(figures["threshold"])
    )
    figures["pairs"] = pairs
    table = pq.read_table(folder / "clusters.parquet")
    label = np.full(person.size, -1, np.int64)
    label[table["row"].to_numpy()] = table["cluster"].to_numpy()
    alone = label < 0
    label[alone] = label.max() + 1 + np.arange(alone.sum())
    figures["clusters"] = cluster_figures(label, person)
    strong = probability >= pairs["best_threshold"]
    best = components(left[strong], right[strong], person.size)
    figures["clusters_at_best"] = cluster_figures(best, person)
    return figures
