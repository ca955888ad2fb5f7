"""How a name is written down: one name, many Latin spellings, by who holds the pen.

A system is a way of writing: ``english`` and ``french`` officials, the person's own papers
(``home``), and an interviewer who writes what he hears (``heard``). Common names have their
spellings in a table (``spellings.csv``); the others are respelt by rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from suspectmatch.synthetic.names import CULTURES, name_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SYSTEMS: Final = ("english", "french", "home", "heard")

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
}
_HOME_COLUMN: Final = {
    "maghreb": "french",
    "persian": "persian",
    "turkish": "turkish",
    "russian": "russian",
    "west_african": "french",
}
_SUN: Final = tuple("rsznd")

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
}
_ABD: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "english": (
        ("Abdul {x}", 0.34),
        ("Abdul{y}", 0.2),
        ("Abdel {x}", 0.14),
        ("Abdel{y}", 0.08),
        ("Abd al-{x}", 0.14),
        ("Abdul-{x}", 0.06),
        ("Abd Al {x}", 0.04),
    ),
    "french": (("Abde{c}{y}", 0.5), ("Abdel {x}", 0.2), ("Abd El {x}", 0.2), ("Abdou{c}{y}", 0.1)),
    "persian": (("Abdol{y}", 0.5), ("Abdul {x}", 0.25), ("Abdol {x}", 0.15), ("Abdul{y}", 0.1)),
    "turkish": (("Abdül{y}", 0.6), ("Abdul{y}", 0.4)),
    "russian": (("Abdul{y}", 0.6), ("Abdul-{x}", 0.2), ("Abdu{c}{y}", 0.2)),
}
_ARTICLE: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "english": (("al-{x}", 0.42), ("Al {x}", 0.2), ("Al{y}", 0.1), ("el-{x}", 0.1), ("{x}", 0.18)),
    "french": (("El {x}", 0.45), ("Al {x}", 0.13), ("El{y}", 0.1), ("{x}", 0.32)),
}


def fold(text: str) -> str:
    """Text without accents; the Turkish dotless i gets its dot.

    >>> fold("Çelik")
    'Celik'
    """
    text = text.translate(str.maketrans("ıİøØłŁđĐ", "iIoOlLdD")).replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        row["name"]: {column: tuple(row[column].split("|")) for column in row if column != "name"}
        for row in read_rows("spellings.csv")
    }


def arabic_script(name: str) -> str | None:
    """The name in Arabic letters where the table has it; compounds of ``Abdul`` and ``al-`` too.

    >>> arabic_script("Khalid")
    'خالد'
    """
    for prefix, written in (("Abdul ", "عبد ال"), ("al-", "ال")):
        if name.startswith(prefix):
            rest = arabic_script(name.removeprefix(prefix))
            return written + rest if rest else None
    found = _table().get(name, {}).get("arabic", ("",))[0]
    return found or None


def _normed(forms: Iterable[tuple[str, float]]) -> Forms:
    total: dict[str, float] = {}
    for form, share in forms:
        total[form] = total.get(form, 0.0) + share
    whole = sum(total.values())
    return tuple((form, share / whole) for form, share in total.items())


def _capitals(text: str) -> str:
    return re.sub(r"(?:^|(?<=[ -]))(?!ud-|ul-)\w", lambda m: m[0].upper(), text)


def _by_rules(name: str, origin: str, system: str) -> Forms:
    rules = _RULES.get((origin, system), ())
    base = name.replace("İ", "I").lower() if system != "home" else name
    turns: list[tuple[str, float]] = []
    for pattern, replacement, share in rules:
        if pattern == "fold":
            changed = fold(base)
            turns = [(fold(turned), weight) for turned, weight in turns]
        else:
            changed = re.sub(pattern, replacement, base, flags=re.IGNORECASE)
        if share >= 1:
            if pattern != "fold":
                turns = [(re.sub(pattern, replacement, t, flags=re.IGNORECASE), w) for t, w in turns]
            base = changed
        elif changed != base:
            turns.append((changed, share))
    return _normed((_capitals(form), share) for form, share in [(base, 1.0), *turns])


def _top(forms: Forms, n: int) -> Forms:
    return _normed(sorted(forms, key=lambda form: -form[1])[:n])


def _column(culture: str, system: str) -> str:
    return _HOME_COLUMN.get(culture, "english") if system == "home" else system


def _joined(patterns: Iterable[tuple[str, float]], stems: Forms) -> Forms:
    made = []
    for pattern, share in patterns:
        for stem, weight in stems:
            first = stem[0].lower()
            made.append(
                (
                    pattern.format(x=stem, y=stem.lower(), c=first if first in _SUN else "l"),
                    share * weight,
                )
            )
    return _normed(made)


@cache
def spellings(name: str, culture: str, system: str) -> Forms:
    """The spellings of a canonical name and how often each is used, by culture and system.

    >>> spellings("Khalid", "maghreb", "french")[0][0]
    'Khaled'
    >>> [form for form, _ in spellings("Abdul Qadir", "maghreb", "french")][:2]
    ['Abdelkader', 'Abdelkadir']
    """
    column = _column(culture, system)
    if system == "heard":
        english, home = spellings(name, culture, "english"), spellings(name, culture, "home")
        french = spellings(name, culture, "french")
        loose = [(f, 0.3 * w) for form, w in english for f, _ in _by_rules(form, "english", "english")]
        return _top(_normed([*english, *home, *((f, 0.3 * w) for f, w in french), *loose]), 12)
    if name.startswith("Abdul ") and column in _ABD:
        return _top(_joined(_ABD[column], _top(spellings(name[6:], culture, system), 2)), 10)
    if name.startswith("al-"):
        patterns = _ARTICLE["french" if column == "french" else "english"]
        return _top(_joined(patterns, _top(spellings(name[3:], culture, system), 3)), 10)
    forms = _table().get(name, {}).get(column)
    if forms:
        return _normed((form, 0.5**rank) for rank, form in enumerate(forms))
    parts = re.split(r"[ -]", name)
    if len(parts) == 2 and culture not in ("spanish", "european"):
        first, second = (_top(spellings(part, culture, system), 3) for part in parts)
        joins = ((" ", 0.6), ("-", 0.2), ("", 0.2))
        made = [
            (a + join + (b if join else b.lower()), share * v * w)
            for a, v in first
            for b, w in second
            for join, share in joins
        ]
        return _top(_normed(made), 10)
    return _by_rules(name, _ORIGIN.get(culture, "english"), system)


def write_names(
    codes: NDArray[np.int32], systems: NDArray[np.int8], draws: NDArray[np.float64]
) -> NDArray[np.object_]:
    """A spelling for each name.

    Args:
        codes: codes of the name book; -1 gives None.
        systems: rows of ``SYSTEMS``, one per name.
        draws: numbers in [0, 1) that choose among the spellings; the same draw gives the same one.

    Returns:
        Text, one per name. Spellings are worked out once per distinct name and system.
    """
    book = name_book()
    keys, inverse = np.unique(codes.astype(np.int64) * len(SYSTEMS) + systems, return_inverse=True)
    shares: list[float] = []
    forms: list[str | None] = []
    for row, key in enumerate(keys.tolist()):
        code, system = divmod(key, len(SYSTEMS))
        choices: Iterable[tuple[str | None, float]] = ((None, 1.0),)
        if code >= 0:
            choices = spellings(book.names[code], CULTURES[book.cultures[code]], SYSTEMS[system])
        total = float(row)
        for form, share in choices:
            total += share
            forms.append(form)
            shares.append(total)
        shares[-1] = row + 1.0
    chosen = np.searchsorted(np.asarray(shares), inverse + np.minimum(draws, 0.999999), side="right")
    return np.asarray(np.array(forms, dtype=object)[chosen])
