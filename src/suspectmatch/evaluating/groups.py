"""Error rates by group of records, such as naming cultures: whether a run makes more errors in some."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import norm

from suspectmatch import checks
from suspectmatch.errors import GroupsDifferWarning, ParameterError
from suspectmatch.evaluating.pairs import metrics_of_pairs
from suspectmatch.evaluating.shares import Share, clustered_share, persons_worth
from suspectmatch.evaluating.truth import linked_persons
from suspectmatch.roles import DEFAULT_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from suspectmatch.evaluating.truth import Truth
    from suspectmatch.tables import People, ScoredPairs

    Groups = str | Mapping[tuple[str, str], str] | Sequence[Any] | npt.NDArray[Any]

BY: Final = ("source", "role", "sex", "script")
RATES: Final = ("precision", "recall", "missed", "false_match_rate")
COMPARED: Final = ("precision", "missed", "false_match_rate")
"""Rates in which groups are compared; ``recall`` is 1 - ``missed``."""
NOT_STATED: Final = "not stated"
LEVEL: Final = 0.05
"""Chance that any group is reported although all are alike."""
SCRIPTS: Final = {
    "latin": r"\p{Latin}",
    "arabic": r"\p{Arabic}",
    "cyrillic": r"\p{Cyrillic}",
    "chinese": r"\p{Han}",
    "korean": r"\p{Hangul}",
}


@dataclass(frozen=True, slots=True)
class GroupRates:
    """Errors among the pairs of one group, with 95 % intervals by person.

    Attributes:
        group: its name; two sources as ``a x b``.
        n_records: records of the group (of both sources, for two).
        n_true: true pairs, rounded; those with a record of another group count half.
        n_leads: pairs above the threshold, likewise.
        precision: share of the pairs above the threshold that are one person.
        recall: share of true pairs that are above the threshold.
        missed: share of true pairs that are not: 1 - recall.
        false_match_rate: share of all pairs of two persons that are above the threshold.
        differs_in: rates that differ from those of all other pairs by more than chance.
    """

    group: str
    n_records: int
    n_true: int
    n_leads: int
    precision: Share
    recall: Share
    missed: Share
    false_match_rate: Share
    differs_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ErrorRates:
    """Error rates of each group, largest groups first.

    Attributes:
        by: what defines the groups.
        min_probability: the threshold.
        groups: the groups that have a true pair or a pair above the threshold.
    """

    by: str
    min_probability: float
    groups: tuple[GroupRates, ...]

    def extremes(self, measure: str, *, min_pairs: int = 1) -> tuple[GroupRates, GroupRates]:
        """The worst and the best group by one rate.

        Args:
            measure: precision, recall, missed or false_match_rate.
            min_pairs: groups are left out where the rate is a share of fewer pairs.

        Raises:
            ParameterError: no such measure, or no group is large enough.
        """
        checks.one_of("measure", measure, RATES)
        large = [each for each in self.groups if getattr(each, measure).n >= max(min_pairs, 1)]
        if not large:
            raise ParameterError(f"No group has {min_pairs:,} pairs to measure {measure} on.")
        ordered = sorted(large, key=lambda each: float(getattr(each, measure).value))
        low, high = ordered[0], ordered[-1]
        return (low, high) if measure in ("precision", "recall") else (high, low)

    def to_pandas(self) -> pd.DataFrame:
        """A row for each group: counts, each rate with ``_low`` and ``_high``, and ``differs_in``."""
        rows = []
        for each in self.groups:
            row: dict[str, Any] = {
                name: getattr(each, name) for name in ("group", "n_records", "n_true", "n_leads")
            }
            for name in RATES:
                share: Share = getattr(each, name)
                row |= {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high}
            rows.append(row | {"differs_in": ", ".join(each.differs_in)})
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        names = ["group", *(each.group for each in self.groups)]
        wide = max(24, *map(len, names))
        lines = [f"{'true pairs':>12}{'leads':>9}  {'precision':<27}recall"]
        lines += [
            f"{each.n_true:>12,}{each.n_leads:>9,}  {each.precision!s:<27}{each.recall}"
            for each in self.groups
        ]
        lines = [name.ljust(wide) + line for name, line in zip(names, lines, strict=True)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        named = sum(bool(each.differs_in) for each in self.groups)
        return f"ErrorRates(by {self.by}: {len(self.groups)} groups, {named} differ beyond chance)"


def error_rates(
    scored: ScoredPairs,
    truth: Truth,
    *,
    by: Groups,
    min_probability: float = 0.95,
    roles: Sequence[str] = DEFAULT_ROLES,
) -> ErrorRates:
    """Error rates by group, with a warning where a group differs from the others by more than chance.

    By ``source``, the groups are pairs of sources. By anything else, half of a pair belongs to the group
    of each of its records. Each group is compared with all other pairs by a test of two shares at their
    effective numbers (Rao and Scott 1981; Agresti and Caffo 2000), corrected for the number of groups
    and rates (Holm 1979). Pairs of records that are not in the truth count as pairs of two persons.

    Args:
        scored: scored pairs, kept down to ``min_probability`` at least.
        truth: person by (source, record_id), or of each row.
        by: ``source``, ``role``, ``sex`` or ``script`` (in which names are written); or the group of
            each record, by (source, record_id) or for each row, such as the naming culture.
        min_probability: the threshold.
        roles: roles that were linked; records of other roles are not counted.

    Returns:
        Rates with intervals, by group.

    Raises:
        ParameterError: ``by`` is none of these.

    Warns:
        GroupsDifferWarning: a group differs by more than chance; the warning names no person.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> made = single_name_records(500, seed=1)
        >>> scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(made.records)))
        >>> [each.group for each in error_rates(scored, made.person_id, by="sex").groups]
        ['male', 'female', 'not stated']
    """
    min_probability = checks.probability("min_probability", min_probability)
    people = scored.compared.people
    person, linked = linked_persons(people, truth, roles)
    leads = scored.probability >= min_probability
    leads &= linked[scored.compared.left] & linked[scored.compared.right]
    left, right = scored.compared.left[leads], scored.compared.right[leads]
    names, group = groups_of(people, by)
    member = np.where(linked, group, -1)
    parts = (_of_two if isinstance(by, str) and by == "source" else _of_one)(names, member, person)
    whole = _Part("", int(linked.sum()), *_totals(person[linked], person))
    worth = persons_worth(np.bincount(person[linked])) / max(whole.n_records, 1)
    made, p_values = [], []
    for part in parts:
        counts = part.counts(member[left], member[right])
        own = _measured(part, person, (left, right), counts, worth)
        if not own.n_true and not own.n_leads:
            continue
        others = _measured(whole.without(part), person, (left, right), 1 - counts, worth)
        made.append(own)
        p_values.append([_p_value(getattr(own, name), getattr(others, name)) for name in COMPARED])
    differs = _holm(np.array(p_values).reshape(-1)).reshape(-1, len(COMPARED))
    named = [
        replace(own, differs_in=tuple(np.array(COMPARED)[which].tolist()))
        for own, which in zip(made, differs, strict=True)
    ]
    named.sort(key=lambda each: (-each.n_records, each.group))
    rates = ErrorRates(by if isinstance(by, str) else "group", min_probability, tuple(named))
    _warn(rates)
    return rates


def groups_of(people: People, by: Groups) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Names of the groups, and the group of each record, int64 (N,).

    Args:
        people: the N people.
        by: as in ``error_rates``.

    Raises:
        ParameterError: the word is unknown, or there is not a group for each record.
    """
    table = people.records.table
    if isinstance(by, str):
        checks.one_of("by", by, BY)
        given = _scripts(table) if by == "script" else table.column(by).to_pylist()
    elif isinstance(by, Mapping):
        keys = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
        given = [by.get(key) for key in keys]
    else:
        given = list(by)
    if len(given) != len(people):
        raise ParameterError(f"by must give a group for {len(people):,} records, got {len(given):,}.")
    words = np.array([NOT_STATED if word is None else str(word) for word in given], dtype=str)
    names, group = np.unique(words, return_inverse=True)
    return names.tolist(), group.reshape(-1).astype(np.int64)


def _scripts(table: pa.Table) -> list[str]:
    """The scripts in which the names of each record are written, such as ``arabic + latin``."""
    names = table.column("names").combine_chunks()
    row = pc.list_parent_indices(names).to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(names)
    parts = [pc.fill_null(pc.struct_field(flat, part), "") for part in ("full", "given", "family")]
    text = pc.binary_join_element_wise(*parts, " ")
    words = np.full(table.num_rows, "", dtype=object)
    for script, pattern in SCRIPTS.items():
        written = pc.match_substring_regex(text, pattern).to_numpy(zero_copy_only=False).astype(bool)
        has = np.bincount(row[written], minlength=table.num_rows) > 0
        words[has] = np.where(words[has] == "", script, words[has] + " + " + script)
    return [word or NOT_STATED for word in words.tolist()]


class _Part(NamedTuple):
    """A part of all pairs of records.

    Attributes:
        name: of the group.
        n_records: records of the group.
        n_pairs: pairs of records in it.
        true: float64 (G,) true pairs in it, by person.
        touch: float64 (G,) pairs in it that contain a record of each person, about.
        members: the one or two groups that make it.
    """

    name: str
    n_records: int
    n_pairs: float
    true: npt.NDArray[np.float64]
    touch: npt.NDArray[np.float64]
    members: tuple[int, ...] = ()

    def counts(
        self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """How much each pair of records of these groups counts for it, float64 (P,)."""
        low, high = min(self.members), max(self.members)
        made: npt.NDArray[np.float64] = ((left == low).astype(np.float64) + (right == low)) / 2
        if len(self.members) > 1:
            both = (np.minimum(left, right) == low) & (np.maximum(left, right) == high)
            made = both.astype(np.float64)
        return made

    def without(self, part: _Part) -> _Part:
        """All other pairs."""
        touch = self.touch - part.touch
        return _Part("", self.n_records, self.n_pairs - part.n_pairs, self.true - part.true, touch)


def _totals(
    linked: npt.NDArray[np.int64], person: npt.NDArray[np.int64]
) -> tuple[float, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    n, size = linked.size, np.bincount(linked, minlength=int(person.max(initial=-1)) + 1)
    return n * (n - 1) / 2, size * (size - 1) / 2, size.astype(np.float64) * n


def _of_one(
    names: Sequence[str], member: npt.NDArray[np.int64], person: npt.NDArray[np.int64]
) -> Iterator[_Part]:
    """For each group the pairs of its records: half of each pair for either record."""
    n_persons, linked = int(person.max(initial=-1)) + 1, member >= 0
    n, size = int(linked.sum()), np.bincount(person[linked], minlength=n_persons)
    for code, name in enumerate(names):
        own = np.bincount(person[member == code], minlength=n_persons)
        n_own = int(own.sum())
        touch = (own.astype(np.float64) * n + size * float(n_own)) / 2
        yield _Part(name, n_own, n_own * (n - 1) / 2, own * (size - 1) / 2, touch, (code,))


def _of_two(
    names: Sequence[str], member: npt.NDArray[np.int64], person: npt.NDArray[np.int64]
) -> Iterator[_Part]:
    """For each two groups the pairs of a record of one and a record of the other."""
    n_persons = int(person.max(initial=-1)) + 1
    sizes = [np.bincount(person[member == code], minlength=n_persons) for code in range(len(names))]
    for a, b in combinations_with_replacement(range(len(names)), 2):
        one, other = sizes[a], sizes[b]
        n_one, n_other = int(one.sum()), int(other.sum())
        if a == b:
            true, pairs, n = one * (one - 1) / 2, n_one * (n_one - 1) / 2, n_one
        else:
            true, pairs, n = (one * other).astype(np.float64), n_one * n_other, n_one + n_other
        touch = one * float(n_other) + other * float(n_one)
        yield _Part(f"{names[a]} x {names[b]}", n, pairs, true, touch, (a, b))


def _measured(
    part: _Part,
    person: npt.NDArray[np.int64],
    leads: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    counts: npt.NDArray[np.float64],
    persons_per_record: float,
) -> GroupRates:
    used = counts > 0
    left, right = (rows[used] for rows in leads)
    metrics = metrics_of_pairs(person, left, right, part.true, counts[used])
    recall = metrics.recall_share
    missed = Share(1 - recall.value, 1 - recall.high, 1 - recall.low, recall.n, recall.effective_n)
    by, n = metrics.by_person, part.n_pairs - metrics.n_true
    assert by is not None
    wrong = by.wrong.astype(np.float64)
    expected = wrong.sum() * part.touch / max(float(part.touch.sum()), 1.0)
    spread = (wrong - expected) ** 2
    variance = (float(spread.sum()) - by.squares) / max(n, 1) ** 2
    rate = (metrics.n_found - metrics.n_right) / n if n else float("nan")
    return GroupRates(
        part.name,
        part.n_records,
        round(metrics.n_true),
        round(metrics.n_found),
        metrics.precision_share,
        recall,
        missed,
        clustered_share(rate, round(n), variance, n * persons_per_record**2, persons_worth(spread)),
        (),
    )


def _p_value(own: Share, others: Share) -> float:
    """Of the difference of two shares at their effective numbers (Agresti and Caffo 2000)."""
    if not own.n or not others.n:
        return 1.0
    a, b = ((each.value * each.effective_n + 1) / (each.effective_n + 2) for each in (own, others))
    variance = a * (1 - a) / (own.effective_n + 2) + b * (1 - b) / (others.effective_n + 2)
    return float(2 * norm.sf(abs(a - b) / np.sqrt(variance)))


def _holm(p_values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which hypotheses are rejected at ``LEVEL`` for all of them together (Holm 1979), bool (T,)."""
    order = np.argsort(p_values)
    small = p_values[order] <= LEVEL / np.arange(p_values.size, 0, -1)
    rejected = np.zeros(p_values.size, np.bool_)
    rejected[order] = np.logical_and.accumulate(small)
    return rejected


def _warn(rates: ErrorRates) -> None:
    named = [f"{each.group} ({', '.join(each.differs_in)})" for each in rates.groups if each.differs_in]
    if named:
        words = "; ".join(named).replace("_", " ")
        warnings.warn(
            f"Error rates by {rates.by} differ from those of all other pairs beyond chance: {words}.",
            GroupsDifferWarning,
            stacklevel=3,
        )
