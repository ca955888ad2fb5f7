"""The options of a run: checked once, kept as JSON, and what the tables of a run carry."""

from __future__ import annotations

import json

import pytest

import suspectmatch as sm
from samples import RICH
from suspectmatch.errors import ParameterError
from suspectmatch.options import Command, DecisionsUsed, Redaction, RunOptions
from suspectmatch.roles import ROLES

FULL = RunOptions(
    roles=["listed"],
    rules=((("name",), 20, ("sex",)),),
    comparisons=("sex",),
    decisions=DecisionsUsed("d.jsonl", "0" * 64),
    today="2026-01-02",
    command=Command({"a": ["a.csv"]}, {}, {}),
    redaction=Redaction(("OPEN",), None, ("listed",), 3),
)


@pytest.mark.parametrize("options", [RunOptions(), FULL])
def test_options_come_back_from_json_as_they_were(options):
    assert RunOptions.from_json(json.loads(json.dumps(options.to_json()))) == options


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_probability", 1.5),
        ("keep_above", "much"),
        ("roles", "listed"),
        ("roles", ["nobody"]),
        ("method", "guessing"),
        ("max_pairs", 0),
        ("pairs_per_record", -1.0),
        ("random_state", -1),
    ],
)
def test_what_cannot_work_is_refused_by_name(name, value):
    with pytest.raises(ParameterError, match=name):
        RunOptions(**{name: value})


def test_damaged_options_are_refused():
    with pytest.raises(ParameterError, match="damaged"):
        RunOptions.from_json({"nonesuch": 1})


def test_every_table_of_pairs_carries_the_options_it_was_made_with():
    people = sm.normalise(sm.load(RICH))
    candidates = sm.block(people, [sm.block_on("name")], roles=("listed", "detained"))
    scored = sm.score(sm.compare(candidates, [sm.name_comparison()]))
    options = sm.cluster(scored, min_probability=0.9, method="components").options
    assert (options.roles, options.rules) == (("listed", "detained"), ((("name",), None, ()),))
    assert (options.comparisons, options.min_probability) == (("name",), 0.9)
    assert options.method == "components"
    assert scored.compared.blocking.rules[0].rule == "name"


def test_a_linkage_made_of_clusters_alone_sets_aside_no_record_that_may_be_linked():
    linkage = sm.link(RICH, progress=False, roles=ROLES)
    assert sm.Linkage(linkage.table).set_aside.empty
