"""Files of sources of every kind, written for chosen persons, with the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.synthetic.formats.border import write_border_crossings
from suspectmatch.synthetic.formats.enrolments import write_enrolments
from suspectmatch.synthetic.formats.field_reports import write_field_collection
from suspectmatch.synthetic.formats.fields import write_csv
from suspectmatch.synthetic.formats.interpol import write_notices
from suspectmatch.synthetic.formats.observed_persons import Observer
from suspectmatch.synthetic.formats.prison import write_prison_register
from suspectmatch.synthetic.formats.un import write_un_list
from suspectmatch.synthetic.habits import HABITS
from suspectmatch.synthetic.hard_negatives import HARD_NEGATIVES, hard_negatives

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from suspectmatch.synthetic.persons import Persons

    Truth = tuple[tuple[str, str, str], ...]

SOURCE_FILES: Final = {
    "un_list": "un_list.xml",
    "red_notices": "red_notices.json",
    "prison_register": "prison_register.csv",
    "enrolments": "enrolments.eft",
    "field_collection": "field_collection.csv",
    "border_mrz": "border_mrz.csv",
}
"""Kinds of source and the file each is written to."""

_WRITERS: Final[dict[str, Callable[..., Sequence[str | None]]]] = {
    "un_list": write_un_list,
    "red_notices": write_notices,
    "prison_register": write_prison_register,
    "enrolments": write_enrolments,
    "field_collection": write_field_collection,
    "border_mrz": write_border_crossings,
}


@dataclass(frozen=True)
class WrittenSources:
    """What ``write_sources`` wrote.

    Attributes:
        files: for each source, its file.
        truth_file: CSV with ``source``, ``record_id`` and ``person_id`` of every record.
        hard_negatives_file: CSV with ``person_id_left``, ``person_id_right`` and ``tag`` of persons that
            are hard to tell apart.
        truth: the rows of the truth file.
    """

    files: dict[str, Path]
    truth_file: Path
    hard_negatives_file: Path
    truth: Truth

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
        seed: of the errors that the sources make; the same seed writes the same bytes.

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
    streams = random_streams(seed, SOURCE_FILES)
    files, truth = write_files(directory, people, sightings, streams, {})
    pairs = [
        (people.person_id(left), people.person_id(right), HARD_NEGATIVES[tag])
        for left, right, tag in zip(*(part.tolist() for part in hard_negatives(people)), strict=True)
    ]
    hard_negatives_file = directory / "hard_negatives.csv"
    write_csv(hard_negatives_file, [("person_id_left", "person_id_right", "tag"), *pairs])
    return WrittenSources(files, write_truth(directory, truth), hard_negatives_file, truth)


def random_streams(seed: int, names: Collection[str]) -> dict[str, np.random.Generator]:
    """A stream of chance for each name: a change in one source leaves the others as they are."""
    return dict(zip(names, np.random.default_rng(seed).spawn(len(names)), strict=True))


def write_files(
    directory: Path,
    people: Persons,
    sightings: Mapping[str, NDArray[np.int64]],
    streams: Mapping[str, np.random.Generator],
    options: Mapping[str, dict[str, int]],
) -> tuple[dict[str, Path], Truth]:
    """Write the file of each source.

    Args:
        directory: where to write; it is made where it is missing.
        people: the persons.
        sightings: for each source, the rows of the persons it sees.
        streams: for each source, its source of chance.
        options: for some sources, further arguments of their writers, such as ``n_broken``.

    Returns:
        The file of each source, and source, record id and person id of each record that can be read.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = {source: directory / SOURCE_FILES[source] for source in sightings}
    truth: list[tuple[str, str, str]] = []
    for source, rows in sightings.items():
        observer = Observer(people, rows, HABITS[source], streams[source])
        ids = _WRITERS[source](files[source], observer, **options.get(source, {}))
        persons = map(people.person_id, rows.tolist())
        truth += [
            (source, number, person)
            for number, person in zip(ids, persons, strict=True)
            if number is not None
        ]
    return files, tuple(truth)


def write_truth(directory: Path, truth: Truth) -> Path:
    """Write ``truth.csv``: which person each record describes."""
    path = directory / "truth.csv"
    write_csv(path, [("source", "record_id", "person_id"), *truth])
    return path
