"""Folds that part no person: what is measured on a fold is of persons the classifier never saw.

A model that has seen two records of a person knows the third. So whole persons go into one fold, and
pairs of records of two folds are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
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


def split_persons(
    person: npt.ArrayLike, n_folds: int = 5, *, random_state: int = 0
) -> npt.NDArray[np.int64]:
    """Put whole persons into folds of about equally many records.

    Args:
        person: (N,) the person of each record, numbers or texts; what has no person of its own is made
            with ``persons_of_pairs``.
        n_folds: at least 2, and no more than there are persons.
        random_state: the same number gives the same folds, whatever the order of the records.

    Returns:
        The fold of each record, int64 (N,), from 0. They can be the ``groups`` of scikit-learn's
        ``LeaveOneGroupOut`` or ``GroupKFold``, and so can ``person`` itself.

    Raises:
        ParameterError: ``n_folds`` is out of range.

    Example:
        >>> fold = split_persons(["p", "q", "p", "r", "q"], n_folds=2)
        >>> bool(fold[0] == fold[2]), bool(fold[1] == fold[4]), sorted(set(fold.tolist()))
        (True, True, [0, 1])
    """
    checks.positive_int("n_folds", n_folds)
    given = np.asarray(person)
    _, which, sizes = np.unique(given, return_inverse=True, return_counts=True)
    if not 1 < n_folds <= sizes.size:
        raise ParameterError(
            f"n_folds must be from 2 to the number of persons, {sizes.size:,}; got {n_folds}."
        )
    shuffled = np.random.default_rng(checks.seed("random_state", random_state)).permutation(sizes.size)
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    dealt = np.arange(sizes.size)
    there_and_back = dealt % (2 * n_folds)
    fold = np.empty(sizes.size, np.int64)
    fold[order] = np.minimum(there_and_back, 2 * n_folds - 1 - there_and_back)
    found: npt.NDArray[np.int64] = fold[which.reshape(-1)]
    return found


def persons_of_pairs(n_records: int, left: npt.ArrayLike, right: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Persons from pairs that are known to be true: who is linked, directly or through others, is one.

    Args:
        n_records: records in all.
        left: (P,) row of one record of each true pair.
        right: (P,) row of the other.

    Returns:
        A number for each person, int64 (N,).

    Example:
        >>> persons_of_pairs(5, [0, 1], [1, 4]).tolist()
        [0, 0, 1, 2, 0]
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes longer to load than a small link
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    i, j = np.asarray(left, np.int64), np.asarray(right, np.int64)
    graph = coo_array((np.ones(i.size, np.int8), (i, j)), shape=(n_records, n_records))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def folds_of_pairs(
    fold: npt.ArrayLike, left: npt.ArrayLike, right: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """The fold of each pair, int64 (P,): that of both records, or -1 where they are of two folds.

    Pairs of -1 belong neither to what is fitted nor to what is checked: drop them.

    Args:
        fold: (N,) of each record, as ``split_persons`` gives it.
        left: (P,) row of one record of each pair.
        right: (P,) row of the other.

    Example:
        >>> folds_of_pairs([0, 0, 1, 1], [0, 1, 2], [1, 2, 3]).tolist()
        [0, -1, 1]
    """
    of = np.asarray(fold, np.int64)
    one, other = of[np.asarray(left, np.int64)], of[np.asarray(right, np.int64)]
    return np.where(one == other, one, -1)
