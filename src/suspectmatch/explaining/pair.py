"""Why two records have the weight they have: one pair, comparison by comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from suspectmatch.clustering.protecting import note_of
from suspectmatch.comparing import measure_rows
from suspectmatch.comparing.comparators import comparators, tempered, untempered
from suspectmatch.errors import ParameterError
from suspectmatch.explaining.cautions import Cautions
from suspectmatch.explaining.frequency import NameFacts, ValueHolders
from suspectmatch.explaining.names import name_agreement, names_tried
from suspectmatch.explaining.raw_values import place_of, value_of
from suspectmatch.roles import PROTECTED_ROLES, ROLES
from suspectmatch.scoring import weights
from suspectmatch.scoring.em import MIN_POPULATION
from suspectmatch.scoring.model import NO_CALIBRATION
from suspectmatch.tables import Clusters, ComparedPairs, Explanation, ScoredPairs
from suspectmatch.tables.explanation_rows import (
    Caution,
    ExplanationRow,
    Frequency,
    NameAgreement,
    Side,
)
from suspectmatch.tables.identity import identities
from suspectmatch.tables.markings import union_of
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.scoring import Classifier
    from suspectmatch.tables import People

    Bits = npt.NDArray[np.float64]


def explain(table: Clusters | ScoredPairs, left: str, right: str) -> Explanation:
    """Explain the weight of one pair: one row for each comparison, with the values that decided it.

    The rows and the prior add up to the weight exactly. A pair that was never a candidate is compared,
    too, and the note says that it is not among the scored pairs; `why_not` says why.

    Args:
        table: clusters or scored pairs.
        left: ``source:record_id`` of one record.
        right: likewise of the other.

    Returns:
        The explanation: print it, let a notebook show it, or ask for ``to_json()``.

    Raises:
        ParameterError: there is no such record.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> explanation = linkage.explain("a:1", "b:2")
        >>> [row.level for row in explanation.rows[:2]]
        ['same', 'same_day']
    """
    return Explainer(table).explain(left, right)


def rows_of(people: People, *identities: str) -> list[int]:
    """Rows of records named ``source:record_id``.

    Raises:
        ParameterError: there is no such record.
    """
    for identity in identities:
        if not isinstance(identity, str) or ":" not in identity:
            raise ParameterError(f"A record is written SOURCE:RECORD_ID, got {identity!r}.")
    return [people.records.row_of(*split_identity(people, identity)) for identity in identities]


def split_identity(people: People, identity: str, sources: Iterable[str | None] = ()) -> tuple[str, str]:
    """Source and record_id of ``source:record_id``; both parts may hold colons themselves.

    Args:
        people: the people.
        identity: what to split.
        sources: names of further sources, such as those that gave no record.
    """
    known = filter(None, {*people.sources, *sources})
    for source in sorted(known, key=len, reverse=True):
        if identity.startswith(source + ":"):
            return source, identity[len(source) + 1 :]
    source, _, record_id = identity.partition(":")
    return source, record_id


def decisions_about(clusters: Clusters, left: str, right: str) -> str:
    """What reviewers decided about two records, in a sentence each; empty where nothing was."""
    pair = min(left, right), max(left, right)
    standing = clusters.decisions.standing() if clusters.decisions else ()
    return " ".join(
        f"Decided {each.verdict} by {each.by} on {each.at.partition('T')[0]}: {each.reason} ({each.id})."
        for each in standing
        if each.pair == pair
    )


class _Scored(NamedTuple):
    """One pair compared and scored.

    Attributes:
        one: the pair, the smaller row first.
        bits: float64 (K,) or (K + 1,) what each comparison adds.
        doubt: the same shape, what the reliability of the sources took off.
        untried: weight that the pair would have if only one pair of names had been tried, for each
            comparison of names by its number.
    """

    one: ComparedPairs
    bits: Bits
    doubt: Bits
    weight: float
    untried: dict[int, float]


class Explainer:
    """Explains pairs of the same records one after another; what they share is made once.

    Args:
        table: clusters or scored pairs.
    """

    def __init__(self, table: Clusters | ScoredPairs) -> None:
        if not isinstance(table, Clusters | ScoredPairs):
            raise ParameterError(
                f"table must be Clusters or ScoredPairs, as made by cluster() or score(), got {table!r}."
            )
        self.clusters = table if isinstance(table, Clusters) else None
        self.scored = table.scored if isinstance(table, Clusters) else table
        self.people = self.scored.compared.people
        self.comparisons = self.scored.compared.comparisons
        self.measures: list[Comparator] = comparators(self.people, self.comparisons)
        self._names: dict[str, NameFacts] = {}
        self._values = ValueHolders(self.people)
        self.cautions = Cautions(self.people, self.comparisons)

    def compared(self, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> ComparedPairs:
        """Any P pairs of rows, compared as the scored ones were."""
        low, high = np.minimum(left, right), np.maximum(left, right)
        levels, rarity = measure_rows(self.measures, low, high)
        rules = np.zeros(low.size, np.uint32)
        return ComparedPairs(self.people, self.comparisons, low, high, rules, levels, rarity)

    def weights(self, compared: ComparedPairs) -> Bits:
        """Log2 odds of compared pairs, float64 (P,)."""
        return weights(compared, self.scored.classifier, self.scored.prior)

    def contributions(self, compared: ComparedPairs) -> Bits:
        """Bits that each comparison adds to compared pairs, float64 (P, K) or (P, K + 1)."""
        reliability = self.people.reliability[compared.left] * self.people.reliability[compared.right]
        bits: Bits = self.scored.classifier.contributions(
            self.comparisons, compared.levels, compared.rarity, reliability
        )
        return bits

    def is_scored(self, i: int, j: int) -> bool:
        """Whether two records are among the scored pairs."""
        compared = self.scored.compared
        return bool(((compared.left == min(i, j)) & (compared.right == max(i, j))).any())

    def most_weight(self) -> Bits | None:
        """float64 (N,): the weight that each record could reach with any other; None if not known."""
        most: Bits | None = self.scored.classifier.most_weight(self.measures, self.scored.prior)
        return most

    def names_of(self, rows: npt.NDArray[np.integer] | list[int]) -> list[str]:
        """``source:record_id`` of some rows."""
        table = self.people.records.table.select(["source", "record_id"])
        names: list[str] = identities(table.take(pa.array(rows, pa.int64()))).to_pylist()
        return names

    def explain(self, left: str, right: str) -> Explanation:
        """The explanation of two records by name; what reviewers decided about them is in the note."""
        made = self.pair(*rows_of(self.people, left, right))
        decided = decisions_about(self.clusters, left, right) if self.clusters is not None else ""
        return replace(made, note=f"{made.note or ''} {decided}".strip()) if decided else made

    def pair(self, i: int, j: int) -> Explanation:
        """The explanation of the records in rows i (the left) and j; decisions are not told."""
        scored = self._score(i, j)
        clusters = self.clusters
        sides = self._side(i), self._side(j)
        left, right = ((f"{side.source}:{side.record_id}", side.location) for side in sides)
        return Explanation(
            left=left,
            right=right,
            rows=tuple(self._rows(i, j, scored)),
            prior=self.scored.prior,
            weight=scored.weight,
            linked=None if clusters is None else bool(clusters.label[i] == clusters.label[j]),
            note=self._note(i, j),
            among=max(len(self.people), MIN_POPULATION),
            min_probability=None if clusters is None else clusters.min_probability,
            sides=sides,
            calibration=_calibration(self.scored.classifier),
            cautions=self._cautions(i, j, scored),
        )

    def _cautions(self, i: int, j: int, scored: _Scored) -> tuple[Caution, ...]:
        clusters, is_lead = self.clusters, True
        if i == j:
            return ()
        if clusters is not None and clusters.label[i] == clusters.label[j]:
            is_lead = bool(probability_of(scored.weight) >= clusters.min_probability)
        return self.cautions.of(scored.one, np.array([is_lead]))[0]

    def _score(self, i: int, j: int) -> _Scored:
        """Score a pair as it is, without doubt, and with one pair of names tried only."""
        one = self.compared(np.array([i], np.int32), np.array([j], np.int32))
        classifier, people = self.scored.classifier, self.people
        rarity, tried, column = [one.rarity[0], one.rarity[0]], {}, 0
        for k, comparison in enumerate(self.comparisons):
            if comparison.method == "names" and one.levels[0, k] >= 0:
                tries = names_tried(getattr(people, comparison.field), i, j)
                if tries > 1:
                    tried[k] = len(rarity)
                    rarity.append(one.rarity[0].copy())
                    whole = untempered(one.rarity[0, column]) + np.float32(0.5 * np.log2(tries))
                    rarity[-1][column] = tempered(whole)
            column += comparison.has_rarity
        reliability = np.full(len(rarity), people.reliability[i] * people.reliability[j])
        reliability[1] = 1.0
        doubted = (people.reliability < 1.0).any()
        bits = classifier.contributions(
            self.comparisons,
            np.repeat(one.levels, len(rarity), axis=0),
            np.stack(rarity),
            reliability if doubted else None,
        )
        total = bits.sum(axis=1)
        return _Scored(
            one,
            bits[0],
            bits[0] - bits[1],
            float(self.weights(one)[0]),
            {k: float(total[0] - total[row]) for k, row in tried.items()},
        )

    def _rows(self, i: int, j: int, scored: _Scored) -> list[ExplanationRow]:
        rows = []
        for k, measure in enumerate(self.measures):
            comparison = measure.comparison
            at = measure.carriers(i, j)
            level = comparison.level(int(scored.one.levels[0, k]))
            frequency, name = self._shared(measure, i, j, at, scored.untried.get(k, 0.0))
            values = [value_of(self.people, *end) for end in _ends(i, j, comparison.field, at)]
            places = [place_of(self.people, *end) for end in _ends(i, j, comparison.field, at)]
            rows.append(
                ExplanationRow(
                    comparison=comparison.name,
                    left=values[0],
                    right=values[1],
                    level=level.name,
                    words=level.words,
                    bits=float(scored.bits[k]),
                    left_at=places[0],
                    right_at=places[1],
                    doubt=float(scored.doubt[k]),
                    frequency=frequency,
                    name=name,
                )
            )
        if scored.bits.size > len(rows):
            words = "learned from labelled pairs"
            bits, doubt = float(scored.bits[-1]), float(scored.doubt[-1])
            rows.append(
                ExplanationRow("learned correction", None, None, "learned", words, bits, doubt=doubt)
            )
        return rows

    def _shared(
        self, measure: Comparator, i: int, j: int, at: tuple[int, int], correction: float
    ) -> tuple[Frequency | None, NameAgreement | None]:
        """How common the shared value is, and for names how they agree."""
        field = measure.comparison.field
        if measure.comparison.method != "names":
            return self._values.frequency(field, i, j), None
        if min(at) < 0:
            return None, None
        column = getattr(self.people, field)
        if field not in self._names:
            self._names[field] = NameFacts(column)
        agreement, frequency = name_agreement(
            column,
            self._names[field],
            int(column.offsets[i]) + at[0],
            int(column.offsets[j]) + at[1],
            tries=names_tried(column, i, j),
            correction=correction,
        )
        return frequency, agreement

    def _side(self, row: int) -> Side:
        table = self.people.records.table.select(
            ["source", "record_id", "location", "role", "handling", "purpose"]
        )
        own = table.slice(row, 1).to_pylist()[0]
        if own["location"]:
            own["location"] = own["location"].replace("(table), ", "")
        own["handling"] = tuple(own["handling"] or ())
        return Side(**own, reliability=float(self.people.reliability[row]))

    def _note(self, i: int, j: int) -> str | None:
        if i == j:
            return "Both are the same record."
        notes = []
        if not self.is_scored(i, j):
            notes.append(
                "This pair is not among the scored pairs: no blocking rule found it, its probability is "
                "below what was kept, or a role is not linked. why_not says which."
            )
        roles = [ROLES[self.people.role[row]] for row in (i, j)]
        if roles[0] != roles[1]:
            notes.append(f"The roles differ: {roles[0]} and {roles[1]}.")
        protected = [role for role in roles if role in PROTECTED_ROLES]
        if len(protected) == 1:
            notes.append(f"They never join one cluster; if they agree, {note_of(protected[0])}.")
        for word, field in (("Handling", "handling"), ("Purposes", "purpose")):
            column = self.people.records.table.column(field)
            (marks,) = union_of(column, np.array([i, j]), np.zeros(2, int), 1).to_pylist()
            if marks:
                notes.append(f"{word}: {', '.join(marks)}.")
        return " ".join(notes) or None


def _ends(i: int, j: int, field: str, at: tuple[int, int]) -> tuple[tuple[int, str, int], ...]:
    return (i, field, at[0]), (j, field, at[1])


def _calibration(classifier: Classifier) -> tuple[float, float] | None:
    model = classifier.current_model()
    calibration = NO_CALIBRATION if model is None else model.calibration
    return None if calibration == NO_CALIBRATION else (calibration.slope, calibration.intercept)
