"""Protected records join no others: not by links, chains or decisions; a note is told instead."""

from __future__ import annotations

import itertools

import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR
from suspectmatch.clustering.protecting import NOTE_SCHEMA, note_of
from suspectmatch.errors import InputError
from suspectmatch.options import METHODS
from suspectmatch.roles import DEFAULT_ROLES, PROTECTED_ROLES, ROLES

WHY = {"reason": "seen", "by": "desk"}


def one_of_each():
    return [{"record_id": role, "role": role, **ZUBAYR} for role in ROLES]


@pytest.mark.parametrize("method", METHODS)
def test_of_all_roles_there_are_two_clusters(method):
    linkage = sm.link({"a": one_of_each()}, roles=ROLES, method=method, progress=False)
    clusters = linkage.clusters.groupby("cluster_id")["record_id"].agg(set)
    assert sorted(clusters, key=len) == [set(PROTECTED_ROLES), set(DEFAULT_ROLES)]
    notes = linkage.protective_notes
    told = set(zip(notes["protected_record_id"], notes["other_record_id"], strict=True))
    assert told == set(itertools.product(PROTECTED_ROLES, DEFAULT_ROLES))
    assert set(notes["other_cluster"]) == {clusters.index[[len(c) for c in clusters].index(9)]}
    assert linkage.summary()["protective_notes"] == len(notes)
    n_pairs = sum(n * (n - 1) // 2 for n in map(len, clusters))
    assert linkage.summary()["pairs_above_threshold"] == n_pairs
    assert linkage.table.summary()["bridge_to"].null_count == 2


def test_a_default_run_has_no_notes():
    linkage = sm.link({"a": one_of_each()}, progress=False)
    assert len(linkage.protective_notes) == 0
    assert "protective_notes" not in linkage.summary()
    assert linkage.protective_notes_table().schema == NOTE_SCHEMA


def test_the_words_tell_a_victim_from_an_owner_of_a_stolen_identity():
    assert "a matter of protection" in note_of("victim")
    assert "deceased unidentified" in note_of("deceased_unidentified")
    assert "rightful owner" in note_of("misused_identity")
    rows = [{"record_id": r, "role": r, **ZUBAYR} for r in ("suspect", "victim", "misused_identity")]
    notes = sm.link({"a": rows}, roles=ROLES, progress=False).protective_notes
    told = notes.set_index("protected_role")["note"]
    assert told["victim"].startswith("This may be the same person as a protected record (victim):")
    assert told["misused_identity"].startswith("Somebody may be using the identity")


def test_markings_and_purposes_of_both_are_told():
    rows = [
        {"record_id": "1", "role": "victim", "handling": ["H2"], "purpose": "shelter", **ZUBAYR},
        {"record_id": "2", "role": "suspect", "handling": ["H1", "H2"], "purpose": "trial", **ZUBAYR},
    ]
    (note,) = sm.link({"a": rows}, roles=ROLES, progress=False).protective_notes_table().to_pylist()
    assert (note["handling"], note["purposes"]) == (["H1", "H2"], ["shelter", "trial"])
    assert (note["protected_record_id"], note["other_record_id"]) == ("1", "2")
    assert note["other_cluster"] is None


@pytest.mark.parametrize("role", PROTECTED_ROLES)
def test_no_decision_puts_them_together(tmp_path, role):
    rows = [{"record_id": "1", "role": "suspect", **ZUBAYR}, {"record_id": "2", "role": role, **OTHER}]
    decisions = sm.Decisions(tmp_path / "d.jsonl")
    made = decisions.record("a:1", "a:2", "same", **WHY)
    with pytest.raises(InputError, match="never joins one of another role") as error:
        sm.link({"a": rows}, decisions=decisions, roles=ROLES, progress=False)
    assert made.id in str(error.value)
    decisions.withdraw(made.id, **WHY)
    decisions.record("a:1", "a:2", "different", **WHY)
    linkage = sm.link({"a": rows}, decisions=decisions, roles=ROLES, progress=False)
    assert linkage.summary()["decisions_applied"] == 1


def test_explanations_say_so():
    rows = [{"record_id": r, "role": r, **ZUBAYR} for r in ("suspect", "victim")]
    linkage = sm.link({"a": rows}, roles=ROLES, progress=False)
    said = linkage.explain("a:suspect", "a:victim")
    assert said.linked is False
    assert "They never join one cluster" in said.note
    assert "a matter of protection" in said.note
    why = linkage.why_not("a:victim", "a:suspect")
    assert why.reason == "protected"
    assert "a matter of protection" in why.text
    apart = sm.link({"a": rows}, progress=False).why_not("a:victim", "a:suspect")
    assert apart.reason == "set_aside"
    assert linkage.what_if("a:suspect", "a:victim", prior=0.0).after.linked is False


def test_a_chain_through_a_protected_record_joins_nobody():
    both = {"names": [*ZUBAYR["names"], *OTHER["names"]], "birth_dates": ZUBAYR["birth_dates"]}
    number = {"documents": [{"kind": "passport", "number": "P1234567"}]}
    rows = [
        {"record_id": "1", "role": "suspect", **ZUBAYR},
        {"record_id": "2", "role": "victim", **both, **number},
        {"record_id": "3", "role": "suspect", "names": OTHER["names"], **number},
    ]
    linkage = sm.link({"a": rows}, roles=ROLES, method="components", progress=False)
    assert len(linkage.clusters) == 0
    assert sorted(linkage.protective_notes["other_record_id"]) == ["1", "3"]
