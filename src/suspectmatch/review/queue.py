"""Pairs for a reviewer to decide, and the decisions: a review without its display."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.decisions import Decisions
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.evaluating.labelling import IDENTITY, PairsToLabel, next_to_label, sample_to_label
from suspectmatch.explaining.pair import Explainer
from suspectmatch.linking import Linkage
from suspectmatch.review.cards import Row, Side, rows, sides
from suspectmatch.roles import ROLES
from suspectmatch.tables.identity import comes_after, identities

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.decisions import Decision
    from suspectmatch.tables import Explanation

VERDICTS: Final = ("same", "different", "unsure")
CHOICES: Final = ("uncertain", "leads", "sample")
MIN_REVIEW: Final = 0.5
"""Pairs below the threshold are shown from this probability on."""
DRAWN: Final = 40
"""Pairs that are drawn if no number is given."""
NO_REASON: Final = "compared side by side"
BLIND: Final = "compared side by side, score not shown"


@dataclass(frozen=True, slots=True)
class Card:
    """One pair as a reviewer sees it.

    Attributes:
        position: which pair of the queue it is, from 0.
        left: the left record.
        right: the right record.
        rows: every field of both.
        verdict: earlier verdict of this reviewer; None if there is none, or if it was withdrawn.
        reason: reason of that verdict.
        explanation: explanation of the model; None in a blind review.
    """

    position: int
    left: Side
    right: Side
    rows: tuple[Row, ...]
    verdict: str | None
    reason: str
    explanation: Explanation | None


class ReviewQueue:
    """Pairs for one reviewer to decide, one after the other. Each decision is saved to disk at once.

    Decisions of other reviewers are never shown; this reviewer is asked about every pair. A queue made
    again with the same arguments holds the same pairs and continues at the next open pair.

    Args:
        linkage: a run.
        decisions: the file of decisions; it is made if it does not exist.
        pairs: ``"leads"``: pairs at or above the threshold; ``"uncertain"``: the most useful pairs for
            training; ``"sample"``: pairs for estimating precision and recall; the result of
            ``sample_to_label`` or ``next_to_label``; a table with the columns ``source_left``,
            ``record_id_left``, ``source_right``, ``record_id_right``, such as rows of
            ``linkage.pairs``; None: all pairs with a probability of at least 0.5.
        n: maximum number of pairs; if None, 40 for ``uncertain`` and ``sample``.
        blind: hide the results of the model, and use a random order.
        reviewer: name of the reviewer; the decisions are kept under this name.
        random_state: the same number gives the same pairs in the same order.

    Attributes:
        scored_rows: int64 (n,) rows of the scored pairs, in the order of the queue.
        position: the current pair; ``len`` of the queue after the last pair.

    Raises:
        ParameterError: an argument is not understood.
        InputError: the file of decisions is damaged.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> queue = ReviewQueue(linkage, "decisions.jsonl", reviewer="desk 4")
        >>> queue.current().left.identity, queue.decide("same", "one birth date"), queue.progress
        ('a:1', None, '1 of 1 decided')
        >>> queue.undo().left.identity, queue.progress
        ('a:1', '0 of 1 decided')
    """

    def __init__(
        self,
        linkage: Linkage,
        decisions: Decisions | str | Path = "decisions.jsonl",
        *,
        reviewer: str,
        pairs: str | PairsToLabel | pd.DataFrame | None = None,
        n: int | None = None,
        blind: bool = False,
        random_state: int = 0,
    ) -> None:
        if not isinstance(reviewer, str) or not reviewer.strip():
            raise ParameterError("reviewer must say who decides.")
        checks.instance("linkage", linkage, Linkage, "a Linkage, as made by link()")
        checks.seed("random_state", random_state)
        if n is not None:
            checks.positive_int("n", n)
        self.linkage, self.reviewer, self.blind = linkage, reviewer.strip(), blind
        path = decisions.path if isinstance(decisions, Decisions) else decisions
        checks.instance("decisions", path, (str, Path), "a file of decisions, or Decisions")
        self.decisions = Decisions.read(Path(path).absolute(), missing_ok=True)
        chosen = _chosen(linkage, pairs, n, random_state)
        chosen = chosen[_may_be_shown(linkage, chosen)][:n]
        if blind:
            chosen = np.random.default_rng(random_state).permutation(chosen)
        self.scored_rows: npt.NDArray[np.int64] = chosen
        compared, table = linkage.scored.compared, linkage.records.table
        left, right = compared.left[chosen], compared.right[chosen]
        swap = comes_after(table, left, right)
        self._rows = np.where(swap, right, left), np.where(swap, left, right)
        names = [_identities(table, side) for side in self._rows]
        self._at = {_pair(*both): k for k, both in enumerate(zip(*names, strict=True))}
        self._verdicts = self._standing()
        self.position = self._next_open(0)

    def __len__(self) -> int:
        return int(self.scored_rows.size)

    def __repr__(self) -> str:
        return f"ReviewQueue({self.progress})"

    @property
    def progress(self) -> str:
        """Number of decided pairs, and of all pairs."""
        return f"{len(self._verdicts)} of {len(self)} decided"

    def current(self) -> Card | None:
        """The pair to decide now; None after the last."""
        k = self.position
        if k >= len(self):
            return None
        i, j = int(self._rows[0][k]), int(self._rows[1][k])
        left, right = sides(self.linkage.people, i, j)
        before = self._verdicts.get(k)
        return Card(
            position=k,
            left=left,
            right=right,
            rows=rows(self.linkage.people, i, j),
            verdict=before.verdict if before else None,
            reason=before.reason if before and before.reason not in {NO_REASON, BLIND} else "",
            explanation=None if self.blind else self._explainer.pair(i, j),
        )

    @cached_property
    def _explainer(self) -> Explainer:
        """Explains the pairs. It is made once, without decisions, so that it shows none."""
        return Explainer(self.linkage.table)

    def opinion(self) -> str | None:
        """Result of the model for the current pair: same, different, or None if unclear or blind."""
        if self.blind or self.position >= len(self):
            return None
        probability = self.linkage.scored.probability[self.scored_rows[self.position]]
        if probability >= self.linkage.table.min_probability:
            return "same"
        return "different" if probability < MIN_REVIEW else None

    def asks_reason(self, verdict: str) -> bool:
        """Whether a verdict on the current pair is the opposite of the result of the model."""
        return {verdict, self.opinion()} == {"same", "different"}

    def decide(self, verdict: str, reason: str = "") -> Card | None:
        """Save a verdict on the current pair and go to the next open pair.

        An earlier verdict of the same reviewer on it is withdrawn first.

        Args:
            verdict: ``same``, ``different`` or ``unsure`` (cannot tell).
            reason: the reason, in free text.

        Returns:
            The next pair; None if all are decided.

        Raises:
            ParameterError: the verdict is none of these, or there is no current pair.
            InputError: it contradicts other decisions of this reviewer; nothing was changed.
        """
        checks.one_of("verdict", verdict, VERDICTS)
        k = self.position
        if k >= len(self):
            raise ParameterError("There is no pair to decide: this is the end of the queue.")
        left, right = (
            _identities(self.linkage.records.table, side[k : k + 1])[0] for side in self._rows
        )
        said = reason.strip() or (BLIND if self.blind else NO_REASON)
        before = self._verdicts.get(k)
        if before:
            self.decisions.withdraw(before.id, reason="decided again", by=self.reviewer)
        try:
            self._record(left, right, verdict, said)
        except InputError:
            if before:
                self._record(left, right, str(before.verdict), before.reason)
            raise
        finally:
            self._verdicts = self._standing()
        self.position = self._next_open(k + 1)
        return self.current()

    def undo(self) -> Card | None:
        """Withdraw the last verdict of this reviewer on a pair of the queue and go back to the pair.

        Returns:
            That pair; None if there is nothing to undo.
        """
        if not self._verdicts:
            return None
        order = {each.id: place for place, each in enumerate(self.decisions.entries)}
        k, last = max(self._verdicts.items(), key=lambda item: order[item[1].id])
        self.decisions.withdraw(last.id, reason="undone", by=self.reviewer)
        self._verdicts = self._standing()
        self.position = k
        return self.current()

    def move(self, steps: int) -> Card | None:
        """Go forward or back without deciding.

        Args:
            steps: number of pairs; negative goes back. It stops at both ends.

        Returns:
            The pair at the new position; None after the last.
        """
        self.position = min(max(self.position + steps, 0), len(self))
        return self.current()

    def _record(self, left: str, right: str, verdict: str, reason: str) -> Decision:
        return self.decisions.record(
            left, right, verdict, reason=reason, by=self.reviewer, independent=True
        )

    def _standing(self) -> dict[int, Decision]:
        """This reviewer's standing decision on each pair of the queue, the last one made."""
        return {
            self._at[each.pair]: each
            for each in self.decisions.standing()
            if each.by == self.reviewer and each.pair in self._at
        }

    def _next_open(self, start: int) -> int:
        """The next pair without a verdict, from the beginning again after the end; else the end."""
        n = len(self)
        turn = ((start + step) % n for step in range(n)) if n else iter(())
        return next((k for k in turn if k not in self._verdicts), n)


def _chosen(linkage: Linkage, pairs: Any, n: int | None, random_state: int) -> npt.NDArray[np.int64]:
    """Rows of the scored pairs, in the order in which to show them."""
    scored = linkage.scored
    if isinstance(pairs, pd.DataFrame):
        return _named(linkage, pairs)
    if isinstance(pairs, PairsToLabel):
        if pairs.scored is not scored:
            raise ParameterError("pairs must be drawn from linkage.scored, got those of another run.")
        return pairs.rows
    if pairs is not None:
        checks.one_of("pairs", pairs, CHOICES)
    if pairs in {"sample", "uncertain"}:
        draw = sample_to_label if pairs == "sample" else next_to_label
        return draw(scored, n or DRAWN, random_state=random_state).rows
    least = linkage.table.min_probability if pairs == "leads" else MIN_REVIEW
    found = np.flatnonzero(scored.probability >= least)
    return found[np.argsort(-scored.weight[found], kind="stable")].astype(np.int64)


def _named(linkage: Linkage, pairs: pd.DataFrame) -> npt.NDArray[np.int64]:
    missing = [name for name in IDENTITY if name not in pairs.columns]
    if missing:
        raise ParameterError(f"The table of pairs has no column {missing[0]!r}.")
    own = linkage.scored.compared.to_arrow().select(list(IDENTITY)).to_pandas().astype(str)
    place = {frozenset([(a, b), (c, d)]): k for k, (a, b, c, d) in enumerate(own.to_numpy())}
    wanted = pairs[list(IDENTITY)].astype(str).to_numpy()
    found = [place.get(frozenset([(a, b), (c, d)])) for a, b, c, d in wanted]
    if None in found:
        raise ParameterError(f"Row {found.index(None)} of pairs is none of the scored pairs.")
    return np.array(list(dict.fromkeys(found)), np.int64)


def _may_be_shown(linkage: Linkage, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the roles of both records were asked for and may be of one person, bool (n,)."""
    roles = [ROLES.index(role) for role in linkage.options.roles]
    may = np.isin(linkage.people.role, roles)
    compared = linkage.scored.compared
    both: npt.NDArray[np.bool_] = may[compared.left[chosen]] & may[compared.right[chosen]]
    return both & ~linkage.table.across_roles[chosen]


def _identities(table: pa.Table, taken: npt.NDArray[np.int32]) -> list[str]:
    names: list[str] = identities(
        table.select(["source", "record_id"]).take(pa.array(taken))
    ).to_pylist()
    return names


def _pair(left: str, right: str) -> tuple[str, str]:
    return min(left, right), max(left, right)
