"""review(): pairs side by side in a notebook, decided by keyboard, saved at once.

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
    """Show pairs side by side in a notebook and save the decisions of a reviewer.

    Keys: S same, D different, U cannot tell, arrows to go back and forth, Z to undo, R to write a
    reason, ? for help. Each decision is saved to disk before the next pair is shown. If the cell is run
    again, the review continues at the next open pair. The widget uses no network.

    Args:
        linkage: a run.
        decisions: the file of decisions; it is made if it does not exist.
        reviewer: name of the reviewer.
        pairs: which pairs; see `ReviewQueue`.
        n: maximum number of pairs.
        blind: hide probability, levels and the result of the model, and use a random order.
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
        ...     pass  # pip install '.[notebook]'
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
