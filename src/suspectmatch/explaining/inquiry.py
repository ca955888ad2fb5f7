"""Why two records were not linked: the first thing in the run that kept them apart."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.pair import Explainer, split_identity
from suspectmatch.explaining.rules import RuleLedger, RuleVerdict
from suspectmatch.kernels.weights import most_weights
from suspectmatch.schema import ROLES
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from suspectmatch.blocking import BlockingReport
    from suspectmatch.tables import Explanation

    Apart = Callable[[int, int], str | None]

REASONS: Final = {
    "linked": "the two records are in one cluster",
    "same_record": "both are the same record",
    "rejected": "a record was rejected when it was read",
    "left_out": "a record is not there, and may be one of those left out on purpose",
    "absent": "a record is in none of the sources",
    "set_aside": "the role of a record keeps it out",
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
COSTLIEST: Final = 3
"""Rows that are named as costing most."""


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


def why_not(
    clusters: Clusters,
    left: str,
    right: str,
    *,
    blocking: BlockingReport,
    keep_above: float = 0.01,
    apart: Apart | None = None,
) -> WhyNot:
    """Say why two records were not linked: the first thing in the run that kept them apart.

    Asked in this order: is each record there, does its role keep it out, does it say enough to be
    linked, did a blocking rule bring the pair up, was its probability kept, does it reach a lead, and
    did clustering or a decision part them.

    Args:
        clusters: the leads.
        left: ``source:record_id`` of one record.
        right: likewise of the other.
        blocking: what blocking did, as ``candidates.report`` has it.
        keep_above: pairs of a lower probability were not kept.
        apart: says of two rows why a decision parts them, None where none does.

    Returns:
        The reason, in words and as a table.

    Raises:
        ParameterError: ``clusters`` is not a ``Clusters`` table.

    Example:
        >>> import suspectmatch as sm
        >>> a = [{"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}]
        >>> b = [{"record_id": "2", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]}]
        >>> linker = sm.Linker(progress=False)
        >>> candidates = linker.candidates(sm.normalise(sm.load({"a": a, "b": b})))
        >>> clusters = sm.cluster(linker.score(candidates))
        >>> sm.why_not(clusters, "a:1", "b:2", blocking=candidates.report)
        WhyNot(a:1 and b:2: not_blocked)
    """
    return Inquiry(clusters, blocking, keep_above=keep_above, apart=apart).why_not(left, right)


class Inquiry:
    """Asks of pair after pair of one run why it was not linked.

    Args:
        clusters: the leads.
        blocking: what blocking did.
        keep_above: pairs of a lower probability were not kept.
        apart: says of two rows why a decision parts them.
    """

    def __init__(
        self,
        clusters: Clusters,
        blocking: BlockingReport,
        *,
        keep_above: float = 0.01,
        apart: Apart | None = None,
    ) -> None:
        checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
        self.clusters, self.blocking, self.apart = clusters, blocking, apart
        self.keep_above = checks.probability("keep_above", keep_above)
        self.explainer = Explainer(clusters)
        self.people = self.explainer.people

    def why_not(self, left: str, right: str) -> WhyNot:
        """The first thing that kept two records apart; see the function of the same name."""
        rows = []
        for identity in (left, right):
            row = self._row(identity)
            if row is None:
                reason, text = self._absence(identity)
                return WhyNot(left, right, reason, text)
            rows.append(row)
        i, j = rows
        if i == j:
            return WhyNot(left, right, "same_record", "There is nothing to link.")
        explanation = self.explainer.pair(i, j)
        reason, text, verdicts, short_by = self._reason(i, j, explanation)
        return WhyNot(left, right, reason, text, verdicts, explanation, short_by)

    def _row(self, identity: str) -> int | None:
        try:
            return self.people.records.row_of(*split_identity(self.people, identity))
        except ParameterError:
            return None

    def _absence(self, identity: str) -> tuple[str, str]:
        """Why there is no such record."""
        source, record_id = self._split(identity)
        rejected = self.people.records.rejected
        is_it = pc.and_(
            pc.and_(pc.equal(rejected["source"], source), pc.equal(rejected["record_id"], record_id)),
            pc.invert(rejected["kept"]),
        )
        found = rejected.filter(is_it).to_pylist()
        if found:
            where = f"{found[0]['file']}, line {found[0]['line']}"
            field = f"{found[0]['field']}: " if found[0]["field"] else ""
            return "rejected", f"{identity} was rejected ({where}): {field}{found[0]['reason']}."
        reasons = [f"{why} ({n:,})" for of, why, n in self.people.records.left_out if of == source]
        if reasons:
            text = f"{identity} is not there. Its source left some out, and it is not kept which: "
            return "left_out", f"{text}{'; '.join(reasons)}."
        unnamed = pc.and_(pc.equal(rejected["source"], source), pc.is_null(rejected["record_id"]))
        n_unnamed = rejected.filter(unnamed).num_rows
        text = f"There is no record {identity}, and none of that id was rejected or left out."
        more = f" {n_unnamed:,} rejected rows of its source have no id." if n_unnamed else ""
        return "absent", text + more

    def _split(self, identity: str) -> tuple[str, str]:
        """Source and id, where the source may have given no record at all."""
        records = self.people.records
        known = {*records.sources, *records.rejected["source"].unique().to_pylist()}
        known |= {source for source, _, _ in records.left_out}
        for source in sorted(filter(None, known), key=len, reverse=True):
            if identity.startswith(f"{source}:"):
                return source, identity[len(source) + 1 :]
        return split_identity(self.people, identity)

    def _reason(
        self, i: int, j: int, explanation: Explanation
    ) -> tuple[str, str, tuple[RuleVerdict, ...], float | None]:
        """Reason, text, what the rules made of it, and bits that it is short of."""
        clusters, weight = self.clusters, explanation.weight
        if clusters.label[i] == clusters.label[j]:
            is_direct = explanation.probability >= clusters.min_probability
            how = "by a link of their own" if is_direct else "through other records; how says by which"
            return "linked", f"They are in one cluster, {how}.", (), None
        kept_out = self._kept_out(i, j)
        if kept_out is not None:
            return *kept_out, (), None
        verdicts = self.ledger.verdicts(self.blocking, i, j)
        threshold, floor = _bits(clusters.min_probability), _bits(self.keep_above)
        is_scored = self._is_scored(i, j)
        if not is_scored:
            blocked = self._blocked(i, j, verdicts)
            if blocked is not None:
                return *blocked, verdicts, None
        unlinkable = self._unlinkable(i, j, threshold) if weight < threshold else None
        if unlinkable is not None:
            return "unlinkable", unlinkable, verdicts, threshold - weight
        cost = _costs(explanation)
        if not is_scored:
            text = (
                f"Its weight is {weight:+.1f} bits; what is kept begins at {floor:+.1f} (probability "
                f"{self.keep_above:g}): {floor - weight:.1f} bits short. {cost}"
            )
            return "below_floor", text, verdicts, floor - weight
        if weight < threshold:
            sure, asked = percent(explanation.probability), f"{clusters.min_probability:g}"
            text = (
                f"Its weight is {weight:+.1f} bits, probability {sure}; a lead begins at {threshold:+.1f} "
                f"({asked}): {threshold - weight:.1f} bits short. {cost}"
            )
            return "below_threshold", text, verdicts, threshold - weight
        decided = self.apart(i, j) if self.apart else None
        if decided is not None:
            return "decided", decided, verdicts, None
        text = f"Its weight, {weight:+.1f} bits, is that of a lead, and yet it joins nothing."
        return "split", text, verdicts, None

    def _kept_out(self, i: int, j: int) -> tuple[str, str] | None:
        """What keeps a pair from being blocked at all."""
        roles = [ROLES[self.people.role[row]] for row in (i, j)]
        if self.blocking.roles is not None:
            for side, role in zip(("left", "right"), roles, strict=True):
                if role not in self.blocking.roles:
                    return (
                        "set_aside",
                        f"The {side} record has the role {role}, which is not linked here.",
                    )
        if self.blocking.across_only and self.people.source[i] == self.people.source[j]:
            return "same_source", "Both are of one source, and only different sources were paired."
        return None

    def _blocked(self, i: int, j: int, verdicts: tuple[RuleVerdict, ...]) -> tuple[str, str] | None:
        """Why no rule brought the pair up; None where one did, or where it cannot be told."""
        outcomes = [verdict.outcome for verdict in verdicts]
        if {"brought_up", "unknown"} & set(outcomes):
            return None
        n_wide = sum(outcome in ("too_wide", "refined", "left_out") for outcome in outcomes)
        if n_wide:
            text = (
                f"Of {len(outcomes)} blocking rules {n_wide} had them in one block that was too wide; "
                "in the others they share no key."
            )
            return "block_too_wide", text
        n_differ, n_missing = outcomes.count("differs"), outcomes.count("missing")
        text = (
            f"Of {len(outcomes)} blocking rules {n_differ} ask for a key in which they differ and "
            f"{n_missing} for one that a record does not have."
        )
        for side, row in (("left", i), ("right", j)):
            if not self.ledger.has_keys(self.blocking, row):
                text += f" The {side} record has all keys of none of them, so that it meets nobody."
        return "not_blocked", text

    def _is_scored(self, i: int, j: int) -> bool:
        compared = self.clusters.scored.compared
        return bool(((compared.left == min(i, j)) & (compared.right == max(i, j))).any())

    @cached_property
    def ledger(self) -> RuleLedger:
        """Keys of the records that may be paired."""
        roles = ROLES if self.blocking.roles is None else self.blocking.roles
        linked = np.isin(self.people.role, [ROLES.index(role) for role in roles])
        return RuleLedger(self.people, linked)

    @cached_property
    def _most(self) -> npt.NDArray[np.float64]:
        """float64 (N,): the weight that each record could reach with any other, at most."""
        scored = self.clusters.scored
        screen, _ = scored.classifier.screening(0.0, len(self.people))
        tables = screen.current_model().tables(self.explainer.comparisons)
        total = np.full(len(self.people), scored.prior)
        for measure, (weight, slope, mean) in zip(self.explainer.measures, tables, strict=True):
            table = weight, slope * measure.comparison.has_rarity, mean
            total += most_weights(measure.most_bits(), measure.known, *table)
        return total

    def _unlinkable(self, i: int, j: int, threshold: float) -> str | None:
        """Which record could be linked to nobody, whatever the other said."""
        if hasattr(self.clusters.scored.classifier, "screen_"):
            return None  # what such a classifier gives at most is not known
        for side, row in (("left", i), ("right", j)):
            if self._most[row] < threshold:
                return (
                    f"The {side} record says too little: were another to agree in all of it, that would "
                    f"give {self._most[row]:+.1f} bits, and a lead begins at {threshold:+.1f}."
                )
        return None


def _bits(probability: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log2(probability) - np.log2(1.0 - probability))


def _costs(explanation: Explanation) -> str:
    """The rows that cost most, in words."""
    costly = sorted((row for row in explanation.rows if row.bits < 0.0), key=lambda row: row.bits)
    if not costly:
        return "Nothing speaks against it; what agrees is not enough."
    said = [f"{row.comparison} {row.bits:+.1f} ({row.words})" for row in costly[:COSTLIEST]]
    return f"What costs most: {'; '.join(said)}."
