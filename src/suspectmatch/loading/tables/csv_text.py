"""Text tables: comma, semicolon, tab or bar between fields; any encoding that can be told."""

from __future__ import annotations

import codecs
import contextlib
import csv
import re
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.errors import InputError, SpecError, UnsafeInputError
from suspectmatch.loading.tables.grid import Grid, Rows, unique

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile
    from suspectmatch.loading.tables.table_options import TableOptions

MAX_LINE: Final = 1 << 20
"""Longest line, in characters."""
MAX_SPAN: Final = 50
"""Most lines that one quoted field may run over; more is a quotation mark left open."""
_SAMPLE: Final = 30
_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VALUE: Final = re.compile(r"\W*(?:\d[\d\s./-]{3,}|\d{1,2}\W\w{3,9}\W\d{2,4})\W*")
_GUESSED: Final = (
    "not UTF-8: read as Windows-1252. If names look wrong, set encoding under [table] in a mapping"
)
_NO_MARK: Final = "UTF-16 without a byte order mark"
_MIXED: Final = "mostly UTF-8, with bytes of another encoding in places: rows that use them are rejected"


def open_csv(file: SourceFile, options: TableOptions) -> Grid:
    """Find out how a text table is written, and open it.

    Raises:
        InputError: it holds no table, or its encoding cannot be told.
        UnsafeInputError: it is binary, or a line is longer than any real one.
    """
    encoding, errors, notes = _encoding(file, options.encoding)
    with _stream(file, encoding, errors) as stream:
        lines = _Lines(stream, file.name)
        try:
            sample = [line for line, _ in zip(lines, range(_SAMPLE), strict=False)]
        except UnicodeError:
            raise InputError(f"The text is not {encoding}.", file=file.name) from None
    layout = _layout(sample, options.delimiter)
    number, header = _header(sample, layout, options, file.name)
    columns = unique(header)
    n_values = sum(_VALUE.fullmatch(name) is not None for name in columns)
    if n_values == len(columns) or n_values > max(1, len(columns) // 3):
        raise InputError(
            "This line should hold the names of the columns, but holds values. Add a line of names.",
            file=file.name,
            line=number,
        )
    kind = {",": "CSV", ";": "CSV (semicolons)", "\t": "TSV", "|": "CSV (bars)"}.get(
        layout["delimiter"], "CSV"
    )
    body = _Body(file, encoding, errors, layout, number, tuple(header))
    return Grid(columns, body.rows, kind, notes)


def _encoding(file: SourceFile, wanted: str | None) -> tuple[str, str, tuple[str, ...]]:
    if wanted is not None:
        try:
            codecs.lookup(wanted)
        except LookupError:
            raise SpecError(f"There is no text encoding {wanted!r}.", file=file.name) from None
        return wanted, "strict", ()
    head = file.head
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, "strict", ()
    if b"\x00" in head:
        first, second = head[0:2000:2].count(0), head[1:2000:2].count(0)
        if first == 0 and second * 5 > len(head[:2000]) // 2:
            return "utf-16-le", "strict", (_NO_MARK,)
        if second == 0 and first * 5 > len(head[:2000]) // 2:
            return "utf-16-be", "strict", (_NO_MARK,)
        raise UnsafeInputError("The file is binary, not a text table.", file=file.name)
    n_wide, n_bad = _utf8(file)
    if not n_bad:
        return "utf-8", "strict", ()
    if n_wide > n_bad:
        return "utf-8", "surrogateescape", (_MIXED,)
    return "cp1252", "surrogateescape", (_GUESSED,)


def _utf8(file: SourceFile) -> tuple[int, int]:
    """How many characters beyond ASCII are good UTF-8, and how many bytes are not."""
    n_wide = n_bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    with file.path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            text = decoder.decode(chunk)
            if not text.isascii():
                bad = len(_ESCAPED.findall(text))
                n_bad += bad
                n_wide += len(_WIDE.findall(text)) - bad
    return n_wide, n_bad + len(_ESCAPED.findall(decoder.decode(b"", final=True)))


_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_WIDE: Final = re.compile("[^\x00-\x7f]")


def _stream(file: SourceFile, encoding: str, errors: str) -> io.TextIOWrapper:
    return file.path.open("r", encoding=encoding, errors=errors, newline="")


class _Lines:
    """Lines of a stream, with a way to go back to the second line of the row just tried."""

    def __init__(self, stream: io.TextIOBase, file: str) -> None:
        self.number = 0
        self._stream, self._file = stream, file
        self._held: list[str] = []
        self._again: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            raise UnsafeInputError(
                f"A line is longer than {MAX_LINE:,} characters.", file=self._file, line=self.number
            )
        self._held.append(line)
        if len(self._held) > MAX_SPAN:
            raise csv.Error
        return line

    def begin(self) -> int:
        """Forget the lines of the row before; returns the line the next row begins on."""
        self._held.clear()
        return self.number + 1

    def go_back(self) -> int:
        """Give all lines since ``begin`` but the first once more; returns how many there were."""
        n = len(self._held)
        self._again.extendleft(reversed(self._held[1:]))
        self.number -= max(n - 1, 0)
        return n


def _layout(sample: list[str], delimiter: str | None) -> dict[str, Any]:
    found = [delimiter] if delimiter else list(_DELIMITERS)
    best: tuple[float, int, str] = (-1.0, 0, ",")
    for candidate in found:
        widths = Counter(len(row) for row in _parsed(sample, {"delimiter": candidate}) if any(row))
        if not widths:
            continue
        width, n = widths.most_common(1)[0]
        score = n / sum(widths.values()) if width > 1 else 0.0
        if (score, width) > best[:2]:
            best = (score, width, candidate)
    between = f'{best[2]} "'
    spaced = sum(between in line for line in sample) > len(sample) // 2
    return {"delimiter": best[2], "skipinitialspace": spaced}


def _parsed(sample: list[str], layout: dict[str, Any]) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(csv.reader(sample, **layout))
    return rows


def _header(
    sample: list[str], layout: dict[str, Any], options: TableOptions, file: str
) -> tuple[int, list[str]]:
    """The line the header stands on, and its cells: the first row as wide as most rows are."""
    lines = iter(sample)
    reader = csv.reader(lines, **layout)
    numbered: list[tuple[int, list[str]]] = []
    with contextlib.suppress(csv.Error):
        numbered.extend((reader.line_num, row) for row in reader if "".join(row).strip())
    if options.header_line is not None:
        numbered = [(line, row) for line, row in numbered if line >= options.header_line]
    if not numbered:
        raise InputError("There is no line with names of columns.", file=file)
    if options.header_line is not None:
        return numbered[0]
    width = Counter(len(row) for _, row in numbered).most_common(1)[0][0]
    for line, row in numbered:
        if len(row) == width and sum(map(bool, row)) * 2 >= width:
            return line, row
    return numbered[0]


@dataclass(frozen=True)
class _Body:
    """Where the rows of a text table are, and how they are written."""

    file: SourceFile
    encoding: str
    errors: str
    layout: dict[str, Any]
    header_line: int
    header: tuple[str, ...]

    def rows(self, intake: Intake) -> Rows:
        """The rows below the header that are as wide as it is; all others are rejected."""
        width = len(self.header)
        for line, row in self._whole_rows(intake):
            if len(row) > width and not any(row[width:]):
                del row[width:]
            if not any(row):
                continue
            if len(row) != width:
                reason = f"has {len(row):,} fields where the header has {width:,}"
                intake.reject(reason, file=self.file.name, line=line)
            elif tuple(row) == self.header:
                intake.reject("the header is repeated", file=self.file.name, line=line)
            else:
                yield line, row

    def _whole_rows(self, intake: Intake) -> Iterator[tuple[int, list[str]]]:
        with _stream(self.file, self.encoding, self.errors) as stream:
            lines = _Lines(stream, self.file.name)
            for _ in range(self.header_line):
                next(lines)
            reader = csv.reader(lines, strict=True, **self.layout)
            while True:
                start = lines.begin()
                try:
                    yield start, next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if lines.go_back() == 1 and "limit" in str(error):
                        raise UnsafeInputError(
                            "A field is longer than any real one.", file=self.file.name, line=start
                        ) from None
                    reason = "a quotation mark stands inside a field or is never closed"
                    intake.reject(reason, file=self.file.name, line=start)
                    reader = csv.reader(lines, strict=True, **self.layout)
                except UnicodeError:
                    raise InputError(
                        f"The text is not {self.encoding}.", file=self.file.name, line=start
                    ) from None
