"""Words in which dates are written: months, calendars, circa, and what joins two dates.

English and the Hijri calendars stand in ``words.toml``; the Gregorian months of other languages come
from the Unicode Common Locale Data Repository through Babel, loaded when an unknown word is first met.
All words are folded: lower case, without accents, vowel signs or Arabic elongation.
"""

# ruff: noqa: RUF001 -- words in many scripts
from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_WORDS: Final = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
_NOT_MONTHS = frozenset({"and", "or", "to", "of", "in", "the", "on", "born", "about", "year", "years"})
_MIN_LENGTH = 3
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−﹣-", "-") | dict.fromkeys("‘’`´ʼ′", "'") | {"ـ": ""})
_SIGNS = str.maketrans({"`": "'", "<": "≤", ">": "≥", "_": "-", "\\": "/"})
_MISREAD = re.compile(
    r"(?<!\w)(?=[oil]*\d)(?:[oil][\doil]{1,3}|[12][\doil]{2}[oil]|[12]?\d[oil]\d)(?!\w)"
)
_FIGURES = str.maketrans("oil", "011")

SOLAR_CALENDAR = re.compile(
    r"\(?\b(?:solar[\s-]*hijri|hijri[\s-]*(?:shamsi|solar)|shamsi|jalali|khorshidi"
    r"|(?:persian|iranian|afghan)\s+calendar|s\.?h\.?|h\.?s\.?)(?!\w)\.?(?:\s*calendar)?\)?"
    r"|(?:ه\.?|هجر[يی])?\s*(?:شمس[يی]|خورش[يی]د[يی])|ه\.\s*ش\.?|(?<=\d)s\.?h\b\.?"
)
"""Marks of the Solar Hijri calendar."""
LUNAR_CALENDAR = re.compile(
    r"\(?\b(?:hijri?|hijra[hi]?|hegir[ae]|islamic|qamari|lunar|a\.?h)(?!\w)\.?(?:\s*calendar)?\)?"
    r"|هجر[يی]ة?(?:\s*قمر[يی])?|(?:ه\.\s*ق\.?)|(?<=\d)\s*ه\b|(?<=\d)\s*a?\.?h\b\.?|\bh\s*(?=1[34]\d\d\b)"
)
"""Marks of the lunar Hijri calendar."""

CIRCA = re.compile(
    r"~|\?|±|≈|\b(?:circa|cca?|c(?=[.\s]*(?:[\d<]|$))|ca|approx|approximately|approximate|about|abt|around|est"
    r"|estimated|roughly|probably|possibly|environs?|vers|presumee?|hacia|alrededor|aproximadamente|aprox|sobre|unos|cerca"
    r"|около|примерно|приблизительно|ок|um|etwa|ungefahr|yaklasık|yaklasik"
    r"|حوالي|تقريبا|حدود|حدودا)\b"
)
"""Words and signs that make a date approximate."""
RANGE = re.compile(
    r"[\s,.]*(?:-|/|&|\b(?:to|until|till|through|thru|a|au|al|ate|bis|до|по|الى|تا|and|et|y|e|und|и|و)\b)"
    r"[\s,.]*"
)
"""What stands between the two ends of a range."""
CHOICE = re.compile(r"[\s,.]*\b(?:or|ou|o|oder|или|او|یا|يا|and/or)\b[\s,.]*")
"""What stands between two alternatives."""
OPEN = re.compile(
    r"\.\.\s*/|/\s*\.\.|[≤≥]|(?<=\d)\s*\+|\b(?:pre|post)[\s-]*(?=[<\d])|^(?:until|till|up to|by)\b"
    r"|\bor (?:earlier|later|before|after|older|younger)\b"
    r"|\b(?:before|prior to|after|since|not later than|avant|apres|antes|despues|до|после|قبل|بعد)\b\s*"
    r"(?:de\s*)?(?=[<\d])"
)
"""What makes a date open at one end."""
DEATH = re.compile(
    r"\b(?:died|dead|deceased|death|killed|executed|decedee?|mort|fallecido|умер|توفي)\b.*"
)
"""From here on the text is about the day of death."""
DECADE = re.compile(
    r"\b(?:annees|decennie|anos|decada|decenio)\s+(?:des?\s+)?(?:los\s+)?(?P<y>(?:\d\d)?\d)0\b"
    r"|\b(?P<y2>\d{3})0-?(?:е|х|ые|ых)\b(?:\s*(?:годы|годов|гг))?"
)
"""A decade in French, Spanish and Russian."""


def fold(text: str) -> str:
    """Lower case, plain digits, dashes and quotes; no accents, vowel signs or elongation.

    Example:
        >>> fold("12 Août ١٩٦٥")
        '12 aout 1965'
    """
    if text.isascii():
        return _mended(" ".join(text.lower().translate(_SIGNS).split()))
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    letters = (
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    plain = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in letters
    )
    return _mended(" ".join(plain.translate(_SIGNS).split()))


def _mended(text: str) -> str:
    """Replaces letters that were read or typed for figures: ``l965``, ``19O5``."""
    return _MISREAD.sub(lambda match: match[0].translate(_FIGURES), text)


_ENGLISH: Final = {name: number for number, name in enumerate(_WORDS["english"], 1)}
_MONTHS: Final = _ENGLISH | {name[:3]: number for name, number in _ENGLISH.items()} | _WORDS["extra"]
_TWO_WORDS: Final = [(re.compile(name), number) for name, number in _WORDS["two_words"].items()]


@cache
def _other_months() -> dict[str, int]:
    from babel import Locale  # noqa: PLC0415 loaded only when an unknown word is met

    months: dict[str, int] = {}
    for code in _WORDS["locales"]:
        tables = Locale.parse(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in tables[context][width].items():
                    word = fold(name).strip(". ")
                    if len(word) >= _MIN_LENGTH and word.replace("'", "").isalpha():
                        months.setdefault(word, number)
    return months


@cache
def _solar_months() -> dict[str, int]:
    return {fold(name): number for number, names in enumerate(_WORDS["solar"], 1) for name in names}


@cache
def _lunar_months() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?P<m{n}>\b(?:{names})\b)" for n, names in enumerate(_WORDS["lunar"], 1))
    )


def mark_months(text: str) -> tuple[str, str | None]:
    """Replace the names of months by ``<number>``.

    Args:
        text: folded by ``fold``.

    Returns:
        The text, and ``hijri`` or ``solar_hijri`` if a month of that calendar is named.

    Example:
        >>> mark_months("12 mars 1967")
        ('12 <3> 1967', None)
        >>> mark_months("15 ramadan 1385")
        ('15 <9> 1385', 'hijri')
    """
    calendar: str | None = None

    def lunar(match: re.Match[str]) -> str:
        nonlocal calendar
        calendar = "hijri"
        return f"<{(match.lastgroup or 'm0')[1:]}>"

    def word(match: re.Match[str]) -> str:
        nonlocal calendar
        name = match[0]
        if name in _MONTHS:
            return f"<{_MONTHS[name]}>"
        if name in _solar_months():
            calendar = "solar_hijri"
            return f"<{_solar_months()[name]}>"
        if len(name) < _MIN_LENGTH or name in _NOT_MONTHS or CIRCA.fullmatch(name):
            return name
        number = _other_months().get(name)
        return name if number is None else f"<{number}>"

    text = _lunar_months().sub(lunar, text)
    for name, month in _TWO_WORDS:
        text = name.sub(f"<{month}>", text)
    text = re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)?", word, text)
    return text, calendar
