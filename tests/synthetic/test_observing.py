from dataclasses import fields, replace

import numpy as np
import pytest

from suspectmatch.synthetic import CULTURES, HABITS, SourceHabits, generate_people, observe
from suspectmatch.synthetic.cultures import FEMALE
from suspectmatch.synthetic.noise import ocr_slip, rejoin, spoil_days, typo, wrong_digit
from suspectmatch.synthetic.observing import FORMS
from suspectmatch.synthetic.persons import PARTS
from suspectmatch.synthetic.spelling_rules import fold

N = 6000
FLAWLESS = SourceHabits(**{field.name: 0.0 for field in fields(SourceHabits) if field.name != "systems"})


@pytest.fixture(scope="module")
def people():
    return generate_people(N, seed=3)


def seen_by(people, habits, seed=0):
    return observe(people, np.arange(len(people)), habits, np.random.default_rng(seed))


def test_same_seed_sees_the_same(people):
    one, two = (seen_by(people, HABITS["field_collection"]) for _ in range(2))
    for field in fields(one):
        left, right = getattr(one, field.name), getattr(two, field.name)
        assert left.tolist() == right.tolist()


def test_a_flawless_source_sees_the_truth(people):
    seen = seen_by(people, FLAWLESS)
    assert (seen.birth == people.birth).all()
    assert set(seen.form) == {FORMS.index("day")}
    assert (seen.nationality == people.country).all()
    assert ((seen.sex == "female") == (people.sex == FEMALE)).all()
    assert seen.place.all()
    assert not (seen.kunya != None).any()  # noqa: E711 - element by element


@pytest.mark.parametrize("name", HABITS)
def test_every_rate_is_a_share(name):
    habits = HABITS[name]
    assert sum(habits.systems) == pytest.approx(1)
    rates = [getattr(habits, field.name) for field in fields(habits) if field.name != "systems"]
    assert all(0 <= rate <= 1 for rate in rates)
    forms = ("date_missing", "year_only", "month_only", "about", "between", "hijri", "age")
    assert sum(getattr(habits, form) for form in forms) <= 1


@pytest.mark.parametrize("name", HABITS)
def test_every_record_has_a_name(people, name):
    seen = seen_by(people, HABITS[name])
    assert all(given for given in seen.given)
    assert all(full and full == " ".join(full.split()) for full in seen.full)


def test_first_january_stands_in_the_stated_band(people):
    habits = HABITS["enrolments"]
    days = seen_by(people, habits).birth.astype(str)
    share = np.mean([day.endswith("-01-01") for day in days])
    assert habits.first_january < share < 2 * habits.first_january
    clean = seen_by(people, replace(habits, first_january=0.0)).birth.astype(str)
    assert np.mean([day.endswith("-01-01") for day in clean]) < 0.01


def test_forms_of_dates_come_as_often_as_stated(people):
    seen = seen_by(people, HABITS["un_list"])
    found = np.bincount(seen.form, minlength=len(FORMS)) / N
    assert found[FORMS.index("year")] == pytest.approx(0.34, abs=0.03)
    assert found[FORMS.index("missing")] == pytest.approx(0.07, abs=0.02)


def test_most_birth_dates_are_right(people):
    right = seen_by(people, HABITS["red_notices"]).birth == people.birth
    assert 0.88 < right.mean() < 0.96


def test_spellings_differ_between_sources_but_share_much(people):
    one, two = seen_by(people, HABITS["un_list"], 1), seen_by(people, HABITS["prison_register"], 2)
    keys = [
        [tuple(sorted(fold(full).lower().replace("-", " ").split())) for full in seen.full]
        for seen in (one, two)
    ]
    equal = np.mean([left == right for left, right in zip(*keys, strict=True)])
    shared = np.mean([bool(set(left) & set(right)) for left, right in zip(*keys, strict=True)])
    assert 0.1 < equal < 0.45
    assert 0.75 < shared < 0.97


def test_own_papers_spell_alike_every_time(people):
    papers = replace(FLAWLESS, own_spelling=1.0)
    one, two = seen_by(people, papers, 1), seen_by(people, papers, 2)
    assert one.given.tolist() == two.given.tolist()
    has_family = people.names[:, PARTS.index("family")] >= 0
    assert one.family[has_family].tolist() == two.family[has_family].tolist()


def test_nasab_stands_only_where_the_culture_has_it(people):
    seen = seen_by(people, replace(FLAWLESS, father=1.0, grandfather=1.0, particle=1.0))
    middle = np.array([text or "" for text in seen.middle])
    arabic = people.culture == CULTURES.index("arabic")
    particle = np.array([bool({"bin", "ibn", "Ben", "bint", "Bent"} & set(t.split())) for t in middle])
    assert particle[arabic].mean() > 0.9
    assert not particle[people.culture == CULTURES.index("turkish")].any()


def test_swap_exchanges_given_and_family(people):
    plain, swapped = seen_by(people, FLAWLESS), seen_by(people, replace(FLAWLESS, swap=1.0))
    both = plain.family != None  # noqa: E711 - element by element
    assert (plain.given[both] == swapped.family[both]).all()


def test_kunyas_are_known_to_field_collectors(people):
    seen = seen_by(people, HABITS["field_collection"])
    kunyas = [kunya for kunya in seen.kunya if kunya]
    assert 0.1 < len(kunyas) / N < 0.3
    assert all(kunya.startswith(("Abu ", "Abou ")) for kunya in kunyas)
    assert 0.3 < seen.kunya_only.sum() / len(kunyas) < 0.6


def test_slips_change_a_text_by_little():
    rng = np.random.default_rng(0)
    slips = [typo("Abdulrahman", rng) for _ in range(200)]
    assert np.mean([slip != "Abdulrahman" for slip in slips]) > 0.9
    assert all((slip[0] == "A" and abs(len(slip) - 11) <= 1) or slip[1] == "a" for slip in slips)
    assert typo("Al", rng) == "Al"
    assert ocr_slip("Ann", rng) == "Ann"


def test_words_are_run_together_and_split():
    rng = np.random.default_rng(0)
    assert rejoin("Abdul Rahman", rng) == "Abdulrahman"
    assert rejoin("Najibullah", rng) == "Najib Ullah"
    assert rejoin("Dong-hyun", rng) == "Donghyun"
    assert rejoin("Umar", rng) == "Umar"
    assert rejoin("M. Ali", rng) == "M. Ali"


def test_wrong_digit_keeps_missing_numbers_missing():
    numbers = np.array([-1, 123_456_789, 7_000_000])
    changed = wrong_digit(numbers, np.random.default_rng(1), 1.0)
    assert changed[0] == -1
    assert (changed[1:] != numbers[1:]).all()
    assert (np.array([len(str(n)) for n in changed]) == [2, 9, 7]).all()


def test_spoil_days_swaps_only_where_it_can():
    days = np.array(["1980-03-25", "1980-03-07", "1980-01-31"], dtype="datetime64[D]")
    rates = {"swap": 1.0, "off": 0.0, "wrong_year": 0.0, "digit": 0.0}
    spoilt = spoil_days(days, np.random.default_rng(0), **rates, first_january=np.zeros(3))
    assert spoilt.astype(str).tolist() == ["1980-03-25", "1980-07-03", "1980-01-31"]
