"""From any script to plain lower-case Latin letters, and one spelling for tokens that have several.

A token has three forms, each coarser than the one before:

* **folded**: transliterated, lower case, letters and digits only (``Chérif`` -> ``cherif``);
* **sound**: one form for the French, English, German and Turkish spellings of a sound (``cherif``,
  ``sherif``, ``shareef`` -> ``sirif``, ``sirif``, ``sarif``);
* **skeleton**: the consonants that all romanisations keep (``muhammad``, ``mohamed``, ``mehmet`` ->
  ``mhmd``, ``mhmd``, ``mhmt``), with a mark for a vowel at the beginning.

``suspectmatch.kernels.spelling`` makes the last two, once for each distinct token.
"""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from suspectmatch.names.readings import ARABIC, HEBREW, SYLLABIC, WORDS, arabic, hebrew, syllabic

_NOT_ALNUM: Final = re.compile(r"[^a-z0-9]+")

_TURKISH_AND_KIN: Final = str.maketrans(
    {
        "\u0131": "i",
        "\u0130": "i",
        "\u011f": "g",
        "\u011e": "g",
        "\u015f": "sh",
        "\u015e": "sh",
        "\u00e7": "ch",
        "\u00c7": "ch",
        "\u0259": "a",
        "\u018f": "a",
    }
)


def fold(token: str) -> tuple[str, ...]:
    """Plain Latin tokens of one written token; mostly one, two where a script joins what Latin parts.

    Transliteration is by anyascii, but for the scripts of ``readings``: the Arabic article is split
    off, a leading alef or ayn is written ``a``, a token with letters of Persian or Urdu is read as
    these languages read it, and Chinese and Korean syllables are parted.

    >>> fold("Chérif"), fold("Щербаков"), fold("الكبير"), fold("김정은")
    (('cherif',), ('shcherbakov',), ('al', 'kbyr'), ('kim', 'jeong', 'eun'))
    """
    if token.isascii():
        plain = _NOT_ALNUM.sub("", token.lower())
        return (plain,) if plain else ()
    if ARABIC.search(token):
        parts = arabic(token)
    elif SYLLABIC.search(token):
        parts = syllabic(token)
    else:
        read = hebrew(token) if HEBREW.search(token) else token
        parts = (anyascii(read.translate(_TURKISH_AND_KIN)),)
    pieces = [piece for part in parts for piece in anyascii(part).split()]
    return tuple(plain for piece in pieces if (plain := _NOT_ALNUM.sub("", piece.lower())))


_ONE_SPELLING: Final = {
    spelling: name for name, spellings in WORDS["one_spelling"].items() for spelling in spellings.split()
}
"""Spellings that no rule of sound brings together: names of one syllable, and a French ``di``."""


def one_spelling(folded: pa.Array) -> pa.Array:
    """Folded tokens in one spelling, from which the coarser forms are made.

    >>> one_spelling(pa.array(["park", "diallo", "karim"])).to_pylist()
    ['pak', 'jallo', 'karim']
    """
    found = pc.index_in(folded, value_set=pa.array(list(_ONE_SPELLING), folded.type))
    return pc.coalesce(pa.array(list(_ONE_SPELLING.values()), folded.type).take(found), folded)
