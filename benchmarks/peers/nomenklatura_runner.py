"""nomenklatura's logic-v2: scores the pairs of the given rules one by one; it trains nothing and has no such rules."""

from __future__ import annotations

import logging

from measuring import begin, imported
from rule_sets import RULE_SETS

run = begin()

from importlib.metadata import version  # noqa: E402

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from followthemoney import model  # noqa: E402
from nomenklatura.matching import LogicV2  # noqa: E402
from scipy.sparse import coo_matrix  # noqa: E402
from scipy.sparse.csgraph import connected_components  # noqa: E402

imported(run)
logging.disable(logging.WARNING)

THRESHOLD = 0.7
"""What its users' screening takes for a match unless told otherwise."""
PROPERTIES = {
    "full_name": "name",
    "given_name": "firstName",
    "family_name": "lastName",
    "dob": "birthDate",
    "birth_place": "birthPlace",
    "nationality": "nationality",
    "sex": "gender",
}

with run.stage("load"):
    rows = pq.read_table(run.records, columns=["unique_id", *PROPERTIES]).to_pylist()
    people = []
    for row in rows:
        entity = model.make_entity("Person")
        entity.id = str(row["unique_id"])
        for column, name in PROPERTIES.items():
            if row[column] is not None:
                entity.add(name, row[column])
        people.append(entity)
with run.stage("block"):
    connection = duckdb.connect()
    connection.execute(f"set threads = {run.threads}")
    connection.execute(
        f"create view people as select *, left(dob, 4) as birth_year from read_parquet('{run.records}')"
    )
    joins = " union ".join(
        "select l.unique_id as l, r.unique_id as r from people l join people r on l.unique_id < r.unique_id and "
        + " and ".join(f"l.{column} = r.{column}" for column in rule)
        for rule in RULE_SETS[run.rules]
    )
    found = connection.execute(joins).fetchnumpy()
    left, right = found["l"].astype(np.int32), found["r"].astype(np.int32)
with run.stage("compare and score"):
    config = LogicV2.default_config()
    probability = np.array(
        [
            LogicV2.compare(people[i], people[j], config).score
            for i, j in zip(left.tolist(), right.tolist(), strict=True)
        ]
    )
with run.stage("cluster"):
    strong = probability >= THRESHOLD
    graph = coo_matrix(
        (np.ones(int(strong.sum()), np.int8), (left[strong], right[strong])), shape=(len(rows),) * 2
    )
    cluster = connected_components(graph, directed=False)[1].astype(np.int32)
run.measured()
pq.write_table(pa.table({"left": left, "right": right, "probability": probability}), run.pairs_file)
pq.write_table(
    pa.table({"row": np.arange(len(rows), dtype=np.int32), "cluster": cluster}), run.clusters_file
)
run.finish(
    engine="nomenklatura logic-v2",
    version=version("nomenklatura"),
    n_candidates=len(left),
    all_scored=True,
    threshold=THRESHOLD,
    note="pairs by DuckDB, clusters by scipy; one thread, a pair at a time",
)
