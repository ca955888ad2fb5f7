"""The queue of pairs: what is in it, what is decided, and that all of it is on the disk."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR, bulk_records, link_records
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.evaluating import estimate_quality, sample_to_label
from suspectmatch.options import RunOptions
from suspectmatch.review import ReviewQueue, labels
from suspectmatch.review.queue import BLIND, NO_REASON
from suspectmatch.roles import ROLES


@pytest.fixture(scope="module")
def linkage():
    return link_records(bulk_records(), progress=False)


@pytest.fixture(scope="module")
def three():
    """Three records that are all alike, and a victim's that is too."""
    records = [{"source": "a", "record_id": str(k), **ZUBAYR} for k in range(3)]
    victim = {"source": "b", "record_id": "9", **ZUBAYR, "role": "victim"}
    return sm.link(sm.load([*records, victim]), progress=False)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "decisions.jsonl"


def identities(queue):
    found = []
    for k in range(len(queue)):
        queue.position = k
        card = queue.current()
        found.append((card.left.identity, card.right.identity))
    return found


def test_each_decision_is_on_the_disk_and_a_new_queue_goes_on(linkage, file):
    queue = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=5)
    order = identities(queue)
    queue.position = 0
    queue.decide("same", "one passport")
    queue.decide("unsure")
    entries = sm.Decisions.read(file).entries
    assert [(each.verdict, each.reason, each.by) for each in entries] == [
        ("same", "one passport", "desk 4"),
        ("unsure", NO_REASON, "desk 4"),
    ]
    again = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=5)
    assert again.progress == "2 of 5 decided"
    assert again.current().position == 2
    assert identities(again) == order


def test_undo_withdraws_the_last_and_goes_back(linkage, file):
    queue = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=3)
    first = queue.current().left
    queue.decide("same")
    assert queue.undo().left == first
    assert queue.undo() is None
    assert queue.progress == "0 of 3 decided"
    assert len(sm.Decisions.read(file)) == 2
    assert sm.Decisions.read(file).standing() == []


def test_a_pair_decided_anew_keeps_one_standing_verdict(linkage, file):
    queue = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=2)
    queue.decide("same", "one passport")
    card = queue.move(-1)
    assert (card.verdict, card.reason) == ("same", "one passport")
    queue.decide("different")
    assert [each.verdict for each in sm.Decisions.read(file).standing()] == ["different"]


def test_after_the_last_come_those_that_were_skipped(linkage, file):
    queue = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=3)
    queue.move(2)
    assert queue.decide("same").position == 0
    queue.decide("same")
    assert queue.decide("same") is None
    assert queue.current() is None
    assert queue.move(5) is None
    assert queue.move(-1).position == 2
    queue.move(1)
    with pytest.raises(ParameterError, match="end of the queue"):
        queue.decide("same")


def test_one_reviewer_cannot_contradict_himself_and_nothing_is_lost(three, file):
    queue = ReviewQueue(three, file, reviewer="desk 4")
    assert len(queue) == 3
    queue.decide("same")
    queue.decide("same")
    with pytest.raises(InputError, match="contradict"):
        queue.decide("different")
    assert queue.progress == "2 of 3 decided"
    queue.decide("same")
    queue.position = 0
    with pytest.raises(InputError, match="contradict"):
        queue.decide("different")
    assert {each.verdict for each in sm.Decisions.read(file).standing()} == {"same"}
    assert queue.progress == "3 of 3 decided"


def test_a_second_reviewer_sees_nothing_of_the_first_and_may_differ(three, file):
    first = ReviewQueue(three, file, reviewer="desk 4")
    while first.current():
        first.decide("same", "seen at the desk")
    second = ReviewQueue(three, file, reviewer="desk 7")
    assert second.progress == "0 of 3 decided"
    card = second.current()
    assert (card.verdict, card.reason) == (None, "")
    second.decide("different")
    assert len(sm.Decisions.read(file).standing()) == 4
    second.undo()
    assert len(sm.Decisions.read(file).standing()) == 3


def test_blind_shows_no_opinion_in_another_order(linkage, file):
    seeing = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=12)
    blind = ReviewQueue(linkage, file, reviewer="desk 4", pairs="leads", n=12, blind=True)
    assert blind.current().explanation is None
    assert blind.opinion() is None
    assert not blind.asks_reason("different")
    assert seeing.current().explanation is not None
    assert seeing.opinion() == "same"
    assert seeing.asks_reason("different")
    assert not seeing.asks_reason("unsure")
    assert sorted(identities(blind)) == sorted(identities(seeing)) != identities(blind)
    assert np.array_equal(
        blind.scored_rows,
        ReviewQueue(linkage, file, reviewer="x", pairs="leads", n=12, blind=True).scored_rows,
    )
    blind.decide("same")
    assert sm.Decisions.read(file).entries[-1].reason == BLIND


def test_which_pairs(linkage, file):
    probability = linkage.scored.probability

    def rows(pairs, n=None):
        return ReviewQueue(linkage, file, reviewer="x", pairs=pairs, n=n).scored_rows

    assert (probability[rows("leads")] >= linkage.table.min_probability).all()
    assert len(rows("leads")) == linkage.summary()["pairs_above_threshold"]
    assert (probability[rows(None)] >= 0.5).all()
    assert len(rows("sample")) == 40
    assert len(rows("uncertain", 7)) == 7
    sample = sample_to_label(linkage.scored, 9)
    assert np.array_equal(rows(sample), sample.rows)
    table = linkage.pairs.iloc[[3, 1, 3]]
    queue = ReviewQueue(linkage, file, reviewer="x", pairs=table)
    assert len(queue) == 2
    card = queue.current()
    assert (card.left.source, card.left.record_id) == tuple(
        table.iloc[0][["source_left", "record_id_left"]]
    )


def test_a_protected_role_is_shown_only_where_it_was_asked_for(three, file, monkeypatch):
    assert len(ReviewQueue(three, file, reviewer="x")) == 3
    with_victims = sm.link(three.records, roles=ROLES, progress=False)
    assert len(with_victims.pairs) == 6
    assert len(ReviewQueue(with_victims, file, reviewer="x")) == 3  # nothing across: a note tells of it
    twice = {**ZUBAYR, "role": "victim"}
    victims = [{"source": "a", "record_id": str(k), **twice} for k in (1, 2)]
    asked = sm.link(sm.load(victims), roles=["victim"], progress=False)
    assert len(ReviewQueue(asked, file, reviewer="x")) == 1
    default = property(lambda _: RunOptions())  # roles are checked again, whatever the pairs are
    monkeypatch.setattr(type(asked), "options", default)
    assert len(ReviewQueue(asked, file, reviewer="x")) == 0


def test_markings_and_places_are_on_the_card(file):
    queue = ReviewQueue(sm.link(sm.load(RICH), progress=False), file, reviewer="x")
    sides = {side.identity: side for card in [queue.current()] for side in (card.left, card.right)}
    assert sides["un:Q.1"].handling == ("law enforcement only",)
    assert sides["un:Q.1"].location == "row 1"
    assert sides["jail:7"].role == "detained"


def test_what_was_decided_labels_a_sample(linkage, file):
    sample = sample_to_label(linkage.scored, 30)
    queue = ReviewQueue(linkage, file, reviewer="x", pairs=sample, blind=True)
    while queue.current():
        queue.decide("different" if queue.position else "same")  # which contradicts nothing
    made = labels(file, sample)
    assert set(made.tolist()) == {0, 1}
    assert estimate_quality(sample, made).n_labels == 30
    assert (labels(file, linkage.scored)[sample.rows] == made).all()


def test_an_empty_queue_has_nothing_to_decide(file):
    records = [{"source": "a", "record_id": "1", **ZUBAYR}, {"source": "a", "record_id": "2", **OTHER}]
    queue = ReviewQueue(sm.link(sm.load(records), progress=False), file, reviewer="x")
    assert (len(queue), queue.current(), queue.undo(), repr(queue)) == (
        0,
        None,
        None,
        "ReviewQueue(0 of 0 decided)",
    )
    assert not file.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reviewer": " "}, "reviewer"),
        ({"pairs": "all"}, "pairs"),
        ({"n": 0}, "n must"),
        ({"random_state": "x"}, "random_state must"),
        ({"decisions": 7}, "decisions must be a file of decisions, or Decisions, got int"),
        ({"linkage": "out"}, "linkage must be a Linkage"),
    ],
)
def test_what_is_not_understood_is_said(linkage, file, options, words):
    with pytest.raises(ParameterError, match=words):
        ReviewQueue(**({"linkage": linkage, "decisions": file, "reviewer": "x"} | options))


def test_pairs_that_are_none_of_this_run_are_refused(linkage, three, file):
    with pytest.raises(ParameterError, match="another run"):
        ReviewQueue(linkage, file, reviewer="x", pairs=sample_to_label(three.scored, 1))
    with pytest.raises(ParameterError, match="no column 'source_left'"):
        ReviewQueue(linkage, file, reviewer="x", pairs=linkage.pairs[["weight"]])
    with pytest.raises(ParameterError, match="Row 0 of pairs is none"):
        ReviewQueue(linkage, file, reviewer="x", pairs=three.pairs)
