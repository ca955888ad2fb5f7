"""dedupe's own clustering of pairs that are scored already; run by ``benchmarks/accuracy/clustering.py``.

    python dedupe_clusters.py FOLDER

FOLDER holds ``pairs.parquet`` (left, right, probability), ``nodes.parquet`` (row, source) and
``thresholds.txt``; for each threshold ``dedupe-<threshold>.parquet`` is written: row and cluster, of the
records that are in a cluster.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from dedupe.clustering import cluster

MOST = 4000
"""Records of the largest component: distances within one are a square. dedupe's default is 30,000."""


def main() -> None:
    folder = Path(sys.argv[1])
    pairs = pq.read_table(folder / "pairs.parquet")
    for word in (folder / "thresholds.txt").read_text(encoding="utf-8").split():
        scores = np.empty(len(pairs), dtype=[("pairs", "i8", 2), ("score", "f4")])
        scores["pairs"] = np.stack([pairs["left"].to_numpy(), pairs["right"].to_numpy()], axis=1)
        scores["score"] = pairs["probability"].to_numpy()
        found = list(cluster(scores, float(word), MOST))
        row = [int(each) for members, _ in found for each in members]
        label = [k for k, (members, _) in enumerate(found) for _ in members]
        pq.write_table(pa.table({"row": row, "cluster": label}), folder / f"dedupe-{word}.parquet")


if __name__ == "__main__":
    main()
