"""One pair taken apart: the sum is the weight, for any pair, and every figure can be checked."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suspectmatch as sm
from samples import RICH, bulk, bulk_linkage, bulk_people, link_records
from suspectmatch import load_model
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.links import links
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.scoring.model import Calibration, Model
from suspectmatch.synthetic import aliased_records

EXACT = 1e-9


def worst_error(explainer, n_pairs, seed=0):
    """The largest difference between the weight and what adds up to it, over random pairs."""
    rng, n = np.random.default_rng(seed), len(explainer.people)
    worst = 0.0
    for i, j in rng.integers(0, n, (n_pairs, 2)).tolist():
        if i != j:
            explanation = explainer.pair(i, j)
            total = sum(step.bits for step in explanation.steps)
            worst = max(worst, abs(total - explanation.weight))
    return worst


def scored_of(people, classifier=None):
    return sm.Linker(classifier=classifier, threads=1, progress=False).predict(people)


def calibrated():
    model = sm.load_model()
    slope = Model(model.provenance, model.matches_per_record, model.levels, Calibration(0.8, -1.25))
    return sm.FellegiSunter(slope)


@pytest.mark.parametrize("classifier", [None, calibrated()], ids=["shipped", "calibrated"])
def test_what_is_shown_adds_up_to_the_weight_for_any_pair(classifier):
    people = sm.normalise(sm.load(aliased_records(400, aliases=(1, 4), dates=(1, 2), seed=1).records))
    assert worst_error(Explainer(scored_of(people, classifier)), 100) < EXACT


@pytest.mark.filterwarnings("ignore::suspectmatch.errors.FewLabelsWarning")
def test_what_a_learned_classifier_shows_adds_up_too():
    made, people = bulk(), bulk_people()
    compared = sm.compare(sm.block(people))
    truth = made.person_id[compared.left] == made.person_id[compared.right]
    classifier = sm.Supervised().fit(compared, truth)
    assert worst_error(Explainer(scored_of(people, classifier)), 100) < EXACT


@pytest.mark.shared
def test_what_is_shown_of_the_real_lists_adds_up(shared_data, record_property):
    files = {file.stem: file for file in sorted((shared_data / "lists" / "records").glob("u*.jsonl"))}
    explainer = Explainer(scored_of(sm.normalise(sm.load(files))))
    worst = worst_error(explainer, 150)
    record_property("figure: largest error of an explanation, in bits", f"{worst:.1e}")
    assert worst < EXACT


def test_what_doubt_took_off_is_what_full_belief_would_give():
    def linkage(**stated):
        rows = [{**row, **(stated if row["source"] == "tips" else {})} for row in RICH]
        return link_records(sm.load(rows), threads=1)

    doubted = linkage().explain("un:Q.1", "tips:3")
    believed = linkage(reliability="1").explain("un:Q.1", "tips:3")
    assert doubted.sides[1].reliability == 0.5
    for one, other in zip(doubted.rows, believed.rows, strict=True):
        assert one.bits - one.doubt == pytest.approx(other.bits, abs=EXACT)
        assert other.doubt == 0.0
    assert doubted.rows[0].doubt < -0.5


def test_what_the_tries_cost_is_what_a_single_name_would_give():
    alone, alias = ["Zubayr Tarkhani"], ["Zubayr Tarkhani", "Orm Ek", "Ulf Dal", "Bo Ax"]

    def name_row(names):
        born = {"birth_dates": ["1971"]}
        rows = [{"record_id": "1", "names": names, **born}, {"record_id": "2", "names": alone, **born}]
        return sm.link({"a": rows}).explain("a:1", "a:2").rows[0]

    many, slope = name_row(alias), 0.3 * load_model().levels["name"]["same"].slope
    assert many.name.tries == 4
    assert many.left_at == "names[0] of 4"
    assert many.name.correction == pytest.approx(-slope, abs=0.02)  # of log2(4) / 2 = 1 bit, tempered
    assert name_row(alone).name.correction == 0.0


def test_the_calibration_is_a_step_of_its_own():
    linkage = link_records(sm.load(RICH), threads=1, classifier=calibrated())
    explanation = linkage.explain("un:Q.1", "jail:7")
    prior, calibration, *_ = explanation.steps
    assert explanation.calibration == (0.8, -1.25)
    assert (calibration.name, calibration.bits) == ("calibration", -1.25)
    assert calibration.words == "the bits of all rows are times 0.8"
    assert prior.bits == pytest.approx(np.log2(1 / 1000))
    plain = link_records(sm.load(RICH), threads=1).explain("un:Q.1", "jail:7")
    assert plain.calibration is None
    assert explanation.rows[0].bits == pytest.approx(0.8 * plain.rows[0].bits)


def test_json_of_a_real_pair_can_be_read_back():
    body = json.loads(link_records(sm.load(RICH), threads=1).explain("un:Q.1", "jail:7").to_json())
    bits = body["prior"]["bits"] + sum(row["bits"] for row in body["rows"])
    assert bits == pytest.approx(body["weight"], abs=EXACT)
    assert body["left"]["role"] == "listed"
    assert body["rows"][1]["frequency"]["n_records"] == 3


def test_a_line_says_what_speaks_for_a_pair_and_what_against_it():
    linkage = bulk_linkage()
    explainer = Explainer(linkage.table)
    sides = np.array([3], np.int32), np.array([1], np.int32)
    compared = explainer.compared(*sides)
    assert (compared.left[0], compared.right[0]) == (1, 3)
    (link,) = links(explainer, *sides, threshold=0.95)
    assert [link.left, link.right] == explainer.names_of([1, 3])
    bits = explainer.contributions(compared)[0]
    assert ("; but " in link.words) == bool((bits <= -0.5).any())


def test_only_tables_of_pairs_are_explained():
    with pytest.raises(ParameterError, match="Clusters or ScoredPairs"):
        Explainer(bulk_people())


def test_rows_are_found_by_identity():
    people = sm.normalise(sm.load(RICH))
    assert rows_of(people, "jail:8", "un:Q.1") == [2, 0]


def test_a_record_is_written_with_its_source():
    linkage = link_records(sm.load(RICH), threads=1)
    with pytest.raises(ParameterError, match="SOURCE:RECORD_ID"):
        linkage.explain("Q.1", "jail:7")
