"""Laws that hold whatever the records: of pairs, order, threads, weights and protected roles."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from samples import (
    OTHER,
    RICH,
    ZUBAYR,
    bulk_linkage,
    bulk_people,
    bulk_records,
    candidate_pairs,
    identity_pairs,
    link_records,
    people_of,
    shuffled,
    small_chunks,
)
from suspectmatch.blocking import DEFAULT_RULES
from suspectmatch.roles import DEFAULT_ROLES, PROTECTED_ROLES
from suspectmatch.scoring.model import model_from_json


def tables(linkage):
    return linkage.table.to_arrow(), linkage.pairs_table()


@settings(max_examples=15)
@given(st.sets(st.sampled_from(range(len(DEFAULT_RULES))), min_size=1), st.sampled_from(DEFAULT_RULES))
def test_one_more_rule_never_loses_a_pair(some, more):
    rules = [DEFAULT_RULES[k] for k in sorted(some)]
    assert candidate_pairs(bulk_people(), rules) <= candidate_pairs(bulk_people(), [*rules, more])


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("fit", [False, True])
def test_the_order_of_the_rows_never_matters(seed, fit):
    plain = link_records(bulk_records(), threads=1, fit=fit)
    for one, other in zip(
        tables(plain), tables(link_records(shuffled(bulk_records(), seed), fit=fit)), strict=True
    ):
        assert one.equals(other)


def test_the_order_of_rich_rows_never_matters_either():
    roles = (*DEFAULT_ROLES, "victim")
    plain = tables(link_records(sm.load(RICH), roles=roles, keep_above=0.0))
    for seed in range(4):
        turned = link_records(shuffled(sm.load(RICH), seed), roles=roles, keep_above=0.0)
        assert all(one.equals(other) for one, other in zip(plain, tables(turned), strict=True))


def test_which_pairs_are_candidates_does_not_depend_on_the_order():
    turned = sm.normalise(shuffled(bulk_records(), 3))
    made = []
    for people in (bulk_people(), turned):
        frame = sm.block(people).to_pandas()
        made.append(identity_pairs(people, frame["left"], frame["right"]))
    assert made[0] == made[1]


def test_one_thread_is_two_threads(monkeypatch):
    bulk_linkage()  # on one thread, in one chunk
    small_chunks(monkeypatch, 200)
    assert len(sm.block(bulk_people()).plan()[0]) > 10
    two = link_records(bulk_records(), threads=2)
    assert all(one.equals(other) for one, other in zip(tables(bulk_linkage()), tables(two), strict=True))


def test_the_rows_of_an_explanation_and_the_prior_are_the_weight_exactly():
    for linkage in (bulk_linkage(), link_records(sm.load(RICH), threads=1)):
        pairs = linkage.pairs.head(30)
        for row in pairs.itertuples():
            left, right = (
                f"{row.source_left}:{row.record_id_left}",
                f"{row.source_right}:{row.record_id_right}",
            )
            for explanation in (linkage.explain(left, right), linkage.explain(right, left)):
                total = explanation.prior
                for each in explanation.rows:
                    total += each.bits
                assert total == explanation.weight == row.weight


def test_a_higher_threshold_only_splits():
    low, high = (link_records(bulk_records(), threads=1, min_probability=p) for p in (0.5, 0.99))
    together = low.table.label
    for label in np.unique(high.table.label):
        assert np.unique(together[high.table.label == label]).size == 1


def test_rarer_agreement_never_weighs_less():
    """Eighteen more share a part of the one name, nobody else has the other; all else is equal."""
    crowd = [{"names": [f"{first}ur Hasan"]} for first in ("Bek", "Dal", "Fim", "Gor", "Kul", "Lon") * 3]
    common, rare = {"names": ["Orm Hasan"]}, {"names": ["Ulf Tarkhani"]}
    pairs = [common, common, rare, rare]
    people = people_of(*pairs, *crowd)
    scored = sm.score(sm.compare(sm.block(people, [sm.block_on("name")]), [sm.name_comparison()]))
    weight = dict(
        zip(zip(scored.compared.left, scored.compared.right, strict=True), scored.weight, strict=True)
    )
    assert weight[2, 3] > weight[0, 1]


def test_a_model_out_and_in_changes_no_score():
    model = bulk_linkage().scored.classifier.current_model()
    again = link_records(
        bulk_records(), threads=1, classifier=model_from_json(model.to_json(), "m.json")
    )
    assert all(
        one.equals(other) for one, other in zip(tables(bulk_linkage()), tables(again), strict=True)
    )
    fitted = sm.Linker(threads=1).fit(bulk_people())
    read = model_from_json(fitted.classifier_.model_.to_json(), "m.json")
    other = sm.Linker(classifier=sm.FellegiSunter(read), threads=1)
    assert (fitted.predict(bulk_people()).weight == other.predict(bulk_people()).weight).all()


@pytest.mark.parametrize("role", PROTECTED_ROLES)
def test_protected_roles_are_linked_only_where_named(role):
    records = sm.load(
        [
            {"source": "a", "record_id": "1", **ZUBAYR, "role": "suspect"},
            {"source": "b", "record_id": "2", **ZUBAYR, "role": role},
            {"source": "c", "record_id": "3", **ZUBAYR, "role": "wanted"},
        ]
    )
    plain = link_records(records, threads=1)
    assert plain.clusters["record_id"].tolist() == ["1", "3"]
    assert plain.set_aside["record_id"].tolist() == ["2"]
    assert set(plain.pairs["record_id_left"]) | set(plain.pairs["record_id_right"]) == {"1", "3"}
    named = link_records(records, threads=1, roles=(*DEFAULT_ROLES, role))
    assert sorted(named.clusters["record_id"]) == ["1", "3"]
    notes = named.protective_notes
    assert notes["protected_record_id"].tolist() == ["2", "2"]
    assert sorted(notes["other_record_id"]) == ["1", "3"]
    assert named.set_aside.empty


def test_a_protected_record_does_not_bridge_two_others():
    """Left out before pairs are made, so it cannot chain two records that do not agree themselves."""
    left = {"names": ["Zubayr Tarkhani"], "documents": ["P1234567"]}
    right = {"names": ["Orm Ek"], "documents": ["K7654321"]}
    bridge = {"names": ["Zubayr Tarkhani", "Orm Ek"], "documents": ["P1234567", "K7654321"]}
    linkage = link_records(
        people_of(left | OTHER, right, {**bridge, "role": "misused_identity"}).records
    )
    assert linkage.clusters.empty


@settings(max_examples=20)
@given(st.floats(0.01, 0.99))
def test_less_reliability_brings_the_weight_nearer_to_the_prior(reliability):
    def weights(value):
        people = people_of(ZUBAYR, ZUBAYR | {"reliability": str(value)})
        return sm.score(sm.compare(sm.block(people)))

    full, less = weights(1.0), weights(reliability)
    assert less.prior < less.weight[0] < full.weight[0]


def test_expired_records_are_not_there():
    given = [
        {"source": "a", "record_id": "1", **ZUBAYR, "retain_until": "2025-12-31"},
        {"source": "b", "record_id": "2", **ZUBAYR},
    ]
    last_day, after = (sm.link(given, today=dt.date(*day)) for day in ((2025, 12, 31), (2026, 1, 1)))
    assert len(last_day.clusters) == 2
    assert after.clusters.empty
    assert after.records.left_out == (("a", "expired (retain_until has passed)", 1),)
