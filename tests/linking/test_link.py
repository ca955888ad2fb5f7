"""link(): everything in one call, and what it refuses before it reads."""

from __future__ import annotations

import datetime as dt
import inspect
import json

import numpy as np
import pytest
from sklearn.base import clone

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR, link_records
from suspectmatch.errors import EmptyColumnWarning, InputError, ParameterError

TWO = {"a": [{"record_id": "1", **ZUBAYR}], "b": [{"record_id": "2", **ZUBAYR}]}


def test_two_sources_in_one_call():
    linkage = sm.link(TWO, today=dt.date(2026, 1, 2))
    assert linkage.clusters["source"].tolist() == ["a", "b"]
    assert linkage.options.today == "2026-01-02"


def test_numbers_of_arrays_are_numbers_and_can_be_saved(tmp_path):
    given = {"min_probability": np.float32(0.5), "threads": np.int64(1), "max_pairs": np.int64(10**6)}
    linkage = sm.link(TWO, today=dt.datetime(2026, 1, 2, 23, 59), **given)  # noqa: DTZ001
    options = json.loads((linkage.save(tmp_path / "out") / "manifest.json").read_text("utf-8"))[
        "options"
    ]
    assert (options["min_probability"], options["max_pairs"]) == (0.5, 10**6)
    assert options["today"] == "2026-01-02"


def test_link_is_load_and_link_records():
    one, other = sm.link(RICH, threads=1), link_records(sm.load(RICH), threads=1)
    assert one.pairs.equals(other.pairs)
    assert one.table.to_arrow().equals(other.table.to_arrow())


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"min_probability": 1.5}, "min_probability"),
        ({"min_probability": "high"}, "min_probability"),
        ({"keep_above": -1}, "keep_above"),
        ({"threads": 0}, "threads"),
        ({"roles": ["culprit"]}, "roles"),
        ({"roles": "victim"}, "roles must be a list of"),
        ({"roles": None}, "roles must be a list of"),
        ({"today": "not a date"}, "today must be a day, such as"),
        ({"today": 20260102}, "today must be a day"),
        (
            {"classifier": 7},
            "classifier must be a classifier, such as",
        ),
        ({"decisions": 7}, "decisions must be a file of decisions"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_read(option, words):
    with pytest.raises(ParameterError, match=words):
        sm.link("nonesuch.csv", **option)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match=r"nonesuch\.csv"):
        sm.link("nonesuch.csv")
    with pytest.raises(InputError, match=r"mine\.json"):
        sm.link("nonesuch.csv", classifier=tmp_path / "mine.json")


def test_a_model_of_ones_own_is_read_once(tmp_path):
    sm.load_model().save(tmp_path / "m.json")
    one, other = sm.link(TWO), sm.link(TWO, classifier=tmp_path / "m.json")
    (tmp_path / "m.json").unlink()
    assert one.pairs.equals(other.pairs)
    assert other.explain("a:1", "b:2").weight == one.scored.weight[0]


def test_expired_records_are_left_out_and_counted():
    old = {"record_id": "1", **ZUBAYR, "retain_until": "2020-01-01"}
    given = {"a": [old, {"record_id": "3", **OTHER}], "b": TWO["b"]}
    then, now = (sm.link(given, today=dt.date(year, 1, 1)) for year in (2019, 2026))
    assert len(then.clusters) == 2
    assert len(now.clusters) == 0
    assert (now.summary()["records"], now.summary()["left_out"]) == (2, 1)


def test_across_sources_only():
    twins = {"a": [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}]}
    assert len(sm.link(twins).pairs) == 1
    assert len(sm.link(twins, across_only=True).pairs) == 0


def test_everyone_set_aside_or_expired_is_no_error():
    victims = {"a": [{"record_id": str(k), **ZUBAYR, "role": "victim"} for k in range(2)]}
    assert len(sm.link(victims).clusters) == 0
    expired = {"a": [{"record_id": "1", **ZUBAYR, "retain_until": "2020-01-01"}]}
    with pytest.warns(EmptyColumnWarning):
        linkage = sm.link(expired)
    assert linkage.summary()["records"] == 0
    assert linkage.pairs.empty
    assert linkage.clusters.empty


def test_link_offers_every_parameter_of_linker_by_name():
    own = inspect.signature(sm.link).parameters
    for name, parameter in inspect.signature(sm.Linker).parameters.items():
        assert own[name].default == parameter.default
        assert own[name].kind == inspect.Parameter.KEYWORD_ONLY


def test_a_linker_can_be_cloned_and_changed_as_scikit_learn_does_it():
    linker = sm.Linker(min_probability=0.9, roles=("listed",), random_state=3)
    assert clone(linker).get_params() == linker.get_params()
    assert clone(linker).set_params(random_state=4).options.random_state == 4
    assert sm.link(RICH, random_state=7, progress=False).options.random_state == 7
