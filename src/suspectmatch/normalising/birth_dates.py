"""Birth dates of records: distinct dates, placeholder days of each source, dates of two calendars.

Sources that know only the year often write a day as well, mostly 1 January. Such placeholder days are
found in the dates of each source: if a day is there five times as often as by chance, four of five such
dates are no birthdays. One record for each day of the year, and 30 for 1 January, are added to the
counts, so that a few dates decide nothing; published lists have 1 January 10 to 40 times as often as by
chance.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.dates.columns import DateColumn, parse_dates
from suspectmatch.dates.edtf import FIRST_OF_YEAR, HIJRI_UNMARKED
from suspectmatch.kernels.dates import DAY_PRECISION
from suspectmatch.kernels.interning import code_integers
from suspectmatch.kernels.ragged import expand
from suspectmatch.normalising.columns import (
    distinct_rows,
    flattened,
    origins,
    unread_values,
)
from suspectmatch.tables.lists import ragged
from suspectmatch.tables.people import DateOccurrences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.int32]

DEFAULT_TIMES: Final = 5.0
"""A day this many times as frequent as by chance is a placeholder day."""
FIRST_TIMES: Final = 30
"""Records with 1 January that are added to the counts of each source."""
_CALENDARS, _WRITTEN = 3, 1232
_A_YEAR = 365.25
_FALSE = re.compile(
    r"(?i)\b(?:fictitious|false|falsified|fake|forged|fraudulent|bogus|faux|fausse|falso|falsa)\b"
    r"|поддельн|ложн|مزور"
)


def birth_dates(
    table: pa.Table,
    source: Codes,
    n_sources: int,
    unread: list[dict[str, Any]],
    today: dt.date,
) -> DateOccurrences:
    """The birth dates of N records.

    Args:
        table: the records, in the canonical schema.
        source: int32 (N,) source of each record.
        n_sources: how many sources there are.
        unread: gets a line for each date that could not be read, or whose calendar or century is
            a guess.
        today: years of two figures are never after this day.

    Returns:
        The dates. One that may be of either Hijri calendar is two occurrences.
    """
    offsets, structs = ragged(table.column("birth_dates"))
    codes, texts = distinct_rows([pc.struct_field(structs, k) for k in ("edtf", "text", "calendar")])
    dates = parse_dates(*texts, today=today)
    false = pc.fill_null(pc.struct_field(structs, "asserted_false"), False).to_numpy(
        zero_copy_only=False
    )
    said = pc.fill_null(pc.match_substring_regex(texts[1], _FALSE.pattern), False)
    false = false | said.to_numpy(zero_copy_only=False)[codes]
    position = (np.arange(codes.size) - np.repeat(offsets[:-1], np.diff(offsets))).astype(np.int32)
    if remarks := dates.reason | dates.note:
        has_remark = np.zeros(len(dates), dtype=bool)
        has_remark[list(remarks)] = True
        places = np.flatnonzero(has_remark[codes])
        rows = np.searchsorted(offsets, places, side="right") - 1
        unread += unread_values(
            table, rows, "birth_dates", [remarks[code] for code in codes[places].tolist()]
        )
    if dates.reason:
        dates, readings = _both_calendars(dates, texts, today)
        old = offsets
        offsets, codes, position = expand(old, codes, *flattened(readings))
        false = false[origins(old, offsets, position)]
    of_source = np.repeat(source, np.diff(offsets))
    return DateOccurrences(
        offsets, *_mark_default_days(dates, codes, of_source, n_sources), false, position
    )


def _both_calendars(
    dates: DateColumn, texts: Sequence[pa.Array], today: dt.date
) -> tuple[DateColumn, list[list[int]]]:
    """Reads dates that look like Hijri dates in both calendars; returns which rows each date becomes."""
    readings = [[row] for row in range(len(dates))]
    unmarked = [row for row, reason in dates.reason.items() if reason == HIJRI_UNMARKED]
    if not unmarked:
        return dates, readings
    edtf, text = (column.take(pa.array(unmarked)) for column in texts[:2])
    columns, start = [dates], len(dates)
    for calendar in ("hijri", "solar_hijri"):
        read = parse_dates(edtf, text, [calendar] * len(unmarked), today=today)
        for k in np.flatnonzero(read.is_read).tolist():
            kept = [row for row in readings[unmarked[k]] if row != unmarked[k]]
            readings[unmarked[k]] = [*kept, start + k]
        columns.append(read)
        start += len(read)
    return _joined(columns), readings


def default_days(
    written: npt.NDArray[np.int64],
    group: npt.NDArray[np.int64],
    count: npt.NDArray[np.int64],
    n_groups: int,
) -> npt.NDArray[np.bool_]:
    """Which days of the year are placeholder days in each group of dates.

    Of each day of the year the most frequent date counts once: it may be one person with many records.

    Args:
        written: int64 (U,) month times 100 plus day of each distinct date, 0 where it is no full day.
        group: int64 (U,) group of each: its source and its calendar.
        count: int64 (U,) how often it is there.
        n_groups: how many groups there are.

    Returns:
        bool (n_groups, 1232).

    Example:
        >>> found = default_days(np.array([101, 615]), np.array([0, 0]), np.array([1, 40]), 1)
        >>> bool(found[0, 101]), bool(found[0, 615])
        (True, False)
    """
    size = n_groups * _WRITTEN
    place = (group * _WRITTEN + written)[written > 0]
    count = count[written > 0]
    commonest = np.ones(size, np.int64)
    np.maximum.at(commonest, place, count)
    times = np.bincount(place, count, size) - commonest + 1.0
    times = np.maximum(times, 0.0).reshape(n_groups, _WRITTEN) + 1.0
    n_dates = times.sum(axis=1, keepdims=True) - _WRITTEN + _A_YEAR + FIRST_TIMES - 1
    times[:, FIRST_OF_YEAR] += FIRST_TIMES - 1
    often: npt.NDArray[np.bool_] = times * _A_YEAR >= DEFAULT_TIMES * n_dates
    often[:, 0] = False
    return often


def _mark_default_days(
    dates: DateColumn, codes: Codes, source: Codes, n_sources: int
) -> tuple[Codes, DateColumn]:
    """Gives dates that are placeholder days of their source a row of their own."""
    which, first = code_integers(source.astype(np.int64) * len(dates) + codes)
    count = np.bincount(which, minlength=first.size)
    is_day = (dates.precision == DAY_PRECISION) & ~dates.approximate
    row = codes[first]
    written = np.where(is_day, dates.written, 0).astype(np.int64)[row]
    group = source[first].astype(np.int64) * _CALENDARS + dates.calendar[row]
    marked = default_days(written, group, count, n_sources * _CALENDARS)[group, written]
    of_marked = np.unique(row[marked])
    column = _joined([dates, _taken(dates, of_marked)])
    column.default_day[:] = np.arange(len(column)) >= len(dates)
    row = np.where(marked, len(dates) + np.searchsorted(of_marked, row), row)
    return row.astype(np.int32)[which], column


def _taken(dates: DateColumn, rows: npt.NDArray[np.integer]) -> DateColumn:
    return DateColumn(**{name: getattr(dates, name)[rows] for name in _ARRAYS})


def _joined(columns: Sequence[DateColumn]) -> DateColumn:
    """Columns one below another; the reasons of the first are kept."""
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(each, name) for each in columns]) for name in _ARRAYS
    }
    return DateColumn(**arrays, reason=columns[0].reason)


_ARRAYS = [each.name for each in fields(DateColumn) if each.name not in {"reason", "note"}]
