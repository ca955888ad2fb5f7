"""Learning from labelled pairs: laws, limits, and that it comes back as it was saved."""

from __future__ import annotations

import json
import warnings
from functools import cache

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

import suspectmatch as sm
from samples import RICH, link_records, shuffled, small_chunks
from suspectmatch.errors import (
    FewLabelsWarning,
    InputError,
    NotFittedError,
    ParameterError,
    SpecError,
    TrainingError,
)
from suspectmatch.linking import Linkage
from suspectmatch.schema import REJECTED_SCHEMA
from suspectmatch.scoring.saving import classifier_from_json
from suspectmatch.scoring.supervised import PRUNED_BELOW
from suspectmatch.synthetic import single_name_records
from suspectmatch.tables import Records

BOOSTED = HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=6)
KINDS = {
    "default": {},
    "default isotonic": {"calibration": "isotonic"},
    "uncalibrated": {"calibration": None},
    "boosted": {"estimator": BOOSTED},
    "regression": {"estimator": LogisticRegression(max_iter=500)},
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@cache
def records():
    """Records with their truth: enough persons to learn from."""
    made = single_name_records(900, seed=5)
    table = made.records
    keys = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
    return Records(table, REJECTED_SCHEMA.empty_table()), dict(
        zip(keys, map(str, made.person_id.tolist()), strict=True)
    )


def labelled(given):
    compared = sm.compare(sm.block(sm.normalise(given)))
    table, truth = given.table, records()[1]
    keys = list(zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True))
    same = [truth[keys[i]] == truth[keys[j]] for i, j in zip(compared.left, compared.right, strict=True)]
    return compared, np.array(same)


@cache
def fitted(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        return sm.Supervised(**KINDS[kind]).fit(*labelled(records()[0]))


def outcome(linkage):
    return linkage.table.to_arrow(), linkage.pairs_table()


@every_kind
def test_rows_threads_and_chunks_do_not_show(kind, monkeypatch):
    given, classifier = records()[0], fitted(kind)
    one = outcome(link_records(given, classifier=classifier, threads=1))
    small_chunks(monkeypatch, 500)
    assert len(sm.block(sm.normalise(given)).plan()[0]) > 10
    two = outcome(link_records(given, classifier=classifier, threads=2))
    turned = shuffled(given, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        again = sm.Supervised(**KINDS[kind]).fit(*labelled(turned))
    other = outcome(link_records(turned, classifier=again))
    for made in (two, other):
        assert all(a.equals(b) for a, b in zip(one, made, strict=True))


@every_kind
def test_predict_is_score_less_what_lies_below(kind):
    people, classifier = sm.normalise(records()[0]), fitted(kind)
    streamed = sm.Linker(classifier=classifier, threads=1).predict(people)
    whole = sm.score(sm.compare(sm.block(people)), classifier)
    kept = whole.probability >= 0.01
    assert (whole.weight[kept] == streamed.weight).all()
    assert (whole.compared.left[kept] == streamed.compared.left).all()


@every_kind
def test_explanations_add_up_exactly(kind):
    linkage = link_records(records()[0], classifier=fitted(kind), threads=1)
    for row in linkage.pairs.iloc[::40].itertuples():
        sides = f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
        explanation = linkage.explain(*sides)
        total = explanation.prior
        for each in explanation.rows:
            total += each.bits
        assert total == explanation.weight == row.weight
        assert explanation.rows[-1].comparison == "learned correction"
        assert "learned correction" in str(explanation)


@every_kind
def test_a_classifier_out_and_in_changes_no_score(kind, tmp_path):
    classifier, compared = fitted(kind), labelled(records()[0])[0]
    classifier.save(tmp_path / "c.json")
    text = (tmp_path / "c.json").read_text()
    assert not any(name in text for name in records()[0].table["names"][0].as_py()[0]["full"].split())
    again = sm.load_classifier(tmp_path / "c.json")
    assert (sm.score(compared, again).weight == sm.score(compared, classifier).weight).all()
    assert again.report_ == classifier.report_
    assert again.to_json() == text


@pytest.mark.parametrize("kind", ["default", "boosted"])
def test_a_run_is_reopened_as_it_was(kind, tmp_path):
    linkage = link_records(records()[0], classifier=fitted(kind), threads=1)
    linkage.save(tmp_path / "out")
    assert Linkage.open(tmp_path / "out").pairs_table().equals(linkage.pairs_table())


@pytest.mark.parametrize("kind", ["default", "default isotonic", "boosted"])
def test_stronger_agreement_never_lowers_a_weight(kind):
    classifier, compared = fitted(kind), labelled(records()[0])[0]
    rows = compared.take(np.arange(0, len(compared), 50))
    pruner = classifier.pruner_
    before = classifier.contributions(rows.comparisons, rows.levels, rows.rarity).sum(axis=1)
    bits = pruner.contributions(rows.comparisons, rows.levels, rows.rarity)
    for k, comparison in enumerate(rows.comparisons):
        if comparison.has_rarity:
            continue
        for number in range(comparison.n_levels):
            levels = rows.levels.copy()
            levels[:, k] = number
            now = pruner.contributions(rows.comparisons, levels, rows.rarity)
            after = classifier.contributions(rows.comparisons, levels, rows.rarity).sum(axis=1)
            stronger = (rows.levels[:, k] >= 0) & (now[:, k] > bits[:, k])
            assert (after[stronger] >= before[stronger] - 1e-9).all()
    rarer = classifier.contributions(rows.comparisons, rows.levels, rows.rarity + 3).sum(axis=1)
    assert (rarer >= before - 1e-9).all()


def test_what_is_missing_weighs_nothing():
    classifier = fitted("default")
    n = len(classifier.comparisons_)
    rows = np.zeros((1, sum(c.has_rarity for c in classifier.comparisons_)), np.float32)
    bits = classifier.contributions(classifier.comparisons_, np.full((1, n), -1, np.int8), rows)
    assert (bits[0, :-1] == 0).all()


def test_the_prior_of_the_population_takes_the_place_of_the_one_learned_in():
    classifier = fitted("default")
    assert classifier.prior(1_500) == pytest.approx(classifier.prior(1_000) - np.log2(1.5))
    with pytest.warns(FewLabelsWarning, match="among 900 records and scores among 20,000"):
        classifier.prior(20_000)
    assert "among 900 records" in repr(classifier)


def test_it_is_better_than_its_pruner_on_other_persons():
    made = single_name_records(4000, seed=6)
    compared = sm.compare(sm.block(sm.normalise(sm.load(made.records))))
    same = made.person_id[compared.left] == made.person_id[compared.right]
    report = sm.Supervised().fit(compared, same).report_
    assert report.log_loss < report.log_loss_of_pruner
    assert report.f1_at_half > report.f1_at_half_of_pruner - 0.01
    assert report.f1_interval[0] < report.f1 < report.f1_interval[1]
    assert report.n_lost < 0.01 * report.n_true


def test_persons_say_the_same_as_pairs():
    compared, _ = labelled(records()[0])
    by_pairs = fitted("uncalibrated")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        by_persons = sm.Supervised(calibration=None).fit(compared, persons=records()[1])
    assert by_persons.report_.n_true == by_pairs.report_.n_true
    assert (sm.score(compared, by_persons).weight == sm.score(compared, by_pairs).weight).all()


def test_pairs_picked_by_their_label_are_put_in_their_place():
    compared, same = labelled(records()[0])
    picked = np.where(same, 1, -1)
    weak = np.flatnonzero(~same)
    rng = np.random.default_rng(0)
    pruned_by = sm.FellegiSunter().contributions(compared.comparisons, compared.levels, compared.rarity)
    near = weak[(sm.FellegiSunter().prior(900) + pruned_by.sum(axis=1))[weak] >= PRUNED_BELOW]
    picked[rng.choice(near, near.size // 10, replace=False)] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        plain = sm.Supervised().fit(compared, picked)
        shifted = sm.Supervised().fit(compared, picked, by_label=True)
    true = same.sum()
    assert abs(sm.score(compared, shifted).probability.sum() - true) < abs(
        sm.score(compared, plain).probability.sum() - true
    )
    assert shifted.shift_ < 0


def test_adapting_brings_the_expected_matches_near_the_true_ones():
    made = single_name_records(12_000, seed=12)
    compared = sm.compare(sm.block(sm.normalise(sm.load(made.records))))
    true = (made.person_id[compared.left] == made.person_id[compared.right]).sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FewLabelsWarning)
        classifier = sm.Supervised().fit(*labelled(records()[0]))
        before = sm.score(compared, classifier).probability.sum()
    after = sm.score(compared, classifier.adapt(compared)).probability.sum()
    assert abs(after - true) < abs(before - true)


def test_doubt_shrinks_toward_no_evidence():
    classifier = fitted("default")
    doubted = sm.score(sm.compare(sm.block(sm.normalise(sm.load(RICH)))), classifier)
    assert np.isfinite(doubted.weight).all()
    one = labelled(records()[0])[0].take(np.arange(5))
    none = classifier.contributions(one.comparisons, one.levels, one.rarity, np.full(5, 1e-12))
    assert np.allclose(none, 0, atol=1e-6)


def test_too_little_is_refused():
    compared, same = labelled(records()[0])
    with pytest.raises(TrainingError, match="0 of two"):
        sm.Supervised().fit(compared, np.where(same, 1, -1))
    few = np.full(len(same), -1)
    few[np.flatnonzero(~same)] = 0
    few[np.flatnonzero(same)[:5]] = 1
    with pytest.raises(TrainingError, match="not enough to learn from"):
        sm.Supervised().fit(compared, few)
    persons = list(records()[1].values())
    large = sorted(set(persons), key=persons.count)[-4:]
    named = {key: p if p in large else key[0] + key[1] for key, p in records()[1].items()}
    with pytest.raises(TrainingError, match="of 4 persons"):
        sm.Supervised().fit(compared, persons=named)


def test_few_labels_are_said():
    compared, _ = labelled(records()[0])
    people = sorted({p for p in records()[1].values() if list(records()[1].values()).count(p) > 1})[:30]
    named = {key: p if p in people else key[0] + key[1] for key, p in records()[1].items()}
    with pytest.warns(FewLabelsWarning, match="few to learn from"):
        sm.Supervised().fit(compared, persons=named)


@pytest.mark.parametrize(
    ("parameters", "labels", "error"),
    [
        ({"calibration": "temperature"}, "y", ParameterError),
        ({"n_folds": 1}, "y", ParameterError),
        ({}, None, ParameterError),
        ({}, [1, 0], ParameterError),
        ({}, "strange", ParameterError),
    ],
)
def test_what_cannot_be_is_refused(parameters, labels, error):
    compared, same = labelled(records()[0])
    given = {"y": same, "strange": np.full(len(same), 7)}.get(str(labels), labels)
    with pytest.raises(error):
        sm.Supervised(**parameters).fit(compared, given)


def test_not_fitted_is_said_and_other_comparisons_are_refused():
    compared, _ = labelled(records()[0])
    with pytest.raises(NotFittedError):
        sm.score(compared, sm.Supervised())
    other = sm.compare(sm.block(compared.people), [sm.name_comparison()])
    with pytest.raises(SpecError, match="other comparisons"):
        sm.score(other, fitted("default"))
    with pytest.raises(ParameterError, match="learns without labels"):
        sm.Linker(classifier=fitted("default")).fit(compared.people)


def test_parameters_are_cloned():
    copy = clone(sm.Supervised(BOOSTED, n_folds=3))
    assert copy.get_params()["n_folds"] == 3
    assert not hasattr(copy, "learned_")


def test_only_what_json_can_hold_is_saved():
    classifier = fitted("boosted")
    broken = clone(classifier)
    broken.__dict__.update({k: v for k, v in vars(classifier).items() if k.endswith("_")})
    broken.estimator = FunctionTransformer(np.log)
    with pytest.raises(SpecError, match="cannot be saved"):
        broken.to_json()
    broken.estimator = sm.FellegiSunter()
    with pytest.raises(SpecError, match="Only estimators of scikit-learn"):
        broken.to_json()


def changed(kind, **to):
    return json.dumps(json.loads(fitted(kind).to_json()) | to)


def test_what_is_no_classifier_is_refused():
    other = json.loads(fitted("boosted").to_json())["estimator"]
    texts = [
        "",
        "[]",
        '{"format": "another 3"}',
        changed("default", learned=None),
        changed("boosted", check=[1.0]),
        changed("boosted", estimator=other | {"module": "os", "class": "system"}),
        changed("boosted", estimator=other | {"module": "sklearn.nonesuch"}),
        changed("boosted", estimator=other | {"module": "sklearn.utils", "class": "Bunch"}),
    ]
    for text in texts:
        with pytest.raises(InputError, match=r"^mine\.json: "):
            classifier_from_json(text, "mine.json")
