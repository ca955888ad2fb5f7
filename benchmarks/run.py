"""Measure accuracy on the real lists and speed on invented records; write benchmarks/README.md.

    python benchmarks/run.py --size full     # all figures, written into benchmarks/README.md
    python benchmarks/run.py --size ci       # a small run with wide gates on counts; writes nothing
    python benchmarks/run.py --size page     # the page again, from the results that are there

The gates are on counts and on memory, never on the clock. The accuracy run needs the real lists beside
the project and is left out, with a word, where they are not there.
"""

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))
sys.path.insert(0, str(Path(__file__).parent / "speed"))
sys.path.insert(0, str(Path(__file__).parent / "accuracy"))

import ablation
import aliases
import blocking_recall
import calibration
import cautions
import cross_script
import explanations
import few_labels
import group_errors
import name_cases
import peers_on_lists
import promises
import published_sets
import stages
from children import peak_gb

import clustering
import dates
import tables

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
LISTS = SHARED / "data" / "lists"
PAGE = ROOT / "benchmarks" / "README.md"
RESULTS = ROOT / "benchmarks" / "results" / "own.json"
PEERS = ROOT / "benchmarks" / "peers"
OTHERS = (
    peers_on_lists,
    stages,
    aliases,
    dates,
    blocking_recall,
    ablation,
    calibration,
    clustering,
    few_labels,
    name_cases,
    cross_script,
    published_sets,
    group_errors,
    explanations,
    cautions,
    promises,
)
"""Scripts that measure in processes of their own and have a part of the page, in its order."""
STAGES = ("load", "normalise", "block", "compare and score", "cluster")
GATES = {  # kind: (least candidate recall, least mean best F1)
    "published": (0.98, 0.97),
    "records": (0.995, 0.985),
    "thin": (0.95, 0.88),
}


def lists_of(kind: str) -> dict[str, str]:
    if kind != "published":
        return {file.stem: str(file) for file in sorted((LISTS / kind).glob("*.jsonl"))}
    p = LISTS / "published"
    ofac = ",".join(str(p / f"ofac_{part}_202201_dev.csv") for part in ("sdn", "alt", "add"))
    return {
        "un2020": str(p / "un_consolidated_20201130_dev.xml"),
        "uk2018": str(p / "uk_conlist_20180413_dev.csv"),
        "ofac2022": ofac,
        "ca2020": str(p / "ca_sema_2020_dev.xml"),
    }


def run_link(kind: str, out: Path) -> tuple[float, float]:
    """Seconds and peak memory in GB of one whole command."""
    command = [str(Path(sys.executable).parent / "suspectmatch"), "link"]
    command += [f"{name}={path}" for name, path in lists_of(kind).items()]
    command += ["-o", str(out), "--keep-above", "0"]
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"suspectmatch link failed on {kind}")
    return time.perf_counter() - start, usage.ru_maxrss / 1e6


def with_data_ids(pairs: Path) -> Path:
    """The published UN list is known by reference number, the truth by DATAID."""
    import pandas as pd

    with (LISTS / "published" / "un_ids.csv").open(encoding="utf-8") as stream:
        ids = {row["reference_number"]: row["dataid"] for row in csv.DictReader(stream)}
    table = pd.read_parquet(pairs)
    for side in ("left", "right"):
        un = table[f"source_{side}"] == "un2020"
        table.loc[un, f"record_id_{side}"] = table.loc[un, f"record_id_{side}"].map(
            lambda i: ids.get(i, i)
        )
    mapped = pairs.with_name("pairs_mapped.parquet")
    table.to_parquet(mapped)
    return mapped


def accuracy(folder: Path) -> list[dict[str, object]]:
    rows = []
    for kind, (least_recall, least_f1) in GATES.items():
        out = folder / kind
        seconds, memory = run_link(kind, out)
        pairs = out / "pairs.parquet"
        pairs = with_data_ids(pairs) if kind == "published" else pairs
        scored = (
            subprocess.run(
                [sys.executable, str(SHARED / "score_lists.py"), str(LISTS), str(pairs)],
                capture_output=True,
                text=True,
                check=True,
            )
            .stdout.strip()
            .splitlines()[-1]
        )
        words = scored.split()
        f1, ap, recall = (
            float(words[words.index("F1") + 1]),
            float(words[words.index("AP") + 1]),
            float(words[-1]),
        )
        worst = worst_negative(pairs)
        rows.append(
            {
                "kind": kind,
                "recall": recall,
                "f1": f1,
                "ap": ap,
                "worst": worst,
                "seconds": seconds,
                "memory": memory,
            }
        )
        print(
            f"{kind}: candidate recall {recall:.4f}, mean best F1 {f1:.4f}, AP {ap:.4f}, "
            f"highest probability of a known false pair {worst:.3f}, {seconds:.1f} s, {memory:.2f} GB"
        )
        if recall < least_recall or f1 < least_f1:
            raise SystemExit(f"{kind}: below the gate of {least_recall} and {least_f1}")
    return rows


def worst_negative(pairs: Path) -> float:
    import pandas as pd

    table = pd.read_parquet(pairs)
    found = {}
    for a, b, c, d, p in zip(
        *(
            table[c]
            for c in ("source_left", "record_id_left", "source_right", "record_id_right", "probability")
        ),
        strict=True,
    ):
        found[frozenset((f"{a}:{b}", f"{c}:{d}"))] = p
    with (LISTS / "negatives.csv").open(encoding="utf-8") as stream:
        return max(
            found.get(frozenset((r["id_a"], r["id_b"])), 0.0)
            for r in csv.DictReader(stream)
            if r["flag"] == "ok"
        )


def speed_child(n: int) -> None:
    """In a process of its own: link n invented single-name records, print the figures as JSON."""
    import numpy as np
    import pyarrow.parquet as pq

    import suspectmatch as sm
    from suspectmatch.evaluating import cluster_metrics, lead_metrics
    from suspectmatch.synthetic import single_name_records

    warm = single_name_records(500, seed=1)
    sm.link({"warm": warm.records}, progress=False)
    made = single_name_records(n, seed=0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        pq.write_table(made.records, file)
        marks = [time.perf_counter()]
        records = sm.load(file)
        marks.append(time.perf_counter())
        people = sm.normalise(records)
        marks.append(time.perf_counter())
        linker = sm.Linker(progress=False)
        candidates = linker.candidates(people)
        marks.append(time.perf_counter())
        scored = linker.score(candidates)
        marks.append(time.perf_counter())
        clusters = sm.cluster(scored)
        marks.append(time.perf_counter())
    names = zip(records.table["source"].to_pylist(), records.table["record_id"].to_pylist(), strict=True)
    truth = dict(zip(names, map(str, made.person_id.tolist()), strict=True))
    leads, kept = lead_metrics(scored, truth, 0.95), lead_metrics(scored, truth, 0.0)
    print(
        json.dumps(
            {
                "n": n,
                "candidates": len(candidates),
                "seconds": dict(zip(STAGES, np.diff(marks).tolist(), strict=True)),
                "memory": peak_gb(),
                "precision": leads.precision,
                "recall": leads.recall,
                "kept_recall": kept.recall,
                "cluster_f1": cluster_metrics(clusters, truth).f1,
            }
        )
    )


def speed(n: int, runs: int) -> dict[str, object]:
    results = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(n)], capture_output=True, text=True, check=True
        )
        results.append(json.loads(done.stdout.strip().splitlines()[-1]))
    figures = results[0]
    figures["seconds"] = {
        stage: statistics.median(r["seconds"][stage] for r in results) for stage in STAGES
    }
    figures["memory"] = max(r["memory"] for r in results)
    rate = figures["candidates"] / figures["seconds"]["compare and score"]
    print(
        f"{n:,} records: {figures['candidates']:,} candidate pairs, {rate:,.0f} pairs/s compared and scored, "
        f"{sum(figures['seconds'].values()):.1f} s, {figures['memory']:.2f} GB; leads precision "
        f"{figures['precision']:.3f}, recall {figures['recall']:.3f}, clusters F1 {figures['cluster_f1']:.3f}"
    )
    if len({r["candidates"] for r in results}) != 1:
        raise SystemExit("two runs of one seed made different candidates")
    if figures["precision"] < 0.8 or figures["recall"] < 0.6 or figures["memory"] > 4:
        raise SystemExit("below the gates on counts or memory")
    return figures


FIRST_RESULT = """
import sys, time
start = time.perf_counter()
import suspectmatch as sm
linkage = sm.link(sys.argv[1], progress=False)
print(time.perf_counter() - start)
"""


def cold_and_warm(folder: Path) -> tuple[float, float, float, float]:
    """Seconds of the import, of a first link of 1,000 records, of one when all is compiled, of the command.

    From the first import to the first result; the command is ``suspectmatch link``, all of it.
    """
    import suspectmatch as sm
    from suspectmatch.loading import write_canonical
    from suspectmatch.synthetic import single_name_records

    file = folder / "thousand.jsonl"
    write_canonical(sm.load({"thousand": single_name_records(1_000, seed=3).records}), file)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import suspectmatch"], check=True)
    imported = time.perf_counter() - start
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder / "kernels")}
    first = [sys.executable, "-c", FIRST_RESULT, str(file)]
    seconds = []
    command = str(Path(sys.executable).parent / "suspectmatch")
    for number in range(4):
        done = subprocess.run(first, check=True, env=environment, capture_output=True, text=True)
        seconds.append(float(done.stdout))
        if number == 0:
            subprocess.run([command, "compile"], check=True, env=environment, capture_output=True)
    warm = statistics.median(seconds[1:])
    start = time.perf_counter()
    subprocess.run(
        [command, "link", str(file), "-o", str(folder / "out")],
        check=True,
        env=environment,
        capture_output=True,
    )
    whole = time.perf_counter() - start
    print(
        f"import {imported:.2f} s; first import to first result of 1,000 records {seconds[0]:.1f} s cold, "
        f"{warm:.1f} s warm; the whole command {whole:.1f} s"
    )
    return imported, seconds[0], warm, whole


def page(
    rows: list[dict[str, object]], figures: dict[str, object], start: tuple[float, float, float, float]
) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit by hand. "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, a shared machine: read seconds as rough.",
        "",
        "## Accuracy on the real lists",
        "",
        "Published lists of designated persons with what is known of who is who; means over the pairs of lists that hold",
        "the UN list. The shipped model's weights were fitted on these persons, so these figures are of the fitted model.",
        "Checked five-fold on persons it was not fitted on, see `train_default_model.py --check`; figures below.",
        "",
        "| lists | candidate recall | best F1 | average precision | highest probability of a known false pair | seconds | peak GB |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['kind']} | {r['recall']:.4f} | {r['f1']:.4f} | {r['ap']:.4f} | {r['worst']:.3f} | {r['seconds']:.1f} | {r['memory']:.2f} |"
        for r in rows
    ]
    cross = ROOT / "benchmarks" / "accuracy" / "cross_validated.json"
    if cross.exists():
        body = json.loads(cross.read_text(encoding="utf-8"))
        lines += [
            "",
            "On other persons (five folds by person):",
            "",
            "| lists | candidate recall | best F1 | average precision |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {kind} | {r['candidate_recall']:.4f} | {r['best_f1']:.4f} | {r['ap']:.4f} |"
            for kind, r in body.items()
        ]
    total = sum(figures["seconds"].values())
    lines += [
        "",
        "## Speed on invented records",
        "",
        f"{figures['n']:,} single-name records of three sources, {figures['candidates']:,} candidate pairs, "
        f"{total:.1f} s in all, peak {figures['memory']:.2f} GB.",
        "",
        "| stage | seconds | records/s | candidate pairs/s |",
        "|---|---|---|---|",
    ]
    for stage, seconds in figures["seconds"].items():
        pairs = (
            f"{figures['candidates'] / seconds:,.0f}" if stage in ("block", "compare and score") else ""
        )
        lines.append(f"| {stage} | {seconds:.2f} | {figures['n'] / seconds:,.0f} | {pairs} |")
    lines += [
        "",
        f"Leads at probability 0.95: precision {figures['precision']:.3f}, recall {figures['recall']:.3f}; pairs kept at "
        f"0.01: recall {figures['kept_recall']:.3f}; pairs within clusters: F1 {figures['cluster_f1']:.3f}.",
        "",
        f"`import suspectmatch`: {start[0]:.2f} s. First import to first result on 1,000 records: {start[1]:.1f} s where nothing",
        f"is compiled, {start[2]:.1f} s once `suspectmatch compile` has compiled all kernels. The whole",
        f"command `suspectmatch link`, its output written: {start[3]:.1f} s.",
        "",
        *(line for script in (*OTHERS, tables) for line in script.part()),
    ]
    return "\n".join(lines)


def peers(size: str) -> None:
    """Side by side with the peers, in a process of its own; the results are files."""
    sizes = ["--size", "ci"] if size == "ci" else []
    done = subprocess.run([sys.executable, str(PEERS / "compare.py"), *sizes], check=False)
    if done.returncode != 0:
        raise SystemExit("the comparison with the peers failed")


def others() -> None:
    """The scripts that have a part of the page, one after the other; the results are files."""
    for script in OTHERS:
        done = subprocess.run([sys.executable, str(script.__file__)], check=False)
        if done.returncode != 0:
            raise SystemExit(f"{script.__name__} failed")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=("full", "ci", "page"), default="full")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        speed_child(arguments.child)
        return
    if arguments.size != "page":
        measure(full=arguments.size == "full")
        if arguments.size == "full":
            others()
        peers(arguments.size)
    if arguments.size != "ci":
        own = json.loads(RESULTS.read_text(encoding="utf-8"))
        PAGE.write_text(page(own["accuracy"], own["speed"], own["start"]), encoding="utf-8")
        print(f"written to {PAGE.relative_to(ROOT)}")


def measure(*, full: bool) -> None:
    """Accuracy, speed and the start, against their gates; kept as results where the run is full."""
    with tempfile.TemporaryDirectory() as made:
        rows = []
        if LISTS.is_dir():
            rows = accuracy(Path(made))
        else:
            print("accuracy: left out, the real lists are not beside the project")
        figures = speed(100_000 if full else 10_000, 3 if full else 2)
        start = cold_and_warm(Path(made))
    if full:
        RESULTS.parent.mkdir(exist_ok=True)
        body = {"accuracy": rows, "speed": figures, "start": start}
        RESULTS.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
