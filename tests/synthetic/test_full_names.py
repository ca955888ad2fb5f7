from dataclasses import fields, replace

import numpy as np

from suspectmatch.synthetic import CULTURES, SourceHabits, generate_people, observe
from suspectmatch.synthetic.full_names import feminine, join, patronymic
from suspectmatch.synthetic.persons import PARTS

FLAWLESS = SourceHabits(**{field.name: 0.0 for field in fields(SourceHabits) if field.name != "systems"})


def seen_of(culture, **rates):
    people = generate_people(1500, seed=4, cultures=[culture])
    habits = replace(FLAWLESS, **rates)
    return people, observe(people, np.arange(1500), habits, np.random.default_rng(1))


def test_russian_forms():
    assert feminine("Sokolovskiy") == "Sokolovskaya"
    assert feminine("Ilyin") == "Ilyina"
    assert feminine(None) is None
    assert patronymic("Ivan", is_female=True) == "Ivanovna"
    assert patronymic("Musa", is_female=False) == "Musovich"


def test_join_of_nothing_is_nothing():
    empty = np.array([None, None], dtype=object)
    assert join(empty, empty).tolist() == [None, None]


def test_the_sahel_says_ould_and_ag():
    _, seen = seen_of("sahel")
    words = [set(full.split()) for full in seen.full]
    assert np.mean([bool(text & {"Ould", "Mint", "Ag", "Walet"}) for text in words]) > 0.6
    assert any("Ould" in text for text in words)
    assert any("Ag" in text for text in words)


def test_chinese_and_korean_family_names_may_stand_first():
    for culture in ("chinese", "korean"):
        _, seen = seen_of(culture, family_first=1.0)
        assert all(f.startswith(n) for f, n in zip(seen.full, seen.family, strict=True))
        _, other = seen_of(culture)
        assert all(f.startswith(n) for f, n in zip(other.full, other.given, strict=True))


def test_indonesians_may_have_one_name_only():
    _, seen = seen_of("indonesian")
    alone = np.array([" " not in full for full in seen.full])
    assert 0.15 < alone.mean() < 0.6


def test_portuguese_bear_the_mothers_family_name_first():
    people, seen = seen_of("portuguese", second_family=1.0)
    assert (people.names[:, PARTS.index("second_family")] >= 0).all()
    _, without = seen_of("portuguese")
    pairs = list(zip(seen.family, without.family, strict=True))
    assert np.mean([len(both.split()) > len(one.split()) for both, one in pairs]) > 0.95


def test_central_asian_patronymics_are_russian_or_their_own():
    people, seen = seen_of("central_asian", patronymic=1.0)
    middle = [text or "" for text in seen.middle]
    assert any(text.endswith("ovich") for text in middle)
    assert any(text.endswith(("uly", "o'g'li")) for text in middle)
    assert (people.culture == CULTURES.index("central_asian")).all()
