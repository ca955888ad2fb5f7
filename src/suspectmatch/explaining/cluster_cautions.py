"""What in the clusters is a reason to look twice: every pair of their records, and its cautions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from suspectmatch.explaining.how import MOST_COMPARED
from suspectmatch.explaining.pair import Explainer
from suspectmatch.tables.identity import comes_after
from suspectmatch.tables.markings import union_of
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import Clusters

    Rows = npt.NDArray[np.int32]

SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("cluster_id", "source_left", "record_id_left")),
        *((name, pa.string()) for name in ("source_right", "record_id_right")),
        ("probability", pa.float64()),
        ("kind", pa.string()),
        ("words", pa.string()),
        ("handling", pa.list_(pa.string())),
        ("purposes", pa.list_(pa.string())),
    ]
)


def cautioned(clusters: Clusters) -> pa.Table:
    """Every caution of every pair of records of one cluster, as an Arrow table.

    Pairs are compared anew, also those that no blocking rule brought up, so that two records of one
    source are seen that a third joined. Of a cluster of more than 200 records only the scored pairs are
    looked at.

    Args:
        clusters: the leads.

    Returns:
        A row for each pair and caution, by cluster and pair, the cautions in the order of ``KINDS``.
    """
    explainer = Explainer(clusters)
    left, right = pairs_within(clusters)
    compared = explainer.compared(left, right)
    probability = probability_of(explainer.weights(compared))
    rows, which, told = explainer.cautions.listed(compared, probability >= clusters.min_probability)
    records = explainer.people.records.table
    swap = comes_after(records, compared.left, compared.right)
    ends = {
        "left": np.where(swap, compared.right, compared.left),
        "right": np.where(swap, compared.left, compared.right),
    }
    columns = {"cluster_id": pa.array(clusters.cluster_id[compared.left[rows]], pa.string())}
    for side, of in ends.items():
        taken = records.select(["source", "record_id"]).take(pa.array(of[rows]))
        columns |= {f"{name}_{side}": taken.column(name) for name in taken.column_names}
    columns["probability"] = pa.array(probability[rows])
    for name in ("kind", "words"):
        distinct = pa.array([getattr(caution, name) for caution in told], pa.string())
        columns[name] = distinct.take(pa.array(which))
    both, pair = np.concatenate([left, right]), np.tile(np.arange(left.size), 2)
    for name, field in (("handling", "handling"), ("purposes", "purpose")):
        columns[name] = union_of(records.column(field), both, pair, left.size).take(pa.array(rows))
    table = pa.table({name: columns[name] for name in SCHEMA.names}).cast(SCHEMA)
    keys = [(name, "ascending") for name in SCHEMA.names[:5]]
    return table.sort_by(keys)


def pairs_within(clusters: Clusters) -> tuple[Rows, Rows]:
    """Every pair of records of one cluster; of very large clusters the scored pairs, int32 (P,) each."""
    size, label, compared = clusters.size, clusters.label, clusters.scored.compared
    order = np.argsort(label, kind="stable").astype(np.int32)
    order = order[(size[order] > 1) & (size[order] <= MOST_COMPARED)]
    first = np.unique(label[order], return_index=True)[1]
    n = size[order]
    place = np.arange(order.size) - np.repeat(first, n[first])
    n_after = n - place - 1
    at = np.repeat(np.arange(order.size), n_after)
    step = np.arange(at.size) - np.repeat(np.cumsum(n_after) - n_after, n_after) + 1
    is_large = (label[compared.left] == label[compared.right]) & (size[compared.left] > MOST_COMPARED)
    return (
        np.concatenate([order[at], compared.left[is_large]]),
        np.concatenate([order[at + step], compared.right[is_large]]),
    )
