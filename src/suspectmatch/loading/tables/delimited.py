"""Rows of a comma-separated file, each with the line it begins on."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.source_file import head_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suspectmatch.loading.source_file import SourceFile

_END = "\x1fend of file\x1f"
"""Put behind the last line: it comes back as a row of its own unless a quote was left open."""

_BLANK = " \t\x1a"
"""What a blank cell may hold; 0x1A ended files once, and still ends OFAC's."""


def rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, fields) for every row that is not blank.

    Raises:
        InputError: a quoted field is never closed, so that the rest of the file would vanish in it.
        UnsafeInputError: a field is outsized.
    """
    lines = io.StringIO(file.read_text(), newline="")
    reader = csv.reader(chain(lines, [_END]))
    start, row, read = 1, [""], 0
    try:
        for following in reader:
            if any(cell.strip(_BLANK) for cell in row):
                yield start, row
            start, row, read = read + 1, following, reader.line_num
    except csv.Error as error:
        raise UnsafeInputError(
            "A field is longer than any real one, or a quote is left open.",
            file=file.name,
            line=read + 1,
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
