"""Which reader a file needs, told by its content and never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from suspectmatch.errors import InputError
from suspectmatch.loading.enrolments import nist
from suspectmatch.loading.first_bytes import root_name
from suspectmatch.loading.lists import canada, interpol, ofac, uk, un
from suspectmatch.loading.tables.csv_text import open_csv
from suspectmatch.loading.tables.json_text import looks_like_json
from suspectmatch.loading.tables.objects import open_json, open_parquet
from suspectmatch.loading.tables.spreadsheet import open_excel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile
    from suspectmatch.loading.tables.grid import Grid, TableOptions
    from suspectmatch.loading.tables.objects import Objects


class Reader(Protocol):
    """A module that reads one format: ``NAME``, ``recognises`` and ``read``."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of a module
        """What the format is called."""

    @property
    def recognises(self) -> Callable[[SourceFile], bool]:
        """Says whether the content of a file is of this format; never raises."""

    @property
    def read(self) -> Callable[[Sequence[SourceFile], Intake], None]:
        """Offers every record of the files to the intake."""


READERS: Final[tuple[Reader, ...]] = (un, canada, nist, interpol, ofac, uk)
"""Readers of formats that need no mapping, in the order in which they are asked."""

_NOT_READ: Final = {
    b"\x1f\x8b": "The file is compressed (gzip). Unpack it first.",
    b"BZh": "The file is compressed (bzip2). Unpack it first.",
    b"\xfd7zXZ": "The file is compressed (xz). Unpack it first.",
    b"7z\xbc\xaf": "The file is a 7-Zip archive. Unpack it first.",
    b"Rar!": "The file is a RAR archive. Unpack it first.",
    b"\xd0\xcf\x11\xe0": "The file is an old or a password-protected workbook. Save it as .xlsx or CSV.",
    b"%PDF": "The file is a PDF document, which holds no records. Ask for the data behind it.",
    b"SQLite format 3": "The file is a database. Export the table as CSV or Parquet.",
}


def reader_of(file: SourceFile) -> Reader | None:
    """The reader that recognises a file, or None: then it may be a table."""
    return next((reader for reader in READERS if reader.recognises(file)), None)


def open_table(file: SourceFile, options: TableOptions) -> Grid | Objects:
    """Open a file as a table: Parquet, Arrow, Excel, JSON or delimited text.

    Raises:
        InputError: it is none of these, or damaged.
    """
    head = file.head
    for start, message in _NOT_READ.items():
        if head.startswith(start):
            raise InputError(message, file=file.name)
    if head.startswith((b"PAR1", b"ARROW1")):
        return open_parquet(file)
    if head.startswith(b"PK"):
        return open_excel(file, options)
    if looks_like_json(head):
        return open_json(file)
    if root_name(file) is not None:
        raise InputError(
            "The XML is of a kind that is not known. Known are the lists of the United Nations and "
            "Canada. Convert it to JSON lines in the canonical schema.",
            file=file.name,
        )
    return open_csv(file, options)
