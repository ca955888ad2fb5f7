"""Expectation maximisation: m and u from pairs without labels.

EM assumes that levels are independent, and some are not: people who share a nationality mostly share a
country of birth too. Counted as it is, such agreement weighs twice. More pairs do not help, and EM then
takes pairs of neighbours for pairs of one person and learns from them. So the weight of a level moves
only a share of the way from the starting model, which was fitted on labelled pairs, to the counted
weight, however many pairs there are. A posterior is tempered likewise where its model is known to be
wrong
(Gruenwald and van Ommen 2017, "Inconsistency of Bayesian inference for misspecified linear models",
Bayesian Analysis).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.kernels.weights import add_weights
from suspectmatch.scoring.model import LevelParameters, Model
from suspectmatch.tables.odds import probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.levels import Comparison
    from suspectmatch.tables import Patterns

MIN_POPULATION: Final = 1_000
"""The prior never takes a file of fewer records to be the whole population."""


class HeldTo(NamedTuple):
    """How EM is held to the model it starts from.

    Attributes:
        strength: pairs of each level that the starting model is worth.
        trust: the share of the way that a level's weight can move, however many pairs there are.
    """

    strength: float
    trust: float


class Learned(NamedTuple):
    """What EM came to.

    Attributes:
        model: the new model.
        n_iterations: rounds done.
        moved: by how much some m still moved in the last round.
        per_record_at_first: matches per record that the starting weights find, once they are given the
            share of matches that fits them best.
    """

    model: Model
    n_iterations: int
    moved: float
    per_record_at_first: float


def learn(
    start: Model,
    candidates: Patterns,
    random_pairs: Patterns,
    comparisons: Sequence[Comparison],
    n_records: int,
    *,
    matches_per_record: float,
    held_to: HeldTo,
    max_iterations: int,
    tolerance: float,
) -> Learned:
    """Learn m of candidate pairs, and u of random pairs less those that are likely matches.

    Args:
        start: the model that is pulled towards.
        candidates: patterns of candidate pairs.
        random_pairs: patterns of pairs taken at random.
        comparisons: the K comparisons.
        n_records: records that are linked.
        matches_per_record: where the share of matches starts.
        held_to: how strongly the starting model holds.
        max_iterations: most rounds.
        tolerance: it stops when no m moves by more than this.
    """
    first = [_Levels.of(start, comparison) for comparison in comparisons]
    at_first = _matches_per_record(candidates, first, n_records, matches_per_record, max_iterations)
    levels, per_record = first, matches_per_record
    moved, rounds = np.inf, 0
    while rounds < max_iterations and moved >= tolerance:
        rounds += 1
        # u is of random pairs, and so is the prior: blocking raises the odds of a pair only by
        # what its levels show, and the levels are weighed already.
        prior = _prior(per_record, n_records)
        is_match = candidates.counts * _expect(candidates, levels, prior)
        is_chance = random_pairs.counts * (1.0 - _expect(random_pairs, levels, prior))
        per_record = max(1e-9, 2.0 * float(is_match.sum()) / max(n_records, 1))
        new = [
            _learned(
                known,
                _counts(candidates, is_match, k, known.m.size),
                _counts(random_pairs, is_chance, k, known.m.size),
                held_to,
            )
            for k, known in enumerate(first)
        ]
        moved = max(float(np.abs(a.m - b.m).max()) for a, b in zip(levels, new, strict=True))
        levels = new
    return Learned(_assemble(start, comparisons, levels, per_record), rounds, moved, at_first)


def _prior(per_record: float, n_records: int) -> float:
    return float(np.log2(per_record / max(n_records, MIN_POPULATION)))


def _matches_per_record(
    candidates: Patterns, levels: Sequence[_Levels], n_records: int, start: float, max_iterations: int
) -> float:
    """EM of the share of matches alone; the weights stay (it has one maximum: Saerens et al. 2002)."""
    evidence, per_record = _evidence(candidates, levels), start
    for _ in range(max_iterations):
        is_match = candidates.counts * probability_of(evidence + _prior(per_record, n_records))
        per_record = max(1e-9, 2.0 * float(is_match.sum()) / max(n_records, 1))
    return per_record


class _Levels(NamedTuple):
    """Parameters of the levels of one comparison by level number, missing left out."""

    m: npt.NDArray[np.float64]
    u: npt.NDArray[np.float64]
    slope: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    has_rarity: bool

    @classmethod
    def of(cls, model: Model, comparison: Comparison) -> _Levels:
        model.tables([comparison])  # refuses what the model does not know
        known = model.levels[comparison.name]
        levels = [known[comparison.level(number).name] for number in range(comparison.n_levels)]
        m, u, slope, mean = np.array([(p.m, p.u, p.slope, p.mean_rarity) for p in levels]).T
        if model.calibration.slope != 1.0:
            weight = model.calibration.slope * np.log2(m / u)
            m = np.minimum(m, np.exp2(weight))  # so that u stays within (0, 1]
            u, slope = m / np.exp2(weight), model.calibration.slope * slope
        return cls(m, u, slope, mean, comparison.has_rarity)


def _expect(patterns: Patterns, levels: Sequence[_Levels], prior: float) -> npt.NDArray[np.float64]:
    """Probability float64 (U,) that a pair of each pattern is one person."""
    return probability_of(_evidence(patterns, levels) + prior)


def _evidence(patterns: Patterns, levels: Sequence[_Levels]) -> npt.NDArray[np.float64]:
    """Weight float64 (U,) of each pattern, the prior left out."""
    total = np.zeros(patterns.counts.size)
    none = np.zeros(patterns.counts.size)
    column = 0
    for k, (m, u, slope, mean, has_rarity) in enumerate(levels):
        own = np.ascontiguousarray(patterns.rarity[:, column]) if has_rarity else none
        columns = np.log2(m / u), slope * has_rarity, mean
        weights, slopes, means = (np.concatenate([[0.0], values]) for values in columns)  # missing first
        add_weights(np.ascontiguousarray(patterns.levels[:, k]), own, weights, slopes, means, total)
        column += has_rarity
    return total


def _counts(
    patterns: Patterns, weight: npt.NDArray[np.float64], k: int, n: int
) -> npt.NDArray[np.float64]:
    """Weighted counts of each level, float64 (n,); missing left out."""
    known = patterns.levels[:, k] >= 0
    level = patterns.levels[known, k].astype(np.intp)
    return np.bincount(level, weights=weight[known], minlength=n).astype(np.float64)


def _learned(
    first: _Levels,
    matches: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
    held_to: HeldTo,
) -> _Levels:
    """Parameters after one round.

    m is the blend of what was counted and what the first model says. A level's weight moves from the
    first model's towards the counted one as far as it was seen in both, and at most the trusted share
    of the way: a level that random pairs never show keeps its weight, whatever the share of it among
    matches.
    """
    # Held by so many pairs of the first model: a level that few matches show keeps its share.
    m = matches + held_to.strength * first.m / first.m.sum()
    m /= m.sum()
    # The harmonic mean of both counts: it is small where either is, and a ratio of m to u is known only
    # as well as the worse known of the two.
    seen = 2.0 * matches * chances / np.maximum(matches + chances, 1e-300)
    counted = np.log2(_smooth(matches) / _smooth(chances))
    known = np.log2(first.m / first.u)
    weight = known + held_to.trust * seen / (seen + held_to.strength) * (counted - known)
    m = np.minimum(m, np.exp2(weight))  # so that u stays within (0, 1]
    return first._replace(m=m, u=m / np.exp2(weight))


def _smooth(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = (counts + 0.5) / (counts + 0.5).sum()
    return shares


def _assemble(
    start: Model,
    comparisons: Sequence[Comparison],
    learned: Sequence[_Levels],
    matches_per_record: float,
) -> Model:
    levels = dict(start.levels)
    for comparison, (m, u, slope, mean, _) in zip(comparisons, learned, strict=True):
        values = zip(m.tolist(), u.tolist(), slope.tolist(), mean.tolist(), strict=True)
        made = [LevelParameters(*each) for each in values]
        levels[comparison.name] = {
            level.name: made[comparison.number(level.name)] for level in comparison.levels
        }
    provenance = f"EM on the user's data, starting from: {start.provenance}"
    return Model(provenance, matches_per_record, levels)
