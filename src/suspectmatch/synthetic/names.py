"""The name book: given and family names of seventeen naming cultures, with how often each is met.

The counts are derived from Wikidata (CC0), popular-names-by-country (CC0) and the 1990 US Census
(public domain); what those lack was written by hand. Names are drawn by count, so common names are
as common as in the tables and namesakes appear by themselves. Those below the tables' end are made
up by ``rare_names``; Chinese and Korean given names are made of two syllables.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.synthetic.rare_names import SHARES, rare_names

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
    "sahel",
    "central_asian",
    "chinese",
    "korean",
    "portuguese",
    "indonesian",
)
"""Naming cultures, in the order of their codes.

``maghreb`` is Arabic as France wrote it down, ``sahel`` the same with ``Ould`` and ``Ag``;
``persian`` holds Dari; ``russian`` Ukraine and the Caucasus.
"""

NASAB_CULTURES: Final = ("arabic", "maghreb", "pashto", "somali", "sahel")
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
    parts = {}
    for culture, counts in _counts().items():
        for part, weights in counts.items():
            codes = [index.setdefault((culture, name), len(index)) for name in weights]
            shares = np.cumsum(np.fromiter(weights.values(), dtype=np.float64))
            shares /= shares[-1]
            parts[CULTURES.index(culture), part] = (np.asarray(codes, dtype=np.int32), shares)
    for nisba in dict.fromkeys(nisba for country in countries() for nisba in country.nisbas):
        index.setdefault(("arabic", f"al-{nisba}"), len(index))
    names = np.array([name for _, name in index], dtype=object)
    cultures = np.array([CULTURES.index(culture) for culture, _ in index], dtype=np.int8)
    return NameBook(names, cultures, parts)


def _counts() -> dict[str, dict[str, dict[str, float]]]:
    """For each culture and part: names with their counts, rare ones and pairs of syllables included."""
    made: dict[str, dict[str, dict[str, float]]] = {culture: {} for culture in CULTURES}
    rest: dict[tuple[str, str], float] = {}
    for row in read_rows("name_counts.csv"):
        if row["names"] == "*":
            rest[row["culture"], row["part"]] = float(row["count"])
        else:
            names = made[row["culture"]].setdefault(row["part"], {})
            names |= dict.fromkeys(row["names"].split("|"), float(row["count"]))
    for culture, counts in made.items():
        for part in ("male", "female"):
            if (first := f"{part}_first") in counts:
                counts[part] = _syllables(counts.pop(first), counts.pop(f"{part}_last"))
        listed = {part: list(counts[part]) for part in ("male", "family")}
        for part in ("male", "family"):
            known, share = counts[part], SHARES.get((culture, part), 0.0)
            mass = rest.get((culture, part), sum(known.values()) * share / (1.0 - share))
            rare = rare_names(culture, part, listed["male"], listed["family"])
            rare = [name for name in dict.fromkeys(rare) if name not in known]
            known |= dict.fromkeys(rare, mass / len(rare)) if rare and mass else {}
    return made


def _syllables(first: dict[str, float], last: dict[str, float]) -> dict[str, float]:
    """Names of one or two syllables; ``_`` stands for no second one."""
    made: dict[str, float] = {}
    for one, share in first.items():
        for two, weight in last.items():
            name = one if two == "_" else f"{one} {two}"
            made[name] = made.get(name, 0.0) + share * weight
    return made


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
        alpha3: the three letters of its passports (ISO 3166-1 alpha-3; ``D`` for Germany).
        english: its name as the United Nations print it.
        french: its name in French capitals without accents, as a register prints it.
        towns: some of its towns, in English.
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
    for row in read_rows("countries.csv"):
        towns = tuple(row["towns"].split("|"))
        known = made.get(row["country"])
        if known:
            towns = (*known.towns, *(town for town in towns if town not in known.towns))
        made[row["country"]] = Country(
            row["country"],
            row["alpha3"],
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
