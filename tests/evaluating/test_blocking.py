"""The estimate of blocking recall against the truth."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import ZUBAYR, people_of
from suspectmatch.blocking import block_on
from suspectmatch.errors import TrainingError
from suspectmatch.evaluating import estimate_blocking_recall
from suspectmatch.synthetic import single_name_records

RULES = [block_on("name"), block_on("birth_day", "nationality")]


def estimated(rules, n=4000, seed=5):
    made = single_name_records(n, seed=seed)
    people = sm.normalise(sm.load(made.records))
    linker = sm.Linker(rules, progress=False)
    candidates = linker.candidates(people)
    left, right, _ = (np.concatenate(part) for part in zip(*candidates.chunks(), strict=True))
    truth = made.person_id[people.records.table.column("record_id").to_numpy().astype(int)]
    _, seen = np.unique(truth, return_counts=True)
    real = (truth[left] == truth[right]).sum() / (seen * (seen - 1) // 2).sum()
    return estimate_blocking_recall(linker.score(candidates), candidates.report), real


@pytest.mark.parametrize("rules", [RULES, "auto"])
def test_it_is_near_the_truth(rules):
    estimate, real = estimated(rules)
    assert estimate.recall == pytest.approx(real, abs=0.05)
    assert 0 < estimate.low <= estimate.recall <= estimate.high <= 1
    assert estimate.by_both <= min(estimate.by_names, estimate.by_dates) <= estimate.found


@pytest.mark.parametrize("rules", [[block_on("name")], [block_on("name_part", "birth_day")]])
def test_it_says_when_there_is_nothing_to_compare_with(rules):
    with pytest.raises(TrainingError, match="rules that use no date"):
        estimated(rules, n=500)


def test_a_birth_place_is_no_date():
    people = people_of(ZUBAYR, ZUBAYR)
    linker = sm.Linker([block_on("name", "birth_place"), block_on("birth_day")], progress=False)
    candidates = linker.candidates(people)
    with pytest.raises(TrainingError, match="at least 20"):
        estimate_blocking_recall(linker.score(candidates), candidates.report)
