"""A small run from end to end. Run this file as a program to write its results anew, on purpose only.

Levels are compared for every two records, so that they do not depend on blocking rules. Weights are
those of every candidate pair, rounded to 1e-9 bits: a new model changes weights.csv, nothing else may.
"""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import numpy as np
import pytest

import suspectmatch as sm
from samples import link_records
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows

HERE = Path(__file__).parent


def levels():
    people = sm.normalise(sm.load(HERE / "records.json"))
    left, right = np.array(list(itertools.combinations(range(len(people)), 2)), np.int32).T
    made, _ = compare_rows(people, DEFAULT_COMPARISONS, left, right)
    names = [f"{row['source']}:{row['record_id']}" for row in people.records.table.to_pylist()]
    yield ["left", "right", *(comparison.name for comparison in DEFAULT_COMPARISONS)]
    for i, j, row in zip(left.tolist(), right.tolist(), made.tolist(), strict=True):
        known = [c.level(level).name for c, level in zip(DEFAULT_COMPARISONS, row, strict=True)]
        yield [names[i], names[j], *known]


def clusters():
    linkage = link_records(sm.load(HERE / "records.json"), threads=1)
    yield ["cluster_id", "source", "record_id", "n_records"]
    for row in linkage.table.to_arrow().to_pylist():
        yield [row["cluster_id"], row["source"], row["record_id"], str(row["n_records"])]


def weights():
    linkage = link_records(sm.load(HERE / "records.json"), keep_above=0, threads=1)
    yield ["left", "right", "weight", "probability"]
    for row in linkage.scored.to_arrow().to_pylist():
        left = f"{row['source_left']}:{row['record_id_left']}"
        right = f"{row['source_right']}:{row['record_id_right']}"
        yield [left, right, f"{row['weight']:.9f}", f"{row['probability']:.9f}"]


RESULTS = {"levels.csv": levels, "clusters.csv": clusters, "weights.csv": weights}


@pytest.mark.parametrize("name", RESULTS)
def test_nothing_has_changed(name):
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == list(RESULTS[name]())


if __name__ == "__main__":
    for name, make in RESULTS.items():
        with (HERE / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(make())
