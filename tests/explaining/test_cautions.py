"""Cautions: told where they are true of the values of a pair, and only there."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, bulk_linkage, link_records
from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.comparing.library import birth_date_comparison, name_comparison
from suspectmatch.explaining.cautions import KINDS, CautionKind, Cautions, PairFacts, at_level
from suspectmatch.explaining.pair import Explainer

DAY = "1971-04-12"
ZUBAYR = {"names": ["Zubayr Rostam Tarkhani"], "birth_dates": [DAY]}


def cautions(one, other, *, sources=("a", "b"), more=False):
    """The kinds of cautions of two records."""
    records = [
        {"source": source, "record_id": str(k), **record}
        for k, (source, record) in enumerate(zip(sources, (one, other), strict=True))
    ]
    records += [{"source": "other", "record_id": "9", "names": ["Orm Ekvall"]}] if more else []
    scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(records)))
    return [caution.kind for caution in Explainer(scored).pair(0, 1).cautions]


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, []),
        ({"names": ["Zubayr R. Tarkhani"]}, ["initial"]),
        ({"names": ["Zubayr Rostan Tarkhani"]}, ["similar_name"]),
        ({"names": ["Zubayr Wilhelm Tarkhani"]}, ["siblings"]),
        ({"names": ["Zubayr"]}, ["common_name", "one_part"]),
        ({"names": ["Orm Ekvall"]}, ["name"]),
        ({"birth_dates": ["1971-04-13"]}, ["days"]),
        ({"birth_dates": ["1985-09-30"]}, ["years"]),
        ({"birth_dates": ["1961/1966"]}, ["years"]),
        ({"birth_dates": ["1971"]}, []),
        ({"birth_dates": []}, ["no_date"]),
        ({"names": ["Zubayr Wilhelm Tarkhani"], "birth_dates": ["1971"]}, ["name_parts"]),
        ({"names": [{"full": "Zubayr Rostam Tarkhani", "kind": "alias"}, "Orm Ekvall"]}, ["alias"]),
        ({"names": [{"full": "Zubayr Rostam Tarkhani", "quality": "weak"}]}, ["weak_alias"]),
    ],
)
def test_each_is_told_where_it_is_true(change, kinds):
    assert cautions(ZUBAYR, ZUBAYR | change) == kinds


@pytest.mark.parametrize(
    ("field", "values", "kind"),
    [
        ("sex", ("male", "female"), "sex"),
        ("nationalities", (["IQ"], ["SE"]), "nationality"),
        ("father_names", (["Rostam Tarkhani"], ["Orm Ekvall"]), "father"),
        ("mother_names", (["Shirin"], ["Wilhelmina"]), "mother"),
        ("birth_places", ([{"text": "Mosul"}], [{"text": "Uppsala"}]), "birth_place"),
        ("birth_places", ([{"country": "IQ"}], [{"country": "SE"}]), "birth_country"),
        (
            "documents",
            ([{"kind": "passport", "number": "A1234567"}], [{"kind": "passport", "number": "B7654321"}]),
            "document",
        ),
    ],
)
def test_what_contradicts_is_always_told(field, values, kind):
    one, other = ({**ZUBAYR, field: value} for value in values)
    assert cautions(one, other) == [kind]
    assert cautions(one, one) == []
    assert cautions(one, ZUBAYR) == []


def test_two_records_of_one_source_and_a_number_that_speaks_where_no_date_does():
    assert cautions(ZUBAYR, ZUBAYR, sources=("a", "a"), more=True) == ["one_source"]
    assert cautions(ZUBAYR, ZUBAYR, sources=("a", "a")) == []  # where there is no other, it says nothing
    number = {"documents": [{"kind": "passport", "number": "A1234567"}]}
    assert cautions(ZUBAYR | number, ZUBAYR | number | {"birth_dates": []}) == []


def test_a_common_name_is_told_as_it_was_weighed():
    n_told = 0
    linkage = bulk_linkage()
    for row in linkage.pairs.head(60).itertuples():
        why = linkage.explain(
            f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
        )
        frequency = why.rows[0].frequency
        told = "common_name" in {caution.kind for caution in why.cautions}
        if told:
            assert frequency.share > 1 / 10_200
        elif frequency and why.rows[0].level.startswith(("same", "within")):
            assert frequency.share < 1 / 10_000
        n_told += told
    assert n_told


def test_they_come_in_the_order_of_their_kinds_and_in_every_form():
    record = {"names": ["Zubayr R. Tarkhani"], "birth_dates": ["1971-04-13"], "sex": "female"}
    rows = [{"record_id": "1", **ZUBAYR, "sex": "male"}, {"record_id": "2", **record}]
    why = link_records(sm.load({"a": rows, "b": [OTHER]}), threads=1).explain("a:1", "a:2")
    kinds = [caution.kind for caution in why.cautions]
    assert kinds == ["days", "initial", "one_source", "sex"]
    assert kinds == sorted(kinds, key=[kind.name for kind in KINDS].index)
    assert [each["kind"] for each in json.loads(why.to_json())["cautions"]] == kinds
    for caution in why.cautions:
        assert f"Caution: {caution.words}" in str(why)
        assert f"Caution: {caution.words}" in why._repr_html_()


def test_they_change_no_weight_and_a_record_has_none_with_itself():
    linkage = bulk_linkage()
    why = linkage.explain(*2 * [_first(linkage)])
    assert why.cautions == ()


def test_a_comparison_that_is_not_made_tells_nothing():
    records = [{"source": s, "record_id": "1", **ZUBAYR, "sex": "male"} for s in "ab"]
    linker = sm.Linker(comparisons=[sm.birth_date_comparison()], progress=False)
    scored = linker.predict(sm.normalise(sm.load(records)))
    explainer = Explainer(scored)
    marks = explainer.cautions.marks(scored.compared, np.ones(len(scored.compared.left), bool))
    assert marks.shape == (len(scored.compared.left), len(KINDS))
    assert not marks.any()


def _first(linkage):
    row = linkage.clusters.iloc[0]
    return f"{row.source}:{row.record_id}"


def test_every_level_that_is_looked_for_is_one_of_the_usual_comparisons():
    """A level that was renamed would be looked for in vain, and nothing would be told."""
    named = {field: set() for field in {comparison.field for comparison in DEFAULT_COMPARISONS}}
    for comparison in DEFAULT_COMPARISONS:
        named[comparison.field] |= {level.name for level in comparison.levels}
    looked_for = set()

    class Spy(PairFacts):
        def at(self, field, *levels):
            looked_for.update((field, level) for level in levels)
            return super().at(field, *levels)

    scored = bulk_linkage().scored
    compared = scored.compared
    pairs = Spy(Cautions(compared.people, DEFAULT_COMPARISONS), compared, scored.weight > 0)
    for kind in KINDS:
        kind.holds(pairs)
    assert {field for field, _ in looked_for} == set(named)
    assert all(level in named[field] | {"missing"} for field, level in looked_for)


def test_a_caution_is_added_by_one_line(monkeypatch):
    """From outside the package: where it holds it is given, in its place, and in no other pair."""
    born = "birth_dates"
    own = CautionKind("same_birthday", "Born on one day: {level}.", at_level(born, "same_day"), born)
    monkeypatch.setattr("suspectmatch.explaining.cautions.KINDS", [own, *KINDS])
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR, "sex": "male"}]
    linkage = link_records(sm.load({"a": rows, "b": [{"record_id": "3", **ZUBAYR}]}), threads=1)
    why = linkage.explain("a:1", "b:3")
    assert [(caution.kind, caution.words) for caution in why.cautions] == [
        ("same_birthday", "Born on one day: same day.")
    ]
    assert [each.kind for each in linkage.explain("a:1", "a:2").cautions] == [own.name, "one_source"]
    assert set(linkage.cautions["kind"]) == {"same_birthday", "one_source"}


def test_no_name_is_called_common_where_its_rarity_was_not_measured():
    names = replace(name_comparison(), has_rarity=False)
    people = sm.normalise(sm.load([{"source": "a", "record_id": str(k), **ZUBAYR} for k in range(2)]))
    compared = sm.compare(sm.block(people), comparisons=(names, birth_date_comparison()))
    one = np.ones(len(compared), bool)
    kinds = [caution.kind for caution in Cautions(people, compared.comparisons).of(compared, one)[0]]
    assert "common_name" not in kinds
