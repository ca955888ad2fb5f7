"""How links become clusters: ours, connected components, Splink's and dedupe's ways, on the same scored pairs.

    python benchmarks/accuracy/clustering.py              # all sets
    python benchmarks/accuracy/clustering.py --ours       # ours again; the others as they were
    python benchmarks/accuracy/clustering.py --million    # only the cost at a million records

Each way is judged at the threshold that is best for it on that set and at 0.95. Splink (at a threshold, and
single best links with no duplicates in any source) and dedupe (hierarchical, centroid linkage) cluster
themselves, each in its own environment (``benchmarks/peers``). Seeds 1 to 4 were used for finding the
scores of ours, the seeds here were looked at now and then on the way (decisions 14 and 18); the lists
were used. Results go to ``benchmarks/results/clustering.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from labelled_lists import _persons, rows

import suspectmatch as sm
from suspectmatch.clustering import agreement
from suspectmatch.kernels.graph import join_up_to
from suspectmatch.kernels.partition import MOST_EXACT, partition_components
from suspectmatch.linking.compiling import compile_kernels
from suspectmatch.synthetic import aliased_records, single_name_records

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from environments import python_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

ROOT = Path(__file__).parents[2]
LISTS = ROOT.parent / "shared" / "data" / "lists"
RESULTS = ROOT / "benchmarks" / "results" / "clustering.json"
BELOW_USUAL = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
USUAL = 0.95
THRESHOLDS = (*BELOW_USUAL, USUAL, 0.97, 0.98, 0.99, 0.995, 0.999)
MOST_HIERARCHICAL = 4000
"""Weak pairs of a component that is larger are left out, as dedupe does."""
OURS, COMPONENTS, AT_THRESHOLD = "agreement (ours)", "connected components", "at a threshold (Splink)"
PEERS = ROOT / "benchmarks" / "peers"
LIMIT = 240
"""Seconds that a peer may take for all thresholds of a set; ours take a few."""
PEER_WAYS = {"splink": ("splink", []), "splink_best": ("splink", ["best"]), "dedupe": ("dedupe", [])}
SETS: dict[str, Callable[[], Any]] = {
    "single names, 100,000": lambda: single_name_records(100_000, seed=7),
    "single names, 30,000": lambda: single_name_records(30_000, seed=11),
    "many names, 20,000": lambda: aliased_records(20_000, seed=7),
    "chains of look-alikes, 20,000": lambda: single_name_records(
        20_000, seed=7, look_alikes=0.4, duplicates=0.5
    ),
}


# The ways of clustering: a label for each record.


def ours(scored: sm.ScoredPairs, threshold: float) -> Ints:
    return sm.cluster(scored, min_probability=threshold).label.astype(np.int64)


def components(scored: sm.ScoredPairs, threshold: float) -> Ints:
    used = scored.probability >= threshold
    label = np.arange(len(scored.compared.people), dtype=np.int32)
    join_up_to(scored.compared.left[used], scored.compared.right[used], label, 0, label.size)
    return label.astype(np.int64)


class PeerFailedError(RuntimeError):
    """A peer could not cluster these pairs."""


class Peers:
    """Clusters of Splink and dedupe themselves, each in its own environment, on the pairs of one set."""

    def __init__(self) -> None:
        self.of: int | None = None
        self.folder = Path(tempfile.mkdtemp())
        self.failed: dict[str, str] = {}

    def way(self, name: str) -> Callable[[sm.ScoredPairs, float], Ints]:
        def labels(scored: sm.ScoredPairs, threshold: float) -> Ints:
            if self.of != id(scored):
                self._run(scored)
                self.of = id(scored)
            if name in self.failed:
                raise PeerFailedError(self.failed[name])
            table = pq.read_table(self.folder / f"{name}-{threshold}.parquet")
            label = np.arange(len(scored.compared.people), dtype=np.int64)
            cluster = np.unique(np.array(table["cluster"].to_pylist()), return_inverse=True)[1]
            label[table["row"].to_numpy()] = label.size + cluster
            return label

        return labels

    def _run(self, scored: sm.ScoredPairs) -> None:
        compared, table = scored.compared, scored.compared.people.records.table
        pairs = {"left": compared.left, "right": compared.right, "probability": scored.probability}
        pq.write_table(pa.table(pairs), self.folder / "pairs.parquet")
        nodes = pa.table({"row": np.arange(table.num_rows), "source": table["source"]})
        pq.write_table(nodes, self.folder / "nodes.parquet")
        (self.folder / "thresholds.txt").write_text(" ".join(map(str, THRESHOLDS)), encoding="utf-8")
        self.failed = {}
        for name, (peer, more) in PEER_WAYS.items():
            python, why = python_of(peer)
            command = [python, PEERS / f"{peer}_clusters.py", self.folder.resolve(), *more]
            if python is None:
                self.failed[name] = why
                continue
            try:
                done = subprocess.run(
                    command, cwd=self.folder, capture_output=True, text=True, timeout=LIMIT, check=False
                )
            except subprocess.TimeoutExpired:
                self.failed[name] = f"not done within {LIMIT} s"
            else:
                if done.returncode:
                    self.failed[name] = done.stderr.strip().splitlines()[-1][:100]


TREES: dict[int, list[tuple[Ints, Any]]] = {}


def average(scored: sm.ScoredPairs, threshold: float) -> Ints:
    """Of each component of all scored pairs a tree by average linkage, cut; pairs not scored are 1 apart."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if id(scored) not in TREES:
        TREES.clear()
        TREES[id(scored)] = [
            (members, linkage(distances, "average")) for members, distances in _distances(scored)
        ]
    label = np.arange(len(scored.compared.people), dtype=np.int64)
    for members, tree in TREES[id(scored)]:
        part = fcluster(tree, 1.0 - threshold, "distance")
        first = np.unique(part, return_index=True)[1]
        label[members] = members[first[part - 1]]
    return label


def _distances(scored: sm.ScoredPairs) -> list[tuple[Ints, npt.NDArray[np.float64]]]:
    """Records of each component and their distances, condensed."""
    floor, p = 0.0, scored.probability
    while True:
        label = components(scored, floor)
        if np.bincount(label).max() <= MOST_HIERARCHICAL:
            break
        floor += 0.01
    left, right = scored.compared.left, scored.compared.right
    order = np.argsort(label, kind="stable")
    place = np.empty(label.size, np.int64)
    _, begin, count = np.unique(label[order], return_index=True, return_counts=True)
    place[order] = np.arange(label.size) - np.repeat(begin, count)
    kept = np.flatnonzero((label[left] == label[right]) & (p >= floor))
    kept = kept[np.argsort(label[left[kept]], kind="stable")]
    bounds = np.searchsorted(label[left[kept]], [label[order[b]] for b in begin[count > 1]])
    bounds = np.append(bounds, kept.size)
    made = []
    for k, (b, n) in enumerate(zip(begin[count > 1], count[count > 1], strict=True)):
        pairs = kept[bounds[k] : bounds[k + 1]]
        i, j = np.sort([place[left[pairs]], place[right[pairs]]], axis=0)
        distances = np.ones(n * (n - 1) // 2)
        distances[n * i - i * (i + 1) // 2 + j - i - 1] = 1.0 - p[pairs]
        made.append((order[b : b + n], distances))
    return made


OF_PEERS = Peers()
WAYS: dict[str, Callable[[sm.ScoredPairs, float], Ints]] = {
    OURS: ours,
    COMPONENTS: components,
    AT_THRESHOLD: OF_PEERS.way("splink"),
    "single best links (Splink)": OF_PEERS.way("splink_best"),
    "hierarchical, centroid (dedupe)": OF_PEERS.way("dedupe"),
    "hierarchical, average": average,
}


# Judging.


def judged(label: Ints, person: Ints) -> dict[str, float]:
    label, person = (np.unique(each, return_inverse=True)[1] for each in (label, person))
    (cluster, who), n = np.unique(np.stack([label, person]), axis=1, return_counts=True)
    in_cluster, in_person = np.bincount(label), np.bincount(person)
    right, found, true = (int((each * (each - 1) // 2).sum()) for each in (n, in_cluster, in_person))
    precision = float((n**2 / in_cluster[cluster]).sum() / label.size)
    recall = float((n**2 / in_person[who]).sum() / label.size)
    persons = np.bincount(cluster)
    counted = in_cluster > 1
    whole = (persons[cluster] == 1) & (n == in_person[who]) & (n > 1)
    return {
        "precision": right / max(found, 1),
        "recall": right / true,
        "f1": 2 * right / (found + true),
        "b_cubed": 2 * precision * recall / (precision + recall),
        "exact": float(whole.sum() / counted.sum()),
        "most_persons": int(persons.max()) if (persons > 1).any() else 1,
        "wrong": int((persons > 1).sum()),
    }


class Lists:
    """The real lists: a pair counts as false only where that is known."""

    def __init__(self, people: sm.People) -> None:
        table = people.records.table
        names = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
        self.identity = [f"{source}:{record_id}" for source, record_id in names]
        true = {
            frozenset((row["id_a"], row["id_b"]))
            for name in ("truth.csv", "versions.csv")
            for row in rows(LISTS / name)
        }
        of = _persons(true, self.identity)
        self.person = np.unique([of[name] for name in self.identity], return_inverse=True)[1]
        self.role = {row["id"]: row["role"] for row in rows(LISTS / "universe.csv")}
        self.false = {
            frozenset((row["id_a"], row["id_b"]))
            for row in rows(LISTS / "negatives.csv")
            if row["flag"] == "ok"
        }
        self.likely = {frozenset((row["id_a"], row["id_b"])) for row in rows(LISTS / "likely.csv")}

    def is_false(self, i: int, j: int) -> bool:
        one, other = self.identity[i], self.identity[j]
        pair = frozenset((one, other))
        if self.person[i] == self.person[j] or pair in self.likely:
            return False
        return pair in self.false or any(
            a.startswith("un20") and self.role.get(b) != "open" for a, b in ((one, other), (other, one))
        )

    def judged(self, label: Ints, _: Ints) -> dict[str, float]:
        sizes = np.bincount(self.person)
        true, right, false, most, wrong = int((sizes * (sizes - 1) // 2).sum()), 0, 0, 1, 0
        order = np.argsort(label, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
            if members.size < 2:
                continue
            pairs = [(i, j) for k, i in enumerate(members) for j in members[:k]]
            right += sum(self.person[i] == self.person[j] for i, j in pairs)
            bad = [pair for pair in pairs if self.is_false(*pair)]
            false += len(bad)
            if bad:
                wrong += 1
                most = max(most, len({self.person[row] for pair in bad for row in pair}))
        return {
            "precision": right / max(right + false, 1),
            "recall": right / true,
            "f1": 2 * right / (right + false + true),
            "most_persons": most,
            "wrong": wrong,
        }


def measured(
    scored: sm.ScoredPairs,
    person: Ints,
    judge: Callable[[Ints, Ints], dict[str, float]],
    kept: dict[str, Any],
) -> dict[str, Any]:
    made = {}
    for name, way in WAYS.items():
        if name in kept:
            made[name] = kept[name]
            continue
        try:
            at = {threshold: judge(way(scored, threshold), person) for threshold in THRESHOLDS}
        except PeerFailedError as why:
            made[name] = {"failed": str(why)}
            print(f"  {name:46} {why}", flush=True)
            continue
        best = max(THRESHOLDS, key=lambda threshold: at[threshold]["f1"])
        made[name] = {"best": {"threshold": best} | at[best], "usual": at[USUAL]}
        print(
            f"  {name:46} best F1 {at[best]['f1']:.4f} at {best}, persons {at[best]['most_persons']}; "
            f"at {USUAL} {at[USUAL]['f1']:.4f}, persons {at[USUAL]['most_persons']}",
            flush=True,
        )
    return made


# Exactness.


@numba.njit(cache=True)
def _best_of_all(scores: Any) -> int:
    """The highest sum over all partitions, by restricted growth strings."""
    n = len(scores)
    label, most = np.zeros(n, np.int64), np.zeros(n, np.int64)
    best = np.int64(-(1 << 60))
    while True:
        total = np.int64(0)
        for i in range(n):
            for j in range(i):
                if label[i] == label[j]:
                    total += scores[i, j]
        best = max(best, total)
        at = n - 1
        while at > 0 and label[at] == most[at - 1] + 1:
            at -= 1
        if at == 0:
            return best
        label[at] += 1
        most[at] = max(most[at - 1], label[at])
        for k in range(at + 1, n):
            label[k], most[k] = 0, most[at]


def exactness(matrices: list[Ints]) -> dict[str, int]:
    """Of components of up to 12 records, how many are solved as well as by trying everything."""
    made = {"components": 0, "exact": 0, "heuristic_as_good": 0, "largest": 0}
    for matrix in matrices:
        best = _best_of_all(matrix)
        for word, most in (("exact", MOST_EXACT), ("heuristic_as_good", 0)):
            label = partition_components(matrix.ravel(), np.array([len(matrix)]), most)
            same = label[:, None] == label[None, :]
            made[word] += int(np.triu(matrix * same, 1).sum() == best)
        made["components"] += 1
        made["largest"] = max(made["largest"], len(matrix))
    return made


def matrices_of(scored: sm.ScoredPairs, threshold: float) -> list[Ints]:
    """The scores of each component of 3 to 12 records."""
    found = []

    def seen(scores: Ints, sizes: Ints, most: int) -> Ints:
        begin = np.cumsum(sizes**2) - sizes**2
        found.extend(
            scores[b : b + n * n].reshape(n, n).copy()
            for b, n in zip(begin.tolist(), sizes.tolist(), strict=True)
            if n <= MOST_EXACT
        )
        return partition_components(scores, sizes, most)

    kept = agreement.partition_components
    agreement.partition_components = seen
    try:
        sm.cluster(scored, min_probability=threshold)
    finally:
        agreement.partition_components = kept
    return found


def cost(n: int) -> dict[str, Any]:
    """Seconds of each step of a whole run."""
    compile_kernels()
    small = sm.normalise(sm.load(single_name_records(2_000, seed=1).records))
    sm.cluster(sm.Linker(progress=False).predict(small))
    drawn = single_name_records(n, seed=7)
    marks, steps = (
        [time.perf_counter()],
        ("load", "normalise", "block and score", "cluster", "components"),
    )
    records = sm.load(drawn.records)
    marks.append(time.perf_counter())
    people = sm.normalise(records)
    marks.append(time.perf_counter())
    scored = sm.Linker(progress=False).predict(people)
    marks.append(time.perf_counter())
    clusters = sm.cluster(scored)
    marks.append(time.perf_counter())
    sm.cluster(scored, method="components")
    marks.append(time.perf_counter())
    seconds = dict(zip(steps, np.diff(marks).tolist(), strict=True))
    label = clusters.label.astype(np.int64)
    made = {"n": n, "seconds": seconds, "counts": clusters.counts} | {
        "ours": judged(label, drawn.person_id)
    }
    made["components"] = judged(components(scored, USUAL), drawn.person_id)
    print(json.dumps(made))
    return made


def part() -> list[str]:
    """The section of the page."""
    if not RESULTS.exists():
        return []
    body = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "## From links to clusters",
        "",
        "The same scored pairs, clustered in six ways, each at the threshold that is best for it and at 0.95. Splink and dedupe cluster",
        "themselves; average linkage is scipy's. `Persons` is the number of distinct persons in the",
        "worst wrong cluster; on the real lists a pair counts as false only where that is known, and the rest is not judged.",
        "",
        "| set | way | best F1 | at | precision | recall | B-cubed | exact | persons | F1 at 0.95 | precision | recall | persons |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, ways in body["sets"].items():
        for way, each in ways.items():
            if "failed" in each:
                lines.append(f"| {name} | {way} | {each['failed']} | " + "| " * 10)
                continue
            best, usual = each["best"], each["usual"]
            whole = (f"{best['b_cubed']:.4f} | {best['exact']:.4f}") if "exact" in best else " | "
            lines.append(
                f"| {name} | {way} | {best['f1']:.4f} | {best['threshold']:g} | {best['precision']:.4f} | {best['recall']:.4f} | {whole} "
                f"| {best['most_persons']} | {usual['f1']:.4f} | {usual['precision']:.4f} | {usual['recall']:.4f} | {usual['most_persons']} |"
            )
    exact = body["exactness"]
    lines += [
        "",
        f"Of {exact['components']:,} components of 3 to {exact['largest']} records, {exact['exact']:,} are solved as well as by trying every partition;",
        f"the heuristic that larger ones get would be as good in {exact['heuristic_as_good']:,}.",
        "",
    ]
    if "cost" in body:
        seconds = body["cost"]["seconds"]
        whole = sum(seconds.values()) - seconds["components"]
        lines += [
            f"{body['cost']['n']:,} records: {seconds['cluster']:.1f} s of {whole:.1f} s for clusters ({seconds['cluster'] / whole:.1%}), "
            f"{seconds['components']:.1f} s for components.",
            "",
        ]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--ours", action="store_true")
    arguments = parser.parse_args()
    body = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if arguments.million:
        body["cost"] = cost(1_000_000)
    else:
        before = body.get("sets", {}) if arguments.ours else {}
        kept = {name: {k: v for k, v in ways.items() if k != OURS} for name, ways in before.items()}
        body |= {"sets": {}, "exactness": {}}
        matrices: list[Ints] = []
        for kind in ("records", "thin") if LISTS.is_dir() else ():
            print(f"lists, {kind}")
            people = sm.normalise(sm.load({f.stem: f for f in sorted((LISTS / kind).glob("*.jsonl"))}))
            scored = sm.Linker(progress=False).predict(people)
            lists = Lists(people)
            body["sets"][f"lists, {kind}"] = measured(
                scored, lists.person, lists.judged, kept.get(f"lists, {kind}", {})
            )
            matrices += matrices_of(scored, 0.5)
        for name, make in SETS.items():
            print(name)
            drawn = make()
            scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(drawn.records)))
            body["sets"][name] = measured(scored, drawn.person_id, judged, kept.get(name, {}))
            matrices += matrices_of(scored, 0.5)
        body["exactness"] = exactness(matrices)
        print(body["exactness"])
    RESULTS.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
