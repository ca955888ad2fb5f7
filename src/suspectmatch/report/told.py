"""What the records of a page say: each value with its source, its place in the file, its markings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from suspectmatch.explaining.raw_values import place_of, value_of
from suspectmatch.report import page
from suspectmatch.schema import PROTECTED_ROLES, RECORD_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from suspectmatch.tables import People

MOST_VALUES: Final = 30
"""Values of one field of one record that are shown; the others are counted."""
MOST_NAMED: Final = 3
"""Records that are named in one row of the overview; the others are counted."""

_FIELDS: Final = ("names", "birth_dates", "nationalities", "documents")
_HEADS: Final = (
    "source and record",
    "role",
    "location",
    "names",
    "birth dates",
    "nationalities",
    "documents",
    "markings",
)
_ABOUT_THE_RECORD: Final = ("source", "record_id", "role", "location", "handling", "extra")
VALUE_FIELDS: Final = tuple(name for name in RECORD_SCHEMA.names if name not in _ABOUT_THE_RECORD)
"""Fields whose values are listed one by one; ``extra`` is kept with the records and not shown."""
_VALUE_HEADS: Final = ("field", "value", "source and record", "location", "place", "markings")


class Told:
    """What some of the records say, as HTML.

    Args:
        people: all people.
        rows: the records that the page shows.
    """

    def __init__(self, people: People, rows: Sequence[int]) -> None:
        self.people = people
        table = people.records.table.select([*_ABOUT_THE_RECORD[:-1], *VALUE_FIELDS])
        taken = table.take(pa.array(rows, pa.int64())).to_pylist()
        self.raw: dict[int, dict[str, Any]] = dict(zip(rows, taken, strict=True))

    def identity(self, row: int) -> tuple[str, str]:
        """Source and record_id."""
        return self.raw[row]["source"], self.raw[row]["record_id"]

    def markings(self, rows: Iterable[int]) -> list[str]:
        """All markings of some records, in order."""
        return sorted({mark for row in rows for mark in self.raw[row]["handling"] or ()})

    def roles(self, rows: Iterable[int]) -> str:
        """All roles of some records; one that keeps records out unless asked for stands in a frame."""
        roles = sorted({self.raw[row]["role"] for row in rows})
        return ", ".join(
            f'<span class="tag bad">{page.named(role)}</span>'
            if role in PROTECTED_ROLES
            else page.named(role)
            for role in roles
        )

    def first_name(self, rows: Iterable[int]) -> str:
        """The first name of the first of some records that has one."""
        names = (self.raw[row]["names"] for row in rows)
        return next((page.text(own[0]["full"]) for own in names if own), page.NOTHING)

    def some(self, rows: Sequence[int]) -> str:
        """The identities of the first few of some records, and how many more there are."""
        shown = ", ".join(_named(self.identity(row)) for row in rows[:MOST_NAMED])
        n_more = len(rows) - MOST_NAMED
        return f"{shown} and {n_more:,} more" if n_more > 0 else shown

    def records(self, caption: str, rows: Sequence[int]) -> str:
        """A table of records, a row for each."""
        cells = [
            [
                _named(self.identity(row)),
                page.named(self.raw[row]["role"]),
                page.text(self.raw[row]["location"]),
                *(page.texts(*self._values(row, field)) for field in _FIELDS),
                page.tags(self.raw[row]["handling"] or []),
            ]
            for row in rows
        ]
        return page.table(caption, _HEADS, cells, kind="found")

    def values(self, caption: str, rows: Sequence[int]) -> str:
        """A table of values, a row for each: what it is, who says it, where it stands, its markings."""
        cells = [cell for field in VALUE_FIELDS for row in rows for cell in self._told(row, field)]
        return page.table(caption, _VALUE_HEADS, cells, kind="values")

    def _told(self, row: int, field: str) -> Iterator[tuple[str, ...]]:
        raw = self.raw[row]
        said = (_named(self.identity(row)), page.text(raw["location"]))
        marks = page.tags(raw["handling"] or [])
        shown, n_all = self._values(row, field)
        for k, value in enumerate(shown):
            place = place_of(self.people, row, field, k) or field
            yield (page.named(field), page.text(value), *said, page.isolated(place), marks)
        if n_all > len(shown):
            more = f"and {n_all - len(shown):,} more, in the record itself"
            yield (page.named(field), more, *said, page.NOTHING, marks)

    def _values(self, row: int, field: str) -> tuple[list[str], int]:
        """The first values of a field, and how many there are in all."""
        raw = self.raw[row][field]
        n_all = len(raw) if isinstance(raw, list) else int(raw is not None)
        n_shown = min(n_all, MOST_VALUES)
        return [value_of(self.people, row, field, k) or "" for k in range(n_shown)], n_all


def _named(identity: tuple[str, str]) -> str:
    return " ".join(map(page.text, identity))
