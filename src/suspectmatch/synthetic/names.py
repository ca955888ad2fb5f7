"""The name book: given and family names of eleven naming cultures, with how often each is met.

The counts are derived from Wikidata (CC0), popular-names-by-country (CC0) and the 1990 US Census
(public domain); what those lack was written by hand. Names are drawn by count, so common names are
as common as in the tables and namesakes appear by themselves.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CULTURES: Final = (
    "arabic",
    "maghreb",
    "persian",
    "pashto",
    "urdu",
    "turkish",
    "russian",
    "spanish",
    "west_african",
    "european",
    "somali",
)
"""Naming cultures, in the order of their codes.

``maghreb`` is Arabic as France wrote it down; ``persian`` holds Dari; ``russian`` the Caucasus and
Central Asia under Russian spelling.
"""

NASAB_CULTURES: Final = ("arabic", "maghreb", "pashto", "somali")
"""Cultures whose full name runs own, father, grandfather; a family name may follow or not."""

MALE, FEMALE = 0, 1


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file that lies beside this module; lines that begin with # are skipped."""
    text = files("suspectmatch.synthetic").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@dataclass(frozen=True)
class NameBook:
    """Names as codes.

    Attributes:
        names: the canonical form of each name, by code.
        cultures: code of the culture each name belongs to, as in ``CULTURES``.
        parts: for (culture, ``male`` | ``female`` | ``family``): the codes and their cumulative shares.
    """

    names: NDArray[np.object_]
    cultures: NDArray[np.int8]
    parts: dict[tuple[int, str], tuple[NDArray[np.int32], NDArray[np.float64]]]

    def draw(self, rng: np.random.Generator, culture: int, part: str, size: int) -> NDArray[np.int32]:
        """Codes of ``size`` names, drawn with the frequency they are met with.

        >>> book = name_book()
        >>> codes = book.draw(np.random.default_rng(0), 0, "male", 1000)
        >>> str(book.names[np.bincount(codes).argmax()])
        'Muhammad'
        """
        codes, shares = self.parts[culture, part]
        return codes[np.searchsorted(shares, rng.random(size), side="right")]


@cache
def name_book() -> NameBook:
    """The name book of the package, read once."""
    index: dict[tuple[str, str], int] = {}
    grouped: dict[tuple[int, str], tuple[list[int], list[int]]] = {}
    for row in read_rows("name_counts.csv"):
        code = index.setdefault((row["culture"], row["name"]), len(index))
        codes, counts = grouped.setdefault((CULTURES.index(row["culture"]), row["part"]), ([], []))
        codes.append(code)
        counts.append(int(row["count"]))
    for nisba in dict.fromkeys(nisba for country in countries() for nisba in country.nisbas):
        index.setdefault(("arabic", f"al-{nisba}"), len(index))
    parts = {}
    for key, (codes, counts) in grouped.items():
        shares = np.cumsum(counts, dtype=np.float64)
        shares /= shares[-1]
        parts[key] = (np.asarray(codes, dtype=np.int32), shares)
    names = np.array([name for _, name in index], dtype=object)
    cultures = np.array([CULTURES.index(culture) for culture, _ in index], dtype=np.int8)
    return NameBook(names, cultures, parts)


@cache
def nisbas() -> tuple[NDArray[np.int32], ...]:
    """For each row of ``countries()``: codes of the nisbas of a man who comes from there."""
    book = name_book()
    arabic = CULTURES.index("arabic")
    codes = {
        name: code
        for code, (name, culture) in enumerate(zip(book.names, book.cultures, strict=True))
        if culture == arabic
    }
    return tuple(
        np.array([codes[f"al-{nisba}"] for nisba in country.nisbas], dtype=np.int32)
        for country in countries()
    )


@dataclass(frozen=True)
class Country:
    """A country persons of a culture come from.

    Attributes:
        code: ISO 3166-1 alpha-2.
        english: its name as the United Nations print it.
        french: its name in French capitals without accents, as a register prints it.
        towns: some of its towns, in English.
        dial: its telephone code.
        nisbas: what a fighter from there may be called, as in ``Abu Umar al-Shami``.
    """

    code: str
    english: str
    french: str
    towns: tuple[str, ...]
    dial: str
    nisbas: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries, once each, in the order of the table."""
    made: dict[str, Country] = {}
    for row in read_rows("countries.csv"):
        towns = tuple(row["towns"].split("|"))
        known = made.get(row["country"])
        if known:
            towns = (*known.towns, *(town for town in towns if town not in known.towns))
        made[row["country"]] = Country(
            row["country"],
            row["english"],
            row["french"],
            towns,
            row["dial"],
            tuple(row["nisba"].split("|")),
        )
    return tuple(made.values())


@cache
def homes(culture: int) -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """Codes of the countries of a culture (rows of ``countries()``) and their cumulative shares."""
    codes = [country.code for country in countries()]
    rows = [row for row in read_rows("countries.csv") if row["culture"] == CULTURES[culture]]
    shares = np.cumsum([float(row["weight"]) for row in rows])
    return np.array([codes.index(row["country"]) for row in rows], dtype=np.int16), shares / shares[-1]
