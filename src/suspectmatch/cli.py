"""The command line: the same words as the library, thin over it."""

from __future__ import annotations

import importlib.metadata
import signal
import sys
import threading
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

app = typer.Typer(
    name="suspectmatch",
    help="Tell which records may describe the same person, how sure it is, and why.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:  # noqa: FBT001  (Typer passes it so)
    if asked:
        typer.echo(importlib.metadata.version("suspectmatch"))
        raise typer.Exit


Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...", help="FILE, NAME=FILE or NAME=FILE,FILE,...; formats are told by content."
    ),
]
Mappings = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        metavar="NAME=FILE",
        help="How a table's columns become fields: NAME=mapping.toml or NAME=preset.",
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, help="Worker threads; results do not depend on it.")]


@app.callback()
def every_command(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Tell which records may describe the same person, how sure it is, and why."""


@app.command()
def link(
    sources: Sources,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    mapping: Mappings = None,
    min_probability: Annotated[
        float, typer.Option(help="Pairs of at least this probability are leads.")
    ] = 0.95,
    method: Annotated[
        Literal["agreement", "components"], typer.Option(help="How links become clusters.")
    ] = "agreement",
    decisions: Annotated[
        Path | None, typer.Option(help="File of what analysts decided; see decide.")
    ] = None,
    keep_above: Annotated[
        float, typer.Option(help="Pairs of a lower probability are not written.")
    ] = 0.01,
    model: Annotated[
        Path | None, typer.Option(help="JSON file of a model or classifier instead of the shipped one.")
    ] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Re-estimate the model on these records first.")
    ] = False,
    roles: Annotated[
        str | None,
        typer.Option(
            help="Roles to link, separated by commas; victims, missing and witnesses only if named."
        ),
    ] = None,
    across_only: Annotated[
        bool, typer.Option("--across-only", help="Pair only records of different sources.")
    ] = False,
    threads: Threads = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html.")] = False,
) -> None:
    """Link sources and write clusters, pairs, rejected rows and a manifest."""
    from suspectmatch.linker import link as link_sources  # noqa: PLC0415  (keeps --help quick)
    from suspectmatch.linker.compiling import is_compiling  # noqa: PLC0415
    from suspectmatch.linker.replaying import mapping_hashes  # noqa: PLC0415
    from suspectmatch.linker.saving import check_folder  # noqa: PLC0415

    options: dict[str, Any] = (
        {} if roles is None else {"roles": [role.strip() for role in roles.split(",")]}
    )
    given, mappings = _sources(sources), _mappings(mapping)
    check_folder(out)
    linkage = link_sources(
        given,
        mapping=mappings or None,
        min_probability=min_probability,
        method=method,
        decisions=decisions,
        keep_above=keep_above,
        model=model,
        fit=fit,
        across_only=across_only,
        threads=threads,
        **options,
    )
    linkage.options["command"] = {
        "sources": {name: [str(path) for path in paths] for name, paths in given.items()},
        "mapping": mappings,
        "mapping_sha256": mapping_hashes(mappings),
    }
    linkage.save(out, report=report)
    for file in linkage.records.inputs:
        for note in file.notes:
            typer.echo(f"note: {file.source}: {note}", err=True)
    if is_compiling():
        typer.echo("note: a first run; compiling for later ones goes on beside it, once", err=True)
    for name, n in linkage.summary().items():
        typer.echo(f"{name.replace('_', ' '):<24}{n:>12,}")
    typer.echo(f"Written to {out}. Leads to verify with their sources, not identifications.")


Folder = Annotated[Path, typer.Argument(help="Folder that link wrote.")]
Record = Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command()
def explain(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Say why two records have the weight they have. Prints values of both."""
    from suspectmatch.linker.replaying import reopen  # noqa: PLC0415

    found = reopen(folder).explain(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


@app.command()
def why_not(folder: Folder, left: Record, right: Record, *, as_json: AsJson = False) -> None:
    """Say why two records were not linked: the first thing in the run that kept them apart."""
    from suspectmatch.linker.replaying import reopen  # noqa: PLC0415

    found = reopen(folder).why_not(left, right)
    typer.echo(found.to_json().rstrip() if as_json else str(found))


Reason = Annotated[str, typer.Option(help="Why, in your own words.")]
By = Annotated[str, typer.Option(help="Who decides.")]


@app.command()
def decide(
    file: Annotated[Path, typer.Argument(help="File of decisions; made if it is not there.")],
    left: Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")],
    right: Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")],
    verdict: Annotated[str, typer.Argument(help="same, different or unsure")],
    *,
    reason: Reason,
    by: By,
) -> None:
    """Keep what was decided about two records, for every run that is given this file."""
    from suspectmatch.clustering import Decisions  # noqa: PLC0415

    made = Decisions.read(file, missing_ok=True).record(left, right, verdict, reason=reason, by=by)
    typer.echo(f"{made.id} written to {file}.")


@app.command()
def withdraw(
    file: Annotated[Path, typer.Argument(help="File of decisions.")],
    decision: Annotated[str, typer.Argument(help="Id of the decision, d-...")],
    *,
    reason: Reason,
    by: By,
) -> None:
    """Take a decision back; it stays in the file, and so does this."""
    from suspectmatch.clustering import Decisions  # noqa: PLC0415

    made = Decisions.read(file).withdraw(decision, reason=reason, by=by)
    typer.echo(f"{made.id} written to {file}.")


@app.command()
def replay(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    threads: Threads = None,
) -> None:
    """Run a link again from its manifest, after checking that the inputs are the same bytes."""
    from suspectmatch.linker.replaying import replay as run_again  # noqa: PLC0415
    from suspectmatch.linker.saving import check_folder  # noqa: PLC0415

    check_folder(out)
    run_again(folder, threads=threads).save(out)
    typer.echo(f"Written to {out}.")


@app.command()
def redact(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make; it must not be there.")],
    *,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="MARKING", help="A marking that the reader may see; repeat it."),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="What the reader needs it for; no other purpose is handed on.")
    ] = None,
    roles: Annotated[
        str | None, typer.Option(help="Roles that the reader may see, separated by commas.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html.")] = False,
) -> None:
    """Make a run that can be handed on: without the records that its reader may not see."""
    from suspectmatch.errors import InputError  # noqa: PLC0415
    from suspectmatch.linker.replaying import reopen  # noqa: PLC0415

    if out.exists():
        raise InputError("A redacted run is written to a new folder only.", file=out.name)
    seen = None if roles is None else [role.strip() for role in roles.split(",")]
    linkage = reopen(folder).redacted_for(allow or [], purpose=purpose, roles=seen)
    linkage.save(out, report=report)
    typer.echo(f"{linkage.summary()['withheld']:,} records withheld, {len(linkage.records):,} kept.")
    typer.echo(f"Written to {out}. Leads to verify with their sources, not identifications.")


@app.command()
def check(
    sources: Sources,
    mapping: Mappings = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the proposed mapping of a table to this TOML file.")
    ] = None,
) -> None:
    """Show what is understood of each source, before linking. Prints values of the first rows."""
    from suspectmatch.errors import InputError  # noqa: PLC0415
    from suspectmatch.loading.describing import describe, proposal_for  # noqa: PLC0415

    mappings, given = _mappings(mapping), _sources(sources)
    if write is not None and (len(given) != 1 or write.exists()):
        reason = "it is there already" if write.exists() else "only for one source at a time"
        raise InputError(f"The proposed mapping is not written: {reason}.", file=write.name)
    for name, paths in given.items():
        typer.echo(describe({name: paths}, mappings.get(name)))
        if write is not None:
            proposal = proposal_for({name: paths}, mappings.get(name))
            if proposal is None:
                raise InputError("This file needs no mapping; none was written.", file=paths[0].name)
            write.write_text(proposal.to_toml(), encoding="utf-8")
            typer.echo(f"\nThe proposed mapping is in {write}; edit it and pass it with --mapping.")


@app.command()
def evaluate(
    folder: Folder,
    truth: Annotated[Path, typer.Argument(help="CSV with the columns source, record_id and person.")],
    by: Annotated[
        str | None,
        typer.Option(help="Also error rates by group: source, role, sex or script."),
    ] = None,
) -> None:
    """Judge a run by a known truth: precision, recall and clusters, with 95 % intervals."""
    from suspectmatch.evaluating import error_rates, read_truth  # noqa: PLC0415
    from suspectmatch.evaluating import evaluate as judge  # noqa: PLC0415
    from suspectmatch.linker.replaying import reopen  # noqa: PLC0415

    known, linkage = read_truth(truth), reopen(folder)
    roles = linkage.options["roles"]
    typer.echo(str(judge(linkage.table, known, roles=roles)))
    if by is not None:
        threshold = linkage.options["min_probability"]
        rates = error_rates(linkage.scored, known, by=by, min_probability=threshold, roles=roles)
        typer.echo(f"\nBy {by}, leads at {threshold:g}:\n{rates}")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("out/demo"),
    seed: Annotated[int, typer.Option(help="Seed of the invented persons.")] = 0,
    n_records: Annotated[int, typer.Option(min=100, help="About so many records.")] = 5_000,
    threads: Threads = None,
) -> None:
    """Make five invented sources in five formats, link them and explain three leads."""
    from suspectmatch.demo import run_demo  # noqa: PLC0415

    for line in run_demo(out, seed=seed, n_records=n_records, threads=threads):
        typer.echo(line)


def _sources(arguments: list[str]) -> dict[str, list[Path]]:
    from suspectmatch.errors import InputError  # noqa: PLC0415

    named: dict[str, list[Path]] = {}
    for argument in arguments:
        name, equals, rest = argument.partition("=")
        if not equals or Path(argument).exists():
            name, rest = Path(argument).stem, argument
        paths = (
            [Path(rest)]
            if rest and Path(rest).exists()
            else [Path(part) for part in rest.split(",") if part]
        )
        if not name or not paths:
            raise InputError("A source is FILE or NAME=FILE; one argument is neither.")
        if name in named:
            raise InputError(f"Two sources are named {name!r}; name them apart as NAME=FILE.")
        named[name] = paths
    return named


def _mappings(arguments: list[str] | None) -> dict[str, str]:
    from suspectmatch.errors import InputError  # noqa: PLC0415

    made: dict[str, str] = {}
    for argument in arguments or ():
        name, equals, rest = argument.partition("=")
        if not equals or not name or not rest:
            raise InputError("A mapping is NAME=FILE.toml or NAME=PRESET, with the NAME of a source.")
        made[name] = rest
    return made


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
            from suspectmatch.errors import SuspectMatchError  # noqa: PLC0415

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
