"""Long lists are cut, and it is said how much is left."""

from __future__ import annotations

from suspectmatch.cli.wording import bounded


def test_a_long_list_is_cut_and_says_so():
    assert bounded(str(k) for k in range(2)) == ["0", "1"]
    assert bounded([str(k) for k in range(2_000)], most=1) == ["0", "and 1,999 more"]
    assert bounded([]) == []
