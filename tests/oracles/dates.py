"""How well two dates agree: the definition, in plain Python with days one by one."""

from __future__ import annotations

import datetime as dt

DAY, MONTH, YEAR = 0, 1, 2


def days(date):
    """Every possible day of a date."""
    n_days = (date.latest - date.earliest).days
    return {date.earliest + dt.timedelta(days=k) for k in range(n_days + 1)}


def one_typing_error(first, second):
    """One character replaced by another, or two neighbours exchanged."""
    swaps = {first[:k] + first[k + 1] + first[k] + first[k + 2 :] for k in range(len(first) - 1)}
    n_different = sum(a != b for a, b in zip(first, second, strict=True))
    return n_different == 1 or (first != second and second in swaps)


def level_of_days(one, other):
    """The level of two days, or None if nothing but their distance is left to say."""
    a, b = dt.date(one.year, one.month, one.day), dt.date(other.year, other.month, other.day)
    if one.calendar != other.calendar and abs((a - b).days) <= 2:
        return "same_day_converted"
    if a == b:
        return "same_default_day" if one.default_day or other.default_day else "same_day"
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return "day_month_swapped"
    if abs((a - b).days) == 1:
        return "one_day_apart"
    if one.default_day or other.default_day:
        return None
    if one_typing_error(f"{a:%Y%m%d}", f"{b:%Y%m%d}"):
        return "one_character"
    if (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) in {1, 10}:
        return "same_day_month"
    return None


def level_of_periods(one, other):
    """The level of two dates of which at least one is no day, or that differ."""
    precisions = {one.precision, other.precision}
    exact = not (one.approximate or other.approximate)
    same_year = one.year == other.year != 0
    if same_year and exact and MONTH in precisions and one.month == other.month != 0:
        return "same_month"
    if same_year and precisions == {YEAR}:
        return "same_year" if exact else "about_same_year"
    if same_year and exact and (one.default_day or other.default_day):
        return "default_day_same_year"
    if same_year and exact and YEAR in precisions:
        return "year_of_day"
    if shared := days(one) & days(other):
        mass = len(shared) / max(len(days(one)), len(days(other)))
        return "mostly_overlapping" if exact and mass >= 1 / 4 else "overlapping"
    if same_year:
        return "same_year_other_day"
    first, last = sorted((one, other), key=lambda date: date.earliest)
    end, begin = first.latest, last.earliest
    known = precisions == {DAY} and exact and not (one.default_day or other.default_day)
    for years, words in ((1, "1_year"), (5, "5_years"), (10, "10_years")):
        if (begin.year, begin.month, begin.day) <= (end.year + years, end.month, end.day):
            return f"within_{words}" if known else f"about_{words}_apart"
    return "further_apart"


def date_level(one, other):
    """Name of the level of two dates as ``read_edtf`` gives them; None if either is a reason."""
    if isinstance(one, str) or isinstance(other, str):
        return None
    level = level_of_days(one, other) if one.precision == other.precision == DAY else None
    return level or level_of_periods(one, other)


def best_date_level(left, right, names):
    """Best level over two sets of (date, asserted_false); names are strongest first."""
    positive = names[: names.index("about_same_year") + 1]
    found = [
        level
        for one, one_false in left
        for other, other_false in right
        if (level := date_level(one, other)) and (level in positive or not (one_false or other_false))
    ]
    return min(found, key=names.index, default=None)
