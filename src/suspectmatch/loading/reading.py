"""Reads one source: each of its files by its format, its tables by a mapping."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.errors import InputError, ParameterError, SpecError
from suspectmatch.loading import canonical
from suspectmatch.loading.duplicate_ids import SeenIds, key_hashes
from suspectmatch.loading.formats import format_of, table_format_of
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.table_formats import TableFormat, is_for_all, read_table
from suspectmatch.loading.tables.objects import IN_MEMORY, Objects, of_records, open_memory
from suspectmatch.tables import InputFile, Records

if TYPE_CHECKING:
    import datetime as dt

    from suspectmatch.loading.formats import Format
    from suspectmatch.loading.mapping.mapping import Mapping

Item = SourceFile | Objects | Records


@dataclass(frozen=True)
class Source:
    """One source as the caller gave it.

    Attributes:
        name: the name the caller gave; None if there was none.
        fallback: the name where neither the caller nor a record says one.
        items: its files or tables.
    """

    name: str | None
    fallback: str
    items: tuple[Item, ...]


def open_sources(sources: Sequence[Any]) -> list[Source]:
    """Every source, in the order given; files are opened and checked to be there.

    Raises:
        ParameterError: something is no source, or a name is empty.
        InputError: a file is missing, empty or a folder.
    """
    found: list[Source] = []
    n_tables = 0
    for source in sources:
        if isinstance(source, AnyMapping):
            found += [_named(name, value) for name, value in source.items()]
            continue
        items = _items(source)
        first = items[0]
        if isinstance(first, SourceFile):
            found.append(Source(None, first.path.stem, items))
        else:
            n_tables += 1
            found.append(Source(None, f"table_{n_tables}" if n_tables > 1 else "table", items))
    if not found:
        raise ParameterError("load needs at least one source: a path, a table or {name: path}.")
    return found


def _named(name: object, value: Any) -> Source:
    if not isinstance(name, str) or not name.strip():
        raise ParameterError("The name of a source must be text, got " + type(name).__name__ + ".")
    return Source(name.strip(), name.strip(), _items(value))


def _items(value: Any) -> tuple[Item, ...]:
    if isinstance(value, Records):
        return (value,)
    if isinstance(value, str | Path):
        return (SourceFile.open(value),)
    if isinstance(value, list | tuple) and value and all(isinstance(item, str | Path) for item in value):
        return tuple(SourceFile.open(item) for item in value)
    return (open_memory(value),)


def read_source(
    source: Source,
    mapping: Mapping | None,
    *,
    today: dt.date,
    seen: SeenIds,
    threads: int | None = None,
    formats: Sequence[Format] = (),
) -> Records:
    """The records of one source.

    Args:
        source: the source.
        mapping: how to read its tables, if that is known.
        today: the day that decides what has expired.
        seen: the ids seen so far.
        threads: threads that read and check; all processors where None.
        formats: formats beside those that the library knows.

    Raises:
        InputError: one of its files cannot be read, or holds no rows.
    """
    only = source.items[0]
    if isinstance(only, Records) and source.name is None and _fits_as_it_is(only, today, seen):
        return only
    intake = Intake(
        source.name,
        fallback=source.fallback,
        today=today,
        defaults=mapping.constants() if mapping and mapping.is_only_constants() else None,
        seen=seen,
        mapping=mapping,
        threads=threads,
    )
    inputs: list[InputFile] = []
    groups = _by_format(source.items, mapping, formats)
    if source.name is None and len(groups) > 1:
        raise InputError(
            f"A list of files is one source, and these are of {len(groups)} formats. Give each file by "
            "itself, link(*files), or name the source they belong to, {name: [files]}."
        )
    for items in groups:
        own = items[0][1]
        if own is None or isinstance(own, TableFormat):
            for item, table_format in items:
                inputs += _read_item(item, table_format, intake)
        else:
            files = [item for item, _ in items if isinstance(item, SourceFile)]
            own.read(files, intake)
            inputs += [_input(intake, file, own.NAME) for file in files]
    table, rejected = intake.finish()
    left_out = [(name, reason, n) for (name, reason), n in intake.left_out_by_source.items()]
    before = [item for item in source.items if isinstance(item, Records)]
    return Records(
        table,
        pa.concat_tables([*(item.rejected for item in before), rejected]),
        (*(entry for item in before for entry in item.left_out), *left_out),
        tuple(inputs),
    )


def _fits_as_it_is(records: Records, today: dt.date, seen: SeenIds) -> bool:
    """Whether checked records need no second check; if so, their ids are noted."""
    expired = pc.any(pc.less(records.table.column("retain_until"), pa.scalar(today))).as_py()
    keys = [records.table.column(name).combine_chunks() for name in ("source", "record_id")]
    hashes = key_hashes(*keys)
    if expired or seen.may_hold(hashes).any():
        return False
    seen.note(hashes)
    seen.add_columns(keys[0], keys[1], hashes)
    return True


def _by_format(
    items: Sequence[Item], mapping: Mapping | None, formats: Sequence[Format]
) -> list[list[tuple[Item, Format | None]]]:
    """The items of each format, in order of first appearance; tables of all formats are one group."""
    groups: dict[object, list[tuple[Item, Format | None]]] = {}
    for item in items:
        found = format_of(item, formats) if isinstance(item, SourceFile) else None
        is_table = found is None or isinstance(found, TableFormat)
        if not is_table and mapping is not None and not is_for_all(mapping):
            found, is_table = _by_mapping(item, found), True
        groups.setdefault(TableFormat if is_table else id(found), []).append((item, found))
    return list(groups.values())


def _by_mapping(item: Any, found: Any) -> Format:
    """The format of tables by which a list is read where a mapping names its columns."""
    table_format = table_format_of(item)
    if table_format is None or not found.NAME.endswith("CSV)"):
        raise SpecError(
            f"The file is recognised as {found.NAME}; a mapping for it may set constants, "
            "but name no columns.",
            file=item.name,
        )
    return table_format


def _read_item(item: Item, table_format: Format | None, intake: Intake) -> list[InputFile]:
    if isinstance(item, Records):
        intake.units[IN_MEMORY] = "row"
        canonical.read(of_records(item.table), intake)
        return list(item.inputs)
    if isinstance(item, Objects):
        read_table(item, intake, file=item.file)
        return [_input(intake, item, "")]
    if table_format is not None:
        table_format.read([item], intake)
    return [_input(intake, item, "")]


def _input(intake: Intake, item: SourceFile | Objects, kind: str) -> InputFile:
    file, sha256 = (item.name, item.sha256()) if isinstance(item, SourceFile) else (item.file, None)
    return InputFile(
        source=intake.name,
        file=file,
        format=intake.kinds.pop(file, kind),
        sha256=sha256,
        n_read=intake.n_read_by_file[file],
        notes=tuple(intake.notes.pop(file, ())),
        unit=intake.unit_of(file),
    )
