"""Linker: a shortcut over the verbs, in scikit-learn's manners."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR, bulk_people, people_of
from suspectmatch.errors import InputError, ParameterError, SpecError, TooManyPairsError, TrainingError


def same(one, other):
    for name in ("left", "right", "rules", "levels", "rarity"):
        assert (getattr(one.compared, name) == getattr(other.compared, name)).all()
    assert (one.weight == other.weight).all()
    assert (one.prior, one.n_candidates) == (other.prior, other.n_candidates)


@pytest.mark.parametrize("across_only", [False, True])
def test_predict_is_block_compare_score_above_the_floor(across_only):
    whole = sm.score(sm.compare(sm.block(bulk_people(), across_only=across_only)))
    same(sm.Linker(keep_above=0.0, across_only=across_only).predict(bulk_people()), whole)
    some = sm.Linker(keep_above=0.3, across_only=across_only).predict(bulk_people())
    n = int((whole.probability >= 0.3).sum())
    assert 0 < n < len(whole)
    assert (some.weight == whole.weight[:n]).all()
    assert (some.compared.levels == whole.compared.levels[:n]).all()


def test_its_own_rules_comparisons_and_classifier():
    rules, comparisons = [sm.block_on("birth_day")], [sm.name_comparison(), sm.birth_date_comparison()]
    classifier = sm.FellegiSunter(matches_per_record=2.0)
    made = sm.Linker(rules, comparisons, classifier, keep_above=0.0).predict(bulk_people())
    same(made, sm.score(sm.compare(sm.block(bulk_people(), rules), comparisons), classifier))
    assert made.compared.levels.shape[1] == 2


def test_keeping_only_the_certain_keeps_nothing():
    assert len(sm.Linker(keep_above=1.0).predict(bulk_people())) == 0


def test_fit_changes_no_parameter_and_predict_uses_what_it_learned():
    given = sm.FellegiSunter()
    linker = sm.Linker(classifier=given, threads=1)
    before = linker.predict(bulk_people())
    assert linker.fit(bulk_people()) is linker
    assert linker.classifier is given
    assert not hasattr(given, "model_")
    after = linker.predict(bulk_people())
    assert after.classifier is linker.classifier_
    assert len(before) != len(after) or (before.weight != after.weight).any()


def test_fitting_again_and_with_other_threads_learns_the_same():
    one, two = (sm.Linker(threads=threads).fit(bulk_people()) for threads in (1, 2))
    model = one.classifier_.model_
    assert two.classifier_.model_ == model
    assert one.fit(bulk_people()).classifier_.model_ == model


@pytest.mark.parametrize("people", [(ZUBAYR,), (ZUBAYR, OTHER), (ZUBAYR, ZUBAYR)])
def test_too_little_to_learn_from_is_said(people):
    with pytest.raises(TrainingError, match="not enough"):
        sm.Linker().fit(people_of(*people))


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"keep_above": 1.5}, ParameterError),
        ({"threads": 0}, ParameterError),
        ({"threads": "two"}, ParameterError),
        ({"roles": ["culprit"]}, ParameterError),
        ({"max_pairs": 0}, ParameterError),
        ({"classifier": "m.json"}, InputError),
        ({"classifier": 7}, ParameterError),
        ({"comparisons": 7}, SpecError),
        ({"max_pairs": 1}, TooManyPairsError),
        ({"blocking": []}, SpecError),
        ({"comparisons": []}, SpecError),
    ],
)
def test_what_cannot_work_is_refused(option, error):
    with pytest.raises(error):
        sm.Linker(**option).predict(bulk_people())


def test_progress_goes_to_standard_error(capsys):
    sm.Linker(progress=True, threads=1).predict(bulk_people())
    out, err = capsys.readouterr()
    assert out == ""
    assert "comparing" in err
    sm.Linker(progress=None, threads=1).predict(bulk_people())
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_in_a_notebook(capsys, monkeypatch):
    shell = SimpleNamespace(kernel=None)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    sm.Linker(progress=None, threads=1).predict(bulk_people())
    assert "comparing" in capsys.readouterr().err
