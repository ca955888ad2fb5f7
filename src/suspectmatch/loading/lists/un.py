"""The United Nations Security Council Consolidated List, in the XML it is published in.

The parts of a name are consecutive words, not given and family names, so they are joined as they
stand. Aliases of quality ``Low`` are weak; those without a quality are strong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from suspectmatch.dates.printed import day_of, named_month, year_first
from suspectmatch.loading.first_bytes import root_name
from suspectmatch.loading.lists.printed_documents import kind_of, printed_country, printed_document
from suspectmatch.loading.lists.printed_names import is_latin, split_aliases
from suspectmatch.loading.lists.printed_remarks import nationality, parents
from suspectmatch.loading.lists.record_builder import Draft
from suspectmatch.loading.lists.safe_xml import Node, parse_as

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
        version = day_of(generated)
        for group in root.children:
            for entry in [group] if group.name in _ENTRIES else group.children:
                if entry.name == "INDIVIDUAL":
                    draft = _person(entry, file.name)
                    draft.values["source_version"] = version.isoformat() if version else generated
                    draft.hand_over(intake)
                elif entry.name == "ENTITY":
                    intake.leave_out("entity")
                else:
                    intake.leave_out("element that is neither a person nor an entity")


def _person(node: Node, file: str) -> Draft:
    draft = Draft(node.get("REFERENCE_NUMBER") or node.get("DATAID"), file=file, line=node.line)
    _names(draft, node)
    for date in node.every("INDIVIDUAL_DATE_OF_BIRTH"):
        _birth_date(draft, date)
    for place in node.every("INDIVIDUAL_PLACE_OF_BIRTH"):
        _place(draft, "birth_places", place)
    for place in node.every("INDIVIDUAL_ADDRESS"):
        _place(draft, "places", place)
    for value in _values(node, "NATIONALITY"):
        draft.text("nationalities", nationality(value))
    for document in node.every("INDIVIDUAL_DOCUMENT"):
        _document(draft, document)
    _background(draft, node)
    return draft


def _background(draft: Draft, node: Node) -> None:
    if sex := node.get("GENDER"):
        draft.values["sex"] = _SEXES.get(sex.lower(), "other")
    draft.day("entered_on", node.get("LISTED_ON"))
    draft.values["remarks"] = comments = node.get("COMMENTS1")
    for field, names in parents(comments).items():
        for name in names:
            draft.text(field, name)
    for label, element in (("title", "TITLE"), ("designation", "DESIGNATION")):
        for value in _values(node, element):
            draft.note(label, value)
    draft.note("programme", node.get("UN_LIST_TYPE"))
    draft.note("submitted_by", node.get("SUBMITTED_BY"))
    draft.note("data_id", node.get("DATAID"))


def _values(node: Node, name: str) -> list[str]:
    return [value.text for group in node.every(name) for value in group.every("VALUE")]


def _names(draft: Draft, node: Node) -> None:
    parts = (node.get(f"{part}_NAME") for part in ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH"))
    draft.name(" ".join(filter(None, parts)), kind="primary")
    for original in node.every("NAME_ORIGINAL_SCRIPT"):
        for alias in split_aliases(original.text):
            if alias.original:
                draft.name(alias.full, kind="original_script")
    for alias_node in node.every("INDIVIDUAL_ALIAS"):
        _alias(draft, alias_node)


def _alias(draft: Draft, node: Node) -> None:
    grade, note = node.get("QUALITY").lower(), node.get("NOTE")
    quality = "weak" if grade == "low" else "strong"
    kind = "previous" if _FORMERLY.search(f"{grade} {note}") else "alias"
    printed = node.get("ALIAS_NAME")
    for alias in split_aliases(printed):
        draft.name(
            alias.full,
            kind="original_script" if alias.original else kind,
            quality="weak" if alias.doubtful else quality,
        )
    script = _SCRIPT_NOTE.search(note)
    if script and not is_latin(script[1]):
        draft.name(script[1], kind="original_script", quality=quality)
    elif ";" in note and printed and not is_latin(printed):
        for alias in split_aliases(note):
            draft.name(alias.full, quality=quality)
    elif born := _BORN_NOTE.search(note):
        draft.birth_date(note, edtf=born[1])
    else:
        draft.note("alias_note", note)
    draft.birth_date(node.get("DATE_OF_BIRTH"), year_first)
    town, country = node.get("CITY_OF_BIRTH"), node.get("COUNTRY_OF_BIRTH")
    draft.place("birth_places", ", ".join(filter(None, (town, country))), country)


def _birth_date(draft: Draft, node: Node) -> None:
    note = node.get("NOTE")
    about = "Approximately " if node.get("TYPE_OF_DATE").upper().startswith("APPROX") else ""
    first, last = node.get("FROM_YEAR"), node.get("TO_YEAR")
    printed = node.get("DATE") or node.get("YEAR")
    calendar = None
    if _HIJRI.search(note):
        calendar = "solar_hijri" if _SOLAR.search(note) else "hijri"
    text = printed or " to ".join(filter(None, (first, last)))
    text = f"{about}{text}{f' ({note})' if note and text else note}"

    def edtf(_text: str) -> str | None:
        if printed:
            found = year_first(printed)
            return f"{found}~" if found and about else found
        if first and last:
            ends = [year_first(first), year_first(last)]
            return "/".join(sorted(end for end in ends if end)) if all(ends) else None
        return None if text == printed else named_month(note)

    if calendar and not node.get("DATE"):
        draft.birth_date(text, calendar=calendar)
    else:
        draft.birth_date(text, edtf, asserted_false=True if _FALSE.search(note) else None)


def _place(draft: Draft, field: str, node: Node) -> None:
    names = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
    draft.place(field, ", ".join(filter(None, map(node.get, names))), node.get("COUNTRY"))
    draft.note("birth_place_note" if field == "birth_places" else "address_note", node.get("NOTE"))


def _document(draft: Draft, node: Node) -> None:
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
        draft.document(found.kind, found.number, country, asserted_false=false)
    elif number or second or note:
        draft.note("document", " ".join(filter(None, (first, second, number, note))))
    under = printed_document(f"0 {note}") if note else None
    if under and under.under_name:
        draft.name(under.under_name, kind="document")
    draft.note("document_note", note)
