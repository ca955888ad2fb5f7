"""The command line: the same words as the library, thin over it."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import suspectmatch
from suspectmatch.cli.compiling import compile_kernels
from suspectmatch.cli.deciding import decide, withdraw
from suspectmatch.cli.questions import (
    diff,
    evaluate,
    explain,
    how,
    turning_points,
    what_if,
    what_if_cluster,
    why_not,
)
from suspectmatch.cli.runs import check, demo, link, redact, replay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

app = typer.Typer(
    name="suspectmatch",
    help="Find records that may describe the same person, and say how sure it is and why.",
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:  # noqa: FBT001  (Typer passes it so)
    if asked:
        typer.echo(suspectmatch.__version__)
        raise typer.Exit


@app.callback()
def every_command(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find records that may describe the same person, and say how sure it is and why."""


for command in (
    link,
    check,
    explain,
    why_not,
    turning_points,
    what_if,
    how,
    what_if_cluster,
    diff,
    decide,
    withdraw,
    evaluate,
    replay,
    redact,
    demo,
):
    app.command()(command)
app.command("compile")(compile_kernels)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point: errors of use become one line on standard error and exit code 2.

    Args:
        arguments: those of the process where None; help is shown where there are none.

    Returns:
        The exit code: 0 done, 2 not done, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = _one_line
        try:
            with _ended_as_interrupted():
                code = app(given or ["--help"], prog_name="suspectmatch", standalone_mode=False)
            if code == INTERRUPTED:
                typer.echo("stopped", err=True)
            return int(code or 0)
        except _UsageError as error:
            message = error.format_message()
        except OSError as error:
            message = f"{error.strerror}: {Path(error.filename or '').name}"
        except Exception as error:
            from suspectmatch.errors import SuspectMatchError

            if not isinstance(error, SuspectMatchError):
                raise
            message = str(error)
    typer.echo(f"error: {' '.join(message.split())}", err=True)
    return 2


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Take a signal to end as an interrupt: what was written aside is removed on the way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


INTERRUPTED = 130
"""What shells and Typer call a command that an interrupt has ended."""
_UsageError: Any = typer.BadParameter.__base__
"""Click's, which newer versions of Typer carry inside."""


def _one_line(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    if category.__module__.startswith("suspectmatch."):
        typer.echo(f"warning: {message}", err=True)
