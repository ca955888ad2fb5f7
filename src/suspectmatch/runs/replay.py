"""Running a link again from its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from suspectmatch.errors import InputError
from suspectmatch.loading import load
from suspectmatch.runs.manifest import MANIFEST, options_of, read_decisions, read_manifest
from suspectmatch.runs.relink import link_again
from suspectmatch.scoring.saving import classifier_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suspectmatch.tables import Clusters


def replay(folder: Path, *, threads: int | None = None) -> Clusters:
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
    classifier = classifier_from_json(json.dumps(body["model"]), MANIFEST)
    made = link_again(records, options, classifier, read_decisions(folder, body), threads=threads)
    return replace(made, options=options)


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
