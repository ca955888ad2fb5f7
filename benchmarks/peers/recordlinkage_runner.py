"""The recordlinkage toolkit: blocks, Jaro-Winkler comparisons and its unsupervised EM classifier, as its guide."""

from __future__ import annotations

from measuring import begin, imported
from rule_sets import RULE_SETS

run = begin()

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import recordlinkage  # noqa: E402
from scipy.sparse import coo_matrix  # noqa: E402
from scipy.sparse.csgraph import connected_components  # noqa: E402

imported(run)

THRESHOLD = 0.5
"""The classifier's own: it calls a link what is likelier a link than not."""
SIMILAR = 0.85
"""The guide's threshold on Jaro-Winkler similarity."""
TRAINING_PAIRS = 1_000_000
SHARED_FROM = 100_000
"""Fewer pairs than this are compared sooner than its worker processes start."""

with run.stage("load"):
    columns = ["unique_id", "given_name", "family_name", "dob", "birth_place", "nationality", "sex"]
    people = pd.read_parquet(run.records, columns=columns).set_index("unique_id")
    people["birth_year"] = people["dob"].str[:4]
with run.stage("block"):
    pairs = None
    for rule in RULE_SETS[run.rules]:
        # One rule at a time: the toolkit pairs missing with missing, so they are left out here.
        known = people.dropna(subset=list(rule))
        made = recordlinkage.Index().block(list(rule)).index(known)
        pairs = made if pairs is None else pairs.union(made)
with run.stage("compare"):
    compare = recordlinkage.Compare(n_jobs=run.threads if len(pairs) > SHARED_FROM else 1)
    compare.string("given_name", "given_name", method="jarowinkler", threshold=SIMILAR)
    compare.string("family_name", "family_name", method="jarowinkler", threshold=SIMILAR)
    compare.exact("dob", "dob")
    for column in ("birth_place", "nationality", "sex"):
        compare.exact(column, column)
    features = compare.compute(pairs, people)
with run.stage("train"):
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    sample = features
    if len(features) > TRAINING_PAIRS:
        sample = features.sample(TRAINING_PAIRS, random_state=0)
    classifier.fit(sample)
with run.stage("score"):
    probability = classifier.prob(features).to_numpy()
with run.stage("cluster"):
    left = pairs.get_level_values(0).to_numpy()
    right = pairs.get_level_values(1).to_numpy()
    strong = probability >= THRESHOLD
    graph = coo_matrix(
        (np.ones(int(strong.sum()), np.int8), (left[strong], right[strong])), shape=(len(people),) * 2
    )
    cluster = connected_components(graph, directed=False)[1]
    clusters = pd.DataFrame({"row": people.index.to_numpy(), "cluster": cluster})
run.measured()
low, high = np.minimum(left, right).astype(np.int32), np.maximum(left, right).astype(np.int32)
pd.DataFrame({"left": low, "right": high, "probability": probability}).to_parquet(run.pairs_file)
clusters.to_parquet(run.clusters_file)
run.finish(
    engine="recordlinkage",
    version=recordlinkage.__version__,
    n_candidates=len(pairs),
    all_scored=True,
    threshold=THRESHOLD,
    note=f"trained on at most {TRAINING_PAIRS:,} pairs; clusters by scipy, the toolkit makes none",
)
