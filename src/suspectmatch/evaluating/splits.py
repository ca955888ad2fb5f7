"""Parts of the data for fitting and checking that never part a person.

Pairs of one person are not independent: a model that has seen two records of a person knows the third.
So whole persons go into one fold, and pairs of records of two folds are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from suspectmatch import checks
from suspectmatch.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt


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
