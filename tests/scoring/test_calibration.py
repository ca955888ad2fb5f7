"""Slope and intercept, isotonic steps, the calibration error, and a calibrated model."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk, bulk_people, bulk_records, link_records
from suspectmatch.errors import InputError, ParameterError, TrainingError
from suspectmatch.scoring import Calibration, LevelParameters, load_model
from suspectmatch.scoring.calibration import along, calibration_error, isotonic, platt
from suspectmatch.scoring.model import model_from_json
from suspectmatch.tables.odds import probability_of


def drawn(slope, intercept, n=20_000, seed=0):
    rng = np.random.default_rng(seed)
    bits = rng.normal(-3, 6, n)
    return bits, (rng.random(n) < probability_of(slope * bits + intercept)).astype(np.int8)


@pytest.mark.parametrize(("slope", "intercept"), [(0.5, 1.0), (1.0, 0.0), (1.8, -2.0)])
def test_platt_finds_slope_and_intercept(slope, intercept):
    found = platt(*drawn(slope, intercept))
    assert found == (pytest.approx(slope, rel=0.07), pytest.approx(intercept, abs=0.15))


def test_platt_starts_from_the_prior():
    bits, labels = drawn(0.7, -4.0)
    found = platt(bits, labels, -4.0)
    assert found == (pytest.approx(0.7, rel=0.07), pytest.approx(0.0, abs=0.15))


def test_the_slope_stays_above_zero_whatever_the_labels():
    assert 0 < platt(np.array([8.0, -8.0]), np.array([1, 0], np.int8))[0] < 1
    upside_down = platt(np.linspace(-9, 9, 500), (np.linspace(-9, 9, 500) < 0).astype(np.int8))
    assert upside_down[0] > 0


def test_isotonic_rises_and_is_calibrated():
    bits, labels = drawn(0.5, 1.0)
    points = isotonic(bits, labels)
    made = along(np.sort(bits), *points)
    assert (np.diff(made) >= 0).all()
    assert np.isfinite(made).all()
    other, truth = drawn(0.5, 1.0, seed=1)
    assert calibration_error(probability_of(along(other, *points)), truth) < 0.02
    assert calibration_error(probability_of(other), truth) > 0.05


def test_the_calibration_error_is_the_gap_between_said_and_seen():
    assert calibration_error(np.array([0.5, 0.5]), np.array([1, 0])) == 0.0
    assert calibration_error(np.array([0.99, 0.01]), np.array([0, 1])) == pytest.approx(0.99)
    assert calibration_error(np.empty(0), np.empty(0)) == 0.0


def labelled():
    scored = sm.Linker(keep_above=0.0001, threads=1).predict(bulk_people())
    person = bulk().person_id
    same = person[scored.compared.left] == person[scored.compared.right]
    return scored, same


def test_a_calibrated_model_explains_itself_and_comes_back():
    scored, same = labelled()
    classifier = sm.FellegiSunter().calibrate(scored, same)
    model = classifier.current_model()
    assert model.calibration != Calibration()
    assert "Calibrated on" in model.provenance
    linkage = link_records(bulk_records(), classifier=model, threads=1)
    for row in linkage.pairs.head(20).itertuples():
        explanation = linkage.explain(
            f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
        )
        total = explanation.prior
        for each in explanation.rows:
            total += each.bits
        assert total == explanation.weight == row.weight
    again = model_from_json(model.to_json(), "m.json")
    assert again == model
    weights = dict(zip(scored.compared.left * 1000 + scored.compared.right, scored.weight, strict=True))
    calibrated = sm.score(scored.compared, classifier)
    keys = calibrated.compared.left * 1000 + calibrated.compared.right
    before = np.array([weights[key] for key in keys])
    slope, intercept = model.calibration
    assert np.allclose(calibrated.weight, (before - scored.prior) * slope + scored.prior + intercept)


def test_calibrating_twice_is_calibrating_once_more():
    scored, same = labelled()
    classifier = sm.FellegiSunter().calibrate(scored, same)
    first = classifier.model_.calibration
    order = sm.score(scored.compared, classifier)
    person = bulk().person_id
    classifier.calibrate(order, person[order.compared.left] == person[order.compared.right])
    assert classifier.model_.calibration.slope == pytest.approx(first.slope, rel=0.2)


def test_em_starts_from_calibrated_weights():
    scored, same = labelled()
    calibrated = sm.FellegiSunter().calibrate(scored, same).model_
    fitted = sm.Linker(classifier=sm.FellegiSunter(calibrated, trust=0.0), threads=1).fit(bulk_people())
    tables = zip(
        calibrated.tables(scored.compared.comparisons),
        fitted.classifier_.model_.tables(scored.compared.comparisons),
        strict=True,
    )
    for (before, *_), (after, *_) in tables:
        assert np.allclose(before, after, atol=1e-6)
    assert fitted.classifier_.model_.calibration.slope == 1.0


def test_what_cannot_be_calibrated_is_refused():
    scored, same = labelled()
    with pytest.raises(TrainingError, match="0 pairs of one person"):
        sm.FellegiSunter().calibrate(scored, np.where(same, -1, 0))
    with pytest.raises(ParameterError, match="one label for each"):
        sm.FellegiSunter().calibrate(scored, same[:-1])
    sex = {"shared": LevelParameters(0.9, 0.5), "different": LevelParameters(0.1, 0.5)}
    other = sm.FellegiSunter(sm.Model("by hand", 1.0, {"sex": sex}))
    with pytest.raises(ParameterError, match="another model"):
        other.calibrate(scored, same)


@pytest.mark.parametrize("calibration", [{"slope": 0}, {"slope": "x"}, {"tilt": 1}, [1, 0]])
def test_a_calibration_that_is_none_is_refused(calibration):
    body = json.loads(load_model().to_json()) | {"calibration": calibration}
    with pytest.raises(InputError, match=r"^mine\.json: "):
        model_from_json(json.dumps(body), "mine.json")
