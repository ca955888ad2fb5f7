"""A first look at records: how many there are, how complete they are, their dates and markings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.kernels.dates import (
    DAY_PRECISION,
    MONTH_PRECISION,
    RANGE_PRECISION,
    UNREAD,
    YEAR_PRECISION,
)
from suspectmatch.normalising import normalise
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.tables import Records
from suspectmatch.tables.export import ArrowExport
from suspectmatch.tables.lists import ragged
from suspectmatch.tables.notebook import small_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from suspectmatch.tables import People

    _Cells = Iterator[tuple[str, int, int | None]]
    """What was counted, how many, and of how many."""

SECTIONS: Final = ("records", "completeness", "birth dates", "names", "roles", "markings")
MOST_FREQUENT: Final = 5
"""How many of the most frequent parts of names are counted for each source."""
_ALWAYS: Final = ("source", "record_id", "role", "location")
_PRECISIONS: Final = (
    ("to the day", DAY_PRECISION),
    ("to the month", MONTH_PRECISION),
    ("to the year", YEAR_PRECISION),
    ("a range", RANGE_PRECISION),
    ("not understood", UNREAD),
)
_SCHEMA: Final = pa.schema(
    [
        ("source", pa.string()),
        ("section", pa.string()),
        ("what", pa.string()),
        ("n", pa.int64()),
        ("share", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Profile(ArrowExport):
    """Counts and shares of what the sources hold; made by `profile`.

    Attributes:
        table: one row per source and count: ``source``, ``section`` (records, completeness, birth dates,
            names, roles or markings), ``what``, ``n`` and ``share``. A share is of the records of the
            source, or of its birth dates in that section; null where it has no meaning.

    Example:
        >>> import suspectmatch as sm
        >>> sm.profile(sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan"]}]}))
        Profile(1 record from 1 source: jail 1)
    """

    table: pa.Table

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources."""
        return tuple(self.table.column("source").unique().to_pylist())

    def of(self, section: str) -> dict[str, dict[str, tuple[int, float | None]]]:
        """One section: by what was counted, by source, the count and its share.

        Raises:
            ParameterError: there is no such section.
        """
        checks.one_of("section", section, SECTIONS)
        made: dict[str, dict[str, tuple[int, float | None]]] = {}
        for row in self.table.filter(pc.equal(self.table["section"], section)).to_pylist():
            made.setdefault(row["what"], {})[row["source"]] = row["n"], row["share"]
        return made

    def to_arrow(self) -> pa.Table:
        """The profile as an Arrow table; see ``table``."""
        return self.table

    def __repr__(self) -> str:
        kept = {source: n for source, (n, _) in self.of("records").get("kept", {}).items()}
        total = sum(kept.values())
        of_each = ", ".join(f"{source} {n:,}" for source, n in kept.items())
        return f"Profile({_many(total, 'record')} from {_many(len(kept), 'source')}: {of_each})"

    def __str__(self) -> str:
        lines = [repr(self)]
        for section in SECTIONS:
            rows = self.of(section)
            if rows:
                width = max(map(len, rows))
                lines += ["", section]
                lines += [f"  {what:<{width}}  {_line(cells)}" for what, cells in rows.items()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        made = []
        for section in SECTIONS:
            rows = [
                (what, *(_cell(cells.get(source)) for source in self.sources))
                for what, cells in self.of(section).items()
            ]
            if rows:
                made.append(small_table(section.capitalize(), ("", *self.sources), rows))
        return "".join(made)


def profile(records: Records) -> Profile:
    """Count what each source holds, before anything is configured.

    For each source: records kept, rejected and left out, values not understood, duplicate ids; how many
    records fill each field; precision and calendar of the birth dates, and how many are placeholder
    days; the number of distinct parts of names, and in how many records the most frequent ones occur;
    roles and markings. No value of a record is shown.

    Args:
        records: what ``load`` returned.

    Returns:
        The profile: print it, let a notebook show it, or ask for ``to_pandas()``.

    Raises:
        ParameterError: ``records`` is not a ``Records`` table.

    Example:
        >>> import suspectmatch as sm
        >>> records = [{"record_id": "1", "names": ["Ali Hasan"], "birth_dates": ["1970", "1971-05-02"]}]
        >>> sm.profile(sm.load({"jail": records})).of("birth dates")["to the year"]
        {'jail': (1, 0.5)}
    """
    checks.instance("records", records, Records, "a Records table, as made by load()")
    people = normalise(records)
    rows: list[tuple[str, str, str, int, float | None]] = []
    counts = records.counts()
    unread = Counter(people.unread.column("source").to_pylist())
    duplicates, place = _duplicate_ids(records), {name: k for k, name in enumerate(people.sources)}
    for source, count in counts.items():
        where = np.flatnonzero(people.source == place.get(source, -1))
        n = where.size
        numbers = {
            "kept": n,
            "rejected": count["rejected"],
            "duplicate ids": duplicates[source],
            "left out": count["left_out"],
            "values not understood": count["values_unread"] + unread[source],
        }
        rows += [(source, "records", what, k, None) for what, k in numbers.items()]
        if n:
            sections = {
                "completeness": _completeness(records, where),
                "birth dates": _dates(people, where),
                "names": _names(people, where),
                "roles": _values(records, where, "role"),
                "markings": _values(records, where, "handling"),
            }
            for section, cells in sections.items():
                rows += [(source, section, what, k, _share(k, of)) for what, k, of in cells]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return Profile(
        pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], _SCHEMA)
    )


def _duplicate_ids(records: Records) -> Counter[str]:
    """Rejected rows with the id of an earlier row, by source."""
    rejected = records.rejected
    is_duplicate = pc.and_(
        pc.equal(rejected["field"], "record_id"),
        pc.match_substring(rejected["reason"], "same record_id"),
    )
    return Counter(rejected.filter(pc.fill_null(is_duplicate, False))["source"].to_pylist())


def _completeness(records: Records, where: npt.NDArray[np.int64]) -> _Cells:
    """Records that fill a field."""
    taken = records.table.take(pa.array(where))
    for field in RECORD_SCHEMA:
        if field.name not in _ALWAYS:
            column = taken.column(field.name)
            is_filled = column.is_valid()
            if pa.types.is_list(field.type):
                is_filled = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
            yield field.name.replace("_", " "), int(pc.sum(is_filled).as_py() or 0), where.size


def _dates(people: People, where: npt.NDArray[np.int64]) -> _Cells:
    """Birth dates by precision and calendar."""
    born = people.birth_dates
    places = _places(born.offsets, where)
    codes, dates, n = born.codes[places], born.dates, places.size
    if not n:
        return
    precision = dates.precision[codes]
    for what, value in _PRECISIONS:
        yield what, int((precision == value).sum()), n
    calendar = dates.calendar[codes]
    yield "circa", int(dates.approximate[codes].sum()), n
    yield "placeholder day", int(dates.default_day[codes].sum()), n
    yield "lunar Hijri", int((calendar == 1).sum()), n
    yield "Solar Hijri", int((calendar == 2).sum()), n  # noqa: PLR2004 - as `DateColumn` has it
    yield "marked false by the source", int(born.asserted_false[places].sum()), n


def _names(people: People, where: npt.NDArray[np.int64]) -> _Cells:
    """Names, distinct parts of names, and the records that hold the most frequent of them."""
    column = people.names
    places = _places(column.offsets, where)
    arrays = column.names.arrays
    lengths = np.diff(column.offsets)[where]
    yield "names", int(places.size), None
    yield "records with several names", int((lengths > 1).sum()), where.size
    codes = column.codes[places].astype(np.int64)
    parts = _places(arrays.token_offsets, codes)
    row = np.repeat(np.repeat(np.arange(where.size), lengths), np.diff(arrays.token_offsets)[codes])
    n_tokens = int(arrays.token_codes.max(initial=-1)) + 1
    held = np.unique(row * max(n_tokens, 1) + arrays.token_codes[parts])
    counts = np.bincount(held % max(n_tokens, 1))
    yield "distinct parts of names", int((counts > 0).sum()), None
    for k, n in enumerate(np.sort(counts[counts > 0])[::-1][:MOST_FREQUENT].tolist(), start=1):
        yield f"records with the {_ORDINALS[k - 1]}most frequent part", n, where.size


_ORDINALS: Final = ("", "2nd ", "3rd ", "4th ", "5th ")


def _values(records: Records, where: npt.NDArray[np.int64], field: str) -> _Cells:
    """Records by role or by marking, the most frequent first."""
    column = records.table.column(field).take(pa.array(where))
    if pa.types.is_list(column.type):
        column = ragged(column)[1]
    counted = Counter(column.to_pylist())
    for value, n in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        yield value, n, where.size


def _places(offsets: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The occurrences of some rows, row after row."""
    lengths = offsets[rows + 1] - offsets[rows]
    ends = np.cumsum(lengths)
    made: npt.NDArray[np.int64] = np.repeat(offsets[rows] - (ends - lengths), lengths)
    made += np.arange(made.size)
    return made


def _share(n: int, of: int | None) -> float | None:
    return n / of if of else None


def _line(cells: dict[str, tuple[int, float | None]]) -> str:
    return "  ".join(f"{source} {_cell(cell)}" for source, cell in cells.items())


def _cell(cell: tuple[int, float | None] | None) -> str:
    if cell is None:
        return ""
    n, share = cell
    return f"{n:,}" if share is None else f"{n:,} ({share:.0%})"


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
