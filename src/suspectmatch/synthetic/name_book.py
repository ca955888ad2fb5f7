"""The name book: given and family names of each naming culture, with how common each is.

The counts are derived from Wikidata (CC0), popular-names-by-country (CC0) and the 1990 US Census
(public domain); what those lack was written by hand. Names are drawn by count, so common names are
as common as in the tables, and some persons have the same name by chance. Names too rare for the
tables are built by ``rare_names``; Chinese and Korean given names are made of two syllables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.data import read_table
from suspectmatch.synthetic.rare_names import rare_name_share, rare_names

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
        """Codes of ``size`` names, drawn as often as they occur.

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
    for row in read_table("name_counts.csv"):
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
            known, share = counts[part], rare_name_share(culture, part)
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
    arabic = np.flatnonzero(book.cultures == CULTURES.index("arabic")).tolist()
    codes = {book.names[code]: code for code in arabic}
    return tuple(
        np.array([codes[f"al-{nisba}"] for nisba in country.nisbas], dtype=np.int32)
        for country in countries()
    )
