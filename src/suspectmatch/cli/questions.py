"""Commands that answer questions about a finished run."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from suspectmatch.cli.arguments import AsJson, Folder, Record
from suspectmatch.cli.wording import bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED = 8
"""So many records of a cluster, and clusters of a change, are printed; JSON has them all."""
Cluster = Annotated[
    str, typer.Argument(help="Id of the cluster, or SOURCE:RECORD_ID of one of its records.")
]
WithoutSource = Annotated[
    str | None, typer.Option(metavar="SOURCE", help="Leave out all records of this source.")
]
WithoutName = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="As if no record had this name, written as in its source."),
]
Prior = Annotated[
    float | None, typer.Option(metavar="BITS", help="As if these were the log2 odds of the prior.")
]
Threshold = Annotated[
    float | None,
    typer.Option("--min-probability", help="As if this were the threshold."),
]


def explain(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Show how the weight of two records is made up. Prints values of both records."""
    from suspectmatch.linking import Linkage

    found = Linkage.open(folder).explain(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


def why_not(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Show the first reason in the run why two records were not linked."""
    from suspectmatch.linking import Linkage

    found = Linkage.open(folder).why_not(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


def turning_points(folder: Folder, left: Record, right: Record) -> None:
    """Show the smallest changes that would flip the result."""
    from suspectmatch.linking import Linkage

    typer.echo(str(Linkage.open(folder).turning_points(left, right)))


def what_if(
    folder: Folder,
    left: Record,
    right: Record,
    *,
    without_source: WithoutSource = None,
    without_name: WithoutName = None,
    prior: Prior = None,
    min_probability: Threshold = None,
) -> None:
    """Score a pair again under changed assumptions."""
    from suspectmatch.linking import Linkage

    change = _change(without_source, without_name, prior, min_probability)
    typer.echo(str(Linkage.open(folder).what_if(left, right, **change)))


def what_if_cluster(
    folder: Folder,
    cluster: Cluster,
    *,
    without_source: WithoutSource = None,
    without_name: WithoutName = None,
    prior: Prior = None,
    min_probability: Threshold = None,
) -> None:
    """Form a cluster again under changed assumptions."""
    from suspectmatch.linking import Linkage

    change = _change(without_source, without_name, prior, min_probability)
    typer.echo(str(Linkage.open(folder).what_if_cluster(cluster, **change)))


def how(folder: Folder, cluster: Cluster, *, as_json: AsJson = False) -> None:
    """Show how a cluster came to be, link by link."""
    from suspectmatch.linking import Linkage

    found = Linkage.open(folder).how(cluster)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


def diff(
    folder: Folder,
    earlier: Annotated[Path, typer.Argument(help="Folder that link wrote earlier.")],
    *,
    unchanged: Annotated[
        bool, typer.Option("--unchanged", help="Also list clusters that are the same.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare with an earlier run: which clusters changed, and why."""
    from suspectmatch.linking import Linkage

    rows = Linkage.open(folder).diff(earlier, unchanged=unchanged).to_pylist()
    if as_json:
        body = {"format": "suspectmatch difference 1", "changes": rows}
        typer.echo(json.dumps(body, indent=1, ensure_ascii=False))
        return
    for row in rows:
        before, after = (_listed(row[f"ids_{when}"]) for when in ("before", "after"))
        typer.echo(f"{row['change']}: {' -> '.join(dict.fromkeys(filter(None, (before, after))))}")
        for line in _who_is_where(row) if row["change"] != "same" else ():
            typer.echo(f"  {line}")
        for reason in row["because"]:
            typer.echo(f"  because: {reason}")
    n_changed = sum(row["change"] != "same" for row in rows)
    typer.echo(f"clusters or groups of clusters that changed: {n_changed:,}")


def evaluate(
    folder: Folder,
    truth: Annotated[Path, typer.Argument(help="CSV with the columns source, record_id and person.")],
    by: Annotated[
        str | None,
        typer.Option(help="Also error rates by group: source, role, sex or script."),
    ] = None,
) -> None:
    """Measure a run against known truth: precision, recall and clusters, with 95 % intervals."""
    from suspectmatch.evaluating import error_rates, read_truth
    from suspectmatch.evaluating import evaluate as judge
    from suspectmatch.linking import Linkage

    known, linkage = read_truth(truth), Linkage.open(folder)
    roles = linkage.options.roles
    typer.echo(str(judge(linkage.table, known, roles=roles)))
    if by is not None:
        threshold = linkage.options.min_probability
        rates = error_rates(linkage.scored, known, by=by, min_probability=threshold, roles=roles)
        typer.echo(f"\nBy {by}, leads at {threshold:g}:\n{rates}")


def _who_is_where(row: dict[str, Any]) -> Iterator[str]:
    """The members of each cluster before and after, and what came in from no cluster or went to none."""
    for word, when in (("was", "before"), ("now", "after")):
        parts = zip(row[f"ids_{when}"], row[f"members_{when}"], strict=True)
        yield from bounded((f"{word} {one}: {_listed(members)}" for one, members in parts), LISTED)
    for word, key, when in (("in", "records_in", "before"), ("out", "records_out", "now")):
        if row[key]:
            yield f"{word}: {_listed(row[key])} (in no cluster {when})"


def _listed(records: list[str]) -> str:
    return ", ".join(bounded(records, LISTED))


def _change(
    without_source: str | None,
    without_name: str | None,
    prior: float | None,
    min_probability: float | None,
) -> dict[str, Any]:
    from suspectmatch.errors import InputError

    change = {
        "without_source": without_source,
        "without_name": without_name,
        "prior": prior,
        "min_probability": min_probability,
    }
    if all(value is None for value in change.values()):
        options = ", ".join(f"--{name.replace('_', '-')}" for name in change)
        raise InputError(f"Give at least one change: {options}.")
    if prior is not None and not math.isfinite(prior):
        raise InputError(f"--prior must be a number of bits, got {prior}.")
    return change
