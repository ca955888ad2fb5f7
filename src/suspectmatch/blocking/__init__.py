"""block(): people become candidate pairs."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.blocking.keys import rule_keys
from suspectmatch.blocking.report import BlockingReport, RuleReport
from suspectmatch.blocking.rules import DEFAULT_RULES, KEY_PARTS, BlockingRule, block_on
from suspectmatch.errors import SpecError, TooManyPairsError, WideBlockWarning
from suspectmatch.kernels import joins
from suspectmatch.schema import DEFAULT_ROLES, ROLES
from suspectmatch.tables import CandidatePairs, People

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.blocking.keys import Keys

__all__ = ["DEFAULT_RULES", "KEY_PARTS", "BlockingReport", "BlockingRule", "block", "block_on"]

MAX_PAIRS: Final = 500_000_000
"""Upper bound of candidate pairs unless the caller allows more."""
WIDE_SHARE: Final = 0.05
"""A block that holds more than this share of the records (and `WIDE_RECORDS`) is called wide."""
WIDE_RECORDS: Final = 5_000


def block(
    people: People,
    rules: Sequence[BlockingRule] = DEFAULT_RULES,
    *,
    roles: Sequence[str] = DEFAULT_ROLES,
    across_only: bool = False,
    max_pairs: int = MAX_PAIRS,
) -> CandidatePairs:
    """Find the pairs of records that are worth comparing.

    Args:
        people: what ``normalise`` returned.
        rules: blocking rules, at most 32; a pair needs to meet only one.
        roles: roles that may be linked. Victims, missing persons, witnesses, unidentified bodies and
            misused identities are left out unless they are named here.
        across_only: pair only records of different sources.
        max_pairs: more pairs than this are refused before anything is allocated.

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
    checks.positive_int("max_pairs", max_pairs)
    rules = _check_rules(rules)
    for role in roles:
        checks.one_of("roles", role, ROLES)
    linked = np.isin(people.role, [ROLES.index(role) for role in roles])
    groups = _groups(people, rules, linked)
    names = tuple(rule.name for rule in rules)
    bound = joins.bound_pairs(groups)
    if across_only:
        bound = joins.bound_pairs_across(groups, people.source, len(people.sources))
    if bound[-1] > max_pairs:
        raise TooManyPairsError(names[int(bound[:-1].argmax())], int(bound[-1]), max_pairs)
    report = _report(people, names, groups, linked, across_only=across_only)
    return CandidatePairs(people, names, groups, people.source, across_only, report)


def _check_rules(rules: Sequence[BlockingRule]) -> tuple[BlockingRule, ...]:
    given = () if isinstance(rules, BlockingRule) else tuple(rules)
    if not 1 <= len(given) <= joins.MAX_RULES or not all(
        isinstance(rule, BlockingRule) for rule in given
    ):
        raise SpecError(
            f"rules must be a list of 1 to {joins.MAX_RULES} blocking rules, as made by block_on()."
        )
    return given


def _groups(
    people: People, rules: Sequence[BlockingRule], linked: npt.NDArray[np.bool_]
) -> joins.Groups:
    cache: dict[str, Keys] = {}
    records, keys, numbers = [], [], []
    for number, rule in enumerate(rules):
        record, key = rule_keys(people, rule, cache)
        keep = linked[record]
        records.append(record[keep])
        keys.append(key[keep])
        numbers.append(np.full(int(keep.sum()), number, dtype=np.uint8))
    return joins.build_groups(
        np.concatenate(records), np.concatenate(keys), np.concatenate(numbers), len(people)
    )


def _report(
    people: People,
    names: tuple[str, ...],
    groups: joins.Groups,
    linked: npt.NDArray[np.bool_],
    *,
    across_only: bool,
) -> BlockingReport:
    counts = joins.count_pairs(groups, people.source, across_only, 0, groups.members.size)
    sizes = np.diff(groups.group_offsets)
    n = int(linked.sum())
    rules = []
    for number, name in enumerate(names):
        mine = sizes[groups.group_rule == number]
        widest = int(mine.max(initial=0))
        rules.append(RuleReport(name, int(mine.size), int(counts[number]), widest))
        if widest > max(WIDE_RECORDS, WIDE_SHARE * n):
            warnings.warn(
                f"Blocking rule {name!r} puts {widest:,} of {n:,} records into one block.",
                WideBlockWarning,
                stacklevel=3,
            )
    possible = n * (n - 1) // 2
    if across_only:
        per_source = np.bincount(people.source[linked])
        possible -= int((per_source * (per_source - 1) // 2).sum())
    return BlockingReport(n, len(people) - n, int(counts[-1]), possible, tuple(rules))
