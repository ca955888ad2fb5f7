"""Records in the layouts in which authorities publish theirs, as far as a layout has room."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from xml.sax.saxutils import escape

from suspectmatch.synthetic.names import countries
from suspectmatch.synthetic.register_writers import ebts_record
from suspectmatch.synthetic.writing import capitals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Row: TypeAlias = dict[str, Any]
Written: TypeAlias = tuple[tuple["Path", ...], tuple[str, ...]]
"""Files, and the ids that records are read back with."""

_UK_COLUMNS: Final = (
    "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Title", "DOB", "Town of Birth",
    "Country of Birth", "Nationality", "Passport Details", "NI Number", "Position", "Address 1",
    "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code", "Country",
    "Other Information", "Group Type", "Alias Type", "Regime", "Listed On", "Last Updated", "Group ID",
)  # fmt: skip
_LONGEST_NAME: Final = 30
"""Characters of a name in enrolments."""
_MOST: Final = {"aliases": 10, "dates": 5}
"""Of other names and of dates in enrolments."""


def _english(code: str | None) -> str:
    return next((country.english for country in countries() if country.code == code), code or "")


def _span(date: Row) -> tuple[str, str]:
    """First and last year of a date, or twice the same."""
    years = re.findall(r"\d{4}", date["edtf"] or date["text"])
    return (years[0], years[-1]) if "/" in (date["edtf"] or "") else (years[0], years[0])


def _form(date: Row) -> str:
    edtf = date["edtf"] or ""
    if "/" in edtf:
        return "between"
    if edtf.endswith("~"):
        return "about"
    return {10: "day", 7: "month"}.get(len(edtf), "year")


def _passports(row: Row) -> list[str]:
    return [found["number"] for found in row["documents"] if found["kind"] == "passport"]


# -- United Nations --


def _tag(name: str, *contents: str) -> str:
    inner = "".join(contents)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name} />"


def _text(name: str, text: str | None) -> str:
    return _tag(name, escape(text or ""))


def _un_date(date: Row) -> str:
    form, (first, last) = _form(date), _span(date)
    inner = {
        "day": (_tag("TYPE_OF_DATE", "EXACT"), _tag("DATE", date["edtf"])),
        "month": (_tag("TYPE_OF_DATE"), _tag("NOTE", date["edtf"])),
        "year": (_tag("TYPE_OF_DATE", "EXACT"), _tag("YEAR", first)),
        "about": (_tag("TYPE_OF_DATE", "APPROXIMATELY"), _tag("YEAR", first)),
        "between": (
            _tag("TYPE_OF_DATE", "BETWEEN"),
            _tag("FROM_YEAR", first),
            _tag("TO_YEAR", last),
        ),
    }[form]
    return _tag("INDIVIDUAL_DATE_OF_BIRTH", *inner)


def _un_person(number: int, row: Row) -> str:
    first, *others = row["names"]
    words = first["full"].split()
    boxes = [*words[:3], " ".join(words[3:])]
    names = [_text(f"{part}_NAME", text) for part, text in zip(_PARTS, boxes, strict=False) if text]
    return _tag(
        "INDIVIDUAL",
        _tag("DATAID", str(7_000_000 + number)),
        _tag("VERSIONNUM", "1"),
        *names,
        _tag("UN_LIST_TYPE", "Synthetic"),
        _text("REFERENCE_NUMBER", row["record_id"]),
        _tag("GENDER", (row["sex"] or "").title()),
        *(_tag("NATIONALITY", _text("VALUE", _english(code))) for code in row["nationalities"]),
        *(
            _tag(
                "INDIVIDUAL_ALIAS",
                _tag("QUALITY", "Low" if other["quality"] == "weak" else "Good"),
                _text("ALIAS_NAME", other["full"]),
            )
            for other in others
        ),
        *map(_un_date, row["birth_dates"]),
        *(
            _tag(
                "INDIVIDUAL_PLACE_OF_BIRTH",
                _text("CITY", place["text"]),
                _text("COUNTRY", _english(place["country"])),
            )
            for place in row["birth_places"]
        ),
        *(
            _tag(
                "INDIVIDUAL_DOCUMENT",
                _tag("TYPE_OF_DOCUMENT", "Passport"),
                _text("NUMBER", passport),
            )
            for passport in _passports(row)
        ),
    )


_PARTS: Final = ("FIRST", "SECOND", "THIRD", "FOURTH")


def write_un(path: Path, rows: Iterable[Row]) -> Written:
    """The list of the Security Council, in XML."""
    ids = []
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("<?xml version='1.0' encoding='utf-8'?>\n")
        stream.write(
            '<CONSOLIDATED_LIST dateGenerated="2026-01-15T08:00:00.000-05:00">\n<INDIVIDUALS>\n'
        )
        for number, row in enumerate(rows):
            stream.write(_un_person(number, row) + "\n")
            ids.append(row["record_id"])
        stream.write("</INDIVIDUALS>\n<ENTITIES />\n</CONSOLIDATED_LIST>\n")
    return (path,), tuple(ids)


# -- INTERPOL --


def write_interpol(path: Path, rows: Iterable[Row]) -> Written:
    """Notices in JSON: the first name, date and place only."""
    notices, ids = [], []
    for row in rows:
        name, date = row["names"][0], next(iter(row["birth_dates"]), None)
        place = next(iter(row["birth_places"]), {"text": None, "country": None})
        whole = name["given"] is None or name["family"] is None
        form = _form(date) if date else ""
        notices.append(
            {
                "entity_id": row["record_id"],
                "name": (name["full"] if whole else name["family"]).upper(),
                "forename": None if whole else name["given"].upper(),
                "date_of_birth": {
                    "day": (date or {}).get("edtf", "").replace("-", "/"),
                    "month": (date or {}).get("edtf", "").replace("-", "/"),
                }.get(form, _span(date)[0] if date else None),
                "nationalities": row["nationalities"] or None,
                "sex_id": {"male": "M", "female": "F"}.get(row["sex"], "U"),
                "place_of_birth": place["text"],
                "country_of_birth_id": place["country"],
                "_links": {
                    "self": {"href": f"https://ws-public.interpol.int/notices/v1/red/{row['record_id']}"}
                },
            }
        )
        ids.append(row["record_id"])
    listed = {"total": len(notices), "_embedded": {"notices": notices}}
    path.write_text(json.dumps(listed, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return (path,), tuple(ids)


# -- OFAC --


def _ofac_date(date: Row) -> str:
    form, (first, last) = _form(date), _span(date)
    if form == "day":
        return f"{dt.date.fromisoformat(date['edtf']):%d %b %Y}"
    if form == "month":
        return f"{dt.date.fromisoformat(date['edtf'] + '-01'):%b %Y}"
    return {"about": f"circa {first}", "between": f"{first} to {last}"}.get(form, first)


def _last_first(name: Row) -> str:
    if name["family"] is None or name["given"] is None:
        return str(name["full"])
    return f"{name['family'].upper()}, {name['given']}"


def write_ofac(path: Path, rows: Iterable[Row]) -> Written:
    """``sdn`` and ``alt`` of the US Treasury, without header lines."""
    other = path.with_name(f"{path.stem}_alt{path.suffix}")
    ids = []
    with (
        path.open("w", encoding="utf-8", newline="") as main,
        other.open("w", encoding="utf-8", newline="") as beside,
    ):
        entries, aliases = csv.writer(main), csv.writer(beside)
        for number, row in enumerate(rows):
            own = row["record_id"]
            ids.append(own if own.isdecimal() and not own.startswith("0") else str(10_000_000 + number))
            first, *others = row["names"]
            said = [f"DOB {_ofac_date(date)}" for date in row["birth_dates"]]
            said += [
                f"POB {place['text']}, {_english(place['country'])}".rstrip(", ")
                for place in row["birth_places"]
            ]
            said += [f"nationality {_english(code)}" for code in row["nationalities"]]
            said += [f"Gender {row['sex'].title()}"] if row["sex"] in ("male", "female") else []
            said += [f"Passport {passport}" for passport in _passports(row)]
            said = [
                ("alt. " if k and text[:3] == said[k - 1][:3] else "") + text
                for k, text in enumerate(said)
            ]
            remarks = "; ".join(said) + "." if said else "-0- "
            entries.writerow([ids[-1], _last_first(first), "individual", "SYN", *["-0- "] * 7, remarks])
            for place, alias in enumerate(others):
                remark = "weak" if alias["quality"] == "weak" else "-0- "
                aliases.writerow([ids[-1], number * 100 + place, "aka", _last_first(alias), remark])
        has_aliases = beside.tell() > 0
    if has_aliases:
        return (path, other), tuple(ids)
    other.unlink()
    return (path,), tuple(ids)


# -- United Kingdom --


def _uk_date(date: Row) -> str:
    form, (first, _) = _form(date), _span(date)
    if form == "day":
        return f"{dt.date.fromisoformat(date['edtf']):%d/%m/%Y}"
    return f"00/{date['edtf'][5:]}/{first}" if form == "month" else f"00/00/{first}"


def write_uk(path: Path, rows: Iterable[Row]) -> Written:
    """The former ConList: one line for each name or date. Spans of years lose their end."""
    ids = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _UK_COLUMNS, restval="")
        stream.write("Last Updated,15/01/2026" + "," * (len(_UK_COLUMNS) - 2) + "\r\n")
        writer.writeheader()
        for row in rows:
            ids.append(row["record_id"])
            first = row["names"][0]
            place = next(iter(row["birth_places"]), {"text": "", "country": None})
            for name, date in zip_longest(row["names"], row["birth_dates"]):
                mine = name or first
                whole = mine["family"] is None or mine["given"] is None
                writer.writerow(
                    {
                        "Name 6": (mine["full"] if whole else mine["family"]).upper(),
                        "Name 1": "" if whole else mine["given"],
                        "DOB": _uk_date(date) if date else "",
                        "Town of Birth": place["text"],
                        "Country of Birth": _english(place["country"]),
                        "Nationality": ", ".join(map(_english, row["nationalities"])),
                        "Passport Details": "; ".join(_passports(row)),
                        "Group Type": "Individual",
                        "Alias Type": "Primary name" if mine is first else "AKA",
                        "Regime": "Synthetic",
                        "Group ID": row["record_id"],
                    }
                )
    return (path,), tuple(ids)


# -- Canada --


def _canadian_date(date: Row | None) -> str:
    if date is None:
        return ""
    return _span(date)[0] if _form(date) in ("about", "between") else str(date["edtf"])


def write_canada(path: Path, rows: Iterable[Row]) -> Written:
    """The list of Global Affairs Canada, in XML: names and dates only."""
    ids = []
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n<data-set>\n')
        for item, row in enumerate(rows, 1):
            first, *others = row["names"]
            whole = first["family"] is None or first["given"] is None
            date = next(iter(row["birth_dates"]), None)
            stream.write(
                _tag(
                    "record",
                    _text("Country", "Synthesia / Synthésie"),
                    _text("LastName", first["full"] if whole else first["family"]),
                    _text("GivenName", "" if whole else first["given"]),
                    _text("Aliases", ", ".join(other["full"] for other in others)),
                    _text("DateOfBirth", _canadian_date(date)),
                    _text("Schedule", "1"),
                    _text("Item", str(item)),
                )
                + "\n"
            )
            ids.append(f"Synthesia-{item}-1")
        stream.write("</data-set>\n")
    return (path,), tuple(ids)


# -- enrolments --


def _nist_name(name: Row) -> str:
    given, family = name["given"], name["family"]
    if given is None or family is None:
        given, family = None, name["full"]
    return f"{capitals(family) or 'LNU'},{capitals(given) or 'FNU'}"[:_LONGEST_NAME].rstrip()


def write_nist(path: Path, rows: Iterable[Row]) -> Written:
    """Enrolments in EBTS: names cut to thirty capitals, full dates only."""
    ids, made = [], []
    for row in rows:
        number, (first, *others) = row["record_id"], row["names"]
        fields = {2: "00", 9: number, 18: _nist_name(first)}
        aliases = dict.fromkeys(map(_nist_name, others))
        aliases.pop(fields[18], None)
        if aliases:
            fields[19] = "\x1e".join(list(aliases)[: _MOST["aliases"]])
        dates = [date["edtf"].replace("-", "") for date in row["birth_dates"] if _form(date) == "day"]
        if dates:
            fields[22] = "\x1e".join(dates[: _MOST["dates"]])
        fields[24] = {"male": "M", "female": "F"}.get(row["sex"], "X")
        header = {
            2: "0200", 3: "1\x1f1\x1e2\x1f00", 4: "DEM", 5: "20260115", 7: "SYNTHETIC", 8: "SYNTHETIC",
            9: number, 11: "00.00", 12: "00.00",
        }  # fmt: skip
        made.append(ebts_record(1, header) + ebts_record(2, fields))
        ids.append(number)
    path.write_bytes("".join(made).encode("ascii"))
    return (path,), tuple(ids)


WRITERS: Final[dict[str, Callable[[Path, Iterable[Row]], Written]]] = {
    "un": write_un,
    "interpol": write_interpol,
    "ofac": write_ofac,
    "uk": write_uk,
    "canada": write_canada,
    "nist": write_nist,
}
"""Writers by name of the format."""
