"""People: the records normalised into ragged, dictionary-encoded columns, rows in load order.

Row i of a ragged column with ``offsets`` (N+1,) has the occurrences ``offsets[i]:offsets[i+1]``, in
the order in which the record lists them; single-valued data is the case ``offsets = 0..N``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.tables.export import ArrowExport
from suspectmatch.tables.notebook import small_table

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from suspectmatch.dates.columns import DateColumn
    from suspectmatch.names.parts import Names
    from suspectmatch.tables.records import Records


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NameColumn:
    """The names of N records (or of their fathers, or mothers): M occurrences of distinct names.

    Attributes:
        offsets: int64 (N+1,).
        codes: int32 (M,) distinct name, an index into ``names``.
        weak: bool (M,) weak aliases and bare kunyas: never enough alone, never a blocking key.
        only_aliases: bool (N,) records none of whose names is the one the person goes by: all are
            aliases, nicknames or former names.
        names: the distinct names, shared by all name columns.
    """

    offsets: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]
    weak: npt.NDArray[np.bool_]
    only_aliases: npt.NDArray[np.bool_]
    names: Names


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DateOccurrences:
    """The birth dates of N records: M occurrences of distinct dates.

    Attributes:
        offsets: int64 (N+1,).
        codes: int32 (M,) row of ``dates``.
        dates: the distinct dates as intervals; a placeholder day (such as 1 January) has one row
            more, for the sources that use it.
        asserted_false: bool (M,) the source itself calls this date false.
        position: int32 (M,) which of the record's own dates the occurrence comes from: one that may be
            of either Hijri calendar makes two.
    """

    offsets: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]
    dates: DateColumn
    asserted_false: npt.NDArray[np.bool_]
    position: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeColumn:
    """Values that are equal or not (countries, numbers): M occurrences of distinct values.

    Attributes:
        offsets: int64 (N+1,).
        codes: int32 (M,) index into ``values``; -1 where the value is not understood.
        position: int32 (M,) which of the record's own values the occurrence comes from.
        values: the distinct normal forms.
        kinds: int32 (M,) a second code of each occurrence: a document's kind, else 0.
        bits: float32 (V,) rarity of each value: -log2 of the share of records that hold it.
        points: uint32 code points of the values, where they are compared letter by letter (documents).
        point_offsets: int64 (V+1,) likewise.
    """

    offsets: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]
    position: npt.NDArray[np.int32]
    values: tuple[str, ...]
    kinds: npt.NDArray[np.int32]
    bits: npt.NDArray[np.float32]
    points: npt.NDArray[np.uint32]
    point_offsets: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class People(ArrowExport):
    """N records in comparable form, made by ``normalise``.

    Attributes:
        records: the records they were made from, row for row.
        source: int32 (N,) index into ``sources``.
        sources: the names of the sources.
        role: int8 (N,) index into ``suspectmatch.roles.ROLES``.
        names: names and aliases.
        father_names: the fathers' names.
        mother_names: the mothers' names.
        birth_dates: birth dates as intervals.
        sets: by field name: nationalities, sex, documents, contacts, birth_places, birth_countries.
        reliability: float64 (N,) in (0, 1], 1 where the source states none.
        unread: values that could not be understood, in the schema of rejected rows.

    Example:
        >>> import suspectmatch as sm
        >>> people = sm.normalise(sm.load({"jail": [{"record_id": "1", "names": ["Ali", "Abu Omar"]}]}))
        >>> people.names.offsets.tolist(), people.names.weak.tolist()
        ([0, 2], [False, True])
    """

    records: Records
    source: npt.NDArray[np.int32]
    sources: tuple[str, ...]
    role: npt.NDArray[np.int8]
    names: NameColumn
    father_names: NameColumn
    mother_names: NameColumn
    birth_dates: DateOccurrences
    sets: dict[str, CodeColumn]
    reliability: npt.NDArray[np.float64]
    unread: pa.Table

    def __len__(self) -> int:
        return int(self.source.size)

    def to_arrow(self) -> pa.Table:
        """The records these people were made from, as an Arrow table."""
        return self.records.to_arrow()

    def __repr__(self) -> str:
        return (
            f"People({len(self):,} records of {len(self.sources)} sources; "
            f"{len(self.names.names):,} distinct names, {len(self.names.names.text):,} distinct tokens; "
            f"{self.unread.num_rows:,} values not understood)"
        )

    def _repr_html_(self) -> str:
        per_source = np.bincount(self.source, minlength=len(self.sources)).tolist()
        names, dates = self.names.names, self.birth_dates.dates
        note = (
            f"{len(names):,} distinct names of {len(names.text):,} distinct tokens, "
            f"{len(dates):,} distinct dates; {self.unread.num_rows:,} values not understood"
        )
        rows = list(zip(self.sources, per_source, strict=True))
        return small_table(f"People: {len(self):,}", ("source", "records"), rows, note)
