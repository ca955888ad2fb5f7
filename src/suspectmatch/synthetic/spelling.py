"""How a name is written down: one name has many Latin spellings, depending on the writer.

A system is a way of writing: ``english`` and ``french`` officials, the person's own papers
(``home``), and an interviewer who writes by ear (``heard``). Common names have their spellings in
a table (``data/spellings.csv``); the others are respelt by rules.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.synthetic.cultures import CULTURE_TABLE, CULTURES
from suspectmatch.synthetic.data import read_table
from suspectmatch.synthetic.name_book import name_book
from suspectmatch.synthetic.romanisation import romanised
from suspectmatch.synthetic.spelling_rules import by_rules, normed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from suspectmatch.synthetic.spelling_rules import Forms

SYSTEMS: Final = ("english", "french", "home", "heard")

_ENDINGS: Final = ("zadeh", "pour", "nejad", "far", "zai", "khel", "zoda", "Eddine")
_BEGINNINGS: Final = ("Bou",)
"""Halves of names that are mostly written in one word with the other half."""
_SUN: Final = tuple("rsznd")
_STEPS: Final = 1 << 20


@cache
def _prefixes() -> dict[tuple[str, str], list[tuple[str, float]]]:
    """Patterns and shares by prefix and column of the table of spellings."""
    made: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in read_table("prefixed_names.csv"):
        forms = made.setdefault((row["prefix"], row["column"]), [])
        forms.append((row["pattern"], float(row["share"])))
    return made


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        row["name"]: {column: tuple(row[column].split("|")) for column in row if column != "name"}
        for row in read_table("spellings.csv")
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


def _top(forms: Forms, n: int) -> Forms:
    return normed(sorted(forms, key=lambda form: -form[1])[:n])


def _joined(patterns: Iterable[tuple[str, float]], stems: Forms) -> Forms:
    made = []
    for pattern, share in patterns:
        for stem, weight in stems:
            # The l of the article becomes the first letter of the stem before a sun letter.
            article = stem[0].lower() if stem[0].lower() in _SUN else "l"
            made.append((pattern.format(x=stem, y=stem.lower(), c=article), share * weight))
    return normed(made)


@cache
def spellings(name: str, culture: str, system: str) -> Forms:
    """The spellings of a canonical name and how often each is used, by culture and system.

    >>> spellings("Khalid", "maghreb", "french")[0][0]
    'Khaled'
    >>> [form for form, _ in spellings("Abdul Qadir", "maghreb", "french")][:2]
    ['Abdelkader', 'Abdelkadir']
    """
    if culture in ("chinese", "korean"):
        return romanised(name, culture, system)
    writing = CULTURE_TABLE[CULTURES.index(culture)]
    column = writing.home if system == "home" else system
    if system == "heard":
        english, home = spellings(name, culture, "english"), spellings(name, culture, "home")
        french = spellings(name, culture, "french")
        loose = [(f, 0.3 * w) for form, w in english for f, _ in by_rules(form, "arabic", "english")]
        return _top(normed([*english, *home, *((f, 0.3 * w) for f, w in french), *loose]), 12)
    if name.startswith("Abdul ") and writing.listed and ("Abdul ", column) in _prefixes():
        stems = _top(spellings(name.removeprefix("Abdul "), culture, system), 2)
        return _top(_joined(_prefixes()["Abdul ", column], stems), 10)
    if name.startswith("al-"):
        stems = _top(spellings(name.removeprefix("al-"), culture, system), 3)
        patterns = _prefixes()["al-", "french" if column == "french" else "english"]
        return _top(_joined(patterns, stems), 10)
    forms = _table().get(name, {}).get(column) if writing.listed else None
    if forms:
        return normed((form, 0.5**rank) for rank, form in enumerate(forms))
    parts = re.split(r"[ -]", name)
    if len(parts) == 2 and not writing.separate:
        first, second = (_top(spellings(part, culture, system), 3) for part in parts)
        ending = parts[1] in _ENDINGS or parts[0] in _BEGINNINGS
        joins = ((" ", 0.3), ("-", 0.05), ("", 0.65)) if ending else ((" ", 0.6), ("-", 0.2), ("", 0.2))
        made = [
            (a + join + (b if join else b.lower()), share * v * w)
            for a, v in first
            for b, w in second
            for join, share in joins
        ]
        return _top(normed(made), 10)
    return by_rules(name, culture, system)


class _SpellingTable:
    """Spellings of the names seen so far, one after the other, so that a choice is one search.

    The choices of the k-th pair of name and system end at k plus their cumulative share. Shares and
    draws are whole multiples of 2^-20, so that the sums are exact and a choice does not depend on k.
    """

    def __init__(self) -> None:
        self.place = np.full(len(name_book().names) * len(SYSTEMS), -1, dtype=np.int64)
        self.n_known = 0
        self.ends = np.zeros(0)
        self.forms = np.zeros(0, dtype=object)

    def learn(self, keys: NDArray[np.int64]) -> None:
        book, forms, shares, lengths = name_book(), [], [], []
        for key in keys.tolist():
            code, system = divmod(key, len(SYSTEMS))
            choices = spellings(book.names[code], CULTURES[book.cultures[code]], SYSTEMS[system])
            forms += [form for form, _ in choices]
            shares += [share for _, share in choices]
            lengths.append(len(choices))
        last = np.cumsum(lengths) - 1
        place = np.repeat(np.arange(len(keys)), lengths)
        steps = np.cumsum(np.rint(np.array(shares) * _STEPS).astype(np.int64))
        begins = np.concatenate([[0], steps[last[:-1]]])[place]
        ends = np.minimum((steps - begins) / _STEPS, 1.0)
        ends[last] = 1.0
        self.place[keys] = self.n_known + np.arange(len(keys))
        self.ends = np.append(self.ends, self.n_known + place + ends)
        self.forms = np.append(self.forms, np.array(forms, dtype=object))
        self.n_known += len(keys)


@cache
def _spelling_table() -> _SpellingTable:
    return _SpellingTable()


def write_names(
    codes: NDArray[np.int32], systems: NDArray[np.int8], draws: NDArray[np.floating]
) -> NDArray[np.object_]:
    """A spelling for each name.

    Args:
        codes: codes of the name book; -1 gives None.
        systems: rows of ``SYSTEMS``, one per name.
        draws: numbers in [0, 1) that choose among the spellings; the same draw gives the same one.

    Returns:
        Text, one per name. Spellings are worked out once per distinct name and system.
    """
    made = np.full(len(codes), None, dtype=object)
    some = np.flatnonzero(codes >= 0)
    keys = codes[some].astype(np.int64) * len(SYSTEMS) + systems[some]
    table = _spelling_table()
    if (new := table.place[keys] < 0).any():
        table.learn(np.unique(keys[new]))
    steps = np.floor(np.minimum(draws[some], 0.999999).astype(np.float64) * _STEPS) / _STEPS
    made[some] = table.forms[np.searchsorted(table.ends, table.place[keys] + steps, side="right")]
    return made
