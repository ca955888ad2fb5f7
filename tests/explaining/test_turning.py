"""Turning points: every other level of every comparison, weighed as the classifier weighs it."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, RICH, bulk_linkage
from suspectmatch.linking import link_records

ZUBAYR = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"], "sex": "male"}


@pytest.fixture(scope="module")
def linkage():
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}, {"record_id": "3", **OTHER}]
    return link_records(sm.load({"a": rows}), threads=1)


def test_every_level_that_is_offered_is_another_and_none_comes_twice(linkage):
    frame = linkage.turning_points("a:1", "a:2").to_pandas()
    assert not frame.duplicated(["comparison", "level"]).any()
    assert (frame["level"] != frame["level_now"]).all()
    for comparison in linkage.scored.compared.comparisons:
        own = frame[frame["comparison"] == comparison.name]
        assert set(own["level"]) <= {level.name for level in comparison.levels} | {"missing"}
        assert ("missing" in set(own["level"])) == ("missing" not in set(own["level_now"]))


def test_a_level_weighs_what_the_model_says(linkage):
    """Without rarity the weight moves by exactly the difference of the two levels."""
    points = linkage.turning_points("a:1", "a:2")
    levels = sm.load_model().levels["birth_date"]
    for turn in points.turns:
        if turn.comparison == "birth_date" and turn.level != "missing":
            moved = levels[turn.level].weight - levels["same_day"].weight
            assert turn.weight - points.weight == pytest.approx(moved)
            assert turn.probability == pytest.approx(1 / (1 + 2**-turn.weight))


def test_the_nearest_changes_change_the_decision_and_no_nearer_one_does(linkage):
    points = linkage.turning_points("a:1", "a:2")
    assert points.is_lead
    assert points.nearest
    for turn in points.nearest:
        assert turn.turns
        assert not turn.is_lead
        nearer = [
            t for t in points.turns if t.comparison == turn.comparison and 0 < t.steps < turn.steps
        ]
        assert not any(t.turns for t in nearer)


def test_a_pair_that_is_no_lead_turns_the_other_way():
    linkage = bulk_linkage()
    pairs = linkage.pairs.query("probability < 0.95 and probability > 0.5").head(5)
    for row in pairs.itertuples():
        points = linkage.turning_points(
            f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
        )
        assert not points.is_lead
        assert all(turn.is_lead for turn in points.nearest)


def test_it_can_be_read(linkage):
    points = linkage.turning_points("a:1", "a:2")
    lines = str(points).splitlines()
    assert lines[0].endswith("a lead")
    assert "  with another birth date in a:1 or a:2 (" in str(points)
    assert any("with no name known" in line and line.endswith("not a lead") for line in lines)
    assert repr(points) == f"TurningPoints(a:1 and a:2: {len(points.nearest)})"
    assert "<pre>" in points._repr_html_()


def test_a_pair_that_nothing_can_save_says_so(linkage):
    far = linkage.turning_points("a:1", "a:3")
    names = {turn.comparison for turn in far.nearest}
    assert "sex" not in names
    if not far.nearest:
        assert "no other value" in str(far)


def test_a_learned_classifier_turns_too():
    linkage = link_records(sm.load(RICH), threads=1)
    points = linkage.turning_points("un:Q.1", "jail:7")
    assert np.isfinite([turn.weight for turn in points.turns]).all()
