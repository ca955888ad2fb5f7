"""The table of clusters: linked records only, in an order that the rows do not decide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from samples import bulk_linkage


def test_linked_records_only_with_the_size_of_their_cluster():
    table = bulk_linkage().table
    frame = table.to_pandas()
    assert len(frame) == (table.size > 1).sum()
    assert frame["cluster_id"].nunique() == len(table)
    assert (frame.groupby("cluster_id")["record_id"].transform("size") == frame["n_records"]).all()
    assert (frame["n_records"] > 1).all()
    assert not frame.isna()[["cluster_id", "confidence", "weakest_link", "role"]].any(axis=None)


def test_the_largest_come_first_and_then_identity_decides():
    frame = bulk_linkage().table.to_pandas()
    expected = frame.sort_values(
        ["n_records", "cluster_id", "source", "record_id"], ascending=[False, True, True, True]
    )
    assert frame.index.tolist() == expected.index.tolist()


def test_one_weakest_link_per_cluster():
    frame = bulk_linkage().table.to_pandas()
    for _, links in frame.groupby("cluster_id")["weakest_link"]:
        assert len(set(links)) == 1
    left, right, _ = bulk_linkage().table.conflicts
    ids = bulk_linkage().records.table["record_id"].to_numpy()[np.concatenate([left, right])]
    agreed = frame[~frame["record_id"].isin(ids)]
    assert (agreed["confidence"] >= agreed["weakest_link"]).all()


def test_arrow_pandas_and_the_stream_agree():
    table = bulk_linkage().table
    assert pa.table(table).equals(table.to_arrow())
    pd.testing.assert_frame_equal(table.to_pandas(), table.to_arrow().to_pandas())


def test_what_is_shown_are_counts():
    table = bulk_linkage().table
    assert repr(table) == f"Clusters({len(table)} clusters of {len(table.to_pandas())} records)"
