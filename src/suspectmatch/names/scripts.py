"""Writing: any script to plain lower-case Latin letters, and two coarser forms of a token.

A token has three forms, each coarser than the one before:

* **folded**: transliterated, lower case, letters and digits only (``Chérif`` -> ``cherif``);
* **sound**: spelling systems levelled (``cherif``, ``sherif``, ``shareef`` -> ``sirif``, ``sirif``,
  ``sarif``): French, English, German and Turkish ways to write one sound fall together;
* **skeleton**: the consonants that survive every romanisation (``muhammad``, ``mohamed``,
  ``mehmet`` -> ``mhmd``, ``mhmd``, ``mhmt``), with a mark for a vowel in front.

They are computed once per distinct token.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from suspectmatch.names.readings import ARABIC, HEBREW, SYLLABIC, arabic, hebrew, syllabic

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
    spelling: name
    for name, spellings in {
        # Korean: Revised, McCune-Reischauer and custom
        "pak": "park bak pahk",
        "kim": "gim ghim",
        "choe": "choi choy",
        "kang": "gang",
        "kwon": "gwon",
        "kwak": "gwak",
        "baek": "paek paik baik",
        "heo": "hur",
        "lee": "rhee ri",
        "lim": "rim yim",
        # Chinese: Wade-Giles and Cantonese for pinyin, where they can be no other name
        "xie": "hsieh tse",
        "xu": "hsu",
        "xiao": "hsiao",
        "xiong": "hsiung",
        "cai": "tsai",
        "cao": "tsao",
        "zeng": "tseng tsang",
        "zou": "tsou",
        "zhou": "chou chow",
        "zhang": "cheung",
        "guo": "kuo kwok",
        "guan": "kwan",
        "liang": "leung",
        "liu": "lau",
        "yang": "yeung",
        "ye": "yeh yip",
        # French and English in West Africa
        "jallo": "diallo dialo",
        "sissoko": "cissokho cissoko",
    }.items()
    for spelling in spellings.split()
}
"""Spellings that no rule of sound brings together: names of one syllable, and a French ``di``."""


def one_spelling(folded: pa.Array) -> pa.Array:
    """Folded tokens in one spelling, from which the coarser forms are made.

    >>> one_spelling(pa.array(["park", "diallo", "karim"])).to_pylist()
    ['pak', 'jallo', 'karim']
    """
    found = pc.index_in(folded, value_set=pa.array(list(_ONE_SPELLING), folded.type))
    return pc.coalesce(pa.array(list(_ONE_SPELLING.values()), folded.type).take(found), folded)


_SOUND_STEPS: Final = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?:tsch|tch|sch|sh|ch)", "S"),
        (r"(?:dzh|dsch|dj|zh|j)", "J"),
        (r"(?<=n)e$", ""),
        (r"(?:kh|x)", "H"),
        (r"gh", "g"),
        (r"(?:ck|q|c(?![eiy]))", "k"),
        (r"c", "s"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"(?:oe|ue|eu|eo)", "u"),
        (r"(?:ou|oo|aw(?=[aeiouy])|w|o)", "u"),
        (r"(?:ee|ea|ie|ei|ey|ay|ai|iy|yi|ii|y|e)", "i"),
        (r"(?:ts|tz|z)", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)h$", ""),
    )
)


@lru_cache(maxsize=1 << 16)
def sound(folded: str) -> str:
    """Spelling systems levelled, vowels kept in three classes (a, i, u).

    >>> sound("cheikh") == sound("shaykh"), sound("youssouf") == sound("yusuf")
    (True, True)
    >>> sound("djamel") == sound("jamil")
    True
    """
    text = folded
    for pattern, put in _SOUND_STEPS:
        text = pattern.sub(put, text)
    return text.lower() or folded


_SKELETON_STEPS: Final = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^(?:ou|oo|u|o|a|e|i)+", "A"),
        (r"ex", "ks"),
        (r"(?:tsch|tch|sch|shch|sh|ch)", "S"),
        (r"(?:dzh|dsch|dj|zh|j)", "J"),
        (r"(?:kh|x)", "H"),
        (r"gh", "g"),
        (r"(?:ck|q|c(?![eiy]))", "k"),
        (r"c", "s"),
        (r"ph", "f"),
        (r"(?:th|dh)", lambda m: m.group()[0]),
        (r"(?:ts|tz|z)", "s"),
        (r"(?<=[aeiouy])(?:ff|ov|ev|eff|off)$", "v"),
        (r"(?<=.)[aeiouwy]+", ""),
        (r"(?<=.)h$", ""),
        (r"(.)\1+", r"\1"),
        (r"^(A?bd)(?!l|$)(?=..)", r"\1l"),
        (r"(?<=..)ldn$", "dn"),
    )
)


@lru_cache(maxsize=1 << 16)
def skeleton(folded: str) -> str:
    """The consonants that survive romanisation; a vowel in front is kept as ``a``.

    ``Abd`` compounds take one form whether the article is assimilated, joined or left out.

    >>> [skeleton(name) for name in ("muhammad", "mohamed", "mahmoud")]
    ['mhmd', 'mhmd', 'mhmd']
    >>> skeleton("abdurrahman") == skeleton("abdelrahman") == skeleton("abdalrahman")
    True
    """
    text = folded
    for pattern, put in _SKELETON_STEPS:
        text = pattern.sub(put, text)
    return text.lower() or folded
