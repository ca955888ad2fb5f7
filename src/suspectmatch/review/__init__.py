"""review(): candidate leads side by side in a notebook, decided by keyboard, kept at once.

    >>> from suspectmatch.review import review
    >>> review(linkage, "decisions.jsonl", reviewer="desk 4")  # doctest: +SKIP

Everything but the widget works without a notebook: `ReviewQueue`, ``disagreements``, ``agreement``,
``labels``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.errors import MissingExtraError
from suspectmatch.review.agreement import (
    Agreement,
    agreement,
    cohen_kappa,
    disagreements,
    labels,
    verdicts,
)
from suspectmatch.review.queue import Card, ReviewQueue

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from suspectmatch.decisions import Decisions
    from suspectmatch.evaluating.labelling import PairsToLabel
    from suspectmatch.linking import Linkage
    from suspectmatch.review.widget import ReviewWidget

__all__ = [
    "Agreement",
    "Card",
    "ReviewQueue",
    "agreement",
    "cohen_kappa",
    "disagreements",
    "labels",
    "review",
    "verdicts",
]


def review(
    linkage: Linkage,
    decisions: Decisions | str | Path = "decisions.jsonl",
    *,
    reviewer: str,
    pairs: str | PairsToLabel | pd.DataFrame | None = None,
    n: int | None = None,
    blind: bool = False,
    random_state: int = 0,
) -> ReviewWidget:
    """Show pairs side by side in a notebook and keep what a reviewer decides.

    Keys: S same, D different, U cannot tell, arrows to go back and forth, Z to undo, R to write a
    reason, ? for help. Each decision is on the disk before the next pair is shown; the cell run again
    goes on where it stopped. Nothing is requested from anywhere.

    Args:
        linkage: a run.
        decisions: the file of decisions; made if it is not there.
        reviewer: who decides.
        pairs: which pairs; see `ReviewQueue`.
        n: how many at most.
        blind: hide probability, levels and what the model says; the order is by chance.
        random_state: the same number gives the same pairs in the same order.

    Returns:
        The widget; its ``queue`` is the `ReviewQueue`.

    Raises:
        MissingExtraError: anywidget is not installed.
        ParameterError: an argument is not understood.
        InputError: the file of decisions is damaged.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.review import review
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> try:
        ...     widget = review(linkage, reviewer="desk 4")
        ... except sm.errors.MissingExtraError:
        ...     pass  # pip install 'suspectmatch[notebook]'
    """
    queue = ReviewQueue(
        linkage,
        decisions,
        reviewer=reviewer,
        pairs=pairs,
        n=n,
        blind=blind,
        random_state=random_state,
    )
    try:
        from suspectmatch.review.widget import ReviewWidget  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("anywidget", "notebook") from error
    return ReviewWidget(queue)
