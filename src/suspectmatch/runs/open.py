"""Opening a finished run: everything is read, nothing is computed again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from suspectmatch.errors import InputError
from suspectmatch.runs.arrays import read_arrays
from suspectmatch.runs.manifest import (
    ARRAYS,
    FORMAT,
    MANIFEST,
    options_of,
    read_decisions,
    read_manifest,
)
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.scoring.saving import classifier_from_json
from suspectmatch.tables import Clusters, ComparedPairs, InputFile, People, Records, ScoredPairs

if TYPE_CHECKING:
    from pathlib import Path


def open_run(folder: Path) -> Clusters:
    """The clusters that were saved in a folder, and through them every table they came from.

    Raises:
        InputError: the folder holds no run, one of an earlier version, or a damaged one.
    """
    body = read_manifest(folder)
    if body["format"] != FORMAT:
        raise InputError(
            "This run was written by an earlier version and holds less than a question needs. "
            "Link its sources again, or make a new folder with replay.",
            file=MANIFEST,
        )
    options, decisions = options_of(body), read_decisions(folder, body)
    classifier = classifier_from_json(json.dumps(body["model"]), MANIFEST)
    records, arrays = _records(folder, body), read_arrays(folder / ARRAYS)
    try:
        people = People(records=records, **arrays["people"])
        if len(people) != len(records):
            raise InputError("These arrays are not those of the run's records.", file=ARRAYS)
        compared = ComparedPairs(people=people, options=options, **arrays["compared"])
        scored = ScoredPairs(compared=compared, classifier=classifier, **arrays["scored"])
        own = arrays["clusters"]
        own["cluster_id"] = own["cluster_id"].to_numpy(zero_copy_only=False)
        return Clusters(scored=scored, options=options, decisions=decisions, **own)
    except (KeyError, TypeError) as error:
        raise InputError("This file of the run is damaged.", file=ARRAYS) from error


def _records(folder: Path, body: dict[str, Any]) -> Records:
    path = folder / "records.parquet"
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError("The records of this run cannot be read.", file=path.name) from error
    if table.schema != RECORD_SCHEMA:
        raise InputError("The records of this run do not fit the canonical schema.", file=path.name)
    left_out = tuple((source, why, int(n)) for source, why, n in body.get("left_out", ()))
    return Records(table, _rejected(folder), left_out, _inputs(body["inputs"]))


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
