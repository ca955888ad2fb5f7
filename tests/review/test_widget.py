"""The widget without a browser: what it is told, what it answers, what it shows."""

from __future__ import annotations

import json
import sys

import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR
from suspectmatch.errors import MissingExtraError
from suspectmatch.review import ReviewQueue, review

pytest.importorskip("anywidget", reason="anywidget is not installed")
from suspectmatch.review.widget import ReviewWidget, answer, view_of

SECRETS = ("probability", "model", "bits", "level", "weight", "99.9", "waterfall")


@pytest.fixture(scope="module")
def linkage():
    return sm.link(sm.load(RICH), progress=False)


@pytest.fixture
def queue(linkage, tmp_path):
    return ReviewQueue(linkage, tmp_path / "decisions.jsonl", reviewer="desk 4")


def test_it_shows_plain_values_that_json_can_hold(queue):
    view = json.loads(json.dumps(view_of(queue)))
    assert (view["at"], view["n"], view["progress"]) == (0, 6, "0 of 6 decided")
    assert view["card"]["model"]["probability"] == "above 99.9%"
    bars = view["card"]["model"]["bars"]
    assert all(0 <= bar["start"] <= 100 and bar["start"] + bar["width"] <= 100.01 for bar in bars)
    assert sum(float(bar["bits"]) for bar in bars) == pytest.approx(
        float(view["card"]["model"]["weight"]), abs=0.5
    )


def test_a_blind_review_holds_nothing_of_the_model(linkage, tmp_path):
    queue = ReviewQueue(linkage, tmp_path / "d.jsonl", reviewer="desk 4", blind=True)
    widget = ReviewWidget(queue)
    while queue.current():
        text = json.dumps(widget.view).lower()
        assert not [word for word in SECRETS if word in text]
        widget.view = answer(queue, {"do": "decide", "at": queue.position, "verdict": "same"})
    assert {each.verdict for each in sm.Decisions.read(tmp_path / "d.jsonl").entries} == {"same"}


def test_it_does_what_it_is_told(queue):
    widget = ReviewWidget(queue)

    def tell(**message):
        widget._on_message(widget, {"number": 3, "at": queue.position} | message, [])
        return widget.view

    said = tell(do="decide", verdict="same", reason="one passport")
    assert (said["at"], said["said"], said["number"]) == (1, "Saved: same person.", 3)
    assert queue.decisions.entries[0].reason == "one passport"
    assert tell(do="move", steps=-1)["card"]["verdict"] == "same person"
    assert tell(do="undo")["progress"] == "0 of 6 decided"
    assert tell(do="undo")["said"] == "Nothing to undo."
    assert repr(widget) == "ReviewWidget(0 of 6 decided)"


def test_a_key_for_a_pair_that_is_gone_does_nothing(queue):
    said = answer(queue, {"do": "decide", "at": 4, "verdict": "same", "number": 1})
    assert said["said"] == "The pair had changed; nothing was saved."
    assert len(queue.decisions) == 0


def test_a_verdict_against_the_model_is_asked_why_and_may_stay_without_reason(queue):
    message = {"do": "decide", "at": 0, "verdict": "different"}
    asked = answer(queue, message)
    assert (asked["asks"], asked["progress"]) == ("different", "0 of 6 decided")
    assert answer(queue, message | {"is_sure": True, "reason": ""})["progress"] == "1 of 6 decided"
    queue.undo()
    assert answer(queue, message | {"reason": "twins"})["progress"] == "1 of 6 decided"


def test_what_cannot_be_saved_is_said(tmp_path):
    records = [{"source": "a", "record_id": str(k), **ZUBAYR} for k in range(3)]
    queue = ReviewQueue(sm.link(sm.load(records), progress=False), tmp_path / "d.jsonl", reviewer="x")
    for verdict in ("same", "same", "different"):
        said = answer(queue, {"do": "decide", "at": queue.position, "verdict": verdict, "is_sure": True})
    assert said["is_error"]
    assert said["said"].startswith("Not saved. ")
    assert "contradict" in said["said"]
    assert said["progress"] == "2 of 3 decided"


def test_the_page_puts_values_in_as_text_and_asks_for_nothing():
    code = ReviewWidget._esm
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "http",
        "import ",
    ):
        assert word not in code
    assert "url(" not in ReviewWidget._css
    assert "@import" not in ReviewWidget._css


def test_without_anywidget_it_is_said_what_to_install(linkage, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "suspectmatch.review.widget", None)
    with pytest.raises(MissingExtraError, match="notebook"):
        review(linkage, tmp_path / "d.jsonl", reviewer="x")


def test_review_shows_the_queue(linkage, tmp_path):
    widget = review(linkage, tmp_path / "d.jsonl", reviewer="x", pairs="leads", n=2)
    assert len(widget.queue) == 2
    bundle = widget._repr_mimebundle_()[0]
    assert bundle["text/plain"] == "ReviewWidget(0 of 2 decided)"
