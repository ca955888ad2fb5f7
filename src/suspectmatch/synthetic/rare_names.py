"""Names too rare for any table: built from commoner ones the way each culture builds them.

A table of names ends where its counts get small, but a third of all people or more have a name
below that line. Without them every family name would be a common one. Here such names are built:
``Husayn`` gives ``Husayn zadeh``, ``Karim`` gives ``Karimbek``, ``Salih`` gives ``Ben Salih``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.data import read_table
from suspectmatch.synthetic.spelling_rules import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEMS: Final = 400
_SHORTEST: Final = 3


@cache
def _table() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["culture"], row["part"]): row for row in read_table("rare_names.csv")}


def rare_name_share(culture: str, part: str) -> float:
    """Share of people with a rare name where the counts are too short to tell, estimated by hand.

    >>> rare_name_share("turkish", "family"), rare_name_share("chinese", "family")
    (0.45, 0.0)
    """
    row = _table().get((culture, part), {})
    return float(row.get("share") or 0)


def rare_names(culture: str, part: str, male: Sequence[str], family: Sequence[str]) -> list[str]:
    """Names built from the commonest plain names of a culture.

    Args:
        culture: one of ``CULTURES``.
        part: ``male`` or ``family``; of other parts there are no rare names.
        male: men's given names, the commonest first.
        family: family names, the commonest first.

    >>> rare_names("persian", "family", ["Husayn"], [])[:2]
    ['Husayn zadeh', 'Husayn pour']
    """
    row = _table().get((culture, part))
    if row is None:
        return []
    stems, patterns = family if row["made_of"] == "family" else male, row["patterns"].split("|")
    plain = [stem for stem in stems if stem.isalpha() and len(stem) >= _SHORTEST][:_STEMS]
    made = []
    for stem in plain:
        vowel = fold(stem[-1]) in "aeiouy"
        for pattern in patterns:
            # A suffix that begins with a letter takes the place of a vowel at the end of the stem.
            joined = pattern.startswith(("{x}", "al-{x}i")) and not pattern.startswith("{x} ")
            end = stem[:-1] if vowel and joined and pattern.removeprefix("al-")[3:4].isalpha() else stem
            made.append(pattern.format(x=end, y=stem.lower()))
    return made
