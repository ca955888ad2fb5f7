"""Keys of records under each part of a blocking rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from suspectmatch.kernels import keys as kernel
from suspectmatch.kernels.dates import DAY_PRECISION
from suspectmatch.kinds import FIELDS, KINDS
from suspectmatch.names.frequencies import records_with
from suspectmatch.normalising.columns import gather
from suspectmatch.tables.lists import ragged

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import People

    Keys = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]

YEARS_APART: Final = 2
"""Birth years may lie this far apart under ``birth_year``."""
NEAR_YEARS: Final = 1
"""Birth years may lie this far apart under ``near_birth_year``."""
WIDEST_YEARS: Final = 12
"""A birth interval wider than this makes no ``birth_year`` key."""
SHORTEST_FORM: Final = 2
"""A name part whose skeleton (or Metaphone code) is shorter is no key of its own."""
RARE_SHARE: Final = 0.005
"""A name part is rare where at most this share of records has it, within `RARE_RECORDS`."""
RARE_RECORDS: Final = (20, 100)
"""However few or many records there are, a part in 20 of them is rare, one in over 100 is not."""


def part_keys(people: People, part: str) -> Keys:
    """Incidences of one part: record int32 (E,), rising, and key uint64 (E,), each once."""
    record, key = _part_keys(people, part)
    record, key = record.astype(np.int32), key.astype(np.uint64)
    n = kernel.distinct_keys(record, key)
    return record[:n], key[:n]


def _part_keys(people: People, part: str) -> Keys:
    if part in _FIELD_OF_SET:
        column = people.sets[_FIELD_OF_SET[part]]
        record = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(column.offsets))
        return record[column.codes >= 0], column.codes[column.codes >= 0].astype(np.uint64)
    if part in ("given_name", "family_name"):
        return _written_names(people, part.removesuffix("_name"))
    if part in ("birth_date", "stated_birth_year"):
        return _written_dates(people, part)
    if part in ("birth_day", "birth_anniversary"):
        return _birth_days(people, whole=part == "birth_day")
    if part == "birth_year":
        return _birth_years(people, YEARS_APART)
    if part == "near_birth_year":
        return _birth_years(people, NEAR_YEARS)
    return _name_keys(people, part)


_FIELD_OF_SET: Final = {
    part.name: field.name
    for field in FIELDS.values()
    for part in field.keys
    if KINDS[field.kind].column == "sets"
}
"""The field of each part whose keys are the codes of a set."""


def _written_names(people: People, part: str) -> Keys:
    """Given or family names as the source divides them, without case and accents."""
    offsets, structs = ragged(people.records.table.column("names"))
    text = pc.utf8_lower(pc.struct_field(structs, part))
    if not pc.all(pc.string_is_ascii(text)).as_py():
        text = pc.replace_substring_regex(pc.utf8_normalize(text, "NFD"), r"\p{M}", "")
    encoded = text.dictionary_encode()
    record = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(offsets))
    keep = encoded.is_valid().to_numpy(zero_copy_only=False) & ~_no_key(people)
    codes = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    return record[keep], codes[keep].astype(np.uint64)


def _written_dates(people: People, part: str) -> Keys:
    """Dates, or their years, as precisely as the source states them."""
    dates = people.birth_dates
    column = dates.dates
    record = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(dates.offsets))
    if part == "stated_birth_year":
        keep = column.year[dates.codes] > 0
        return record[keep], column.year[dates.codes[keep]].astype(np.uint64)
    keep = column.precision[dates.codes] >= 0
    middle = column.earliest.astype(np.int64) + column.latest
    width = column.latest.astype(np.int64) - column.earliest
    key = (middle.astype(np.uint64) << np.uint64(32)) + width.astype(np.uint64)
    return record[keep], key[dates.codes[keep]]


def _birth_days(people: People, *, whole: bool) -> Keys:
    dates = people.birth_dates
    column = dates.dates
    usable = (column.precision == DAY_PRECISION) & ~column.default_day
    record = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(dates.offsets))
    keep = usable[dates.codes]
    day = column.month.astype(np.uint64) * np.uint64(100) + column.day.astype(np.uint64)
    if whole:
        day = ((column.earliest.astype(np.int64) + column.latest) // 2).astype(np.uint64)
    return record[keep], day[dates.codes[keep]]


def _years(people: People) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """First and last year of each distinct date as stated; the first is 0 where it is unread."""
    column = people.birth_dates.dates
    first, last = (
        days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + np.int32(1970)
        for days in (column.earliest, column.latest)
    )
    circa = (column.year > 0) & column.approximate
    first, last = np.where(circa, column.year, first), np.where(circa, column.year, last)
    return np.where(column.precision < 0, 0, first).astype(np.int32), last.astype(np.int32)


def _birth_years(people: People, apart: int) -> Keys:
    dates = people.birth_dates
    return _two_passes(
        kernel.year_keys, dates.offsets, dates.codes, *_years(people), apart, WIDEST_YEARS
    )


def _name_keys(people: People, part: str) -> Keys:
    column = people.names
    arrays = column.names.arrays
    form = arrays.skeleton
    long = np.diff(arrays.skeleton_offsets) >= SHORTEST_FORM
    size = {"name": 0, "two_name_parts": 2}.get(part, 1)
    usable = np.ones(form.size, dtype=bool) if part == "two_name_parts" else long
    if part == "sounding_name_part":
        form = _codes(column.names.phonetic)
        usable = np.array([len(code) >= SHORTEST_FORM for code in column.names.phonetic], dtype=bool)
    if part == "given_prefix":
        form = _codes([skeleton[:1] for skeleton in column.names.skeletons])
    if part in ("rare_name_part", "sounding_name_part"):
        usable = usable & _rare(people, form)
    return _two_passes(
        kernel.name_keys,
        column.offsets,
        column.codes,
        _no_key(people),
        arrays.token_offsets,
        arrays.token_codes,
        form,
        usable,
        size,
    )


def _no_key(people: People) -> npt.NDArray[np.bool_]:
    """Weak aliases of records that have a strong name, bool (M,); where there is none, they serve."""
    column = people.names
    strong_before = np.concatenate([[0], np.cumsum(~column.weak)])
    n_strong = np.diff(strong_before[column.offsets])
    return column.weak & (np.repeat(n_strong, np.diff(column.offsets)) > 0)


def _rare(people: People, form: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Tokens whose form few records have, bool (T,), counted over strong names."""
    column = people.names
    arrays = column.names.arrays
    strong = np.flatnonzero(~_no_key(people))
    record = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(column.offsets))[strong]
    positions, origin, _ = gather(arrays.token_offsets, column.codes[strong])
    held = records_with(
        form[arrays.token_codes[positions]], record[origin], int(form.max(initial=-1)) + 1
    )
    rare: npt.NDArray[np.bool_] = held[form] <= np.clip(RARE_SHARE * len(people), *RARE_RECORDS)
    return rare


def _codes(values: Any) -> npt.NDArray[np.int32]:
    distinct: dict[str, int] = {}
    return np.array([distinct.setdefault(value, len(distinct)) for value in values], dtype=np.int32)


def _two_passes(make: Any, *arguments: Any) -> Keys:
    """Count, allocate once, fill."""
    n = make(*arguments, np.empty(0, np.int32), np.empty(0, np.uint64))
    record, key = np.empty(n, np.int32), np.empty(n, np.uint64)
    make(*arguments, record, key)
    return record, key
