"""Five sources in five formats, written for the demonstration, with the hidden truth beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic.persons import generate_people
from suspectmatch.synthetic.source_files import random_streams, write_files, write_truth

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SOURCE_SHARES: Final = {
    "un_list": 0.14,
    "red_notices": 0.25,
    "prison_register": 0.30,
    "enrolments": 0.20,
    "field_collection": 0.11,
}
"""Sources of the demonstration and their shares of the records."""

_IN_SOURCES: Final = (0.76, 0.16, 0.055, 0.025)
"""Shares of persons seen in one, two, three and four sources."""

_SEEN_TWICE: Final = {"prison_register": 0.03, "enrolments": 0.03, "field_collection": 0.06}
"""Share of a source's records that show a person who is already in it."""

_VICTIM_SOURCES: Final = ("red_notices", "field_collection")
"""Where victims and missing persons occur: as yellow notices and in field reports."""

MIN_RECORDS: Final = 100


@dataclass(frozen=True)
class DemoTruth:
    """What ``demo_sources`` wrote, and who is who in it.

    Attributes:
        directory: where the files are.
        files: for each source, its file.
        truth_file: CSV with ``source``, ``record_id`` and ``person_id`` of every readable record.
        truth: the rows of the truth file.
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
    of the persons are in more than one source. Some rows of the register are broken or expired on
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
    streams = random_streams(seed, (*SOURCE_SHARES, "sightings"))
    people = generate_people(n_records, seed=seed)
    seen = _sightings(n_records, people.is_victim, streams["sightings"])
    n_inmates, n_entities = len(seen["prison_register"]), max(2, len(seen["un_list"]) // 30)
    n_broken, n_expired = max(3, n_inmates // 125), max(3, n_inmates // 75)
    options = {
        "un_list": {"n_entities": n_entities},
        "prison_register": {"n_broken": n_broken, "n_expired": n_expired},
    }
    files, truth = write_files(directory, people, seen, streams, options)
    zero = dict.fromkeys(files, 0)
    return DemoTruth(
        directory=directory,
        files=files,
        truth_file=write_truth(directory, truth),
        truth=truth,
        n_written={s: len(seen[s]) + (n_entities if s == "un_list" else 0) for s in files},
        n_broken=zero | {"prison_register": n_broken},
        n_expired=zero | {"prison_register": n_expired},
        n_entities=zero | {"un_list": n_entities},
    )


def _sightings(
    n_records: int, is_victim: NDArray[np.bool_], rng: np.random.Generator
) -> dict[str, NDArray[np.int64]]:
    """For each source, the rows of the persons it sees: most of them in one source, a few twice in one.

    Args:
        n_records: how many records all sources hold together.
        is_victim: for each person there is, whether victim or missing; at least ``n_records`` of them.
        rng: source of chance.
    """
    names, n = list(SOURCE_SHARES), len(is_victim)
    keys = rng.exponential(size=(n, len(names))) / np.array(list(SOURCE_SHARES.values()))
    elsewhere = np.array([name not in _VICTIM_SOURCES for name in names])
    keys[np.ix_(is_victim, elsewhere)] = np.inf
    how_many = rng.choice(len(_IN_SOURCES), size=n, p=_IN_SOURCES) + 1
    how_many[is_victim] = 1
    seen = (keys.argsort(axis=1).argsort(axis=1) < how_many[:, None]) & np.isfinite(keys)
    twice = np.array([_SEEN_TWICE.get(name, 0.0) for name in names])
    sightings = seen + (seen & (rng.random(seen.shape) < twice)).astype(np.int64)
    person, source = np.nonzero(sightings)
    person, source = (np.repeat(part, sightings[person, source]) for part in (person, source))
    person, source = person[:n_records], source[:n_records]
    return {name: rng.permutation(person[source == code]) for code, name in enumerate(names)}
