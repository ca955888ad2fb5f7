"""load(): files and tables become records; the only door in."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from tqdm.auto import tqdm

from suspectmatch import checks
from suspectmatch.errors import RejectedRowsWarning
from suspectmatch.loading.canonical import write_canonical
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.mapping.description import describe, proposal_for
from suspectmatch.loading.mapping.mapping import Mapping, mappings_for
from suspectmatch.loading.mapping.proposal import Proposal, propose_mapping
from suspectmatch.loading.reading import open_sources, read_source
from suspectmatch.tables import Records
from suspectmatch.tables.lists import nothing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from suspectmatch.loading.formats import Format
    from suspectmatch.loading.mapping.mapping import MappingLike

__all__ = [
    "Mapping",
    "Proposal",
    "describe",
    "load",
    "proposal_for",
    "propose_mapping",
    "write_canonical",
]


def load(
    *sources: Any,
    mapping: MappingLike | dict[str, MappingLike] | None = None,
    today: dt.date | None = None,
    progress: bool | None = None,
    threads: int | None = None,
    formats: Sequence[Format] = (),
) -> Records:
    """Read records of persons from files and tables.

    The format is detected from the content: the lists of the UN, OFAC, the UK and Canada, INTERPOL
    notices, ANSI/NIST Type-2 files, canonical records (JSON, JSON lines, Parquet), and otherwise tables:
    delimited text, Excel, Parquet, Arrow, JSON. A table is read by a mapping from its columns to
    the canonical record; where none is given, one is proposed from the headers and used if it
    leaves no doubt.

    Args:
        *sources: each a path, a table (pandas, polars, Arrow, a list of dicts), ``Records``, or a
            dict ``{name: path, list of paths, or table}``. The name of a source is the one given
            so; else the ``source`` of the record itself; else the name of the file.
        mapping: for tables: a ``Mapping``, a path to a TOML file, a dict, or the name of a preset
            (``prison_register``, ``field_collection``); or a dict of these by name of source.
            For a file that is no table it may set constants, such as a role.
        today: records whose ``retain_until`` lies before this day are left out and counted, and
            years of two figures are never after it; the local day where None.
        progress: show a bar, one step per file.
        threads: threads that read and check; all processors where None.
        formats: formats of your own, asked before those that the library knows; each a module or an
            object with ``NAME``, ``recognises`` and ``read`` (see ``loading.formats.Format``).

    Returns:
        Records in the order of the sources and of the rows in them. ``rejected`` and ``left_out``
        account for every row that is not among them.

    Raises:
        ParameterError: a source, a mapping or the day is of no known kind.
        InputError: a file is missing, empty, damaged, or of no known kind.
        UnsafeInputError: a file would be dangerous to read.
        SpecError: a table needs a mapping, or the mapping does not fit.
        ColumnNotFoundError: the mapping names a column that is not there.

    Example:
        >>> import suspectmatch as sm
        >>> sm.load({"jail": [{"inmate_no": "7", "surname": "HASAN", "first_name": "ALI"}]})
        Records(1 record from 1 source: jail 1)
    """
    today = checks.today(today)
    if threads is not None:
        threads = checks.positive_int("threads", threads)
    opened = open_sources(sources)
    mappings = mappings_for(mapping, [one.name or one.fallback for one in opened])
    seen = SeenIds()
    parts: list[Records] = []
    n_files = sum(len(one.items) for one in opened)
    with tqdm(total=n_files, unit="file", disable=not progress, desc="load") as bar:
        for one in opened:
            own = mappings.get(one.name or one.fallback)
            parts.append(read_source(one, own, today=today, seen=seen, threads=threads, formats=formats))
            bar.update(len(one.items))
    fresh = pa.concat_tables(
        part.rejected.slice(sum(len(item.rejected) for item in one.items if isinstance(item, Records)))
        for one, part in zip(opened, parts, strict=True)
    )
    rejected = pa.concat_tables([part.rejected for part in parts]).combine_chunks()
    left_out = tuple(item for part in parts for item in part.left_out)
    inputs = tuple(item for part in parts for item in part.inputs)
    tables = [part.table for part in parts]
    parts.clear()  # what is joined need not be held twice
    records = Records(_joined(tables), rejected, left_out, inputs, day=today)
    _warn(fresh)
    return records


def _joined(tables: list[pa.Table]) -> pa.Table:
    """The tables one below the other, each column in one piece; ``tables`` is used up on the way.

    One column after the other: at no time is there a second copy of more than one.
    """
    schema = tables[0].schema
    parts: list[list[Any]] = [table.columns for table in tables]
    tables.clear()
    made = []
    for number, field in enumerate(schema):
        chunks = []
        for columns in parts:
            chunks += [chunk for chunk in columns[number].chunks if len(chunk)]
            columns[number] = None
        whole = pa.chunked_array(chunks, field.type)
        del chunks
        if whole.num_chunks > 1 and whole.null_count == len(whole):
            whole = pa.chunked_array([nothing(len(whole), field.type)])
        if whole.num_chunks > 1:
            whole = pa.table([whole], names=[field.name]).combine_chunks()[0]
        made.append(whole)
    return pa.Table.from_arrays(made, schema=schema)


def _warn(rejected: pa.Table) -> None:
    """One warning per source that had rows rejected: counts and reasons, no values."""
    rows = rejected.filter(pc.invert(rejected.column("kept")))
    for source in rows.column("source").unique().to_pylist():
        own = rows.filter(pc.equal(rows.column("source"), source))
        counts = sorted(
            ((item["counts"], item["values"]) for item in _counted(own)), key=lambda item: -item[0]
        )
        reasons = "; ".join(f"{reason} ({n:,})" for n, reason in counts[:3])
        rows_were = "1 row was" if own.num_rows == 1 else f"{own.num_rows:,} rows were"
        warnings.warn(
            f"Source {source!r}: {rows_were} rejected and will not be linked: {reasons}. File, line and "
            "reason of each are in records.rejected, and in rejected.csv of a saved run.",
            RejectedRowsWarning,
            stacklevel=3,
        )


def _counted(rows: pa.Table) -> list[dict[str, Any]]:
    reasons = pc.binary_join_element_wise(
        rows.column("field"), rows.column("reason"), ": ", null_handling="skip"
    )
    counted: list[dict[str, Any]] = pc.value_counts(reasons).to_pylist()
    return counted
