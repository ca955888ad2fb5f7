"""The table of clusters: linked records only, in an order that the rows do not decide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

import suspectmatch as sm
from samples import ZUBAYR, bulk_linkage


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


# -- one row per cluster: its bridge is the strongest link that was not used --


def test_one_row_for_each_cluster_in_the_order_of_the_records():
    table = bulk_linkage().table
    summary = table.summary().to_pandas()
    records = table.to_pandas()
    assert summary["cluster_id"].tolist() == records["cluster_id"].drop_duplicates().tolist()
    by_id = records.groupby("cluster_id")
    own = summary.set_index("cluster_id")
    assert own["n_records"].equals(by_id.size().loc[own.index].rename("n_records"))
    assert (own["confidence"] == by_id["confidence"].min().loc[own.index]).all()
    assert (own["weakest_link"] == by_id["weakest_link"].first().loc[own.index]).all()
    assert (own["n_sources"] == by_id["source"].nunique().loc[own.index]).all()


def test_bridges_are_the_strongest_links_to_the_outside():
    scored = bulk_linkage().scored
    table = sm.cluster(scored, min_probability=0.999)
    label, compared = table.label, scored.compared
    best = {}
    for i, j, p in zip(compared.left.tolist(), compared.right.tolist(), scored.probability, strict=True):
        if label[i] != label[j]:
            for one in {label[i], label[j]}:
                best.setdefault(one, p)
    rows = {table.cluster_id[one]: p for one, p in best.items() if table.cluster_id[one] is not None}
    summary = table.summary().to_pandas().set_index("cluster_id")["bridge_probability"]
    assert rows
    assert {one: p for one, p in summary.items() if not np.isnan(p)} == rows


def test_a_link_decided_against_is_no_bridge(tmp_path):
    records = [{"record_id": str(k), **ZUBAYR} for k in range(1, 5)]
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    for one in "123":
        decisions.record("a:4", f"a:{one}", "different", reason="seen", by="desk")
    row = sm.link({"a": records}, decisions=decisions).table.summary().to_pylist()[0]
    assert row["n_records"] == 3
    assert row["bridge_to"] is None
    assert row["bridge_probability"] is None
