"""Which persons each source sees: most of them once, some in several sources, a few twice in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SOURCE_SHARES: Final = {
    "un_list": 0.14,
    "red_notices": 0.25,
    "prison_register": 0.30,
    "enrolments": 0.20,
    "field_collection": 0.11,
}
"""Sources of the demonstration and their shares of the records."""

IN_SOURCES: Final = (0.76, 0.16, 0.055, 0.025)
"""Shares of persons seen in one, two, three and four sources."""

SEEN_TWICE: Final = {"prison_register": 0.03, "enrolments": 0.03, "field_collection": 0.06}
"""Share of a source's records that show a person it already holds."""

VICTIM_SOURCES: Final = ("red_notices", "field_collection")
"""Where victims and missing persons are met: as yellow notices and in field reports."""


def allot(
    n_records: int, is_victim: NDArray[np.bool_], rng: np.random.Generator
) -> Mapping[str, NDArray[np.int64]]:
    """For each source, the rows of the persons it sees, in the order it lists them.

    Args:
        n_records: how many records all sources hold together.
        is_victim: for each person there is, whether victim or missing; at least ``n_records`` of them.
        rng: source of chance.
    """
    names, n = list(SOURCE_SHARES), len(is_victim)
    keys = rng.exponential(size=(n, len(names))) / np.array(list(SOURCE_SHARES.values()))
    elsewhere = np.array([name not in VICTIM_SOURCES for name in names])
    keys[np.ix_(is_victim, elsewhere)] = np.inf
    how_many = rng.choice(len(IN_SOURCES), size=n, p=IN_SOURCES) + 1
    how_many[is_victim] = 1
    seen = (keys.argsort(axis=1).argsort(axis=1) < how_many[:, None]) & np.isfinite(keys)
    twice = np.array([SEEN_TWICE.get(name, 0.0) for name in names])
    sightings = seen + (seen & (rng.random(seen.shape) < twice)).astype(np.int64)
    person, source = np.nonzero(sightings)
    person, source = (np.repeat(part, sightings[person, source]) for part in (person, source))
    person, source = person[:n_records], source[:n_records]
    return {name: rng.permutation(person[source == code]) for code, name in enumerate(names)}
