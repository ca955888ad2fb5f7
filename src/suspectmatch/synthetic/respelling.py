"""How a pen respells a name that no table holds: rules, each with the share of times it is followed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Forms: TypeAlias = tuple[tuple[str, float], ...]
"""Spellings with their shares, which sum to 1."""

_ORIGIN: Final = {
    "maghreb": "french",
    "persian": "persian",
    "turkish": "turkish",
    "russian": "russian",
    "spanish": "latin",
    "west_african": "african",
    "european": "latin",
    "sahel": "french",
    "central_asian": "central_asian",
    "portuguese": "latin",
    "indonesian": "indonesian",
}
"""Whose spelling the canonical names of a culture are in; English where nothing is said."""

_Rules: TypeAlias = tuple[tuple[str, str, float], ...]

# (pattern, replacement, share): share 1 is always applied, a smaller one is an alternative.
_ENGLISH_LOOSE: _Rules = (
    ("q", "k", 0.3),
    ("kh", "k", 0.1),
    ("gh", "g", 0.15),
    ("oo", "u", 0.3),
    ("ou", "u", 0.3),
    ("ee", "i", 0.3),
    (r"(?<=[^aeiou])y$", "i", 0.4),
    ("a[iy]", "ei", 0.15),
    ("ai", "ay", 0.3),
    ("ah$", "a", 0.5),
    (r"(?<=[^aeiou])a$", "ah", 0.12),
    (r"(?<=[aeiou])s(?=[aeiou])", "ss", 0.2),
    (r"([lmnst])\1", r"\1", 0.25),
    ("dh", "d", 0.3),
    ("ullah$", "ulla", 0.1),
    (r"(?<=\w)ullah$", " ullah", 0.25),
    (r"(?<=\w)uddin$", " ud-din", 0.3),
    ("uddin$", "udin", 0.1),
    ("zai$", "zay", 0.3),
    ("khil$", "khel", 0.5),
)
_RULES: Final[dict[tuple[str, str], _Rules]] = {
    ("english", "english"): _ENGLISH_LOOSE,
    ("english", "french"): (
        ("sh", "ch", 1),
        ("oo", "ou", 1),
        ("(?<![aeo])u", "ou", 1),
        ("q", "k", 1),
        ("ee", "i", 1),
        ("ah$", "a", 1),
        ("j", "dj", 0.5),
        ("w(?=[aeiou])", "ou", 0.6),
        ("in$", "ine", 0.4),
        ("an$", "ane", 0.3),
        (r"(?<=[aeiou])s(?=[aeiou])", "ss", 0.4),
    ),
    ("french", "french"): (
        ("ï", "i", 0.7),
        ("[éè]", "e", 0.6),
        ("ou", "u", 0.1),
        ("dj", "j", 0.3),
        ("ss", "s", 0.2),
        ("([aie])ne$", r"\1n", 0.2),
    ),
    ("french", "english"): (
        ("fold", "", 1),
        ("ou(?=[aeiou])", "w", 0.8),
        ("ou", "u", 0.6),
        ("dj", "j", 0.8),
        ("ch", "sh", 0.6),
        ("ss", "s", 0.4),
        ("([aie])ne$", r"\1n", 0.5),
        ("c(?=[ei])", "s", 0.5),
    ),
    ("persian", "english"): (
        ("o(?=[^aeiou])", "u", 0.35),
        ("eh$", "a", 0.4),
        ("ei", "ai", 0.4),
        ("v", "w", 0.4),
        ("gh", "q", 0.4),
        ("ou", "u", 0.5),
        ("zadeh$", "zada", 0.5),
        ("ae?i$", "ai", 0.4),
        ("ss", "s", 0.3),
        ("ollah", "ullah", 0.6),
    ),
    ("persian", "home"): (("ou", "u", 0.2), ("aei$", "ai", 0.3), ("ei", "ey", 0.3)),
    ("persian", "french"): (("sh", "ch", 0.8), ("j", "dj", 0.4), ("(?<![aeo])u", "ou", 1)),
    ("turkish", "english"): (
        ("ş", "sh", 0.25),
        ("ç", "ch", 0.25),
        ("ü", "ue", 0.1),
        ("ö", "oe", 0.1),
        ("ğ", "", 0.15),
        ("fold", "", 1),
        ("c", "j", 0.06),
    ),
    ("turkish", "french"): (
        ("ş", "ch", 0.4),
        ("ç", "tch", 0.3),
        ("fold", "", 1),
        ("c(?!h)", "dj", 0.2),
        ("u", "ou", 0.15),
    ),
    ("turkish", "home"): (("fold", "", 0.5),),
    ("russian", "english"): (
        ("iy$", "y", 0.4),
        ("iy$", "i", 0.15),
        ("ey$", "ei", 0.4),
        ("(?<=[aiuy])yev", "ev", 0.4),
        ("iyev", "iev", 0.3),
        ("^ye", "e", 0.4),
        ("yu", "iu", 0.3),
        ("ya", "ia", 0.3),
        ("kh", "h", 0.2),
        ("dzh", "j", 0.4),
        ("yo", "e", 0.5),
        ("ks", "x", 0.4),
        ("([oe])v$", r"\1w", 0.04),
    ),
    ("russian", "home"): (
        ("yu", "iu", 1),
        ("ya", "ia", 1),
        ("yo|ye", "e", 1),
        ("iy$", "ii", 0.6),
        ("ey", "ei", 1),
        ("ay", "ai", 1),
    ),
    ("russian", "french"): (
        ("ch", "tch", 1),
        ("(?<!t)sh", "ch", 1),
        ("u", "ou", 1),
        ("dzh", "dj", 1),
        ("zh", "j", 1),
        ("iy$", "i", 1),
        ("in$", "ine", 0.6),
        ("yo", "io", 1),
        ("aye", "aie", 0.7),
        ("ey", "ei", 0.5),
    ),
    ("latin", "english"): (
        ("fold", "", 1),
        ("z$", "s", 0.06),
        ("ll", "l", 0.04),
        ("v", "b", 0.03),
        ("nn", "n", 0.04),
        ("ph", "f", 0.05),
        (r"(?<=[^aeiou])y$", "i", 0.04),
    ),
    ("latin", "french"): (("fold", "", 0.5),),
    ("latin", "home"): (("fold", "", 0.3),),
    ("african", "english"): (
        ("é$", "eh", 0.1),
        ("é$", "ay", 0.1),
        ("fold", "", 1),
        ("ou", "u", 0.5),
        ("dj", "j", 0.6),
        ("^dia", "ja", 0.2),
        ("^c(?=[ao])", "k", 0.1),
        ("ss", "s", 0.2),
    ),
    ("african", "french"): (("fold", "", 0.5),),
    ("african", "home"): (("fold", "", 0.4), ("ou", "u", 0.05)),
    ("central_asian", "english"): (
        ("iy$", "y", 0.3),
        ("yev$", "ev", 0.5),
        ("yo", "io", 0.2),
        ("kh", "h", 0.35),
        ("zh", "j", 0.3),
        ("j", "dzh", 0.2),
        ("q", "k", 0.4),
        ("o(?=[kbdlmnrst])", "a", 0.35),
        ("ullo$", "ullah", 0.3),
        ("(?<=[bdhklmnrtvz])[oe]v$", "", 0.06),
        ("ov$", "zoda", 0.03),
        ("iddin$", "idin", 0.2),
    ),
    ("central_asian", "home"): (
        ("kh", "x", 0.3),
        ("kh", "h", 0.2),
        ("zh", "j", 0.3),
        ("yu", "iu", 0.3),
        ("yev$", "ev", 0.5),
        ("(?<=[bdhklmnrtvz])[oe]v$", "", 0.06),
    ),
    ("central_asian", "french"): (
        ("u", "ou", 1),
        ("dzh", "dj", 1),
        ("zh", "j", 1),
        ("ch", "tch", 1),
        ("sh", "ch", 1),
        ("j", "dj", 0.4),
        ("yev$", "iev", 0.6),
    ),
    ("indonesian", "english"): (
        ("u", "oe", 0.04),
        ("muhammad", "mohammad", 0.5),
        ("muhammad", "mochamad", 0.2),
        ("ahmad", "achmad", 0.3),
        ("sy", "sh", 0.3),
        ("iyy?a", "ia", 0.3),
        ("f", "p", 0.06),
        ("din$", "ddin", 0.15),
    ),
    ("indonesian", "home"): (
        ("muhammad", "muh.", 0.3),
        ("muhammad", "moch.", 0.15),
        ("abdul", "abd.", 0.15),
        ("u", "oe", 0.08),
        ("j", "dj", 0.05),
        ("sy", "sj", 0.05),
        ("y", "j", 0.02),
        ("c", "tj", 0.04),
    ),
    ("indonesian", "french"): (("u", "ou", 0.3), ("j", "dj", 0.5), ("sy", "ch", 0.5)),
}


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
    """Forms once each, with shares that sum to 1."""
    total: dict[str, float] = {}
    for form, share in forms:
        total[form] = total.get(form, 0.0) + share
    whole = sum(total.values())
    return tuple((form, share / whole) for form, share in total.items())


_BEGIN: Final = re.compile(r"(?:^|(?<=[ -]))(?!ud-|ul-)\w")


def _capitals(text: str) -> str:
    return _BEGIN.sub(lambda m: m[0].upper(), text)


@cache
def _compiled(origin: str, system: str) -> tuple[tuple[re.Pattern[str] | None, str, float], ...]:
    """Rules ready for use; the pattern is None where accents are dropped."""
    return tuple(
        (None if pattern == "fold" else re.compile(pattern, re.IGNORECASE), replacement, share)
        for pattern, replacement, share in _RULES.get((origin, system), ())
    )


def by_rules(name: str, culture: str, system: str) -> Forms:
    """Spellings that follow from rules alone, with their shares.

    >>> [form for form, _ in by_rules("Chaykin", "russian", "french")]
    ['Tchaykin', 'Tchaykine']
    """
    origin = _ORIGIN.get(culture, "english")
    base = name.replace("İ", "I").lower() if system != "home" else name
    turns: list[tuple[str, float]] = []
    for pattern, replacement, share in _compiled(origin, system):
        if pattern is None:
            base, turns = fold(base), [(fold(turned), weight) for turned, weight in turns]
        elif pattern.search(base):
            changed = pattern.sub(replacement, base)
            if share < 1:
                turns.append((changed, share))
            else:
                turns = [(pattern.sub(replacement, turned), weight) for turned, weight in turns]
                base = changed
        elif share >= 1:
            turns = [(pattern.sub(replacement, turned), weight) for turned, weight in turns]
    return normed((_capitals(form), share) for form, share in [(base, 1.0), *turns])
