"""Reading one source: its files by their readers, its tables by a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.errors import InputError, SpecError
from suspectmatch.loading import canonical, formats
from suspectmatch.loading.duplicate_ids import SeenIds, key_hashes
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.mapping.rows import read_grid
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.grid import Grid, TableOptions
from suspectmatch.loading.tables.objects import IN_MEMORY, Objects, of_records
from suspectmatch.tables import InputFile, Records

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from suspectmatch.loading.formats import Reader
    from suspectmatch.loading.mapping.mapping import Mapping
    from suspectmatch.loading.sources import Given, Item


def read_source(given: Given, mapping: Mapping | None, *, today: dt.date, seen: SeenIds) -> Records:
    """The records of one source.

    Raises:
        InputError: one of its files cannot be read, or holds no rows.
    """
    only = given.items[0]
    if isinstance(only, Records) and given.name is None and _fits_as_it_is(only, today, seen):
        return only
    intake = Intake(
        given.name,
        fallback=given.fallback,
        today=today,
        defaults=mapping.constants() if mapping and mapping.is_only_constants() else None,
        seen=seen,
    )
    inputs: list[InputFile] = []
    groups = _by_reader(given.items, mapping)
    if given.name is None and len(groups) > 1:
        raise InputError(
            f"A list of files is one source, and these are of {len(groups)} formats. Give each file by "
            "itself, link(*files), or name the source they belong to, {name: [files]}."
        )
    for reader, items in groups:
        if reader is not None:
            files = [item for item in items if isinstance(item, SourceFile)]
            reader.read(files, intake)
            inputs += [_input(intake, file, reader.NAME) for file in files]
        else:
            for item in items:
                inputs += _read_table(item, mapping, intake, today)
    table, rejected = intake.finish()
    left_out = [(source, reason, n) for (source, reason), n in intake.left_out_by_source.items()]
    before = [item for item in given.items if isinstance(item, Records)]
    return Records(
        table,
        pa.concat_tables([*(item.rejected for item in before), rejected]),
        (*(entry for item in before for entry in item.left_out), *left_out),
        tuple(inputs),
    )


def _fits_as_it_is(records: Records, today: dt.date, seen: SeenIds) -> bool:
    """Whether checked records need no second check; if so, their keys are taken."""
    expired = pc.any(pc.less(records.table.column("retain_until"), pa.scalar(today))).as_py()
    keys = [records.table.column(name).combine_chunks() for name in ("source", "record_id")]
    hashes = key_hashes(*keys)
    if expired or seen.may_hold(hashes).any():
        return False
    seen.note(hashes)
    seen.add_columns(keys[0], keys[1], hashes)
    return True


def _by_reader(items: Iterable[Item], mapping: Mapping | None) -> list[tuple[Reader | None, list[Item]]]:
    """The items under the reader that recognises them, in order of first appearance."""
    groups: dict[int, tuple[Reader | None, list[Item]]] = {}
    for item in items:
        reader = formats.reader_of(item) if isinstance(item, SourceFile) else None
        if reader is not None and mapping is not None and not _is_for_all(mapping):
            if not reader.NAME.endswith("CSV)"):
                raise SpecError(
                    f"The file is recognised as {reader.NAME}; a mapping for it may set constants, "
                    "but name no columns.",
                    file=item.name if isinstance(item, SourceFile) else None,
                )
            reader = None
        groups.setdefault(id(reader), (reader, []))[1].append(item)
    return list(groups.values())


def _is_for_all(mapping: Mapping) -> bool:
    """Whether formats that bring their own meaning are read without it: it names no column of theirs."""
    return mapping.is_shared or mapping.is_only_constants()


def _read_table(item: Item, mapping: Mapping | None, intake: Intake, today: dt.date) -> list[InputFile]:
    if isinstance(item, Records):
        intake.units[IN_MEMORY] = "row"
        canonical.read(of_records(item.table), intake)
        return list(item.inputs)
    table: Grid | Objects
    if isinstance(item, SourceFile):
        file = item.name
        table = formats.open_table(item, mapping.options() if mapping else TableOptions())
    else:
        file, table = item.file, item
    notes: list[str] = []
    intake.units[file] = table.unit
    if (
        (mapping is None or _is_for_all(mapping))
        and isinstance(table, Objects)
        and canonical.is_canonical(table.columns)
    ):
        canonical.read(table, intake)
        kind = f"{canonical.NAME} ({table.kind})"
    else:
        grid = table.grid() if isinstance(table, Objects) else table
        notes += grid.notes
        notes += read_grid(grid, mapping, intake, file=file, today=today)
        kind = f"table ({grid.kind})"
    if not intake.n_read_by_file[file]:
        raise InputError("There are no rows below the names of the columns.", file=file)
    return [_input(intake, item, kind, notes)]


def _input(intake: Intake, item: Any, kind: str, notes: Iterable[str] = ()) -> InputFile:
    is_file = isinstance(item, SourceFile)
    file = item.name if is_file else item.file
    return InputFile(
        source=intake.name,
        file=file,
        format=kind,
        sha256=item.sha256() if is_file else None,
        n_read=intake.n_read_by_file[file],
        notes=tuple(notes),
        unit=intake.unit_of(file),
    )
