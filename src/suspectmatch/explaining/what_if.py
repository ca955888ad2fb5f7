"""What would be different: without a source or a name, with another value, threshold or level.

It is one file because it is one idea: each question scores the pair, or the cluster, again.
"""

from __future__ import annotations

import html
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.clustering import cluster_again
from suspectmatch.comparing import MISSING, compare_rows
from suspectmatch.errors import ParameterError, RejectedRowsWarning
from suspectmatch.explaining.how import links_among, members_of
from suspectmatch.explaining.links import Link, links
from suspectmatch.explaining.pair import Explainer, rows_of
from suspectmatch.loading import load
from suspectmatch.normalising import normalise
from suspectmatch.scoring import sorted_pairs
from suspectmatch.tables import Clusters, Explanation
from suspectmatch.tables.explanation_rows import percent
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from suspectmatch.tables import ComparedPairs, People

    Rows = npt.NDArray[np.int32]

CHANGEABLE: Final = (
    "names",
    "birth_dates",
    "birth_places",
    "nationalities",
    "sex",
    "father_names",
    "mother_names",
    "documents",
    "contacts",
    "reliability",
)
"""Fields that `with_value` can give another value."""
NOT_ASKED: Final = frozenset(
    {"weak_alias", "another_alias", "one_part_of_alias", "same_default_day", "default_day_same_year"}
)
"""Levels that depend on what a source calls a value, not on the value: turning points leave them out."""
NOTHING_AGREED: Final = ("missing", "different", "another_alias")
"""Levels at which no value is shared whose rarity could be known."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different.

    Attributes:
        without_source: as if no record of this source were there.
        without_name: as if no record in question had this name, written as its source wrote it.
        with_value: by ``source:record_id``, fields with other values, as in ``load``.
        prior: as if these were the log2 odds before anything is compared.
        min_probability: as if this were the threshold.
    """

    without_source: str | None = None
    without_name: str | None = None
    with_value: Mapping[str, Mapping[str, Any]] | None = None
    prior: float | None = None
    min_probability: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is of a wrong kind."""
        for name in ("without_source", "without_name"):
            checks.instance(name, getattr(self, name), (str, type(None)), "a text")
        by_record = "a mapping of SOURCE:RECORD_ID to fields and their values"
        checks.instance("with_value", self.with_value, (Mapping, type(None)), by_record)
        for values in (self.with_value or {}).values():
            checks.instance("with_value", values, Mapping, by_record)
        if self.prior is not None:
            checks.finite("prior", self.prior)
        if self.min_probability is not None:
            checks.probability("min_probability", self.min_probability)

    @property
    def words(self) -> str:
        """In plain words, naming records and fields and no value."""
        words = []
        if self.without_source is not None:
            words.append(f"without the source {self.without_source}")
        if self.without_name is not None:
            words.append("without one of the names")
        for identity, values in (self.with_value or {}).items():
            words.append(f"with other {' and '.join(values)} in {identity}")
        if self.prior is not None:
            words.append(f"with a prior of {self.prior:+.1f} bits")
        if self.min_probability is not None:
            words.append(f"with a threshold of {self.min_probability:g}")
        return ", ".join(words) or "with nothing changed"


@dataclass(frozen=True, slots=True, repr=False)
class WhatIf:
    """A pair as it is and as it would be.

    Attributes:
        change: what is changed, in words.
        before: the explanation as it is; its ``linked`` says whether the two are in one cluster.
        after: the explanation as it would be, and whether they would be in one cluster.

    Example:
        >>> from suspectmatch.tables import Explanation
        >>> ends = ("a:1", None), ("b:2", None)
        >>> before, after = (Explanation(*ends, (), -10.0, 0.0, linked=each) for each in (True, False))
        >>> WhatIf("without the source c", before, after)
        WhatIf(a:1 and b:2, without the source c: not in one cluster)
    """

    change: str
    before: Explanation
    after: Explanation

    @property
    def is_decisive(self) -> bool:
        """Whether it changes if the two are in one cluster."""
        return self.before.linked != self.after.linked

    def __repr__(self) -> str:
        ends = f"{self.before.left[0]} and {self.before.right[0]}"
        return f"WhatIf({ends}, {self.change}: {_one_cluster(self.after)})"

    def __str__(self) -> str:
        lines = [f"{self.before.left[0]} and {self.before.right[0]}, {self.change}"]
        for when, each in (("before: ", self.before), ("after:  ", self.after)):
            sure = f"{each.weight:+.1f} bits, probability {percent(each.probability)}"
            lines.append(f"  {when}{sure}, {_one_cluster(each)}")
        then = {row.comparison: row for row in self.after.rows}
        for row in self.before.rows:
            other = then[row.comparison]
            if (row.level, row.bits) != (other.level, other.bits):
                lines.append(
                    f"  {row.comparison}: {row.bits:+.1f} ({row.words}) would be {other.bits:+.1f} "
                    f"({other.words})"
                )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


@dataclass(frozen=True, slots=True, repr=False)
class ClusterWhatIf:
    """A cluster as it is and as it would be.

    Attributes:
        change: what is changed, in words.
        cluster_id: the cluster.
        records: its records as it is.
        parts: its records as they would be, by the clusters they would be in, the largest first;
            a record of a source that is left out is in none.
        gone: records of a source that is left out.
        fallen: links between its records that would fall below the threshold, with their weight then.
        joined: records that would join any of the parts.

    Example:
        >>> two = (("a:1",), ("b:2",))
        >>> ClusterWhatIf("without a name", "c-1", ("a:1", "b:2"), two, (), (), ()).falls_apart
        True
    """

    change: str
    cluster_id: str
    records: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    gone: tuple[str, ...]
    fallen: tuple[Link, ...]
    joined: tuple[str, ...]

    @property
    def falls_apart(self) -> bool:
        """Whether the records that are left would not be in one cluster."""
        return len(self.parts) > 1

    def __repr__(self) -> str:
        return f"ClusterWhatIf({self.cluster_id}, {self.change}: {len(self.parts)} parts)"

    def __str__(self) -> str:
        what = "would fall apart" if self.falls_apart else "would stay together"
        lines = [f"Cluster {self.cluster_id} of {len(self.records)} records {what}, {self.change}"]
        lines += [f"  part of {len(part)}: {', '.join(part)}" for part in self.parts]
        lines += [f"  left out: {', '.join(self.gone)}"] if self.gone else []
        lines += [f"  would join it: {', '.join(self.joined)}"] if self.joined else []
        lines += [
            f"  no longer above the threshold: {link.left} and {link.right}, "
            f"probability {percent(link.probability)}, {link.words}"
            for link in self.fallen
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def what_if(clusters: Clusters, left: str, right: str, **changes: Any) -> WhatIf:
    """Explain a pair as it is and as it would be, if something were different.

    The pair and all scored pairs of a changed record are scored again; all others keep their weights,
    and no other pair comes up that was not scored before.

    Args:
        clusters: the clusters.
        left: ``source:record_id`` of one record.
        right: likewise of the other.
        **changes: ``without_source``, ``without_name``, ``with_value``, ``prior``, ``min_probability``:
            see `suspectmatch.explaining.what_if.Change`. Neither record may be of ``without_source``.

    Returns:
        Both explanations, and whether the two are and would be in one cluster.

    Raises:
        ParameterError: there is no such record, source, name or field, or a value is refused.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> sm.what_if(linkage.table, "a:1", "b:2", prior=-25.0).is_decisive
        True
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    change, explainer = Change(**changes), Explainer(clusters)
    people = explainer.people
    rows = rows_of(people, left, right)
    if change.without_source in {people.sources[people.source[row]] for row in rows}:
        raise ParameterError(
            f"One of the two records is of the source {change.without_source!r}: without it there is no "
            "pair. what_if_cluster says what would happen to the others."
        )
    then = changed(explainer, change, np.array(rows, np.int32))
    return WhatIf(change.words, explainer.pair(*rows), Explainer(then).pair(*rows))


def what_if_cluster(clusters: Clusters, cluster_id: str, **changes: Any) -> ClusterWhatIf:
    """Say what a cluster would be, if something were different; see ``what_if``.

    Args:
        clusters: the clusters.
        cluster_id: the cluster, or ``source:record_id`` of one of its records.
        **changes: as for ``what_if``.

    Returns:
        The parts that it would fall into, and the links that would fall below the threshold.

    Raises:
        ParameterError: there is no such cluster, source, name or field, or a value is refused.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> sm.what_if_cluster(linkage.table, "a:1", prior=-25.0).falls_apart
        True
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    change, explainer = Change(**changes), Explainer(clusters)
    rows, sources = members_of(clusters, cluster_id), explainer.people.sources
    then = changed(explainer, change, rows)
    is_gone = np.zeros(rows.size, bool)
    if change.without_source is not None:
        is_gone = explainer.people.source[rows] == sources.index(change.without_source)
    stay = rows[~is_gone]
    parts = [stay[then.label[stay] == label].tolist() for label in np.unique(then.label[stay])]
    joined = np.isin(then.label, then.label[stay])
    joined[rows] = False
    return ClusterWhatIf(
        change=change.words,
        cluster_id=str(clusters.cluster_id[rows[0]]),
        records=tuple(explainer.names_of(rows)),
        parts=tuple(
            tuple(explainer.names_of(part))
            for part in sorted(parts, key=lambda part: (-len(part), part))
        ),
        gone=tuple(explainer.names_of(rows[is_gone])),
        fallen=_fallen(clusters, then, stay),
        joined=tuple(explainer.names_of(np.flatnonzero(joined))),
    )


def _fallen(clusters: Clusters, then: Clusters, rows: Rows) -> tuple[Link, ...]:
    """Links among some records that would fall below the threshold, the strongest first."""
    threshold = then.min_probability
    every = links(Explainer(then), *links_among(clusters, rows), threshold=threshold)
    return tuple(link for link in every if link.probability < threshold)


def changed(explainer: Explainer, change: Change, rows: Rows) -> Clusters:
    """The clusters that there would be, as far as some records are concerned.

    Args:
        explainer: explains the pairs as they are.
        change: what is to be different.
        rows: the records in question; of two the pair is scored, if it is not yet.

    Raises:
        ParameterError: there is no such source, name, field or record, or a value is refused.
    """
    scored = explainer.scored
    compared, weight = scored.compared, scored.weight
    if rows.size == 2 and not explainer.is_scored(*rows.tolist()):  # noqa: PLR2004 - a pair
        one = explainer.compared(rows[:1], rows[1:])
        weight = np.concatenate([weight, explainer.weights(one)])
        names = ("left", "right", "rules", "levels", "rarity")
        both = {name: np.concatenate([getattr(of, name) for of in (compared, one)]) for name in names}
        compared = replace(compared, **both)  # type: ignore[arg-type]  # arrays, all of them
    edits = _edits(explainer.people, change, rows)
    if edits:
        people = _edited(explainer.people, edits)
        compared = replace(
            compared, people=people, levels=compared.levels.copy(), rarity=compared.rarity.copy()
        )
        near = np.isin(compared.left, list(edits)) | np.isin(compared.right, list(edits))
        sides = compared.left[near], compared.right[near]
        compared.levels[near], compared.rarity[near] = compare_rows(people, compared.comparisons, *sides)
        weight = weight.copy()
        weight[near] = explainer.weights(compared.take(near))
    prior = scored.prior if change.prior is None else float(change.prior)
    weight = weight + (prior - scored.prior)
    if change.without_source is not None:
        people = explainer.people
        name = checks.one_of("without_source", change.without_source, people.sources)
        is_kept = people.source != people.sources.index(name)
        keep = is_kept[compared.left] & is_kept[compared.right]
        compared, weight = compared.take(keep), weight[keep]
    made = sorted_pairs(compared, weight, prior, scored.classifier, scored.n_candidates)
    assert explainer.clusters is not None
    return cluster_again(explainer.clusters, made, min_probability=change.min_probability)


def _edits(people: People, change: Change, rows: Rows) -> dict[int, dict[str, pa.Array]]:
    """For each changed row the new value of each changed field, an array of one."""
    edits: dict[int, dict[str, pa.Array]] = {}
    for identity, values in (change.with_value or {}).items():
        (row,) = rows_of(people, identity)
        edits[row] = _values(identity, values)
    if change.without_name is not None:
        column = people.records.table["names"]
        for row in rows.tolist():
            own = edits.get(row, {})
            names = (own["names"] if "names" in own else column.slice(row, 1))[0].as_py() or []
            left = [name for name in names if name["full"] != change.without_name]
            if len(left) < len(names):
                edits[row] = own | {"names": pa.array([left or None], column.type)}
        if not any("names" in own for own in edits.values()):
            raise ParameterError("None of these records has the name given as without_name.")
    return edits


def _values(identity: str, values: Mapping[str, Any]) -> dict[str, pa.Array]:
    """Values as the loader takes them."""
    for field in values:
        checks.one_of("with_value", field, CHANGEABLE)
    own = {"record_id": "1", "names": ["a name of its own"], **values}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RejectedRowsWarning)  # it is an error here, below
        records = load({"changed": [own]}, progress=False)
    if not len(records) or records.rejected.num_rows:
        reasons = {reason for reason in records.rejected["reason"].to_pylist() if reason}
        raise ParameterError(f"with_value of {identity} is refused: {'; '.join(sorted(reasons))}.")
    return {field: records.table[field].combine_chunks() for field in values}


def _edited(people: People, edits: Mapping[int, Mapping[str, pa.Array]]) -> People:
    """The people with some values replaced."""
    table = people.records.table
    for field in sorted({field for own in edits.values() for field in own}):
        column, parts, at = table[field], [], 0
        for row in sorted(row for row, own in edits.items() if field in own):
            parts += [*column.slice(at, row - at).chunks, edits[row][field]]
            at = row + 1
        parts += column.slice(at).chunks
        whole = pa.chunked_array(parts, column.type).combine_chunks()
        table = table.set_column(table.schema.get_field_index(field), table.schema.field(field), whole)
    return normalise(replace(people.records, table=table))


def _one_cluster(explanation: Explanation) -> str:
    return "in one cluster" if explanation.linked else "not in one cluster"


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One comparison of a pair at another level.

    Attributes:
        comparison: its name.
        level_now: name of the level as it is.
        level: name of the level as it would be.
        words: that level in plain words.
        steps: levels between the two; of ``missing``, which is on no scale, 0.
        weight: log2 odds that the pair would have.
        probability: the same as a probability.
        is_above: whether that reaches the threshold.
        flips: whether this changes the result.
    """

    comparison: str
    level_now: str
    level: str
    words: str
    steps: int
    weight: float
    probability: float
    is_above: bool
    flips: bool

    @property
    def change(self) -> str:
        """What would be different, in words."""
        name = self.comparison.replace("_", " ")
        return (
            f"if no {name} were known"
            if self.level == "missing"
            else f"if the {name} gave: {self.words}"
        )


@dataclass(frozen=True, slots=True, repr=False)
class TurningPoints:
    """The weight of a pair with each comparison at each other level, and which would flip the result.

    Attributes:
        left: ``source:record_id`` of one record.
        right: likewise of the other.
        weight: log2 odds as they are.
        min_probability: the threshold.
        changes: every other level of every comparison, one at a time.

    Example:
        >>> points = TurningPoints("a:1", "b:2", 3.0, 0.95, ())
        >>> round(points.probability, 2), points.is_above, points.nearest
        (0.89, False, ())
    """

    left: str
    right: str
    weight: float
    min_probability: float
    changes: tuple[LevelChange, ...]

    @property
    def probability(self) -> float:
        """The weight as a probability."""
        return float(probability_of(self.weight))

    @property
    def is_above(self) -> bool:
        """Whether the pair reaches the threshold as it is."""
        return self.probability >= self.min_probability

    @property
    def nearest(self) -> tuple[LevelChange, ...]:
        """For each comparison the smallest change that would flip the result, if there is one.

        If leaving the value out would be enough, that is named, too.
        """
        found: list[LevelChange] = []
        for name in dict.fromkeys(each.comparison for each in self.changes):
            own = [each for each in self.changes if each.comparison == name and each.flips]
            found += [each for each in own if each.steps == 0]
            found += sorted((each for each in own if each.steps), key=lambda each: each.steps)[:1]
        return tuple(found)

    def to_pandas(self) -> pd.DataFrame:
        """One row for each other level of each comparison."""
        import pandas as pd  # noqa: PLC0415 - only this needs it

        rows = [{**asdict(each), "change": each.change} for each in self.changes]
        return pd.DataFrame(rows, columns=[*LevelChange.__slots__, "change"])

    def __repr__(self) -> str:
        return f"TurningPoints({self.left} and {self.right}: {len(self.nearest)})"

    def __str__(self) -> str:
        lines = [f"{self.left} and {self.right}: {_side(self)}"]
        lines += [f"  {each.change}: {_side(each)}" for each in self.nearest]
        if not self.nearest:
            lines.append("  No other level of one comparison flips it.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def _side(result: LevelChange | TurningPoints) -> str:
    side = "above" if result.is_above else "below"
    return f"probability {percent(result.probability)}, {side} the threshold"


def turning_points(clusters: Clusters, left: str, right: str) -> TurningPoints:
    """Show the smallest changes that would flip the result of a pair.

    The pair is scored with each comparison at each other level of its list, one at a time. Levels that
    depend on what a source calls a value (a weak alias, a placeholder day) are left out. What agrees at
    a level keeps the rarity that it has; where nothing agreed before, it gets the rarity that is usual
    at the level.

    Args:
        clusters: the clusters.
        left: ``source:record_id`` of one record.
        right: likewise of the other.

    Returns:
        Every change, and the smallest ones that would move the pair over the threshold.

    Raises:
        ParameterError: there is no such record.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> points = sm.turning_points(linkage.table, "a:1", "b:2")
        >>> points.is_above, "birth_date" in {change.comparison for change in points.nearest}
        (True, True)
    """
    checks.instance("clusters", clusters, Clusters, "a Clusters table, as made by cluster()")
    explainer, threshold = Explainer(clusters), clusters.min_probability
    i, j = rows_of(explainer.people, left, right)
    one = explainer.compared(np.array([i], np.int32), np.array([j], np.int32))
    weight = float(explainer.weights(one)[0])
    is_above = probability_of(weight) >= threshold
    others, changes = _other_levels(one, explainer)
    made = []
    for (k, number), bits in zip(changes, explainer.weights(others).tolist(), strict=True):
        comparison, now = explainer.comparisons[k], int(one.levels[0, k])
        probability = float(probability_of(bits))
        made.append(
            LevelChange(
                comparison.name,
                comparison.level(now).name,
                comparison.level(number).name,
                comparison.level(number).words,
                0 if number == MISSING else abs(number - now),
                bits,
                probability,
                probability >= threshold,
                (probability >= threshold) != is_above,
            )
        )
    return TurningPoints(left, right, weight, threshold, tuple(made))


def _other_levels(
    one: ComparedPairs, explainer: Explainer
) -> tuple[ComparedPairs, list[tuple[int, int]]]:
    """The pair with one comparison at another level each, and which comparison at which level."""
    model = explainer.scored.classifier.current_model()
    tables = None if model is None else model.tables(one.comparisons)
    changes = [
        (k, number)
        for k, comparison in enumerate(one.comparisons)
        for number in range(MISSING, comparison.n_levels)
        if number != one.levels[0, k] and comparison.level(number).name not in NOT_ASKED
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
