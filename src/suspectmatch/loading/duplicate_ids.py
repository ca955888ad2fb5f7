"""The ids seen so far, so that no record is kept twice: one by one, or a million at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from suspectmatch.kernels.interning import add_hashes, find_hashes, hash_texts
from suspectmatch.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

Key = tuple[str, str]
"""``(source, record_id)``."""
_FIRST_SIZE: Final = 1 << 10


def key_hashes(source: pa.Array, record_id: pa.Array) -> Hashes:
    """Hash of each of n keys, uint64 (n,), never 0.

    >>> hashes = key_hashes(pa.array(["a", "a", "b"]), pa.array(["1", "1", "1"]))
    >>> hashes[0] == hashes[1], hashes[0] == hashes[2]
    (np.True_, np.False_)
    """
    of_source = hash_texts(*Texts.of(source), np.zeros(len(source), np.uint64))
    return hash_texts(*Texts.of(record_id), of_source)


class SeenIds:
    """The keys that are taken, shared by all the sources of one load.

    Keys that come as columns are held as columns, and found by their hashes. A hash that is found says
    that a key may be taken; ``in`` compares the key itself.

    Example:
        >>> taken = SeenIds()
        >>> taken.add(("jail", "7"))
        >>> ("jail", "7") in taken, ("jail", "8") in taken
        (True, False)
    """

    def __init__(self) -> None:
        self._keys: set[Key] = set()
        self._fresh: list[Key] = []
        self._blocks: list[_Block] = []
        self._table: Hashes = np.zeros(_FIRST_SIZE, np.uint64)
        self._n = 0

    def __contains__(self, key: Key) -> bool:
        return key in self._keys or (bool(self._blocks) and self._is_in_a_block(key))

    def add(self, key: Key) -> None:
        """Take one key."""
        self._keys.add(key)
        self._fresh.append(key)

    def take(
        self,
        source: pa.Array,
        record_id: pa.Array,
        doubtful: npt.NDArray[np.bool_],
        claimed: Sequence[Key],
    ) -> None:
        """Take the keys of rows that are not doubtful, but for those that another row may have.

        Args:
            source: source of each of n rows.
            record_id: their ids.
            doubtful: bool (n,), rows that are checked one by one; rows whose key was seen before, or may
                be that of another row, are added to them.
            claimed: keys that doubtful rows may come to have.
        """
        clean = np.flatnonzero(~doubtful)
        hashes = key_hashes(source, record_id)
        suspect = self.may_hold(hashes[clean]) | self.note(hashes[clean])
        if suspect.any() or claimed:
            others = [hashes[clean[suspect]]]
            if claimed:
                others.append(
                    key_hashes(*(pa.array(side, pa.string()) for side in zip(*claimed, strict=True)))
                )
            suspect |= np.isin(hashes[clean], np.concatenate(others))
            doubtful[clean[suspect]] = True
            clean = clean[~suspect]
        if clean.size < len(source):
            few = pa.array(clean)
            source, record_id, hashes = source.take(few), record_id.take(few), hashes[clean]
        self.add_columns(source, record_id, hashes)

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Whether each key may be taken, bool (n,): if not, it is not."""
        self._catch_up()
        return find_hashes(self._table, hashes)

    def note(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Remember hashes of keys that are about to be taken; bool (n,), which were known before."""
        self._n += hashes.size
        size = self._table.size
        while size < 2 * self._n:
            size *= 2
        if size > self._table.size:
            wider = np.zeros(size, np.uint64)
            add_hashes(wider, self._table[self._table > 0])
            self._table = wider
        return add_hashes(self._table, hashes)

    def add_columns(self, source: pa.Array, record_id: pa.Array, hashes: Hashes) -> None:
        """Take keys that are not taken, whose hashes were noted."""
        if len(hashes):
            self._blocks.append(_Block(source, record_id, hashes))

    def _catch_up(self) -> None:
        if self._fresh:
            sides = (pa.array(side, pa.string()) for side in zip(*self._fresh, strict=True))
            self.note(key_hashes(*sides))
            self._fresh = []

    def _is_in_a_block(self, key: Key) -> bool:
        hashes = key_hashes(pa.array([key[0]]), pa.array([key[1]]))
        if not find_hashes(self._table, hashes)[0]:
            return False
        return any(block.holds(key, hashes[0]) for block in self._blocks)


class _Block:
    """Keys that came as columns."""

    def __init__(self, source: pa.Array, record_id: pa.Array, hashes: Hashes) -> None:
        self._columns, self._hashes = (source, record_id), hashes
        self._order: npt.NDArray[np.int64] | None = None

    def holds(self, key: Key, value: np.uint64) -> bool:
        if self._order is None:
            self._order = np.argsort(self._hashes)
            self._hashes = self._hashes[self._order]
        start, stop = (np.searchsorted(self._hashes, value, side=side) for side in ("left", "right"))
        rows = self._order[start:stop].tolist()
        return any(tuple(column[row].as_py() for column in self._columns) == key for row in rows)
