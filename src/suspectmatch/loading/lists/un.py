"""The United Nations Security Council Consolidated List, in the XML it is published in.

The parts of a name are consecutive words, not given and family names, so they are joined as they
stand. Aliases of quality ``Low`` are weak; those without a quality are strong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from suspectmatch.dates.text import read_day
from suspectmatch.loading.lists.printed_documents import kind_of, printed_country, printed_document
from suspectmatch.loading.lists.printed_names import is_latin, split_aliases
from suspectmatch.loading.lists.printed_remarks import nationality, parents
from suspectmatch.loading.lists.record_builder import RecordBuilder
from suspectmatch.loading.lists.safe_xml import Node, parse_as
from suspectmatch.loading.source_file import root_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "UN Security Council Consolidated List (XML)"

_ROOT: Final = "CONSOLIDATED_LIST"
_ENTRIES: Final = ("INDIVIDUAL", "ENTITY")
_SEXES: Final = {"male": "male", "female": "female", "m": "male", "f": "female"}
_HIJRI = re.compile(r"\bhijri", re.IGNORECASE)
_SOLAR = re.compile(r"\b(?:solar|shamsi|jalali)\b", re.IGNORECASE)
_FALSE = re.compile(r"\b(?:false|fake|forged|fictitious)\b", re.IGNORECASE)
_FORMERLY = re.compile(r"\b(?:previously|formerly)\b|f\.k\.a", re.IGNORECASE)
_SCRIPT_NOTE = re.compile(r"(?:original script|in [a-z]+)\s*:\s*(.+)$", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:number|no)\b", re.IGNORECASE)
_BORN_NOTE = re.compile(r"\bborn (?:in|on) (\d{4})\b", re.IGNORECASE)


def recognises(file: SourceFile) -> bool:
    """Whether the file is that list, by its root element."""
    return root_name(file) == _ROOT


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Read each file into the intake.

    Raises:
        InputError: a file is malformed or not this list.
        UnsafeInputError: a file declares a document type or entities.
    """
    for file in files:
        root = parse_as(file, _ROOT, NAME)
        generated = root.attributes.get("dateGenerated", "")
        version = read_day(generated)
        for group in root.children:
            for entry in [group] if group.name in _ENTRIES else group.children:
                if entry.name == "INDIVIDUAL":
                    builder = _person(entry, file.name)
                    builder.values["source_version"] = version.isoformat() if version else generated
                    builder.offer_to(intake)
                elif entry.name == "ENTITY":
                    intake.leave_out("entity")
                else:
                    intake.leave_out("element that is neither a person nor an entity")


def _person(node: Node, file: str) -> RecordBuilder:
    builder = RecordBuilder(
        node.get("REFERENCE_NUMBER") or node.get("DATAID"), file=file, line=node.line
    )
    _names(builder, node)
    for date in node.every("INDIVIDUAL_DATE_OF_BIRTH"):
        _birth_date(builder, date)
    for place in node.every("INDIVIDUAL_PLACE_OF_BIRTH"):
        _place(builder, "birth_places", place)
    for place in node.every("INDIVIDUAL_ADDRESS"):
        _place(builder, "places", place)
    for value in _values(node, "NATIONALITY"):
        builder.text("nationalities", nationality(value))
    for document in node.every("INDIVIDUAL_DOCUMENT"):
        _document(builder, document)
    _background(builder, node)
    return builder


def _background(builder: RecordBuilder, node: Node) -> None:
    if sex := node.get("GENDER"):
        builder.values["sex"] = _SEXES.get(sex.lower(), "other")
    builder.day("entered_on", node.get("LISTED_ON"))
    builder.values["remarks"] = comments = node.get("COMMENTS1")
    for field, names in parents(comments).items():
        for name in names:
            builder.text(field, name)
    for label, element in (("title", "TITLE"), ("designation", "DESIGNATION")):
        for value in _values(node, element):
            builder.note(label, value)
    builder.note("programme", node.get("UN_LIST_TYPE"))
    builder.note("submitted_by", node.get("SUBMITTED_BY"))
    builder.note("data_id", node.get("DATAID"))


def _values(node: Node, name: str) -> list[str]:
    return [value.text for group in node.every(name) for value in group.every("VALUE")]


def _names(builder: RecordBuilder, node: Node) -> None:
    parts = (node.get(f"{part}_NAME") for part in ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH"))
    builder.name(" ".join(filter(None, parts)), kind="primary")
    for original in node.every("NAME_ORIGINAL_SCRIPT"):
        for alias in split_aliases(original.text):
            if alias.original:
                builder.name(alias.full, kind="original_script")
    for alias_node in node.every("INDIVIDUAL_ALIAS"):
        _alias(builder, alias_node)


def _alias(builder: RecordBuilder, node: Node) -> None:
    grade, note = node.get("QUALITY").lower(), node.get("NOTE")
    quality = "weak" if grade == "low" else "strong"
    kind = "previous" if _FORMERLY.search(f"{grade} {note}") else "alias"
    printed = node.get("ALIAS_NAME")
    for alias in split_aliases(printed):
        builder.name(
            alias.full,
            kind="original_script" if alias.original else kind,
            quality="weak" if alias.doubtful else quality,
        )
    script = _SCRIPT_NOTE.search(note)
    if script and not is_latin(script[1]):
        builder.name(script[1], kind="original_script", quality=quality)
    elif ";" in note and printed and not is_latin(printed):
        for alias in split_aliases(note):
            builder.name(alias.full, quality=quality)
    elif born := _BORN_NOTE.search(note):
        builder.birth_date(note, edtf=born[1])
    else:
        builder.note("alias_note", note)
    builder.birth_date(node.get("DATE_OF_BIRTH"), "ymd")
    town, country = node.get("CITY_OF_BIRTH"), node.get("COUNTRY_OF_BIRTH")
    builder.place("birth_places", ", ".join(filter(None, (town, country))), country)


def _birth_date(builder: RecordBuilder, node: Node) -> None:
    note = node.get("NOTE")
    about = "Approximately " if node.get("TYPE_OF_DATE").upper().startswith("APPROX") else ""
    first, last = node.get("FROM_YEAR"), node.get("TO_YEAR")
    printed = node.get("DATE") or node.get("YEAR")
    calendar = None
    if _HIJRI.search(note):
        calendar = "solar_hijri" if _SOLAR.search(note) else "hijri"
    text = printed or " to ".join(filter(None, (first, last)))
    text = f"{about}{text}{f' ({note})' if note and text else note}"

    if calendar and not node.get("DATE"):
        builder.birth_date(text, calendar=calendar)
        return
    part, order = (
        (printed, "ymd") if printed else (f"{first}/{last}" if first and last else note, "text")
    )
    builder.birth_date(
        text,
        order,
        part=part,
        approximate=bool(about and printed),
        asserted_false=True if _FALSE.search(note) else None,
    )


def _place(builder: RecordBuilder, field: str, node: Node) -> None:
    names = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
    builder.place(field, ", ".join(filter(None, map(node.get, names))), node.get("COUNTRY"))
    builder.note("birth_place_note" if field == "birth_places" else "address_note", node.get("NOTE"))


def _document(builder: RecordBuilder, node: Node) -> None:
    number, note = node.get("NUMBER"), node.get("NOTE")
    first, second = node.get("TYPE_OF_DOCUMENT"), node.get("TYPE_OF_DOCUMENT2")
    kind = kind_of(second) or kind_of(first)
    found = printed_document(number, kind)
    if found is None:
        phrases = (text for text in (second, note) if _NUMBER.search(text))
        found = next(filter(None, (printed_document(text, kind) for text in phrases)), None)
    if found is not None:
        issuing = node.get("ISSUING_COUNTRY") or node.get("COUNTRY_OF_ISSUE")
        if kind_of(issuing):
            issuing = printed_country(issuing)
        country = issuing or found.country
        false = True if _FALSE.search(note) else found.asserted_false
        builder.document(found.kind, found.number, country, asserted_false=false)
    elif number or second or note:
        builder.note("document", " ".join(filter(None, (first, second, number, note))))
    under = printed_document(f"0 {note}") if note else None
    if under and under.under_name:
        builder.name(under.under_name, kind="document")
    builder.note("document_note", note)
