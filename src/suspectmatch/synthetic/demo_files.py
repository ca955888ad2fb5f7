"""Five sources in five formats, written for the demonstration, with the hidden truth beside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic.habits import HABITS
from suspectmatch.synthetic.list_writers import write_notices, write_un_list
from suspectmatch.synthetic.persons import generate_people
from suspectmatch.synthetic.register_writers import (
    write_enrolments,
    write_field_collection,
    write_prison_register,
)
from suspectmatch.synthetic.sightings import allot

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = {
    "un_list": "un_list.xml",
    "red_notices": "red_notices.json",
    "prison_register": "prison_register.csv",
    "enrolments": "enrolments.eft",
    "field_collection": "field_collection.csv",
}
"""Sources of the demonstration and the file each is written to."""

MIN_RECORDS: Final = 100


@dataclass(frozen=True)
class DemoTruth:
    """What ``demo_sources`` wrote, and who is who in it.

    Attributes:
        directory: where the files are.
        files: for each source, its file.
        truth_file: CSV with ``source``, ``record_id`` and ``person_id`` of every readable record.
        truth: the same in memory, row by row.
        n_written: for each source, all records in its file: broken, expired and entities too.
        n_broken: for each source, records that cannot be read and must be reported as rejected.
        n_expired: for each source, records past the day until which they may be kept.
        n_entities: for each source, records that are no persons.
    """

    directory: Path
    files: dict[str, Path]
    truth_file: Path
    truth: tuple[tuple[str, str, str], ...]
    n_written: dict[str, int]
    n_broken: dict[str, int]
    n_expired: dict[str, int]
    n_entities: dict[str, int]

    def __repr__(self) -> str:
        return f"DemoTruth({len(self.truth):,} records in {len(self.files)} files)"


def demo_sources(directory: str | Path, *, seed: int = 0, n_records: int = 5000) -> DemoTruth:
    """Write the five sources of the demonstration and their truth.

    A sanctions list in XML, notices in JSON (some of them yellow: missing persons), a French prison
    register in CSV, enrolments with fingerprints in EBTS, and field reports in CSV. About a quarter
    of the persons stand in more than one source. Some rows of the register are broken or expired on
    purpose, and the sanctions list has entities that are no persons.

    Args:
        directory: where to write; it is made where it is missing.
        seed: the same seed writes the same bytes.
        n_records: records of persons in all files together, at least 100.

    Raises:
        ParameterError: ``n_records`` is too small.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = demo_sources(folder, n_records=200)
    >>> sum(made.n_written.values()) - sum(made.n_entities.values())
    200
    """
    checks.positive_int("n_records", n_records)
    if n_records < MIN_RECORDS:
        raise ParameterError(f"n_records must be at least {MIN_RECORDS}, got {n_records!r}.")
    directory = checks.path("directory", directory)
    directory.mkdir(parents=True, exist_ok=True)
    files = {source: directory / name for source, name in FILES.items()}
    # Each source draws from a stream of its own: a change in one leaves the others as they are.
    streams = dict(
        zip((*FILES, "allot"), np.random.default_rng(seed).spawn(len(FILES) + 1), strict=True)
    )
    people = generate_people(n_records, seed=seed)
    seen = allot(n_records, people.is_victim, streams["allot"])
    n_inmates, n_entities = len(seen["prison_register"]), max(2, len(seen["un_list"]) // 30)
    n_broken, n_expired = max(3, n_inmates // 125), max(3, n_inmates // 75)
    ids: dict[str, list[str] | list[str | None]] = {}
    for source, path in files.items():
        rows, habits, rng = seen[source], HABITS[source], streams[source]
        if source == "un_list":
            ids[source] = write_un_list(
                path, people, rows, habits=habits, rng=rng, n_entities=n_entities
            )
        elif source == "red_notices":
            ids[source] = write_notices(path, people, rows, habits=habits, rng=rng)
        elif source == "prison_register":
            ids[source] = write_prison_register(
                path, people, rows, habits=habits, rng=rng, n_broken=n_broken, n_expired=n_expired
            )
        elif source == "enrolments":
            ids[source] = write_enrolments(path, people, rows, habits=habits, rng=rng)
        else:
            ids[source] = write_field_collection(path, people, rows, habits=habits, rng=rng)
    truth = tuple(
        (source, number, people.person_id(int(row)))
        for source in files
        for number, row in zip(ids[source], seen[source], strict=True)
        if number is not None
    )
    zero = dict.fromkeys(files, 0)
    return DemoTruth(
        directory=directory,
        files=files,
        truth_file=_write_truth(directory / "truth.csv", truth),
        truth=truth,
        n_written={s: len(seen[s]) + (n_entities if s == "un_list" else 0) for s in files},
        n_broken=zero | {"prison_register": n_broken},
        n_expired=zero | {"prison_register": n_expired},
        n_entities=zero | {"un_list": n_entities},
    )


def _write_truth(path: Path, truth: tuple[tuple[str, str, str], ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("source", "record_id", "person_id"))
        writer.writerows(truth)
    return path
