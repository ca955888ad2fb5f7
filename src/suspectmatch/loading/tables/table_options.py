"""How to read a table, where its content does not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableOptions:
    """How a table is kept; what is None is detected.

    Attributes:
        encoding: of a text file, such as ``cp1256``.
        delimiter: between the fields of a text file.
        header_line: row the column names stand in, counted from 1.
        sheet: name of the sheet of a workbook; the first one if None.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    sheet: str | None = None
