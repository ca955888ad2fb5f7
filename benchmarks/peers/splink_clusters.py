"""Splink's own clustering of pairs that are scored already; run by ``benchmarks/accuracy/clustering.py``.

    python splink_clusters.py FOLDER [best]

FOLDER is as for ``dedupe_clusters.py``. For each threshold ``splink-<threshold>.parquet`` is written (at a
threshold: connected components), or with ``best`` ``splink_best-<threshold>.parquet`` (single best links,
no source with duplicates): row and cluster, text.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.clustering import cluster_pairwise_predictions_at_threshold

logging.getLogger("splink").setLevel(logging.ERROR)


def written(clusters: Any, file: Path) -> None:
    table = clusters.as_duckdbpyrelation().to_arrow_table()
    cluster = table["cluster_id"].cast(pa.string())
    pq.write_table(pa.table({"row": table["unique_id"], "cluster": cluster}), file)


def main() -> None:
    folder, is_best = Path(sys.argv[1]), "best" in sys.argv[2:]
    nodes = f"select row as unique_id, source as source_dataset from '{folder}/nodes.parquet'"
    edges = (
        "select l.unique_id as unique_id_l, r.unique_id as unique_id_r, l.source_dataset as"
        " source_dataset_l, r.source_dataset as source_dataset_r, probability as match_probability"
        f" from '{folder}/pairs.parquet' p join nodes l on p.left = l.unique_id join nodes r on p.right ="
        " r.unique_id"
    )
    for word in (folder / "thresholds.txt").read_text(encoding="utf-8").split():
        connection = duckdb.connect()
        connection.execute(f"create table nodes as {nodes}")
        connection.execute(f"create table edges as {edges}")
        sources = [
            name
            for (name,) in connection.execute("select distinct source_dataset from nodes").fetchall()
        ]
        api = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="link_and_dedupe", blocking_rules_to_generate_predictions=[block_on("unique_id")]
        )
        linker = Linker(api.register("nodes"), settings, log_level=logging.ERROR)
        if is_best:
            made = linker.clustering.cluster_using_single_best_links(
                linker.table_management.register_table_predict(api.register("edges")),
                duplicate_free_datasets=sources,
                threshold_match_probability=float(word),
            )
        else:
            made = cluster_pairwise_predictions_at_threshold(
                "nodes",
                "edges",
                api,
                node_id_column_name="unique_id",
                threshold_match_probability=float(word),
            )
        written(made, folder / f"{'splink_best' if is_best else 'splink'}-{word}.parquet")


if __name__ == "__main__":
    main()
