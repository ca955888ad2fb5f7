"""Where the time goes, stage by stage, and how far each stage is from what the machine could do.

    python benchmarks/speed/stages.py --n 1000000 --rules wide --runs 3
    python benchmarks/speed/stages.py --n 10000 --runs 1 --results SCRATCH     # while developing

Every run is a process of its own, the measure of the machine too; they take turns, and medians are kept. A
process first links 10,000 records, so that the compiled kernels are there. The floor of a stage is what
its bytes alone would take at the bandwidths measured. Results go to ``benchmarks/results/stages.json``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from children import RESULTS, line, middle, options_of, peak_gb, run_child, stages, write_results
from records import write_records
from rule_sets import RULE_SETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import SimpleNamespace

    from measuring import Run

    Steps = dict[str, dict[str, float]]

NAME = "stages.json"
PART = {"dob": "birth_date", "birth_year": "stated_birth_year"}
"""What suspectmatch calls the columns of the rules, where the name is another."""
NORMALISED = "source role names father_names mother_names birth_dates birth_places nationalities sex documents contacts reliability"
"""Columns of the records that normalising reads."""
KEEP_ABOVE = 0.01
WARM = 10_000
LARGE = 1 << 28  # bytes at least of the arrays that bandwidth is measured on
ROW = 4  # int64 of a row that is fetched: 32 bytes, as ``name_rows`` has them
FETCHED, SAMPLED = 1 << 21, 4_000_000
"""Rows that are fetched to time it, and candidate pairs that the steps of comparing are timed on."""


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


# The machine.


def rows_of(n: int) -> np.ndarray:
    """int64 (n, ROW), no row on two lines of the cache."""
    flat = np.ones(n * ROW + 8, np.int64)
    start = -flat.ctypes.data % 64 // 8
    return flat[start : start + n * ROW].reshape(n, ROW)


def make_fetch() -> Callable[..., int]:
    import numba

    @numba.njit(nogil=True)
    def fetch(table: np.ndarray, rows: np.ndarray) -> int:
        total = 0  # written out and as short as can be, so that many fetches are under way at once
        for row in rows:
            total ^= table[row, 0] ^ table[row, 1] ^ table[row, 2] ^ table[row, 3]
        return total

    fetch(rows_of(1), np.zeros(1, np.int32))
    return fetch


def machine(n: int) -> dict[str, object]:
    """GB/s and ns, each for one thread and for two."""
    caches = Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size")
    size = max([LARGE, *(int(each.read_text().strip("K\n")) << 13 for each in caches)])  # eight times
    source, target = np.ones(size, np.uint8), np.ones(size, np.uint8)
    fetch, tables = make_fetch(), (rows_of(n), rows_of(size // (8 * ROW)))
    drawn = [np.random.default_rng(0).integers(0, len(t), FETCHED).astype(np.int32) for t in tables]

    def first_touch(like: np.ndarray) -> None:
        np.empty(like.size, np.uint8).fill(1)

    def seconds(work: Callable[..., object], *arrays: np.ndarray, threads: int) -> float:
        pieces = [np.array_split(each, threads) for each in arrays]
        with ThreadPoolExecutor(threads) as pool:
            return best(lambda: list(pool.map(work, *pieces)))

    made: dict[str, object] = {"array_mb": size / 1e6}
    for threads in (1, 2):
        own = partial(seconds, threads=threads)
        made[str(threads)] = {
            "read_gb_s": size / own(np.max, source) / 1e9,
            "copy_gb_s": 2 * size / own(np.copyto, target, source) / 1e9,
            "first_touch_gb_s": size / own(first_touch, target) / 1e9,
            "row_ns_records": own(partial(fetch, tables[0]), drawn[0]) / FETCHED * 1e9,
            "row_ns_large": own(partial(fetch, tables[1]), drawn[1]) / FETCHED * 1e9,
        }
    return made


# One run of the stages, and the bytes it touched.


def linked(n: int, a: argparse.Namespace) -> tuple[Run, SimpleNamespace]:
    """All stages on n records of the comparison with the peers, fitted."""
    import suspectmatch as sm

    blocking = [sm.block_on(*(PART.get(part, part) for part in rule)) for rule in RULE_SETS[a.rules]]
    own = {"blocking": blocking} if blocking else {}
    file = write_records(n, a.data) / "records.parquet"
    return stages(file, a.threads, fit=True, keep_above=KEEP_ABOVE, **own)


def size_of(value: Any, leave: Iterable[object] = (), seen: set[int] | None = None) -> int:
    """Bytes of all arrays and texts under a table of the project, each array once."""
    seen = set() if seen is None else seen
    if any(value is other for other in leave):
        return 0
    if hasattr(value, "get_total_buffer_size"):  # of Arrow
        return int(value.get_total_buffer_size())
    if isinstance(value, np.ndarray):
        is_new = value.ctypes.data not in seen
        seen.add(value.ctypes.data)
        return value.nbytes * is_new
    if isinstance(value, str):
        return len(value)
    if dataclasses.is_dataclass(value):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    value = list(value.values()) if isinstance(value, dict) else value
    return sum(size_of(each, leave, seen) for each in value) if isinstance(value, (list, tuple)) else 0


def key_columns(o: SimpleNamespace) -> list[np.ndarray]:
    """Offsets and codes of the columns that the keys of the blocking rules are made of."""
    columns = {"name": o.people.names, "birth_": o.people.birth_dates}
    columns |= {field.rstrip("eis"): own for field, own in o.people.sets.items()}  # of either number
    used = [own for word, own in columns.items() if word in " ".join(o.candidates.rules)]
    return [each for own in used for each in (own.offsets, own.codes)]


def row_bytes(measure: Any, n: int) -> float:
    """Bytes of a record that a comparison reads: its packed row, or an offset and the codes of its values."""
    rows = vars(measure).get("_rows")
    return (rows.nbytes if rows is not None else measure.offsets.nbytes + 4 * measure.offsets[-1]) / n


def touched(o: SimpleNamespace, file: Path, steps: Steps) -> dict[str, Any]:
    """For each stage the bytes it must read and the bytes it must leave behind."""
    import pyarrow.parquet as pq

    from suspectmatch.comparing.comparators import comparators
    from suspectmatch.linking.linker import RANDOM_PAIRS
    from suspectmatch.runs.streaming import TRAINING_PAIRS

    table, n, scored = o.records.table, len(o.people), o.scored
    given = [table[name] for name in NORMALISED.split() if table[name].null_count < n]
    rows = {m.comparison.name: 2 * row_bytes(m, n) for m in comparators(o.people, o.linker.comparisons)}
    n_trained = min(TRAINING_PAIRS, scored.n_candidates) + min(RANDOM_PAIRS, n * n)
    trained = n_trained * sum(own for name, own in rows.items() if name in steps)
    compared = sum(rows[name] * step["pairs"] for name, step in steps.items() if name in rows)
    identity, groups = size_of([table["source"], table["record_id"]]), size_of(o.candidates.groups)
    links = int((scored.probability >= o.clusters.min_probability).sum())
    known = [o.people, scored.classifier, scored.compared.comparisons]
    made = {
        "load": (size_of(pq.read_table(file)), size_of(table)),
        "normalise": (size_of(given), size_of(o.people, [o.records])),
        "block": (size_of(key_columns(o)), groups),
        "train": (groups + identity + trained, 0),
        "compare and score": (groups + compared, size_of(scored, known)),
        "cluster": (scored.weight.nbytes + 8 * links, size_of([o.clusters, o.table], [scored])),
    }
    return {stage: {"read": read, "written": written} for stage, (read, written) in made.items()}


# The steps of comparing.


def watch(steps: Steps, owner: object, name: str, label: str, pairs: Callable[..., int]) -> None:
    """Add up the seconds of a function and its pairs, counted from its result and its arguments."""
    inner = getattr(owner, name)

    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        result = inner(*arguments, **options)
        taken = time.perf_counter() - start
        if label == "setting up":
            steps.clear()  # what it called is part of it
        step = steps.setdefault(label or arguments[0].comparison.name, {"seconds": 0.0, "pairs": 0})
        step["seconds"] += taken
        step["pairs"] += pairs(result, *arguments)
        return result

    setattr(owner, name, timed)


def profiled(o: SimpleNamespace) -> dict[str, Any]:
    """The steps of comparing on some of the pairs and one thread, scaled to all; this process ends soon."""
    from suspectmatch.comparing.comparators import COMPARATORS
    from suspectmatch.runs import streaming
    from suspectmatch.scoring import pruning
    from suspectmatch.tables import CandidatePairs

    figures, alone = by_themselves(o)
    every, plan = max(1, round(o.scored.n_candidates / SAMPLED)), CandidatePairs.plan

    def some(self: Any, *arguments: int) -> tuple[list[tuple[int, int]], int]:
        units, capacity = plan(self, *arguments)
        return units[:: min(every, max(1, len(units)))], capacity

    steps: Steps = {}
    CandidatePairs.plan, over = some, partial(watch, steps)
    over(streaming, "Pruner", "setting up", lambda *_: 0)
    over(CandidatePairs, "fill", "making pairs", lambda made, *_: made[0].size)
    for kind in COMPARATORS.values():
        over(kind, "write", "", lambda _, __, left, *___: left.size)
    over(pruning, "add_weights", "adding weights", lambda _, first, *__: len(first))
    over(pruning, "shrink", "doubting weights", lambda _, first, *__: len(first))
    over(pruning, "keep_possible", "dropping pairs", lambda _, left, *__: len(left))
    over(CandidatePairs, "rules_of", "rules of pairs kept", lambda made, *_: made.size)
    over(streaming, "weights", "weights of pairs kept", lambda made, *_: made.size)
    over(streaming, "sorted_pairs", "sorting pairs kept", lambda made, *_: len(made))
    o.linker.threads = 1
    start = time.perf_counter()
    o.linker.score(dataclasses.replace(o.candidates))
    rest = time.perf_counter() - start - sum(step["seconds"] for step in steps.values())
    steps["all else"], figures["sampled"] = {"seconds": rest, "pairs": 0}, steps["making pairs"]["pairs"]
    for name, step in steps.items():
        step["ns"] = step["seconds"] / step["pairs"] * 1e9 if step["pairs"] else 0.0
        scale = 1.0 if name == "setting up" else o.scored.n_candidates / max(figures["sampled"], 1)
        step["seconds"], step["pairs"] = step["seconds"] * scale, step["pairs"] * scale
        step.update({"ns_alone": alone[name]} if name in alone else {})
    return figures | {"steps": steps}


def by_themselves(o: SimpleNamespace) -> tuple[dict[str, Any], dict[str, float]]:
    """ns a pair, none dropped: to fetch two rows and do nothing, as pairs come and at random; of each comparison."""
    from suspectmatch.comparing.comparators import comparators
    from suspectmatch.tables.pairs import pair_buffers

    units, capacity = o.candidates.plan(1 << 14)
    buffers = pair_buffers(capacity)
    chosen = units[:: max(1, len(units) // 64)]
    parts = [[side.copy() for side in o.candidates.fill(*unit, buffers)] for unit in chosen]
    pairs = [np.concatenate(side) for side in zip(*parts, strict=True)]
    n, n_pairs = len(o.people), pairs[0].size
    levels, rarity = np.empty(n_pairs, np.int8), np.empty(n_pairs, np.float32)
    work = {
        one.comparison.name: partial(one.write, *pairs, levels, rarity)
        for one in comparators(o.people, o.linker.comparisons)
        if one.known.any()
    }
    alone = {name: best(each) / n_pairs * 1e9 for name, each in work.items()}
    rows, fetch = rows_of(n), make_fetch()
    drawn = np.random.default_rng(1).integers(0, n, (2, n_pairs)).astype(np.int32)
    taken = [best(lambda two=two: [fetch(rows, side) for side in two]) for two in (pairs, drawn)]
    near, far = (seconds / n_pairs * 1e9 for seconds in taken)
    return {"fetch_ns": near, "fetch_ns_random": far}, alone


def child(a: argparse.Namespace) -> dict[str, object]:
    if a.child == "machine":
        return machine(a.n)
    first, _ = linked(WARM, a)
    run, o = linked(a.n, a)
    figures = {"memory_gb": peak_gb(), "candidates": o.scored.n_candidates, "kept": len(o.scored)}
    figures |= {"first": sum(first.seconds.values()), "seconds": run.seconds, "cpu": run.cpu} | profiled(
        o
    )
    return figures | {"bytes": touched(o, run.records, figures["steps"])}


# The page.

MACHINE = {
    "read_gb_s": "reading {mb:,.0f} MB, GB/s",
    "copy_gb_s": "copying as much, read and written, GB/s",
    "first_touch_gb_s": "writing it into fresh memory, GB/s",
    "row_ns_records": "a random row of 32 bytes, of {n:,}, ns",
    "row_ns_large": "a random row of a table of {mb:,.0f} MB, ns",
}


def part() -> list[str]:
    """The lines of the page."""
    if not (RESULTS / NAME).exists():
        return []
    body = json.loads((RESULTS / NAME).read_text(encoding="utf-8"))
    run, limits, n = body["run"], body["machine"], body["n"]
    lines = [
        "## Each stage against the machine",
        "",
        f"{n:,} single-name records, {body['rules']} rules, fitted on the records, {run['candidates']:,} candidate pairs of which",
        f"{run['kept']:,} are kept, {body['threads']} threads, {sum(run['seconds'].values()):.1f} s, peak {run['memory_gb']:.2f} GB; medians, runs: {body['runs']}. Before that each",
        f"process links {WARM:,} records, in {run['first']:.1f} s: most of it is loading compiled kernels.",
        "",
        "| the machine | one thread | two threads |",
        "|---|---|---|",
    ]
    for name, words in MACHINE.items():
        cells = (f"{limits[threads][name]:.1f}" for threads in "12")
        lines.append(line(words.format(mb=limits["array_mb"], n=n), *cells))
    lines += [
        "",
        "The floor is what bytes alone would take with these threads: what a stage must read at the bandwidth of reading,",
        "what it must leave behind at that of fresh memory. Scratch and computing are not in it. Where pairs are compared,",
        "the rows of both records count each time, as though no cache held them.",
        "",
        *of_stages(run, limits[str(min(body["threads"], 2))], n),
    ]
    return lines + of_steps(run)


def of_stages(run: dict[str, Any], limits: dict[str, float], n: int) -> list[str]:
    seconds, total = run["seconds"], sum(run["seconds"].values())
    ratio, lines = {}, []
    for stage, moved in run["bytes"].items():
        taken = seconds[stage]
        floor = moved["read"] / limits["read_gb_s"] / 1e9
        floor += moved["written"] / limits["first_touch_gb_s"] / 1e9
        ratio[stage] = taken / floor
        count, what = (run["candidates"], "pairs") if stage == "compare and score" else (n, "records")
        cells = (
            f"{taken:.2f}",
            f"{taken / total:.0%}",
            f"{run['cpu'][stage]:.2f}",
            f"{count / taken:,.0f} {what}",
        )
        size = (f"{moved[way] / 1e6:,.1f}" for way in ("read", "written"))
        lines.append(line(stage, *cells, *size, f"{floor:.3f}", f"{ratio[stage]:.0f}"))
    near, *_, far = sorted(ratio, key=ratio.__getitem__)
    longest = max(seconds, key=seconds.__getitem__)
    return [
        "| stage | seconds | share | processor s | a second | MB read | MB written | floor, s | times the floor |",
        "|---|---|---|---|---|---|---|---|---|",
        *lines,
        "",
        f"Most of the time goes to {longest} ({seconds[longest] / total:.0%}). Nearest to its floor is {near}"
        f" ({ratio[near]:.0f} times), furthest {far} ({ratio[far]:.0f} times).",
        "",
    ]


def of_steps(run: dict[str, Any]) -> list[str]:
    """Comparing and scoring step by step."""
    total = sum(step["seconds"] for step in run["steps"].values())
    lines = [
        f"Comparing and scoring, step by step: one thread, {run['sampled']:,} of the pairs, scaled to all, {total:.1f} s. To fetch the",
        f"two rows of a pair and do nothing would take {run['fetch_ns']:.1f} ns in the order in which pairs come, {run['fetch_ns_random']:.1f} ns at random.",
        "`Alone` is a comparison by itself, on pairs of which none has been dropped.",
        "",
        "| step | pairs that reach it | ns a pair | alone | times the fetch, as they come | at random | share of the time |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, step in run["steps"].items():
        cells = [f"{step['pairs']:,.0f}", f"{step['ns']:.1f}"] if step["pairs"] else ["", ""]
        limits = [step["ns"] / run[which] for which in ("fetch_ns", "fetch_ns_random")]
        known = [step["ns_alone"], *limits] if "ns_alone" in step else []
        cells += [f"{each:.1f}" for each in known] or ["", "", ""]
        lines.append(line(name, *cells, f"{step['seconds'] / total:.1%}"))
    return [*lines, ""]


def main() -> None:
    parser = options_of(__doc__, 1_000_000, ("machine", "stages"))
    parser.add_argument("--rules", choices=tuple(RULE_SETS), default="wide")
    a = parser.parse_args()
    if a.child:
        print(json.dumps(child(a)))
        return
    found: dict[str, list[Any]] = {"machine": [], "stages": []}
    with tempfile.TemporaryDirectory() as scratch:
        options = {"rules": a.rules, "data": a.data or Path(scratch)}
        for n in (WARM, a.n):
            write_records(n, options["data"])
        run_child(__file__, a.threads, child="stages", n=WARM, **options)  # compiles; not counted
        for turn in range(a.runs):
            for what, runs in found.items():
                runs.append(run_child(__file__, a.threads, child=what, n=a.n, **options))
            print(f"run {turn + 1}: {sum(found['stages'][-1]['seconds'].values()):.1f} s", flush=True)
    medians = {"machine": middle(found["machine"]), "run": middle(found["stages"])}
    write_results(a.results, NAME, a, rules=a.rules, **medians)


if __name__ == "__main__":
    main()
