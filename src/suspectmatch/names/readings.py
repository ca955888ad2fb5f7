"""Romanisation of names in scripts for which a table of letters is not enough.

Arabic and Hebrew leave short vowels out, and one letter is a consonant here and a vowel there; Hangul
and kana are syllables, written for the ear of the language; Han signs are read in Mandarin (pinyin).
Readings follow what passports and lists print, not a scholarly system: Hangul by the Revised
Romanisation (2000) but for ``Kim``, ``Pak`` and ``Lee``, kana by Hepburn, Hebrew by the simple rules of
its Academy (2006).

Not possible: Japanese names in kanji (a sign has many readings), Korean and Vietnamese names in Han
signs, and foreign names in Chinese spelling.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS: Final = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
"""Tables of words and signs: see the file."""
ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
HEBREW: Final = re.compile(r"[\u05d0-\u05ea]")
SYLLABIC: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_RUNS: Final = re.compile(
    r"[\uac00-\ud7a3]+|[\u3040-\u30ff]+|[\u3400-\u9fff]+|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
)
_MARKS: Final = re.compile(r"[\u064b-\u065f\u0670\u0640\u0591-\u05c7]")
_BEFORE_H: Final = ("s", "z", "t", "d", "k", "g", "p", "c")

# Arabic.
_ARTICLE: Final = "\u0627\u0644"
_SHORTEST_AFTER_ARTICLE: Final = 3
_FIRST: Final = dict.fromkeys("\u0627\u0623\u0625\u0622\u0671\u0639", "a")
_PERSIAN: Final = re.compile(r"[\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06be\u06cc\u06d2]")
_READ_IN_PERSIAN: Final = str.maketrans("\u062b\u0630\u0636\u0638", "szzz")
_AS_PRINTED: Final = str.maketrans({"\u0627": "a", "\u0629": "a", "\u0649": "a", "\u0638": "z"})
_CH: Final = "\u062a\u0634"
"""How Arabic spells the ch of other languages: t and sh."""
_ARABIC_WORDS: Final = {word: tuple(read.split()) for word, read in WORDS["arabic"].items()}
"""Particles and titles, whose vowels are not written: as the tags of tokens know them."""


def arabic(token: str) -> tuple[str, ...]:
    """Latin parts of a token in Arabic letters; the article is split off.

    A long a is written out, and an ``a`` put between letters that would be read as one.

    >>> arabic("\u0627\u0644\u0634\u0627\u0645\u064a"), arabic("\u0633\u0647\u0644")
    (('al', 'shamy'), ('sahl',))
    """
    token = _MARKS.sub("", token)
    if token in _ARABIC_WORDS:
        return _ARABIC_WORDS[token]
    if _PERSIAN.search(token):
        token = token.translate(_READ_IN_PERSIAN)
    if token.startswith(_ARTICLE) and len(token) >= 2 + _SHORTEST_AFTER_ARTICLE:
        return ("al", *arabic(token[2:]))
    first = _FIRST.get(token[:1])
    token = first + token[1:] if first and len(token) > 1 else token
    signs = token.replace(_CH, "\u0686").translate(_AS_PRINTED)
    return (_spelt_apart(anyascii(sign) for sign in signs),)


def _spelt_apart(signs: Iterable[str]) -> str:
    """Signs joined, with an ``a`` between two that together would look like another, as s and h do."""
    text = ""
    for latin in signs:
        text += "a" if latin.startswith("h") and text.endswith(_BEFORE_H) else ""
        text += latin
    return text


# Hebrew.
_HEBREW, _HEBREW_FIRST, _HEBREW_LAST = (WORDS[key] for key in ("hebrew", "hebrew_first", "hebrew_last"))
_VAV, _YOD, _HE, _ALEF = "\u05d5", "\u05d9", "\u05d4", "\u05d0"


def hebrew(token: str) -> str:
    """A token in Hebrew letters: vav and yod as vowels or consonants by where they stand.

    >>> hebrew("\u05de\u05e8\u05d5\u05d0\u05df"), hebrew("\u05dc\u05d5\u05d9")
    ('mroan', 'lvi')
    """
    token = _MARKS.sub("", token)
    made = []
    k, last = 0, len(token) - 1
    while k <= last:
        sign, following = token[k], token[k + 1 : k + 2]
        latin = _HEBREW.get(sign) or anyascii(sign)
        step = 1
        if sign == _VAV and following == _VAV:
            latin, step = "v", 2
        elif k == 0:
            latin = _HEBREW_FIRST.get(sign, latin)
            if sign == _ALEF and following in {_VAV, _YOD}:
                latin = ""
                made.append("o" if following == _VAV else "i")
                step = 2
        elif sign == _VAV and k == last - 1 and following in {_YOD, _HE}:
            latin = "v"
        elif k == last:
            latin = _HEBREW_LAST.get(sign, latin)
        made.append(latin)
        k += step
    return _spelt_apart(made)


# Korean.
_INITIALS, _MEDIALS, _FINALS = (
    str(WORDS["hangul"][key]).split() for key in ("initials", "medials", "finals")
)
_FIRST_SYLLABLE, _N_MEDIALS, _N_FINALS = 0xAC00, 21, 28
_FAMILY: Final = frozenset(WORDS["hangul"]["family"])
_CUSTOMARY: Final = WORDS["hangul"]["customary"]
_GIVEN_NAME, _WHOLE_NAME = 2, 3
"""Syllables of a given name, and of a family and a given name written together."""


def hangul(run: str) -> tuple[str, ...]:
    """Syllables of a Korean name; more than a name has are a foreign one, and stay together.

    >>> hangul("\uae40\uc815\uc740"), hangul("\ubc15")
    (('kim', 'jeong', 'eun'), ('pak',))
    """
    syllables = [_hangul_syllable(sign) for sign in run]
    is_given = len(run) == _GIVEN_NAME
    if syllables[0].startswith("g") and (run[0] in _FAMILY or is_given):
        syllables[0] = "k" + syllables[0][1:]
    if len(run) > _WHOLE_NAME or not (is_given or run[0] in _FAMILY):
        return ("".join(syllables),)
    if not is_given:
        syllables[0] = _CUSTOMARY.get(run[0], syllables[0])
    return tuple(syllables)


@cache
def _hangul_syllable(sign: str) -> str:
    rest, final = divmod(ord(sign) - _FIRST_SYLLABLE, _N_FINALS)
    initial, medial = divmod(rest, _N_MEDIALS)
    return (_INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]).replace("-", "")


# Japanese.
_SMALL_VOWELS: Final = dict(
    zip("\u3041\u3043\u3045\u3047\u3049\u30a1\u30a3\u30a5\u30a7\u30a9", "aiueoaiueo", strict=True)
)
_SMALL_Y: Final = dict(zip("\u3083\u3085\u3087\u30e3\u30e5\u30e7", "auoauo", strict=True))
_DOUBLING: Final = "\u3063\u30c3"
_HUSHES: Final = ("sh", "ch", "j")
_U: Final = re.compile(r"(?<![^aeiou])u$")
"""The vowel sign u, which a small vowel makes a w."""


def kana(run: str) -> str:
    """A name in kana by Hepburn; a small vowel replaces that of the sign before.

    >>> kana("\u30b8\u30a7\u30d5"), kana("\u304d\u3087\u3046\u3053")
    ('jefu', 'kyouko')
    """
    text = ""
    for sign in run:
        if sign in _DOUBLING:
            continue
        if sign in _SMALL_VOWELS:
            text = _U.sub("w", text) if _U.search(text) else text[:-1]
            text += _SMALL_VOWELS[sign]
        elif sign in _SMALL_Y and text.endswith("i"):
            text = text[:-1] + ("" if text[:-1].endswith(_HUSHES) else "y") + _SMALL_Y[sign]
        else:
            text += anyascii(sign).lower()
    return text


# Chinese.
_LONGEST_CHINESE_NAME: Final = 4
_CHINESE_FAMILY: Final = WORDS["chinese_family"]


def han(run: str) -> tuple[str, ...]:
    """Syllables of a Chinese name in pinyin; more than a name has are a foreign one, and stay together.

    >>> han("\u738b\u5c0f\u660e"), han("\u66fe")
    (('wang', 'xiao', 'ming'), ('zeng',))
    """
    syllables = [anyascii(sign).lower() for sign in run]
    if len(run) > _LONGEST_CHINESE_NAME:
        return ("".join(syllables),)
    syllables[0] = _CHINESE_FAMILY.get(run[0], syllables[0])
    return tuple(syllables)


def syllabic(token: str) -> tuple[str, ...]:
    """Latin parts of a token that has Hangul, kana or Han signs, run by run."""
    made: list[str] = []
    for run in _RUNS.findall(token):
        if "\uac00" <= run[0] <= "\ud7a3":
            made += hangul(run)
        elif "\u3040" <= run[0] <= "\u30ff":
            made.append(kana(run))
        elif "\u3400" <= run[0] <= "\u9fff":
            made += han(run)
        else:
            made.append(anyascii(run))
    return tuple(made)
