"""Canada's Consolidated Autonomous Sanctions List, in the XML it is published in.

An entry is known by country, item and schedule. Where the list prints family names in capitals,
an alias that is only a family name or only a given name is also joined to the rest of the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from suspectmatch.loading.lists.printed_names import split_aliases
from suspectmatch.loading.lists.record_builder import RecordBuilder
from suspectmatch.loading.lists.safe_xml import Node, parse_as
from suspectmatch.loading.source_file import head_text, root_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "Canada's Consolidated Autonomous Sanctions List (XML)"

_ROOT: Final = "data-set"
_BIRTH_DATE: Final = ("DateOfBirth", "DateOfBirthOrShipBuildDate")
_ENTITY: Final = ("Entity", "EntityOrShip")
_SHIP: Final = ("ShipIMONumber", "ShipIMO")


def recognises(file: SourceFile) -> bool:
    """Whether the file is that list, by its root element and the elements of an entry."""
    if root_name(file) != _ROOT:
        return False
    head = head_text(file)
    return all(f"<{name}>" in head for name in ("record", "Country", "Item"))


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Read each file into the intake.

    Raises:
        InputError: a file is malformed or not this list.
        UnsafeInputError: a file declares a document type or entities.
    """
    for file in files:
        for node in parse_as(file, _ROOT, NAME).children:
            if node.get("LastName") or node.get("GivenName"):
                _person(node, file.name).offer_to(intake)
            elif _first(node, _SHIP):
                intake.leave_out("vessel")
            elif _first(node, _ENTITY):
                intake.leave_out("entity")
            else:
                intake.reject(
                    "an entry without LastName, GivenName and Entity",
                    file=file.name,
                    line=node.line,
                    field="names",
                    record_id=_record_id(node),
                )


def _first(node: Node, names: Sequence[str]) -> str:
    return next(filter(None, map(node.get, names)), "")


def _record_id(node: Node) -> str | None:
    country = node.get("Country").partition("/")[0].strip()
    item = node.get("Item")
    return f"{country}-{item}-{node.get('Schedule')}" if country and item else None


def _person(node: Node, file: str) -> RecordBuilder:
    builder = RecordBuilder(_record_id(node), file=file, line=node.line)
    _names(builder, node)
    builder.birth_date(_first(node, _BIRTH_DATE), "ymd")
    builder.day("entered_on", node.get("DateOfListing"))
    builder.note("regime", node.get("Country"))
    builder.note("title", node.get("Title") or node.get("TitleOrShip"))
    builder.note("schedule", node.get("Schedule"))
    builder.note("item", node.get("Item"))
    return builder


def _names(builder: RecordBuilder, node: Node) -> None:
    given_names, family_names = (
        [alias.full for alias in split_aliases(node.get(part))] for part in ("GivenName", "LastName")
    )
    first, last = "".join(given_names[:1]), "".join(family_names[:1])
    builder.name(kind="primary", given=first, family=last)
    for other in family_names[1:]:
        builder.name(given=first, family=other)
    for other in given_names[1:]:
        builder.name(given=other, family=last)
    for text in node.get("Aliases").split(","):
        for alias in split_aliases(text):
            part = _is_part(alias.full, first, last)
            builder.name(
                alias.full,
                kind="original_script" if alias.original else "alias",
                quality="weak" if part else "strong",
            )
            if part == "family":
                builder.name(given=first, family=alias.full)
            elif part == "given":
                builder.name(given=alias.full, family=last)


def _is_part(alias: str, given: str, family: str) -> str | None:
    """Which part of the name an alias is: family, given, either; None when it is a whole name."""
    if not given or not family or not family.isupper() or given.isupper():
        return "either" if " " not in alias else None
    if alias.isupper():
        return "family" if len(alias.split()) <= len(family.split()) else None
    has_family = any(word.isupper() and len(word) > 1 for word in alias.split())
    return "given" if not has_family and len(alias.split()) <= len(given.split()) else None
