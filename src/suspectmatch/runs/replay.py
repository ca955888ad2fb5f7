"""Opening a finished run again, and running it again from its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from suspectmatch.errors import InputError
from suspectmatch.linking import Linkage, link_records
from suspectmatch.loading import load
from suspectmatch.runs.save import MANIFEST, options_of, read_decisions, read_manifest
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.scoring.saving import classifier_from_json
from suspectmatch.tables import InputFile, Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suspectmatch.decisions import Decisions


def reopen(folder: Path) -> Linkage:
    """The linkage that was saved in a folder, linked again from the records kept there.

    Raises:
        InputError: the folder holds no run, or its records do not fit the schema.
    """
    body = read_manifest(folder)
    path = folder / "records.parquet"
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError("The records of this run cannot be read.", file=path.name) from error
    if table.schema != RECORD_SCHEMA:
        raise InputError("The records of this run do not fit the canonical schema.", file=path.name)
    left_out = tuple((source, why, int(n)) for source, why, n in body.get("left_out", ()))
    records = Records(table, _rejected(folder), left_out, _inputs(body["inputs"]))
    return _again(records, body, read_decisions(folder, body), threads=None)


def _inputs(told: list[dict[str, Any]]) -> tuple[InputFile, ...]:
    """The files that the run was made from, as its manifest tells them."""
    try:
        return tuple(
            InputFile(
                each["source"],
                each["file"],
                each["format"],
                each["sha256"],
                each["records_read"],
                tuple(each["notes"]),
                each.get("unit", "line"),
            )
            for each in told
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError("The manifest is damaged: its inputs cannot be read.", file=MANIFEST) from error


def _rejected(folder: Path) -> pa.Table:
    """The rows that the run rejected; values not understood are found again in the records."""
    path = folder / "rejected.csv"
    if not path.exists():
        return REJECTED_SCHEMA.empty_table()
    kinds = {field.name: field.type for field in REJECTED_SCHEMA}
    options = pacsv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
    try:
        table = pacsv.read_csv(path, convert_options=options).select(REJECTED_SCHEMA.names)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise InputError("The rejected rows of this run cannot be read.", file=path.name) from error
    return table.filter(pc.invert(table["kept"]))


def replay(folder: Path, *, threads: int | None = None) -> Linkage:
    """Run a link again from its inputs, which must be the same bytes.

    Args:
        folder: what ``link`` wrote.
        threads: worker threads; the result does not depend on it.

    Raises:
        InputError: an input, a mapping or the decisions are gone or no longer the same.
    """
    body = read_manifest(folder)
    options = options_of(body)
    command, day = options.command, options.today
    if command is None:
        raise InputError(
            "This run was not made on the command line; link its records again instead.", file=MANIFEST
        )
    _same(command.mapping_sha256, mapping_hashes(command.mapping))
    records = load(
        command.sources,
        mapping=command.mapping or None,
        today=dt.date.fromisoformat(day) if day else None,
    )
    now = {_place(file.source, file.file): file.sha256 for file in records.inputs}
    _same({_place(file["source"], file["file"]): file["sha256"] for file in body["inputs"]}, now)
    return _again(records, body, read_decisions(folder, body), threads=threads)


def mapping_hashes(mapping: Mapping[str, str]) -> dict[str, str | None]:
    """Hashes of the mapping files of each source; None for a preset."""
    hashes = {}
    for name, given in mapping.items():
        path = Path(given)
        hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    return hashes


def _place(source: str, file: str) -> str:
    return f"{source}={file}"


def _same(then: Mapping[str, str | None], now: Mapping[str, str | None]) -> None:
    for name, digest in then.items():
        if name not in now or now[name] != digest:
            raise InputError("This input is no longer the same as when the run was made.", file=name)


def _again(
    records: Records, body: dict[str, Any], decisions: Decisions | None, *, threads: int | None
) -> Linkage:
    classifier = classifier_from_json(json.dumps(body["model"]), MANIFEST)
    then = options_of(body)
    linkage = link_records(
        records,
        min_probability=then.min_probability,
        method=then.method,  # type: ignore[arg-type]
        decisions=decisions,
        keep_above=then.keep_above,
        model=classifier,
        roles=then.roles,
        across_only=then.across_only,
        max_pairs=then.max_pairs,
        threads=threads,
    )
    return Linkage(replace(linkage.table, options=then))
