"""What was understood of a file, in words; for an analyst who looks at a file of their own."""

from __future__ import annotations

import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.errors import SpecError, SuspectMatchWarning
from suspectmatch.loading import canonical
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.formats import format_of
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.mapping.mapping import Mapping, mappings_for
from suspectmatch.loading.mapping.proposal import Proposal, propose_mapping
from suspectmatch.loading.mapping.rows import SAMPLE
from suspectmatch.loading.reading import open_sources, read_source
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.table_formats import TableFormat
from suspectmatch.loading.tables.objects import Objects
from suspectmatch.loading.tables.table_options import TableOptions

if TYPE_CHECKING:
    from suspectmatch.loading.mapping.mapping import MappingLike
    from suspectmatch.loading.tables.grid import Grid
    from suspectmatch.tables import Records

_REASONS: Final = 10


def proposal_for(source: Any, mapping: MappingLike | None = None) -> Proposal | None:
    """The mapping that would be proposed for a file or table; None where it needs none.

    Args:
        source: a path, a table, or one source with its name: ``{name: path}``.
        mapping: how to read the file (``[table]``), or the name of a preset to follow.

    Raises:
        InputError: the source cannot be read.
    """
    item = open_sources([source])[0].items[0]
    wanted = Mapping.of(mapping) if mapping is not None else None
    if isinstance(item, SourceFile):
        found = format_of(item)
        if not isinstance(found, TableFormat):
            return None
        table = found.open(item, wanted.options() if wanted else TableOptions())
    elif isinstance(item, Objects):
        table = item
    else:
        return None
    if isinstance(table, Objects):
        if canonical.is_canonical(table.columns):
            return None
        table = table.grid()
    return _proposal(table, wanted)


def _proposal(grid: Grid, wanted: Mapping | None) -> Proposal:
    rows = [row for _, row in islice(grid.rows(Intake("look")), SAMPLE)]
    return propose_mapping(grid.columns, rows, preset=wanted.preset if wanted else None)


def describe(source: Any, mapping: MappingLike | None = None, *, n_rows: int = 3) -> str:
    """Say what a file is, what of it was understood, and show its first records.

    This text holds values of records: it is for the analyst whose file it is.

    Args:
        source: a path, a table, or one source with its name: ``{name: path}``.
        mapping: as for ``load``.
        n_rows: how many records to show, field by field.

    Returns:
        The text; where a mapping is needed and cannot be told, a proposal in TOML to edit.

    Raises:
        InputError: the source cannot be read.

    Example:
        >>> from suspectmatch.loading import describe
        >>> print(describe({"jail": [{"no": "7", "name": "HASAN, Ali", "shoe": "42"}]}))
        Source jail: (table), table (list of dicts)
          columns read by their headers: no as id, name as full
          columns not read: shoe
        1 record read, 0 rows rejected, 0 left out
        <BLANKLINE>
        The first record (values of the file follow):
          record_id  7
          role       unknown
          names      full: Ali HASAN, given: Ali, family: HASAN, kind: primary, quality: strong
          location   (table), row 1
    """
    one = open_sources([source])[0]
    own = mappings_for(mapping, [one.name or one.fallback]).get(one.name or one.fallback)
    today = checks.today()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SuspectMatchWarning)
            records = read_source(one, own, today=today, seen=SeenIds())
    except SpecError as error:
        proposal = proposal_for(source, mapping) if own is None or own.preset else None
        if proposal is None or not proposal.doubts:
            raise
        return "\n".join(
            [str(error), "", "A mapping to edit and pass with --mapping:", "", proposal.to_toml()]
        )
    return "\n".join([*_summary(records), *_first(records, n_rows)])


def _summary(records: Records) -> list[str]:
    lines: list[str] = []
    for one in records.inputs:
        lines.append(f"Source {one.source}: {one.file}, {one.format}")
        lines += [f"  {note}" for note in one.notes]
    rejected = records.rejected.to_pylist()
    n_rows = sum(not row["kept"] for row in rejected)
    n_left_out = sum(n for _, _, n in records.left_out)
    lines.append(
        f"{_many(len(records), 'record')} read, {_many(n_rows, 'row')} rejected, {n_left_out:,} left out"
    )
    for row in rejected[:_REASONS]:
        what = "value not read" if row["kept"] else "row rejected"
        why = ": ".join(filter(None, (row["field"], row["reason"])))
        lines.append(f"  {records.place_of(row)}: {what}: {why}")
    if len(rejected) > _REASONS:
        lines.append(f"  ... and {len(rejected) - _REASONS:,} more")
    return lines + [f"  left out: {reason} ({n:,})" for _, reason, n in records.left_out]


def _first(records: Records, n_rows: int) -> list[str]:
    rows = records.table.slice(0, n_rows).to_pylist()
    if not rows:
        return []
    title = "The first record" if len(rows) == 1 else f"The first {len(rows)} records"
    lines = ["", f"{title} (values of the file follow):"]
    for number, row in enumerate(rows):
        filled = {name: value for name, value in row.items() if value is not None and name != "source"}
        width = max(map(len, filled))
        lines += [""] if number else []
        for name, value in filled.items():
            items = value if isinstance(value, list) else [value]
            heads = [name, *[""] * (len(items) - 1)]
            lines += [
                f"  {head:{width}}  {_shown(item)}" for head, item in zip(heads, items, strict=True)
            ]
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items() if item is not None)
    return ": ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
