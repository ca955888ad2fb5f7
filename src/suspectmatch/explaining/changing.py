"""The same run with something changed: a source left out, a name taken away, another value."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.clustering import cluster_again
from suspectmatch.comparing import compare_rows
from suspectmatch.errors import ParameterError, RejectedRowsWarning
from suspectmatch.explaining.pair import rows_of
from suspectmatch.loading import load
from suspectmatch.normalising import normalise
from suspectmatch.scoring import sorted_pairs, weights
from suspectmatch.tables import Clusters, ComparedPairs
from suspectmatch.tables.identity import identities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from suspectmatch.tables import People

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


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different.

    Attributes:
        without_source: a source none of whose records is there.
        without_name: a name, as its source wrote it, that no record in question has.
        with_value: by ``source:record_id``, fields with other values.
        prior: log2 odds before anything is compared.
        min_probability: that of a lead.
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
        said = []
        if self.without_source is not None:
            said.append(f"without the source {self.without_source}")
        if self.without_name is not None:
            said.append("without one of the names")
        for identity, values in (self.with_value or {}).items():
            said.append(f"with other {' and '.join(values)} in {identity}")
        if self.prior is not None:
            said.append(f"with a prior of {self.prior:+.1f} bits")
        if self.min_probability is not None:
            said.append(f"with leads from {self.min_probability:g}")
        return ", ".join(said) or "with nothing changed"


def changed(clusters: Clusters, change: Change, rows: Rows) -> Clusters:
    """The clusters that there would be, as far as some records are concerned.

    The changed records are normalised anew with all others, and every scored pair that they are part
    of is compared anew; all other pairs keep their weights. No pair comes up that was not scored,
    except those among ``rows``.

    Args:
        clusters: as they are.
        change: what is to be different.
        rows: the records in question.

    Raises:
        ParameterError: there is no such source, name, field or record, or a value is refused.
    """
    scored = clusters.scored
    people = scored.compared.people
    edits = _edits(people, change, rows)
    compared, weight = _with_pairs_among(clusters, rows)
    if edits:
        people = _edited(people, edits)
        compared = replace(compared, people=people)
        near = np.isin(compared.left, list(edits)) | np.isin(compared.right, list(edits))
        sides = compared.left[near], compared.right[near]
        levels, rarity = compared.levels.copy(), compared.rarity.copy()
        levels[near], rarity[near] = compare_rows(people, compared.comparisons, *sides)
        compared = replace(compared, levels=levels, rarity=rarity)
        weight = weight.copy()
        weight[near] = weights(compared.take(near), scored.classifier, scored.prior)
    prior = scored.prior if change.prior is None else float(change.prior)
    weight = weight + (prior - scored.prior)
    if change.without_source is not None:
        source = people.sources.index(
            checks.one_of("without_source", change.without_source, people.sources)
        )
        keep = (people.source[compared.left] != source) & (people.source[compared.right] != source)
        compared, weight = compared.take(keep), weight[keep]
    made = sorted_pairs(compared, weight, prior, scored.classifier, scored.n_candidates)
    return cluster_again(clusters, made, min_probability=change.min_probability)


def _edits(people: People, change: Change, rows: Rows) -> dict[int, dict[str, pa.Array]]:
    """For each changed row the new value of each changed field, an array of one."""
    edits: dict[int, dict[str, pa.Array]] = {}
    for identity, values in (change.with_value or {}).items():
        (row,) = rows_of(people, identity)
        edits[row] = _values(identity, values)
    if change.without_name is not None:
        table = people.records.table
        kind = table.schema.field("names").type
        for row in rows.tolist():
            own = edits.get(row, {})
            names = (own["names"] if "names" in own else table["names"].slice(row, 1))[0].as_py() or []
            left = [name for name in names if name["full"] != change.without_name]
            if len(left) < len(names):
                edits[row] = own | {"names": pa.array([left or None], kind)}
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
    """The people with some values replaced, all of them normalised anew."""
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


def _with_pairs_among(clusters: Clusters, rows: Rows) -> tuple[ComparedPairs, npt.NDArray[np.float64]]:
    """The scored pairs and the one pair of two records in question, were it not among them."""
    scored = clusters.scored
    compared = scored.compared
    if rows.size != 2:  # noqa: PLR2004 - a cluster, whose links are scored
        return compared, scored.weight
    i, j = sorted(rows.tolist())
    if ((compared.left == i) & (compared.right == j)).any():
        return compared, scored.weight
    left, right = np.array([i], np.int32), np.array([j], np.int32)
    levels, rarity = compare_rows(compared.people, compared.comparisons, left, right)
    one = ComparedPairs(
        compared.people, compared.comparisons, left, right, np.zeros(1, np.uint32), levels, rarity
    )
    weight = weights(one, scored.classifier, scored.prior)
    both = replace(
        compared,
        left=np.concatenate([compared.left, one.left]),
        right=np.concatenate([compared.right, one.right]),
        rules=np.concatenate([compared.rules, one.rules]),
        levels=np.concatenate([compared.levels, one.levels]),
        rarity=np.concatenate([compared.rarity, one.rarity]),
    )
    return both, np.concatenate([scored.weight, weight])


def parts_of(clusters: Clusters, rows: Iterable[int]) -> list[list[int]]:
    """Some rows by the clusters that they are in, the largest first."""
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(int(clusters.label[row]), []).append(row)
    return sorted(found.values(), key=lambda part: (-len(part), part))


def named(people: People, rows: Sequence[int]) -> tuple[str, ...]:
    """``source:record_id`` of some rows."""
    taken = people.records.table.select(["source", "record_id"]).take(pa.array(rows, pa.int64()))
    return tuple(identities(taken).to_pylist())
