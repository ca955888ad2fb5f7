"""How well two dates of birth, or two sets of them, agree.

A date is a row of an int32 table; the columns are named by the constants below and the table is made
by ``DateColumn.table`` in ``suspectmatch.dates.columns``. A date that could not be read has
precision ``UNREAD`` and takes no part.

The levels follow the errors that are found in practice: day and month exchanged and one-character
edits (Commission Delegated Regulation (EU) 2023/333, similarity of identity data), transposed digits
and neighbouring days (Fellegi and Sunter 1969; Christen, Data Matching, 2012, chapter 5), registry
default days (1 January, 1 July), and stated imprecision (EDTF, ISO 8601-2:2019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import inlined, kernel, whole
from suspectmatch.levels import DATE_LEVELS, level_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARLIEST, LATEST = 0, 1
"""Columns: first and last possible day, days since 1970-01-01."""
FIRST, LAST = 2, 3
"""Columns: the same two days as YYYYMMDD."""
YEAR, MONTH, DAY = 4, 5, 6
"""Columns: the stated year, month and day; 0 where the precision does not give it."""
PRECISION, APPROXIMATE, CALENDAR, DEFAULT = 7, 8, 9, 10
"""Columns: precision, circa (0 or 1), calendar, registry default day (0 or 1)."""
DIGITS = 11
"""Column: stated year, month and day as YYYYMMDD, one digit to each four bits."""
N_DATE_COLUMNS = 12

UNREAD, DAY_PRECISION, MONTH_PRECISION, YEAR_PRECISION, RANGE_PRECISION = -1, 0, 1, 2, 3
GREGORIAN, FROM_LUNAR, FROM_SOLAR = 0, 1, 2

_NUMBER = level_numbers(DATE_LEVELS)
_SAME_DAY = _NUMBER["same_day"]
_CONVERTED = _NUMBER["same_day_converted"]
_SWAPPED = _NUMBER["day_month_swapped"]
_ONE_DAY = _NUMBER["one_day_apart"]
_ONE_CHARACTER = _NUMBER["one_character"]
_DAY_MONTH = _NUMBER["same_day_month"]
_DEFAULT_DAY = _NUMBER["same_default_day"]
_SAME_MONTH = _NUMBER["same_month"]
_SAME_YEAR = _NUMBER["same_year"]
_ABOUT_YEAR = _NUMBER["about_same_year"]
_MOSTLY = _NUMBER["mostly_overlapping"]
_DEFAULT_YEAR = _NUMBER["default_day_same_year"]
_YEAR_OF_DAY = _NUMBER["year_of_day"]
_OVERLAPPING = _NUMBER["overlapping"]
_OTHER_DAY = _NUMBER["same_year_other_day"]
_WITHIN_1, _ABOUT_1 = _NUMBER["within_1_year"], _NUMBER["about_1_year_apart"]
_WITHIN_5, _ABOUT_5 = _NUMBER["within_5_years"], _NUMBER["about_5_years_apart"]
_WITHIN_10, _ABOUT_10 = _NUMBER["within_10_years"], _NUMBER["about_10_years_apart"]
_FURTHER = _NUMBER["further_apart"]

_CONVERSION_SLACK = 2
"""Days by which an observed Hijri date and its table may differ."""
_ONE_YEAR = 10_000
"""One year in YYYYMMDD."""


@kernel
def one_digit_apart(first: int | np.int64, second: int | np.int64) -> bool:
    """Whether two numbers of eight digits differ in one digit or by one transposition.

    Args:
        first: a day, its figures YYYYMMDD one to each four bits (binary-coded decimal).
        second: another.

    Returns:
        True if exactly one digit differs, or exactly two neighbouring digits are exchanged.

    Example:
        >>> bool(one_digit_apart(0x19650312, 0x19650372)), bool(one_digit_apart(0x19650312, 0x19560312))
        (True, True)
        >>> bool(one_digit_apart(0x19650312, 0x19650312))
        False
    """
    different = first ^ second
    if different == 0:
        return False
    place = 0
    while (different >> place) & 15 == 0:
        place += 4
    rest = different >> (place + 4)
    if rest == 0:
        return True
    if rest > 15:
        return False
    pair_first = (first >> place) & 255
    pair_second = (second >> place) & 255
    return (pair_first >> 4) | ((pair_first & 15) << 4) == pair_second


@inlined
def _apart_level(gap: int, exact: bool) -> int:
    """Level of two dates of different years, YYYYMMDD so far apart; ``exact``: both are known days."""
    if gap <= _ONE_YEAR:
        level = _WITHIN_1 if exact else _ABOUT_1
    elif gap <= 5 * _ONE_YEAR:
        level = _WITHIN_5 if exact else _ABOUT_5
    elif gap <= 10 * _ONE_YEAR:
        level = _WITHIN_10 if exact else _ABOUT_10
    else:
        level = _FURTHER
    return level


@kernel
def date_level(table: NDArray[np.int32], i: int | np.int64, j: int | np.int64) -> int:
    """How well two dates agree.

    Args:
        table: (D, N_DATE_COLUMNS) int32, one row per distinct date.
        i: row of one date, in [0, D).
        j: row of the other.

    Returns:
        Level number, 0 to ``len(DATE_LEVELS) - 1``, or -1 if either date is unread.

    Note:
        Symmetric. Two ranges overlap mostly where a quarter of the wider one's days, all taken to be
        equally likely, lie in the other. Apart, the distance is between the nearest ends of the two.
    """
    precision_i = table[i, PRECISION]
    precision_j = table[j, PRECISION]
    if UNREAD in (precision_i, precision_j):
        return -1
    year_i = table[i, YEAR]
    year_j = table[j, YEAR]
    month_i = table[i, MONTH]
    month_j = table[j, MONTH]
    same_year = year_i == year_j and year_i > 0
    if precision_i == DAY_PRECISION and precision_j == DAY_PRECISION:
        day_i = table[i, DAY]
        day_j = table[j, DAY]
        digits_i = table[i, DIGITS]
        digits_j = table[j, DIGITS]
        # A circa day is widened by as much on both sides, so its middle is the stated day.
        apart = abs(
            ((table[i, EARLIEST] + table[i, LATEST]) >> 1)
            - ((table[j, EARLIEST] + table[j, LATEST]) >> 1)
        )
        default_i = table[i, DEFAULT] == 1
        default_j = table[j, DEFAULT] == 1
        if table[i, CALENDAR] != table[j, CALENDAR] and apart <= _CONVERSION_SLACK:
            return _CONVERTED
        if digits_i == digits_j:
            return _DEFAULT_DAY if default_i or default_j else _SAME_DAY
        if same_year and day_i == month_j and month_i == day_j:
            return _SWAPPED
        if apart == 1:
            return _ONE_DAY
        if not default_i and not default_j:
            if one_digit_apart(whole(digits_i), whole(digits_j)):
                return _ONE_CHARACTER
            years_apart = abs(year_i - year_j)
            if day_i == day_j and month_i == month_j and years_apart in (1, 10):
                return _DAY_MONTH
    if same_year:
        exact = table[i, APPROXIMATE] == 0 and table[j, APPROXIMATE] == 0
        same_month = month_i == month_j and month_i > 0
        if exact and same_month and MONTH_PRECISION in (precision_i, precision_j):
            return _SAME_MONTH
        if precision_i == YEAR_PRECISION and precision_j == YEAR_PRECISION:
            return _SAME_YEAR if exact else _ABOUT_YEAR
        if exact and (table[i, DEFAULT] == 1 or table[j, DEFAULT] == 1):
            return _DEFAULT_YEAR
        if exact and YEAR_PRECISION in (precision_i, precision_j):
            return _YEAR_OF_DAY
    shared = min(table[i, LATEST], table[j, LATEST]) - max(table[i, EARLIEST], table[j, EARLIEST]) + 1
    if shared > 0:
        widest = max(table[i, LATEST] - table[i, EARLIEST], table[j, LATEST] - table[j, EARLIEST]) + 1
        exact = table[i, APPROXIMATE] == 0 and table[j, APPROXIMATE] == 0
        return _MOSTLY if exact and 4 * shared >= widest else _OVERLAPPING
    if same_year:
        return _OTHER_DAY
    if table[i, EARLIEST] > table[j, LATEST]:
        gap = table[i, FIRST] - table[j, LAST]
    else:
        gap = table[j, FIRST] - table[i, LAST]
    days = precision_i == DAY_PRECISION and precision_j == DAY_PRECISION
    exact = table[i, APPROXIMATE] + table[j, APPROXIMATE] + table[i, DEFAULT] + table[j, DEFAULT] == 0
    return _apart_level(gap, days and exact)


@kernel
def best_date_level(
    left_start: int,
    left_stop: int,
    right_start: int,
    right_stop: int,
    codes: NDArray[np.int32],
    asserted_false: NDArray[np.bool_],
    table: NDArray[np.int32],
) -> tuple[int, int, int]:
    """The best agreement between the dates of two records.

    A date that its source itself calls false may raise the level but never lower it: a pair with such
    a date counts only from ``about_same_year`` up.

    Args:
        left_start: first occurrence of the left record in ``codes``.
        left_stop: one past its last occurrence.
        right_start: first occurrence of the right record.
        right_stop: one past its last occurrence.
        codes: (M,) int32, row of ``table`` for each occurrence.
        asserted_false: (M,) bool, whether the source calls the date false.
        table: (D, N_DATE_COLUMNS) int32.

    Returns:
        Level (-1 if nothing can be compared) and the two occurrences it comes from (-1 likewise).
    """
    best, best_left, best_right = -1, -1, -1
    for a in range(left_start, left_stop):
        for b in range(right_start, right_stop):
            level = date_level(table, whole(codes[a]), whole(codes[b]))
            if level < _ABOUT_YEAR and (asserted_false[a] or asserted_false[b]):
                continue
            if level > best:
                best, best_left, best_right = level, a, b
    return best, best_left, best_right


@kernel
def day_rows(
    offsets: NDArray[np.int64],
    codes: NDArray[np.int32],
    asserted_false: NDArray[np.bool_],
    table: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The date of each record that has one full day of the Gregorian calendar, and nothing about it.

    Args:
        offsets: (N + 1,) where the occurrences of each record begin in ``codes``.
        codes: (M,) int32, row of ``table`` for each occurrence.
        asserted_false: (M,) bool, whether the source calls the date false.
        table: (D, N_DATE_COLUMNS) int32.

    Returns:
        (N, 4) int32: the day since 1970-01-01, as YYYYMMDD, its figures one to each four bits, and 1 if
        it is a registry default day; the second is 0 where the record has other dates than this.
    """
    rows = np.zeros((len(offsets) - 1, 4), np.int32)
    for record in range(len(rows)):
        at = offsets[record]
        if offsets[record + 1] - at != 1 or asserted_false[at]:
            continue
        date = codes[at]
        plain = table[date, PRECISION] == DAY_PRECISION and table[date, CALENDAR] == GREGORIAN
        if plain and table[date, EARLIEST] == table[date, LATEST] and table[date, APPROXIMATE] == 0:
            rows[record, 0], rows[record, 1] = table[date, EARLIEST], table[date, FIRST]
            rows[record, 2], rows[record, 3] = table[date, DIGITS], table[date, DEFAULT]
    return rows


@inlined
def _day_level(days: NDArray[np.int32], k: int) -> int:
    """As `date_level`, for the two rows of `day_rows` that stand side by side in row k."""
    gap = abs(days[k, 1] - days[k, 5])
    year_i, year_j = days[k, 1] // _ONE_YEAR, days[k, 5] // _ONE_YEAR
    day_i, day_j = days[k, 1] % _ONE_YEAR, days[k, 5] % _ONE_YEAR
    years_apart = abs(year_i - year_j)
    defaults = days[k, 3] + days[k, 7]
    if gap == 0:
        level = _DEFAULT_DAY if defaults > 0 else _SAME_DAY
    elif years_apart == 0 and day_i // 100 == day_j % 100 and day_i % 100 == day_j // 100:
        level = _SWAPPED
    elif abs(days[k, 0] - days[k, 4]) == 1:
        level = _ONE_DAY
    elif defaults == 0 and one_digit_apart(whole(days[k, 2]), whole(days[k, 6])):
        level = _ONE_CHARACTER
    elif defaults == 0 and day_i == day_j and years_apart in (1, 10):
        level = _DAY_MONTH
    elif years_apart == 0:
        level = _DEFAULT_YEAR if defaults > 0 else _OTHER_DAY
    else:
        level = _apart_level(gap, defaults == 0)
    return level


AT_A_TIME = 256
"""Pairs whose rows are fetched before they are compared: so many reads of memory can overlap."""


@kernel
def date_levels_pairs(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    rows: NDArray[np.int32],
    offsets: NDArray[np.int64],
    codes: NDArray[np.int32],
    asserted_false: NDArray[np.bool_],
    table: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """The best agreement of dates for each pair of records.

    Args:
        left: (P,) row number of one record of each pair.
        right: (P,) row number of the other.
        rows: (N, 4) int32, as made by `day_rows`.
        offsets: (N + 1,) where the occurrences of each record begin in ``codes``.
        codes: (M,) int32, row of ``table`` for each occurrence.
        asserted_false: (M,) bool, whether the source calls the date false.
        table: (D, N_DATE_COLUMNS) int32, from ``DateColumn.table``.
        levels: (P,) int8, written: -1 missing, 0 contradicts most, ``len(DATE_LEVELS) - 1`` same
            day.
    """
    days = np.empty((AT_A_TIME, 8), np.int32)
    doubles, day_doubles = rows.view(np.int64), days.view(np.int64)  # two numbers are copied as one
    for start in range(0, len(left), AT_A_TIME):
        n = min(AT_A_TIME, len(left) - start)
        for k in range(n):
            i, j = left[start + k], right[start + k]
            for column in range(2):
                day_doubles[k, column] = doubles[i, column]
                day_doubles[k, column + 2] = doubles[j, column]
        for k in range(n):
            if days[k, 1] > 0 and days[k, 5] > 0:
                levels[start + k] = _day_level(days, k)
            else:
                i, j = whole(left[start + k]), whole(right[start + k])
                levels[start + k] = best_date_level(
                    offsets[i], offsets[i + 1], offsets[j], offsets[j + 1], codes, asserted_false, table
                )[0]
