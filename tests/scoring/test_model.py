"""Models are JSON that a person can read, and are checked where they come in."""

from __future__ import annotations

import itertools
import json
import math

import pytest

import suspectmatch as sm
from samples import bulk_compared
from suspectmatch.comparing import DEFAULT_COMPARISONS, Comparison, Level
from suspectmatch.errors import InputError, SpecError
from suspectmatch.scoring import LevelParameters, Model, load_model
from suspectmatch.scoring.model import model_from_json


def changed(*path, to):
    body = json.loads(load_model().to_json())
    at = body
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return json.dumps(body)


def test_out_and_in_changes_no_score(tmp_path):
    load_model().save(tmp_path / "m.json")
    first = sm.score(bulk_compared())
    for given in (tmp_path / "m.json", str(tmp_path / "m.json"), load_model(tmp_path / "m.json")):
        assert (sm.score(bulk_compared(), sm.FellegiSunter(given)).weight == first.weight).all()
    assert load_model(tmp_path / "m.json").to_json() == load_model().to_json()


def test_the_shipped_model_is_sound():
    model = load_model()
    assert model.provenance
    for comparison in DEFAULT_COMPARISONS:
        for level in comparison.levels:
            p = model.levels[comparison.name][level.name]
            assert 0 < p.m <= 1
            assert 0 < p.u <= 1
            assert p.slope >= 0, "rarer agreement would weigh less"
    for name in ("birth_date", "document", "nationality", "sex"):
        comparison = next(c for c in DEFAULT_COMPARISONS if c.name == name)
        known = model.levels[name]
        assert known[comparison.levels[0].name].weight > known[comparison.levels[-1].name].weight


def test_the_weight_is_the_log_of_the_ratio():
    assert LevelParameters(m=0.8, u=0.1).weight == 3.0


def test_missing_weighs_nothing():
    for weight, slope, _ in load_model().tables(DEFAULT_COMPARISONS):
        assert weight[0] == slope[0] == 0.0


def test_tables_go_by_level_number():
    model = load_model()
    comparison = sm.sex_comparison()
    ((weight, _, _),) = model.tables([comparison])
    assert weight[1 + comparison.number("shared")] == model.levels["sex"]["shared"].weight


def test_an_unknown_comparison_or_level_is_said():
    levels = (Level("same", "same"), Level("other", "other"))
    with pytest.raises(SpecError, match="'shoe_size'"):
        load_model().tables([Comparison("shoe_size", "sex", "sets", levels)])
    with pytest.raises(SpecError, match=r"no level '(same|other)' of comparison 'sex'"):
        load_model().tables([Comparison("sex", "sex", "sets", levels)])


def test_dates_that_lie_further_apart_never_weigh_more():
    of_days = (
        "same_year_other_day",
        "within_1_year",
        "within_5_years",
        "within_10_years",
        "further_apart",
    )
    of_others = ("about_1_year_apart", "about_5_years_apart", "about_10_years_apart", "further_apart")
    dates = load_model().levels["birth_date"]
    rounded = 0.01
    for names in (of_days, of_others):
        bits = [0.0, *(dates[name].weight for name in names)]
        assert all(after <= before + rounded for before, after in itertools.pairwise(bits)), bits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '"model"',
        changed("format", to="another model 3"),
        changed("comparisons", to=[]),
        changed("comparisons", "sex", to=7),
        changed("comparisons", "sex", "shared", to={"m": 0.5}),
        changed("comparisons", "sex", "shared", to={"m": 0.5, "u": 0.5, "shoe": 1}),
        changed("comparisons", "sex", "shared", "m", to="much"),
        changed("comparisons", "sex", "shared", "m", to=0),
        changed("comparisons", "sex", "shared", "u", to=1.5),
        changed("comparisons", "sex", "shared", "u", to=math.nan),
        changed("comparisons", "sex", "shared", to={"m": 0.5, "u": 0.5, "slope": -1}),
        changed("comparisons", "sex", "shared", to={"m": 0.5, "u": 0.5, "slope": math.inf}),
        changed("matches_per_record", to=0),
        changed("matches_per_record", to=math.nan),
    ],
)
def test_what_is_no_model_is_refused_by_the_name_of_its_file(text):
    with pytest.raises(InputError, match=r"^mine\.json: "):
        model_from_json(text, "mine.json")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match=r"nonesuch\.json"):
        load_model(tmp_path / "nonesuch.json")
    with pytest.raises(InputError):
        load_model(tmp_path)


def test_a_model_made_by_hand_scores():
    levels = {"sex": {"shared": LevelParameters(0.9, 0.5), "different": LevelParameters(0.1, 0.5)}}
    model = Model("by hand", 1.0, levels)
    compared = sm.compare(sm.block(bulk_compared().people), [sm.sex_comparison()])
    scored = sm.score(compared, sm.FellegiSunter(model))
    assert set(scored.weight.round(6)) <= {
        round(scored.prior + bits, 6) for bits in (0.0, math.log2(1.8), math.log2(0.2))
    }
