"""Why two records were not linked: the first thing in the run that kept them apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.clustering.protecting import note_of
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.pair import Explainer, rows_of, split_identity
from suspectmatch.explaining.reasons import WhyNot
from suspectmatch.explaining.rules import RuleLedger
from suspectmatch.schema import PROTECTED_ROLES, ROLES
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.identity import identities
from suspectmatch.tables.odds import weight_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from suspectmatch.blocking import BlockingReport
    from suspectmatch.explaining.rules import RuleVerdict
    from suspectmatch.tables import Explanation

    Apart = Callable[[int, int], tuple[str, str] | None]

MOST_BETWEEN: Final = 20_000
"""Pairs between two clusters, at most, that are compared to say what keeps these apart."""
COSTLIEST: Final = 3
"""Rows that are named as costing most."""
LEAST_SHORT: Final = 0.05
"""Bits short of a lead from which one decimal tells them."""
DIFFERENCES: Final = (
    "document",
    "birth_place",
    "years",
    "days",
    "sex",
    "father",
    "mother",
    "name",
    "birth_country",
    "nationality",
)
"""Cautions that say what differs, though it may take no bits off."""


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
        apart: says of two rows of the weight of a lead what parts them, if anything that clusters do
            not show does: a reason from `REASONS`, such as ``decided``, and a sentence; else None.

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
        apart: says of two rows of the weight of a lead what parts them; see `why_not`.
        is_redacted: records may be missing because they may not be shown.
    """

    def __init__(
        self,
        clusters: Clusters,
        blocking: BlockingReport,
        *,
        keep_above: float = 0.01,
        apart: Apart | None = None,
        is_redacted: bool = False,
    ) -> None:
        checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
        self.clusters, self.blocking, self.apart = clusters, blocking, apart
        self.is_redacted = is_redacted
        self.keep_above = checks.probability("keep_above", keep_above)
        self.explainer = Explainer(clusters)
        self.people = self.explainer.people

    def explain(self, left: str, right: str) -> Explanation:
        """Why two records have the weight they have; see the function of the same name."""
        return self.explainer.pair(*rows_of(self.people, left, right))

    def why_not(self, left: str, right: str) -> WhyNot:
        """The first thing that kept two records apart; see the function of the same name."""
        rows = []
        for identity in (left, right):
            checks.instance("a record", identity, str, "a text, SOURCE:RECORD_ID")
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
        if self.is_redacted:  # the same of a record that is withheld and of one that never was
            return (
                "absent",
                f"There is no record {identity} here: there is none, or it may not be shown.",
            )
        source, record_id = self._split(identity)
        rejected = self.people.records.rejected
        is_it = pc.and_(
            pc.and_(pc.equal(rejected["source"], source), pc.equal(rejected["record_id"], record_id)),
            pc.invert(rejected["kept"]),
        )
        found = rejected.filter(is_it).to_pylist()
        if found:
            where = self.people.records.place_of(found[0])
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
        threshold, floor = weight_of(clusters.min_probability), weight_of(self.keep_above)
        is_scored = self._is_scored(i, j)
        if not is_scored:
            blocked = self._blocked(i, j, verdicts)
            if blocked is not None:
                return *blocked, verdicts, None
            if weight >= floor:
                text = "It would have been kept; those rules, of another toolkit, did not bring it up."
                return "not_blocked", text, verdicts, None
        unlinkable = self._unlinkable(i, j, threshold) if weight < threshold else None
        if unlinkable is not None:
            return "unlinkable", unlinkable, verdicts, threshold - weight
        cost = f"{_costs(explanation)} {self._doubts(explanation)}".strip()
        if not is_scored:
            text = (
                f"Its weight is {weight:+.1f} bits; what is kept begins at {floor:+.1f} (probability "
                f"{self.keep_above:g}): {floor - weight:.1f} bits short. {cost}"
            )
            return "below_floor", text, verdicts, floor - weight
        if weight < threshold:
            asked = clusters.min_probability
            sure, short = percent(explanation.probability, below=asked), threshold - weight
            bits = f"{short:.1f}" if short >= LEAST_SHORT else f"{short:.3f}"
            text = (
                f"Its weight is {weight:+.1f} bits, probability {sure}; a lead begins at "
                f"{threshold:+.1f} ({asked:g}): {bits} bits short. {cost}"
            )
            return "below_threshold", text, verdicts, threshold - weight
        apart = self.apart(i, j) if self.apart else None
        if apart is not None:
            return *apart, verdicts, None
        return (
            "split",
            f"Its weight, {weight:+.1f} bits, is that of a lead. {self._split_by(i, j)}",
            verdicts,
            None,
        )

    def _doubts(self, explanation: Explanation) -> str:
        """What the reliability of the sources took off, where without it the pair would stand."""
        if explanation.doubt_words is None:
            return ""
        weight = explanation.weight - sum(row.doubt for row in explanation.rows)
        clusters = self.clusters
        if weight >= weight_of(clusters.min_probability):
            then = "be a lead"
        elif explanation.weight < weight_of(self.keep_above) <= weight:
            then = "have been kept"
        else:
            return ""
        return (
            f"The reliability of the sources is a cause ({explanation.doubt_words}): without it the "
            f"weight would be {weight:+.1f} bits, and the pair would {then}."
        )

    def _kept_out(self, i: int, j: int) -> tuple[str, str] | None:
        """What keeps a pair apart whatever agrees."""
        roles = [ROLES[self.people.role[row]] for row in (i, j)]
        if self.blocking.roles is not None:
            for side, role in zip(("left", "right"), roles, strict=True):
                if role not in self.blocking.roles:
                    return (
                        "set_aside",
                        f"The {side} record has the role {role}, which is not linked here.",
                    )
        protected = [role for role in roles if role in PROTECTED_ROLES]
        if len(protected) == 1:
            return "protected", f"If they agree, {note_of(protected[0])}."
        if self.blocking.across_only and self.people.source[i] == self.people.source[j]:
            return "same_source", "Both are of one source, and only different sources were paired."
        for side, row in (("left", i), ("right", j)):
            why = self._set_apart.get(self.explainer.name_of(row))
            if why is not None:
                return (
                    "unlinkable",
                    f"The {side} record holds too little to be linked and is set apart: {why}.",
                )
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

    def _split_by(self, i: int, j: int) -> str:
        """What speaks against joining the clusters of two records."""
        label = self.clusters.label
        ours, theirs = (np.flatnonzero(label == label[row]).astype(np.int32) for row in (i, j))
        if ours.size * theirs.size > MOST_BETWEEN:
            return "Clustering kept their clusters apart."
        compared = self.explainer.compared(np.repeat(ours, theirs.size), np.tile(theirs, ours.size))
        weight = self.explainer.weights(compared)
        worst = int(weight.argmin())
        ends = [self.explainer.name_of(int(side[worst])) for side in (compared.left, compared.right)]
        return (
            f"Clustering kept their clusters apart: of {weight.size:,} pairs between them "
            f"{int((weight < 0.0).sum()):,} are more likely of two persons; the least likely is "
            f"{ends[0]} and {ends[1]}, {weight[worst]:+.1f} bits."
        )

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
    def _set_apart(self) -> dict[str, str]:
        """Records that hold too little to be linked, and why."""
        table = self.clusters.unlinkable
        return dict(zip(identities(table).to_pylist(), table["reason"].to_pylist(), strict=True))

    @cached_property
    def _most(self) -> npt.NDArray[np.float64] | None:
        """float64 (N,): the weight that each record could reach with any other, at most."""
        scored = self.clusters.scored
        most: npt.NDArray[np.float64] | None = scored.classifier.most_weight(
            self.explainer.measures, scored.prior
        )
        return most

    def _unlinkable(self, i: int, j: int, threshold: float) -> str | None:
        """Which record could be linked to nobody, whatever the other said."""
        if self._most is None:
            return None
        for side, row in (("left", i), ("right", j)):
            if self._most[row] < threshold:
                return (
                    f"The {side} record says too little: were another to agree in all of it, that would "
                    f"give {self._most[row]:+.1f} bits, and a lead begins at {threshold:+.1f}."
                )
        return None


def _costs(explanation: Explanation) -> str:
    """The rows that cost most, in words."""
    costly = sorted((row for row in explanation.rows if row.bits < 0.0), key=lambda row: row.bits)
    if not costly:
        differ = " ".join(each.words for each in explanation.cautions if each.kind in DIFFERENCES)
        enough = "" if explanation.doubt_words else "; what agrees is not enough"
        return f"No comparison takes bits off{enough}. {differ}".rstrip()
    said = [f"{row.comparison} {row.bits:+.1f} ({row.words})" for row in costly[:COSTLIEST]]
    return f"What costs most: {'; '.join(said)}."
