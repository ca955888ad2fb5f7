"""The widget around a `ReviewQueue`: it passes key presses on and shows the current pair."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from suspectmatch.errors import InputError, ParameterError
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    from suspectmatch.review.queue import Card, ReviewQueue
    from suspectmatch.tables import Explanation

_HERE: Final = Path(__file__).parent
SAID: Final = {"same": "same person", "different": "different persons", "unsure": "cannot tell"}


class ReviewWidget(anywidget.AnyWidget):
    """Two records side by side, and a verdict by a key.

    Values of records travel as text and are put on the page as text, never as HTML.

    Attributes:
        queue: the pairs and decisions; it works without the widget too.
        view: what is shown, as plain values.
    """

    _esm = (_HERE / "widget.js").read_text(encoding="utf-8")
    _css = (_HERE / "widget.css").read_text(encoding="utf-8")
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, queue: ReviewQueue) -> None:
        self.queue = queue
        super().__init__(view=view_of(queue))
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        return f"ReviewWidget({self.queue.progress})"

    def _on_message(self, _widget: Any, message: Any, _buffers: Any) -> None:
        self.view = answer(self.queue, message)


def answer(queue: ReviewQueue, message: dict[str, Any]) -> dict[str, Any]:
    """Do what a key asked for, and say what to show then.

    Args:
        queue: the pairs and decisions.
        message: ``do`` (decide, undo or move), ``at`` (the position that was seen), ``number`` (which
            message it is); for decide ``verdict``, ``reason`` and ``is_sure`` (a reason was asked for).
    """
    said, is_error, asks = "", False, None
    try:
        if message.get("at") != queue.position:
            said = "The pair had changed; nothing was saved."
        elif message["do"] == "decide":
            verdict, reason = message["verdict"], str(message.get("reason") or "")
            if queue.asks_reason(verdict) and not (message.get("is_sure") or reason.strip()):
                asks, said = verdict, f"The model says the opposite. Why {SAID[verdict]}?"
            else:
                queue.decide(verdict, reason)
                said = f"Saved: {SAID[verdict]}."
        elif message["do"] == "undo":
            had = queue.undo() is not None
            said = "Undone: your decision on this pair is withdrawn." if had else "Nothing to undo."
        elif message["do"] == "move":
            queue.move(int(message["steps"]))
    except (InputError, ParameterError, OSError) as error:
        said, is_error = f"Not saved. {error}", True
    return view_of(queue, said=said, is_error=is_error, asks=asks, number=message.get("number"))


def view_of(
    queue: ReviewQueue,
    *,
    said: str = "",
    is_error: bool = False,
    asks: str | None = None,
    number: int | None = None,
) -> dict[str, Any]:
    """What is shown, as plain values that JSON can hold."""
    card = queue.current()
    return {
        "at": queue.position,
        "n": len(queue),
        "progress": queue.progress,
        "is_blind": queue.blind,
        "reviewer": queue.reviewer,
        "file": queue.decisions.path.name,
        "card": card and _card(card),
        "said": said,
        "is_error": is_error,
        "asks": asks,
        "number": number,
    }


def _card(card: Card) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "left": asdict(card.left),
        "right": asdict(card.right),
        "rows": [asdict(row) for row in card.rows],
        "verdict": card.verdict and SAID[card.verdict],
        "reason": card.reason,
    }
    if card.explanation is not None:
        shown["model"] = _model(card.explanation)
    return shown


def _model(why: Explanation) -> dict[str, Any]:
    """The waterfall: each step with its bits and where its bar begins, in percent."""
    bars = [
        {
            "name": bar.step.title,
            "words": bar.step.words,
            "bits": f"{round(bar.step.bits, 1) + 0.0:+.1f}",
            "is_for": bar.is_for,
            "start": round(100 * bar.start, 2),
            "width": round(100 * bar.width, 2),
        }
        for bar in why.waterfall.bars
    ]
    return {
        "probability": percent(why.probability),
        "weight": f"{why.weight:+.1f}",
        "bars": bars,
        "missing": ", ".join(why.not_compared).replace("_", " "),
        "note": why.note or "",
    }
