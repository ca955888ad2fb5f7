"""Rows of a table become canonical records, by a mapping."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.errors import ColumnNotFoundError, SpecError
from suspectmatch.loading.mapping import filling
from suspectmatch.loading.mapping.cells import is_placeholder
from suspectmatch.loading.mapping.column_mapping import ColumnMapping
from suspectmatch.loading.mapping.header_words import is_refused
from suspectmatch.loading.mapping.mapping import LISTS
from suspectmatch.loading.mapping.proposal import propose_mapping

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.mapping.filling import Faults, Fill, Read
    from suspectmatch.loading.mapping.mapping import Mapping, Part
    from suspectmatch.loading.tables.grid import Cell, Grid

SAMPLE: Final = 1_000
"""Rows from which a mapping is proposed."""
MAX_KNOWN: Final = 10_000
"""Distinct texts of a column that are remembered."""


def read_grid(grid: Grid, mapping: Mapping | None, intake: Intake, *, file: str) -> list[str]:
    """Offer every row of a table to the intake; returns what there is to say about it.

    Args:
        grid: the table.
        mapping: what its columns mean; proposed from them if None or a preset.
        intake: takes the records.
        file: name of the file, for messages.

    Raises:
        ColumnNotFoundError: the mapping names a column that is not there.
        SpecError: there is no mapping, and the columns leave doubt.
    """
    notes: list[str] = []
    rows = grid.rows(intake)
    if mapping is None or mapping.preset or mapping.is_only_constants():
        sample = list(islice(rows, SAMPLE))
        proposal = propose_mapping(
            grid.columns, [row for _, row in sample], preset=mapping.preset if mapping else None
        )
        mapping = proposal.certain(file)
        notes += proposal.notes()
        rows = chain(sample, rows)
    mapper = RowMapper(mapping, grid.columns, source=intake.name, today=checks.today(intake.today))
    notes += mapper.notes
    for position, (line, row) in enumerate(rows, start=1):
        faults: Faults = []
        record = mapper.record(row, position, faults)
        intake.add(record, file=file, line=line, faults=faults or ())
    if mapper.missing:
        counts = ", ".join(f"{column} {n:,}" for column, n in mapper.missing.most_common())
        notes.append(f"words such as UNKNOWN read as missing: {counts}")
    return notes


class RowMapper:
    """Makes records of rows.

    Args:
        mapping: what the columns mean.
        columns: the columns of the table, in order.
        source: name of the source, for messages.
        today: decides the century of years of two figures.

    Attributes:
        missing: cells that held a word for nothing, by column.
        notes: what there is to say about the table as a whole.

    Raises:
        ColumnNotFoundError: the mapping names a column that is not there.
        SpecError: it names a column of race, ethnicity or religion.
    """

    def __init__(self, mapping: Mapping, columns: Sequence[str], *, source: str, today: dt.date) -> None:
        self.missing: Counter[str] = Counter()
        self.notes: list[str] = []
        self._columns = {name: index for index, name in enumerate(columns)}
        self._source, self._today = source, today
        self._nothing = frozenset(word.casefold() for word in mapping.missing)
        for name in sorted(mapping.columns()):
            self._index(name)
            if is_refused(name):
                raise SpecError(
                    f"Column {name!r} holds race, ethnicity or religion, which suspectmatch never reads."
                )
        self._has_id = "id" in mapping.record
        if not self._has_id:
            self.notes.append("no column of identifiers: record ids are row-1, row-2, ...")
        self._fills = [*self._singles(mapping), *self._repeated(mapping), *self._extras(mapping)]

    def record(self, row: Sequence[Cell], position: int, faults: Faults) -> dict[str, Any]:
        """The record of one row; what could not be read of it is added to ``faults``."""
        record: dict[str, Any] = {} if self._has_id else {"record_id": f"row-{position}"}
        for fill in self._fills:
            fill(row, record, faults)
        return record

    def _index(self, name: str) -> int:
        if name not in self._columns:
            raise ColumnNotFoundError(self._source, name, self._columns)
        return self._columns[name]

    # How cells are read.

    def _texts(self, name: str, given: Cell) -> list[str]:
        """The texts of a cell, without words for nothing, which are counted."""
        if isinstance(given, list):
            return [text for item in given for text in self._texts(name, item)]
        text = given.strip() if given else ""
        if not text:
            return []
        if is_placeholder(text) or (self._nothing and text.casefold() in self._nothing):
            self.missing[name] += 1
            return []
        return [text]

    def _reader(self, one: ColumnMapping, separator: str | None = None) -> Read:
        """All values of a column mapping, those of several columns one after the other."""
        if one.constant is not None:
            constant = list(one.constant)
            return lambda _: constant
        reads = [self._column(name, one, one.separator or separator) for name in one.columns]
        if len(reads) == 1:
            return reads[0]
        return lambda row: [value for read in reads for value in read(row)]

    def _column(self, name: str, one: ColumnMapping, separator: str | None) -> Read:
        """The values of one column; what a text means is remembered, as registers repeat themselves."""
        index, texts = self._columns[name], self._texts
        words = {word.casefold(): meaning for word, meaning in one.values}
        known: dict[str, list[str]] = {}

        def read(row: Sequence[Cell]) -> list[str]:
            given = row[index]
            if given.__class__ is str and (found := known.get(given)) is not None:
                return found
            found = texts(name, given)
            if found and separator:
                parts = (part.strip() for value in found for part in value.split(separator))
                found = [part for part in parts if part]
            if found and words:
                meant = (words.get(value.casefold(), value) for value in found)
                found = [value for value in meant if value]
            if given.__class__ is str and (found or not given) and len(known) < MAX_KNOWN:
                known[given] = found
            return found

        return read

    # The fields.

    def _singles(self, mapping: Mapping) -> list[Fill]:
        fills: list[Fill] = []
        for key, one in mapping.record.items():
            read = self._reader(one)
            if key == "sex":
                fills.append(filling.sex(read))
            elif key == "role":
                fills.append(filling.role(read))
            elif key in {"entered_on", "retain_until"}:
                fills.append(filling.day(key, read, one.format or "ymd", self._today))
            elif key in LISTS:
                fills.append(filling.texts(key, read))
            else:
                fills.append(filling.text("record_id" if key == "id" else key, read))
        return fills

    def _repeated(self, mapping: Mapping) -> list[Fill]:
        return [self._part(section, part) for section, parts in mapping.parts.items() for part in parts]

    def _part(self, section: str, part: Part) -> Fill:
        separator = _word(part, "separator")
        several = {"full", "column", "number", "value"}
        reads = {
            key: self._reader(one, separator if key in several else None)
            for key, one in part.items()
            if isinstance(one, ColumnMapping)
        }
        if section == "names":
            return filling.name(reads, is_last_first=part.get("form") == "last_first")
        if section == "birth_dates":
            return filling.birth_date(reads, _word(part, "format") or "text", self._today)
        if section in {"birth_places", "places"}:
            nothing = self._reader(ColumnMapping(constant=()))
            return filling.place(
                section, reads.get("text", nothing), reads.get("country", nothing), separator
            )
        key = "number" if section == "documents" else "value"
        return filling.numbers(section, key, reads.pop(key), reads)

    def _extras(self, mapping: Mapping) -> list[Fill]:
        names = list(mapping.extra)
        if mapping.keep_rest:
            rest = [name for name in self._columns if name not in mapping.columns()]
            refused = [name for name in rest if is_refused(name)]
            if refused:
                self.notes.append(f"not read (race, ethnicity, religion): {', '.join(refused)}")
            names += [name for name in rest if name not in refused]
        return (
            [filling.kept([(name, self._column(name, ColumnMapping(), None)) for name in names])]
            if names
            else []
        )


def _word(part: Part, key: str) -> str | None:
    word = part.get(key)
    return word if isinstance(word, str) else None
