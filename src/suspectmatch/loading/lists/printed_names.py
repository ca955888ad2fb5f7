"""Names as lists print them: several in one string, with scripts and notes in parentheses."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from suspectmatch.loading.lists.record_builder import MAX_PROSE, squeeze

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_SCRIPT_LABEL = re.compile(r"^(?:in |original )?[A-Za-z]*(?: script)?\s*:\s*", re.IGNORECASE)
_NOTE = re.compile(
    r"\b(?:also|as|born|combat|date|dob|dpob|expire[sd]?|father|formerly|in|issued|known|listed|name|no|nom|"
    r"number|of|passport|possibly|previous(?:ly)?|pronounced|quality|script|spell(?:ed|ing)s?|used)\b"
    r"|\d|a\.k\.a|f\.k\.a",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:al-?haj|colonel|commander|dr|general|haji|hajji|imam|maulavi|mr|mrs|mullah|qari|shaykh|sheikh)\.?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\b(?:born\b|d\.?o\.?b\b|date of birth\b|passport\b).*", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:a|f|n)\.?k\.?a\.?:?\s|also known as:?\s|or\s)+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|i{1,3}|iv|esq|ph\.?d|m\.?d)\.?", re.IGNORECASE)
_MIN_LIST = 3
"""Fewest parts between commas that make a list: two may be a family name and a given name."""

_QUOTES = (('"', '"'), ("'", "'"), ("\u201c", "\u201d"), ("\u2018", "\u2019"), ("\u00ab", "\u00bb"))


class Alias(NamedTuple):
    """One name out of an alias string.

    Attributes:
        full: the name.
        original: whether it is written in another script than Latin.
        doubtful: whether it stood in parentheses behind another name, as a variant of part of it.
    """

    full: str
    original: bool
    doubtful: bool


def is_latin(text: str) -> bool:
    r"""Whether no letter of the text belongs to another script than Latin.

    >>> is_latin("Zoubi"), is_latin("\u0410\u0431\u0443")
    (True, False)
    """
    return text.isascii() or all(
        unicodedata.name(char, "").startswith(("LATIN", "MODIFIER", "FEMININE", "MASCULINE"))
        for char in text
        if char.isalpha()
    )


def split_aliases(text: str | None) -> list[Alias]:
    """The names in an alias string; what stands in it but is no part of a name is dropped.

    >>> [alias.full for alias in split_aliases("Amer Zoubi; Amir Zubi (born in 1960)")]
    ['Amer Zoubi', 'Amir Zubi']
    """
    text = squeeze(text)
    if len(text) > MAX_PROSE:
        return [Alias(text, original=False, doubtful=False)]
    aside: list[str] = []

    def take(found: re.Match[str]) -> str:
        aside.append(found[1])
        return " "

    outside = _PARENTHESES.sub(take, text)
    names = [alias for part in _parts(outside) if (alias := _alias(part))]
    return names + [alias for part in aside for alias in _aside(part)]


def _parts(text: str) -> list[str]:
    return [name for part in text.split(";") for name in _comma_list(part)]


def _comma_list(text: str) -> list[str]:
    text = _TAIL.sub("", text).rstrip(" ,")
    parts = [part.strip() for part in text.split(",")]
    is_list = len(parts) >= _MIN_LIST and not any(_SUFFIX.fullmatch(part) for part in parts)
    return parts if is_list else [text]


def _alias(text: str, *, doubtful: bool = False) -> Alias | None:
    full = _unquoted(_LEAD.sub("", squeeze(text)))
    if not any(char.isalpha() for char in full):
        return None
    return Alias(full, original=not is_latin(full), doubtful=doubtful)


def _unquoted(text: str) -> str:
    """Without quotes around the whole; an apostrophe that begins or ends a name stays."""
    for left, right in _QUOTES:
        if len(text) > 1 and text.startswith(left) and text.endswith(right):
            text = text[1:-1]
    return text.strip().strip(",;").strip()


def _aside(text: str) -> list[Alias]:
    """The names in a pair of parentheses: a script form, a list, a variant; or none at all."""
    if not is_latin(text):
        found = _alias(_SCRIPT_LABEL.sub("", squeeze(text)))
        return [found] if found else []
    if ";" in text:
        return [alias for part in text.split(";") if (alias := _alias(part))]
    text = squeeze(text)
    if _NOTE.search(text) or _TITLE.fullmatch(text):
        return []
    found = _alias(text, doubtful=True)
    return [found] if found else []
