"""The real lists as labelled candidate pairs, for fitting and for checking on other persons."""

import csv
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

import suspectmatch as sm

N_FOLDS = 5


class Labelled(NamedTuple):
    """Compared candidate pairs with labels: 1 one person, 0 two persons, -1 not known."""

    compared: sm.ComparedPairs
    label: np.ndarray
    fold: np.ndarray
    identity: list[str]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def labelled(folder: Path, kind: str) -> Labelled:
    """``kind`` is records or thin; folds are by person, so that no person is in two of them."""
    records = sm.load({file.stem: file for file in sorted((folder / kind).glob("*.jsonl"))})
    compared = sm.compare(sm.block(sm.normalise(records)))
    identity = [
        f"{source}:{record_id}"
        for source, record_id in zip(
            records.table["source"].to_pylist(), records.table["record_id"].to_pylist(), strict=True
        )
    ]
    true = {
        frozenset((row["id_a"], row["id_b"]))
        for name in ("truth.csv", "versions.csv")
        for row in rows(folder / name)
    }
    person = _persons(true, identity)
    label = _labels(folder, compared, identity, true, person)
    fold = np.array([zlib.crc32(person[name].encode()) % N_FOLDS for name in identity])
    return Labelled(compared, label, fold, identity)


def _persons(true: set[frozenset[str]], identity: list[str]) -> dict[str, str]:
    parent = {name: name for name in identity}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for a, b in sorted(map(sorted, true)):  # in the same order in every run, so that folds are the same
        parent[root(b)] = root(a)
    return {name: root(name) for name in parent}


def _labels(
    folder: Path,
    compared: sm.ComparedPairs,
    identity: list[str],
    true: set[frozenset[str]],
    person: dict[str, str],
) -> np.ndarray:
    likely = {frozenset((row["id_a"], row["id_b"])) for row in rows(folder / "likely.csv")}
    judged = rows(folder / "negatives.csv")
    false = {frozenset((row["id_a"], row["id_b"])) for row in judged if row["flag"] == "ok"}
    doubtful = {frozenset((row["id_a"], row["id_b"])) for row in judged if row["flag"] != "ok"}
    role = {row["id"]: row["role"] for row in rows(folder / "universe.csv")}
    label = np.full(len(compared), -1, dtype=np.int8)
    for k, (i, j) in enumerate(zip(compared.left.tolist(), compared.right.tolist(), strict=True)):
        a, b = identity[i], identity[j]
        pair = frozenset((a, b))
        if pair in true:
            label[k] = 1
        elif pair in false:
            label[k] = 0
        elif pair in likely or pair in doubtful or person[a] == person[b]:
            continue
        elif a.startswith("un") and b.startswith("un"):
            label[k] = 0
        elif a.startswith("un") or b.startswith("un"):
            other = b if a.startswith("un") else a
            label[k] = 0 if role.get(other) != "open" else -1
    return label
