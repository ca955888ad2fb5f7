"""Pairs to label: spread over the weights, blind to them, and never twice."""

from __future__ import annotations

import numpy as np
import pytest

from samples import bulk_linkage
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating import next_to_label, sample_to_label
from suspectmatch.evaluating.labelling import IDENTITY, LABEL

MAKERS = pytest.mark.parametrize("make", [sample_to_label, next_to_label])


def scored():
    return bulk_linkage().scored


@MAKERS
def test_pairs_are_of_any_weight_and_come_once(make):
    pairs = make(scored(), 60)
    assert len(pairs) == len(set(pairs.rows.tolist())) == 60
    strata = np.bincount(pairs.stratum[pairs.rows], minlength=pairs.stratum.max() + 1)
    assert strata.size == 6
    assert (strata > 0).all()


@MAKERS
def test_the_order_does_not_show_the_score(make):
    ranks = [
        np.corrcoef(np.arange(60), make(scored(), 60, random_state=k).rows)[0, 1] for k in range(30)
    ]
    assert abs(np.mean(ranks)) < 3 / np.sqrt(30 * 60)
    table = make(scored(), 60).to_pandas()
    assert list(table.columns) == [*IDENTITY, LABEL]
    assert table[LABEL].isna().all()


@MAKERS
def test_the_seed_draws_the_pairs(make):
    assert (make(scored(), 40).rows == make(scored(), 40).rows).all()
    assert set(make(scored(), 40).rows.tolist()) != set(make(scored(), 40, random_state=1).rows.tolist())


@MAKERS
def test_where_there_are_no_more_all_are_drawn(make):
    assert sorted(make(scored(), 10**6).rows.tolist()) == list(range(len(scored())))


@MAKERS
def test_a_number_of_pairs_is_asked_for(make):
    with pytest.raises(ParameterError, match="n must be"):
        make(scored(), 0)


def test_a_sample_is_random_within_each_stratum():
    drawn = np.zeros(len(scored()))
    for k in range(400):
        drawn[sample_to_label(scored(), 20, random_state=k).rows] += 1
    stratum = sample_to_label(scored(), 20).stratum
    for h in range(2):
        n = (stratum == h).sum()
        assert drawn[stratum == h].sum() == 400 * 10
        expected = 400 * 10 / n
        assert ((drawn[stratum == h] - expected) ** 2).sum() / expected < n + 5 * np.sqrt(2 * n)


def test_what_was_labelled_does_not_come_again_however_it_is_given():
    first = next_to_label(scored(), 50)
    swapped = first.to_pandas().rename(
        columns=dict(zip(IDENTITY, [*IDENTITY[2:], *IDENTITY[:2]], strict=True))
    )
    for given in (first, first.to_pandas(), swapped, [first.to_pandas()[:25], first.to_pandas()[25:]]):
        second = next_to_label(scored(), 50, labelled=given)
        assert not set(first.rows.tolist()) & set(second.rows.tolist())
    with pytest.raises(ParameterError, match="source_left"):
        next_to_label(scored(), 50, labelled=first.to_pandas()[[LABEL]])


def test_the_next_pairs_are_less_certain_and_of_more_patterns_than_a_sample():
    p, levels = scored().probability, scored().compared.levels
    one, other = next_to_label(scored(), 60).rows, sample_to_label(scored(), 60).rows
    assert (p * (1 - p))[one].mean() > (p * (1 - p))[other].mean()
    by_uncertainty = np.argsort(-(p * (1 - p)))[:60]
    patterns = [len(np.unique(levels[rows], axis=0)) for rows in (one, by_uncertainty)]
    assert patterns[0] >= patterns[1]


def test_labels_come_back_in_any_order_of_rows_and_way_of_writing():
    sample = sample_to_label(scored(), 30)
    truth = np.arange(30) % 3 == 0
    table = sample.to_pandas().assign(same_person=truth)
    assert (sample.labels_of(truth) == truth).all()
    assert (sample.labels_of(table.sample(frac=1, random_state=0)) == truth).all()
    words = table.assign(same_person=np.where(truth, "Yes", "no"))
    assert (sample.labels_of(words) == truth).all()
    part = sample.labels_of(table[:10])
    assert (part[:10] == truth[:10]).all()
    assert np.isnan(part[10:]).all()


def test_labels_that_do_not_fit_are_refused():
    sample = sample_to_label(scored(), 5)
    table = sample.to_pandas()
    with pytest.raises(ParameterError, match="5 labels, got 2"):
        sample.labels_of([True, False])
    with pytest.raises(ParameterError, match="true, false or empty"):
        sample.labels_of([1, 0, 2, None, ""])
    with pytest.raises(ParameterError, match="true, false or empty"):
        sample.labels_of(["perhaps"] * 5)
    with pytest.raises(ParameterError, match="no column 'same_person'"):
        sample.labels_of(table[list(IDENTITY)])
    with pytest.raises(ParameterError, match="twice"):
        sample.labels_of(table.iloc[[0, 0, 1, 2, 3]])
    assert repr(sample) == f"PairsToLabel(5 of {len(scored()):,} pairs)"
