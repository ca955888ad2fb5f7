"""GoldenMatch: its Fellegi-Sunter matchkey on the given rules, or (``own``) all that it configures by itself."""

from __future__ import annotations

import logging

from measuring import begin, imported
from rule_sets import RULE_SETS

run = begin()

import goldenmatch as gm  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from goldenmatch.config import schemas  # noqa: E402

imported(run)
logging.disable(logging.WARNING)


def config() -> schemas.GoldenMatchConfig:
    """As its documentation has it for persons: three levels a field, rare agreement weighs more."""
    jaro = {"scorer": "jaro_winkler", "levels": 3, "partial_threshold": 0.88, "tf_adjustment": True}
    fields = [
        schemas.MatchkeyField(field="given_name", **jaro),
        schemas.MatchkeyField(field="family_name", **jaro),
        schemas.MatchkeyField(field="dob", scorer="levenshtein", levels=3, partial_threshold=0.85),
        schemas.MatchkeyField(field="birth_place", scorer="exact", tf_adjustment=True),
        schemas.MatchkeyField(field="nationality", scorer="exact", tf_adjustment=True),
        schemas.MatchkeyField(field="sex", scorer="exact"),
    ]
    passes = [
        schemas.BlockingKeyConfig(fields=list(rule), additive=True) for rule in RULE_SETS[run.rules]
    ]
    return schemas.GoldenMatchConfig(
        matchkeys=[schemas.MatchkeyConfig(name="person", type="probabilistic", fields=fields)],
        blocking=schemas.BlockingConfig(keys=passes[:1], passes=passes, strategy="multi_pass"),
    )


with run.stage("load"):
    table = pq.read_table(run.records, use_threads=run.threads > 1).drop_columns(["unique_id", "source"])
    if run.rules != "own":
        table = table.append_column("birth_year", pc.utf8_slice_codeunits(table["dob"], 0, 4))
with run.stage("all"):
    result = gm.dedupe_df(table, config=None if run.rules == "own" else config())
run.measured()
pairs = result.scored_pairs
made = np.array(pairs, dtype=np.float64).reshape(-1, 3)
left, right = made[:, :2].min(axis=1).astype(np.int32), made[:, :2].max(axis=1).astype(np.int32)
pq.write_table(pa.table({"left": left, "right": right, "probability": made[:, 2]}), run.pairs_file)
row, cluster = [], []
for label, found in result.clusters.items():
    row += found["members"]
    cluster += [label] * len(found["members"])
pq.write_table(
    pa.table({"row": pa.array(row, pa.int32()), "cluster": pa.array(cluster, pa.int32())}),
    run.clusters_file,
)
run.finish(
    engine="GoldenMatch",
    version=gm.__version__,
    n_candidates=None,
    threshold=float(made[:, 2].min()) if len(made) else 1.0,
    note="returns only the pairs above the threshold that it chose",
)
