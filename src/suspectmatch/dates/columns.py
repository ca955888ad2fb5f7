"""Many distinct dates at once, as intervals of days that kernels can compare.

ISO dates, of which there may be hundreds of thousands, are read together; all others one by one. A date
that cannot be read stays, with the reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.dates.calendars import FIRST_YEAR, LAST_YEAR
from suspectmatch.dates.edtf import EMPTY, FIRST_OF_YEAR, NOT_EDTF, PartialDate, read_edtf
from suspectmatch.dates.figures import CENTURY_GUESSED
from suspectmatch.dates.text import read_date_text
from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    MONTH_PRECISION,
    N_DATE_COLUMNS,
    UNREAD,
    YEAR_PRECISION,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_ISO_LENGTHS = {10: DAY_PRECISION, 7: MONTH_PRECISION, 4: YEAR_PRECISION}
_NUMBERS = (
    (r"^(\d{2})[/.-](\d{2})[/.-](\d{4})$", r"\3-\2-\1"),
    (r"^(\d{4})[/.](\d{2})[/.](\d{2})$", r"\1-\2-\3"),
    (r"^(19\d{2}|20\d{2})(\d{2})(\d{2})$", r"\1-\2-\3"),
)
_DASHES = (4, 7)
_TEN, _MONTHS, _EPOCH_YEAR = 10, 12, 1970
_EARLIEST_FAST_YEAR = 1901
"""From this year on no day is a placeholder, so plain dates need no further look."""


@dataclass(frozen=True)
class DateColumn:
    """D distinct dates, in the order given.

    Attributes:
        earliest: (D,) int32, first possible day, days since 1970-01-01; circa widens it.
        latest: (D,) int32, last possible day.
        year: (D,) int16, the stated Gregorian year; 0 where there is no single one.
        month: (D,) int8, the stated month, 0 where the precision does not give it.
        day: (D,) int8, the stated day, 0 likewise.
        precision: (D,) int8, UNREAD, DAY_PRECISION, MONTH_PRECISION, YEAR_PRECISION or RANGE_PRECISION.
        approximate: (D,) bool, circa or uncertain.
        calendar: (D,) int8, 0 Gregorian as written, 1 from lunar Hijri, 2 from Solar Hijri.
        default_day: (D,) bool, placeholder days: the first day of a year, until
            `suspectmatch.normalise` has counted the days of each source.
        written: (D,) int16, month times 100 plus day as the source wrote them; 0 without a day.
        reason: for each unread date its row and why; never the value.
        note: for each date that was read by a guess its row and what was guessed.
    """

    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    year: NDArray[np.int16]
    month: NDArray[np.int8]
    day: NDArray[np.int8]
    precision: NDArray[np.int8]
    approximate: NDArray[np.bool_]
    calendar: NDArray[np.int8]
    default_day: NDArray[np.bool_]
    written: NDArray[np.int16]
    reason: dict[int, str] = field(default_factory=dict)
    note: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.precision)

    @property
    def is_read(self) -> NDArray[np.bool_]:
        """(D,) whether the date could be read."""
        read: NDArray[np.bool_] = self.precision != UNREAD
        return read

    @cached_property
    def table(self) -> NDArray[np.int32]:
        """The dates as the kernels of ``suspectmatch.kernels.dates`` take them.

        Returns:
            (D, N_DATE_COLUMNS) int32, C-contiguous, columns in the order of that module's constants.

        Example:
            >>> parse_dates(["1965-03"]).table.tolist()
            [[-1767, -1737, 19650301, 19650331, 1965, 3, 0, 1, 0, 0, 0, 426050304]]
        """
        table = np.empty((len(self), N_DATE_COLUMNS), np.int32)
        columns: tuple[NDArray[Any], ...] = (
            self.earliest,
            self.latest,
            _figures(self.earliest),
            _figures(self.latest),
            self.year,
            self.month,
            self.day,
            self.precision,
            self.approximate,
            self.calendar,
            self.default_day,
            _digits(self.year, 4) << 16 | _digits(self.month, 2) << 8 | _digits(self.day, 2),
        )
        for number, column in enumerate(columns):
            table[:, number] = column
        return table


def parse_dates(
    edtf: Sequence[str | None] | pa.Array,
    text: Sequence[str | None] | pa.Array | None = None,
    calendar: Sequence[str | None] | pa.Array | None = None,
    *,
    today: dt.date | None = None,
) -> DateColumn:
    """Read distinct dates.

    Args:
        edtf: (D,) EDTF expressions, level 0 or 1 (ISO 8601-2:2019); null where there is only text.
        text: (D,) what the source printed; used where ``edtf`` is null or is no EDTF.
        calendar: (D,) one of ``suspectmatch.schema.CALENDARS``, or null.
        today: years of two figures are never after this day; the local day where None.

    Returns:
        The dates, in the order given. What cannot be read has precision UNREAD and a reason.

    Example:
        >>> dates = parse_dates(["1965-03-12", None, "1900-01-01"], [None, "circa 1970", None])
        >>> dates.precision.tolist(), dates.year.tolist(), dates.reason
        ([0, 2, -1], [1965, 1970, 0], {2: 'placeholder'})
    """
    edtf_column = _strings(edtf, len(edtf))
    text_column = _strings(text, len(edtf))
    calendar_column = _strings(calendar, len(edtf))
    dates = _unread(len(edtf))
    if edtf_column.null_count:
        plain = _as_iso(text_column.filter(edtf_column.is_null()))
        plain = pc.replace_with_mask(edtf_column, edtf_column.is_null(), plain)
    else:
        plain = edtf_column
    found = _read_iso(plain, calendar_column, dates)
    rest = np.flatnonzero(~found)
    if len(rest):
        columns = (
            column.take(pa.array(rest)).to_pylist()
            for column in (edtf_column, text_column, calendar_column)
        )
        _fill(dates, rest, map(partial(_read_one, checks.today(today)), *columns))
    return dates


def _strings(values: Sequence[str | None] | pa.Array | None, length: int) -> pa.Array:
    if values is None:
        return pa.nulls(length, pa.string())
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values.cast(pa.string())
    return pa.array(values, pa.string())


def _as_iso(text: pa.Array) -> pa.Array:
    """All-number dates rewritten in ISO order; an impossible one is left to the grammar of texts."""
    for pattern, order in _NUMBERS:
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=order)
    return text


def _unread(length: int) -> DateColumn:
    return DateColumn(
        earliest=np.zeros(length, np.int32),
        latest=np.zeros(length, np.int32),
        year=np.zeros(length, np.int16),
        month=np.zeros(length, np.int8),
        day=np.zeros(length, np.int8),
        precision=np.full(length, UNREAD, np.int8),
        approximate=np.zeros(length, np.bool_),
        calendar=np.zeros(length, np.int8),
        default_day=np.zeros(length, np.bool_),
        written=np.zeros(length, np.int16),
    )


def _read_iso(values: pa.Array, calendar: pa.Array, dates: DateColumn) -> NDArray[np.bool_]:
    """Fill in the plain Gregorian ISO dates; returns (D,) which ones those are."""
    found = np.zeros(len(values), np.bool_)
    converted = pc.is_in(calendar, value_set=pa.array(["hijri", "solar_hijri"]))
    lengths = pc.fill_null(pc.binary_length(values), 0).to_numpy(zero_copy_only=False)
    lengths = np.where(converted.to_numpy(zero_copy_only=False), 0, lengths)
    for length, precision in _ISO_LENGTHS.items():
        rows = np.flatnonzero(lengths == length)
        if len(rows):
            characters = _characters(values.take(pa.array(rows)), length)
            parts, valid = _iso_parts(characters, precision)
            _fill_iso(dates, rows[valid], parts[:, valid], precision)
            found[rows[valid]] = True
    return found


def _characters(values: pa.Array, length: int) -> NDArray[np.uint8]:
    """(n, length) bytes of strings that all have that length."""
    data = np.frombuffer(values.buffers()[2], np.uint8)
    begin = values.offset * length
    return data[begin : begin + len(values) * length].reshape(-1, length)


def _iso_parts(
    characters: NDArray[np.uint8], precision: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(3, n) year, month and day, 0 for what the precision lacks; (n,) whether that is a date."""
    digits = characters.astype(np.int64) - ord("0")
    width = characters.shape[1]
    figures = [place for place in range(width) if place not in _DASHES]
    dashes = [place for place in _DASHES if place < width]
    plain = (digits[:, figures] >= 0) & (digits[:, figures] < _TEN)
    valid: NDArray[np.bool_] = np.all(plain, axis=1) & np.all(characters[:, dashes] == ord("-"), axis=1)
    parts = np.zeros((3, len(characters)), np.int64)
    parts[0] = digits[:, :4] @ np.array([1000, 100, 10, 1])
    valid &= (parts[0] >= _EARLIEST_FAST_YEAR) & (parts[0] <= LAST_YEAR)
    if precision <= MONTH_PRECISION:
        parts[1] = digits[:, 5:7] @ np.array([_TEN, 1])
        valid &= (parts[1] >= 1) & (parts[1] <= _MONTHS)
    if precision == DAY_PRECISION:
        parts[2] = digits[:, 8:10] @ np.array([_TEN, 1])
        begin = _first_of_month(np.where(valid, parts[0], FIRST_YEAR), np.where(valid, parts[1], 1))
        length = (begin + np.timedelta64(1, "M")).astype("M8[D]") - begin.astype("M8[D]")
        valid &= (parts[2] >= 1) & (parts[2] <= length.astype(np.int64))
    return parts, valid


def _first_of_month(year: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return ((year - _EPOCH_YEAR) * _MONTHS + month - 1).astype("M8[M]")


def _fill_iso(
    dates: DateColumn, rows: NDArray[np.int64], parts: NDArray[np.int64], precision: int
) -> None:
    year, month, day = parts
    first = _first_of_month(year, np.maximum(month, 1))
    months = np.timedelta64(_MONTHS if precision == YEAR_PRECISION else 1, "M")
    earliest = first.astype("M8[D]").astype(np.int64) + np.maximum(day, 1) - 1
    after = (first + months).astype("M8[D]").astype(np.int64)
    dates.earliest[rows] = earliest
    dates.latest[rows] = earliest if precision == DAY_PRECISION else after - 1
    dates.year[rows], dates.month[rows], dates.day[rows] = year, month, day
    dates.precision[rows] = precision
    dates.written[rows] = np.where(day > 0, month * 100 + day, 0)
    dates.default_day[rows] = dates.written[rows] == FIRST_OF_YEAR


def _read_one(
    today: dt.date, edtf: str | None, text: str | None, calendar: str | None
) -> PartialDate | str:
    read: PartialDate | str = EMPTY
    if edtf:
        read = read_edtf(edtf, calendar)
    if text and read in {EMPTY, NOT_EDTF}:
        read = read_date_text(text, calendar, today)
    return read


def _fill(dates: DateColumn, rows: NDArray[np.int64], read: Iterable[PartialDate | str]) -> None:
    epoch = dt.date(_EPOCH_YEAR, 1, 1).toordinal()
    for row, date in zip(rows.tolist(), read, strict=True):
        if isinstance(date, str):
            dates.reason[row] = date
            continue
        dates.earliest[row] = date.earliest.toordinal() - epoch
        dates.latest[row] = date.latest.toordinal() - epoch
        dates.year[row], dates.month[row], dates.day[row] = date.year, date.month, date.day
        dates.precision[row] = date.precision
        dates.approximate[row] = date.approximate
        dates.calendar[row] = date.calendar
        dates.default_day[row] = date.default_day
        dates.written[row] = date.written
        if date.century_guessed:
            dates.note[row] = CENTURY_GUESSED


def _figures(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Days since 1970-01-01 as YYYYMMDD."""
    day = days.astype("M8[D]")
    month = day.astype("M8[M]")
    year = month.astype("M8[Y]")
    months = (month - year.astype("M8[M]")).astype(np.int64)
    days_in = (day - month.astype("M8[D]")).astype(np.int64)
    figures: NDArray[np.int64] = (
        (year.astype(np.int64) + _EPOCH_YEAR) * 10_000 + (months + 1) * 100 + days_in + 1
    )
    return figures


def _digits(numbers: NDArray[Any], width: int) -> NDArray[np.int64]:
    """Decimal digits, one to each four bits."""
    packed = np.zeros(len(numbers), np.int64)
    for place in range(width):
        packed |= numbers.astype(np.int64) // _TEN**place % _TEN << 4 * place
    return packed
