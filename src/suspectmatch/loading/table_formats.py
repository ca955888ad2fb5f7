"""Formats of tables. What their columns mean is in a mapping, unless they are canonical records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from suspectmatch.errors import InputError
from suspectmatch.loading import canonical
from suspectmatch.loading.mapping.rows import read_grid
from suspectmatch.loading.source_file import root_name
from suspectmatch.loading.tables.csv_text import open_csv
from suspectmatch.loading.tables.json_text import looks_like_json
from suspectmatch.loading.tables.objects import Objects, open_json, open_parquet
from suspectmatch.loading.tables.spreadsheet import open_excel
from suspectmatch.loading.tables.table_options import TableOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.mapping.mapping import Mapping
    from suspectmatch.loading.source_file import SourceFile
    from suspectmatch.loading.tables.grid import Grid


@dataclass(frozen=True)
class TableFormat:
    """A format that keeps tables.

    Attributes:
        NAME: what it is called.
        recognises: says whether a file is of this format; never raises.
        open: opens a file as a table.
    """

    NAME: str
    recognises: Callable[[SourceFile], bool]
    open: Callable[[SourceFile, TableOptions], Grid | Objects]

    def read(self, files: Sequence[SourceFile], intake: Intake) -> None:
        """Offer every row to the intake, by its mapping.

        Raises:
            InputError: a file is damaged or holds no rows.
            UnsafeInputError: a file would be dangerous to read.
            SpecError: the table needs a mapping, or the mapping does not fit.
        """
        for file in files:
            options = intake.mapping.options() if intake.mapping else TableOptions()
            read_table(self.open(file, options), intake, file=file.name)


def read_table(table: Grid | Objects, intake: Intake, *, file: str) -> None:
    """Offer the rows of a table: canonical records as they are, all others by a mapping.

    Raises:
        InputError: it holds no rows.
        SpecError: it needs a mapping, or the mapping does not fit.
    """
    mapping = intake.mapping
    intake.units[file] = table.unit
    if (
        (mapping is None or is_for_all(mapping))
        and isinstance(table, Objects)
        and canonical.is_canonical(table.columns)
    ):
        canonical.read(table, intake)
        intake.kinds[file] = f"{canonical.NAME} ({table.kind})"
    else:
        grid = table.grid() if isinstance(table, Objects) else table
        intake.notes[file] = [*grid.notes, *read_grid(grid, mapping, intake, file=file)]
        intake.kinds[file] = f"table ({grid.kind})"
    if not intake.n_read_by_file[file]:
        raise InputError("There are no rows below the names of the columns.", file=file)


def is_for_all(mapping: Mapping) -> bool:
    """Whether formats that need no mapping are read in spite of it: it names no column of theirs."""
    return mapping.is_shared or mapping.is_only_constants()


def _is_text(file: SourceFile) -> bool:
    others = (PARQUET, EXCEL, JSON)
    return root_name(file) is None and not any(one.recognises(file) for one in others)


PARQUET: Final = TableFormat(
    "Parquet or Arrow",
    lambda file: file.head.startswith((b"PAR1", b"ARROW1")),
    lambda file, _: open_parquet(file),
)
EXCEL: Final = TableFormat("Excel workbook", lambda file: file.head.startswith(b"PK"), open_excel)
JSON: Final = TableFormat(
    "JSON", lambda file: looks_like_json(file.head), lambda file, _: open_json(file)
)
DELIMITED_TEXT: Final = TableFormat("delimited text", _is_text, open_csv)
