"""The command line: the same words as the library, thin over it."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer

from suspectmatch.errors import InputError, SuspectMatchError

app = typer.Typer(
    name="suspectmatch",
    help="Tell which records, from which agencies, may describe the same person, how sure it is, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="FILE, NAME=FILE or NAME=FILE,FILE,...; formats are told by content.")
]
Mappings = Annotated[
    list[str] | None,
    typer.Option("--mapping", metavar="NAME=FILE", help="How a table's columns become fields: NAME=mapping.toml or NAME=preset."),
]
Threads = Annotated[int | None, typer.Option(min=1, help="Worker threads; results do not depend on it.")]


@app.command()
def link(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    mapping: Mappings = None,
    min_probability: Annotated[float, typer.Option(help="Pairs of at least this probability are leads.")] = 0.95,
    keep_above: Annotated[float, typer.Option(help="Pairs of a lower probability are not written.")] = 0.01,
    model: Annotated[Path | None, typer.Option(help="A model's JSON file instead of the shipped one.")] = None,
    fit: Annotated[bool, typer.Option("--fit", help="Re-estimate the model on these records first.")] = False,
    roles: Annotated[
        str | None, typer.Option(help="Roles to link, separated by commas; victims, missing and witnesses only if named.")
    ] = None,
    across_only: Annotated[bool, typer.Option("--across-only", help="Pair only records of different sources.")] = False,
    threads: Threads = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html.")] = False,
) -> None:
    """Link sources and write clusters, pairs, rejected rows and a manifest."""
    from suspectmatch.linker import link as link_sources  # noqa: PLC0415  (keeps --help quick)

    options: dict[str, Any] = {} if roles is None else {"roles": [role.strip() for role in roles.split(",")]}
    given = _sources(sources)
    linkage = link_sources(
        given,
        mapping=_mappings(mapping),
        min_probability=min_probability,
        keep_above=keep_above,
        model=model,
        fit=fit,
        across_only=across_only,
        threads=threads,
        **options,
    )
    linkage.options["command"] = {
        "sources": {name: [str(path) for path in paths] for name, paths in given.items()},
        "mapping": {name: str(path) for name, path in (_mappings(mapping) or {}).items()},
        "model": None if model is None else str(model),
    }
    linkage.save(out, report=report)
    for name, n in linkage.summary().items():
        typer.echo(f"{name.replace('_', ' '):<24}{n:>12,}")
    typer.echo(f"Written to {out}. Leads to verify with their sources, not identifications.")


@app.command()
def explain(
    folder: Annotated[Path, typer.Argument(help="Folder that link wrote.")],
    left: Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")],
    right: Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")],
) -> None:
    """Say why two records have the weight they have."""
    from suspectmatch.linker.replaying import reopen  # noqa: PLC0415

    typer.echo(str(reopen(folder).explain(left, right)))


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(help="Folder that link wrote.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    threads: Threads = None,
) -> None:
    """Run a link again from its manifest, after checking that the inputs are the same bytes."""
    from suspectmatch.linker.replaying import replay as run_again  # noqa: PLC0415

    run_again(folder, threads=threads).save(out)
    typer.echo(f"Written to {out}.")


@app.command()
def check(
    sources: Sources,
    mapping: Mappings = None,
    write: Annotated[Path | None, typer.Option(help="Write the proposed mapping of a table to this TOML file.")] = None,
) -> None:
    """Show what is understood of each source and what is not, before linking. Prints values of the first rows."""
    from suspectmatch.loading.checking import describe  # noqa: PLC0415

    mappings = _mappings(mapping) or {}
    for name, paths in _sources(sources).items():
        typer.echo(describe(name, paths, mappings.get(name), write=write))


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
    named: dict[str, list[Path]] = {}
    for argument in arguments:
        name, equals, rest = argument.partition("=")
        if not equals or Path(argument).exists():
            name, rest = Path(argument).stem, argument
        paths = [Path(rest)] if Path(rest).exists() else [Path(part) for part in rest.split(",") if part]
        if not name or not paths:
            raise InputError("A source is FILE or NAME=FILE; one argument is neither.")
        if name in named:
            raise InputError(f"Two sources are named {name!r}; name them apart as NAME=FILE.")
        named[name] = paths
    return named


def _mappings(arguments: list[str] | None) -> dict[str, str] | None:
    if not arguments:
        return None
    made = {}
    for argument in arguments:
        name, equals, rest = argument.partition("=")
        if not equals or not name or not rest:
            raise InputError("A mapping is NAME=FILE.toml or NAME=PRESET, with the NAME of a source.")
        made[name] = rest
    return made


def main() -> None:
    """Entry point: errors of use become one line on standard error and exit code 2."""
    warnings.showwarning = _one_line
    try:
        app()
    except SuspectMatchError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


def _one_line(message: Warning | str, *_: Any, **__: Any) -> None:
    typer.echo(f"warning: {message}", err=True)
