import dataclasses

import numpy as np
import pytest

from suspectmatch.errors import ParameterError
from suspectmatch.synthetic import CULTURES, generate_people
from suspectmatch.synthetic.countries import countries, homes
from suspectmatch.synthetic.cultures import CULTURE_TABLE
from suspectmatch.synthetic.persons import KIN, KIN_SHARES, PARTS

N = 20_000


@pytest.fixture(scope="module")
def people():
    return generate_people(N, seed=5)


def column(people, part):
    return people.names[:, PARTS.index(part)]


def made(people, word):
    rows = np.flatnonzero(people.kin == KIN.index(word))
    return rows, people.kin_of[rows]


def test_same_seed_same_persons_other_seed_others():
    one, two, other = (generate_people(300, seed=seed) for seed in (1, 1, 2))
    for field in dataclasses.fields(one):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.names, other.names)


def test_shares_are_as_stated(people):
    assert sum(KIN_SHARES) == pytest.approx(1)
    found = np.bincount(people.culture, minlength=len(CULTURES)) / N
    assert found == pytest.approx([culture.share for culture in CULTURE_TABLE], abs=0.015)
    assert np.bincount(people.kin)[:-1] / N == pytest.approx(KIN_SHARES[:-1], abs=0.02)
    assert 0.005 < np.mean(people.kin == KIN.index("look_alike")) < 0.015
    assert 0.09 < people.sex.mean() < 0.16


def test_everybody_has_a_name_and_a_home_of_the_own_culture(people):
    assert (column(people, "given") >= 0).all()
    for culture in range(len(CULTURES)):
        assert np.isin(people.country[people.culture == culture], homes(culture)[0]).all()
    n_towns = np.array([len(country.towns) for country in countries()])
    assert (people.town < n_towns[people.country]).all()
    assert people.birth.min() >= np.datetime64("1945-01-01")
    assert people.birth.max() <= np.datetime64("2005-12-31")


def test_no_birthday_is_a_favourite_in_truth(people):
    days = people.birth[people.kin == 0].astype("datetime64[D]").astype(str)
    counts = np.unique([day[5:] for day in days], return_counts=True)[1]
    assert counts.max() < 3 * counts.mean()


def test_brothers_share_father_and_family_but_not_the_day(people):
    rows, leaders = made(people, "brother")
    for part in ("father", "grandfather", "family", "mother"):
        assert (column(people, part)[rows] == column(people, part)[leaders]).all()
    assert (people.birth[rows] != people.birth[leaders]).mean() > 0.99
    apart = np.abs((people.birth[rows] - people.birth[leaders]).astype(int))
    assert np.median(apart) < 3300
    assert (people.household[rows] == people.household[leaders]).all()


def test_twins_share_the_day(people):
    rows, leaders = made(people, "twin")
    assert (people.birth[rows] == people.birth[leaders]).all()


def test_a_son_is_named_after_his_father_and_is_younger(people):
    rows, leaders = made(people, "son")
    assert (column(people, "father")[rows] == column(people, "given")[leaders]).all()
    years = (people.birth[rows] - people.birth[leaders]).astype(int) / 365.25
    assert np.quantile(years, 0.05) > 15


def test_namesakes_share_the_name_but_not_the_home(people):
    rows, leaders = made(people, "namesake")
    for part in ("given", "family"):
        assert (column(people, part)[rows] == column(people, part)[leaders]).all()
    assert (people.birth[rows] != people.birth[leaders]).mean() > 0.99
    assert (people.household[rows] == rows).all()


def test_victims_share_household_and_some_telephones(people):
    rows, leaders = made(people, "victim")
    assert people.is_victim.sum() == len(rows) > 0
    shared = people.phone[rows] == people.phone[leaders]
    assert 0.3 < shared.mean() < 0.6


def test_strangers_share_a_passport_or_a_telephone(people):
    for word, numbers in (("same_document", people.passport), ("same_phone", people.phone)):
        rows, leaders = made(people, word)
        assert len(rows) > 0
        assert (numbers[rows] == numbers[leaders]).all()
        assert (numbers[rows] >= 0).all()
        assert (people.birth[rows] != people.birth[leaders]).mean() > 0.99


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_of_look_alikes_must_be_one(share):
    with pytest.raises(ParameterError, match="look_alikes"):
        generate_people(10, look_alikes=share)


def test_cultures_can_be_chosen_by_name_or_share():
    assert set(generate_people(200, cultures=["urdu"]).culture) == {CULTURES.index("urdu")}
    mixed = generate_people(2000, cultures={"urdu": 3, "somali": 1}).culture
    assert (mixed == CULTURES.index("urdu")).mean() == pytest.approx(0.75, abs=0.06)


@pytest.mark.parametrize("cultures", [["klingon"], {"urdu": 0.0}, {"urdu": -1.0, "somali": 2.0}, []])
def test_bad_cultures_are_refused(cultures):
    with pytest.raises(ParameterError, match="cultures must"):
        generate_people(10, cultures=cultures)


def test_bad_number_is_refused():
    with pytest.raises(ParameterError, match="n must"):
        generate_people(0)


def test_repr_names_nobody(people):
    assert repr(people) == "Persons(n=20,000)"
