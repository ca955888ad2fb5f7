"""block(): people become candidate pairs."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from suspectmatch import checks
from suspectmatch.blocking.choosing import make_plan
from suspectmatch.blocking.grouping import Grouping
from suspectmatch.blocking.rules import DEFAULT_RULES, KEY_PARTS, BlockingRule, block_on
from suspectmatch.errors import SpecError, TooManyPairsError, WideBlockWarning
from suspectmatch.kernels import joins
from suspectmatch.options import RunOptions
from suspectmatch.roles import ROLES
from suspectmatch.tables import CandidatePairs, People
from suspectmatch.tables.blocking_report import BlockingReport, RuleReport

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.blocking.grouping import RuleBlocks
    from suspectmatch.tables.blocking_report import Limit


__all__ = ["DEFAULT_RULES", "KEY_PARTS", "BlockingReport", "BlockingRule", "block", "block_on"]

WIDE_SHARE: Final = 0.05
"""A block that holds more than this share of the records (and `WIDE_RECORDS`) is called wide."""
WIDE_RECORDS: Final = 5_000
N_LARGEST: Final = 3
"""Blocks that the report of a rule names, by a hash of their key."""


def block(
    people: People,
    rules: Sequence[BlockingRule] | Literal["auto"] = "auto",
    *,
    roles: Sequence[str] = RunOptions.roles,
    across_only: bool = RunOptions.across_only,
    pairs_per_record: float = RunOptions.pairs_per_record,
    max_pairs: int = RunOptions.max_pairs,
    threads: int = 2,
) -> CandidatePairs:
    """Find the pairs of records that are worth comparing.

    Args:
        people: what ``normalise`` returned.
        rules: blocking rules, at most 32; a pair needs to meet only one. ``"auto"`` takes
            `DEFAULT_RULES`, their blocks as wide as the budget allows; ``report.notes`` says what was
            chosen and why.
        roles: roles that may be linked. Victims, missing persons, witnesses, unidentified bodies and
            misused identities are left out unless they are named here.
        across_only: pair only records of different sources.
        pairs_per_record: the budget of rules whose width is left open: pairs for each record, a pair
            being counted under each of its rules. A million pairs are always allowed.
        max_pairs: more pairs than this are refused before anything is allocated.
        threads: worker threads; the result does not depend on them.

    Returns:
        A plan: the number of pairs is known, the pairs themselves are made by ``chunks()``.

    Raises:
        TooManyPairsError: the rules would make more than ``max_pairs``.
        SpecError: no rule, more than 32, or something that is not a rule.

    Example:
        >>> import suspectmatch as sm
        >>> records = [
        ...     {"record_id": "1", "names": ["Ali Hasan"]},
        ...     {"record_id": "2", "names": ["Hassan, Ali"]},
        ... ]
        >>> len(sm.block(sm.normalise(sm.load({"jail": records}))))
        1
    """
    checks.instance("people", people, People, "a People table, as made by normalise()")
    is_auto = isinstance(rules, str) and rules == "auto"
    checked = _check_rules(DEFAULT_RULES if is_auto else rules)
    names = tuple(rule.name for rule in checked)
    options = RunOptions(
        roles=roles,
        across_only=across_only,
        rules=None if is_auto else tuple((r.parts, r.widest, r.refine_by) for r in checked),
        pairs_per_record=pairs_per_record,
        max_pairs=max_pairs,
    )
    linked = np.isin(people.role, [ROLES.index(role) for role in roles])
    plan = make_plan(
        Grouping(people, linked),
        checked,
        int(linked.sum()),
        pairs_per_record,
        threads=checks.positive_int("threads", threads),
        may_leave_out=is_auto,
    )
    rules_report = list(map(_rule_report, checked, plan.made, plan.limits))
    blocks = [one.blocks for one in plan.made]
    plan.made.clear()  # the index holds them from now on
    with ThreadPoolExecutor(threads) as pool:
        groups = joins.index_blocks(blocks, len(people), pool.map)
    bound = joins.bound_pairs(groups)
    if across_only:
        bound = joins.bound_pairs_across(groups, people.source, len(people.sources))
    if bound[-1] > max_pairs:  # nothing but the blocks has been made
        raise TooManyPairsError(names[int(bound[:-1].argmax())], int(bound[-1]), max_pairs)
    counted = [replace(one, n_pairs=n) for one, n in zip(rules_report, bound.tolist(), strict=False)]
    report = _report(people, counted, plan.notes, linked, across_only=across_only)
    report = replace(report, roles=tuple(roles))
    return CandidatePairs(people, names, groups, people.source, across_only, report, options)


def _check_rules(rules: object) -> tuple[BlockingRule, ...]:
    given = tuple(rules) if isinstance(rules, Sequence) and not isinstance(rules, str) else ()
    if not 1 <= len(given) <= joins.MAX_RULES or not all(
        isinstance(rule, BlockingRule) for rule in given
    ):
        raise SpecError(
            f"rules must be a list of 1 to {joins.MAX_RULES} blocking rules, as made by block_on()."
        )
    return given


def _rule_report(rule: BlockingRule, made: RuleBlocks, limit: Limit) -> RuleReport:
    """The report of the blocks of one rule."""
    keys, sizes = made.blocks.keys, np.diff(made.blocks.offsets)
    n_less = max(0, sizes.size - N_LARGEST)
    least = np.partition(sizes, n_less)[n_less] if sizes.size else 0
    large = np.flatnonzero(sizes >= least)
    order = large[np.lexsort((keys[large], -sizes[large]))][:N_LARGEST]
    hashed = [hashlib.blake2b(keys[k].tobytes(), digest_size=4).hexdigest() for k in order]
    return RuleReport(
        rule=rule.name,
        n_keys=sizes.size,
        n_pairs=made.blocks.n_pairs(),
        widest_block=int(sizes.max(initial=0)),
        n_refined=made.n_refined,
        n_left=made.n_left,
        largest=tuple(zip(hashed, sizes[order].tolist(), strict=True)),
        parts=rule.parts,
        refine_by=rule.refine_by,
        limit=limit,
    )


def _report(
    people: People,
    rules: Sequence[RuleReport],
    notes: tuple[str, ...],
    linked: npt.NDArray[np.bool_],
    *,
    across_only: bool,
) -> BlockingReport:
    n = int(linked.sum())
    for report in rules:
        if report.widest_block > max(WIDE_RECORDS, WIDE_SHARE * n):
            warnings.warn(
                f"Blocking rule {report.rule!r} puts {report.widest_block:,} of {n:,} records into one "
                "block.",
                WideBlockWarning,
                stacklevel=3,
            )
    possible = n * (n - 1) // 2
    if across_only:
        per_source = np.bincount(people.source[linked])
        possible -= int((per_source * (per_source - 1) // 2).sum())
    return BlockingReport(n, len(people) - n, 0, possible, tuple(rules), notes, across_only=across_only)
