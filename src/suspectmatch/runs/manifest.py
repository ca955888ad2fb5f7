"""Reading the manifest of a saved run, with its options and its decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.decisions import Decisions
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST: Final = "manifest.json"
REPORT: Final = "report.html"
DECISIONS: Final = "decisions.jsonl"
ARRAYS: Final = "run.arrays"
FORMAT: Final = "suspectmatch manifest 2"
_EARLIER: Final = "suspectmatch manifest 1"
"""Without the arrays of the run: it can be replayed and compared, not opened."""


def read_decisions(folder: Path, body: dict[str, Any]) -> Decisions | None:
    """The decisions that a saved run was given; None if none.

    Raises:
        InputError: they are gone, or not those of the run.
    """
    told = body["options"].get("decisions")
    if told is None:
        return None
    decisions = Decisions.read(folder / DECISIONS)
    if decisions.seal != told["seal"]:
        raise InputError("These are not the decisions that this run was made with.", file=DECISIONS)
    return decisions


def options_of(body: dict[str, Any]) -> RunOptions:
    """The options in a manifest.

    Raises:
        InputError: one of them is missing or damaged.
    """
    needed = ("min_probability", "keep_above", "roles")
    missing = [name for name in needed if name not in body["options"]]
    if missing:
        raise InputError(f"The manifest is damaged: option {missing[0]!r} is missing.", file=MANIFEST)
    # A run that was saved before there was a choice took whole components.
    try:
        return RunOptions.from_json({"method": "components", **body["options"]})
    except ParameterError as error:
        raise InputError(f"The manifest is damaged: {error}", file=MANIFEST) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an output folder.

    Raises:
        InputError: there is none, or it is no manifest of this format.
    """
    path = folder / MANIFEST
    try:
        body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"There is no {MANIFEST} in this folder.", file=folder.resolve().name
        ) from error
    except (OSError, ValueError) as error:
        raise InputError("The manifest cannot be read.", file=MANIFEST) from error
    if not isinstance(body, dict) or body.get("format") not in {FORMAT, _EARLIER}:
        raise InputError("This is not a suspectmatch manifest.", file=MANIFEST)
    options, inputs = body.get("options"), body.get("inputs")
    if not isinstance(options, dict) or not isinstance(inputs, list) or "model" not in body:
        raise InputError("The manifest is damaged: inputs, options or model are missing.", file=MANIFEST)
    options_of(body)
    return body
