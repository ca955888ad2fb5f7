"""Turning points: the smallest single changes by which a pair would be no lead any more, or one."""

from __future__ import annotations

import html
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from suspectmatch import checks
from suspectmatch.comparing import MISSING
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.explaining.reaching import reach
from suspectmatch.tables import Clusters
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.explaining.reaching import Reached
    from suspectmatch.tables import ComparedPairs, ScoredPairs


NOTHING_AGREED: Final = ("missing", "different", "another_alias")
"""Levels at which no value is shared whose rarity could be known."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One comparison of a pair at another level.

    Attributes:
        comparison: its name.
        level_now: name of the level as it is.
        level: name of the level as it would be.
        words: that level in plain words.
        change: what would have to be so, such as ``another birth date in b:2``.
        steps: levels between the two; of ``missing``, which is on no scale, 0.
        weight: log2 odds that the pair would have.
        probability: the same as a probability.
        is_lead: whether that is the probability of a lead.
        turns: whether this changes the decision.
    """

    comparison: str
    level_now: str
    level: str
    words: str
    change: str
    steps: int
    weight: float
    probability: float
    is_lead: bool
    turns: bool


@dataclass(frozen=True, slots=True, repr=False)
class TurningPoints:
    """Every level that another value could bring about, and which would change the decision.

    Attributes:
        left: ``source:record_id`` of one record.
        right: likewise of the other.
        weight: log2 odds as they are.
        min_probability: that of a lead.
        turns: every other level that another value could bring about, of every comparison.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> points = linkage.turning_points("a:1", "b:2")
        >>> points.is_lead, "birth_date" in {turn.comparison for turn in points.nearest}
        (True, True)
    """

    left: str
    right: str
    weight: float
    min_probability: float
    turns: tuple[Turn, ...]

    @property
    def probability(self) -> float:
        """The weight as a probability."""
        return float(probability_of(self.weight))

    @property
    def is_lead(self) -> bool:
        """Whether the pair is a lead as it is."""
        return self.probability >= self.min_probability

    @property
    def nearest(self) -> tuple[Turn, ...]:
        """For each comparison the smallest change by which the decision would change, if there is one.

        A value that were not known is named beside it where that alone would do.
        """
        found: list[Turn] = []
        for name in dict.fromkeys(turn.comparison for turn in self.turns):
            own = [turn for turn in self.turns if turn.comparison == name and turn.turns]
            found += [turn for turn in own if turn.steps == 0]
            on_scale = [turn for turn in own if turn.steps]
            if on_scale:
                found.append(min(on_scale, key=lambda turn: turn.steps))
        return tuple(found)

    def to_pandas(self) -> pd.DataFrame:
        """One row for each other level of each comparison."""
        return pd.DataFrame([asdict(turn) for turn in self.turns], columns=list(Turn.__slots__))

    def __repr__(self) -> str:
        return f"TurningPoints({self.left} and {self.right}: {len(self.nearest)})"

    def __str__(self) -> str:
        lead = "a lead" if self.is_lead else "not a lead"
        lines = [f"{self.left} and {self.right}: probability {percent(self.probability)}, {lead}"]
        for turn in self.nearest:
            then = "a lead" if turn.is_lead else "not a lead"
            words = "" if turn.level == "missing" else f" ({turn.words})"
            lines.append(f"  with {turn.change}{words}: probability {percent(turn.probability)}, {then}")
        if not self.nearest:
            lines.append("  no other value of one comparison would change that")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def turning_points(clusters: Clusters, left: str, right: str) -> TurningPoints:
    """Weigh a pair with each comparison at each other level that it could have, one at a time.

    A level is offered where one other value in one of the records would bring it about, all else being
    as it is; where neither gives a value, where two values would. What agrees at a level keeps the
    rarity that it has; where nothing agreed before, it gets the rarity that is usual at the level.

    Args:
        clusters: the leads.
        left: ``source:record_id`` of one record.
        right: likewise of the other.

    Returns:
        Every change, and the smallest ones that would change whether the pair is a lead by itself.

    Raises:
        ParameterError: there is no such record.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> frame = sm.turning_points(linkage.table, "a:1", "b:2").to_pandas()
        >>> sorted(frame[frame.comparison == "sex"].level)
        ['different', 'shared']
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    explainer = Explainer(clusters)
    i, j = rows_of(explainer.people, left, right)
    one = explainer.compared(np.array([i], np.int32), np.array([j], np.int32))
    weight = float(explainer.weights(one)[0])
    reached = [reach(explainer.people, measure, i, j) for measure in explainer.measures]
    others, changes = _variants(one, clusters.scored, reached)
    weights = explainer.weights(others)
    is_lead = probability_of(weight) >= clusters.min_probability
    turns = []
    for (k, number), bits in zip(changes, weights.tolist(), strict=True):
        comparison = explainer.comparisons[k]
        now, then = int(one.levels[0, k]), comparison.level(number)
        probability = float(probability_of(bits))
        leads = probability >= clusters.min_probability
        turns.append(
            Turn(
                comparison.name,
                comparison.level(now).name,
                then.name,
                then.words,
                _change(explainer.measures[k], number, reached[k], ((i, left), (j, right))),
                0 if number == MISSING else abs(number - now),
                bits,
                probability,
                leads,
                leads != is_lead,
            )
        )
    return TurningPoints(left, right, weight, clusters.min_probability, tuple(turns))


def _change(measure: Comparator, number: int, reached: Reached, ends: Sequence[tuple[int, str]]) -> str:
    """What would have to be so for a comparison to be at a level, in words."""
    field = measure.comparison.name.replace("_", " ")
    if number == MISSING:
        return f"no {field} known on one side"
    is_known = [bool(measure.known[row]) for row, _ in ends]
    if not any(is_known):
        return f"a {field} known on both sides"
    where = [name for (_, name), does in zip(ends, reached[number], strict=True) if does]
    return f"{'another' if all(is_known) else 'a'} {field} in {' or '.join(where)}"


def _variants(
    one: ComparedPairs, scored: ScoredPairs, reached: Sequence[Reached]
) -> tuple[ComparedPairs, list[tuple[int, int]]]:
    """The pair with one comparison at another level each, and which comparison at which level."""
    model = scored.classifier.current_model()
    tables = None if model is None else model.tables(one.comparisons)
    changes = [
        (k, number)
        for k, comparison in enumerate(one.comparisons)
        for number in range(MISSING, comparison.n_levels)
        if number != one.levels[0, k] and (number == MISSING or number in reached[k])
    ]
    levels = np.repeat(one.levels, len(changes), axis=0)
    rarity = np.repeat(one.rarity, len(changes), axis=0)
    columns = np.cumsum([comparison.has_rarity for comparison in one.comparisons]) - 1
    for row, (k, number) in enumerate(changes):
        levels[row, k] = number
        now = one.comparisons[k].level(int(one.levels[0, k])).name
        if tables is not None and one.comparisons[k].has_rarity and now in NOTHING_AGREED:
            rarity[row, columns[k]] = tables[k][2][number + 1]
    others = one.take(np.zeros(len(changes), np.intp))
    return replace(others, levels=levels, rarity=rarity), changes
