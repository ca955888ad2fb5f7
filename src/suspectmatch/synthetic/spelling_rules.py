"""Rules by which a name is respelt where no table holds it, each with how often it is followed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from suspectmatch.synthetic.cultures import CULTURE_TABLE, CULTURES
from suspectmatch.synthetic.data import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

Forms: TypeAlias = tuple[tuple[str, float], ...]
"""Spellings with their shares, which sum to 1."""

_WORD_START: Final = re.compile(r"(?:^|(?<=[ -]))(?!ud-|ul-)\w")


def fold(text: str) -> str:
    """Text without accents; the Turkish dotless i gets its dot.

    >>> fold("Çelik")
    'Celik'
    """
    if text.isascii():
        return text
    text = text.translate(str.maketrans("ıİøØłŁđĐ", "iIoOlLdD")).replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def normed(forms: Iterable[tuple[str, float]]) -> Forms:
    """Forms once each, with shares that sum to 1.

    >>> normed([("a", 1.0), ("b", 2.0), ("a", 1.0)])
    (('a', 0.5), ('b', 0.5))
    """
    total: dict[str, float] = {}
    for form, share in forms:
        total[form] = total.get(form, 0.0) + share
    whole = sum(total.values())
    return tuple((form, share / whole) for form, share in total.items())


@cache
def _rules() -> dict[tuple[str, str], list[tuple[re.Pattern[str] | None, str, float]]]:
    """By language of the canonical form and system: the rules in order; no pattern drops accents."""
    made: dict[tuple[str, str], list[tuple[re.Pattern[str] | None, str, float]]] = {}
    for row in read_table("spelling_rules.csv"):
        pattern = None if row["pattern"] == "fold" else re.compile(row["pattern"], re.IGNORECASE)
        rules = made.setdefault((row["origin"], row["system"]), [])
        rules.append((pattern, row["replacement"], float(row["share"])))
    return made


def by_rules(name: str, culture: str, system: str) -> Forms:
    """Spellings that follow from rules alone, with their shares.

    >>> [form for form, _ in by_rules("Chaykin", "russian", "french")]
    ['Tchaykin', 'Tchaykine']
    """
    origin = CULTURE_TABLE[CULTURES.index(culture)].canonical
    base = name.replace("İ", "I").lower() if system != "home" else name
    others: list[tuple[str, float]] = []
    for pattern, replacement, share in _rules().get((origin, system), ()):
        if pattern is None:
            base, others = fold(base), [(fold(form), weight) for form, weight in others]
        elif share < 1:
            # An alternative to the main form; the rules that always hold are applied to it, too.
            if pattern.search(base):
                others.append((pattern.sub(replacement, base), share))
        else:
            base = pattern.sub(replacement, base)
            others = [(pattern.sub(replacement, form), weight) for form, weight in others]
    forms = [(base, 1.0), *others]
    return normed((_WORD_START.sub(lambda m: m[0].upper(), form), share) for form, share in forms)
