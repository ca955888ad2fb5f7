"""What became of the clusters of an earlier run, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from suspectmatch.errors import InputError
from suspectmatch.runs.manifest import options_of, read_decisions, read_manifest
from suspectmatch.runs.outputs import pairs_table
from suspectmatch.tables.identity import identities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from suspectmatch.decisions import Decision
    from suspectmatch.options import RunOptions
    from suspectmatch.tables import Clusters

DIFF_SCHEMA: Final = pa.schema(
    [
        ("change", pa.string()),
        ("ids_before", pa.list_(pa.string())),
        ("ids_after", pa.list_(pa.string())),
        ("records_in", pa.list_(pa.string())),
        ("records_out", pa.list_(pa.string())),
        ("because", pa.list_(pa.string())),
        ("members_before", pa.list_(pa.list_(pa.string()))),
        ("members_after", pa.list_(pa.list_(pa.string()))),
    ]
)
COMPARED_OPTIONS: Final = {"min_probability": "threshold", "method": "method", "roles": "roles"}
SEEN: Final = 5e-4
"""A probability that changed by less is shown as the same, and is no reason."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What is compared of a run: tables with a column of ``source:record_id`` for each record."""

    clusters: pa.Table
    pairs: pa.Table
    records: pa.Array
    options: RunOptions
    model: Any
    standing: dict[str, Decision]


def difference(earlier: Clusters | Path, later: Clusters, *, unchanged: bool) -> pa.Table:
    """See `suspectmatch.Linkage.diff`."""
    before = _of_folder(earlier) if isinstance(earlier, Path) else _of_clusters(earlier)
    after = _of_clusters(later)
    if before.options.redaction != after.options.redaction:
        raise InputError(
            "One of these runs is redacted, and the other not or otherwise: redact both alike."
        )
    old, new = (
        _members(run.clusters, besides=other.clusters.column("cluster_id").unique().to_pylist())
        for run, other in ((before, after), (after, before))
    )
    rows = list(_rows(before, after, old, new))
    rows.sort(key=lambda row: row[:3])
    if unchanged:
        same = _members(before.clusters, besides=old)
        rows += [("same", [one], [one], [], [], [], [same[one]], [same[one]]) for one in sorted(same)]
    columns = zip(*rows, strict=True) if rows else [()] * len(DIFF_SCHEMA)
    return pa.table([list(column) for column in columns], schema=DIFF_SCHEMA)


def _rows(
    before: _Run, after: _Run, old: dict[str, list[str]], new: dict[str, list[str]]
) -> Iterator[tuple[Any, ...]]:
    names = pa.array(sorted({record for of in (old, new) for some in of.values() for record in some}))
    names = names.cast(pa.string())
    there = [_among(names, run.records) for run in (before, after)]
    probabilities = [_probabilities(run.pairs, names) for run in (before, after)]
    general = _general(before, after)
    for ids_before, ids_after in _groups(old, new):
        was = {record for one in ids_before for record in old[one]}
        now = {record for one in ids_after for record in new[one]}
        both = was | now
        because = [*_of_records(both, *there), *_of_decisions(both, before, after), *general]
        because += _of_links(both, *probabilities)
        change = _change(ids_before, ids_after, was, now)
        because = because or ["evidence of other records of the same component"]
        members = [old[one] for one in ids_before], [new[one] for one in ids_after]
        yield change, ids_before, ids_after, sorted(now - was), sorted(was - now), because, *members


def _of_clusters(clusters: Clusters) -> _Run:
    decisions = [] if clusters.decisions is None else clusters.decisions.standing()
    return _Run(
        clusters.to_arrow(),
        pairs_table(clusters),
        identities(clusters.scored.compared.people.records.table),
        clusters.options,
        clusters.scored.classifier.to_json(),
        {each.id: each for each in decisions},
    )


def _of_folder(folder: Path) -> _Run:
    body = read_manifest(folder)
    decisions = read_decisions(folder, body)
    tables = []
    for name in ("clusters", "pairs", "records"):
        try:
            tables.append(pq.read_table(folder / f"{name}.parquet"))
        except (OSError, pa.ArrowInvalid) as error:
            raise InputError("This table of the run cannot be read.", file=f"{name}.parquet") from error
    standing = [] if decisions is None else decisions.standing()
    return _Run(
        tables[0],
        tables[1],
        identities(tables[2]),
        options_of(body),
        body["model"],
        {each.id: each for each in standing},
    )


def _members(clusters: pa.Table, *, besides: Iterable[str]) -> dict[str, list[str]]:
    """The records of each cluster but those of these ids, sorted."""
    ids = clusters.column("cluster_id")
    taken = clusters.filter(pc.invert(pc.is_in(ids, value_set=pa.array(besides, pa.string()))))
    made: dict[str, list[str]] = {}
    for one, record in sorted(
        zip(taken.column("cluster_id").to_pylist(), identities(taken).to_pylist(), strict=True)
    ):
        made.setdefault(one, []).append(record)
    return made


def _groups(
    old: dict[str, list[str]], new: dict[str, list[str]]
) -> Iterator[tuple[list[str], list[str]]]:
    """Clusters of both runs that share records, directly or through others, as sorted ids."""
    clusters_of: dict[str, list[tuple[int, str]]] = {}
    members = (old, new)
    for run, clusters in enumerate(members):
        for one, records in clusters.items():
            for record in records:
                clusters_of.setdefault(record, []).append((run, one))
    seen: set[tuple[int, str]] = set()
    for start in [(run, one) for run, clusters in enumerate(members) for one in sorted(clusters)]:
        if start in seen:
            continue
        seen.add(start)
        group, at_hand = {start}, [start]
        while at_hand:
            run, one = at_hand.pop()
            for record in members[run][one]:
                for each in clusters_of[record]:
                    if each not in group:
                        group.add(each)
                        at_hand.append(each)
        seen |= group
        ids_before, ids_after = (sorted(one for run, one in group if run == side) for side in (0, 1))
        yield ids_before, ids_after


def _change(ids_before: list[str], ids_after: list[str], was: set[str], now: set[str]) -> str:
    if not ids_before or not ids_after:
        return "new" if ids_after else "gone"
    if len(ids_before) == len(ids_after) == 1 and (was <= now or now <= was):
        return "grew" if was <= now else "shrank"
    if len(ids_before) > 1 and len(ids_after) == 1:
        return "merged"
    return "split" if len(ids_before) == 1 and len(ids_after) > 1 else "regrouped"


def _among(names: pa.Array, records: pa.Array) -> set[str]:
    return set(names.filter(pc.is_in(names, value_set=records)).to_pylist())


def _of_records(records: set[str], before: set[str], after: set[str]) -> Iterator[str]:
    for word, some in (("new", records - before), ("removed", records - after)):
        if some:
            yield f"{word} records: {', '.join(sorted(some))}"


def _of_decisions(records: set[str], before: _Run, after: _Run) -> Iterator[str]:
    for word, some, others in (("made", after, before), ("withdrawn", before, after)):
        for one, each in some.standing.items():
            if one not in others.standing and records >= set(each.pair):
                yield f"decision {one} {word}: {' and '.join(each.pair)} {each.verdict}"


def _general(before: _Run, after: _Run) -> list[str]:
    made = []
    for name, word in COMPARED_OPTIONS.items():
        then, now = getattr(before.options, name), getattr(after.options, name)
        if then != now:
            made.append(f"{word} changed: {then} to {now}")
    if _plain(before.model) != _plain(after.model):
        made.append("model changed")
    return made


def _plain(model: Any) -> Any:
    return json.loads(model) if isinstance(model, str) else model


def _probabilities(pairs: pa.Table, names: pa.Array) -> dict[tuple[str, str], float]:
    """Probability of each kept pair of two of the records."""
    left, right = identities(pairs, "_left"), identities(pairs, "_right")
    among = pc.and_(pc.is_in(left, value_set=names), pc.is_in(right, value_set=names))
    columns = (left.filter(among), right.filter(among), pairs.column("probability").filter(among))
    ends = zip(*(column.to_pylist() for column in columns), strict=True)
    return {(min(one, other), max(one, other)): p for one, other, p in ends}


def _of_links(
    records: Iterable[str],
    before: dict[tuple[str, str], float],
    after: dict[tuple[str, str], float],
) -> Iterator[str]:
    """The link that was kept in both runs and changed most."""
    own = set(records)
    changed = [
        (abs(after[pair] - p), pair) for pair, p in before.items() if pair in after and own >= set(pair)
    ]
    if changed:
        most, pair = max(changed)
        if most >= SEEN:
            yield f"link {' and '.join(pair)}: probability {before[pair]:.3f} to {after[pair]:.3f}"
