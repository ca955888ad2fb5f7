"""Identity documents as lists print them: kind, number and country in one phrase."""

from __future__ import annotations

import re
from typing import NamedTuple

from suspectmatch.loading.lists.record_builder import MAX_PROSE, squeeze

_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("birth_certificate", r"\bbirth cert"),
        ("travel_document", r"travel doc|laissez|reiseausweis|\brefugee"),
        ("driving_licence", r"\bdriv(?:er|ing)\b|\bdriver['\u2019]?s"),
        ("visa", r"^(?:alt\. )?visa"),
        ("other", r"certificate|ration card|serial no|stateless"),
        ("passport", r"passport|passeport|pasaporte"),
        ("residence_permit", r"\bresiden"),
        ("voter_id", r"elect(?:oral|or\b)|voter|\bi\.?f\.?e\b"),
        ("military", r"military|militar\b|soldier"),
        ("social_security", r"\bssn\b|social security|national insurance"),
        ("tax_id", r"\btax|fiscal|\bnit\b|\br\.?f\.?c\b|\br\.?u\.?c\b|\bc\.?u\.?i\.?t\b|\br\.?t\.?n\b"),
        (
            "national_id",
            (
                r"national\b.*\b(?:id|no|number)\b|\bidenti(?:fication|ty)|identidad|tazkira|c[e\u00e9]dula|"
                r"ciudadan|personal id|\bid (?:card|no|number)|\bc\.?u\.?r\.?p\b|\bd\.?n\.?i\b"
                r"|citizen['\u2019]?s card|\bbpa\b"
            ),
        ),
    )
)
_FALSE = re.compile(r"\b(?:counterfeit|fake|false|falsified|forged|fraudulent)\b", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:numbers?|nos?|nr|numero)\b\s*[.:#]*\s*|#\s*", re.IGNORECASE)
_LEADING_NO = re.compile(r"^(?:no(?=[\s\d.:])|n°|nº|#)[\s.:]*", re.IGNORECASE)
_LEADING_LABEL = re.compile(r"^[A-Z]{2,5}:\s*")
_STOP = re.compile(
    r"\s*(?:[(,;:]|(?<!no)\.(?:\s|$)|\s-\s|\bexpir"
    r"|\b(?:issued?|date of|valid|holder|under|made out|from|as at)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_UNDER_NAME = re.compile(r"\bunder (?:the )?(?:name|alias)(?: of)?:?\s+([^,;.()]+)", re.IGNORECASE)
_NOT_A_COUNTRY = re.compile(
    r"\b(?:certificate of .*|bpa|birth|booklet|card|certificate|code|counterfeit|details|diplomatic"
    r"|document|driver['\u2019]?s|driving|fake|false|fiscal|foreign|forged|holder of|id|identification"
    r"|identity|internal|laissez-passer|licen[cs]e|nos?|numbers?|national(?:ity)?|official|ordinary"
    r"|passport|permit|ration|residential|service|tazkira|travel)\b[:.]*",
    re.IGNORECASE,
)
_MAX_CAPITALS = 4
"""Longest word in capitals that may be a country (DPRK); a longer one is a remark or a town."""
_MAX_COUNTRY = 60
_MIN_WORD = 4
"""Shortest word that cannot be the letters a number begins with; one more if all are capitals."""


class PrintedDocument(NamedTuple):
    """What a phrase says of one document.

    Attributes:
        country: as printed, often as an adjective; empty when it is not said.
        under_name: the name it was issued in, where that is said; else empty.
        asserted_false: true where it is said to be false, else None.
    """

    kind: str
    number: str
    country: str
    under_name: str
    asserted_false: bool | None


def kind_of(text: str | None) -> str | None:
    """The kind of document that a phrase speaks of, or None.

    >>> kind_of("Numéro de passeport")
    'passport'
    """
    text = squeeze(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


def printed_document(text: str | None, kind: str | None = None) -> PrintedDocument | None:
    """Take a phrase apart; None when it holds no number.

    ``kind`` is what the document is when the phrase does not say.

    >>> printed_document("Tunisian passport no. K123456 (issued 1 May 1999)")[:3]
    ('passport', 'K123456', 'Tunisian')
    """
    text = squeeze(text)
    if len(text) > MAX_PROSE:
        return PrintedDocument(kind or "other", text, "", "", None)
    before, rest = _apart(text)
    stop = _STOP.search(rest)
    number = clean_number(rest[: stop.start()] if stop else rest)
    if not any(char.isdigit() for char in number):
        return None
    country = printed_country(before) or next(
        filter(None, map(printed_country, _ASIDE.findall(rest))), ""
    )
    under = _UNDER_NAME.search(text)
    return PrintedDocument(
        kind=kind_of(text) or kind or "other",
        number=number,
        country=country,
        under_name=under[1].strip(" '\"\u2018\u2019\u201c\u201d") if under else "",
        asserted_false=True if _FALSE.search(text) else None,
    )


def _apart(text: str) -> tuple[str, str]:
    """What stands before the number, and the rest."""
    first = text.partition(" ")[0]
    if _has_digit(first) and not _LABEL.match(first):
        return "", text
    label = _LABEL.search(text)
    if label and _has_digit(text[label.end() :].partition(" ")[0] + _second_word(text[label.end() :])):
        before, rest = text[: label.start()], text[label.end() :]
        words = _leading_words(rest)
        return f"{before} {rest[:words]}", rest[words:]
    words = _leading_words(text)
    return text[:words], text[words:]


def _leading_words(text: str) -> int:
    """Length of the words and parentheses without digits that the text begins with."""
    position = 0
    for word in re.finditer(r"\([^()]*\)\s*|[^\s(]+\s*", text):
        bare = word[0].strip().strip(":.,")
        if _has_digit(bare) or not (
            len(bare) >= _MIN_WORD + bare.isupper()
            or bare.islower()
            or bare.upper() in ("BPA", "CAR", "ID", "UK", "USA")
        ):
            break
        position = word.end()
    return position


def _second_word(text: str) -> str:
    return text.partition(" ")[2].partition(" ")[0]


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def clean_number(text: str) -> str:
    """A number without "No." before it and without marks around it; its own marks stay.

    >>> clean_number("No34409/129 ")
    '34409/129'
    """
    return _LEADING_NO.sub("", _LEADING_LABEL.sub("", squeeze(text))).strip(" .,:#'\"")


def printed_country(text: str) -> str:
    """The country in a phrase that speaks of a document, or an empty text.

    >>> printed_country("Indonesian passport")
    'Indonesian'
    """
    stop = _STOP.search(text)
    text = text[: stop.start()] if stop else text
    text = squeeze(_NOT_A_COUNTRY.sub(" ", _FALSE.sub(" ", text))).strip(" .,:-")
    if not text[:1].isupper() or _has_digit(text) or len(text) > _MAX_COUNTRY:
        return ""
    return "" if text.isupper() and len(text) > _MAX_CAPITALS else text
