"""Countries that synthetic persons come from, with their towns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.data import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Country(NamedTuple):
    """A country that persons of a culture come from.

    Attributes:
        code: ISO 3166-1 alpha-2.
        alpha3: the three letters in its passports (ISO 3166-1 alpha-3; ``D`` for Germany).
        english: its name as the United Nations print it.
        french: its name in French capitals without accents, as a register prints it.
        towns: some of its towns, in English; the first are the largest.
        dial: its telephone code.
        nisbas: what a fighter from there may be called, as in ``Abu Umar al-Shami``.
    """

    code: str
    alpha3: str
    english: str
    french: str
    towns: tuple[str, ...]
    dial: str
    nisbas: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries, once each, in the order of the table."""
    made: dict[str, Country] = {}
    for row in read_table("countries.csv"):
        code, towns = row["country"], tuple(row["towns"].split("|"))
        if code in made:
            towns = tuple(dict.fromkeys((*made[code].towns, *towns)))
        names = row["alpha3"], row["english"], row["french"]
        made[code] = Country(code, *names, towns, row["dial"], tuple(row["nisba"].split("|")))
    return tuple(made.values())


@cache
def homes(culture: int) -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """Codes of the countries of a culture (rows of ``countries()``) and their cumulative shares."""
    codes = [country.code for country in countries()]
    rows = [row for row in read_table("countries.csv") if row["culture"] == CULTURES[culture]]
    shares = np.cumsum([float(row["weight"]) for row in rows])
    return np.array([codes.index(row["country"]) for row in rows], dtype=np.int16), shares / shares[-1]
