"""Why two records were not linked: the reason that was made is the reason that is named."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR, bulk_people, bulk_truth, link_records
from suspectmatch.errors import ParameterError
from suspectmatch.explaining import why_not as module
from suspectmatch.explaining.pair import Explainer
from suspectmatch.explaining.why_not import REASONS, ReasonFinder
from suspectmatch.loading.intake import Intake
from suspectmatch.tables import Records
from suspectmatch.tables.blocking_report import RuleReport


@pytest.fixture(scope="module")
def linkage():
    return link_records(sm.load(RICH), threads=1)


def of(people, rules="auto", **options):
    """What finds reasons in a run of these people."""
    min_probability = options.pop("min_probability", 0.95)
    decisions = options.pop("decisions", None)
    linker = sm.Linker(blocking=rules, threads=1, progress=False, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scored = linker.score(linker.candidates(people))
        clusters = sm.cluster(scored, min_probability=min_probability, decisions=decisions)
    return ReasonFinder(Explainer(clusters))


def two(left, right, **options):
    rows = [{"source": "a", "record_id": "1", **left}, {"source": "b", "record_id": "2", **right}]
    return of(sm.normalise(sm.load(rows)), **options).why_not("a:1", "b:2")


def test_a_record_that_was_rejected_is_found_with_its_line():
    intake = Intake(None)
    intake.add({"source": "a", "record_id": "1", **ZUBAYR}, file="list.csv", line=2)
    intake.add({"source": "a", "record_id": "2"}, file="list.csv", line=3)
    answer = link_records(Records(*intake.finish()), threads=1).why_not("a:1", "a:2")
    assert answer.reason == "rejected"
    assert "a:2 was rejected (list.csv, line 3)" in answer.text
    assert answer.rules.empty
    assert answer.explanation is None


def test_a_record_that_has_expired_is_told_as_left_out():
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR, "retain_until": "2001-01-01"}]
    answer = link_records(sm.load({"a": rows}), threads=1).why_not("a:1", "a:2")
    assert answer.reason == "left_out"
    assert "expired (retain_until has passed) (1)" in answer.text


def test_a_record_that_nobody_gave_is_absent(linkage):
    assert linkage.why_not("un:Q.1", "un:Q.99").reason == "absent"
    assert linkage.why_not("nowhere:1", "un:Q.1").reason == "absent"
    assert linkage.why_not("un:Q.1", "un:Q.1").reason == "same_record"


def test_a_role_that_was_set_aside_is_named(linkage):
    answer = linkage.why_not("un:Q.1", "police:9")
    assert answer.reason == "set_aside"
    assert "The right record has the role victim" in answer.text


def test_records_of_one_source_are_not_paired_across_sources():
    people = sm.normalise(sm.load({"a": [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}]}))
    assert of(people, across_only=True).why_not("a:1", "a:2").reason == "same_source"
    assert of(people).why_not("a:1", "a:2").reason == "linked"


def test_a_rule_that_was_taken_away_is_missed():
    sister = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
    renamed = {"names": ["Orm Ekvall"], "birth_dates": ["1971-04-12"]}
    answer = two(sister, renamed, rules=[sm.block_on("name"), sm.block_on("document")])
    assert answer.reason == "not_blocked"
    assert answer.rules["outcome"].tolist() == ["differs", "missing"]
    assert two(sister, renamed, rules=[sm.block_on("birth_day")]).reason != "not_blocked"


def test_a_block_that_is_too_wide_is_told():
    rows = [{"names": [f"Zubayr {chr(97 + k) * 2}orm"], "birth_dates": ["1971"]} for k in range(6)]
    people = sm.normalise(
        sm.load([{"source": "a", "record_id": str(k), **r} for k, r in enumerate(rows)])
    )
    rules = [sm.block_on("name_part", widest=3, refine_by="nationality")]
    answer = of(people, rules=rules).why_not("a:0", "a:1")
    assert answer.reason == "block_too_wide"
    assert answer.rules.loc[0, "n_records"] == 6


def test_a_record_without_any_key_is_paired_with_none():
    numbered = {"documents": [{"kind": "passport", "number": "P1234567"}], "birth_dates": ["1971-04-12"]}
    answer = two(numbered, ZUBAYR, rules=[sm.block_on("name")])
    assert answer.reason == "not_blocked"
    assert "The left record has all keys of none of them, so it is paired with no record." in answer.text
    assert "The right record" not in answer.text


def test_a_record_that_says_too_little_is_unlinkable():
    answer = two({"names": ["Ali"], "sex": "male"}, {**ZUBAYR, "names": ["Ali"]}, keep_above=1e-9)
    assert answer.reason == "unlinkable"
    assert "The left record has too little information to be linked: names worth" in answer.text


def test_a_floor_that_was_raised_is_named():
    near = {**ZUBAYR, "birth_dates": ["1980"]}
    low = two(ZUBAYR, near, keep_above=1e-6)
    high = two(ZUBAYR, near, keep_above=0.94)
    assert (low.reason, high.reason) == ("below_threshold", "below_floor")
    assert "birth_date" in low.text
    assert high.short_by == pytest.approx(np.log2(0.94 / 0.06) - high.explanation.weight)


def both(**more):
    rows = [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR, **more}]
    return sm.normalise(sm.load({"a": rows}))


def test_what_clustering_kept_apart_is_named():
    finder = of(both())
    apart = finder.clusters.label.copy()
    apart[1] = 1
    object.__setattr__(finder.clusters, "label", apart)
    answer = finder.why_not("a:1", "a:2")
    assert answer.reason == "split"
    assert "of 1 pairs between them 0 are more likely to be two persons" in answer.text
    assert "the least likely is a:1 and a:2" in answer.text
    with mock.patch.object(module, "MOST_BETWEEN", 0):
        assert finder.why_not("a:1", "a:2").text.endswith("Clustering kept their clusters apart.")


def test_a_decision_above_the_threshold_is_named(tmp_path):
    decisions = sm.Decisions.read(tmp_path / "d.jsonl", missing_ok=True)
    made = decisions.record("a:1", "a:2", "different", reason="twins", by="desk 4")
    answer = of(both(), decisions=decisions).why_not("a:1", "a:2")
    assert answer.reason == "decided"
    assert answer.text.startswith("Decided different by desk 4 on ")
    assert answer.text.endswith(f": twins ({made.id}).")


def test_of_rules_of_another_toolkit_it_is_said_that_they_cannot_be_told():
    """The pair would be a lead; its rule is not ours, and brought it up not."""
    people = sm.normalise(sm.load({"a": [{"record_id": "1", **ZUBAYR}, {"record_id": "2", **ZUBAYR}]}))
    finder = of(people, rules=[sm.block_on("contact")])
    theirs = RuleReport("theirs", n_keys=0, n_pairs=0, widest_block=0)
    finder.blocking = replace(finder.blocking, rules=(theirs,), roles=None)
    answer = finder.why_not("a:1", "a:2")
    assert answer.reason == "not_blocked"
    assert "another toolkit" in answer.text


def test_every_true_pair_that_was_missed_has_a_reason_that_holds():
    people, truth = bulk_people(), bulk_truth()
    finder = of(people, min_probability=0.999, keep_above=0.5)
    table = people.records.table
    keys = list(zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True))
    scored = finder.clusters.scored.compared
    kept = set(zip(scored.left.tolist(), scored.right.tolist(), strict=True))
    found = []
    for i in range(len(keys)):
        for j in range(i + 1, len(keys)):
            if truth[keys[i]] == truth[keys[j]]:
                answer = finder.why_not(*(f"{s}:{r}" for s, r in (keys[i], keys[j])))
                found.append(answer.reason)
                linked = finder.clusters.label[i] == finder.clusters.label[j]
                assert (answer.reason == "linked") == linked
                assert (answer.reason == "below_threshold") <= ((i, j) in kept)
                assert (answer.reason in {"below_floor", "not_blocked"}) <= ((i, j) not in kept)
    assert set(found) <= set(REASONS)
    assert len(set(found)) > 2


def test_only_clusters_are_asked(linkage):
    with pytest.raises(ParameterError, match="Clusters table"):
        sm.why_not(linkage.scored, "a:1", "b:2")


def test_reliability_is_named_where_without_it_the_pair_would_be_a_lead():
    one = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971"]}
    other = {"names": ["Zubayr Tarkhani Rostam"], "birth_dates": ["1971"]}
    answer = two(one, other | {"reliability": "0.3"})
    assert answer.reason == "below_threshold"
    assert "The reliability of the sources is a cause (reliability 1 and 0.3: moved" in answer.text
    assert answer.text.endswith("and the pair would be above the threshold.")
    without = two(one, other)
    assert without.reason == "linked"
    hopeless = two(one, {"names": ["Zubayr Ekvall"], "birth_dates": ["1950"], "reliability": "0.9"})
    assert "is a cause" not in hopeless.text


def test_reliability_is_named_where_without_it_the_pair_would_have_been_kept():
    one = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971"]}
    other = {"names": ["Zubayr Tarkhani Rostam"], "birth_dates": ["1971"], "reliability": "0.3"}
    answer = two(one, other, keep_above=0.95, min_probability=0.999)
    assert answer.reason == "below_floor"
    assert answer.text.endswith("and the pair would have been kept.")


def test_it_can_be_read_and_handed_on(linkage):
    answer = linkage.why_not("un:Q.1", "police:10")
    assert str(answer).startswith("un:Q.1  and  police:10: ")
    assert "identification" not in str(answer)
    page = answer._repr_html_()
    assert "<strong>un:Q.1 and police:10:" in page
    body = json.loads(answer.to_json())
    assert body["reason"] == answer.reason
    assert body["rules"][0]["rule"] == answer.rules.loc[0, "rule"]
    assert body["explanation"]["format"] == "suspectmatch explanation 1"
    assert repr(answer) == f"WhyNot(un:Q.1 and police:10: {answer.reason})"


def test_values_never_run_in_a_notebook():
    rows = [{"record_id": "<b>1", **ZUBAYR}, {"record_id": "2", **OTHER}]
    page = link_records(sm.load({"a": rows}), threads=1).why_not("a:<b>1", "a:2")._repr_html_()
    assert "<b>" not in page


def test_rules_that_found_a_pair_are_named_and_no_others(linkage):
    answer = linkage.why_not("jail:8", "tips:3")
    by = answer.rules.query("outcome == 'brought_up'")["rule"].tolist()
    if by:
        assert f"Found by blocking rule: {', '.join(by)}" in str(answer)
        assert "  rule " not in str(answer)


def test_every_reason_has_its_words():
    assert all(REASONS.values())
    assert list(REASONS)[-1] == "split"
