"""Precision and recall from few labels, against the truth they were drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from samples import bulk, bulk_linkage
from suspectmatch.errors import ParameterError, TrainingError
from suspectmatch.evaluating import (
    BlockingRecall,
    estimate_quality,
    next_to_label,
    same_person,
    sample_to_label,
)

RUNS = 150


def truth():
    scored = bulk_linkage().scored
    return scored, same_person(scored, bulk().person_id)


@pytest.mark.parametrize("threshold", [0.5, 0.95])
def test_intervals_hold_the_truth_about_as_often_as_they_say(threshold):
    scored, is_true = truth()
    lead = scored.probability >= threshold
    real = (is_true[lead].mean(), is_true[lead].sum() / is_true.sum())
    held, values = np.zeros((RUNS, 2)), np.zeros((RUNS, 2))
    for k in range(RUNS):
        sample = sample_to_label(scored, 60, random_state=k)
        quality = estimate_quality(sample, is_true[sample.rows], min_probability=threshold)
        for m, share in enumerate((quality.precision, quality.recall)):
            held[k, m], values[k, m] = share.low <= real[m] <= share.high, share.value
    assert (held.mean(axis=0) > 0.9).all()
    assert values.mean(axis=0) == pytest.approx(real, abs=0.02)


def test_all_labels_leave_no_doubt():
    scored, is_true = truth()
    sample = sample_to_label(scored, len(scored))
    quality = estimate_quality(sample, is_true[sample.rows])
    lead = scored.probability >= 0.95
    assert quality.precision.value == pytest.approx(is_true[lead].mean())
    assert quality.recall.value == pytest.approx(is_true[lead].sum() / is_true.sum())
    assert quality.expected_true == pytest.approx(is_true.sum())


def test_what_blocking_missed_counts_as_missed():
    scored, is_true = truth()
    sample = sample_to_label(scored, 100)
    plain = estimate_quality(sample, is_true[sample.rows])
    blocking = BlockingRecall(0.8, 0.7, 0.9, 0, 0, 0, 0)
    folded = estimate_quality(sample, is_true[sample.rows], blocking=blocking)
    assert folded.recall.value == pytest.approx(0.8 * plain.recall.value)
    assert folded.recall_of_scored == plain.recall_of_scored == plain.recall
    assert folded.precision == plain.precision
    assert folded.recall.high - folded.recall.low > 0.15


def test_labels_may_be_missing():
    scored, is_true = truth()
    sample = sample_to_label(scored, 100)
    labels = [None if k % 4 == 0 else bool(is_true[row]) for k, row in enumerate(sample.rows)]
    quality = estimate_quality(sample, labels)
    assert quality.n_labels == 75
    assert 0.8 < quality.precision.value <= 1


def test_a_threshold_that_gives_no_lead_has_no_precision():
    scored, is_true = truth()
    sample = sample_to_label(scored, 50)
    quality = estimate_quality(sample, is_true[sample.rows], min_probability=1.0)
    assert np.isnan(quality.precision.value)
    assert quality.recall.value == 0.0


def test_what_cannot_be_estimated_from_is_refused():
    scored, is_true = truth()
    pairs = next_to_label(scored, 50)
    with pytest.raises(ParameterError, match="sample_to_label"):
        estimate_quality(pairs, is_true[pairs.rows])
    sample = sample_to_label(scored, 19)
    with pytest.raises(TrainingError, match="19 labels are too few"):
        estimate_quality(sample, is_true[sample.rows])
