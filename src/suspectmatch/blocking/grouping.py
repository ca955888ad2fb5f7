"""Blocks of one rule: records that share its keys, wide blocks refined by further keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.blocking.keys import part_keys
from suspectmatch.blocking.rules import KEY_PARTS
from suspectmatch.kernels.blocks import Blocks, Coded, count_members, group_keys

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

    The first part of a rule is sorted into blocks; each further part divides these, block by block.

    Args:
        people: N people.
        linked: bool (N,), records that may be paired at all.
    """

    def __init__(self, people: People, linked: npt.NDArray[np.bool_]) -> None:
        self._people = people
        self._linked = None if linked.all() else linked
        self._blocks: dict[str, Blocks] = {}
        self._coded: dict[str, Coded] = {}

    def prepare(self, rules: Sequence[BlockingRule], threads: int = 1) -> None:
        """Make what all parts need, after which any thread can make the blocks of these rules."""
        first = {rule.parts[0] for rule in rules} - self._blocks.keys()
        later = {part for rule in rules for part in (*rule.parts[1:], *rule.refine_by)}
        later -= self._coded.keys()
        parts = [part for part in KEY_PARTS if part in first | later]

        def make(part: str) -> tuple[Blocks | None, Coded | None]:
            keys = self._incidences(part)
            return (
                group_keys(*keys) if part in first else None,
                Coded.of(*keys, len(self._people)) if part in later else None,
            )

        with ThreadPoolExecutor(threads) as pool:
            for part, (blocks, coded) in zip(parts, pool.map(make, parts), strict=True):
                if blocks is not None:
                    self._blocks[part] = blocks
                if coded is not None:
                    self._coded[part] = coded

    def _incidences(self, part: str) -> Keys:
        """Keys of one part, of the records that may be paired."""
        record, key = part_keys(self._people, part)
        if self._linked is not None:
            keep = self._linked[record]
            record, key = record[keep], key[keep]
        return record, key

    def whole(self, rule: BlockingRule) -> Blocks:
        """The blocks of a rule, however wide."""
        blocks = self._blocks[rule.parts[0]]
        for part in rule.parts[1:]:
            every = np.ones(blocks.keys.size, bool)
            blocks = blocks.divided(every, self._coded[part])
        return blocks

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
        wide = np.diff(blocks.offsets) > widest
        n_refined, n_left = int(wide.sum()), 0
        if n_refined == 0:
            return RuleBlocks(blocks, 0, 0)
        kept = [blocks.taken(~wide)]
        n_before = self._n_records(blocks, wide)
        for part in rule.refine_by:
            blocks = blocks.divided(wide, self._coded[part])
            n_left += n_before - self._n_records(blocks, np.ones(blocks.keys.size, bool))
            wide = np.diff(blocks.offsets) > widest
            kept.append(blocks.taken(~wide))
            n_before = self._n_records(blocks, wide)
            if n_before == 0:
                break
        if strictly:
            n_left += n_before
        else:
            kept.append(blocks.taken(wide))
        return RuleBlocks(_joined(kept), n_refined, n_left)

    def _n_records(self, blocks: Blocks, which: npt.NDArray[np.bool_]) -> int:
        """How many different records some of the blocks hold."""
        return int(count_members(*blocks[:2], which, len(self._people)))


def _joined(parts: Sequence[Blocks]) -> Blocks:
    sizes = np.concatenate([np.diff(part.offsets) for part in parts])
    offsets = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return Blocks(
        offsets,
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.keys for part in parts]),
    )
