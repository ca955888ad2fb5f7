"""Writers of the two international lists: sanctions list in XML, notices in JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from suspectmatch.synthetic.names import CULTURES, countries, name_book
from suspectmatch.synthetic.observing import Observation, observe
from suspectmatch.synthetic.persons import PARTS, Persons
from suspectmatch.synthetic.spelling import arabic_script
from suspectmatch.synthetic.writing import (
    MONTHS,
    capitals,
    day_of,
    form_of,
    hijri,
    passport_text,
    some_day,
    town_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np

    from suspectmatch.synthetic.habits import SourceHabits

_REGIMES: Final = ("XAi", "XBi", "XCi", "XDi")
"""Made-up prefixes of reference numbers, so that none is ever a real one."""
_MORE_DATES: Final = 0.25
_MOST_ALIASES: Final = 8
_COMPANIES: Final = ("Trading", "Exchange", "Charity", "Transport", "Import Export")
_CHARGES: Final = (
    "Participation in an armed group",
    "Murder",
    "Trafficking in persons",
    "Kidnapping",
    "Robbery, armed",
    "Drug trafficking",
)
_LANGUAGES: Final = {
    "arabic": "ARA", "maghreb": "FRE", "persian": "PER", "pashto": "PUS", "urdu": "URD",
    "turkish": "TUR", "russian": "RUS", "spanish": "SPA", "west_african": "FRE", "european": "ENG",
    "somali": "SOM", "sahel": "FRE", "central_asian": "RUS", "chinese": "CHI", "korean": "KOR",
    "portuguese": "POR", "indonesian": "IND",
}  # fmt: skip


def write_un_list(
    path: Path,
    people: Persons,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
    n_entities: int,
) -> list[str]:
    """Write persons and a few entities in the layout of the Security Council's list.

    Returns:
        The record id of each person, in the order of ``rows``.
    """
    seen = observe(people, rows, habits, rng)
    loose = replace(
        habits, systems=(0.5, 0.25, 0.15, 0.1), own_spelling=0.3, drop_family=0.2, father=0.5
    )
    others = [observe(people, rows, loose, rng) for _ in range(_MOST_ALIASES)]
    counters = dict.fromkeys(_REGIMES, 0)
    ids, parts = [], []
    for row in range(len(rows)):
        regime = _REGIMES[int(people.culture[rows[row]]) % len(_REGIMES)]
        counters[regime] += 1
        ids.append(f"{regime}.{counters[regime]:03d}")
        parts.append(_individual(people, seen, others, row, reference=ids[-1], rng=rng))
    entities = [
        f"    <ENTITY><DATAID>{7_900_000 + i}</DATAID><VERSIONNUM>1</VERSIONNUM>"
        f"<FIRST_NAME>{capitals(countries()[i % 9].towns[1])} {_COMPANIES[i % 5].upper()} COMPANY"
        f"</FIRST_NAME><UN_LIST_TYPE>Synthetic</UN_LIST_TYPE><REFERENCE_NUMBER>XEe.{i + 1:03d}"
        f"</REFERENCE_NUMBER><LISTED_ON>2012-05-0{i % 9 + 1}</LISTED_ON></ENTITY>"
        for i in range(n_entities)
    ]
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<CONSOLIDATED_LIST dateGenerated="2026-01-15T08:00:00.000-05:00">',
        "  <INDIVIDUALS>",
        *parts,
        "  </INDIVIDUALS>",
        "  <ENTITIES>",
        *entities,
        "  </ENTITIES>",
        "</CONSOLIDATED_LIST>",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return ids


def _tag(name: str, *contents: str | None) -> str:
    inner = "".join(content for content in contents if content)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name} />"


def _text(name: str, text: str | None) -> str:
    return _tag(name, escape(text) if text else None)


def _individual(
    people: Persons,
    seen: Observation,
    others: list[Observation],
    row: int,
    *,
    reference: str,
    rng: np.random.Generator,
) -> str:
    full = _full(seen, row)
    nationality = seen.nationality[row]
    parts = [
        _tag("DATAID", str(2_000_000 + int(reference[4:]) * 7 + ord(reference[1]) * 100_000)),
        _tag("VERSIONNUM", "1"),
        *_name_parts(full.upper() if rng.random() < 0.7 else full),
        _tag("UN_LIST_TYPE", "Synthetic"),
        _tag("REFERENCE_NUMBER", reference),
        _tag("LISTED_ON", some_day(rng, dt.date(2005, 1, 1), dt.date(2025, 6, 30)).isoformat()),
        _tag("GENDER", seen.sex[row].title()) if seen.sex[row] else None,
        _text("NAME_ORIGINAL_SCRIPT", _original_script(people, seen, row, rng)),
        _text("COMMENTS1", _comments(seen, others[0], row, rng)),
        _tag("NATIONALITY", _text("VALUE", countries()[nationality].english))
        if nationality >= 0
        else None,
        _tag("LIST_TYPE", _tag("VALUE", "UN List")),
        *_aliases(seen, others, row, full, rng),
        *_dates(seen, others[1], row, rng),
        _birth_place(people, seen, row),
        *_documents(people, seen, row),
        "<SORT_KEY /><SORT_KEY_LAST_MOD />",
    ]
    return "    " + _tag("INDIVIDUAL", *parts)


def _full(seen: Observation, row: int) -> str:
    parts = (seen.given[row], seen.middle[row], seen.family[row])
    return " ".join(filter(None, (parts[2], *parts[:2]) if seen.family_first[row] else parts))


def _name_parts(full: str) -> Iterator[str]:
    """Consecutive words in four boxes; whatever is left stands in the last."""
    words = full.split()
    boxes = [*words[:3], " ".join(words[3:])]
    for part, text in zip(("FIRST", "SECOND", "THIRD", "FOURTH"), boxes, strict=False):
        if text or part == "FIRST":
            yield _text(f"{part}_NAME", text)


def _original_script(
    people: Persons, seen: Observation, row: int, rng: np.random.Generator
) -> str | None:
    person = seen.person[row]
    if CULTURES[people.culture[person]] not in ("arabic", "maghreb") or rng.random() < 0.25:
        return None
    codes = [people.names[person, PARTS.index(part)] for part in ("given", "father", "family")]
    given, *rest = [arabic_script(name_book().names[code]) for code in codes if code >= 0]
    return " ".join([given, *filter(None, rest)]) if given and any(rest) else None


def _comments(seen: Observation, other: Observation, row: int, rng: np.random.Generator) -> str | None:
    said = []
    if rng.random() < 0.12 and other.father_name[row]:
        said.append(f"Father's name is {other.father_name[row]}.")
    if rng.random() < 0.12 and other.mother_name[row]:
        said.append(f"Mother's name is {other.mother_name[row]}.")
    if rng.random() < 0.08 and seen.sex[row]:
        said.append("Physical description: eye colour: brown; hair colour: black.")
    return " ".join(said) or None


def _aliases(
    seen: Observation, others: list[Observation], row: int, full: str, rng: np.random.Generator
) -> Iterator[str]:
    used, some = {full.lower()}, False
    for other in others[: int(rng.geometric(0.25)) - 1]:
        name = _full(other, row)
        if name.lower() not in used:
            used.add(name.lower())
            some = True
            yield _alias("Good", name)
    weak = [seen.kunya[row]] if seen.kunya[row] else []
    if rng.random() < 0.06:
        weak.append(seen.given[row])
    for name in weak:
        some = True
        yield _alias("Low", name)
    if not some:
        yield _alias("", None)


def _alias(quality: str, name: str | None) -> str:
    return _tag("INDIVIDUAL_ALIAS", _text("QUALITY", quality) + _text("ALIAS_NAME", name))


def _dates(seen: Observation, other: Observation, row: int, rng: np.random.Generator) -> Iterator[str]:
    yield _date(seen, row, rng)
    if form_of(seen, row) != "missing" and rng.random() < _MORE_DATES:
        moved = day_of(other, row)
        if rng.random() < 0.7:
            moved += dt.timedelta(days=int(rng.choice([-366, -365, 365, 731, -1, 1])))
        exact = _tag("TYPE_OF_DATE", "EXACT"), _tag("DATE", moved.isoformat())
        yield _tag("INDIVIDUAL_DATE_OF_BIRTH", *exact)


def _date(seen: Observation, row: int, rng: np.random.Generator) -> str:
    day, form = day_of(seen, row), form_of(seen, row)
    near = day.year + int(rng.integers(-2, 3))
    inner: dict[str, tuple[str, ...]] = {
        "day": (_tag("TYPE_OF_DATE", "EXACT"), _tag("DATE", day.isoformat())),
        "month": (_tag("NOTE", f"{MONTHS[day.month - 1]} {day.year}"), _tag("TYPE_OF_DATE")),
        "year": (_tag("TYPE_OF_DATE", "EXACT"), _tag("YEAR", str(day.year))),
        "about": (_tag("TYPE_OF_DATE", "APPROXIMATELY"), _tag("YEAR", str(near))),
        "between": (
            _tag("TYPE_OF_DATE", "BETWEEN"),
            _tag("FROM_YEAR", str(day.year - int(rng.integers(0, 4)))),
            _tag("TO_YEAR", str(day.year + int(rng.integers(1, 4)))),
        ),
        "hijri": (_tag("TYPE_OF_DATE"), _tag("NOTE", f"{hijri(day)} (Hijri Calendar)")),
    }
    return _tag("INDIVIDUAL_DATE_OF_BIRTH", *inner.get(form, ()))


def _birth_place(people: Persons, seen: Observation, row: int) -> str:
    town = town_of(people, seen, row)
    country = countries()[people.country[seen.person[row]]].english if town else None
    return _tag(
        "INDIVIDUAL_PLACE_OF_BIRTH", *(_text("CITY", town), _text("COUNTRY", country)) * bool(town)
    )


def _documents(people: Persons, seen: Observation, row: int) -> Iterator[str]:
    country = countries()[people.country[seen.person[row]]].english
    found = False
    for kind, number in (
        ("Passport", passport_text(seen.passport[row]) if seen.passport[row] >= 0 else None),
        (
            "National Identification Number",
            str(seen.national_id[row]) if seen.national_id[row] >= 0 else None,
        ),
    ):
        if number:
            found = True
            inner = (
                _tag("TYPE_OF_DOCUMENT", kind),
                _tag("NUMBER", number),
                _text("ISSUING_COUNTRY", country),
            )
            yield _tag("INDIVIDUAL_DOCUMENT", *inner)
    if not found:
        yield _tag("INDIVIDUAL_DOCUMENT")


def write_notices(
    path: Path,
    people: Persons,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
) -> list[str]:
    """Write notices in the form of INTERPOL's public service, details and all.

    Persons who are victims or missing get a yellow notice, all others a red one.

    Returns:
        The record id of each person, in the order of ``rows``.
    """
    seen = observe(people, rows, habits, rng)
    ids = [f"{2015 + i % 11}/{10_000 + 7 * i}" for i in range(len(rows))]
    notices = [_notice(people, seen, row, ids[row], rng) for row in range(len(rows))]
    listed = {
        "total": len(notices),
        "query": {"page": 1, "resultPerPage": len(notices)},
        "_embedded": {"notices": notices},
        "_links": {"self": {"href": "https://ws-public.interpol.int/notices/v1/red?page=1"}},
    }
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return ids


def _notice(
    people: Persons, seen: Observation, row: int, entity_id: str, rng: np.random.Generator
) -> dict[str, Any]:
    person, home = seen.person[row], countries()[people.country[seen.person[row]]]
    colour = "yellow" if people.is_victim[person] else "red"
    given = " ".join(filter(None, (seen.given[row], seen.middle[row])))
    family = seen.family[row]
    day, form = day_of(seen, row), form_of(seen, row)
    date = {"day": f"{day:%Y/%m/%d}", "month": f"{day:%Y/%m}", "year": f"{day:%Y}"}.get(form)
    town = town_of(people, seen, row)
    place = f"{town}, {home.english}" if town and rng.random() < 0.3 else town
    nationality = seen.nationality[row]
    notice: dict[str, Any] = {
        "entity_id": entity_id,
        "name": (family or given).upper(),
        "forename": given.upper() if family else ("-" if rng.random() < 0.3 else None),
        "date_of_birth": date,
        "nationalities": [countries()[nationality].code] if nationality >= 0 else None,
        "sex_id": {"male": "M", "female": "F"}.get(seen.sex[row] or "", "U"),
        "place_of_birth": place.upper() if place else None,
        "country_of_birth_id": home.code if town else None,
        "languages_spoken_ids": [_LANGUAGES[CULTURES[people.culture[person]]]],
        "height": round(float(rng.normal(1.73, 0.07)), 2) if rng.random() < 0.5 else 0,
        "weight": int(rng.normal(75, 10)) if rng.random() < 0.4 else 0,
    }
    if colour == "red":
        issuing = countries()[int(rng.integers(len(countries())))].code
        notice["arrest_warrants"] = [
            {
                "issuing_country_id": issuing,
                "charge": str(rng.choice(_CHARGES)),
                "charge_translation": None,
            }
        ]
    else:
        missed = some_day(rng, dt.date(2012, 1, 1), dt.date(2025, 12, 31))
        notice |= {
            "birth_name": (family or given).upper(),
            "date_of_event": f"{missed:%Y/%m/%d}",
            "place": town,
            "country": home.code,
            "father_forename": seen.father_name[row],
            "father_name": family,
            "mother_forename": seen.mother_name[row],
            "mother_name": None,
        }
    url = f"https://ws-public.interpol.int/notices/v1/{colour}/{entity_id.replace('/', '-')}"
    notice["_links"] = {"self": {"href": url}}
    return notice
