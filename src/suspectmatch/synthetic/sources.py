"""Files of sources of every kind, written for chosen persons, with the truth beside them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.synthetic.border_writer import write_border_crossings
from suspectmatch.synthetic.habits import HABITS
from suspectmatch.synthetic.hard_negatives import HARD_NEGATIVES, hard_negatives
from suspectmatch.synthetic.list_writers import write_notices, write_un_list
from suspectmatch.synthetic.register_writers import (
    write_enrolments,
    write_field_collection,
    write_prison_register,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from suspectmatch.synthetic.habits import SourceHabits
    from suspectmatch.synthetic.persons import Persons

SOURCE_FILES: Final = {
    "un_list": "un_list.xml",
    "red_notices": "red_notices.json",
    "prison_register": "prison_register.csv",
    "enrolments": "enrolments.eft",
    "field_collection": "field_collection.csv",
    "border_mrz": "border_mrz.csv",
}
"""Kinds of source and the file each is written to."""


@dataclass(frozen=True)
class WrittenSources:
    """What ``write_sources`` wrote.

    Attributes:
        files: for each source, its file.
        truth_file: CSV with ``source``, ``record_id`` and ``person_id`` of every record.
        hard_negatives_file: CSV with ``person_id_left``, ``person_id_right`` and ``tag`` of persons that
            are hard to tell apart.
        truth: what stands in the truth file, row by row.
    """

    files: dict[str, Path]
    truth_file: Path
    hard_negatives_file: Path
    truth: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        return f"WrittenSources({len(self.truth):,} records in {len(self.files)} files)"


def write_sources(
    directory: str | Path,
    people: Persons,
    sightings: Mapping[str, NDArray[np.int64]] | Sequence[str] | None = None,
    *,
    seed: int = 0,
) -> WrittenSources:
    """Write what sources of several kinds hold of the given persons, each in its own format.

    Args:
        directory: where to write; it is made where it is missing.
        people: the persons, as ``generate_people`` gives them.
        sightings: for each source, named after its kind in ``HABITS``, the rows of the persons it sees;
            a row that stands twice is seen twice. Names alone see everyone; all kinds, when not given.
        seed: of what the sources get wrong; the same seed writes the same bytes.

    Raises:
        ParameterError: a kind of source is unknown.

    >>> import tempfile
    >>> from suspectmatch.synthetic import generate_people
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = write_sources(folder, generate_people(50), ["border_mrz", "un_list"])
    >>> made
    WrittenSources(100 records in 2 files)
    """
    if not isinstance(sightings, Mapping):
        sightings = dict.fromkeys(sightings or SOURCE_FILES, np.arange(len(people)))
    for kind in sightings:
        checks.one_of("sightings", kind, tuple(SOURCE_FILES))
    directory = checks.path("directory", directory)
    directory.mkdir(parents=True, exist_ok=True)
    files, truth = {}, []
    streams = dict(zip(SOURCE_FILES, np.random.default_rng(seed).spawn(len(SOURCE_FILES)), strict=True))
    for kind, rows in sightings.items():
        files[kind] = directory / SOURCE_FILES[kind]
        ids = _write(kind, files[kind], people, rows, habits=HABITS[kind], rng=streams[kind])
        truth += [
            (kind, number, people.person_id(int(row))) for number, row in zip(ids, rows, strict=True)
        ]
    hard = hard_negatives(people)
    pairs = [
        (people.person_id(left), people.person_id(right), HARD_NEGATIVES[tag])
        for left, right, tag in zip(*(part.tolist() for part in hard), strict=True)
    ]
    return WrittenSources(
        files,
        _rows(directory / "truth.csv", ("source", "record_id", "person_id"), truth),
        _rows(directory / "hard_negatives.csv", ("person_id_left", "person_id_right", "tag"), pairs),
        tuple(truth),
    )


def _write(
    kind: str,
    path: Path,
    people: Persons,
    rows: NDArray[np.int64],
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
) -> Sequence[str]:
    if kind == "un_list":
        return write_un_list(path, people, rows, habits=habits, rng=rng, n_entities=0)
    if kind == "prison_register":
        ids = write_prison_register(path, people, rows, habits=habits, rng=rng, n_broken=0, n_expired=0)
        return [number for number in ids if number is not None]
    writers = {
        "red_notices": write_notices,
        "enrolments": write_enrolments,
        "field_collection": write_field_collection,
        "border_mrz": write_border_crossings,
    }
    return writers[kind](path, people, rows, habits=habits, rng=rng)


def _rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
