"""How common a value is: counted in these data, and as the shipped reference of names has it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.names.frequencies import reference, sound_of
from suspectmatch.names.parts import not_compared
from suspectmatch.normalising.columns import gather
from suspectmatch.tables.explanation_rows import Frequency

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import NameColumn, People

    Rows = npt.NDArray[np.int32]

KINDS: Final = ("token", "sound", "skeleton")
"""Forms of a part of a name, the coarsest last."""


class Holders:
    """Which records hold a code, found at once after one sort.

    Args:
        codes: int32 (M,) code of each occurrence; those below 0 are none.
        record: int32 (M,) its record, never falling.
    """

    def __init__(self, codes: npt.NDArray[np.integer], record: npt.NDArray[np.integer]) -> None:
        order = np.argsort(codes, kind="stable")
        self._codes, self._record = codes[order], record[order]

    def records(self, code: int) -> npt.NDArray[np.integer]:
        """Rows of the records that hold it, rising, each once."""
        start, stop = np.searchsorted(self._codes, [code, code + 1])
        return np.unique(self._record[start:stop])


class NameFacts:
    """Which records have a name with a part, by the part itself, its sound or its skeleton; and more.

    Args:
        column: the names of N records, or those of their fathers or mothers.
    """

    def __init__(self, column: NameColumn) -> None:
        self._column = column
        self.n_records = column.offsets.size - 1
        self._made: dict[str, Holders] = {}
        self._aside: dict[int, tuple[str, ...]] = {}

    @cached_property
    def _occurrences(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Token and record of each part of each name."""
        column = self._column
        arrays = column.names.arrays
        record = np.repeat(np.arange(self.n_records), np.diff(column.offsets))
        positions, origin, _ = gather(arrays.token_offsets, column.codes)
        return arrays.token_codes[positions], record[origin]

    def _form(self, kind: str) -> npt.NDArray[np.int32]:
        arrays = self._column.names.arrays
        forms = {"sound": arrays.sound, "skeleton": arrays.skeleton}
        return forms.get(kind, np.arange(arrays.sound.size, dtype=np.int32))

    def records(self, kind: str, token: int) -> npt.NDArray[np.integer]:
        """Rows of the records that have a name with a part of this form."""
        form = self._form(kind)
        if kind not in self._made:
            tokens, record = self._occurrences
            self._made[kind] = Holders(form[tokens], record)
        return self._made[kind].records(int(form[token]))

    def reference(self, kind: str, token: int) -> float | None:
        """The share of persons in the reference with a part of this form; None where it lists none."""
        names = self._column.names
        listed = dict(zip(KINDS, reference(), strict=True))[kind]
        if kind == "skeleton":
            return listed.get(names.skeleton_text[token].as_py())
        text = names.token_text[token].as_py()
        return listed.get(sound_of(text) if kind == "sound" else text)

    def not_compared(self, name: int) -> tuple[str, ...]:
        """What of a distinct name is not compared: particles, titles and the like."""
        if name not in self._aside:
            self._aside[name] = tuple(not_compared(self._column.names.full[name].as_py()))
        return self._aside[name]


class ValueHolders:
    """Which records hold a date, a number, a country or the like.

    Args:
        people: N people.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._made: dict[str, Holders] = {}

    def frequency(self, field: str, i: int, j: int) -> Frequency | None:
        """How common the rarest value is that records i and j share; None where they share none."""
        if field == "birth_dates":
            column: Any = self._people.birth_dates
            codes = self._days[column.codes]
        elif field in self._people.sets:
            column = self._people.sets[field]
            codes = column.codes
        else:
            return None
        left, right = (codes[column.offsets[row] : column.offsets[row + 1]] for row in (i, j))
        shared = np.intersect1d(left, right)
        shared = shared[shared >= 0]
        if not shared.size:
            return None
        if field not in self._made:
            record = np.repeat(np.arange(len(self._people)), np.diff(column.offsets))
            self._made[field] = Holders(codes, record)
        counts = [self._made[field].records(code).size for code in shared.tolist()]
        rarest = int(np.argmin(counts))
        share = float(np.exp2(-column.bits[shared[rarest]])) if field in _WEIGHED else None
        return Frequency(counts[rarest], len(self._people), share)

    @cached_property
    def _days(self) -> npt.NDArray[np.int64]:
        """A code for each interval of days that a distinct date stands for; -1 where it is unread."""
        dates = self._people.birth_dates.dates
        ends = np.stack([dates.earliest, dates.latest], axis=1)
        _, codes = np.unique(ends, axis=0, return_inverse=True)
        return np.where(dates.precision < 0, -1, codes.ravel())


_WEIGHED: Final = ("nationalities", "birth_places", "birth_countries", "contacts")
"""Fields whose comparisons ask how rare a shared value is."""
