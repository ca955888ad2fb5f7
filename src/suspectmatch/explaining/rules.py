"""Why a blocking rule did not find a pair: the keys of both records, and how many others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.blocking.keys import part_keys
from suspectmatch.explaining.frequency import Holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.blocking import BlockingReport
    from suspectmatch.tables import People
    from suspectmatch.tables.blocking_report import Limit, RuleReport

    Members = npt.NDArray[np.integer]

OUTCOMES: Final = ("brought_up", "missing", "differs", "too_wide", "refined", "left_out", "unknown")


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What one blocking rule did with a pair.

    Attributes:
        rule: its name.
        outcome: ``brought_up``, it finds the pair; ``missing``, one record has no such key;
            ``differs``, both have, and share none; ``refined``, the block they share was too large and
            further keys divide them; ``too_wide``, the block was too large even so and was left out;
            ``left_out``, the rule was not used; ``unknown``, the rule is not one of ours.
        words: the same in plain words.
        missing_left: key parts that the left record has no key of.
        missing_right: likewise of the right record.
        differs: key parts in which they share no key.
        n_records: records of the narrowest block that they share; None where they share none.
        widest: records that a block could have.
    """

    rule: str
    outcome: str
    words: str
    missing_left: tuple[str, ...] = ()
    missing_right: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    n_records: int | None = None
    widest: int | None = None


class RuleKeys:
    """The keys of all records under the parts of rules, each part made when it is first asked for.

    Args:
        people: N people.
        linked: bool (N,) records that may be paired.
    """

    def __init__(self, people: People, linked: npt.NDArray[np.bool_]) -> None:
        self._people, self._linked = people, linked
        self._keys: dict[str, tuple[Members, npt.NDArray[np.int64], Holders]] = {}

    def _part(self, part: str) -> tuple[Members, npt.NDArray[np.int64], Holders]:
        """Record and key of each incidence, by record; and who holds each key."""
        if part not in self._keys:
            record, raw = part_keys(self._people, part)
            keep = self._linked[record]
            record, key = record[keep], raw[keep].view(np.int64)
            self._keys[part] = record, key, Holders(key, record)
        return self._keys[part]

    def keys(self, part: str, row: int) -> set[int]:
        """The keys of one record."""
        record, key, _ = self._part(part)
        start, stop = np.searchsorted(record, [row, row + 1])
        return set(key[start:stop].tolist())

    def holders(self, part: str, key: int) -> Members:
        """Rows of the records that hold a key."""
        return self._part(part)[2].records(key)

    def outcomes(self, report: BlockingReport, i: int, j: int) -> tuple[RuleOutcome, ...]:
        """What each rule did with the records in rows i and j."""
        return tuple(self._outcome(rule, i, j) for rule in report.rules)

    def has_keys(self, report: BlockingReport, row: int) -> bool:
        """Whether a record has all keys of any rule; without, it is paired with no record."""
        return any(all(self.keys(part, row) for part in rule.parts) for rule in report.rules)

    def _outcome(self, rule: RuleReport, i: int, j: int) -> RuleOutcome:
        if not rule.parts:
            words = "a rule of another toolkit; what it did is not known"
            return RuleOutcome(rule.rule, "unknown", words)
        parts, limit = rule.parts, rule.limit
        apart = self._apart(rule.rule, parts, i, j)
        if apart is not None:
            return apart
        if limit.is_idle:
            return RuleOutcome(
                rule.rule,
                "left_out",
                f"they share a key, but the rule was not used: nearly all its blocks hold more than "
                f"{limit.widest} records",
                widest=limit.widest,
            )
        blocks = self._blocks([None], parts, i, j)
        return self._refined(rule.rule, blocks, rule.refine_by, limit, (i, j))

    def _apart(self, name: str, parts: Sequence[str], i: int, j: int) -> RuleOutcome | None:
        """The outcome where two records share no key of some part."""
        keys = {part: (self.keys(part, i), self.keys(part, j)) for part in parts}
        left = tuple(part for part, (own, _) in keys.items() if not own)
        right = tuple(part for part, (_, own) in keys.items() if not own)
        differs = tuple(part for part, (a, b) in keys.items() if a and b and not a & b)
        if not left and not right and not differs:
            return None
        words = [f"they share no {_listed(differs)}"] if differs else []
        words += [f"the left record gives no key for {_listed(left, 'or')}"] if left else []
        words += [f"the right record gives no key for {_listed(right, 'or')}"] if right else []
        outcome = "differs" if differs else "missing"
        return RuleOutcome(name, outcome, "; ".join(words), left, right, differs)

    def _blocks(
        self, blocks: Sequence[Members | None], parts: Sequence[str], i: int, j: int
    ) -> list[Members]:
        """Blocks that hold both records, divided by every key of the parts that they share."""
        shared = [[(part, key) for key in self.keys(part, i) & self.keys(part, j)] for part in parts]
        made = []
        for block, chosen in product(blocks, product(*shared)):
            members = block
            for part, key in chosen:
                held = self.holders(part, key)
                members = held if members is None else np.intersect1d(members, held, assume_unique=True)
            if members is not None:
                made.append(members)
        return made

    def _refined(
        self,
        name: str,
        blocks: list[Members],
        refine_by: Sequence[str],
        limit: Limit,
        pair: tuple[int, int],
    ) -> RuleOutcome:
        """What became of the blocks that hold both."""
        widest, wide = limit.widest, blocks

        def found(n_records: int) -> RuleOutcome:
            words = "it finds the pair"
            return RuleOutcome(name, "brought_up", words, n_records=n_records, widest=widest)

        narrowest = min(block.size for block in blocks)
        if widest is None or narrowest <= widest:
            return found(narrowest)
        n_first = narrowest
        for part in refine_by:
            apart = self._apart(name, [part], *pair)
            if apart is not None:
                words = (
                    f"their block of {n_first:,} records is larger than {widest} and was divided by "
                    f"{_named(part)}: {apart.words}"
                )
                sides = apart.missing_left, apart.missing_right, apart.differs
                return RuleOutcome(name, "refined", words, *sides, narrowest, widest)
            wide = self._blocks(wide, [part], *pair)
            narrowest = min(block.size for block in wide)
            if narrowest <= widest:
                return found(narrowest)
        if not limit.is_strict:
            return found(narrowest)
        words = (
            f"their block of {narrowest:,} records is larger than {widest}, even when divided; left out"
        )
        return RuleOutcome(name, "too_wide", words, n_records=narrowest, widest=widest)


def _named(part: str) -> str:
    return part.replace("_", " ")


def _listed(parts: Sequence[str], word: str = "and no") -> str:
    return f" {word} ".join(map(_named, parts))
