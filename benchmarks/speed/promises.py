"""What must hold whatever the speed: one result, all of it or nothing, and no plan too large to carry out.

    python benchmarks/speed/promises.py --n 100000

Results go to ``benchmarks/results/promises.json``; ``part()`` is their part of the benchmark page.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

RESULTS = Path(__file__).parents[1] / "results" / "promises.json"
KILLS = 5
ALIKE = 150_000
"""Records of one family name: 11 billion pairs."""


def digest(scored: object) -> str:
    """A hash of who is paired with whom, and of every weight, bit for bit, in the order of the output."""
    compared = scored.compared
    identity = compared.people.records.table.select(["source", "record_id"]).combine_chunks()
    state = hashlib.sha256()
    names = [
        np.array(
            [f"{s}\0{r}" for s, r in zip(*(side[c].to_pylist() for c in side.column_names), strict=True)]
        )
        for side in (identity.take(pa.array(compared.left)), identity.take(pa.array(compared.right)))
    ]
    swapped = names[0] > names[1]
    low, high = np.where(swapped, names[1], names[0]), np.where(swapped, names[0], names[1])
    for column in (low, high):
        state.update("\n".join(column.tolist()).encode())
    state.update(scored.weight.tobytes())
    return state.hexdigest()


def one_result(n: int) -> list[dict[str, object]]:
    """The same records in several ways; each way's hash beside that of the first."""
    import suspectmatch as sm
    from suspectmatch.synthetic import single_name_records
    from suspectmatch.tables import CandidatePairs

    made = single_name_records(n, seed=0).records
    turned = made.take(pa.array(np.random.default_rng(1).permutation(n)))
    plan = CandidatePairs.plan

    def linked(table: pa.Table, *, threads: int, chunk: int | None, fit: bool) -> str:
        CandidatePairs.plan = lambda self, size=1 << 18: plan(self, chunk or size)
        try:
            people = sm.normalise(sm.load(table))
            linker = sm.Linker(threads=threads, progress=False)
            candidates = linker.candidates(people)
            if fit:
                linker.fit(candidates)
            return digest(linker.score(candidates))
        finally:
            CandidatePairs.plan = plan

    rows = []
    for fit in (False, True):
        ways = {
            "1 thread": (made, 1, None),
            "2 threads": (made, 2, None),
            "2 threads, rows shuffled": (turned, 2, None),
            "2 threads, chunks of 10,000 pairs": (made, 2, 10_000),
            "2 threads, chunks of 1,000,000 pairs, rows shuffled": (turned, 2, 1_000_000),
        }
        found = {
            way: linked(table, threads=threads, chunk=chunk, fit=fit)
            for way, (table, threads, chunk) in ways.items()
        }
        first = next(iter(found.values()))
        model = "fitted on the records" if fit else "shipped model"
        rows += [
            {"model": model, "way": way, "sha256": value, "same": value == first}
            for way, value in found.items()
        ]
    return rows


def killed(n: int) -> dict[str, object]:
    """A command that is killed at several moments: what is in the output folder afterwards."""
    from suspectmatch.synthetic import single_name_records

    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "records.parquet", Path(folder) / "out"
        pq.write_table(single_name_records(n, seed=0).records, file)
        command = [sys.executable, "-m", "suspectmatch", "link", str(file), "-o", str(out)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        start = time.perf_counter()
        subprocess.run(command, check=True, **quiet)
        seconds = time.perf_counter() - start
        whole = contents(out)
        n_intact = n_absent = 0
        for k in range(KILLS):
            after = seconds * (k + 0.7) / KILLS
            for target in (out, Path(folder) / f"new-{k}"):
                with subprocess.Popen([*command[:-1], str(target)], **quiet) as child:
                    time.sleep(after)
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                if target == out:
                    n_intact += contents(out) == whole
                else:
                    n_absent += not target.exists() or contents(target).keys() == whole.keys()
    return {"n": n, "kills": KILLS, "seconds": seconds, "intact": n_intact, "absent": n_absent}


def contents(folder: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.iterdir())}


def refused() -> dict[str, object]:
    """The seconds until a rule that would make 11 billion pairs is refused, and the message."""
    import suspectmatch as sm
    from suspectmatch.errors import TooManyPairsError

    def people(n: int) -> object:
        number = pa.array(np.arange(n).astype(str))
        text = pa.array(["Zubayr Tarkhani"] * n)
        names = pa.ListArray.from_arrays(
            np.arange(n + 1, dtype=np.int32),
            pa.StructArray.from_arrays([text, pa.array(["Tarkhani"] * n)], names=["full", "family"]),
        )
        return sm.normalise(sm.load({"register": pa.table({"record_id": number, "names": names})}))

    small, large = people(10), people(ALIKE)
    rule = sm.block_on("family_name")
    sm.block(small, [rule])
    start = time.perf_counter()
    try:
        sm.block(large, [rule])
    except TooManyPairsError as error:
        return {"n": ALIKE, "seconds": time.perf_counter() - start, "message": str(error)}
    raise SystemExit("eleven billion pairs were not refused")


def part() -> list[str]:
    """The lines of the benchmark page."""
    if not RESULTS.exists():
        return []
    body = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "## One result, all of it or nothing",
        "",
        f"{body['n']:,} invented records under the default rules: a hash over both identities of each pair kept and the bits",
        "of its weight, in the order of the output.",
        "",
        "| model | way | hash begins | the same |",
        "|---|---|---|---|",
    ]
    for row in body["one_result"]:
        same = "yes" if row["same"] else "NO"
        lines.append(f"| {row['model']} | {row['way']} | {row['sha256'][:12]} | {same} |")
    cut, no = body["killed"], body["refused"]
    return [
        *lines,
        "",
        f"`suspectmatch link` of {cut['n']:,} records ({cut['seconds']:.1f} s) was killed at {cut['kills']} moments, each time once",
        f"over an earlier run, which was left whole {cut['intact']} times, and once into a new folder, which was not there or",
        f"complete {cut['absent']} times.",
        "",
        f"A rule that puts {no['n']:,} records into one block was refused after {no['seconds']:.2f} s: “{no['message']}”",
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=100_000, help="records")
    n = parser.parse_args().n
    body = {"n": n, "one_result": one_result(n), "killed": killed(min(n, 20_000)), "refused": refused()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print("\n".join(part()))


if __name__ == "__main__":
    main()
