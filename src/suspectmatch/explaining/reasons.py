"""The reasons for which two records are not linked, and the answer that names one of them."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from suspectmatch.explaining.rules import RuleVerdict

if TYPE_CHECKING:
    from suspectmatch.tables import Explanation

REASONS: Final = {
    "linked": "the two records are in one cluster",
    "same_record": "both are the same record",
    "rejected": "a record was rejected when it was read",
    "left_out": "a record is not there, and may be one of those left out on purpose",
    "absent": "a record is in none of the sources",
    "set_aside": "the role of a record keeps it out",
    "protected": "one of the two is protected, and such records never join others",
    "same_source": "only records of different sources are paired",
    "unlinkable": "a record says too little to be linked to any other",
    "not_blocked": "no blocking rule brought the pair up",
    "block_too_wide": "the block that they share was too wide",
    "below_floor": "the probability lies below what was kept",
    "below_threshold": "the probability lies below that of a lead",
    "decided": "somebody decided that they are two persons",
    "split": "clustering kept them apart",
}
"""What can keep two records apart, in the order in which it is asked."""


@dataclass(frozen=True, slots=True, repr=False)
class WhyNot:
    """Why two records were not linked.

    Attributes:
        left: ``source:record_id`` of one.
        right: likewise of the other.
        reason: a word from `REASONS`.
        text: the reason with its figures, in a sentence or two.
        verdicts: what each blocking rule made of the pair, where that was asked.
        explanation: the pair taken apart; None where a record is not there.
        short_by: bits that its weight is short of what was asked, where it is.

    Example:
        >>> import suspectmatch as sm
        >>> a = [{"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}]
        >>> b = [{"record_id": "2", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]}]
        >>> answer = sm.link({"a": a, "b": b}).why_not("a:1", "b:2")
        >>> answer.reason, answer.rules.loc[0, "outcome"]
        ('not_blocked', 'missing')
    """

    left: str
    right: str
    reason: str
    text: str
    verdicts: tuple[RuleVerdict, ...] = ()
    explanation: Explanation | None = None
    short_by: float | None = None

    @property
    def rules(self) -> pd.DataFrame:
        """One row for each blocking rule: rule, outcome, words, and the facts behind them."""
        names = list(RuleVerdict.__slots__)
        return pd.DataFrame([asdict(verdict) for verdict in self.verdicts], columns=names)

    def to_json(self) -> str:
        """As indented JSON: left, right, reason, text, rules, short_by and explanation."""
        body = {
            "format": "suspectmatch why-not 1",
            "left": self.left,
            "right": self.right,
            "reason": self.reason,
            "text": self.text,
            "rules": [asdict(verdict) for verdict in self.verdicts],
            "short_by": self.short_by,
            "explanation": json.loads(self.explanation.to_json()) if self.explanation else None,
        }
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"

    def _shown(self) -> list[tuple[str, str]]:
        """Rules and what they made of the pair; where some brought it up, only these."""
        by = [verdict.rule for verdict in self.verdicts if verdict.outcome == "brought_up"]
        if by:
            return [("brought up by", ", ".join(by))]
        return [(f"rule {verdict.rule}", verdict.words) for verdict in self.verdicts]

    def __repr__(self) -> str:
        return f"WhyNot({self.left} and {self.right}: {self.reason})"

    def __str__(self) -> str:
        lines = [f"{self.left}  and  {self.right}: {REASONS[self.reason]}.", f"  {self.text}"]
        lines += [f"  {rule}: {words}" for rule, words in self._shown()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(rule)}</th>"
            f"<td style='text-align:left'>{html.escape(words)}</td></tr>"
            for rule, words in self._shown()
        )
        table = f"<table><thead><tr><th>blocking rule</th><th></th></tr></thead>{rows}</table>"
        head = html.escape(f"{self.left} and {self.right}: {REASONS[self.reason]}.")
        return f"<p><strong>{head}</strong> {html.escape(self.text)}</p>{table if rows else ''}"
