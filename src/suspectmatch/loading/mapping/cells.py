"""What one cell of a register says: nothing, a sex, a role, a name in two halves."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from suspectmatch.roles import ROLES

_WORDS: Final = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
PLACEHOLDERS: Final = frozenset(_WORDS["placeholders"])
"""Folded words that stand for a missing value."""
_ASCII_PLACEHOLDERS: Final = PLACEHOLDERS | {word.replace("-", " ") for word in PLACEHOLDERS}
_LONGEST_PLACEHOLDER: Final = 2 + max(map(len, PLACEHOLDERS))
_SEX_OF: Final = {word: sex for sex, words in _WORDS["sexes"].items() for word in words}
_ROLE_OF: Final = {word: role for role, words in _WORDS["roles"].items() for word in words} | {
    role.replace("_", "-"): role for role in ROLES
}
_NAME_FILLERS: Final = re.compile(r"\b(?:FNU|LNU|NMN|NMI)\b\.?")
_FILLER: Final = re.compile(r"[\W_]*(?:[xX]{2,}[\W_]*)*")
_SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV"})


def folded(text: str) -> str:
    """Lower case, without accents, words joined by hyphens.

    >>> folded("Non Renseigné")
    'non-renseigne'
    """
    marks = unicodedata.normalize("NFKD", text.casefold())
    return "-".join("".join(c for c in marks if not unicodedata.combining(c)).replace("_", " ").split())


def is_placeholder(text: str) -> bool:
    """Whether a cell says that there is nothing: ``UNK``, ``-``, ``XXX``, ``inconnu``, ``N/A`` ...

    >>> [is_placeholder(text) for text in ("UNKNOWN", "--", "XXX", "Na", "X")]
    [True, True, True, False, False]
    """
    if text.isascii():
        word = text.casefold()
        if word in _ASCII_PLACEHOLDERS:
            return True
        may_fill = not text[:1].isalnum() or word[0] == "x"
        return may_fill and _FILLER.fullmatch(text) is not None
    return _is_foreign_placeholder(text)


@lru_cache(maxsize=50_000)
def _is_foreign_placeholder(text: str) -> bool:
    return _FILLER.fullmatch(text) is not None or (
        len(text) <= _LONGEST_PLACEHOLDER and folded(text) in PLACEHOLDERS
    )


def without_fillers(name: str) -> str:
    """A name without the words that stand for a name that is not known.

    >>> without_fillers("KARIM LNU")
    'KARIM'
    """
    if "NU" in name or "NM" in name:  # FNU, LNU, NMN, NMI
        name = _NAME_FILLERS.sub(" ", name)
    return " ".join(name.split())


@lru_cache(maxsize=1_000)
def sex_of(text: str) -> str | None:
    """The sex a word or code stands for; None where it says that it is not known.

    >>> sex_of("H"), sex_of("Mujer"), sex_of("U")
    ('male', 'female', None)

    Raises:
        LookupError: the word is not known.
    """
    word = folded(text).rstrip(".")
    sex: str = _SEX_OF[word]
    return None if sex == "unknown" else sex


@lru_cache(maxsize=1_000)
def role_of(text: str) -> str | None:
    """The role a word stands for, None if it is not known.

    >>> role_of("Prévenu"), role_of("Victim"), role_of("patient")
    ('charged', 'victim', None)
    """
    return _ROLE_OF.get(folded(text))


def halves(text: str) -> dict[str, str]:
    """A name of the form ``FAMILY, GIVEN MIDDLE SUFFIX`` in its parts.

    >>> halves("HASAN, ALI OMAR JR")
    {'given': 'ALI OMAR', 'family': 'HASAN', 'full': 'ALI OMAR HASAN JR'}
    """
    family, comma, rest = (" ".join(part.split()) for part in text.partition(","))
    if not comma:
        return {"full": family}
    words = rest.replace(",", " ").split()
    suffix: list[str] = []
    while words and words[-1].upper().rstrip(".") in _SUFFIXES:
        suffix.insert(0, words.pop())
    found = {
        "given": " ".join(words),
        "family": family,
        "full": " ".join(filter(None, [*words, family, *suffix])),
    }
    return {part: value for part, value in found.items() if value}
