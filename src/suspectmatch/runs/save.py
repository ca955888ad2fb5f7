"""Outputs of a run on disk: tables, and a manifest from which the run can be replayed."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from suspectmatch.clustering.protecting import protective_notes
from suspectmatch.errors import InputError
from suspectmatch.explaining.cluster_cautions import cautioned
from suspectmatch.report.write import write_report
from suspectmatch.runs.arrays import write_arrays
from suspectmatch.runs.manifest import ARRAYS, DECISIONS, FORMAT, MANIFEST, REPORT
from suspectmatch.runs.outputs import counts_of, pairs_table, rejected_table

if TYPE_CHECKING:
    from suspectmatch.tables import Clusters

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


def save(clusters: Clusters, folder: Path, *, with_report: bool) -> Path:
    """Write all outputs aside, then put them in place.

    A folder that is not there comes into being whole, by one rename. In one that is there, what it holds
    of an earlier run loses its manifest first and gets the new one last: a folder without a manifest is
    no run, and is read by nothing. What is killed outright leaves behind the folder it wrote in, whose
    name begins with a dot.
    """
    check_folder(folder)
    records = clusters.scored.compared.people.records
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder if folder.is_dir() else folder.parent  # the same file system
    with tempfile.TemporaryDirectory(dir=beside, prefix=f".{folder.name}-") as made:
        aside = Path(made) / "run"
        aside.mkdir()
        _write_both(clusters.to_arrow(), aside, "clusters")
        _write_both(pairs_table(clusters), aside, "pairs")
        pacsv.write_csv(rejected_table(clusters), aside / "rejected.csv")
        pacsv.write_csv(clusters.unlinkable, aside / "unlinkable.csv")
        pacsv.write_csv(_flat(clusters.summary()), aside / "cluster_summary.csv")
        _write_both(cautioned(clusters), aside, "cautions")
        pacsv.write_csv(_flat(protective_notes(clusters)), aside / "protective_notes.csv")
        pq.write_table(records.table, aside / "records.parquet")
        write_arrays(arrays_of(clusters), aside / ARRAYS)
        if clusters.decisions is not None:
            (aside / DECISIONS).write_text(clusters.decisions.text(), "utf-8")
        if with_report:
            report(clusters, aside / REPORT)
        (aside / MANIFEST).write_text(
            json.dumps(manifest(clusters), indent=1, ensure_ascii=False) + "\n", "utf-8"
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


def arrays_of(clusters: Clusters) -> dict[str, Any]:
    """What a question about the run needs and no other file of it holds, for ``write_arrays``."""
    scored = clusters.scored
    compared, people = scored.compared, scored.compared.people
    own = {name: getattr(clusters, name) for name in OF_CLUSTERS}
    return {
        "people": {name: getattr(people, name) for name in OF_PEOPLE},
        "compared": {name: getattr(compared, name) for name in OF_PAIRS},
        "scored": {name: getattr(scored, name) for name in ("weight", "prior", "n_candidates")},
        "clusters": own | {"cluster_id": pa.array(clusters.cluster_id, pa.string())},
    }


OF_PEOPLE: Final = (
    "source",
    "sources",
    "role",
    "names",
    "father_names",
    "mother_names",
    "birth_dates",
    "sets",
    "reliability",
    "unread",
)
OF_PAIRS: Final = ("comparisons", "left", "right", "rules", "levels", "rarity", "blocking")
OF_CLUSTERS: Final = (
    "label",
    "confidence",
    "weakest",
    "conflicts",
    "unlinkable",
    "counts",
    "kept_apart",
    "across_roles",
)


def report(clusters: Clusters, path: Path) -> Path:
    """Write the page of leads; see `suspectmatch.Linkage.report`."""
    counts, made_from = counts_of(clusters), manifest(clusters)
    return write_report(clusters, counts, path, decisions=clusters.decisions, manifest=made_from)


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


def manifest(clusters: Clusters) -> dict[str, Any]:
    """Inputs with their hashes, options, model, versions and counts."""
    scored, blocking = clusters.scored, clusters.blocking
    records = scored.compared.people.records
    rules = [
        {"rule": r.rule, "keys": r.n_keys, "pairs": r.n_pairs, "widest_block": r.widest_block}
        for r in (blocking.rules if blocking else ())
    ]
    return {
        "format": FORMAT,
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
            for file in records.inputs
        ],
        "left_out": [list(each) for each in records.left_out],
        "options": clusters.options.to_json(),
        "prior_bits": scored.prior,
        "model": json.loads(scored.classifier.to_json()),
        "counts": counts_of(clusters),
        "clustering": clusters.counts,
        "blocking": rules,
        "versions": {"python": platform.python_version()}
        | {package: importlib.metadata.version(package) for package in PACKAGES},
    }
