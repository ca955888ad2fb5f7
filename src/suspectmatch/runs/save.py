"""Outputs of a run on disk: tables, and a manifest from which the run can be replayed."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from suspectmatch.decisions import Decisions
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.options import RunOptions

if TYPE_CHECKING:
    import pyarrow as pa

    from suspectmatch.linking.linkage import Linkage

PACKAGES: Final = (
    "suspectmatch",
    "numpy",
    "pyarrow",
    "pandas",
    "numba",
    "scikit-learn",
    "scipy",
    "jellyfish",
)
MANIFEST: Final = "manifest.json"
REPORT: Final = "report.html"
DECISIONS: Final = "decisions.jsonl"


def save(linkage: Linkage, folder: Path, *, report: bool) -> Path:
    """Write all outputs aside, then put them in place.

    A folder that is not there comes into being whole, by one rename. In one that is there, what it holds
    of an earlier run loses its manifest first and gets the new one last: a folder without a manifest is
    no run, and is read by nothing. What is killed outright leaves behind the folder it wrote in, whose
    name begins with a dot.
    """
    check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder if folder.is_dir() else folder.parent  # the same file system
    with tempfile.TemporaryDirectory(dir=beside, prefix=f".{folder.name}-") as made:
        aside = Path(made) / "run"
        aside.mkdir()
        _write_both(linkage.table.to_arrow(), aside, "clusters")
        _write_both(linkage.pairs_table(), aside, "pairs")
        pacsv.write_csv(linkage.rejected_table(), aside / "rejected.csv")
        pacsv.write_csv(linkage.table.unlinkable, aside / "unlinkable.csv")
        pacsv.write_csv(_flat(linkage.table.summary()), aside / "cluster_summary.csv")
        _write_both(linkage.cautions_table(), aside, "cautions")
        pacsv.write_csv(_flat(linkage.protective_notes_table()), aside / "protective_notes.csv")
        pq.write_table(linkage.records.table, aside / "records.parquet")
        if linkage.decisions is not None:
            (aside / DECISIONS).write_text(linkage.decisions.text(), "utf-8")
        if report:
            linkage.report(aside / REPORT)
        (aside / MANIFEST).write_text(
            json.dumps(manifest(linkage), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        if folder.exists():
            _replace(aside, folder)
        else:
            aside.rename(folder)
    return folder


def _replace(aside: Path, folder: Path) -> None:
    """Put the files of a run in the place of those of an earlier one; other files stay."""
    if (folder / MANIFEST).exists():
        (folder / MANIFEST).unlink()
        for name in (REPORT, DECISIONS):
            if not (aside / name).exists():
                (folder / name).unlink(missing_ok=True)  # that of the earlier run
    for file in sorted(aside.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
        file.replace(folder / file.name)


def check_folder(folder: Path) -> None:
    """Refuse to write where a file stands.

    Raises:
        InputError: the output, or a folder above it, is a file.
    """
    for path in (folder, *folder.parents):
        if path.exists():
            if not path.is_dir():
                raise InputError("The output must be a folder, and this is a file.", file=path.name)
            return


def _write_both(table: pa.Table, folder: Path, name: str) -> None:
    pq.write_table(table, folder / f"{name}.parquet")
    pacsv.write_csv(_flat(table), folder / f"{name}.csv")


def _flat(table: pa.Table) -> pa.Table:
    """The table with lists as texts, parted by semicolons."""
    for k, field in enumerate(table.schema):
        if str(field.type).startswith("list"):
            table = table.set_column(
                k, field.name, pc.binary_join(table.column(k).combine_chunks(), ";")
            )
    return table


def manifest(linkage: Linkage) -> dict[str, Any]:
    """Inputs with their hashes, options, model, versions and counts."""
    classifier = linkage.scored.classifier
    rules = [
        {"rule": r.rule, "keys": r.n_keys, "pairs": r.n_pairs, "widest_block": r.widest_block}
        for r in linkage.blocking.rules
    ]
    return {
        "format": "suspectmatch manifest 1",
        "inputs": [
            {
                "source": file.source,
                "file": file.file,
                "format": file.format,
                "sha256": file.sha256,
                "records_read": file.n_read,
                "notes": list(file.notes),
                "unit": file.unit,
            }
            for file in linkage.records.inputs
        ],
        "left_out": [list(each) for each in linkage.records.left_out],
        "options": linkage.options.to_json(),
        "prior_bits": linkage.scored.prior,
        "model": json.loads(classifier.to_json()),
        "counts": linkage.summary(),
        "clustering": linkage.table.counts,
        "blocking": rules,
        "versions": {"python": platform.python_version()}
        | {package: importlib.metadata.version(package) for package in PACKAGES},
    }


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
    if not isinstance(body, dict) or body.get("format") != "suspectmatch manifest 1":
        raise InputError("This is not a suspectmatch manifest.", file=MANIFEST)
    options, inputs = body.get("options"), body.get("inputs")
    if not isinstance(options, dict) or not isinstance(inputs, list) or "model" not in body:
        raise InputError("The manifest is damaged: inputs, options or model are missing.", file=MANIFEST)
    options_of(body)
    return body
