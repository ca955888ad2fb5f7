"""What would be: the decision before and after, for a pair and for a cluster."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import suspectmatch as sm
from samples import (
    OTHER,
    RICH,
    ZUBAYR,
    bulk_compared,
    bulk_linkage,
    bulk_records,
    bulk_truth,
    link_records,
)
from suspectmatch.errors import FewLabelsWarning, ParameterError
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.explaining.what_if import NOT_ASKED, Change, changed

PASSPORT = {"kind": "passport", "number": "P1234567"}
CARD = {"kind": "national_id", "number": "778899"}


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


@pytest.fixture(scope="module")
def chain():
    """a:1 and c:3 are in one cluster only through b:2."""
    name = {"names": ["Zubayr Tarkhani", "Orm Ekvall"]}
    rows = [
        {"source": "a", "record_id": "1", "names": ["Zubayr Tarkhani"], "documents": [PASSPORT]},
        {"source": "b", "record_id": "2", **name, "documents": [PASSPORT, CARD]},
        {"source": "c", "record_id": "3", "names": ["Orm Ekvall"], "documents": [CARD]},
    ]
    born = {"birth_dates": ["1971"]}
    return link_records(sm.load([{**row, **born} for row in rows]), threads=1)


def test_two_records_may_be_together_through_a_third_source_only(chain):
    made = chain.what_if("a:1", "c:3", without_source="b")
    assert (made.before.linked, made.after.linked) == (True, False)
    assert made.is_decisive
    assert made.before.weight == made.after.weight
    assert "after:" in str(made)
    assert "not in one cluster" in str(made)


def test_without_a_source_of_the_pair_there_is_no_pair(chain):
    with pytest.raises(ParameterError, match="what_if_cluster"):
        chain.what_if("a:1", "b:2", without_source="b")


def test_another_date_is_told_by_its_row(linkage):
    made = linkage.what_if("un:Q.1", "jail:7", with_value={"jail:7": {"birth_dates": ["1980-01-03"]}})
    assert made.after.weight < made.before.weight
    assert "birth_date: " in str(made)
    assert "would be" in str(made)
    assert repr(made).startswith("WhatIf(un:Q.1 and jail:7, with other birth_dates in jail:7")
    assert "<pre>" in made._repr_html_()


def test_a_higher_threshold_is_another_decision(linkage):
    made = linkage.what_if("un:Q.1", "jail:7", min_probability=0.95)
    assert not made.is_decisive
    assert made.after.min_probability == 0.95


def test_a_cluster_may_hang_on_one_source(chain):
    made = chain.what_if_cluster("a:1", without_source="b")
    assert made.falls_apart
    assert made.parts == (("a:1",), ("c:3",))
    assert made.gone == ("b:2",)
    assert made.fallen == ()
    assert "would fall apart" in str(made)


def test_a_cluster_may_hang_on_one_name():
    rows = [
        {"source": "a", "record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]},
        {"source": "b", "record_id": "2", "names": ["Zubayr Tarkhani", "Ulf Dal"], **born("1971-04-12")},
    ]
    made = link_records(sm.load(rows), threads=1).what_if_cluster("a:1", without_name="Zubayr Tarkhani")
    assert made.falls_apart
    assert [(link.left, link.right) for link in made.fallen] == [("a:1", "b:2")]
    assert made.fallen[0].probability < 0.95
    assert "no longer above the threshold" in str(made)


def born(text):
    return {"birth_dates": [text]}


def test_a_cluster_may_grow(linkage):
    made = linkage.what_if_cluster("un:Q.1", min_probability=0.02)
    again = linkage.what_if_cluster("un:Q.1", min_probability=0.95)
    assert set(again.joined) <= set(made.joined)
    assert not again.falls_apart
    assert again.parts == (again.records,)
    assert repr(again) == f"ClusterWhatIf({again.cluster_id}, with a threshold of 0.95: 1 parts)"
    assert "<pre>" in again._repr_html_()


def test_records_that_would_join_are_named():
    near = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1980"]}
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}, {"record_id": "3", **near}]
    linkage = link_records(sm.load({"a": rows}), threads=1)
    assert linkage.why_not("a:1", "a:3").reason == "below_threshold"
    made = linkage.what_if_cluster("a:1", min_probability=0.02)
    assert made.joined == ("a:3",)
    assert "would join it: a:3" in str(made)


def test_it_is_clustered_again_as_the_run_was(tmp_path):
    """Decisions, roles and method of the run hold for what it would be, too."""
    decisions = sm.Decisions.read(tmp_path / "d.jsonl", missing_ok=True)
    decisions.record("a:1", "a:2", "different", reason="twins", by="desk 4")
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}]
    linkage = link_records(sm.load({"a": rows}), threads=1, decisions=decisions, method="components")
    made = linkage.what_if("a:1", "a:2", min_probability=0.5)
    assert (made.before.linked, made.after.linked) == (False, False)
    assert made.after.min_probability == 0.5
    assert sm.what_if(linkage.table, "a:1", "a:2", prior=0.0).after.linked is False


def then_of(linkage, change, rows):
    return changed(Explainer(linkage.table), change, rows)


def linked(rows):
    return link_records(sm.load(rows), threads=1)


def pair(linkage, *names):
    return np.array(rows_of(linkage.people, *names), np.int32)


def test_another_value_gives_what_the_changed_file_would_give(linkage):
    other = {"birth_dates": ["1980-01-03"], "nationalities": ["AF"]}
    rows = [{**row, **other} if row["record_id"] == "7" else row for row in RICH]
    then = then_of(linkage, Change(with_value={"jail:7": other}), pair(linkage, "un:Q.1", "jail:7"))
    expected = linked(rows).explain("un:Q.1", "jail:7")
    made = Explainer(then).pair(*rows_of(then.scored.compared.people, "un:Q.1", "jail:7"))
    assert made.weight == expected.weight
    assert made.rows == expected.rows


def test_a_name_taken_away_gives_what_the_changed_file_would_give(linkage):
    rows = [{**row, "names": row["names"][1:]} if row["record_id"] == "Q.1" else row for row in RICH]
    rows_in_question = pair(linkage, "un:Q.1", "jail:7")
    then = then_of(linkage, Change(without_name="Zubayr Tarkhani"), rows_in_question)
    made = Explainer(then).pair(*rows_in_question.tolist())
    assert made.weight == linked(rows).explain("un:Q.1", "jail:7").weight


def test_the_links_of_a_source_that_is_not_there_are_cut(linkage):
    then = then_of(linkage, Change(without_source="un"), pair(linkage, "jail:7", "jail:8"))
    people, compared = linkage.people, then.scored.compared
    un = people.sources.index("un")
    assert not (people.source[compared.left] == un).any()
    assert not (people.source[compared.right] == un).any()
    assert then.label[0] == 0


def test_a_prior_moves_every_weight_by_the_same_bits(linkage):
    rows = pair(linkage, "un:Q.1", "jail:7")
    then = then_of(linkage, Change(prior=linkage.scored.prior - 3.0), rows)
    assert np.allclose(then.scored.weight, linkage.scored.weight - 3.0)


def test_nothing_changed_changes_nothing(linkage):
    then = then_of(linkage, Change(), pair(linkage, "un:Q.1", "jail:7"))
    assert np.array_equal(then.label, linkage.table.label)
    assert np.array_equal(then.scored.weight, linkage.scored.weight)


def test_a_pair_that_was_never_scored_is_weighed_too(linkage):
    rows = pair(linkage, "un:Q.1", "police:10")
    then = then_of(linkage, Change(min_probability=0.5), rows)
    assert len(then.scored) == len(linkage.scored) + 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change(without_source="nowhere"), "without_source"),
        (Change(without_name="Nobody"), "None of these records has the name"),
        (Change(with_value={"jail:7": {"shoe_size": "44"}}), "shoe_size"),
        (Change(with_value={"jail:7": {"sex": 7}}), "with_value of jail:7 is refused"),
        (Change(with_value={"jail:77": {"sex": "male"}}), "no record"),
    ],
)
def test_what_cannot_be_changed_is_refused(linkage, change, message):
    with pytest.raises(ParameterError, match=message):
        then_of(linkage, change, pair(linkage, "un:Q.1", "jail:7"))


def test_a_change_is_told_without_any_value():
    change = Change("un", "Zubayr", {"jail:7": {"birth_dates": ["1950"], "sex": "male"}}, -20.0, 0.9)
    assert change.words == (
        "without the source un, without one of the names, with other birth_dates and sex in jail:7, "
        "with a prior of -20.0 bits, with a threshold of 0.9"
    )
    assert Change().words == "with nothing changed"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prior": "high"}, "prior must be a number"),
        ({"prior": float("nan")}, "prior must be a number"),
        ({"without_source": ["a"]}, "without_source must be a text"),
        ({"with_value": "x"}, "with_value must be a mapping"),
        ({"with_value": {"a:1": "x"}}, "with_value must be a mapping"),
        ({"min_probability": 2.0}, "min_probability must be a probability"),
    ],
)
def test_a_change_of_a_wrong_kind_is_refused(change, message):
    with pytest.raises(ParameterError, match=message):
        Change(**change)


MALE = {**ZUBAYR, "sex": "male"}


@pytest.fixture(scope="module")
def three():
    rows = [{"record_id": "1", **MALE}, {"record_id": "2", **MALE}, {"record_id": "3", **OTHER}]
    return link_records(sm.load({"a": rows}), threads=1)


def test_every_other_level_of_the_list_is_asked_once(three):
    frame = three.turning_points("a:1", "a:2").to_pandas()
    assert not frame.duplicated(["comparison", "level"]).any()
    now = dict(zip(frame["comparison"], frame["level_now"], strict=True))
    for comparison in three.scored.compared.comparisons:
        own = set(frame.loc[frame["comparison"] == comparison.name, "level"])
        every = {"missing", *(level.name for level in comparison.levels)}
        assert own == every - NOT_ASKED - {now[comparison.name]}


def test_a_level_weighs_what_the_model_says(three):
    """Without rarity the weight moves by exactly the difference of the two levels."""
    points = three.turning_points("a:1", "a:2")
    levels = sm.load_model().levels["birth_date"]
    for each in points.changes:
        if each.comparison == "birth_date" and each.level != "missing":
            moved = levels[each.level].weight - levels["same_day"].weight
            assert each.weight - points.weight == pytest.approx(moved)
            assert each.probability == pytest.approx(1 / (1 + 2**-each.weight))


def test_the_nearest_changes_flip_the_result_and_no_nearer_one_does(three):
    points = three.turning_points("a:1", "a:2")
    assert points.is_above
    assert points.nearest
    for each in points.nearest:
        assert each.flips
        assert not each.is_above
        own = [other for other in points.changes if other.comparison == each.comparison]
        assert not any(other.flips for other in own if 0 < other.steps < each.steps)


def test_a_pair_below_the_threshold_flips_the_other_way():
    linkage = bulk_linkage()
    pairs = linkage.pairs.query("probability < 0.95 and probability > 0.5").head(5)
    assert len(pairs)
    for row in pairs.itertuples():
        points = linkage.turning_points(
            f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
        )
        assert not points.is_above
        assert all(each.is_above for each in points.nearest)


def test_turning_points_can_be_read(three):
    points = three.turning_points("a:1", "a:2")
    lines = str(points).splitlines()
    assert lines[0].endswith("above the threshold")
    assert any(line.startswith("  if the birth date gave: ") for line in lines)
    assert any(line.startswith("  if no name were known: ") for line in lines)
    assert all(line.endswith("below the threshold") for line in lines[1:])
    assert repr(points) == f"TurningPoints(a:1 and a:2: {len(points.nearest)})"
    assert "<pre>" in points._repr_html_()


def test_a_pair_that_nothing_can_flip_says_so(three):
    far = three.turning_points("a:1", "a:3")
    hopeless = type(far)(far.left, far.right, far.weight, 1.0, ())
    assert hopeless.nearest == ()
    assert str(hopeless).splitlines()[1:] == ["  No other level of one comparison flips it."]
    assert "sex" not in {each.comparison for each in far.nearest}


def test_a_learned_classifier_has_turning_points_too():
    """Its correction is part of every weight, so a level moves it by other bits than the model says."""
    compared, person = bulk_compared(), np.array(list(bulk_truth().values()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        classifier = sm.Supervised(estimator=LogisticRegression(max_iter=500))
        classifier.fit(compared, person[compared.left] == person[compared.right])
    linkage = link_records(bulk_records(), classifier=classifier, threads=1)
    row = linkage.pairs.iloc[0]
    names = f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
    points, why = linkage.turning_points(*names), linkage.explain(*names)
    assert points.weight == why.weight
    assert "learned correction" in {each.comparison for each in why.rows}
    assert np.isfinite([each.weight for each in points.changes]).all()
    assert len({each.weight for each in points.changes}) > len(compared.comparisons)
