"""score(): weights are sums, pairs stand in an order that the rows do not decide."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR, bulk_compared, bulk_people, people_of
from suspectmatch.errors import ParameterError
from suspectmatch.scoring import weights


def test_a_weight_is_the_prior_and_what_each_comparison_adds():
    scored = sm.score(bulk_compared())
    taken, classifier = scored.compared, sm.FellegiSunter()
    bits = classifier.contributions(taken.comparisons, taken.levels, taken.rarity)
    expected = np.full(len(scored), scored.prior)
    for column in bits.T:
        expected += column
    assert (scored.weight == expected).all()
    assert (weights(taken, classifier, scored.prior) == scored.weight).all()


def test_every_pair_is_kept_strongest_first():
    scored = sm.score(bulk_compared())
    assert len(scored) == len(bulk_compared()) == scored.n_candidates
    assert (np.diff(scored.weight) <= 0).all()
    assert set(zip(scored.compared.left, scored.compared.right, strict=True)) == set(
        zip(bulk_compared().left, bulk_compared().right, strict=True)
    )


def test_ties_stand_in_an_order_of_identities_that_rows_do_not_change():
    def tied(sources):
        people = people_of(*[{"source": s, "record_id": "1", **ZUBAYR} for s in sources])
        scored = sm.score(sm.compare(sm.block(people)))
        assert len(set(scored.weight)) == 1
        sides = zip(scored.compared.left, scored.compared.right, strict=True)
        return [{sources[i], sources[j]} for i, j in sides]

    ordered = tied("cabd")
    assert len(ordered) == 6
    assert ordered == tied("abcd") == tied("dbca")


def test_the_probability_rises_with_the_weight():
    scored = sm.score(bulk_compared())
    assert (np.diff(scored.probability) <= 0).all()
    assert ((scored.probability >= 0) & (scored.probability <= 1)).all()


def test_reliability_shrinks_the_weight_towards_the_prior():
    def weight(**more):
        people = people_of(ZUBAYR, ZUBAYR | more)
        return sm.score(sm.compare(sm.block(people)))

    sure, doubted, rumour = weight(), weight(reliability="0.5"), weight(reliability="0.1")
    assert sure.prior == doubted.prior == rumour.prior
    assert sure.weight[0] > doubted.weight[0] > rumour.weight[0] > sure.prior
    assert weight(reliability="1.0").weight[0] == sure.weight[0]


def test_reliability_shrinks_what_speaks_against_too():
    strangers = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1930-08-02"], "sex": "female"}
    people = people_of({**ZUBAYR, "sex": "male"}, strangers)
    doubted = people_of({**ZUBAYR, "sex": "male"}, strangers | {"reliability": "0.3"})
    one, other = (
        sm.score(sm.compare(sm.block(each), [sm.sex_comparison()])) for each in (people, doubted)
    )
    assert one.weight[0] < other.weight[0] < other.prior


def test_a_doubted_record_leaves_the_other_pairs_as_they_were():
    sure = [record for record in RICH if "reliability" not in record]
    with_doubt = sm.score(sm.compare(sm.block(people_of(*RICH)), [sm.birth_date_comparison()]))
    without = sm.score(sm.compare(sm.block(people_of(*sure)), [sm.birth_date_comparison()]))
    assert set(without.weight) <= set(with_doubt.weight)


def test_what_is_no_compared_table_is_refused():
    with pytest.raises(ParameterError, match="ComparedPairs"):
        sm.score(sm.block(bulk_people()))
