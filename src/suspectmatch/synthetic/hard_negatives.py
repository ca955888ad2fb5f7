"""Pairs of different persons who look like one, each with the reason why, for judging a linkage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.synthetic.persons import KIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from suspectmatch.synthetic.persons import Persons

HARD_NEGATIVES: Final = (
    "brothers",
    "twins",
    "father_and_son",
    "namesakes",
    "household",
    "household_victim",
    "shared_document",
    "shared_phone",
    "look_alikes",
    "ends_of_chain",
)
"""Reasons, in the order of their codes. ``household`` are relatives under one roof, ``household_victim``
a suspect and a victim. ``look_alikes`` differ in one or two small things; ``ends_of_chain`` are two
persons with a look-alike between them."""

_OF_KIN: Final = {
    "brother": "brothers",
    "twin": "twins",
    "son": "father_and_son",
    "namesake": "namesakes",
    "relative": "household",
    "victim": "household_victim",
    "same_document": "shared_document",
    "same_phone": "shared_phone",
    "look_alike": "look_alikes",
}


class HardNegatives(NamedTuple):
    """Pairs of different persons; a pair may stand there for two reasons.

    Attributes:
        left, right: numbers of the persons, left < right.
        tag: row of ``HARD_NEGATIVES``.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    tag: NDArray[np.int8]

    def __repr__(self) -> str:
        return f"HardNegatives(n_pairs={len(self.left):,})"

    def of(self, tag: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pairs of one reason, as left and right."""
        mine = self.tag == HARD_NEGATIVES.index(tag)
        return self.left[mine], self.right[mine]

    def among(self, tag: str, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the given pairs of persons are of that reason, whatever side each stands on.

        >>> from suspectmatch.synthetic import generate_people
        >>> hard = hard_negatives(generate_people(1000, seed=1))
        >>> one, other = hard.of("twins")
        >>> bool(hard.among("twins", other, one).all()), bool(hard.among("twins", one, one).any())
        (True, False)
        """
        known = _keys(*self.of(tag))
        return np.isin(_keys(np.minimum(left, right), np.maximum(left, right)), known)


def _keys(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray((left.astype(np.int64) << 32) | right.astype(np.int64))


def hard_negatives(people: Persons) -> HardNegatives:
    """The pairs of persons that were made to be hard to tell apart.

    >>> from suspectmatch.synthetic import generate_people
    >>> hard = hard_negatives(generate_people(1000, seed=1))
    >>> bool((hard.left < hard.right).all())
    True
    """
    pairs = []
    for kin, tag in _OF_KIN.items():
        right = np.flatnonzero(people.kin == KIN.index(kin))
        pairs.append((people.kin_of[right], right, tag))
    row = np.flatnonzero(people.kin_of >= 0)
    other = people.kin_of[row]
    same = (people.phone[row] == people.phone[other]) & (people.phone[row] >= 0)
    same &= people.kin[row] != KIN.index("same_phone")
    pairs.append((other[same], row[same], "shared_phone"))
    chained = np.flatnonzero(people.kin == KIN.index("look_alike"))
    before = people.kin_of[chained]
    long = people.kin[before] == KIN.index("look_alike")
    pairs.append((people.kin_of[before[long]], chained[long], "ends_of_chain"))
    left, right = (np.concatenate([pair[side] for pair in pairs]).astype(np.int64) for side in (0, 1))
    codes = [HARD_NEGATIVES.index(word) for _, _, word in pairs]
    return HardNegatives(
        left, right, np.repeat(codes, [len(some) for some, _, _ in pairs]).astype(np.int8)
    )
