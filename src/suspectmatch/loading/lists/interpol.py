"""INTERPOL notices as the public service gives them in JSON: a list, one notice, or an array.

The colour of a notice says what a person is to the police, and so what the record's role is. It is
read from the notice's own link, else from its ``type``, else from fields that only one colour has.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.lists.printed_documents import printed_document
from suspectmatch.loading.lists.printed_names import split_aliases
from suspectmatch.loading.lists.record_builder import RecordBuilder
from suspectmatch.loading.source_file import head_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "INTERPOL notices (JSON)"

ROLES: Final = {
    "red": "wanted",
    "blue": "person_of_interest",
    "green": "suspect",
    "yellow": "missing",
    "black": "deceased_unidentified",
    "un": "listed",
}
"""Role of a person by the colour of the notice; the UN special notice counts as a colour."""

_LINK = re.compile(r"/notices/v\d+/(\w+)(/entities)?\b")
_SIGNS: Final = (
    ("red", ("arrest_warrants",)),
    ("un", ("un_reference", "un_resolution")),
    ("yellow", ("date_of_event", "mother_name", "birth_name")),
)
_SEXES: Final = {"M": "male", "F": "female"}
_NOTES: Final = (
    "height",
    "weight",
    "eyes_colors_id",
    "hairs_id",
    "languages_spoken_ids",
    "distinguishing_marks",
    "date_of_event",
    "place",
    "country",
    "un_reference",
    "un_resolution",
    "profession",
    "purposes",
    "main_activity",
)
_ENTITY_ID = re.compile(r'"entity_id"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"|\n')


def recognises(file: SourceFile) -> bool:
    """Whether the file is JSON with the keys of INTERPOL's notices."""
    head = head_text(file).lstrip()
    if not head.startswith(("{", "[")):
        return False
    if '"entity_id"' in head:
        return '"forename"' in head or "interpol.int/notices" in head or '"arrest_warrants"' in head
    return '"_embedded"' in head and '"notices"' in head


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Read each file into the intake.

    Raises:
        InputError: a file is not JSON or holds no notices.
        UnsafeInputError: a file is nested too deeply to be read.
    """
    for file in files:
        text = file.read_text(fallback=None)
        lines = _lines(text)
        for notice in _notices(_parsed(text, file.name), file.name):
            if not isinstance(notice, dict):
                intake.reject("a notice must be an object with keys", file=file.name)
                continue
            colour, is_entity = _colour(notice)
            if is_entity:
                intake.leave_out("entity")
                continue
            record_id = _text(notice.get("entity_id")) or _text(notice.get("un_reference"))
            builder = RecordBuilder(
                record_id or None,
                file=file.name,
                line=lines.get(record_id),
                role=ROLES.get(colour, "unknown"),
            )
            _person(builder, notice)
            builder.note("notice", colour)
            builder.offer_to(intake)


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"The JSON is malformed or cut short ({error.msg.lower()}). Fetch the file again.",
            file=file,
            line=error.lineno,
        ) from error
    except RecursionError as error:
        raise UnsafeInputError("The JSON is nested too deeply to be read.", file=file) from error
    except ValueError as error:
        raise UnsafeInputError("The JSON holds a number too long to be read.", file=file) from error


def _notices(data: Any, file: str) -> list[Any]:
    """The notices of any of the forms the service or a collector gives."""
    if isinstance(data, list):
        return [notice for item in data for notice in (_listed(item) or [item])]
    if isinstance(data, dict):
        listed = _listed(data)
        if listed is not None:
            return listed
        if "entity_id" in data:
            return [data]
    raise InputError("This holds no INTERPOL notices: '_embedded' or 'entity_id' is missing.", file=file)


def _listed(data: Any) -> list[Any] | None:
    if not isinstance(data, dict) or "entity_id" in data:
        return None
    within = data.get("_embedded")
    notices = within.get("notices") if isinstance(within, dict) else data.get("notices")
    return notices if isinstance(notices, list) else None


def _lines(text: str) -> dict[str, int]:
    """The line each notice's id stands in."""
    lines: dict[str, int] = {}
    line = 1
    for found in _ENTITY_ID.finditer(text):
        if found[0] == "\n":
            line += 1
        else:
            at = line + found[0].count("\n", 0, found.start(1) - found.start())
            lines.setdefault(found[1].replace("\\/", "/"), at)
            line += found[0].count("\n")
    return lines


def _colour(notice: dict[str, Any]) -> tuple[str, bool]:
    """The colour, empty when it cannot be told, and whether the notice is of an entity."""
    links = notice.get("_links")
    own = links.get("self") if isinstance(links, dict) else None
    link = _LINK.search(_text(own.get("href") if isinstance(own, dict) else own))
    if link and link[1].lower() in ROLES:
        return link[1].lower(), bool(link[2])
    stated = _text(notice.get("type")).lower().partition(" ")[0]
    if stated in ROLES:
        return stated, False
    return next((colour for colour, keys in _SIGNS if any(notice.get(key) for key in keys)), ""), False


def _person(builder: RecordBuilder, notice: dict[str, Any]) -> None:
    _names(builder, notice)
    _birth(builder, notice)
    for code in _texts(builder, notice, "nationalities"):
        builder.text("nationalities", code)
    sex = _text(notice.get("sex_id")).upper()
    builder.values["sex"] = _SEXES.get(sex)
    for parent in ("father", "mother"):
        names = (notice.get(f"{parent}_forename"), notice.get(f"{parent}_name"))
        builder.text(f"{parent}_names", " ".join(filter(None, map(_known, names))))
    for phrase in _texts(builder, notice, "identity_documents"):
        if found := printed_document(phrase):
            builder.document(
                found.kind, found.number, found.country, asserted_false=found.asserted_false
            )
    for key in ("adresses", "addresses"):
        for place in _texts(builder, notice, key):
            builder.place("places", place)
    for label in _NOTES:
        for value in _texts(builder, notice, label):
            if value not in ("0", "0.0"):
                builder.note(label, value)
    _warrants(builder, notice.get("arrest_warrants"))
    builder.values["remarks"] = " ".join(
        filter(None, (_text(notice.get(key)) for key in ("summary", "additional_information")))
    )
    builder.day("entered_on", _text(notice.get("un_reference_date")))


def _names(builder: RecordBuilder, notice: dict[str, Any]) -> None:
    given, family = _known(notice.get("forename")), _known(notice.get("name"))
    for key in ("forename", "name"):
        if isinstance(notice.get(key), dict | list):
            builder.fault("names", f"{key} must be text")
    builder.name(kind="primary", given=given, family=family)
    for key in ("birth_name", "name_at_birth"):
        if born := _known(notice.get(key)):
            whole = given and not born.casefold().startswith(given.casefold())
            builder.name(kind="previous", given=given, family=born) if whole else builder.name(
                born, kind="previous"
            )
    builder.name(
        kind="original_script",
        given=_known(notice.get("forename_in_original_script")),
        family=_known(notice.get("name_in_original_script")),
    )
    for text in _texts(builder, notice, "aliases"):
        for alias in split_aliases(text):
            builder.name(alias.full, kind="original_script" if alias.original else "alias")
    if former := _known(notice.get("formerly_known_as")):
        builder.name(former, kind="previous")


def _birth(builder: RecordBuilder, notice: dict[str, Any]) -> None:
    builder.birth_date(_known(notice.get("date_of_birth")), "ymd")
    place, country = _known(notice.get("place_of_birth")), _known(notice.get("country_of_birth_id"))
    builder.place("birth_places", place, country)


def _warrants(builder: RecordBuilder, warrants: Any) -> None:
    for warrant in warrants if isinstance(warrants, list) else ():
        if isinstance(warrant, dict):
            builder.note("arrest_warrant_countries", _text(warrant.get("issuing_country_id")))
            builder.note(
                "charges", _text(warrant.get("charge_translation")) or _text(warrant.get("charge"))
            )


def _text(value: Any) -> str:
    """A text or a number as text; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _known(value: Any) -> str:
    """The text, empty for the hyphen that stands for none."""
    text = _text(value)
    return "" if text == "-" else text


def _texts(builder: RecordBuilder, notice: dict[str, Any], key: str) -> list[str]:
    """The values under a key that holds one text or a list of them."""
    value = notice.get(key)
    values = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict | list) for item in values):
        builder.fault("extra", f"{key} must be text or a list of texts")
    return [text for item in values if (text := _known(item))]
