"""Commands that record a decision about two records, and withdraw it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from suspectmatch.cli.arguments import Record

Reason = Annotated[str, typer.Option(help="The reason, in your own words.")]
By = Annotated[str, typer.Option(help="Who decides.")]


def decide(
    file: Annotated[Path, typer.Argument(help="File of decisions; it is made if it does not exist.")],
    left: Record,
    right: Record,
    verdict: Annotated[str, typer.Argument(help="same, different or unsure")],
    *,
    reason: Reason,
    by: By,
) -> None:
    """Record a decision about two records. It applies in every run that reads this file."""
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
    """Withdraw a decision; both entries stay on file."""
    from suspectmatch.decisions import Decisions

    made = Decisions.read(file).withdraw(decision, reason=reason, by=by)
    typer.echo(f"{made.id} written to {file}.")
