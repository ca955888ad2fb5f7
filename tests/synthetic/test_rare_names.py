import numpy as np
import pytest

from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.name_book import name_book
from suspectmatch.synthetic.rare_names import rare_name_share, rare_names


@pytest.mark.parametrize(
    ("culture", "part", "name"),
    [
        ("maghreb", "family", "Ben Salih"),
        ("persian", "family", "Salih zadeh"),
        ("central_asian", "male", "Salihbek"),
        ("russian", "family", "Salihov"),
        ("arabic", "family", "al-Salihi"),
    ],
)
def test_names_are_built_as_the_culture_builds_them(culture, part, name):
    assert name in rare_names(culture, part, ["Salih"], [])


def test_there_are_none_where_syllables_make_the_names():
    assert rare_names("chinese", "male", ["Wei"], ["Li"]) == []
    assert rare_names("turkish", "female", ["Ali"], ["Kaya"]) == []


def test_shares_are_below_one():
    shares = [rare_name_share(culture, part) for culture in CULTURES for part in ("male", "family")]
    assert all(0 <= share < 1 for share in shares)
    assert any(shares)


def test_rare_names_are_rare():
    book = name_book()
    for (_, part), (codes, shares) in book.parts.items():
        assert shares[-1] == pytest.approx(1)
        own = np.diff(shares, prepend=0.0)
        assert own.min() > 0
        if part == "family" and len(codes) > 800:
            assert own[-100:].max() < 0.002
