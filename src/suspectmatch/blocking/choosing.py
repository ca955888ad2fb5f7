"""How wide blocks may be: so wide that a plan of rules keeps to its budget of pairs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from suspectmatch.kernels.blocks import Blocks
from suspectmatch.tables.blocking_report import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from suspectmatch.blocking.grouping import Grouping, RuleBlocks
    from suspectmatch.blocking.rules import BlockingRule

WIDTHS: Final = (
    *(10, 12, 14, 17, 20, 24, 28, 34, 40, 48, 56),
    *(80, 112, 160, 224, 320, 640, 1280, 2560, 5120),
)
"""Widths to choose from, in steps of at most two."""
FEWEST_PAIRS: Final = 1_000_000
"""A plan may always make so many pairs: they are compared in a second."""
FIRST_SHARE: Final = 0.6
"""Share of the budget that the blocks may take that need no refining; the rest is for those that do."""
LEAST_USE: Final = 0.05
"""A rule of "auto" is left out where a smaller share of its memberships lies in narrow blocks."""


class Plan(NamedTuple):
    """The blocks of each rule, and how their width came about.

    Attributes:
        made: blocks, a set for each rule.
        widest: records of the widest block used as it is; None where every rule has its own width.
        budget: pairs that the plan was to keep to.
        notes: what was chosen and why, in words.
        limits: how wide the blocks of each rule could be.
    """

    made: list[RuleBlocks]
    widest: int | None
    budget: int
    notes: tuple[str, ...]
    limits: tuple[Limit, ...]


def make_plan(
    grouping: Grouping,
    rules: Sequence[BlockingRule],
    n_records: int,
    pairs_per_record: float,
    *,
    threads: int,
    may_leave_out: bool,
) -> Plan:
    """The blocks of all rules, those without a width of their own made to fit the budget.

    A pair is counted under each of its rules, so that the plan makes fewer pairs than are counted. All
    rules get the same width: where blocks are narrow, a pair costs the same under every rule.

    Args:
        grouping: makes blocks.
        rules: the rules.
        n_records: records that may be paired.
        pairs_per_record: the budget, for each record.
        threads: worker threads.
        may_leave_out: whether a rule may be left out whose blocks are nearly all too wide, and a block
            that is too wide even when it is refined; both are reported.
    """
    budget = max(FEWEST_PAIRS, int(pairs_per_record * n_records))
    grouping.prepare(rules, threads)
    with ThreadPoolExecutor(threads) as pool:
        whole = list(pool.map(grouping.whole, rules))
        is_open = [rule.widest is None and bool(rule.refine_by) for rule in rules]
        if not any(is_open):
            made = _largest_first(pool, grouping.refine, whole, rules, [rule.widest for rule in rules])
            return Plan(made, None, budget, (), tuple(Limit(rule.widest) for rule in rules))
        costs = _narrow_pairs([b for b, free in zip(whole, is_open, strict=True) if free])
        k = max((k for k, cost in enumerate(costs) if cost <= FIRST_SHARE * budget), default=0)
        while True:
            widths = [
                rule.widest or (WIDTHS[k] if free else None)
                for rule, free in zip(rules, is_open, strict=True)
            ]
            idle = [
                may_leave_out and free and _is_idle(b, WIDTHS[k])
                for b, free in zip(whole, is_open, strict=True)
            ]
            left = [Blocks.none() if no else b for b, no in zip(whole, idle, strict=True)]
            strictly = [may_leave_out and free for free in is_open]
            made = _largest_first(pool, grouping.refine, left, rules, widths, strictly)
            total = sum(one.blocks.n_pairs() for one in made)
            if total <= budget or k == 0:
                break
            k = _narrower(costs, k, total, budget)
    notes = [
        f"{rule.name}: left out: nearly all its blocks hold more than {WIDTHS[k]} records."
        for rule, no in zip(rules, idle, strict=True)
        if no
    ]
    if may_leave_out and (n_left := sum(one.n_left for one in made)):
        notes.append(
            f"{n_left:,} times a record of a wide block was paired with only some of them, or none."
        )
    within = "within" if total <= budget else "not within"
    notes.insert(
        0,
        f"Blocks of at most {WIDTHS[k]} records are compared as they are; wider blocks are refined. The "
        f"plan has at most {total:,} pairs, {within} the budget of {budget:,}.",
    )
    return Plan(made, WIDTHS[k], budget, tuple(notes), tuple(map(Limit, widths, strictly, idle)))


def _is_idle(blocks: Blocks, widest: int) -> bool:
    """Whether nearly all memberships of a rule lie in blocks that are too wide; not if it has none."""
    sizes = np.diff(blocks.offsets)
    return int(sizes[sizes <= widest].sum()) < LEAST_USE * blocks.members.size


def _narrow_pairs(blocks: Sequence[Blocks]) -> list[int]:
    """For each of `WIDTHS` the pairs of the blocks that need no refining at it."""
    sizes = np.concatenate([np.diff(one.offsets) for one in blocks])
    return [int((own * (own - 1) // 2).sum()) for own in (sizes[sizes <= w] for w in WIDTHS)]


def _narrower(costs: Sequence[int], k: int, total: int, budget: int) -> int:
    """The next width to try, where the k-th makes ``total`` pairs, more than the budget.

    It is assumed that the pairs of refined blocks grow with the width.
    """
    refined = max(0, total - costs[k])
    for narrower in range(k - 1, 0, -1):
        if costs[narrower] + refined * WIDTHS[narrower] / WIDTHS[k] <= budget:
            return narrower
    return 0


def _largest_first(
    pool: Executor, refine: Callable[..., RuleBlocks], blocks: Sequence[Blocks], *more: Sequence[Any]
) -> list[RuleBlocks]:
    """What ``refine`` makes of each rule's blocks; the largest are begun first."""
    order = sorted(range(len(blocks)), key=lambda rule: -blocks[rule].members.size)
    begun = {rule: pool.submit(refine, blocks[rule], *(m[rule] for m in more)) for rule in order}
    return [begun[rule].result() for rule in range(len(blocks))]
