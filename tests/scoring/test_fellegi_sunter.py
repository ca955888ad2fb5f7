"""The classifier: weights from a model, and a model from pairs without labels."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

import suspectmatch as sm
from samples import bulk_people
from suspectmatch.comparing import Comparison, Level
from suspectmatch.errors import (
    NotFittedError,
    ParameterError,
    SpecError,
    TrainingError,
    WeakConvergenceWarning,
)
from suspectmatch.evaluating import cluster_metrics
from suspectmatch.kernels.patterns import count_patterns
from suspectmatch.scoring import FellegiSunter, LevelParameters, Model, load_model
from suspectmatch.synthetic import single_name_records
from suspectmatch.tables import Patterns

LEVELS = ("same", "near", "different")
TRUE_M = np.array([[0.05, 0.15, 0.8], [0.1, 0.2, 0.7], [0.02, 0.28, 0.7], [0.1, 0.3, 0.6]])
TRUE_U = np.array([[0.9, 0.08, 0.02], [0.8, 0.15, 0.05], [0.95, 0.04, 0.01], [0.7, 0.2, 0.1]])
COMPARISONS = tuple(
    Comparison(f"c{k}", "sex", "sets", tuple(Level(name, name) for name in LEVELS)) for k in range(4)
)


def model(m, u, per_record=0.5):
    names = LEVELS[::-1]  # numbers rise with agreement
    levels = {
        c.name: {
            n: LevelParameters(*p) for n, *p in zip(names, m[k].tolist(), u[k].tolist(), strict=True)
        }
        for k, c in enumerate(COMPARISONS)
    }
    return Model("a test", per_record, levels)


FIRST = model(np.array([[0.2, 0.3, 0.5]] * 4), np.array([[0.5, 0.3, 0.2]] * 4))


def draw(rng, shares, n):
    return np.stack([rng.choice(3, size=n, p=p) for p in shares], axis=1).astype(np.int8)


def patterns(levels):
    distinct, counts, _ = count_patterns(np.ascontiguousarray(levels))
    return Patterns(distinct, counts, np.zeros((len(counts), 0)))


@pytest.fixture(scope="module")
def simulated():
    """Candidates of 20,000 records, 5 matches each: 50,000 true pairs and as many of chance."""
    rng = np.random.default_rng(0)
    candidates = np.concatenate([draw(rng, TRUE_M, 50_000), draw(rng, TRUE_U, 450_000)])
    candidates[rng.random(candidates.shape) < 0.1] = -1
    return patterns(candidates), patterns(draw(rng, TRUE_U, 200_000))


def test_em_recovers_m_and_u(simulated):
    # a million possible pairs, half of them blocked: the prior is that of any pair
    candidates, chance = simulated
    fitted = FellegiSunter(FIRST, prior_strength=10.0, trust=1.0, max_iterations=200, tolerance=1e-6)
    fitted.fit(candidates, chance, COMPARISONS, 1_000)
    for k, comparison in enumerate(COMPARISONS):
        known = fitted.model_.levels[comparison.name]
        for number, name in enumerate(LEVELS[::-1]):
            assert known[name].m == pytest.approx(TRUE_M[k, number], abs=0.02)
            assert known[name].weight == pytest.approx(
                np.log2(TRUE_M[k, number] / TRUE_U[k, number]), abs=0.25
            )
    assert fitted.model_.matches_per_record == pytest.approx(100, rel=0.1)
    assert 1 < fitted.n_iterations_ < 200


def test_a_strong_prior_holds_the_first_model(simulated):
    fitted = FellegiSunter(FIRST, prior_strength=1e12).fit(*simulated, COMPARISONS, 1_000)
    for name, levels in fitted.model_.levels.items():
        for level, p in levels.items():
            assert p.weight == pytest.approx(FIRST.levels[name][level].weight, abs=1e-3)


def test_what_the_data_do_not_show_keeps_its_weight(simulated):
    blind = [
        Patterns(np.where(np.arange(4) == 2, np.int8(-1), each.levels), each.counts, each.rarity)
        for each in simulated
    ]
    fitted = FellegiSunter(FIRST, trust=1.0).fit(*blind, COMPARISONS, 1_000)
    for level, p in fitted.model_.levels["c2"].items():
        assert p.weight == pytest.approx(FIRST.levels["c2"][level].weight)


def test_fitting_leaves_the_parameters_untouched_and_begins_anew(simulated):
    classifier = FellegiSunter(FIRST, trust=1.0)
    once = classifier.fit(*simulated, COMPARISONS, 1_000).model_
    assert classifier.model is FIRST
    assert classifier.fit(*simulated, COMPARISONS, 1_000).model_ == once
    assert clone(classifier).get_params() == classifier.get_params()
    assert not hasattr(clone(classifier), "model_")


def test_parameters_stay_in_range_and_slopes_stay():
    linker = sm.Linker(threads=1).fit(bulk_people())
    fitted, first = linker.classifier_.model_, load_model()
    for name, levels in fitted.levels.items():
        for level, p in levels.items():
            assert 0 < p.m <= 1
            assert 0 < p.u <= 1
            assert p.slope == first.levels[name][level].slope
    assert fitted.provenance.startswith("EM on the user's data")


def test_fitting_helps_or_at_least_does_no_harm():
    made = single_name_records(2_000, seed=1)  # in 300 records one pair moves F1 by a hundredth
    people = sm.normalise(sm.load(made.records))
    keys = zip(*(made.records[name].to_pylist() for name in ("source", "record_id")), strict=True)
    truth = dict(zip(keys, map(str, made.person_id), strict=True))

    def f1(linker):
        return cluster_metrics(sm.cluster(linker.predict(people)), truth).f1

    assert f1(sm.Linker(threads=1).fit(people)) >= f1(sm.Linker(threads=1))


def test_too_few_pairs_are_refused():
    few = patterns(np.zeros((49, 4), np.int8))
    with pytest.raises(TrainingError, match="49 candidate pairs"):
        FellegiSunter(FIRST).fit(few, few, COMPARISONS, 100)


def test_stopping_early_is_said(simulated):
    with pytest.warns(WeakConvergenceWarning, match="after 1 rounds"):
        FellegiSunter(FIRST, max_iterations=1, trust=1.0).fit(*simulated, COMPARISONS, 1_000)


def test_without_trust_only_the_share_of_matches_is_learned(simulated):
    fitted = FellegiSunter(FIRST, trust=0.0).fit(*simulated, COMPARISONS, 1_000)
    for name, levels in fitted.model_.levels.items():
        for level, p in levels.items():
            assert p.weight == pytest.approx(FIRST.levels[name][level].weight)
    assert fitted.model_.matches_per_record != FIRST.matches_per_record


def test_fitting_wide_blocks_does_not_take_neighbours_for_one_person():
    """A bug: 30 rounds of EM found twice the matches there are."""
    made = single_name_records(20_000, seed=7)
    linker = sm.Linker(progress=False).fit(sm.normalise(sm.load(made.records)))
    counts = np.bincount(made.person_id)
    true = (counts * (counts - 1)).sum() / counts.sum()
    assert linker.classifier_.model_.matches_per_record == pytest.approx(true, rel=0.25)


def test_em_that_runs_away_is_said_and_the_weights_stay(simulated):
    with pytest.warns(WeakConvergenceWarning, match=r"matches a record, more than 2 times"):
        fitted = FellegiSunter(FIRST, trust=0.9).fit(*simulated, COMPARISONS, 1_000)
    assert fitted.model_.levels == FIRST.levels
    assert fitted.model_.matches_per_record < 85 / 2


def test_an_unknown_comparison_is_said(simulated):
    with pytest.raises(SpecError, match="'c0'"):
        FellegiSunter().fit(*simulated, COMPARISONS, 1_000)


def test_the_prior_falls_with_the_records():
    classifier = FellegiSunter(matches_per_record=1.0)
    assert classifier.prior(1_024) == -10.0
    assert classifier.prior(2_048) == -11.0
    assert classifier.prior(10) == classifier.prior(1_000), "a small file is not the population"


@pytest.mark.parametrize("expected", [0, -1.0, float("nan")])
def test_matches_per_record_is_above_zero(expected):
    with pytest.raises(ParameterError, match="matches_per_record"):
        FellegiSunter(matches_per_record=expected).prior(100)


def test_rarer_agreement_never_weighs_less():
    classifier, comparison = FellegiSunter(), sm.name_comparison()
    rarity = np.linspace(0, 60, 20, dtype=np.float32)[:, None]
    for number in range(-1, comparison.n_levels):
        levels = np.full((20, 1), number, np.int8)
        bits = classifier.contributions([comparison], levels, rarity)[:, 0]
        assert (np.diff(bits) >= 0).all(), comparison.level(number).name


def test_reliability_shrinks_each_contribution():
    classifier, comparison = FellegiSunter(FIRST), COMPARISONS[:1]  # same +1.3, near 0, different -1.3
    levels, none = np.array([[2], [0], [1], [-1]], np.int8), np.zeros((4, 0), np.float32)

    def bits(*reliability):
        return classifier.contributions(comparison, levels, none, *reliability)[:, 0]

    full, half, nothing = (bits(np.full(4, r)) for r in (1.0, 0.5, 1e-12))
    assert (full == bits()).all()
    assert full[0] > half[0] > 0.0 > half[1] > full[1]
    assert half[2:].tolist() == full[2:].tolist() == [0.0, 0.0]
    assert np.allclose(nothing, 0.0, atol=1e-9)


def test_fitted_or_not():
    with pytest.raises(NotFittedError):
        FellegiSunter().check_fitted()
    assert FellegiSunter().current_model() is load_model()
    assert FellegiSunter(FIRST).current_model() is FIRST
