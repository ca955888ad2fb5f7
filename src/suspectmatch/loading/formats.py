"""Which format a file is of, detected from its content and never from its name.

To add a format, write a module (or any object) with ``NAME``, ``recognises`` and ``read``, and list it
in ``FORMATS``; or give it to ``load(..., formats=[...])``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from suspectmatch.errors import InputError
from suspectmatch.loading.enrolments import nist
from suspectmatch.loading.lists import canada, interpol, ofac, uk, un
from suspectmatch.loading.table_formats import DELIMITED_TEXT, EXCEL, JSON, PARQUET, TableFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile


class Format(Protocol):
    """What reads one format of files: a module or an object with these three names."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of a module
        """What the format is called."""

    @property
    def recognises(self) -> Callable[[SourceFile], bool]:
        """Says whether a file is of this format, by its first bytes; never raises."""

    @property
    def read(self) -> Callable[[Sequence[SourceFile], Intake], None]:
        """Offers every record of the files to the intake, with its file and line.

        Raises ``InputError`` or ``UnsafeInputError`` where a file cannot be read as a whole.
        """


FORMATS: Final[tuple[Format, ...]] = (
    un,
    canada,
    nist,
    interpol,
    ofac,
    uk,
    PARQUET,
    EXCEL,
    JSON,
    DELIMITED_TEXT,
)
"""All formats, in the order in which they are asked; the first that recognises a file reads it."""

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


def format_of(file: SourceFile, more: Sequence[Format] = ()) -> Format:
    """The format of a file; formats in ``more`` are asked first.

    Raises:
        InputError: no format recognises it.
    """
    for one in more:
        if one.recognises(file):
            return one
    for start, message in _NOT_READ.items():
        if file.head.startswith(start):
            raise InputError(message, file=file.name)
    for one in FORMATS:
        if one.recognises(file):
            return one
    raise InputError(
        "The XML is of a kind that is not known. Known are the lists of the United Nations and "
        "Canada. Convert it to JSON lines in the canonical schema.",
        file=file.name,
    )


def table_format_of(file: SourceFile) -> TableFormat | None:
    """The format of tables that recognises a file, if any does."""
    tables = (one for one in FORMATS if isinstance(one, TableFormat))
    return next((one for one in tables if one.recognises(file)), None)
