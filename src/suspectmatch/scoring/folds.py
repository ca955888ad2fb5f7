"""Folds that part no person: what is measured on a fold is of persons the classifier never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels.graph import join_strongest_first
from suspectmatch.kernels.keys import mix_all
from suspectmatch.tables.identity import identity_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import ComparedPairs, People

    Hashes = npt.NDArray[np.uint64]


def person_hashes(people: People, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> Hashes:
    """A number for the person of each record, uint64 (N,): records joined by true pairs share it.

    It is the smallest hash of their identities, so that the order of the rows does not show.

    Args:
        people: N records.
        left: int32 (T,) one side of each true pair.
        right: int32 (T,) the other.
    """
    hashes = identity_hashes(people.records.table)
    label = np.arange(len(people), dtype=np.int32)
    join_strongest_first(left, right, np.ones(len(left)), label)
    smallest = np.full(len(people), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(smallest, label, hashes)
    made: Hashes = smallest[label]
    return made


def pair_hashes(compared: ComparedPairs) -> Hashes:
    """A number for each pair, uint64 (P,), whichever record is the left."""
    hashes = identity_hashes(compared.people.records.table)
    both = mix_all(hashes[compared.left]) + mix_all(hashes[compared.right])
    made: Hashes = mix_all(both)
    return made


def folds(
    person_left: Hashes, person_right: Hashes, n_folds: int, seed: int
) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Rows to learn from and rows to test on, for each fold; every pair is tested once.

    A pair of two persons is tested in one fold and learned from only where neither is tested.

    Args:
        person_left: uint64 (P,) from `person_hashes`.
        person_right: likewise.
        n_folds: how many.
        seed: which persons come into which.
    """
    salt = mix_all(np.array([seed], np.uint64))
    a, b = (
        (mix_all(person ^ salt) % np.uint64(n_folds)).astype(np.intp)
        for person in (person_left, person_right)
    )
    tested = np.where(person_left <= person_right, a, b)
    return [
        (np.flatnonzero((a != fold) & (b != fold)), np.flatnonzero(tested == fold))
        for fold in range(n_folds)
    ]
