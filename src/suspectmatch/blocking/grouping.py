"""Blocks of one rule: records that share its keys, wide blocks refined by further keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.blocking.keys import conjunction, part_keys
from suspectmatch.kernels.groups import Blocks, group_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.blocking.keys import Keys
    from suspectmatch.blocking.rules import BlockingRule
    from suspectmatch.tables import People


class RuleBlocks(NamedTuple):
    """What one rule makes.

    Attributes:
        blocks: the blocks that are compared.
        n_refined: blocks that were too wide and have been refined.
        n_left: records of refined blocks that the further keys set apart from all others, or that have
            no such key, or whose blocks were left out as too wide even so.
    """

    blocks: Blocks
    n_refined: int
    n_left: int


class Grouping:
    """Makes the blocks of rules, each part of a rule once.

    Args:
        people: N people.
        linked: bool (N,), records that may be paired at all.
    """

    def __init__(self, people: People, linked: npt.NDArray[np.bool_]) -> None:
        self._people = people
        self._linked = None if linked.all() else linked
        self._parts: dict[str, Keys] = {}

    def keys(self, part: str) -> Keys:
        """Incidences of one part, of the records that may be paired."""
        if part not in self._parts:
            self._parts[part] = self._made(part)
        return self._parts[part]

    def _made(self, part: str) -> Keys:
        record, key = part_keys(self._people, part)
        if self._linked is not None:
            keep = self._linked[record]
            record, key = record[keep], key[keep]
        return record, key

    def prepare(self, rules: Sequence[BlockingRule], threads: int = 1) -> None:
        """Make the keys of all parts, after which any thread can make the blocks of these rules."""
        wanted = dict.fromkeys(part for rule in rules for part in (*rule.parts, *rule.refine_by))
        missing = [part for part in wanted if part not in self._parts]
        with ThreadPoolExecutor(threads) as pool:
            self._parts |= zip(missing, pool.map(self._made, missing), strict=True)

    def whole(self, rule: BlockingRule) -> Blocks:
        """The blocks of a rule, however wide."""
        keys = self.keys(rule.parts[0])
        for part in rule.parts[1:]:
            keys = conjunction(len(self._people), keys, self.keys(part))
        return group_keys(*keys)

    def refine(
        self,
        blocks: Blocks,
        rule: BlockingRule,
        widest: int | None,
        strictly: bool = False,  # noqa: FBT001, FBT002 - mapped over
    ) -> RuleBlocks:
        """Replace the blocks of more than ``widest`` records by what shares the further keys too.

        Blocks that are too wide even so are used as they are or, ``strictly``, left out and counted.
        """
        if widest is None:
            return RuleBlocks(blocks, 0, 0)
        sizes = np.diff(blocks.offsets)
        wide = sizes > widest
        n_refined = int(wide.sum())
        if n_refined == 0:
            return RuleBlocks(blocks, 0, 0)
        finer = _members(blocks, wide)
        kept = [_taken(blocks, ~wide)]
        n_left = 0
        for part in rule.refine_by:
            made = group_keys(*conjunction(len(self._people), finer, self.keys(part)))
            wide = np.diff(made.offsets) > widest
            n_left += self._n_records(finer[0]) - self._n_records(made.members)
            kept.append(_taken(made, ~wide))
            finer = _members(made, wide)
            if finer[0].size == 0:
                break
        else:
            kept.append(_taken(made, wide & (not strictly)))
            n_left += self._n_records(finer[0]) if strictly else 0
        return RuleBlocks(_joined(kept), n_refined, n_left)

    def _n_records(self, rows: npt.NDArray[np.int32]) -> int:
        """How many different records."""
        held = np.zeros(len(self._people), bool)
        held[rows] = True
        return int(held.sum())


def _members(blocks: Blocks, which: npt.NDArray[np.bool_]) -> Keys:
    """The incidences of some blocks again."""
    sizes = np.diff(blocks.offsets)
    return blocks.members[np.repeat(which, sizes)], np.repeat(blocks.keys[which], sizes[which])


def _taken(blocks: Blocks, which: npt.NDArray[np.bool_]) -> Blocks:
    sizes = np.diff(blocks.offsets)
    offsets = np.zeros(int(which.sum()) + 1, np.int64)
    np.cumsum(sizes[which], out=offsets[1:])
    return Blocks(offsets, blocks.members[np.repeat(which, sizes)], blocks.keys[which])


def _joined(parts: Sequence[Blocks]) -> Blocks:
    sizes = np.concatenate([np.diff(part.offsets) for part in parts])
    offsets = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return Blocks(
        offsets,
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.keys for part in parts]),
    )
