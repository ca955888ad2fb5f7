"""The estimate of how much blocking finds, which needs no truth, against the truth.

    python benchmarks/accuracy/blocking_recall.py --n 50000
    python benchmarks/accuracy/blocking_recall.py --n 5000 --results SCRATCH     # while developing

Three invented sets with different habits of error, and the real lists beside the project where they are
there; default rules, shipped model, pairs scored down to a probability of 0.01. Results go to
``benchmarks/results/blocking_recall.json``.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from script import LISTS, main, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    import suspectmatch as sm

NAME = "blocking_recall.json"
KEEP_ABOVE = 0.01
SOURCES = ("border_mrz", "prison_register", "enrolments")
"""Border crossings, a register in French by ear, and enrolments typed from what persons say."""
PERSONS = 0.6
"""Persons for each record of these sources: each of them sees more than half of all."""
CERTAIN = 60.0
"""log2 odds of a pair that is known to be true."""

Truth = dict[tuple[str, str], str]


# The sets, each with the keys of its true pairs.


def single(n: int) -> tuple[sm.Records, Truth]:
    from suspectmatch.synthetic import single_name_records

    return with_truth(single_name_records(n, seed=21))


def aliased(n: int) -> tuple[sm.Records, Truth]:
    from suspectmatch.synthetic import aliased_records

    return with_truth(aliased_records(n, seed=22))


def with_truth(made: Any) -> tuple[sm.Records, Truth]:
    import suspectmatch as sm

    names = (made.records[column].to_pylist() for column in ("source", "record_id"))
    persons = map(str, made.person_id.tolist())
    return sm.load(made.records), dict(zip(zip(*names, strict=True), persons, strict=True))


def sources(n: int) -> tuple[sm.Records, Truth]:
    """Files of sources of three kinds, each written and read in its own format."""
    return sources_of(n, seed=23)[1:]


def sources_of(n: int, *, seed: int, cultures: Any = None) -> tuple[Any, sm.Records, Truth]:
    """Persons, the records of them in ``SOURCES``, and the person of each record."""
    import suspectmatch as sm
    from suspectmatch.synthetic import generate_people, write_sources

    people = generate_people(round(n * PERSONS), seed=seed, cultures=cultures)
    rng = np.random.default_rng(seed)
    each = n // len(SOURCES)
    seen = {kind: np.sort(rng.choice(len(people), each, replace=False)) for kind in SOURCES}
    with tempfile.TemporaryDirectory() as folder:
        written = write_sources(folder, people, seen, seed=seed)
        records = sm.load({kind: str(file) for kind, file in written.files.items()})
    return people, records, {(kind, record): person for kind, record, person in written.truth}


def keys(left: np.ndarray, right: np.ndarray, n: int) -> np.ndarray:
    """A number for each pair of rows, whichever comes first."""
    return np.minimum(left, right).astype(np.int64) * n + np.maximum(left, right)


def pairs_of_persons(people: sm.People, truth: Truth) -> np.ndarray:
    """Keys of all pairs of records of one person that may be linked by their role."""
    from suspectmatch.evaluating.pairs import person_of_rows
    from suspectmatch.roles import DEFAULT_ROLES, ROLES

    person = person_of_rows(people, truth)
    rows = np.flatnonzero(np.isin(people.role, [ROLES.index(role) for role in DEFAULT_ROLES]))
    rows = rows[np.argsort(person[rows], kind="stable")]
    found = [np.empty(0, np.int64)]
    for apart in range(1, rows.size):
        a, b = rows[:-apart], rows[apart:]
        same = person[a] == person[b]
        if not same.any():
            break
        found.append(keys(a[same], b[same], len(people)))
    return np.concatenate(found)


def pairs_of_files(people: sm.People, *files: Path) -> np.ndarray:
    """Keys of the pairs that stand in files of pairs, both of whose records were loaded."""
    table = people.records.table
    names = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
    row = {f"{source}:{record}": k for k, (source, record) in enumerate(names)}
    pairs = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            pairs += [(row.get(each["id_a"]), row.get(each["id_b"])) for each in csv.DictReader(stream)]
    known = np.array([pair for pair in pairs if None not in pair], np.int64).reshape(-1, 2)
    return np.unique(keys(known[:, 0], known[:, 1], len(people)))


# What is measured of a set.


def measured(people: sm.People, truths: dict[str, np.ndarray]) -> Iterator[dict[str, object]]:
    """A row for each reading of the truth: recall of the candidates, its estimate, the error."""
    import suspectmatch as sm

    linker = sm.Linker(keep_above=KEEP_ABOVE, progress=False)
    candidates = linker.candidates(people)
    scored = linker.score(candidates)
    chunks = list(candidates.chunks())
    left, right, rules = (np.concatenate([chunk[k] for chunk in chunks]) for k in range(3))
    made = keys(left, right, len(people))
    for name, true in truths.items():
        is_true = np.isin(made, true)
        row: dict[str, object] = {
            "set": name,
            "records": len(people),
            "candidates": int(made.size),
            "true_pairs": int(true.size),
            "true_found": int(is_true.sum()),
            "recall": int(is_true.sum()) / max(int(true.size), 1),
        }
        row |= estimated(scored, candidates, "")
        known = certain(scored, left[is_true], right[is_true], rules[is_true])
        yield row | estimated(known, candidates, "known_")


def certain(
    scored: sm.ScoredPairs, left: np.ndarray, right: np.ndarray, rules: np.ndarray
) -> sm.ScoredPairs:
    """Nothing but the true pairs among the candidates, each of them certain."""
    from suspectmatch.tables import ComparedPairs, ScoredPairs

    nothing = np.empty((left.size, 0))
    pairs = (left, right, rules, nothing.astype(np.int8), nothing.astype(np.float32))
    compared = ComparedPairs(scored.compared.people, (), *pairs)
    weight = np.full(left.size, CERTAIN)
    return ScoredPairs(compared, weight, scored.prior, scored.classifier, scored.n_candidates)


def estimated(
    scored: sm.ScoredPairs, candidates: sm.CandidatePairs, prefix: str
) -> dict[str, float | str]:
    """The estimate and its counts, or why there is none."""
    from suspectmatch.errors import TrainingError
    from suspectmatch.evaluating import estimate_blocking_recall

    try:
        found = estimate_blocking_recall(scored, candidates.report)._asdict()
    except TrainingError as reason:
        return {f"{prefix}failed": str(reason)}
    return {
        prefix + ("estimate" if key == "recall" else key): float(value) for key, value in found.items()
    }


def measure(n: int, lists: Path) -> dict[str, object]:
    import suspectmatch as sm

    words = {
        "single names": single,
        "many aliases and dates": aliased,
        "border, prison, enrolments": sources,
    }
    rows: list[dict[str, object]] = []
    for name, make in words.items():
        records, truth = make(n)
        people = sm.normalise(records)
        rows += measured(people, {name: pairs_of_persons(people, truth)})
        print(said(rows[-1]), flush=True)
    body: dict[str, object] = {"n": n, "keep_above": KEEP_ABOVE}
    if (lists / "records").is_dir():
        files = {file.stem: str(file) for file in sorted((lists / "records").glob("*.jsonl"))}
        people = sm.normalise(sm.load(files))
        truth_file, versions = lists / "truth.csv", lists / "versions.csv"
        truths = {
            "real lists": pairs_of_files(people, truth_file),
            "real lists, two versions of one among them": pairs_of_files(people, truth_file, versions),
        }
        for row in measured(people, truths):
            rows.append(row)
            print(said(row), flush=True)
    else:
        body["missing"] = "The real lists were left out: they are not beside the project"
        print(body["missing"])
    return body | {"rows": rows}


def said(row: dict[str, Any]) -> str:
    told = row.get("failed") or f"estimate {row['estimate']:.4f}, {row['low']:.4f} to {row['high']:.4f}"
    return f"{row['set']}: recall {row['recall']:.4f} of {row['true_pairs']:,} true pairs; {told}"


# The page.


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    rows = body["rows"]
    lines = [
        "## Blocking recall, estimated and true",
        "",
        "`estimate_blocking_recall` sees no truth: it takes names and dates for two captures of one population. Default",
        f"rules, shipped model, pairs scored down to {body['keep_above']:g}. `Known` is what it would say if the true pairs among the",
        "candidates were known for certain: what is left of the error then comes of names and dates that fail together,",
        "the rest of the probabilities. On the real lists the truth is what has been judged; the estimate counts the rest too.",
        "",
        "| set | records | candidate pairs | true pairs | true recall | estimate | 95 % interval | estimate less truth | in the interval | expected matches over true ones found | known | known less truth |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *map(of_row, rows),
        "",
    ]
    errors = [row["estimate"] - row["recall"] for row in rows if "estimate" in row]
    if errors:
        lines += [
            f"The estimate is too high in {sum(error > 0 for error in errors)} of {len(errors)} rows; its error runs from"
            f" {min(errors):+.4f} to {max(errors):+.4f} and is {np.mean(errors):+.4f} on average.",
            "",
        ]
    return lines + ([f"{body['missing']}.", ""] if "missing" in body else [])


def of_row(row: dict[str, Any]) -> str:
    cells = [row["set"], *(f"{row[key]:,}" for key in ("records", "candidates", "true_pairs"))]
    cells.append(f"{row['recall']:.4f}")
    if "failed" in row:
        cells += [f"none: {row['failed']}", "", "", "", ""]
    else:
        inside = "yes" if row["low"] <= row["recall"] <= row["high"] else "no"
        cells += [f"{row['estimate']:.4f}", f"{row['low']:.4f} to {row['high']:.4f}"]
        cells += [f"{row['estimate'] - row['recall']:+.4f}", inside]
        cells.append(f"{row['found'] / max(row['true_found'], 1):.3f}")
    if "known_failed" in row:
        cells += ["none", ""]
    else:
        cells += [f"{row['known_estimate']:.4f}", f"{row['known_estimate'] - row['recall']:+.4f}"]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(measure, NAME, n=50_000, lists=LISTS)
