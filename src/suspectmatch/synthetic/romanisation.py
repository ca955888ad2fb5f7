"""Chinese and Korean names in Latin letters: several systems, written joined, hyphenated or apart.

The canonical form is pinyin without tones, or the Korean syllables as North Korea prints them; two
syllables of a given name stand apart (``Xiao Ping``).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.data import read_table
from suspectmatch.synthetic.spelling_rules import fold, normed

if TYPE_CHECKING:
    from suspectmatch.synthetic.spelling_rules import Forms

_WADE_GILES: Final = (
    (r"^zh(?!i$)", "ch<"), ("^zhi$", "ch<ih"), ("^ch(?!<)(?=.)", "ch'"), ("^q", "ch'"), ("^j", "ch<"),
    ("^x", "hs<"), ("^r", "j<"), ("^shi$", "shih"), ("^zi$", "tzu"), ("^ci$", "tz'u"), ("^si$", "ssu"),
    ("^z", "ts<"), ("^c(?!h)", "ts'"), ("^p", "p'"), ("^t(?![sz])", "t'"), ("^k", "k'"), ("^b", "p"),
    ("^d", "t"), ("^g", "k"), ("ong$", "ung"), ("ian$", "ien"), ("^yan$", "yen"), ("^ye$", "yeh"),
    ("ie$", "ieh"), ("ue$", "ueh"), ("(?<=[dtnlhzc<'])uo$", "o"), ("^you$", "yu"), ("<", ""),
)  # fmt: skip
"""Pinyin to Wade-Giles, one rule after the other; ``<`` keeps a letter from being read twice."""


@cache
def _table() -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Spellings by culture, part (``family`` or ``syllable``) and canonical form."""
    return {
        (row["culture"], row["part"], row["name"]): tuple(row["spellings"].split("|"))
        for row in read_table("romanised_names.csv")
    }


@cache
def _shares(culture: str, writer: str) -> tuple[list[float], list[float]]:
    """Shares of the systems, and of joined, apart and hyphenated."""
    for row in read_table("romanisation_systems.csv"):
        if (row["culture"], row["writer"]) == (culture, writer):
            return list(map(float, row["systems"].split())), list(map(float, row["joints"].split()))
    raise KeyError(culture, writer)


@cache
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin in Wade-Giles.

    >>> [wade_giles(syllable) for syllable in ("Xiao", "Ping", "Zhong", "Guo")]
    ['Hsiao', "P'ing", 'Chung', 'Kuo']
    """
    made = syllable.lower()
    for pattern, replacement in _WADE_GILES:
        made = re.sub(pattern, replacement, made)
    return made.capitalize()


def _syllable(text: str, culture: str, style: int) -> str:
    if culture == "chinese":
        return wade_giles(text) if style else text
    return _table().get((culture, "syllable", text), (text,) * 4)[style]


@cache
def romanised(name: str, culture: str, system: str) -> Forms:
    """The spellings of a Chinese or Korean name and how often each is used.

    Args:
        name: a family name, or a given name of one or two syllables that stand apart.
        culture: ``chinese`` or ``korean``.
        system: one of ``SYSTEMS``.

    >>> [form for form, _ in romanised("Xiao Ping", "chinese", "english")][:3]
    ['Xiaoping', 'Xiao Ping', 'Xiao-ping']
    """
    if system != "home":
        name = fold(name)
    syllables = name.split()
    if len(syllables) == 1:
        listed = _table().get((culture, "family", name), ())
        if culture == "korean" and listed:
            return normed((form, 0.6**rank) for rank, form in enumerate(listed))
        share = 0.2 / max(1, len(listed))
        return normed([(name, 0.75), (_syllable(name, culture, 1), 0.08), *((f, share) for f in listed)])
    systems, joints = _shares(culture, system)
    made = []
    for (style, weight), (joint, share) in product(
        enumerate(systems), zip(("", " ", "-"), joints, strict=True)
    ):
        first, second = (_syllable(text, culture, style) for text in syllables)
        made.append((first + joint + (second if joint == " " else second.lower()), weight * share))
    return normed((form, share) for form, share in made if share > 0)
