"""The command that compiles the kernels ahead."""

from __future__ import annotations

import typer


def compile_kernels() -> None:
    """Compile the kernels once on this machine (about a minute), so that runs start quickly."""
    from suspectmatch.linking.compiling import compile_kernels as compile_all

    n, folder = compile_all(progress=None)
    typer.echo(f"{n} kernels compiled. The machine code is in {folder}.")
