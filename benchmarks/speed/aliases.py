"""What many names and dates cost: records of 1 to 20 aliases and 1 to 4 dates against single-name ones.

    python benchmarks/speed/aliases.py --n 100000 --runs 3
    python benchmarks/speed/aliases.py --n 5000 --runs 1 --results SCRATCH     # while developing

The same persons are seen equally often in both; the default rules and the shipped model link them. Every
run is a process of its own, which first links a few records so that the compiled kernels are there; the
two kinds take turns, and medians are kept. Results go to ``benchmarks/results/aliases.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from children import RESULTS, line, middle, options_of, peak_gb, run_child, stages, write_results

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "aliases.json"
KINDS = ("single", "aliased")
ALIASES, DATES = (1, 20), (1, 4)
SEED = 7
WARM = 2_000


def made(kind: str, n: int, folder: Path) -> Path:
    """The file of the records, written unless it is there."""
    import pyarrow.parquet as pq

    from suspectmatch.synthetic import aliased_records, single_name_records

    file = folder / f"{kind}-n{n}-seed{SEED}.parquet"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        drawn = (
            single_name_records(n, seed=SEED)
            if kind == "single"
            else aliased_records(n, aliases=ALIASES, dates=DATES, seed=SEED)
        )
        pq.write_table(drawn.records, file)
    return file


def child(arguments: argparse.Namespace) -> dict[str, object]:
    stages(made(arguments.child, WARM, arguments.data), arguments.threads)
    run, o = stages(made(arguments.child, arguments.n, arguments.data), arguments.threads)
    return {
        "seconds": run.seconds,
        "cpu": run.cpu,
        "memory_gb": peak_gb(),
        "candidates": o.scored.n_candidates,
        "kept": len(o.scored),
        "names": float(o.people.names.offsets[-1]) / len(o.people),
        "dates": float(o.people.birth_dates.offsets[-1]) / len(o.people),
    }


# The page.


def part() -> list[str]:
    """The lines of the page."""
    if not (RESULTS / NAME).exists():
        return []
    body = json.loads((RESULTS / NAME).read_text(encoding="utf-8"))
    single, many = (body[kind] for kind in KINDS)
    low, high = body["aliases"]
    lines = [
        "## Many names and dates",
        "",
        f"{body['n']:,} records of the same persons, each seen equally often: with one name and one date, and with {low} to {high}",
        f"aliases, {body['dates'][0]} to {body['dates'][1]} dates and often a passport, spelt and dated as a sanctions list does. Own rules, shipped",
        f"model, {body['threads']} threads; a process for each run, interleaved; medians, runs: {body['runs']}.",
        "",
        "| | one name | many names | ratio |",
        "|---|---|---|---|",
    ]
    return lines + [line(*cells) for cells in compared(single, many)] + [""]


def compared(single: dict[str, Any], many: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Cells of each row of the table."""
    both = (single, many)

    def row(words: str, values: Iterable[float], shown: str) -> tuple[str, ...]:
        one, other = values
        return words, format(one, shown), format(other, shown), f"{other / one:.2f}" if one else ""

    yield row("names a record", (each["names"] for each in both), ".2f")
    yield row("dates a record", (each["dates"] for each in both), ".2f")
    for stage in single["seconds"]:
        yield row(f"{stage}, s", (each["seconds"][stage] for each in both), ".2f")
    yield row("in all, s", (sum(each["seconds"].values()) for each in both), ".2f")
    yield row("processor, s", (sum(each["cpu"].values()) for each in both), ".2f")
    yield row("peak GB", (each["memory_gb"] for each in both), ".2f")
    yield row("candidate pairs", (each["candidates"] for each in both), ",")
    yield row("pairs kept", (each["kept"] for each in both), ",")
    rates = (each["candidates"] / each["seconds"]["compare and score"] for each in both)
    yield row("pairs/s compared and scored", rates, ",.0f")


def main() -> None:
    arguments = options_of(__doc__, 100_000, KINDS).parse_args()
    if arguments.child:
        print(json.dumps(child(arguments)))
        return
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as scratch:
        options = {"data": arguments.data or Path(scratch)}
        for kind in KINDS:  # compiles what is not compiled yet, and writes the records; not counted
            made(kind, arguments.n, options["data"])
            run_child(__file__, arguments.threads, child=kind, n=WARM, **options)
        for turn in range(arguments.runs):
            for kind, runs in found.items():
                runs.append(run_child(__file__, arguments.threads, child=kind, n=arguments.n, **options))
                print(f"run {turn + 1}, {kind}: {sum(runs[-1]['seconds'].values()):.1f} s", flush=True)
    medians = {kind: middle(runs) for kind, runs in found.items()}
    write_results(arguments.results, NAME, arguments, aliases=ALIASES, dates=DATES, **medians)


if __name__ == "__main__":
    main()
