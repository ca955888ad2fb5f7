"""Commands that ask something of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from suspectmatch.cli.arguments import AsJson, Folder, Record


def explain(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Say why two records have the weight they have. Prints values of both."""
    from suspectmatch.linker.replaying import reopen

    found = reopen(folder).explain(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


def why_not(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Say why two records were not linked: the first thing in the run that kept them apart."""
    from suspectmatch.linker.replaying import reopen

    found = reopen(folder).why_not(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


def evaluate(
    folder: Folder,
    truth: Annotated[Path, typer.Argument(help="CSV with the columns source, record_id and person.")],
    by: Annotated[
        str | None,
        typer.Option(help="Also error rates by group: source, role, sex or script."),
    ] = None,
) -> None:
    """Judge a run by a known truth: precision, recall and clusters, with 95 % intervals."""
    from suspectmatch.evaluating import error_rates, read_truth
    from suspectmatch.evaluating import evaluate as judge
    from suspectmatch.linker.replaying import reopen

    known, linkage = read_truth(truth), reopen(folder)
    roles = linkage.options["roles"]
    typer.echo(str(judge(linkage.table, known, roles=roles)))
    if by is not None:
        threshold = linkage.options["min_probability"]
        rates = error_rates(linkage.scored, known, by=by, min_probability=threshold, roles=roles)
        typer.echo(f"\nBy {by}, leads at {threshold:g}:\n{rates}")
