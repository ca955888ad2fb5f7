"""Notices in the form of INTERPOL's public service, in JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.formats.fields import date_form, name_parts, sex_letter, years_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written
    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

_SERVICE: Final = "https://ws-public.interpol.int/notices/v1"
_CHARGES: Final = (
    "Participation in an armed group",
    "Murder",
    "Trafficking in persons",
    "Kidnapping",
    "Robbery, armed",
    "Drug trafficking",
)


def _link(address: str) -> dict[str, Any]:
    return {"self": {"href": f"{_SERVICE}/{address}"}}


def _write(path: Path, listed: dict[str, Any], indent: int | None = None) -> None:
    text = json.dumps(listed, ensure_ascii=False, indent=indent)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


# -- records --


def write_interpol(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records as red notices: the first name, date and place only."""
    notices = list(map(_record, rows))
    _write(path, {"total": len(notices), "_embedded": {"notices": notices}})
    return (path,), tuple(notice["entity_id"] for notice in notices)


def _record(row: Row) -> dict[str, Any]:
    given, family = name_parts(row["names"][0])
    date = next(iter(row["birth_dates"]), None)
    place = next(iter(row["birth_places"]), {"text": None, "country": None})
    born = None
    if date:
        exact = date_form(date) in ("day", "month")
        born = date["edtf"].replace("-", "/") if exact else years_of(date)[0]
    return {
        "entity_id": row["record_id"],
        "name": family.upper(),
        "forename": None if given is None else given.upper(),
        "date_of_birth": born,
        "nationalities": row["nationalities"] or None,
        "sex_id": sex_letter(row["sex"], "U"),
        "place_of_birth": place["text"],
        "country_of_birth_id": place["country"],
        "_links": _link(f"red/{row['record_id']}"),
    }


# -- observed persons --


def write_notices(path: Path, source: Observer) -> list[str]:
    """Write notices with all details: yellow ones for victims and missing persons, red ones for others.

    Returns:
        The record id of each person.
    """
    notices = [_notice(person, source) for person in source.observe()]
    listed = {
        "total": len(notices),
        "query": {"page": 1, "resultPerPage": len(notices)},
        "_embedded": {"notices": notices},
        "_links": _link("red?page=1"),
    }
    _write(path, listed, indent=1)
    return [notice["entity_id"] for notice in notices]


def _notice(person: ObservedPerson, source: Observer) -> dict[str, Any]:
    entity_id = f"{2015 + person.row % 11}/{10_000 + 7 * person.row}"
    given, family, home = person.given_names, person.family, person.home
    name, town, rng = (family or given).upper(), person.town, source.rng
    place = f"{town}, {home.english}" if town and source.chance(0.3) else town
    notice: dict[str, Any] = {
        "entity_id": entity_id,
        "name": name,
        "forename": given.upper() if family else ("-" if source.chance(0.3) else None),
        "date_of_birth": person.birth_text(day="%Y/%m/%d", month="%Y/%m", year="%Y") or None,
        "nationalities": [person.citizenship.code] if person.citizenship else None,
        "sex_id": sex_letter(person.sex, "U"),
        "place_of_birth": place.upper() if place else None,
        "country_of_birth_id": home.code if town else None,
        "languages_spoken_ids": [person.culture.language],
        "height": round(float(rng.normal(1.73, 0.07)), 2) if source.chance(0.5) else 0,
        "weight": int(rng.normal(75, 10)) if source.chance(0.4) else 0,
    }
    if person.is_victim:
        missed = source.day(dt.date(2012, 1, 1), dt.date(2025, 12, 31))
        notice |= {
            "birth_name": name,
            "date_of_event": f"{missed:%Y/%m/%d}",
            "place": town,
            "country": home.code,
            "father_forename": person.father_name,
            "father_name": family,
            "mother_forename": person.mother_name,
            "mother_name": None,
        }
    else:
        issuing = countries()[int(rng.integers(len(countries())))].code
        charge = {"charge": str(rng.choice(_CHARGES)), "charge_translation": None}
        notice["arrest_warrants"] = [{"issuing_country_id": issuing, **charge}]
    colour = "yellow" if person.is_victim else "red"
    notice["_links"] = _link(f"{colour}/{entity_id.replace('/', '-')}")
    return notice
