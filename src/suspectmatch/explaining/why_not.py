"""Why two records were not linked: the first thing in the run that kept them apart."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.clustering.protecting import note_of
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.pair import Explainer, decisions_about, split_identity
from suspectmatch.explaining.rules import RuleKeys, RuleOutcome
from suspectmatch.roles import PROTECTED_ROLES, ROLES
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.identity import identities
from suspectmatch.tables.odds import weight_of

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from suspectmatch.tables import Explanation

REASONS: Final = {
    "linked": "the two records are in one cluster",
    "same_record": "both are the same record",
    "rejected": "a record was rejected when it was read",
    "left_out": "a record is not there, and may be one of those left out on purpose",
    "absent": "a record is in none of the sources",
    "set_aside": "the role of a record is not linked",
    "protected": "one of the two is protected, and such records never join others",
    "same_source": "only records of different sources are paired",
    "unlinkable": "a record has too little information to be linked to any other",
    "not_blocked": "no blocking rule found the pair",
    "block_too_wide": "the block that they share was too large",
    "below_floor": "the probability is below what was kept",
    "below_threshold": "the probability is below the threshold",
    "decided": "a reviewer decided that they are two persons",
    "split": "clustering kept them apart",
}
"""What can keep two records apart, in the order in which it is asked."""
MOST_BETWEEN: Final = 20_000
"""Pairs between two clusters, at most, that are compared to say what keeps these apart."""
COSTLIEST: Final = 3
"""Rows that are named as costing most."""
LEAST_SHORT: Final = 0.05
"""Bits below the threshold from which one decimal is enough."""
DIFFERENCES: Final = ("document", "birth_place", "years", "days", "sex", "father", "mother", "name",
                      "birth_country", "nationality")  # fmt: skip
"""Cautions that say what differs, though it may take no bits off."""


@dataclass(frozen=True, slots=True, repr=False)
class WhyNot:
    """Why two records were not linked.

    Attributes:
        left: ``source:record_id`` of one.
        right: likewise of the other.
        reason: a word from `REASONS`.
        text: the reason with its figures, in a sentence or two.
        outcomes: what each blocking rule did with the pair, where that was asked.
        explanation: the pair explained; None where a record is not there.
        short_by: bits that its weight is below what was asked, where it is.

    Example:
        >>> answer = WhyNot("a:1", "a:1", "same_record", "There is nothing to link.")
        >>> answer, len(answer.rules)
        (WhyNot(a:1 and a:1: same_record), 0)
    """

    left: str
    right: str
    reason: str
    text: str
    outcomes: tuple[RuleOutcome, ...] = ()
    explanation: Explanation | None = None
    short_by: float | None = None

    @property
    def rules(self) -> pd.DataFrame:
        """One row for each blocking rule: rule, outcome, words, and the facts behind them."""
        import pandas as pd  # noqa: PLC0415 - only this needs it

        names = list(RuleOutcome.__slots__)
        return pd.DataFrame([asdict(outcome) for outcome in self.outcomes], columns=names)

    def to_json(self) -> str:
        """As indented JSON: left, right, reason, text, rules, short_by and explanation."""
        body = {
            "format": "suspectmatch why-not 1",
            "left": self.left,
            "right": self.right,
            "reason": self.reason,
            "text": self.text,
            "rules": [asdict(outcome) for outcome in self.outcomes],
            "short_by": self.short_by,
            "explanation": json.loads(self.explanation.to_json()) if self.explanation else None,
        }
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"

    def _shown_rules(self) -> list[tuple[str, str]]:
        """Rules and what they did with the pair; where some found it, only these."""
        by = [each.rule for each in self.outcomes if each.outcome == "brought_up"]
        if by:
            return [("Found by blocking rule", ", ".join(by))]
        return [(f"rule {each.rule}", each.words) for each in self.outcomes]

    def __repr__(self) -> str:
        return f"WhyNot({self.left} and {self.right}: {self.reason})"

    def __str__(self) -> str:
        lines = [f"{self.left}  and  {self.right}: {REASONS[self.reason]}.", f"  {self.text}"]
        return "\n".join([*lines, *(f"  {rule}: {words}" for rule, words in self._shown_rules())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(rule)}</th>"
            f"<td style='text-align:left'>{html.escape(words)}</td></tr>"
            for rule, words in self._shown_rules()
        )
        table = f"<table><thead><tr><th>blocking rule</th><th></th></tr></thead>{rows}</table>"
        head = html.escape(f"{self.left} and {self.right}: {REASONS[self.reason]}.")
        return f"<p><strong>{head}</strong> {html.escape(self.text)}</p>{table if rows else ''}"


def why_not(clusters: Clusters, left: str, right: str) -> WhyNot:
    """Say why two records were not linked: the first thing in the run that kept them apart.

    Asked in the order of `REASONS`.

    Args:
        clusters: the clusters of a run.
        left: ``source:record_id`` of one record.
        right: likewise of the other.

    Returns:
        The reason, in words and as a table.

    Raises:
        ParameterError: ``clusters`` is not a ``Clusters`` table, or not of a run.

    Example:
        >>> import suspectmatch as sm
        >>> a = [{"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}]
        >>> b = [{"record_id": "2", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]}]
        >>> answer = sm.why_not(sm.link({"a": a, "b": b}).table, "a:1", "b:2")
        >>> answer, answer.rules.loc[0, "outcome"]
        (WhyNot(a:1 and b:2: not_blocked), 'missing')
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    return ReasonFinder(Explainer(clusters)).why_not(left, right)


class _Reason(NamedTuple):
    reason: str
    text: str
    outcomes: tuple[RuleOutcome, ...] = ()
    short_by: float | None = None


class ReasonFinder:
    """Finds for pair after pair of one run why it was not linked.

    Args:
        explainer: explains the pairs of the clusters of a run.

    Raises:
        ParameterError: the clusters are not of a run.
    """

    def __init__(self, explainer: Explainer) -> None:
        clusters = explainer.clusters
        if clusters is None or clusters.blocking is None:
            raise ParameterError("These pairs were not made by block(): there is no report of blocking.")
        self.clusters, self.blocking, self.explainer = clusters, clusters.blocking, explainer
        self.people, self.keep_above = explainer.people, clusters.options.keep_above

    def why_not(self, left: str, right: str) -> WhyNot:
        """The first thing that kept two records apart; see the function of the same name."""
        rows = []
        for identity in (left, right):
            checks.instance("a record", identity, str, "a text, SOURCE:RECORD_ID")
            try:
                rows.append(self.people.records.row_of(*split_identity(self.people, identity)))
            except ParameterError:
                absence = self._absence(identity)
                return WhyNot(left, right, absence.reason, absence.text)
        i, j = rows
        if i == j:
            return WhyNot(left, right, "same_record", "There is nothing to link.")
        explanation = self.explainer.pair(i, j)
        found = self._reason(i, j, explanation)
        return WhyNot(left, right, *found[:3], explanation, found.short_by)

    def _absence(self, identity: str) -> _Reason:
        """Why there is no such record."""
        if self.clusters.options.redaction is not None:
            # The same is said of a record that is withheld and of one that never was.
            text = f"There is no record {identity} here: there is none, or it may not be shown."
            return _Reason("absent", text)
        records = self.people.records
        known = {*records.sources, *records.rejected["source"].unique().to_pylist()}
        known |= {source for source, _, _ in records.left_out}
        source, record_id = split_identity(self.people, identity, known)
        rejected = records.rejected.filter(pc.equal(records.rejected["source"], source))
        found = rejected.filter(
            pc.and_(pc.equal(rejected["record_id"], record_id), pc.invert(rejected["kept"]))
        ).to_pylist()
        if found:
            where = records.place_of(found[0])
            field = f"{found[0]['field']}: " if found[0]["field"] else ""
            text = f"{identity} was rejected ({where}): {field}{found[0]['reason']}."
            return _Reason("rejected", text)
        if reasons := [f"{why} ({n:,})" for of, why, n in records.left_out if of == source]:
            text = f"{identity} is not there. Its source left some records out, but not by name: "
            return _Reason("left_out", f"{text}{'; '.join(reasons)}.")
        n_unnamed = rejected["record_id"].null_count
        more = f" {n_unnamed:,} rejected rows of its source have no id." if n_unnamed else ""
        text = f"There is no record {identity}, and none of that id was rejected or left out.{more}"
        return _Reason("absent", text)

    def _reason(self, i: int, j: int, explanation: Explanation) -> _Reason:
        clusters, weight = self.clusters, explanation.weight
        if clusters.label[i] == clusters.label[j]:
            is_direct = explanation.probability >= clusters.min_probability
            by = "a direct link" if is_direct else "links of other records; how shows which"
            return _Reason("linked", f"They are in one cluster, joined by {by}.")
        kept_out = self._kept_out(i, j)
        if kept_out is not None:
            return kept_out
        outcomes = self.rule_keys.outcomes(self.blocking, i, j)
        threshold, floor = weight_of(clusters.min_probability), weight_of(self.keep_above)
        is_scored = self.explainer.is_scored(i, j)
        if not is_scored:
            blocked = self._not_blocked(i, j, outcomes)
            if blocked is None and weight >= floor:
                text = "Its probability is high enough; the rules, of another toolkit, did not find it."
                blocked = _Reason("not_blocked", text)
            if blocked is not None:
                return blocked._replace(outcomes=outcomes)
        unlinkable = self._unlinkable(i, j, threshold) if weight < threshold else None
        if unlinkable is not None:
            return _Reason("unlinkable", unlinkable, outcomes, threshold - weight)
        cost = f"{_costs(explanation)} {self._doubts(explanation)}".strip()
        if not is_scored:
            text = (
                f"Its weight is {weight:+.1f} bits; pairs are kept from {floor:+.1f} (probability "
                f"{self.keep_above:g}): {floor - weight:.1f} bits short. {cost}"
            )
            return _Reason("below_floor", text, outcomes, floor - weight)
        if weight < threshold:
            asked, short = clusters.min_probability, threshold - weight
            bits = f"{short:.1f}" if short >= LEAST_SHORT else f"{short:.3f}"
            text = (
                f"Its weight is {weight:+.1f} bits, probability "
                f"{percent(explanation.probability, below=asked)}; the threshold is {threshold:+.1f} "
                f"({asked:g}): {bits} bits short. {cost}"
            )
            return _Reason("below_threshold", text, outcomes, short)
        apart = self._kept_apart(i, j)
        if apart is None:
            text = f"Its weight, {weight:+.1f} bits, is above the threshold. {self._split_by(i, j)}"
            apart = _Reason("split", text)
        return apart._replace(outcomes=outcomes)

    def _doubts(self, explanation: Explanation) -> str:
        """What the reliability of the sources took off, where without it the pair would stand."""
        if explanation.doubt_words is None:
            return ""
        weight = explanation.weight - sum(row.doubt for row in explanation.rows)
        if weight >= weight_of(self.clusters.min_probability):
            then = "be above the threshold"
        elif explanation.weight < weight_of(self.keep_above) <= weight:
            then = "have been kept"
        else:
            return ""
        return (
            f"The reliability of the sources is a cause ({explanation.doubt_words}): without it the "
            f"weight would be {weight:+.1f} bits, and the pair would {then}."
        )

    def _kept_out(self, i: int, j: int) -> _Reason | None:
        """What keeps a pair apart whatever agrees."""
        roles = [ROLES[self.people.role[row]] for row in (i, j)]
        for side, role in zip(("left", "right"), roles, strict=True):
            if self.blocking.roles is not None and role not in self.blocking.roles:
                text = f"The {side} record has the role {role}, which is not linked here."
                return _Reason("set_aside", text)
        protected = [role for role in roles if role in PROTECTED_ROLES]
        if len(protected) == 1:
            return _Reason("protected", f"If they agree, {note_of(protected[0])}.")
        if self.blocking.across_only and self.people.source[i] == self.people.source[j]:
            text = "Both are of one source, and only different sources were paired."
            return _Reason("same_source", text)
        for side, name in zip(("left", "right"), self.explainer.names_of([i, j]), strict=True):
            found = self._too_little.get(name)
            if found is not None:
                text = f"The {side} record has too little information to be linked: {found[1]}."
                return _Reason("unlinkable", text)
        return None

    def _not_blocked(self, i: int, j: int, outcomes: tuple[RuleOutcome, ...]) -> _Reason | None:
        """Why no rule found the pair; None where one did, or where it is not known."""
        names = [each.outcome for each in outcomes]
        if {"brought_up", "unknown"} & set(names):
            return None
        n_wide = sum(name in ("too_wide", "refined", "left_out") for name in names)
        if n_wide:
            text = (
                f"Of {len(names)} blocking rules {n_wide} put them in one block that was too large; in "
                "the others they share no key."
            )
            return _Reason("block_too_wide", text)
        text = (
            f"Of {len(names)} blocking rules {names.count('differs')} need a key in which they differ "
            f"and {names.count('missing')} a key that a record does not have."
        )
        for side, row in (("left", i), ("right", j)):
            if not self.rule_keys.has_keys(self.blocking, row):
                text += (
                    f" The {side} record has all keys of none of them, so it is paired with no record."
                )
        return _Reason("not_blocked", text)

    def _kept_apart(self, i: int, j: int) -> _Reason | None:
        """What parts two records above the threshold: a decision, or that one holds too little."""
        label = self.clusters.label
        for pair in self.clusters.kept_apart.tolist():
            if {*label[pair].tolist()} == {label[i], label[j]}:
                ends = self.explainer.names_of(pair)
                whose = "" if {i, j} == set(pair) else f"Their clusters hold {ends[0]} and {ends[1]}. "
                return _Reason("decided", whose + decisions_about(self.clusters, *ends))
        for name in self.explainer.names_of([i, j]):
            if name in self._too_little:
                bits, reason = self._too_little[name]
                return _Reason("unlinkable", f"{name} holds {bits:.1f} bits of identity: {reason}.")
        return None

    def _split_by(self, i: int, j: int) -> str:
        """What contradicts joining the clusters of two records."""
        label = self.clusters.label
        ours, theirs = (np.flatnonzero(label == label[row]).astype(np.int32) for row in (i, j))
        if ours.size * theirs.size > MOST_BETWEEN:
            return "Clustering kept their clusters apart."
        compared = self.explainer.compared(np.repeat(ours, theirs.size), np.tile(theirs, ours.size))
        weight = self.explainer.weights(compared)
        worst = int(weight.argmin())
        ends = self.explainer.names_of([compared.left[worst], compared.right[worst]])
        return (
            f"Clustering kept their clusters apart: of {weight.size:,} pairs between them "
            f"{int((weight < 0.0).sum()):,} are more likely to be two persons; the least likely is "
            f"{ends[0]} and {ends[1]}, {weight[worst]:+.1f} bits."
        )

    @cached_property
    def rule_keys(self) -> RuleKeys:
        """Keys of the records that may be paired."""
        roles = ROLES if self.blocking.roles is None else self.blocking.roles
        linked = np.isin(self.people.role, [ROLES.index(role) for role in roles])
        return RuleKeys(self.people, linked)

    @cached_property
    def _too_little(self) -> dict[str, tuple[float, str]]:
        """Records that hold too little to be linked: how many bits, and why."""
        table = self.clusters.unlinkable
        facts = zip(table["bits"].to_pylist(), table["reason"].to_pylist(), strict=True)
        return dict(zip(identities(table).to_pylist(), facts, strict=True))

    @cached_property
    def _most(self) -> npt.NDArray[np.float64] | None:
        return self.explainer.most_weight()

    def _unlinkable(self, i: int, j: int, threshold: float) -> str | None:
        """Which record could be linked to nobody, whatever the other held."""
        for side, row in (("left", i), ("right", j)):
            if self._most is not None and self._most[row] < threshold:
                return (
                    f"The {side} record has too little information: if another agreed in all of it, the "
                    f"weight would be {self._most[row]:+.1f} bits; the threshold is {threshold:+.1f}."
                )
        return None


def _costs(explanation: Explanation) -> str:
    """The rows that cost most, in words."""
    costly = sorted((row for row in explanation.rows if row.bits < 0.0), key=lambda row: row.bits)
    if not costly:
        differ = " ".join(each.words for each in explanation.cautions if each.kind in DIFFERENCES)
        enough = "" if explanation.doubt_words else "; what agrees is not enough"
        return f"No comparison takes bits off{enough}. {differ}".rstrip()
    words = [f"{row.comparison} {row.bits:+.1f} ({row.words})" for row in costly[:COSTLIEST]]
    return f"What costs most: {'; '.join(words)}."
