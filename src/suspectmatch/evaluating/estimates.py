"""Precision and recall of a run, estimated from few labels, including what blocking missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError, TrainingError
from suspectmatch.evaluating.shares import Z_95, Share, clustered_share

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.evaluating.blocking import BlockingRecall
    from suspectmatch.evaluating.labelling import PairsToLabel

UNDECIDED: Final = 0.25
"""True and false labels added to those of each part before its variance is computed: where all labels
are alike, the next one may differ. Chosen by simulation: see benchmarks/README.md."""
FEWEST_LABELS: Final = 20


class QualityEstimate(NamedTuple):
    """Estimated precision and recall of the pairs above a threshold.

    Attributes:
        precision: share of these pairs that are one person.
        recall: share of true pairs that are above the threshold: of all true pairs where the recall of
            blocking was given, else of those among the scored pairs.
        recall_of_scored: share of the true pairs among the scored pairs.
        n_labels: number of labels used.
        expected_true: true pairs among the scored pairs.
    """

    precision: Share
    recall: Share
    recall_of_scored: Share
    n_labels: int
    expected_true: float


class _Cells(NamedTuple):
    """The scored pairs by stratum and side of the threshold.

    Attributes:
        n: int64 (H,) pairs.
        n_labelled: int64 (H,) labels among them.
        n_true: float64 (H,) true pairs, estimated.
        variance: float64 (H,) of ``n_true``.
        is_lead: bool (H,) which side they are on.
    """

    n: npt.NDArray[np.int64]
    n_labelled: npt.NDArray[np.int64]
    n_true: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]
    is_lead: npt.NDArray[np.bool_]


def estimate_quality(
    sample: PairsToLabel,
    labels: Any,
    *,
    min_probability: float = 0.95,
    blocking: BlockingRecall | None = None,
) -> QualityEstimate:
    """Estimate precision and recall at a threshold from the labels of ``sample_to_label``.

    Each stratum is split at the threshold, and the labels of each part represent its other pairs (the
    stratified estimate of Horvitz and Thompson 1952); pairs of a part without labels count with their
    probability. Intervals are Wilson's (1927) at the number of labels that a plain random sample would
    need for the same variance. Labels are assumed to be right, and missing ones to be missing by chance.

    Args:
        sample: from ``sample_to_label``.
        labels: the labels in the order shown, or the table with ``same_person`` filled in.
        min_probability: the threshold.
        blocking: from ``estimate_blocking_recall``: true pairs that were never compared then count as
            missed, with the interval of that estimate, which does not cover its bias.

    Returns:
        The estimates with 95 % intervals.

    Raises:
        ParameterError: the pairs are not a random sample, or the labels do not fit them.
        TrainingError: fewer than 20 labels.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.evaluating import same_person, sample_to_label
        >>> from suspectmatch.synthetic import single_name_records
        >>> made = single_name_records(1000, seed=1)
        >>> scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(made.records)))
        >>> sample = sample_to_label(scored, 100)
        >>> labels = same_person(scored, made.person_id)[sample.rows]  # from a reviewer, in earnest
        >>> quality = estimate_quality(sample, labels)
        >>> quality.precision.low < quality.precision.value < quality.precision.high
        True
    """
    if not sample.is_random:
        raise ParameterError(
            "sample must come from sample_to_label: other pairs do not represent the rest."
        )
    min_probability = checks.probability("min_probability", min_probability)
    label = sample.labels_of(labels)
    known = ~np.isnan(label)
    n_labels = int(known.sum())
    if n_labels < FEWEST_LABELS:
        raise TrainingError(
            f"{n_labels} labels are too few to estimate from (at least {FEWEST_LABELS})."
        )
    cells = _cells(sample, sample.rows[known], label[known], min_probability)
    lead = cells.is_lead
    n_leads, n_true = int(cells.n[lead].sum()), float(cells.n_true.sum())
    found = float(cells.n_true[lead].sum())
    precision = found / n_leads if n_leads else float("nan")
    of_scored = found / n_true
    spread = np.where(lead, 1 - of_scored, of_scored) ** 2 * cells.variance
    variance = float(spread.sum()) / n_true**2
    seen, doubt = (1.0, 0.0) if blocking is None else _of_blocking(blocking)
    recall, n_of_scored = of_scored * seen, max(round(n_true), 1)
    of_leads = float(cells.variance[lead].sum()) / max(n_leads, 1) ** 2
    return QualityEstimate(
        clustered_share(precision, n_leads, of_leads, float(cells.n_labelled[lead].sum())),
        clustered_share(
            recall,
            max(round(n_true / seen), 1),
            seen**2 * variance + of_scored**2 * doubt,
            float(n_labels),
        ),
        clustered_share(of_scored, n_of_scored, variance, float(n_labels)),
        n_labels,
        n_true,
    )


def _of_blocking(blocking: BlockingRecall) -> tuple[float, float]:
    """The recall of blocking and its variance, from the width of its interval."""
    return blocking.recall, ((blocking.high - blocking.low) / (2 * Z_95)) ** 2


def _cells(
    sample: PairsToLabel,
    rows: npt.NDArray[np.int64],
    label: npt.NDArray[np.float64],
    min_probability: float,
) -> _Cells:
    given = sample.scored.probability
    cell = 2 * sample.stratum + (given >= min_probability)
    n_cells = 2 * (int(sample.stratum.max(initial=0)) + 1)
    n = np.bincount(cell, minlength=n_cells)
    used = n > 0
    mean = (np.bincount(cell, weights=given, minlength=n_cells) / np.maximum(n, 1))[used]
    labelled = np.bincount(cell[rows], minlength=n_cells)[used]
    true = np.bincount(cell[rows], weights=label, minlength=n_cells)[used]
    n = n[used]
    share = np.where(labelled > 0, true / np.maximum(labelled, 1), mean)
    rate = (true + UNDECIDED) / (labelled + 2 * UNDECIDED)
    rest = n - labelled
    variance = n * rest * rate * (1 - rate) / np.maximum(labelled, 1)
    is_lead = np.arange(n_cells)[used] % 2 == 1
    return _Cells(n, labelled, true + rest * share, variance, is_lead)
