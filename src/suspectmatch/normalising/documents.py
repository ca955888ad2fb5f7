"""Numbers of documents, kinds of documents and contacts, each in one comparable form.

Every function takes one distinct value and keeps no state; the caller works on distinct values only.
The marks that are removed are those in which lists print the same number differently (ICAO Doc 9303
part 4 allows none of them in the machine-readable zone).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

KINDS = (
    "passport",
    "national_id",
    "military",
    "internment",
    "driving_licence",
    "birth_certificate",
    "tax",
    "social_security",
    "residence",
    "other",
)
"""Kinds of documents that are distinguished."""

MIN_DOCUMENT_LENGTH = 5
"""A shorter number is too often equal by chance."""
MIN_PHONE_DIGITS, PHONE_KEY_DIGITS = 7, 9
"""A phone number needs that many digits; its key is its last nine, so that prefixes do not matter."""
_SHORT_NUMBERING = re.compile(
    r"^(?:2(?:16|18|2[1-9]|3[0-8]|4[0-6]|5[23]|9[19])|37[0-8]|38[0-9]|50[0-9]|59[0-9]|67[0-9]"
    r"|85[2356]|9(?:6[158]|7[3-7]|9[2-6])|45|47|65)(?=\d{7,8}$)"
)
"""Country prefixes (ITU-T E.164) before national numbers of seven or eight digits."""

_MARKS = re.compile(r"[\s\-/.,;:'\"()\[\]_<\u2010-\u2015]+")
_LABEL = re.compile(
    r"(?:NUMBERS?|NUMERO|NO|NR|NUM|N|ID|CI|CC|DNI|SSN|NIT|RUC|NIC|CNIC|RFC|CURP|CUIT)[:.#]*|[#:.]+"
)
_NUMBER_SIGN = re.compile(r"\b(?:N[O\u00ba\u00b0][.:#]*|N[.:#]+)(?=\s*\d)|\u2116")
_STOP = re.compile(
    r"\s*(?:[(,;]|\.(?:\s|$)|\b(?:ISSUED?|EXPIR\w*|VALID|DATED?|UNDER|HOLDER|FROM|IN|ON|AS)\b)"
)
_LONGEST_PREFIX = 3
_PLACEHOLDERS = ["12345678901"[:length] for length in range(5, 11)]
_SHORT_WORDS = frozenset({"DE", "OF", "THE", "ALT", "TAX", "DU", "LA", "EL", "AND"})

_KIND_PATTERNS = {
    kind: re.compile(words)
    for kind, words in tomllib.loads(
        (files(__package__) / "document_kinds.toml").read_text(encoding="utf-8")
    ).items()
}


def document_number(text: str | None) -> str | None:
    """One form of a document number.

    Compatibility forms are unified (NFKC), other digits become ASCII, letters capitals; blanks,
    hyphens, slashes and stops go, and so do a leading "No." or "Number", words before the number and
    remarks after it.

    Args:
        text: the number as printed, or None.

    Returns:
        The key, at least ``MIN_DOCUMENT_LENGTH`` characters; None for what cannot be one: too short,
        one character repeated, or a word such as "unknown".

    Example:
        >>> document_number("No. A-123 456/7"), document_number("No34409/129")
        ('A1234567', '34409129')
        >>> document_number("alt. Passport R-841697 (India) issued 26 Nov 1981")
        'R841697'
        >>> document_number("0000000") is None, document_number("unknown") is None
        (True, True)
    """
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain).upper()
    key = _MARKS.sub("", _only_number(_NUMBER_SIGN.sub(" ", plain)))
    too_plain = len(set(key)) < 2  # noqa: PLR2004 one character repeated
    return None if len(key) < MIN_DOCUMENT_LENGTH or too_plain or key in _PLACEHOLDERS else key


_PLAIN_NUMBER = r"^[A-Za-z]*[0-9][A-Za-z0-9]*$"
_MARKED_NUMBER = r"^[Nn][Oo][0-9]"


def document_numbers(texts: pa.Array) -> pa.Array:
    """The same as ``document_number`` of each of many texts.

    Args:
        texts: string (D,) distinct numbers as printed, or null.

    Returns:
        string (D,) keys, null where there is none. Those of letters and figures only, which are nearly
        all of a register, are made at once.

    Example:
        >>> document_numbers(pa.array(["a1234567", "No34409/129", "00000"])).to_pylist()
        ['A1234567', '34409129', None]
    """
    keys = pc.ascii_upper(texts)
    repeated = pc.binary_repeat(pc.utf8_slice_codeunits(keys, 0, 1), pc.binary_length(keys))
    is_key = pc.and_(
        pc.greater_equal(pc.binary_length(keys), MIN_DOCUMENT_LENGTH),
        pc.invert(pc.or_(pc.equal(keys, repeated), pc.is_in(keys, value_set=pa.array(_PLACEHOLDERS)))),
    )
    keys = pc.if_else(is_key, keys, pa.scalar(None, keys.type))
    is_plain = pc.and_(
        pc.match_substring_regex(texts, pattern=_PLAIN_NUMBER),
        pc.invert(pc.match_substring_regex(texts, pattern=_MARKED_NUMBER)),
    )
    others = pc.fill_null(pc.invert(is_plain), True)
    if not others.true_count:
        return keys
    read = [document_number(text) for text in texts.filter(others).to_pylist()]
    return pc.replace_with_mask(keys, others, pa.array(read, keys.type))


def _only_number(text: str) -> str:
    """The number without the words before and after it, if it stands in a phrase."""
    words = text.split()
    digits = [k for k, word in enumerate(words) if any(c.isdigit() for c in word)]
    if not digits:
        return ""
    begin = digits[0]
    while begin > 0 and words[begin - 1].isalpha() and len(words[begin - 1]) <= _LONGEST_PREFIX:
        if _LABEL.fullmatch(words[begin - 1]) or words[begin - 1] in _SHORT_WORDS:
            break
        begin -= 1
    phrase = " ".join(words[begin:])
    stop = _STOP.search(phrase)
    return (
        phrase[: stop.start()] if stop and any(c.isdigit() for c in phrase[: stop.start()]) else phrase
    )


def document_kind(text: str | None) -> str:
    """The kind of a document from what a source calls it, in English, French or Spanish.

    Args:
        text: a name of a kind, free text, or None.

    Returns:
        One of ``KINDS``.

    Example:
        >>> document_kind("Numéro de passeport"), document_kind("Cédula de ciudadanía")
        ('passport', 'national_id')
        >>> document_kind("Tazkira"), document_kind("library card")
        ('national_id', 'other')
    """
    if not text:
        return "other"
    if text in KINDS:
        return text
    folded = unicodedata.normalize("NFKD", text.replace("_", " ")).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c) and c != ".")
    for kind, pattern in _KIND_PATTERNS.items():
        if pattern.search(folded):
            return kind
    return "other"


def contact_key(kind: str | None, value: str | None) -> str | None:
    """One form of a phone number, an e-mail address, an account or a handle.

    The key begins with its class, so that a phone never equals an account.

    Args:
        kind: phone, email, account, handle; None or anything else is guessed from the value.
        value: as printed, or None.

    Returns:
        ``phone:`` and the last nine digits, ``email:``, ``handle:`` or ``account:`` and the value in
        lower case; None if there is nothing to compare.

    Example:
        >>> contact_key("phone", "+964 (0)770 123 4567"), contact_key("phone", "0770-123-4567")
        ('phone:701234567', 'phone:701234567')
        >>> contact_key("email", " A.Hasan@Example.ORG"), contact_key("handle", "@Abu_Ali")
        ('email:a.hasan@example.org', 'handle:abu_ali')
        >>> contact_key("phone", "12345") is None
        True
    """
    if not value or not value.strip():
        return None
    plain = unicodedata.normalize("NFKC", value).strip().casefold()
    found = _contact_class(kind, plain)
    if found == "phone":
        return _phone_key(plain)
    plain = "".join(plain.removeprefix("mailto:").removeprefix("@").split())
    if found == "account":
        plain = re.sub(r"[\s.\-/]", "", plain)
    return f"{found}:{plain}" if len(plain) >= 2 else None  # noqa: PLR2004 a lone letter


def _contact_class(kind: str | None, value: str) -> str:
    folded = anyascii(kind or "").casefold()
    if re.search(r"phone|mobile|cell|tel|fax|whatsapp|viber|signal", folded) and "@" not in value:
        return "phone"
    if re.search(r"mail|correo|courriel", folded):
        return "email"
    if re.search(r"account|iban|bank|wallet|crypto|compte|cuenta", folded):
        return "account"
    if re.search(r"handle|user|nick|telegram|twitter|facebook|instagram|skype", folded):
        return "handle"
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "email"
    if re.fullmatch(r"[+\d\s()./-]+", value):
        return "phone"
    return "handle" if value.startswith("@") else "account"


def _phone_key(value: str) -> str | None:
    """The last nine digits, without the extension and the trunk zero after a country prefix."""
    value = re.split(r"(?:ext|poste|x)\.?\s*\d", value)[0].replace("(0)", "")
    digits = "".join(str(unicodedata.decimal(c)) for c in value if c.isdecimal())
    digits = digits.lstrip("0")
    if value.lstrip().startswith(("+", "00")):
        digits = _SHORT_NUMBERING.sub("", digits, count=1)
    if len(digits) < MIN_PHONE_DIGITS or len(set(digits)) == 1:
        return None
    return f"phone:{digits[-PHONE_KEY_DIGITS:]}"
