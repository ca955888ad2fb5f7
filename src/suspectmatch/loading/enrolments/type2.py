"""One descriptive Type-2 record of ANSI/NIST-ITL as a canonical record."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.dates.figures import read_figures
from suspectmatch.loading.mapping.cells import halves, is_placeholder, without_fillers

if TYPE_CHECKING:
    from suspectmatch.loading.intake import Intake

MAX_NAME: Final = 30
"""Characters to which FBI practice cuts a name; one of that length may go on."""

_GS, _RS, _US, _FS = "\x1d", "\x1e", "\x1f", "\x1c"
_TAG: Final = re.compile(r"\s*\d{1,2}\.(\d{1,9}):")
_TYPED_NUMBER: Final = re.compile(r"([A-Z]{2})-(.+)")
_NCIC: Final = tomllib.loads(
    (files("suspectmatch.loading.enrolments") / "ncic.toml").read_text(encoding="utf-8")
)
_FULL_DAY: Final = re.compile(r"\d{8}")

_OCA, _NAM, _AKA, _POB, _CTZ, _DOB, _SEX, _MNU = 9, 18, 19, 20, 21, 22, 24, 17
_SEXES: Final = {"M": "male", "F": "female"}
_NUMBERS: Final = {14: "fbi_number", 15: "state_id", 16: "social_security"}
_TYPED: Final = {
    "AF": "military",
    "AS": "military",
    "AR": "residence",
    "MC": "military",
    "MP": "military",
    "NS": "military",
    "PP": "passport",
    "SS": "social_security",
}
_KEPT: Final = {
    5: "retention_code",
    9: "agency_case",
    26: "scars_marks_tattoos",
    27: "height",
    29: "weight",
    31: "eye_colour",
    32: "hair_colour",
    37: "reason_fingerprinted",
    73: "controlling_agency",
}
"""Fields that are kept as they are, under ``extra``. Race (25) is not among them, nor ever read."""

Fields = dict[int, list[list[str]]]
"""By number of the field: its subfields, each a list of items."""


def fields_of(data: bytes) -> Fields:
    r"""The fields of one tagged record.

    >>> fields_of(b"2.001:30\x1d2.018:HASAN,ALI\x1d2.022:19650312\x1e19660000\x1c")[22]
    [['19650312'], ['19660000']]
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    found: Fields = {}
    for field in text.rstrip(_FS).split(_GS):
        if tag := _TAG.match(field):
            parts = field[tag.end() :].split(_RS)
            found[int(tag[1])] = [[item.strip() for item in part.split(_US)] for part in parts]
    return found


class Subject:
    """The person of one Type-2 record.

    Args:
        fields: the fields of the record.
        transaction: the control number of the transaction (1.009).
        number: the number of the record in its file, for one that has no number of its own.
        taken: record ids given so far; the new one is added.
    """

    def __init__(self, fields: Fields, transaction: str, number: int, taken: set[str]) -> None:
        self._fields = fields
        self._faults: list[tuple[str, str]] = []
        self.record: dict[str, Any] = {"record_id": self._id(transaction, number, taken)}
        self._extra = {name: self._joined(tag) for tag, name in _KEPT.items() if tag in fields}
        self._extra["transaction"] = transaction
        self._names()
        self._dates()
        self._places()
        self._documents()
        self.record["sex"] = _SEXES.get(self._joined(_SEX).upper())
        self.record["extra"] = {name: text for name, text in self._extra.items() if text}

    def offer_to(self, intake: Intake, *, file: str, line: int, fault: str | None) -> None:
        """Offer the record, and report what of it could not be read."""
        faults = [*self._faults, *([("length", fault)] if fault else [])]
        intake.add(self.record, file=file, line=line, faults=faults)

    def _id(self, transaction: str, number: int, taken: set[str]) -> str:
        """The agency's case number, else that of the transaction, else the place in the file."""
        own = self._joined(_OCA)
        choices = [own, f"{own} ({transaction})" if own and transaction else "", transaction]
        found = next((one for one in choices if one and one not in taken), f"record-{number}")
        taken.add(found)
        return found

    def _values(self, tag: int) -> list[str]:
        """The first items of the subfields of a field, without words for nothing."""
        items = [part[0] for part in self._fields.get(tag, []) if part]
        return [item for item in items if item and not is_placeholder(item)]

    def _joined(self, tag: int) -> str:
        parts = [" ".join(filter(None, part)) for part in self._fields.get(tag, [])]
        return "; ".join(part for part in parts if part and not is_placeholder(part))

    def _names(self) -> None:
        cut = []
        self.record["names"] = names = []
        for tag, label, kind in ((_NAM, "NAM", "primary"), (_AKA, "AKA", "alias")):
            for position, text in enumerate(self._values(tag), start=1):
                if known := without_fillers(text).strip(" ,"):
                    names.append({**halves(known), "kind": kind})
                    if len(text) >= MAX_NAME:
                        cut.append(f"{label} {position}")
        self._extra["name_truncated"] = ", ".join(cut)

    def _dates(self) -> None:
        self.record["birth_dates"] = dates = []
        for text in self._values(_DOB):
            if not text.strip("0"):
                continue
            edtf, fault = (
                read_figures(text, "ymd", checks.today())
                if _FULL_DAY.fullmatch(text)
                else (None, "is not CCYYMMDD")
            )
            if fault:
                self._faults.append(("birth_dates", fault))
            dates.append({"edtf": edtf, "text": text})

    def _places(self) -> None:
        countries, states = _NCIC["countries"], _NCIC["states"]
        self.record["nationalities"] = [
            countries[code] for code in self._codes(_CTZ) if code in countries
        ]
        self.record["birth_places"] = [
            {"text": states.get(code), "country": countries.get(code, "US")}
            for code in self._codes(_POB)
            if code in countries or code in states
        ]
        unread = {"citizenship_code": self._codes(_CTZ), "place_of_birth_code": self._codes(_POB)}
        for name, codes in unread.items():
            known = countries if name == "citizenship_code" else countries | states
            self._extra[name] = "; ".join(code for code in codes if code not in known)

    def _codes(self, tag: int) -> list[str]:
        return [code.upper() for code in self._values(tag) if code.upper() not in _NCIC["unknown"]]

    def _documents(self) -> None:
        self.record["documents"] = documents = []
        for tag, kind in _NUMBERS.items():
            documents += [{"kind": kind, "number": text} for text in self._values(tag)]
        for text in self._values(_MNU):
            typed = _TYPED_NUMBER.fullmatch(text)
            kind = _TYPED.get(typed[1], "other") if typed else "other"
            documents.append({"kind": kind, "number": typed[2] if typed else text})
