"""The table "Where to add what" of ARCHITECTURE.md: what is added from outside, following one row.

A format: loading/test_format_conformance.py. A comparison: comparing/test_comparator_conformance.py.
A classifier: scoring/test_classifier_conformance.py. A caution: explaining/test_cautions.py.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

import suspectmatch as sm
from samples import RICH
from suspectmatch.runs.outputs import PAIR_COLUMNS


def odds(clusters):
    """Odds of each scored pair."""
    return pa.array(2.0**clusters.scored.weight)


def test_a_column_of_the_pairs_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(PAIR_COLUMNS, "odds", odds)
    linkage = sm.link(sm.load(RICH), progress=False)
    folder = linkage.save(tmp_path / "out")
    written = pq.read_table(folder / "pairs.parquet")
    assert written.column_names[4:8] == ["weight", "probability", "odds", "name"]
    assert (written["odds"].to_numpy() == 2.0 ** written["weight"].to_numpy()).all()
    assert sm.Linkage.open(folder).pairs.equals(linkage.pairs)
    assert "odds" in (folder / "pairs.csv").read_text(encoding="utf-8").splitlines()[0]
