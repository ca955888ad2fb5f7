"""Naming cultures: how common each is, which parts its names have, and how they are spelt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from suspectmatch.synthetic.data import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Culture(NamedTuple):
    """One row of ``data/cultures.csv``.

    Attributes:
        name: its name. ``maghreb`` is Arabic in French spelling, ``sahel`` the same with ``Ould`` and
            ``Ag``; ``persian`` includes Dari; ``russian`` includes Ukraine and the Caucasus.
        share: share of all persons.
        family: share of its persons with a family name.
        second: share with a second given name.
        kunya: share of its men with a nom de guerre.
        structure: ``nasab`` where the full name runs own, father, grandfather, and a family name may
            follow; ``father`` where the father's name replaces a missing family name; ``patronymic``;
            ``two_families`` where the mother's family name is added; ``family_first`` where the family
            name comes first; else ``plain``.
        canonical: language whose spelling the name book uses.
        home: column of ``data/spellings.csv`` that the persons' own papers follow.
        listed: whether that table holds its names; others are spelt by rules alone.
        separate: whether a name of two words is always written as two words.
        january: how much more often than elsewhere 1 January stands for an unknown day of birth.
        language: code that notices use for its language.
    """

    name: str
    share: float
    family: float
    second: float
    kunya: float
    structure: str
    canonical: str
    home: str
    listed: bool
    separate: bool
    january: float
    language: str


def _culture(row: dict[str, str]) -> Culture:
    numbers = {name: float(row[name]) for name in ("share", "family", "second", "kunya", "january")}
    flags = {name: row[name] == "yes" for name in ("listed", "separate")}
    return Culture(**{**row, **numbers, **flags})  # type: ignore[arg-type]


CULTURE_TABLE: Final = tuple(map(_culture, read_table("cultures.csv")))
CULTURES: Final = tuple(culture.name for culture in CULTURE_TABLE)
"""Names of the naming cultures, in the order of their codes."""

FEMALE_SHARE: Final = 0.09
MALE, FEMALE = 0, 1


def has_structure(codes: NDArray[np.int8], *structures: str) -> NDArray[np.bool_]:
    """Whether the names of each culture have one of these structures.

    >>> has_structure(np.array([0, 5]), "nasab").tolist()
    [True, False]
    """
    return np.array([culture.structure in structures for culture in CULTURE_TABLE])[codes]


def rates(codes: NDArray[np.int8], column: str) -> NDArray[np.float64]:
    """A numeric column of the table for each culture, such as ``kunya``.

    >>> rates(np.array([0, 5]), "family").tolist()
    [0.78, 1.0]
    """
    return np.array([float(getattr(culture, column)) for culture in CULTURE_TABLE])[codes]
