"""compare(): a level for each comparison of each pair."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import suspectmatch as sm
from samples import OTHER, RICH, ZUBAYR, bulk_compared, bulk_people, people_of
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows
from suspectmatch.errors import EmptyColumnWarning, ParameterError, SpecError
from suspectmatch.levels import MISSING


def every_pair(people):
    left, right = np.array(list(itertools.combinations(range(len(people)), 2)), np.int32).T
    return left, right


def test_a_row_per_pair_and_a_column_per_comparison():
    compared = bulk_compared()
    pairs = sm.block(bulk_people())
    assert len(compared) == len(pairs)
    assert compared.levels.shape == (len(pairs), len(DEFAULT_COMPARISONS))
    assert compared.rarity.shape == (len(pairs), sum(c.has_rarity for c in DEFAULT_COMPARISONS))
    frame = pairs.to_pandas()
    for name in ("left", "right", "rules"):
        assert (getattr(compared, name) == frame[name]).all()


def test_levels_are_within_their_comparison():
    compared = bulk_compared()
    assert (compared.levels >= MISSING).all()
    assert (compared.levels.max(axis=0) < [c.n_levels for c in DEFAULT_COMPARISONS]).all()
    assert np.isfinite(compared.rarity).all()
    assert (compared.rarity >= 0).all()


@pytest.mark.parametrize("people", [bulk_people, lambda: people_of(*RICH)], ids=["bulk", "rich"])
def test_comparing_is_symmetric(people):
    left, right = every_pair(people())
    for forth, back in zip(
        compare_rows(people(), DEFAULT_COMPARISONS, left, right),
        compare_rows(people(), DEFAULT_COMPARISONS, right, left),
        strict=True,
    ):
        assert (forth == back).all()


def test_equal_values_give_the_top_level_and_missing_gives_minus_one():
    rows = np.arange(len(RICH), dtype=np.int32)
    levels, _ = compare_rows(people_of(*RICH), DEFAULT_COMPARISONS, rows, rows)
    # A year agrees with itself as a year only, a single name as a single name.
    most = {"birth_date": {"same_day", "same_year"}, "father": {"same", "single"}, "mother": {"single"}}
    for k, comparison in enumerate(DEFAULT_COMPARISONS):
        known = {comparison.level(number).name for number in levels[:, k] if number != MISSING}
        assert known <= most.get(comparison.name, {comparison.levels[0].name}), comparison.name
    assert (levels[0] != MISSING).sum() == len(DEFAULT_COMPARISONS) - 1  # all but contact
    has = [c.name for c, level in zip(DEFAULT_COMPARISONS, levels[5], strict=True) if level != MISSING]
    assert has == ["name", "birth_date"]


def test_rarer_agreement_is_more_surprising():
    crowd = [{"names": [f"Ali {end}kur"]} for end in ("ba", "de", "fi", "go", "lu", "mi", "ne", "po")]
    people = people_of(*crowd, {"names": ["Ali Hasan"]}, {"names": ["Ali Hasan"]}, ZUBAYR, ZUBAYR)
    left, right = np.array([8, 10], np.int32), np.array([9, 11], np.int32)
    with_common, with_rare = compare_rows(people, [sm.name_comparison()], left, right)[1][:, 0]
    assert with_rare > with_common


def test_two_comparisons_of_one_name_are_refused():
    pairs = sm.block(people_of(ZUBAYR, ZUBAYR))
    with pytest.raises(SpecError, match="sex, sex"):
        sm.compare(pairs, [sm.sex_comparison(), sm.sex_comparison()])


@pytest.mark.parametrize("comparisons", [[], ["name"], sm.sex_comparison()])
def test_what_is_no_list_of_comparisons_is_refused(comparisons):
    with pytest.raises(SpecError, match="one or more"):
        sm.compare(sm.block(people_of(ZUBAYR, ZUBAYR)), comparisons)


def test_what_is_no_candidate_table_is_refused():
    with pytest.raises(ParameterError, match="CandidatePairs"):
        sm.compare(bulk_people())


def test_an_empty_column_is_said():
    pairs = sm.block(people_of({"names": ["Ali Hasan"]}, {"names": ["Ali Hasan"]}))
    with pytest.warns(EmptyColumnWarning, match="birth_dates"):
        sm.compare(pairs)


def test_no_pairs_make_an_empty_table():
    compared = sm.compare(sm.block(people_of(ZUBAYR, OTHER)))
    assert len(compared) == 0
    assert compared.to_arrow().column_names[:2] == ["source_left", "record_id_left"]
