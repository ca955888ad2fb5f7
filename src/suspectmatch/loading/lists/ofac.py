"""The OFAC lists of the US Treasury, in their four CSV files without header lines.

``sdn`` holds the persons, ``alt`` their aliases, ``add`` their addresses and ``comments`` what did
not fit into the remarks of ``sdn``; the same files of the consolidated list have the same columns.
They are told apart by the number and the values of their columns. Most of what is known of a
person stands in the remarks; ``ofac_remarks`` reads those.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from suspectmatch.errors import InputError
from suspectmatch.loading.lists.ofac_remarks import last_first, read_remarks
from suspectmatch.loading.lists.record_builder import RecordBuilder
from suspectmatch.loading.tables.delimited import head_rows, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "OFAC Specially Designated Nationals (sdn, alt, add, comments CSV)"

_NULL: Final = "-0-"
_LOOKED_AT: Final = 60
"""Rows of a file that are looked at to tell what it is."""
_SHARE: Final = 0.8
"""Share of them that must have the form of that file."""
_TYPES: Final = {_NULL: "entity", "": "entity", "vessel": "vessel", "aircraft": "aircraft"}
_ALIAS_KINDS: Final = {"aka": "alias", "fka": "previous", "nka": "alias"}
_REMARK = re.compile(
    r"a\.k\.a\. |\bDOB |\bPOB |Linked To: |Digital Currency Address|Secondary sanctions|; nationality "
    r"|Passport |Phone Number |Tax ID No\.|(?:Registration|Identification) Number |Established Date "
)
_SDN, _ALT, _ADD, _COMMENTS = 12, 5, 6, 2
_PART_NAMES: Final = {_SDN: "sdn", _ALT: "alt", _ADD: "add", _COMMENTS: "comments"}


def recognises(file: SourceFile) -> bool:
    """Whether the file is one of the four, by the number and the values of its columns."""
    return _part(file) is not None


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Read one to four of the files together into the intake.

    Raises:
        InputError: there is no ``sdn`` file, or a file is none of the four.
        UnsafeInputError: a file holds an outsized field.
    """
    parts: dict[int, list[SourceFile]] = defaultdict(list)
    for file in files:
        part = _part(file)
        if part is None:
            raise InputError(
                "This is none of the OFAC files sdn, alt, add and comments.", file=file.name
            )
        parts[part].append(file)
    if _SDN not in parts:
        names = ", ".join(file.name for file in files)
        raise InputError(
            f"The OFAC file sdn.csv, which holds the persons, is missing; got {names}. Give it as well."
        )
    beside = {part: _by_entry(parts[part], part, intake) for part in (_ALT, _ADD, _COMMENTS)}
    for file in parts[_SDN]:
        for line, row in rows(file):
            _entry(row, beside, intake, file=file.name, line=line)
    for part, entries in beside.items():
        if left := sum(map(len, entries.values())):
            intake.leave_out(f"row of {_PART_NAMES[part]} whose entry is not in sdn", left)


def _part(file: SourceFile) -> int | None:
    """The number of columns of the file it is, or None."""
    found = [row for row in head_rows(file, _LOOKED_AT) if row != ["\x1a"]]
    for width, fits in _FORMS.items():
        n = sum(len(row) == width and row[0].strip().isdecimal() and fits(row) for row in found)
        if n and n >= _SHARE * (len(found) - 1):
            return width if width != _ADD or any(_NULL in row[-1] for row in found) else None
    return None


_FORMS: Final[dict[int, Callable[[list[str]], bool]]] = {
    _SDN: lambda row: _clean(row[2]).lower() in _TYPES or _clean(row[2]).lower() == "individual",
    _ALT: lambda row: row[1].strip().isdecimal() and row[2].strip().lower() in _ALIAS_KINDS,
    _ADD: lambda row: row[1].strip().isdecimal(),
    _COMMENTS: lambda row: bool(_REMARK.search(row[1])),
}


def _clean(text: str) -> str:
    """The value, empty for the mark that stands for none."""
    text = text.strip(" \x1a")
    return "" if text == _NULL else text


def _by_entry(
    files: Sequence[SourceFile], width: int, intake: Intake
) -> dict[str, list[tuple[str, int, list[str]]]]:
    """Rows of a file beside sdn, as (file, line, row) by the number of their entry."""
    entries: dict[str, list[tuple[str, int, list[str]]]] = defaultdict(list)
    for file in files:
        for line, row in rows(file):
            if _is_whole(row, width, intake, file=file.name, line=line):
                entries[row[0].strip()].append((file.name, line, row))
    return entries


def _is_whole(row: list[str], width: int, intake: Intake, *, file: str, line: int) -> bool:
    number = row[0].strip()
    if len(row) == width and number.isdecimal():
        return True
    reason = (
        f"the row has {len(row)} columns instead of {width}"
        if len(row) != width
        else "the first column must be the number of the entry"
    )
    intake.reject(reason, file=file, line=line, record_id=number if number.isdecimal() else None)
    return False


def _entry(
    row: list[str],
    beside: dict[int, dict[str, list[tuple[str, int, list[str]]]]],
    intake: Intake,
    *,
    file: str,
    line: int,
) -> None:
    if not _is_whole(row, _SDN, intake, file=file, line=line):
        return
    number, kind = row[0].strip(), _clean(row[2]).lower()
    mine = {part: [found for _, _, found in entries.pop(number, ())] for part, entries in beside.items()}
    if kind in _TYPES:
        intake.leave_out(_TYPES[kind] or "entity")
    elif kind != "individual":
        intake.reject("the type of the entry is unknown", file=file, line=line, record_id=number)
    else:
        builder = RecordBuilder(number, file=file, line=line)
        _person(builder, row, mine)
        builder.offer_to(intake)


def _person(builder: RecordBuilder, row: list[str], beside: dict[int, list[list[str]]]) -> None:
    last_first(builder, _clean(row[1]), kind="primary")
    for _, _, kind, name, remark in beside[_ALT]:
        last_first(
            builder,
            _clean(name),
            kind=_ALIAS_KINDS.get(kind.strip().lower(), "alias"),
            quality="weak" if "weak" in remark.lower() else "strong",
        )
    for _, _, street, town, country, remark in beside[_ADD]:
        builder.place(
            "places", ", ".join(filter(None, map(_clean, (street, town, country)))), _clean(country)
        )
        builder.note("address_note", _clean(remark))
    # The comments file goes on where the remarks were cut, in the middle of a word if need be.
    remarks = "" if _clean(row[11]) == "" else row[11]
    remarks += "".join(found[1] for found in beside[_COMMENTS])
    read_remarks(builder, remarks.strip(" \x1a"))
    builder.note("programme", _clean(row[3]))
    builder.note("title", _clean(row[4]))
