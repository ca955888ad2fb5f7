"""suspectmatch as it comes: the shipped model, nothing to train. With ``--variant fitted`` it trains on the records."""

from __future__ import annotations

from measuring import begin, imported
from rule_sets import PART, RULE_SETS

run = begin()

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

import suspectmatch as sm  # noqa: E402

KEEP_ABOVE = 0.01

rules = [sm.block_on(*(PART[column] for column in rule)) for rule in RULE_SETS[run.rules]]
own = {"blocking": rules} if rules else {}
linker = sm.Linker(**own, keep_above=KEEP_ABOVE, threads=run.threads, progress=False)
imported(run)

with run.stage("load"):
    records = sm.load(run.records)
with run.stage("normalise"):
    people = sm.normalise(records)
with run.stage("block"):
    candidates = linker.candidates(people)
if run.variant == "fitted":
    with run.stage("train"):
        linker.fit(candidates)
with run.stage("compare and score"):
    scored = linker.score(candidates)
with run.stage("cluster"):
    clusters = sm.cluster(scored)
    table = clusters.to_arrow()
run.measured()
if len(people) != pq.read_metadata(run.records).num_rows:
    raise SystemExit("records were turned away at load: rows are no longer the file's")
left, right = scored.compared.left, scored.compared.right
pairs = {"left": left, "right": right, "probability": scored.probability}
pq.write_table(pa.table(pairs), run.pairs_file)
labels = {"row": np.arange(len(people), dtype=np.int32), "cluster": clusters.label}
pq.write_table(pa.table(labels), run.clusters_file)
made = [[np.copy(side) for side in chunk[:2]] for chunk in candidates.chunks()]
sides = [np.concatenate([chunk[k] for chunk in made]) if made else np.zeros(0, np.int32) for k in (0, 1)]
pq.write_table(
    pa.table(dict(zip(("left", "right"), sides, strict=True))), run.out / "candidates.parquet"
)
run.finish(
    engine="suspectmatch",
    version=sm.__dict__.get("__version__", "this tree"),
    n_candidates=len(candidates),
    threshold=clusters.min_probability,
    n_rows=table.num_rows,
)
