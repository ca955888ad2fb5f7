"""All measures of a run in one table."""

from __future__ import annotations

import pytest

from samples import bulk, bulk_linkage, bulk_truth
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import cluster_metrics, evaluate, lead_metrics


def test_it_holds_what_the_parts_say():
    table = bulk_linkage().table
    evaluation = evaluate(table, bulk_truth())
    assert evaluation.leads == lead_metrics(table.scored, bulk_truth(), table.min_probability)
    assert evaluation.clusters.pairs == cluster_metrics(table, bulk_truth())
    again = evaluate(table, bulk().person_id)
    assert again.leads == evaluation.leads
    assert again.clusters.b_cubed_f1.low == pytest.approx(evaluation.clusters.b_cubed_f1.low)


def test_the_table_has_intervals_around_each_value():
    frame = evaluate(bulk_linkage().table, bulk_truth()).to_pandas()
    assert len(frame) == 10
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()


def test_it_prints_as_a_table():
    lines = str(evaluate(bulk_linkage().table, bulk_truth())).splitlines()
    assert len(lines) == 13
    assert lines[1].startswith("leads precision")
    assert lines[-1].startswith("records of the largest of them")


def test_a_truth_of_other_records_is_refused():
    with pytest.raises(ParameterError, match="No two records of this run"):
        evaluate(bulk_linkage().table, {("nowhere", "1"): "P"})
