import pytest

from suspectmatch.synthetic import CULTURES, populations


def test_shares_of_the_cultures_sum_to_one():
    assert set(populations.CULTURE_SHARES) == set(CULTURES)
    assert sum(populations.CULTURE_SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", ["HAS_FAMILY", "HAS_SECOND", "HAS_KUNYA"])
def test_parts_of_names_are_had_by_a_share_of_known_cultures(name):
    table = getattr(populations, name)
    assert set(table) <= set(CULTURES)
    assert all(0 < share <= 1 for share in table.values())
