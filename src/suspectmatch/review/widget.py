"""The widget around a `ReviewQueue`: it passes on what it is told and shows what there is."""

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
        self.on_msg(self._told)

    def __repr__(self) -> str:
        return f"ReviewWidget({self.queue.progress})"

    def _told(self, _widget: Any, message: Any, _buffers: Any) -> None:
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
            said = "Another pair had come up; nothing was saved."
        elif message["do"] == "decide":
            verdict, reason = message["verdict"], str(message.get("reason") or "")
            if queue.asks_reason(verdict) and not (message.get("is_sure") or reason.strip()):
                asks, said = verdict, f"The model says otherwise. Why {SAID[verdict]}?"
            else:
                queue.decide(verdict, reason)
                said = f"Saved: {SAID[verdict]}."
        elif message["do"] == "undo":
            had = queue.undo() is not None
            said = "Undone: the verdict on this pair is withdrawn." if had else "Nothing to undo."
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
    """The waterfall: each step with its bits and where its bar begins and ends, in percent."""
    words = {row.comparison: row.words for row in why.rows} | {"prior": why.prior_words}
    silent = [row.comparison for row in why.rows if row.level == "missing" and not row.bits]
    steps = [step for step in why.steps if step[0] not in silent]
    ends, running = [0.0], 0.0
    for _, bits in steps:
        running += bits
        ends.append(running)
    low, high = min(ends), max(ends)
    span = max(high - low, 1.0)
    bars = []
    for (name, bits), start, end in zip(steps, ends, ends[1:], strict=False):
        left = 100.0 * (min(start, end) - low) / span
        width = 100.0 * abs(bits) / span
        bars.append(
            {
                "name": name.replace("_", " "),
                "words": words.get(name, ""),
                "bits": f"{round(bits, 1) + 0.0:+.1f}",
                "is_for": bits >= 0.0,
                "start": round(left, 2),
                "width": round(width, 2),
            }
        )
    return {
        "probability": percent(why.probability),
        "weight": f"{why.weight:+.1f}",
        "bars": bars,
        "silent": ", ".join(silent).replace("_", " "),
        "note": why.note or "",
    }
