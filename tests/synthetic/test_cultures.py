import numpy as np
import pytest

from suspectmatch.synthetic.cultures import CULTURE_TABLE, CULTURES, has_structure, rates


def test_shares_of_the_cultures_sum_to_one():
    assert sum(culture.share for culture in CULTURE_TABLE) == pytest.approx(1)
    assert len(set(CULTURES)) == len(CULTURES)


@pytest.mark.parametrize("column", ["family", "second", "kunya"])
def test_parts_of_names_are_had_by_a_share_of_persons(column):
    assert all(0 <= getattr(culture, column) <= 1 for culture in CULTURE_TABLE)


def test_every_structure_is_known():
    known = ("nasab", "father", "patronymic", "two_families", "family_first", "plain")
    codes = np.arange(len(CULTURES))
    assert has_structure(codes, *known).all()
    assert all(has_structure(codes, structure).any() for structure in known)


def test_rates_are_those_of_the_codes():
    assert rates(np.array([2, 0]), "share").tolist() == [CULTURE_TABLE[2].share, CULTURE_TABLE[0].share]
