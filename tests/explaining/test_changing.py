"""The same run with something changed is the run that the changed file would give."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import RICH
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.changing import Change, changed, named, parts_of
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.linking import link_records


def linked(rows):
    return link_records(sm.load(rows), threads=1)


@pytest.fixture(scope="module")
def linkage():
    return linked(RICH)


def pair(linkage, *names):
    return np.array(rows_of(linkage.people, *names), np.int32)


def test_another_value_gives_what_the_changed_file_would_give(linkage):
    other = {"birth_dates": ["1980-01-03"], "nationalities": ["AF"]}
    rows = [{**row, **other} if row["record_id"] == "7" else row for row in RICH]
    then = changed(
        linkage.table, Change(with_value={"jail:7": other}), pair(linkage, "un:Q.1", "jail:7")
    )
    expected = linked(rows).explain("un:Q.1", "jail:7")
    made = Explainer(then).pair(*rows_of(then.scored.compared.people, "un:Q.1", "jail:7"))
    assert made.weight == expected.weight
    assert made.rows == expected.rows


def test_a_name_taken_away_gives_what_the_changed_file_would_give(linkage):
    rows = [{**row, "names": row["names"][1:]} if row["record_id"] == "Q.1" else row for row in RICH]
    rows_in_question = pair(linkage, "un:Q.1", "jail:7")
    then = changed(linkage.table, Change(without_name="Zubayr Tarkhani"), rows_in_question)
    made = Explainer(then).pair(*rows_in_question.tolist())
    assert made.weight == linked(rows).explain("un:Q.1", "jail:7").weight


def test_the_links_of_a_source_that_is_not_there_are_cut(linkage):
    then = changed(linkage.table, Change(without_source="un"), pair(linkage, "jail:7", "jail:8"))
    people, compared = linkage.people, then.scored.compared
    un = people.sources.index("un")
    assert not (people.source[compared.left] == un).any()
    assert not (people.source[compared.right] == un).any()
    assert then.label[0] == 0


def test_a_prior_moves_every_weight_by_the_same_bits(linkage):
    rows = pair(linkage, "un:Q.1", "jail:7")
    then = changed(linkage.table, Change(prior=linkage.scored.prior - 3.0), rows)
    assert np.allclose(then.scored.weight, linkage.scored.weight - 3.0)


def test_nothing_changed_changes_nothing(linkage):
    then = changed(linkage.table, Change(), pair(linkage, "un:Q.1", "jail:7"))
    assert np.array_equal(then.label, linkage.table.label)
    assert np.array_equal(then.scored.weight, linkage.scored.weight)


def test_a_pair_that_was_never_scored_is_weighed_too(linkage):
    rows = pair(linkage, "un:Q.1", "police:10")
    then = changed(linkage.table, Change(min_probability=0.5), rows)
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
        changed(linkage.table, change, pair(linkage, "un:Q.1", "jail:7"))


def test_a_change_is_told_without_any_value():
    change = Change("un", "Zubayr", {"jail:7": {"birth_dates": ["1950"], "sex": "male"}}, -20.0, 0.9)
    assert change.words == (
        "without the source un, without one of the names, with other birth_dates and sex in jail:7, "
        "with a prior of -20.0 bits, with leads from 0.9"
    )
    assert Change().words == "with nothing changed"


def test_parts_are_the_largest_first(linkage):
    parts = parts_of(linkage.table, range(len(linkage.people)))
    sizes = [len(part) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(linkage.people)
    assert named(linkage.people, [0]) == ("un:Q.1",)


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
