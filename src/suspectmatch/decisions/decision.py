"""`Decision`: what one reviewer decided about two records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: a decision about two records, or the withdrawal of an earlier decision.

    Attributes:
        id: ``d-`` and twelve hexadecimal digits of its hash.
        left: ``source:record_id`` of one record; in a withdrawal, that of the withdrawn decision.
        right: the same of the other record.
        verdict: ``same`` (one person), ``different`` (two persons), ``unsure``; None for a withdrawal.
        reason: the reason, in free text.
        by: the author, in free text.
        at: the time, in ISO 8601 with the offset from UTC.
        withdraws: id of the decision that this line withdraws; otherwise None.

    Example:
        >>> told = ("same", "one passport", "desk 4", "2026-01-02")
        >>> Decision("d-0123456789ab", "b:2", "a:1", *told, withdraws=None).pair
        ('a:1', 'b:2')
    """

    id: str
    left: str
    right: str
    verdict: str | None
    reason: str
    by: str
    at: str
    withdraws: str | None

    @property
    def pair(self) -> tuple[str, str]:
        """Both records, in alphabetical order."""
        return min(self.left, self.right), max(self.left, self.right)
