"""How many true pairs blocking has missed, estimated without knowing which pairs are true.

Rules that use no date and rules that use no name are two independent captures of one population
(Petersen 1896, Lincoln 1930; in record linkage Winkler 1989): the share of the matches of one that the
other finds, too, is the share that it finds of all. Pairs that neither can find are not counted, and the
estimate is too high where names and dates fail together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.errors import TrainingError

if TYPE_CHECKING:
    from suspectmatch.tables import ScoredPairs
    from suspectmatch.tables.blocking_report import BlockingReport

_DATE_PARTS = frozenset(
    {
        "birth_day",
        "birth_year",
        "birth_anniversary",
        "near_birth_year",
        "birth_date",
        "stated_birth_year",
    }
)
FEWEST_MATCHES = 20
"""Expected matches that both captures must share."""


class BlockingRecall(NamedTuple):
    """An estimate of the share of true pairs that are among the candidates.

    Attributes:
        recall: in (0, 1].
        low: lower end of the 95 % interval; it does not cover bias.
        high: upper end.
        by_names: matches found by rules that use no date.
        by_dates: matches found by rules that use no name.
        by_both: matches found by both.
        found: matches found by any rule.
    """

    recall: float
    low: float
    high: float
    by_names: float
    by_dates: float
    by_both: float
    found: float


def estimate_blocking_recall(scored: ScoredPairs, report: BlockingReport) -> BlockingRecall:
    """Estimate the recall of blocking by capture and recapture (Chapman's estimator, 1951).

    Each pair counts with its probability, so the estimate is as good as the probabilities. It covers the
    pairs that could be found at all; benchmarks/README.md compares it with the truth.

    Args:
        scored: pairs, kept down to a low probability.
        report: report of the candidate pairs they come from.

    Returns:
        The estimate, with its counts.

    Raises:
        TrainingError: no rule uses names only, or none dates only, or they share too few matches.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> people = sm.normalise(sm.load(single_name_records(1000, seed=1).records))
        >>> linker = sm.Linker()
        >>> candidates = linker.candidates(people)
        >>> estimate = estimate_blocking_recall(linker.score(candidates), candidates.report)
        >>> 0.9 < estimate.low <= estimate.recall <= estimate.high <= 1.0
        True
    """
    names = dates = 0
    for number, rule in enumerate(report.rules):
        parts = rule.rule.split(" and ")
        has_name = any("name" in part or part == "given_prefix" for part in parts)
        has_date = not _DATE_PARTS.isdisjoint(parts)
        names |= (has_name and not has_date) << number
        dates |= (has_date and not has_name) << number
    masks = scored.compared.rules
    weight = scored.probability
    by_names, by_dates = (masks & np.uint32(names)) > 0, (masks & np.uint32(dates)) > 0
    a, b = float(weight[by_names].sum()), float(weight[by_dates].sum())
    m, found = float(weight[by_names & by_dates].sum()), float(weight[masks > 0].sum())
    if m < FEWEST_MATCHES:
        raise TrainingError(
            "Blocking recall can be estimated only where rules that use no date and rules that use no "
            f"name find matches in common (at least {FEWEST_MATCHES}, here {m:.0f}). Add a rule of the "
            "missing kind, such as block_on('name') or block_on('birth_day', 'nationality')."
        )
    total = (a + 1) * (b + 1) / (m + 1) - 1
    spread = 1.96 * np.sqrt((a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) ** 2 * (m + 2)))
    recall, low, high = (
        float(min(1.0, found / max(n, found))) for n in (total, total + spread, total - spread)
    )
    return BlockingRecall(recall, low, high, a, b, m, found)
