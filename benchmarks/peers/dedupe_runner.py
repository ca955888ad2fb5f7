"""dedupe: learns blocking and weights from labelled pairs; here the truth answers its questions, as a user would.

It has no rules from outside (``own`` only), and reads the truth beside the records for its labels.
"""

from __future__ import annotations

import logging

from measuring import begin, imported

run = begin()

import dedupe  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

N_LABELS = 40
"""Its guide: at least ten of each kind, the more the better."""
THRESHOLD = 0.5
"""Of ``partition``, as in its guide."""
FIELDS = ("given_name", "family_name", "dob", "birth_place", "nationality", "sex")


def differ(a: str, b: str) -> float:
    """For fields of few values: compared, but never a blocking key, which would fill the memory."""
    return float(a != b)


def main() -> None:
    """Guarded, as its worker processes import this file again."""
    imported(run)
    logging.disable(logging.WARNING)
    from dedupe import variables
    from dedupe.predicates import ExistsPredicate

    person = np.load(run.records.parent / "person.npy")
    with run.stage("load"):
        table = pq.read_table(run.records, columns=["unique_id", *FIELDS])
        records = {row.pop("unique_id"): row for row in table.to_pylist()}
        by_content = {tuple(row.items()): key for key, row in records.items()}
    with run.stage("train"):
        np.random.seed(0)  # noqa: NPY002  # what dedupe draws from
        fields = [
            variables.String("given_name", has_missing=True),
            variables.String("family_name", has_missing=True),
            variables.ShortString("dob", has_missing=True),
            variables.String("birth_place", has_missing=True),
            variables.Custom("nationality", comparator=differ, has_missing=True),
            variables.Custom("sex", comparator=differ, has_missing=True),
        ]
        for (
            field
        ) in fields:  # "both have a value" as a blocking key pairs everybody, and fills the memory
            field.predicates = [p for p in field.predicates if not isinstance(p, ExistsPredicate)]
        deduper = dedupe.Dedupe(fields, num_cores=run.threads, in_memory=True)
        deduper.prepare_training(records)
        for _ in range(N_LABELS):
            pair = deduper.uncertain_pairs()[0]
            a, b = (person[by_content[tuple(side.items())]] for side in pair)
            deduper.mark_pairs({"match": [pair] if a == b else [], "distinct": [pair] if a != b else []})
        deduper.train(index_predicates=False)  # its guide: they need much time and memory
    with run.stage("block, compare and score"):
        scores = deduper.score(deduper.pairs(records))
        ids, probability = np.array(scores["pairs"]), np.array(scores["score"], dtype=np.float64)
    with run.stage("cluster"):
        clusters = list(deduper.cluster(scores, THRESHOLD))
    run.measured()
    low, high = ids.min(axis=1).astype(np.int32), ids.max(axis=1).astype(np.int32)
    pairs = {"left": low, "right": high, "probability": probability}
    pq.write_table(pa.table(pairs), run.pairs_file)
    row = np.concatenate([np.asarray(members, np.int32) for members, _ in clusters])
    label = np.repeat(
        np.arange(len(clusters), dtype=np.int32), [len(members) for members, _ in clusters]
    )
    pq.write_table(pa.table({"row": row, "cluster": label}), run.clusters_file)
    run.finish(
        engine="dedupe",
        version="3.0.3",
        n_candidates=len(probability),
        all_scored=True,
        threshold=THRESHOLD,
        note=f"{N_LABELS} labelled pairs from the truth",
    )


if __name__ == "__main__":
    main()
