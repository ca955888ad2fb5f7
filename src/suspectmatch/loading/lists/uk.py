"""The lists of the United Kingdom, in CSV: OFSI's former ConList and the UK Sanctions List.

Both name their columns in a line below the date of the list, and give a person several rows: one
for each combination of name, birth date and address. The rows of one id become one record.
Columns are found by name, so that the old and the new layouts are read by the same code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from suspectmatch.dates.text import read_day
from suspectmatch.errors import InputError
from suspectmatch.loading.lists.printed_documents import printed_document
from suspectmatch.loading.lists.printed_remarks import also_known_as, nationality, numbered, parents
from suspectmatch.loading.lists.record_builder import RecordBuilder
from suspectmatch.loading.tables.delimited import head_rows, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "UK sanctions lists (OFSI ConList or UK Sanctions List, CSV)"

_COLUMNS: Final = {
    "groupid": "id",
    "uniqueid": "id",
    "grouptype": "type",
    "designationtype": "type",
    "aliastype": "name_type",
    "nametype": "name_type",
    "aliasquality": "quality",
    "aliasstrength": "quality",
    "namenonlatinscript": "original_name",
    "nonlatinscripttype": "script",
    "dob": "birth_date",
    "nationality": "nationality",
    "nationalityies": "nationality",
    "townofbirth": "birth_town",
    "countryofbirth": "birth_country",
    "passportnumber": "passport",
    "ninumber": "national_id",
    "nationalidentificationnumber": "national_id",
    "nationalidentifiernumber": "national_id",
    "postzipcode": "post_code",
    "postalcode": "post_code",
    "addresspostalcode": "post_code",
    "country": "country",
    "addresscountry": "country",
    "gender": "sex",
    "phonenumber": "phone",
    "emailaddress": "email",
    "otherinformation": "remarks",
    "listedon": "listed_on",
    "datedesignated": "listed_on",
    "title": "title",
    "position": "position",
    "regime": "regime",
    "regimename": "regime",
    "designationsource": "designation_source",
    "sanctionsimposed": "sanctions_imposed",
    "ukstatementofreasons": "statement_of_reasons",
    "ofsigroupid": "ofsi_group_id",
    "unreferencenumber": "un_reference",
    "lastupdated": "last_updated",
}
_DETAILS: Final = {
    "passportdetails": "passport_details",
    "passportadditionalinformation": "passport_details",
    "nationalidentificationdetails": "national_id_details",
    "nationalidentifieradditionalinformation": "national_id_details",
}
_NOTES: Final = (
    "title",
    "position",
    "regime",
    "designation_source",
    "sanctions_imposed",
    "statement_of_reasons",
    "ofsi_group_id",
    "un_reference",
    "last_updated",
    "passport_details",
    "national_id_details",
)
_NEEDED: Final = frozenset({"id", "type", "name6", "name1", "name_type"})
_HEADER_WITHIN: Final = 5
"""Rows in which the names of the columns must stand."""
_DOCUMENTS: Final = {"passport": "passport", "national_id": "national_id"}
_NEXT_DOCUMENT = re.compile(r"(?<=\.)\s+(?=(?:\w+ ){1,3}passport (?:number|no)\b)|;\s*", re.IGNORECASE)
_APPROXIMATE = re.compile(r"\bDOB is approximate\b", re.IGNORECASE)
_SEX = re.compile(r"\b(?:gender|sex)\)?:?\s*(male|female)\b", re.IGNORECASE)
_VARIANT = re.compile(r"(\S+)\s+\(([^()\s]+)\)")
"""A given name with another form of it in parentheses, such as ``Ihor (Igor)``."""
_YEAR_LENGTH: Final = len("1965")


class _Row(NamedTuple):
    line: int
    cells: dict[str, str]

    def __call__(self, name: str) -> str:
        return self.cells.get(name, "")


def recognises(file: SourceFile) -> bool:
    """Whether the file is one of the two, by the names of its columns."""
    return any(_is_header(row) for row in head_rows(file, _HEADER_WITHIN))


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Read each file into the intake.

    Raises:
        InputError: the columns of a file are not those of either list.
        UnsafeInputError: a file holds an outsized field.
    """
    for file in files:
        version, groups = _grouped(file, intake)
        for record_id, group in groups.items():
            kinds = {row("type").lower() for row in group}
            if "individual" in kinds:
                builder = _person(record_id, group, file.name)
                builder.values["source_version"] = version
                builder.offer_to(intake)
            elif kinds <= {"entity", "ship"}:
                intake.leave_out("vessel" if "ship" in kinds else "entity")
            else:
                intake.reject(
                    "the type of the entry is unknown",
                    file=file.name,
                    line=group[0].line,
                    record_id=record_id,
                )


def _is_header(row: Iterable[str]) -> bool:
    return {_column(cell) for cell in row} >= _NEEDED


def _column(cell: str) -> str:
    """Our name of a column, from the name that stands in the file."""
    plain = re.sub(r"[^a-z0-9]", "", cell.lower())
    return _DETAILS.get(plain) or _COLUMNS.get(plain, plain)


def _header(row: list[str]) -> list[str]:
    """Our names of the columns; ``Passport Details`` is the passport where there is no number."""
    plain = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in row]
    names = [_column(cell) for cell in row]
    if "passportnumber" not in plain and "passportdetails" in plain:
        names[plain.index("passportdetails")] = "passport"
    for k, name in enumerate(plain):
        if name == "additionalinformation" and k:
            names[k] = f"{names[k - 1]}_details"
    return names


def _grouped(file: SourceFile, intake: Intake) -> tuple[str | None, dict[str, list[_Row]]]:
    """The date of the list, and its rows by the id of the person."""
    header: list[str] | None = None
    version: str | None = None
    groups: dict[str, list[_Row]] = {}
    for n, (line, row) in enumerate(rows(file)):
        if header is None:
            if _is_header(row):
                header = _header(row)
            elif n >= _HEADER_WITHIN:
                break
            else:
                version = version or _version(row)
        elif len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            reason = f"the row has {len(row)} columns instead of {len(header)}"
            intake.reject(reason, file=file.name, line=line)
        else:
            cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
            if cells.get("id"):
                groups.setdefault(cells["id"], []).append(_Row(line, cells))
            else:
                intake.reject("is missing", file=file.name, line=line, field="record_id")
    if header is None:
        raise InputError(
            "The columns of a UK list (Name 6, Name 1, Group ID or Unique ID) are missing.",
            file=file.name,
        )
    return version, groups


def _version(row: list[str]) -> str | None:
    """The date that the first line of the list gives, as year, month and day where it can be read."""
    dated = [cell.rpartition(":")[2].strip() for cell in row if any(char.isdigit() for char in cell)]
    for text in dated:
        if day := read_day(text):
            return day.isoformat()
    return dated[0] if dated else None


def _person(record_id: str, group: list[_Row], file: str) -> RecordBuilder:
    builder = RecordBuilder(record_id, file=file, line=group[0].line)
    for row in sorted(group, key=lambda row: not _is_primary(row("name_type"))):
        _name(builder, row)
    remarks = dict.fromkeys(filter(None, (row("remarks") for row in group)))
    builder.values["remarks"] = "\n".join(remarks)
    for remark in remarks:
        _remark(builder, remark)
    approximate = any(_APPROXIMATE.search(remark) for remark in remarks)
    for row in group:
        _birth(builder, row, approximate=approximate)
        for value in numbered(row("nationality"))[1].values():
            builder.text("nationalities", nationality(value))
        address = [row(f"address{k}") for k in range(1, 7)]
        address += [row("post_code"), row("country")]
        builder.place("places", ", ".join(filter(None, address)), row("country"))
        for column, kind in _DOCUMENTS.items():
            _documents(builder, row(column), kind)
        for kind in ("phone", "email"):
            for value in numbered(row(kind))[1].values():
                builder.contact(kind, value)
        if row("sex"):
            builder.values["sex"] = {"male": "male", "female": "female"}.get(row("sex").lower(), "other")
        for label in _NOTES:
            builder.note(label, row(label))
    builder.day("entered_on", next(filter(None, (row("listed_on") for row in group)), ""))
    return builder


def _is_primary(name_type: str) -> bool:
    return name_type.lower().startswith("prim") and "variation" not in name_type.lower()


def _name(builder: RecordBuilder, row: _Row) -> None:
    given = " ".join(filter(None, (row(f"name{k}") for k in range(1, 6))))
    name_type, quality = row("name_type").lower(), row("quality").lower()
    if _is_primary(name_type) and "names" not in builder.lists:
        kind = "primary"
    else:
        kind = "previous" if name_type.startswith("f") else "alias"
    weak = "low" in quality or "weak" in quality
    quality = "weak" if weak else "strong"
    builder.name(kind=kind, quality=quality, given=_VARIANT.sub(r"\1", given), family=row("name6"))
    if _VARIANT.search(given):
        builder.name(quality=quality, given=_VARIANT.sub(r"\2", given), family=row("name6"))
    builder.name(row("original_name"), kind="original_script", script=row("script"))


def _remark(builder: RecordBuilder, remark: str) -> None:
    for name in also_known_as(remark):
        builder.name(name, quality="weak")
    for field, names in parents(remark).items():
        for name in names:
            builder.text(field, name)
    if sex := _SEX.search(remark):
        builder.values["sex"] = sex[1].lower()


def _birth(builder: RecordBuilder, row: _Row, *, approximate: bool) -> None:
    for date in numbered(row("birth_date"))[1].values():
        edtf = builder.read_date(date, "dmy")
        is_year = edtf is not None and len(edtf) == _YEAR_LENGTH
        builder.birth_date(date, edtf=edtf, approximate=approximate and is_year)
    towns, countries = (numbered(row(f"birth_{part}"))[1] for part in ("town", "country"))
    for k in sorted(towns.keys() | countries.keys()):
        if not k and any(towns):
            continue  # one country for numbered towns: each town has taken it
        country = countries.get(k, countries.get(0, ""))
        town = towns.get(k, towns.get(0, "") if not k else "")
        builder.place("birth_places", ", ".join(filter(None, (town, country))), country)


def _documents(builder: RecordBuilder, text: str, kind: str) -> None:
    before, values = numbered(text)
    for value in values.values():
        for phrase in _NEXT_DOCUMENT.split(value):
            found = printed_document(f"{before} {phrase}", kind)
            if found is None:
                continue
            builder.document(
                found.kind, found.number, found.country, asserted_false=found.asserted_false
            )
            if found.under_name:
                builder.name(found.under_name, kind="document")
    if text:
        builder.note(f"{kind}_as_printed", text)
