"""Commands that keep what was decided about two records, and take it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from suspectmatch.cli.arguments import Record

Reason = Annotated[str, typer.Option(help="Why, in your own words.")]
By = Annotated[str, typer.Option(help="Who decides.")]


def decide(
    file: Annotated[Path, typer.Argument(help="File of decisions; made if it is not there.")],
    left: Record,
    right: Record,
    verdict: Annotated[str, typer.Argument(help="same, different or unsure")],
    *,
    reason: Reason,
    by: By,
) -> None:
    """Keep what was decided about two records, for every run that is given this file."""
    from suspectmatch.decisions import Decisions

    made = Decisions.read(file, missing_ok=True).record(left, right, verdict, reason=reason, by=by)
    typer.echo(f"{made.id} written to {file}.")


def withdraw(
    file: Annotated[Path, typer.Argument(help="File of decisions.")],
    decision: Annotated[str, typer.Argument(help="Id of the decision, d-...")],
    *,
    reason: Reason,
    by: By,
) -> None:
    """Take a decision back; it stays in the file, and so does this."""
    from suspectmatch.decisions import Decisions

    made = Decisions.read(file).withdraw(decision, reason=reason, by=by)
    typer.echo(f"{made.id} written to {file}.")
