"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="FILE, NAME=FILE or NAME=FILE,FILE,...; the format is detected from the content.",
    ),
]
Mappings = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        metavar="NAME=FILE",
        help="The fields of the columns of a table: NAME=mapping.toml or NAME=preset.",
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, help="Worker threads; results do not depend on it.")]


Folder = Annotated[Path, typer.Argument(help="Folder that link wrote.")]
Record = Annotated[str, typer.Argument(help="SOURCE:RECORD_ID")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def sources_of(arguments: list[str]) -> dict[str, list[Path]]:
    """Files by the name of their source.

    Raises:
        InputError: an argument names no file, or two sources have one name.
    """
    from suspectmatch.errors import InputError

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


def mappings_of(arguments: list[str] | None) -> dict[str, str]:
    """A mapping's file or preset by the name of its source.

    Raises:
        InputError: an argument names no source or no mapping.
    """
    from suspectmatch.errors import InputError

    made: dict[str, str] = {}
    for argument in arguments or ():
        name, equals, rest = argument.partition("=")
        if not equals or not name or not rest:
            raise InputError("A mapping is NAME=FILE.toml or NAME=PRESET, with the NAME of a source.")
        made[name] = rest
    return made
