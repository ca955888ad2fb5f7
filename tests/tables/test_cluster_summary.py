"""One row per cluster: its bridge is the strongest link that was not used."""

from __future__ import annotations

import numpy as np

import suspectmatch as sm
from samples import ZUBAYR, bulk_linkage


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
