"""Excel workbooks: one sheet, read row by row, with dates as ISO text."""

from __future__ import annotations

import warnings
import zipfile
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from defusedxml.common import DefusedXmlException

from suspectmatch.errors import InputError, SpecError, UnsafeInputError
from suspectmatch.loading.tables.grid import Cell, Grid, Rows, cell, unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile
    from suspectmatch.loading.tables.table_options import TableOptions

MAX_UNPACKED: Final = 2 << 30
"""Most bytes a workbook may unpack to."""
MAX_RATIO: Final = 200
"""Most a part of a workbook of more than ``SMALL`` bytes may shrink by packing."""
SMALL: Final = 8 << 20
MAX_COLUMNS: Final = 1_000
_SAMPLE: Final = 20


def open_excel(file: SourceFile, options: TableOptions) -> Grid:
    """Open one sheet of a workbook: the first one, unless ``options`` name another.

    Raises:
        InputError: the file is no workbook, or the sheet holds no table.
        SpecError: there is no sheet of that name.
        UnsafeInputError: it would unpack to an outsized file.
    """
    _check_zip(file)
    sheet, names = _sheet(file, options.sheet)
    sample = list(islice(_cells(file, sheet), _SAMPLE))
    first = options.header_line or 1
    filled = [(number, row) for number, row in sample if number >= first and any(row)]
    if not filled:
        raise InputError("The sheet is empty.", file=file.name)
    width = max(sum(map(bool, row)) for _, row in filled)
    number, header = next(
        (number, row)
        for number, row in filled
        if options.header_line or sum(map(bool, row)) * 2 >= width
    )
    while header and not header[-1]:
        header.pop()
    notes = (f"sheet 1 of {len(names)}",) if len(names) > 1 and options.sheet is None else ()
    rows = partial(_rows, file, sheet, number, header)
    unit = "row" if len(names) == 1 else f"sheet {names.index(sheet) + 1}, row"
    return Grid(unique(header), rows, "Excel workbook", notes, unit)


def _check_zip(file: SourceFile) -> None:
    try:
        with zipfile.ZipFile(file.path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            f"The file is a damaged archive ({type(error).__name__}), not a workbook.", file=file.name
        ) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise InputError(
            "The file is an archive, not an Excel workbook. Unpack it and name the files in it.",
            file=file.name,
        )
    packed_too_well = any(
        part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if packed_too_well or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnsafeInputError("The workbook would unpack to an outsized file.", file=file.name)


@contextmanager
def _workbook(file: SourceFile) -> Iterator[Workbook]:
    """The opened workbook; whatever openpyxl raises becomes one clear error."""
    import openpyxl  # noqa: PLC0415 - half a second that only workbooks should cost

    try:
        with ExitStack() as stack:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and extensions, which hold no data
                stream = stack.enter_context(file.path.open("rb"))  # a path would be judged by its name
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            stack.callback(book.close)
            yield book
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parts raise
        if _is_unsafe(error):
            raise UnsafeInputError(
                "The workbook declares XML entities, which no workbook needs.", file=file.name
            ) from None
        raise InputError(
            f"The workbook is damaged ({type(error).__name__}). Save it again or export it as CSV.",
            file=file.name,
        ) from None


def _is_unsafe(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, DefusedXmlException):
            return True
        error = error.__cause__ or error.__context__
    return False


def _sheet(file: SourceFile, wanted: str | None) -> tuple[str, list[str]]:
    with _workbook(file) as book:
        names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise InputError("The workbook has no sheet with cells.", file=file.name)
    if wanted is not None and wanted not in names:
        raise SpecError(
            f"There is no sheet {wanted!r}; there are {', '.join(map(repr, names[:20]))}.",
            file=file.name,
        )
    return wanted or names[0], names


def _cells(file: SourceFile, title: str) -> Iterator[tuple[int, list[Cell]]]:
    with _workbook(file) as book:
        sheet: Any = book[title]
        sheet.reset_dimensions()  # a size that the file only claims would be filled with nothing
        for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
            yield number, [cell(value) for value in row]


def _rows(file: SourceFile, sheet: str, header_row: int, header: Sequence[Cell], intake: Intake) -> Rows:
    width = len(header)
    for number, row in _cells(file, sheet):
        if number <= header_row or not any(row):
            continue
        if any(row[width:]):
            intake.reject("has values to the right of the header", file=file.name, line=number)
            continue
        whole = (row + [None] * width)[:width]
        if whole == list(header):
            intake.reject("the header is repeated", file=file.name, line=number)
        else:
            yield number, whole
