"""The remarks of an OFAC entry: phrases between semicolons, each with a label of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from suspectmatch.loading.lists.printed_documents import clean_number
from suspectmatch.loading.lists.printed_remarks import nationality, parents
from suspectmatch.loading.lists.record_builder import squeeze

if TYPE_CHECKING:
    from suspectmatch.loading.lists.record_builder import RecordBuilder

_LABELLED = re.compile(
    r"(?:alt\. )?(DOB|POB|nationality|citizen|Gender|Email Address|Phone Number|Website|Linked To:?"
    r"|Digital Currency Address - \w+)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_ALIAS = re.compile(r"(?:alt\. )?([afn])\.k\.a\.,?\s+(.+)", re.IGNORECASE | re.DOTALL)
_SON_OF = re.compile(r"(?:son|daughter) of ([^\W\d_][^;,(]*)", re.IGNORECASE)
_LABELS: Final = {
    "passport": ("(?:Diplomatic |Official |Service |Stateless Person )?Passport(?: Booklet:| Card:)?",),
    "travel_document": ("Travel Document Number", "Refugee ID(?: Card)?"),
    "birth_certificate": ("Birth Certificate(?: Number)?",),
    "driving_licence": ("Driver's License",),
    "residence_permit": ("Residency Number", "Stateless Person ID Card"),
    "voter_id": ("Electoral Registry", "Credencial electoral", "Voter Card", r"I\.?F\.?E\.?"),
    "military": (
        "Cartilla de Servicio Militar Nacional",
        "Military ID(?: Card)?",
        "Military Registration(?: Number)?",
    ),
    "social_security": ("SSN",),
    "tax_id": (
        "Tax ID",
        "NIT",
        "Italian Fiscal Code",
        r"R\.?F\.?C\.?",
        r"R\.?U\.?[CN]\.?",
        r"R\.?T\.?N\.?",
        r"R\.?I\.?F\.?",
        r"C\.?U\.?I\.?[PT]\.?",
    ),
    "national_id": (
        "(?:[A-Z][a-z]+ ){1,2}ID(?: Card| Number)?",
        "(?:[A-Z][a-z]+ )?Identification (?:Number|Card)",
        "Numero de Identidad",
        "Citizen's Card Number",
        "Cedula(?: de [A-Z][a-z]+)?",
        r"C\.?U\.?R\.?P\.?",
        r"D\.?N\.?I\.?",
        r"D\.?U\.?I\.?",
        r"N\.?I\.?E\.?",
        r"C\.?U\.?I\.?",
        r"C\.?I\.?",
    ),
    "other": (r"Serial", "VisaNumberID", "Visa Number"),
}
"""Labels of documents by their kind; other labels with a number are no documents of a person."""
_DOCUMENTS: Final = {
    kind: re.compile(rf"(?:alt\. )?(?:{'|'.join(labels)})\s*(?:No\.|#|:)?\s+(.+)", re.DOTALL)
    for kind, labels in _LABELS.items()
}
_CLOSING_QUOTE = re.compile("['\"\u2019\u201d]\\.?$")
_DIGIT = re.compile(r"\d")
_AFTER_NUMBER = re.compile(r"\s+(?:issued|expires|expired)\b.*", re.DOTALL)
_COUNTRY = re.compile(r"\s*\(([^()]*)\)\s*$")
_CONTACTS: Final = {"email address": "email", "phone number": "phone", "website": "account"}
_SEXES: Final = {"male": "male", "female": "female"}


def last_first(
    builder: RecordBuilder, text: str, *, kind: str = "alias", quality: str = "strong"
) -> None:
    """Add a name that is printed as "LAST, First"; one without a comma is taken whole."""
    family, comma, given = text.partition(",")
    if comma and family.strip() and given.strip():
        builder.name(kind=kind, quality=quality, given=given, family=family)
    else:
        builder.name(text.strip(" ,"), kind=kind, quality=quality)


def read_remarks(builder: RecordBuilder, text: str) -> None:
    """Read the remarks into the builder; they are kept whole as its remarks too.

    Names that stand in them, in quotes, are weak. Phrases that are no facts of identity, such as
    notes on secondary sanctions, stay in the remarks only.
    """
    builder.values["remarks"] = text
    for phrase in text.removesuffix(".").split(";"):
        _phrase(builder, squeeze(phrase))
    for field, names in parents(text).items():
        for name in names:
            builder.text(field, name)


def _phrase(builder: RecordBuilder, phrase: str) -> None:
    if found := _LABELLED.fullmatch(phrase):
        _labelled(builder, found[1].lower().rstrip(":"), found[2].strip())
    elif found := _ALIAS.fullmatch(phrase):
        name = found[2].strip()
        if name[0] in "'\"\u2018\u201c":
            name = _CLOSING_QUOTE.sub("", name[1:])
        last_first(builder, name, kind="previous" if found[1] in "fF" else "alias", quality="weak")
    elif found := _SON_OF.fullmatch(phrase):
        builder.text("father_names", found[1])
    elif _DIGIT.search(phrase):
        _document(builder, phrase)


def _labelled(builder: RecordBuilder, label: str, value: str) -> None:
    if label == "dob":
        builder.birth_date(value, "text")
    elif label == "pob":
        builder.place("birth_places", value)
    elif label in ("nationality", "citizen"):
        builder.text("nationalities", nationality(value))
    elif label == "gender":
        builder.values["sex"] = _SEXES.get(value.rstrip(".").lower(), "other")
    elif label == "linked to":
        builder.note("linked_to", value)
    else:
        builder.contact(_CONTACTS.get(label, "account"), value)


def _document(builder: RecordBuilder, phrase: str) -> None:
    for kind, pattern in _DOCUMENTS.items():
        if not (found := pattern.fullmatch(phrase)):
            continue
        number = _AFTER_NUMBER.sub("", found[1])
        country = _COUNTRY.search(number)
        if country:
            number = number[: country.start()]
        number = clean_number(number.partition(", ")[0])
        if _DIGIT.search(number):
            builder.document(kind, number, country[1] if country else None)
        return
