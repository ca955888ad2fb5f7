"""Countries as ISO 3166-1 codes, and the words of places.

Names of countries in ten languages come from the Unicode Common Locale Data Repository through Babel,
loaded when first needed; adjectives, long official forms and former states stand in ``countries.csv``.
Codes are ISO 3166-1 alpha-2 and, for former states, ISO 3166-3 with their old alpha-2 code.
"""

# ruff: noqa: RUF001 -- quotes and letters of many scripts
from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LANGUAGES = ("en", "fr", "es", "ar", "ru", "de", "pt", "fa", "tr", "uk", "it")
"""Languages in which names of countries are understood."""

_CODE_LENGTH, _LONG_CODE_LENGTH = 2, 3
_NO_COUNTRIES = frozenset({"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"})
_NOISE = re.compile(
    r"\([^()]*\)|\b(?:citizenship|citizens?|nationals?|nationality|nationalite|nacionalidad|possibly|probably"
    r"|by birth|of origin|origin|born|passport|claimed|claims|former|formerly|alleged|dual|also|believed"
    r"|(?:mr|ms)s?)\b"
)
_SEPARATORS = re.compile(r"\s*[;|/\n]\s*|\s+-\s+")
_WEAK_SEPARATORS = re.compile(r"\s*,\s*|\s*&\s*|\s+(?:and|et|y|und|و)\s+", re.IGNORECASE)
_MIN_FUZZY = 7
_FUZZY = 0.9
_GENERIC = frozenset(
    """
    province district city village town governorate wilaya wilayat wilayah oblast region state county
    department departamento departement prefecture municipality commune subdistrict sub raion rayon krai
    kray republic area territory emirate provincia distrito ciudad ville pueblo gouvernorat muhafazah
    muhafazat vilayet street road avenue calle box house block unknown possibly near
    of the de del la le les el al du des da do dos in and et at po no co na
    """.split()  # noqa: SIM905 one word a line would be a page
)
_ASIDE = re.compile(r"\([^()]*\)")


def country_codes(texts: Sequence[str | None]) -> list[str | None]:
    """The country that each text names.

    Args:
        texts: D distinct texts, each a code (alpha-2 or alpha-3), a name in one of ``LANGUAGES``, an
            adjective, or an official long form; case, accents and remarks in parentheses do not matter.

    Returns:
        (D,) ISO 3166-1 alpha-2 codes; None where no country was understood.

    Example:
        >>> country_codes(["Tunisian", "Iran (Islamic Republic of)", "PRK", "Allemagne", "stateless"])
        ['TN', 'IR', 'KP', 'DE', None]
    """
    return [None if text is None else _country(text) for text in texts]


def split_countries(text: str) -> list[str]:
    """Split a text that lists several countries into one text each.

    Args:
        text: countries parted by semicolons, slashes, commas or "and".

    Returns:
        The parts, without repeats, in the order given; a single country that is written with a comma
        or an "and" stays whole.

    Example:
        >>> split_countries("Iraq; Iran"), split_countries("Trinidad and Tobago")
        (['Iraq', 'Iran'], ['Trinidad and Tobago'])
        >>> split_countries("Russian and Ukrainian"), split_countries("Korea, North")
        (['Russian', 'Ukrainian'], ['Korea, North'])
    """
    text = text.strip()
    if not text:
        return []
    if _exact(text) or _exact(_without_noise(text)):
        return [text]
    parts: list[str] = []
    for part in _SEPARATORS.split(text):
        pieces = [part] if _exact(part) or _exact(_without_noise(part)) else _WEAK_SEPARATORS.split(part)
        parts.extend(pieces if any(map(_country, pieces)) else [part])
    return list(dict.fromkeys(part.strip() for part in parts if _folded(_without_noise(part))))


@lru_cache(maxsize=65_536)
def place_country(text: str) -> str | None:
    """The country at the end of a place.

    Args:
        text: a place as printed, from the smaller to the larger: ``Doha, Qatar``.

    Returns:
        ISO 3166-1 alpha-2 code, or None. Two-letter parts are not read as codes: they are as often
        those of federal states.

    Example:
        >>> place_country("Abadan, Iran (Islamic Republic of)"), place_country("Kashira, Moscow Region")
        ('IR', None)
    """
    parts = _comma_parts(text)
    for begin in (-2, -1):
        tail = ", ".join(parts[begin:])
        if tail and (begin == -1 or len(parts) > 1):
            code = _of_place(tail)
            if code:
                return code
    return None


def place_tokens(text: str) -> list[str]:
    """The words of a place that tell it from others.

    Args:
        text: a place as printed, in any script.

    Returns:
        Words in lower-case ASCII, in the order given, without the country at the end and without
        words such as province, district or village.

    Example:
        >>> place_tokens("Robat village, Spin Boldak District, Kandahar Province, Afghanistan")
        ['robat', 'spin', 'boldak', 'kandahar']
    """
    parts = _comma_parts(text)
    while len(parts) > 1 and _of_place(parts[-1]):
        parts.pop()
    if len(parts) == 1 and _of_place(parts[0]):
        return []
    plain = anyascii(unicodedata.normalize("NFKC", " ".join(parts))).casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)['`](?=\w)", "", plain))
    return [word for word in words if len(word) > 1 and not word.isdigit() and word not in _GENERIC]


def _comma_parts(text: str) -> list[str]:
    return [part for part in (part.strip(" .") for part in re.split(r"[,;،]", text)) if part]


def _of_place(text: str) -> str | None:
    code = _exact(text) or _exact(_ASIDE.sub(" ", text))
    short = len(text.replace(".", "")) == _CODE_LENGTH and text.upper() not in {
        "UK",
        "U.K.",
        "US",
        "U.S.",
    }
    return None if short or (code and text.islower()) else code


@lru_cache(maxsize=65_536)
def _country(text: str) -> str | None:
    found = _exact(text)
    if found:
        return found
    plain = _without_noise(text)
    return _exact(plain) or _misspelt(_folded(plain))


def _exact(text: str) -> str | None:
    stripped = text.strip().upper()
    if len(stripped) in {_CODE_LENGTH, _LONG_CODE_LENGTH} and stripped in _codes():
        return _codes()[stripped]
    return _names().get(_folded(text))


def _misspelt(folded: str) -> str | None:
    """The one country whose name is nearly that; none if the text is short or there are two."""
    if len(folded) < _MIN_FUZZY:
        return None
    near = difflib.get_close_matches(folded, _names(), n=5, cutoff=_FUZZY)
    codes = {_names()[name] for name in near}
    return codes.pop() if len(codes) == 1 else None


def _without_noise(text: str) -> str:
    return _NOISE.sub(" ", _ASIDE.sub(" ", unaccented(text)))


def unaccented(text: str) -> str:
    """Lower case without accents; other scripts stay what they are.

    Example:
        >>> unaccented("Türkiye")
        'turkiye'
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in text if not unicodedata.combining(letter)).replace("ı", "i")


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    plain = re.sub(r"['’‘`´ʼ.]", "", unaccented(text)).replace("&", " and ")
    return re.sub(r"[\W_]+", " ", plain).strip().removeprefix("the ")


@cache
def _names() -> dict[str, str]:
    """Folded names and adjectives; the table of this package goes before Babel's names."""
    names = {_folded(form): code for code, form in _own_forms()}
    from babel import Locale  # noqa: PLC0415 loaded when first needed

    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE_LENGTH and code not in _NO_COUNTRIES:
                names.setdefault(_folded(name), code)
                names.setdefault(_folded(_ASIDE.sub(" ", name)), code)
    names.pop("", None)
    return names


@cache
def _codes() -> dict[str, str]:
    """Codes of two and three letters; each former state keeps its own."""
    from babel import Locale  # noqa: PLC0415 loaded when first needed
    from babel.core import get_global  # noqa: PLC0415 likewise

    codes = {code: code for code in map(str, Locale("en").territories) if len(code) == _CODE_LENGTH}
    aliases: dict[str, list[str]] = {**get_global("territory_aliases")}
    for alias, targets in aliases.items():
        if alias.isalpha() and len(alias) in {_CODE_LENGTH, _LONG_CODE_LENGTH} and len(targets) == 1:
            codes.setdefault(alias, targets[0])
    codes |= {code: code for code, _ in _own_forms()}
    codes |= {"UK": "GB", "SUN": "SU", "YUG": "YU", "SCG": "CS", "CSK": "CS", "DDR": "DD", "ZAR": "ZR"}
    codes |= {"BUR": "BU", "TMP": "TP", "ANT": "AN", "YMD": "YD", "ROM": "RO", "XKX": "XK", "RKS": "XK"}
    return {code: target for code, target in codes.items() if target not in _NO_COUNTRIES}


@cache
def _own_forms() -> tuple[tuple[str, str], ...]:
    table = resources.files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    rows: Iterable[list[str]] = csv.reader(table.splitlines()[1:])
    return tuple((code, form) for code, form in rows)
