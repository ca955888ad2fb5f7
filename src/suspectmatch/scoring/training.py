"""Labels of pairs, given as such or by persons, made ready to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.scoring.folds import pair_hashes, person_hashes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from suspectmatch.tables import ComparedPairs

    Labels = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Training:
    """The pairs that were learned from, in an order that no row order can change.

    Attributes:
        levels: int8 (P, K).
        rarity: float32 (P, F).
        labels: int8 (P,) 1 or 0.
        person_left: uint64 (P,) person of one record; see `suspectmatch.scoring.folds`.
        person_right: likewise.
        n_records: records that they are pairs of.
    """

    levels: npt.NDArray[np.int8]
    rarity: npt.NDArray[np.float32]
    labels: Labels
    person_left: npt.NDArray[np.uint64]
    person_right: npt.NDArray[np.uint64]
    n_records: int

    def take(self, rows: npt.NDArray[np.intp]) -> Training:
        """Some of the pairs."""
        columns = {name: getattr(self, name)[rows] for name in _COLUMNS}
        return Training(**columns, n_records=self.n_records)

    def as_dict(self) -> dict[str, Any]:
        """What JSON holds of it: no personal value."""
        return {name: getattr(self, name).tolist() for name in _COLUMNS}

    @classmethod
    def from_dict(cls, body: dict[str, Any], n_rarities: int, n_records: int) -> Training:
        """What `as_dict` wrote."""
        columns = {name: np.array(body[name], kind) for name, kind in _COLUMNS.items()}
        columns["rarity"] = columns["rarity"].reshape(columns["labels"].size, n_rarities)
        return cls(**columns, n_records=n_records)


_COLUMNS: Final[dict[str, Any]] = {
    "levels": np.int8,
    "rarity": np.float32,
    "labels": np.int8,
    "person_left": np.uint64,
    "person_right": np.uint64,
}
"""Arrays of the training pairs and their types,."""


def labels_of(
    compared: ComparedPairs,
    labels: npt.ArrayLike | None,
    persons: Mapping[tuple[str, str], str] | None,
) -> Labels:
    """The label of each pair, int8 (P,); -1 not known.

    Raises:
        ParameterError: not exactly one of labels and persons is given.
    """
    if (labels is None) == (persons is None):
        raise ParameterError("Give labels or persons, one of them.")
    if persons is None:
        assert labels is not None
        return checks.labels("labels", labels, len(compared))
    number = _numbers(compared, persons)
    left, right = number[compared.left], number[compared.right]
    return np.where((left < 0) | (right < 0), -1, left == right).astype(np.int8)


def _numbers(compared: ComparedPairs, persons: Mapping[tuple[str, str], str]) -> npt.NDArray[np.int64]:
    """A number for the person of each record, -1 where it is not named."""
    table = compared.people.records.table
    keys = zip(table.column("source").to_pylist(), table.column("record_id").to_pylist(), strict=True)
    numbers: dict[str, int] = {}
    found = [persons.get(key) for key in keys]
    made = [-1 if one is None else numbers.setdefault(one, len(numbers)) for one in found]
    return np.array(made, np.int64)


def training_of(
    compared: ComparedPairs, labels: Labels, persons: Mapping[tuple[str, str], str] | None
) -> Training:
    """The pairs whose label is known, and the persons of their records."""
    left, right = compared.left[labels == 1], compared.right[labels == 1]
    if persons is not None:  # records of one person that no pair joins are one all the same
        number = _numbers(compared, persons)
        by_person = np.argsort(number, kind="stable").astype(np.int32)
        a, b = by_person[:-1], by_person[1:]
        same = (number[a] == number[b]) & (number[a] >= 0)
        left, right = np.minimum(a, b)[same], np.maximum(a, b)[same]
    hashes = person_hashes(compared.people, left, right)
    person = np.unique(hashes, return_inverse=True)[1].astype(np.uint64)  # so that nothing tells of whom
    known = np.flatnonzero(labels >= 0)
    order = known[np.argsort(pair_hashes(compared.take(known)), kind="stable")]
    taken = compared.take(order)
    return Training(
        taken.levels,
        taken.rarity,
        labels[order],
        person[taken.left],
        person[taken.right],
        len(compared.people),
    )
