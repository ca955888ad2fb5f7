"""The sanctions list of the United Nations Security Council, in XML."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import hijridate

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.formats.fields import (
    capitals,
    date_form,
    english_name,
    numbers_of,
    years_of,
)
from suspectmatch.synthetic.name_book import name_book
from suspectmatch.synthetic.persons import PARTS
from suspectmatch.synthetic.spelling import arabic_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written
    from suspectmatch.synthetic.formats.observed_persons import ObservedPerson, Observer

_HEAD: Final = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    '<CONSOLIDATED_LIST dateGenerated="2026-01-15T08:00:00.000-05:00">\n'
)
_REGIMES: Final = ("XAi", "XBi", "XCi", "XDi")
"""Made-up prefixes of reference numbers, so that none is ever a real one."""
_MORE_DATES: Final = 0.25
_MOST_ALIASES: Final = 8
_COMPANIES: Final = ("Trading", "Exchange", "Charity", "Transport", "Import Export")
_MONTHS: Final = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec."
)  # fmt: skip


# -- elements --


def _tag(name: str, *contents: str | None) -> str:
    inner = "".join(content for content in contents if content)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name} />"


def _text(name: str, text: str | None) -> str:
    return _tag(name, escape(text) if text else None)


def _name_parts(full: str) -> Iterator[str]:
    """Consecutive words in four elements; the last one holds the rest."""
    words = full.split()
    boxes = [*words[:3], " ".join(words[3:])]
    for part, text in zip(("FIRST", "SECOND", "THIRD", "FOURTH"), boxes, strict=False):
        if text or part == "FIRST":
            yield _text(f"{part}_NAME", text)


def _alias(quality: str, name: str | None) -> str:
    return _tag("INDIVIDUAL_ALIAS", _text("QUALITY", quality), _text("ALIAS_NAME", name))


def _birth_date(*contents: str) -> str:
    return _tag("INDIVIDUAL_DATE_OF_BIRTH", *contents)


def _exact(element: str, text: str) -> tuple[str, str]:
    return _tag("TYPE_OF_DATE", "EXACT"), _tag(element, text)


def _approximate(year: str) -> tuple[str, str]:
    return _tag("TYPE_OF_DATE", "APPROXIMATELY"), _tag("YEAR", year)


def _between(first: str, last: str) -> tuple[str, str, str]:
    return _tag("TYPE_OF_DATE", "BETWEEN"), _tag("FROM_YEAR", first), _tag("TO_YEAR", last)


def _birth_place(city: str, country: str) -> str:
    return _tag("INDIVIDUAL_PLACE_OF_BIRTH", _text("CITY", city), _text("COUNTRY", country))


def _document(kind: str, number: str, country: str | None = None) -> str:
    parts = [_tag("TYPE_OF_DOCUMENT", kind), _text("NUMBER", number)]
    parts += [_text("ISSUING_COUNTRY", country)] if country else []
    return _tag("INDIVIDUAL_DOCUMENT", *parts)


# -- records --


def write_un(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records as individuals of the list."""
    ids = []
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_HEAD + "<INDIVIDUALS>\n")
        for number, row in enumerate(rows):
            stream.write(_record(number, row) + "\n")
            ids.append(row["record_id"])
        stream.write("</INDIVIDUALS>\n<ENTITIES />\n</CONSOLIDATED_LIST>\n")
    return (path,), tuple(ids)


def _record(number: int, row: Row) -> str:
    first, *others = row["names"]
    return _tag(
        "INDIVIDUAL",
        _tag("DATAID", str(7_000_000 + number)),
        _tag("VERSIONNUM", "1"),
        *_name_parts(first["full"]),
        _tag("UN_LIST_TYPE", "Synthetic"),
        _text("REFERENCE_NUMBER", row["record_id"]),
        _tag("GENDER", (row["sex"] or "").title()),
        *(_tag("NATIONALITY", _text("VALUE", english_name(code))) for code in row["nationalities"]),
        *(_alias("Low" if name["quality"] == "weak" else "Good", name["full"]) for name in others),
        *map(_record_date, row["birth_dates"]),
        *(_birth_place(place["text"], english_name(place["country"])) for place in row["birth_places"]),
        *(_document("Passport", number) for number in numbers_of(row, "documents", "passport")),
    )


def _record_date(date: Row) -> str:
    first, last = years_of(date)
    inner = {
        "day": _exact("DATE", date["edtf"]),
        "month": (_tag("TYPE_OF_DATE"), _tag("NOTE", date["edtf"])),
        "year": _exact("YEAR", first),
        "about": _approximate(first),
        "between": _between(first, last),
    }
    return _birth_date(*inner[date_form(date)])


# -- observed persons --


def write_un_list(path: Path, source: Observer, *, n_entities: int = 0) -> list[str]:
    """Write what the list observes of persons, and a few entities that are no persons.

    Returns:
        The record id of each person.
    """
    seen = source.observe()
    loose = {"systems": (0.5, 0.25, 0.15, 0.1), "own_spelling": 0.3, "drop_family": 0.2, "father": 0.5}
    others = zip(*(source.observe(**loose) for _ in range(_MOST_ALIASES)), strict=True)
    counters = dict.fromkeys(_REGIMES, 0)
    ids, parts = [], []
    for person, again in zip(seen, others, strict=True):
        regime = _REGIMES[CULTURES.index(person.culture.name) % len(_REGIMES)]
        counters[regime] += 1
        ids.append(f"{regime}.{counters[regime]:03d}")
        parts.append(_individual(ids[-1], person, again, source))
    lines = ["  <INDIVIDUALS>", *parts, "  </INDIVIDUALS>", "  <ENTITIES>"]
    lines += [*map(_entity, range(n_entities)), "  </ENTITIES>", "</CONSOLIDATED_LIST>", ""]
    path.write_text(_HEAD + "\n".join(lines), encoding="utf-8", newline="\n")
    return ids


def _entity(i: int) -> str:
    name = f"{capitals(countries()[i % 9].towns[1])} {_COMPANIES[i % 5].upper()} COMPANY"
    return "    " + _tag(
        "ENTITY",
        _tag("DATAID", str(7_900_000 + i)),
        _tag("VERSIONNUM", "1"),
        _tag("FIRST_NAME", name),
        _tag("UN_LIST_TYPE", "Synthetic"),
        _tag("REFERENCE_NUMBER", f"XEe.{i + 1:03d}"),
        _tag("LISTED_ON", f"2012-05-0{i % 9 + 1}"),
    )


def _individual(
    reference: str, person: ObservedPerson, again: tuple[ObservedPerson, ...], source: Observer
) -> str:
    """An individual as observed; aliases and more dates are what was observed ``again``."""
    full, home = _full(person), person.home.english
    # Chance is drawn in the order of the elements: a new element that needs chance changes those below.
    parts = [
        _tag("DATAID", str(2_000_000 + int(reference[4:]) * 7 + ord(reference[1]) * 100_000)),
        _tag("VERSIONNUM", "1"),
        *_name_parts(full.upper() if source.chance(0.7) else full),
        _tag("UN_LIST_TYPE", "Synthetic"),
        _tag("REFERENCE_NUMBER", reference),
        _tag("LISTED_ON", source.day(dt.date(2005, 1, 1), dt.date(2025, 6, 30)).isoformat()),
        _tag("GENDER", person.sex.title()) if person.sex else None,
        _text("NAME_ORIGINAL_SCRIPT", _original_script(person, source)),
        _text("COMMENTS1", _comments(person, again[0], source)),
        _tag("NATIONALITY", _text("VALUE", person.citizenship.english)) if person.citizenship else None,
        _tag("LIST_TYPE", _tag("VALUE", "UN List")),
        *_aliases(full, person, again, source),
        *_dates(person, again[1], source),
        _birth_place(person.town, home) if person.town else _tag("INDIVIDUAL_PLACE_OF_BIRTH"),
        *_documents(person, home),
        "<SORT_KEY /><SORT_KEY_LAST_MOD />",
    ]
    return "    " + _tag("INDIVIDUAL", *parts)


def _full(person: ObservedPerson) -> str:
    if not person.family_first:
        return person.full_name
    return " ".join(filter(None, (person.family, person.given_names)))


def _original_script(person: ObservedPerson, source: Observer) -> str | None:
    if person.culture.name not in ("arabic", "maghreb") or source.chance(0.25):
        return None
    names = person.people.names[person.person]
    codes = [names[PARTS.index(part)] for part in ("given", "father", "family")]
    given, *rest = [arabic_script(name_book().names[code]) for code in codes if code >= 0]
    return " ".join([given, *filter(None, rest)]) if given and any(rest) else None


def _comments(person: ObservedPerson, again: ObservedPerson, source: Observer) -> str | None:
    comments = []
    if source.chance(0.12) and again.father_name:
        comments.append(f"Father's name is {again.father_name}.")
    if source.chance(0.12) and again.mother_name:
        comments.append(f"Mother's name is {again.mother_name}.")
    if source.chance(0.08) and person.sex:
        comments.append("Physical description: eye colour: brown; hair colour: black.")
    return " ".join(comments) or None


def _aliases(
    full: str, person: ObservedPerson, again: tuple[ObservedPerson, ...], source: Observer
) -> list[str]:
    names = {full.lower(): full}
    for other in again[: int(source.rng.geometric(0.25)) - 1]:
        name = _full(other)
        names.setdefault(name.lower(), name)
    made = [_alias("Good", name) for name in list(names.values())[1:]]
    made += [_alias("Low", person.kunya)] if person.kunya else []
    made += [_alias("Low", person.given)] if source.chance(0.06) else []
    return made or [_alias("", None)]


def _dates(person: ObservedPerson, again: ObservedPerson, source: Observer) -> Iterator[str]:
    day, rng = person.day, source.rng
    # All numbers are drawn whatever the form: the form of one date leaves the next record as it is.
    near, before, after = (int(rng.integers(*span)) for span in ((-2, 3), (0, 4), (1, 4)))
    month, hijri = f"{_MONTHS[day.month - 1]} {day.year}", f"{_hijri(day)} (Hijri Calendar)"
    inner: dict[str, tuple[str, ...]] = {
        "day": _exact("DATE", day.isoformat()),
        "month": (_tag("NOTE", month), _tag("TYPE_OF_DATE")),
        "year": _exact("YEAR", str(day.year)),
        "about": _approximate(str(day.year + near)),
        "between": _between(str(day.year - before), str(day.year + after)),
        "hijri": (_tag("TYPE_OF_DATE"), _tag("NOTE", hijri)),
    }
    yield _birth_date(*inner.get(person.date_form, ()))
    if person.date_form != "missing" and source.chance(_MORE_DATES):
        moved = again.day
        if source.chance(0.7):
            moved += dt.timedelta(days=int(rng.choice([-366, -365, 365, 731, -1, 1])))
        yield _birth_date(*_exact("DATE", moved.isoformat()))


def _hijri(day: dt.date) -> str:
    """The day in the Umm al-Qura calendar, day first.

    >>> _hijri(dt.date(1982, 4, 18))
    '24/06/1402'
    """
    return "/".join(reversed(hijridate.Gregorian.fromdate(day).to_hijri().isoformat().split("-")))


def _documents(person: ObservedPerson, country: str) -> list[str]:
    national_id = str(person.national_id) if person.national_id >= 0 else ""
    numbers = {"Passport": person.passport_number, "National Identification Number": national_id}
    made = [_document(kind, number, country) for kind, number in numbers.items() if number]
    return made or [_tag("INDIVIDUAL_DOCUMENT")]
