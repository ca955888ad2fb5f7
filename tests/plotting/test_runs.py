"""Drawings of blocking and of clusters."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_linkage
from suspectmatch import plotting
from suspectmatch.errors import ParameterError
from suspectmatch.plotting import runs

Z = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}


@pytest.fixture(scope="module")
def clusters():
    sources = {f"s{k} $x$": [{"record_id": str(k), **Z}] for k in range(3)}
    return sm.link(sources, progress=False, threads=1).table


def test_each_rule_has_its_pairs_and_its_new_ones():
    report = bulk_linkage().blocking
    ax = plotting.plot_blocking(report)
    n = len(report.rules)
    assert [bar.get_width() for bar in ax.patches[:n]] == [rule.n_pairs for rule in report.rules]
    assert [bar.get_width() for bar in ax.patches[n:]] == [rule.n_new for rule in report.rules]
    assert f"{report.n_pairs:,} candidate pairs" in ax.get_title(loc="left")
    ax.figure.canvas.draw()


def test_a_cluster_shows_its_records_and_links(clusters):
    name = clusters.to_pandas()["cluster_id"][0]
    ax = plotting.plot_cluster(clusters, name)
    ax.figure.canvas.draw()
    assert sorted(text.get_text() for text in ax.texts) == [rf"s{k} \$x\$:{k}" for k in range(3)]
    links = [
        line for line in ax.get_lines() if line.get_linestyle() == "-" and len(line.get_xdata()) == 2
    ]
    assert len(links) == 3
    assert name in ax.get_title(loc="left")
    assert "Zubayr" not in "".join(text.get_text() for text in ax.texts)


def test_conflicts_are_crossed():
    clusters = sm.link({"a": [{"record_id": "1", **Z}], "b": [{"record_id": "2", **Z}]}).table
    made = type(clusters)(
        **{name: getattr(clusters, name) for name in clusters.__slots__ if name != "conflicts"},
        conflicts=(np.array([0], np.int32), np.array([1], np.int32), np.array([-3.0])),
    )
    ax = plotting.plot_cluster(made, made.to_pandas()["cluster_id"][0])
    assert [line.get_marker() for line in ax.get_lines()].count("x") == 1


def test_what_cannot_be_drawn_is_said(clusters, monkeypatch):
    with pytest.raises(ParameterError, match="c-nonesuch"):
        plotting.plot_cluster(clusters, "c-nonesuch")
    monkeypatch.setattr(runs, "MOST_RECORDS", 2)
    with pytest.raises(ParameterError, match="3 records; at most 2"):
        plotting.plot_cluster(clusters, clusters.to_pandas()["cluster_id"][0])


@pytest.mark.parametrize("n", [0, 1, 2, 3, 9, 40])
def test_places_are_the_same_each_time_and_apart(n):
    links = [(k, k + 1) for k in range(n - 1)]
    first, again = (runs.spring_layout(n, links, []) for _ in range(2))
    assert (first == again).all()
    assert np.isfinite(first).all()
    assert np.abs(first).max(initial=0) <= 1
    if n > 1:
        distance = np.sqrt(((first[:, None] - first[None]) ** 2).sum(axis=2)) + 9 * np.eye(n)
        assert distance.min() > 0.2 / np.sqrt(n)
