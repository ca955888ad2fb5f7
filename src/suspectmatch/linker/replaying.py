"""Opening a finished run again, and running it again from its manifest."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from suspectmatch.errors import InputError
from suspectmatch.linker import link_records
from suspectmatch.linker.linkage import Linkage
from suspectmatch.linker.saving import MANIFEST, read_manifest
from suspectmatch.loading import load
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.scoring.model import model_from_json
from suspectmatch.tables import Records

if TYPE_CHECKING:
    from pathlib import Path


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
    return _again(Records(table, REJECTED_SCHEMA.empty_table()), body, threads=None)


def replay(folder: Path, *, threads: int | None = None) -> Linkage:
    """Run a link again from its inputs, which must be the same bytes.

    Args:
        folder: what ``link`` wrote.
        threads: worker threads; the result does not depend on it.

    Raises:
        InputError: an input is gone or is no longer the same.
    """
    body = read_manifest(folder)
    command = body["options"].get("command")
    if not command:
        raise InputError("This run was not made on the command line; link its records again instead.", file=MANIFEST)
    day = body["options"].get("today")
    records = load(
        command["sources"], mapping=command["mapping"] or None, today=dt.date.fromisoformat(day) if day else None
    )
    now = {(file.source, file.file): file.sha256 for file in records.inputs}
    for file in body["inputs"]:
        if now.get((file["source"], file["file"])) != file["sha256"]:
            raise InputError("This input is no longer the same as when the run was made.", file=file["file"])
    linkage = _again(records, body, threads=threads)
    linkage.options["command"] = command
    return linkage


def _again(records: Records, body: dict[str, Any], *, threads: int | None) -> Linkage:
    model = model_from_json(json.dumps(body["model"]), MANIFEST)
    names = ("min_probability", "keep_above", "roles", "across_only", "max_pairs")
    linkage = link_records(
        records, model=model, threads=threads, **{name: body["options"][name] for name in names}
    )
    linkage.options["fit"] = body["options"]["fit"]
    return linkage
