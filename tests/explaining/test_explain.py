"""Explanations: they add up, show what the sources wrote, and hide nothing."""

from __future__ import annotations

import itertools

import pytest

from samples import link_records
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.pair import explain, split_identity
from suspectmatch.loading.intake import Intake
from suspectmatch.tables import Explanation, ExplanationRow, Records

PASSPORT = {"kind": "passport", "number": "P 123-4567"}
PERSONS = [
    {
        "source": "un",
        "record_id": "QDx.1",
        "names": ["Zubayr Tarkhani", {"full": "Abu Zubayr", "kind": "alias", "quality": "weak"}],
        "birth_dates": ["1971-04-12", "1969"],
        "documents": [PASSPORT],
        "father_names": ["Rostam Tarkhani"],
        "handling": ["law enforcement only"],
        "role": "listed",
    },
    {
        "source": "jail",
        "record_id": "7:1",
        "names": ["TARKHANI, Zubair"],
        "birth_dates": ["12 April 1971"],
        "documents": [{"kind": "passport", "number": "p1234567"}],
        "sex": "male",
        "role": "detained",
    },
    {"source": "jail", "record_id": "8", "names": ["زبير طرخاني"], "birth_dates": ["1971"]},
    {"source": "gazette", "record_id": "3", "names": ["Zubayr Tarkhani"], "reliability": "C3"},
    {"source": "gazette", "record_id": "4", "names": ["<b>Orm</b> Ek"], "contacts": ["+4670000000"]},
    {"source": "police", "record_id": "9", "names": ["Zubayr Tarkhani"], "role": "victim"},
]


def linked(*persons):
    intake = Intake(None)
    for line, person in enumerate(persons, start=2):
        intake.add(person, file="list.csv", line=line)
    return link_records(Records(*intake.finish()), progress=False, threads=1)


def identity(person):
    return f"{person['source']}:{person['record_id']}"


@pytest.fixture(scope="module")
def linkage():
    return linked(*PERSONS)


@pytest.fixture(scope="module")
def pair(linkage):
    return linkage.explain("un:QDx.1", "jail:7:1")


def rows_by_name(explanation):
    return {row.comparison: row for row in explanation.rows}


def test_prior_and_rows_add_up_to_the_weight_exactly_for_every_pair(linkage):
    for left, right in itertools.combinations(PERSONS, 2):
        explanation = explain(linkage.table, identity(left), identity(right))
        total = explanation.prior
        for row in explanation.rows:
            total += row.bits
        assert total == explanation.weight


def test_the_weight_is_that_of_the_scored_pair(linkage):
    pairs = linkage.pairs
    assert len(pairs) > 1
    for row in pairs.itertuples():
        left = f"{row.source_left}:{row.record_id_left}"
        right = f"{row.source_right}:{row.record_id_right}"
        explanation = linkage.explain(left, right)
        assert explanation.weight == row.weight
        assert explanation.probability == row.probability
        levels = rows_by_name(explanation)
        assert all(
            levels[name].level == getattr(row, name) for name in ("name", "birth_date", "document")
        )


def test_either_order_gives_the_same_bits_and_the_values_change_sides(linkage, pair):
    turned = linkage.explain("jail:7:1", "un:QDx.1")
    assert turned.weight == pair.weight
    assert [row.bits for row in turned.rows] == [row.bits for row in pair.rows]
    assert [(row.right, row.left) for row in turned.rows] == [(row.left, row.right) for row in pair.rows]


def test_the_values_shown_are_those_that_carried_the_level_as_the_source_wrote_them(pair):
    rows = rows_by_name(pair)
    assert (rows["name"].left, rows["name"].right) == ("Zubayr Tarkhani", "TARKHANI, Zubair")
    assert (rows["birth_date"].left, rows["birth_date"].right) == ("1971-04-12", "12 April 1971")
    assert rows["birth_date"].level == "same_day"
    assert rows["document"].left == "P 123-4567 (passport)"
    assert rows["document"].right == "p1234567 (passport)"
    assert (rows["father"].left, rows["father"].right) == ("Rostam Tarkhani", None)
    assert rows["father"].level == "missing"


def test_both_records_are_named_with_their_places(pair):
    assert pair.left == ("un:QDx.1", "list.csv:2")
    assert pair.right == ("jail:7:1", "list.csv:3")


def test_a_linked_pair_is_a_lead_with_its_roles_and_markings(pair):
    assert pair.linked is True
    assert "A lead" in pair.verdict()
    assert pair.note == "The roles differ: listed and detained. Handling: law enforcement only."


def test_a_pair_that_no_rule_brought_up_is_explained_and_says_so(linkage):
    explanation = linkage.explain("un:QDx.1", "gazette:4")
    assert "not among the scored pairs" in explanation.note
    assert explanation.linked is False


def test_a_role_that_was_set_aside_is_explained_and_says_so(linkage):
    explanation = linkage.explain("un:QDx.1", "police:9")
    assert "a role is not linked" in explanation.note
    assert "The roles differ: listed and victim." in explanation.note


def test_scored_pairs_know_of_no_clusters(linkage):
    explanation = explain(linkage.scored, "un:QDx.1", "jail:7:1")
    assert explanation.linked is None
    assert explanation.verdict().startswith("A candidate with probability")


def test_a_doubted_source_adds_less(linkage):
    weak = rows_by_name(linkage.explain("un:QDx.1", "gazette:3"))["name"]
    sure = rows_by_name(linkage.explain("un:QDx.1", "police:9"))["name"]
    assert weak.level == sure.level
    assert 0 < weak.bits < sure.bits


def test_a_record_that_is_not_there(linkage):
    with pytest.raises(ParameterError, match="no record"):
        linkage.explain("un:QDx.1", "un:QDx.2")


def test_sources_with_colons_are_told_apart():
    people = linked(
        {"source": "a", "record_id": "1", "names": ["Orm Ek"], "birth_dates": ["1950"]},
        {"source": "a:b", "record_id": "2:3", "names": ["Orm Ek"], "birth_dates": ["1950"]},
    ).people
    assert split_identity(people, "a:1") == ("a", "1")
    assert split_identity(people, "a:b:2:3") == ("a:b", "2:3")
    assert split_identity(people, "c:1") == ("c", "1")


def test_as_a_table_the_last_row_is_the_sum_of_the_others(pair):
    bits = pair.to_pandas().set_index("comparison").bits
    assert bits.index[0] == "prior"
    assert bits.index[-1] == "total"
    assert bits["total"] == pytest.approx(bits[:-1].sum(), abs=1e-9)


def test_as_text_every_comparison_is_named(pair):
    text = str(pair)
    assert all(row.comparison in text for row in pair.rows)
    assert "12 April 1971" in text
    assert "Tarkhani" not in repr(pair)


def test_as_html_everything_is_escaped():
    evil = '"><script>alert(1)</script>'
    row = ExplanationRow(evil, evil, evil, evil, evil, 1.0)
    page = Explanation((evil, evil), (evil, None), (row,), -1.0, 0.0, note=evil)._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
