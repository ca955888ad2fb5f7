"""Rows of a comma-separated file, each with the line it begins on."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.heads import head_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suspectmatch.loading.source_file import SourceFile

_END = "\x1fend of file\x1f"
"""Put behind the last line: it comes back as a row of its own unless a quote was left open."""


def rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, fields) for every row that is not blank.

    Raises:
        InputError: a quoted field is never closed, so that the rest of the file would vanish in it.
        UnsafeInputError: a field is outsized.
    """
    lines = io.StringIO(file.read_text(), newline="")
    reader = csv.reader(chain(lines, [_END]))
    start, row = 1, [""]
    try:
        for following in reader:
            if row != [""] and row and row != ["\x1a"]:
                yield start, row
            start, row = _begin(reader.line_num, following), following
    except csv.Error as error:
        raise UnsafeInputError(
            "A field is longer than any real one, or a quote is left open.", file=file.name, line=start
        ) from error
    if row != [_END]:
        raise InputError(
            "A quoted field that begins in this row is never closed.", file=file.name, line=start
        )


def head_rows(file: SourceFile, n: int) -> list[list[str]]:
    """The first ``n`` rows of the file, at most; the last one read may be cut short."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head_text(file), newline="")):
            if row:
                found.append(row)
            if len(found) == n:
                break
    except csv.Error:
        pass
    return found


def _begin(last_line: int, row: list[str]) -> int:
    """The line a row begins on, from the line it ends on and the line breaks inside it."""
    return last_line - sum(field.count("\n") for field in row)
