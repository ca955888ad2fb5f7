"""Commands that make a run: check, link, replay, redact and the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from suspectmatch.cli.arguments import Folder, Mappings, Sources, Threads, mappings_of, sources_of
from suspectmatch.cli.wording import bounded
from suspectmatch.options import Command, RunOptions


def link(
    sources: Sources,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    mapping: Mappings = None,
    min_probability: Annotated[
        float, typer.Option(help="Pairs of at least this probability join clusters.")
    ] = RunOptions.min_probability,
    method: Annotated[
        Literal["agreement", "components"], typer.Option(help="How links become clusters.")
    ] = "agreement",
    decisions: Annotated[Path | None, typer.Option(help="File of decisions; see decide.")] = None,
    keep_above: Annotated[
        float, typer.Option(help="Pairs below this probability are not written.")
    ] = RunOptions.keep_above,
    model: Annotated[
        Path | None, typer.Option(help="JSON file of a model or classifier instead of the shipped one.")
    ] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Estimate the model on these records first.")
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
    from suspectmatch.kernels._jit import kernels_run_as_python
    from suspectmatch.linking import link as link_sources
    from suspectmatch.runs.replay import mapping_hashes
    from suspectmatch.runs.save import check_folder

    options: dict[str, Any] = (
        {} if roles is None else {"roles": [role.strip() for role in roles.split(",")]}
    )
    given, mappings = sources_of(sources), mappings_of(mapping)
    check_folder(out)
    linkage = link_sources(
        given,
        mapping=mappings or None,
        min_probability=min_probability,
        method=method,
        decisions=decisions,
        keep_above=keep_above,
        classifier=model,
        fit=fit,
        across_only=across_only,
        threads=threads,
        **options,
    )
    files = {name: [str(path) for path in paths] for name, paths in given.items()}
    linkage = linkage.having(command=Command(files, mappings, mapping_hashes(mappings)))
    linkage.save(out, report=report)
    for file in linkage.records.inputs:
        for note in file.notes:
            typer.echo(f"note: {file.source}: {note}", err=True)
    for words in bounded(
        f"decision {row['decision']}: {row['record']} {row['reason']}"
        for row in linkage.decisions_not_in_this_run.to_dict("records")
    ):
        typer.echo(f"note: {words}", err=True)
    if kernels_run_as_python():
        typer.echo(
            "note: run `suspectmatch compile` once on this machine; later runs start faster", err=True
        )
    for name, n in linkage.summary().items():
        typer.echo(f"{name.replace('_', ' ')}{n:>{36 - len(name)},}")
    typer.echo(f"Written to {out}. Leads to verify with their sources, not identifications.")


def check(
    sources: Sources,
    mapping: Mappings = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the proposed mapping of a table to this TOML file.")
    ] = None,
) -> None:
    """Show how each source is read, before linking. Prints values of the first rows."""
    from suspectmatch.errors import InputError
    from suspectmatch.loading.mapping.description import describe, proposal_for

    mappings, given = mappings_of(mapping), sources_of(sources)
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


def replay(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    threads: Threads = None,
) -> None:
    """Run a link again from its manifest, after checking that the inputs are the same bytes."""
    from suspectmatch.linking import Linkage
    from suspectmatch.runs.replay import replay as run_again
    from suspectmatch.runs.save import check_folder

    check_folder(out)
    Linkage(run_again(folder, threads=threads)).save(out)
    typer.echo(f"Written to {out}.")


def redact(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to create; it must not exist.")],
    *,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="MARKING", help="A marking that the reader may see; repeat it."),
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option(help="Purpose of the reader; records for another purpose are left out."),
    ] = None,
    roles: Annotated[
        str | None, typer.Option(help="Roles that the reader may see, separated by commas.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html.")] = False,
) -> None:
    """Make a copy of a run without the records that its reader may not see."""
    from suspectmatch.errors import InputError
    from suspectmatch.linking import Linkage

    if out.exists():
        raise InputError("A redacted run is written to a new folder only.", file=out.name)
    seen = None if roles is None else [role.strip() for role in roles.split(",")]
    linkage = Linkage.open(folder).redacted_for(allow or [], purpose=purpose, roles=seen)
    linkage.save(out, report=report)
    typer.echo(f"{linkage.summary()['withheld']:,} records withheld, {len(linkage.records):,} kept.")
    typer.echo(f"Written to {out}. Leads to verify with their sources, not identifications.")


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("out/demo"),
    seed: Annotated[int, typer.Option(help="Seed of the invented persons.")] = 0,
    n_records: Annotated[int, typer.Option(min=100, help="About so many records.")] = 5_000,
    threads: Threads = None,
) -> None:
    """Make five invented sources in five formats, link them and explain three pairs."""
    from suspectmatch.demo import run_demo

    for line in run_demo(out, seed=seed, n_records=n_records, threads=threads):
        typer.echo(line)
