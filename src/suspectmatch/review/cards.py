"""Two records side by side, field by field: what a reviewer sees, as plain values."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from anyascii import anyascii

from suspectmatch.dates.columns import parse_dates
from suspectmatch.kernels.dates import DAY_PRECISION, MONTH_PRECISION, UNREAD, YEAR_PRECISION
from suspectmatch.names.scripts import fold
from suspectmatch.normalising.places import country_codes
from suspectmatch.review.differences import Segment, aligned, by_word, differing

if TYPE_CHECKING:
    from suspectmatch.dates.columns import DateColumn
    from suspectmatch.tables import People

MOST_LETTERS: Final = 160
"""A longer value is compared up to here; the rest is shown on demand."""
MOST_VALUES: Final = 30
"""Values of one field that are shown; the others are counted."""
NAMES: Final = ("names", "father_names", "mother_names")
WORDS: Final = (*NAMES, "birth_places", "places", "remarks", "purpose")
"""Fields whose words may stand in any order."""
FIELDS: Final = (
    "names",
    "birth_dates",
    "birth_places",
    "sex",
    "nationalities",
    "father_names",
    "mother_names",
    "documents",
    "contacts",
    "places",
    "biometric_ids",
    "purpose",
    "entered_on",
    "retain_until",
    "source_version",
    "remarks",
    "extra",
)
_UNSEEN: Final = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Controls, and what turns the direction of writing."""
_TEXT_KEYS: Final = ("full", "text", "edtf", "number", "value", "country")


@dataclass(frozen=True, slots=True)
class Side:
    """Whose record it is, where it stands and how it may be handled.

    Attributes:
        identity: ``source:record_id``.
        source: the source.
        record_id: its id there.
        role: the person's role.
        location: file and line, or the row of a table; empty where it is not known.
        handling: markings.
        reliability: as the source wrote it.
    """

    identity: str
    source: str
    record_id: str
    role: str
    location: str
    handling: tuple[str, ...]
    reliability: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of one record.

    Attributes:
        text: as the source wrote it, marked where it differs from the value beside it.
        reading: in Latin letters, a date as year-month-day, a country as its code, marked likewise;
            empty where that is what ``text`` says.
        note: what kind of value it is.
        rest: what follows the part that was compared.
    """

    text: tuple[Segment, ...]
    reading: tuple[Segment, ...] = ()
    note: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records.

    Attributes:
        field: its name.
        agrees: ``alike`` where a value is written alike in both, ``differs``, or ``left only`` and
            ``right only`` where one has none.
        lines: values beside each other; None where there is nothing to stand beside one.
        more: values of the left and of the right that are not shown.
    """

    field: str
    agrees: str
    lines: tuple[tuple[Shown | None, Shown | None], ...]
    more: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    reading: str = ""
    note: str = ""
    is_name: bool = False


def sides(people: People, i: int, j: int) -> tuple[Side, Side]:
    """What is said of the two records themselves."""
    columns = ("source", "record_id", "role", "location", "handling", "reliability")
    made = []
    for raw in people.records.table.select(columns).take(pa.array([i, j])).to_pylist():
        identity = f"{raw['source']}:{raw['record_id']}"
        said = {key: visible(value) for key, value in raw.items() if isinstance(value, str)}
        said["location"] = (said.get("location") or "").replace("(table), ", "")
        handling = tuple(map(visible, raw["handling"] or ()))
        made.append(Side(**(raw | said | {"identity": identity, "handling": handling})))
    return made[0], made[1]


def visible(text: str) -> str:
    """A text with the signs that turn letters around, and other unseen ones, written out.

    Example:
        >>> visible("abc" + chr(0x202E) + "def")
        'abc[U+202E]def'
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def rows(people: People, i: int, j: int) -> tuple[Row, ...]:
    """Every field that either record has.

    Args:
        people: the people.
        i: row of the left record.
        j: row of the right record.

    Returns:
        The fields in the order of the record schema, those that both lack left out.

    Example:
        >>> import suspectmatch as sm
        >>> a = {"record_id": "1", "names": ["Zubayr Tarkhani"], "sex": "male"}
        >>> b = {"record_id": "2", "names": ["TARKHANI, Zubayr"]}
        >>> [(row.field, row.agrees) for row in rows(sm.normalise(sm.load([a, b])), 0, 1)]
        [('names', 'alike'), ('sex', 'left only')]
    """
    raw = people.records.table.select(list(FIELDS)).take(pa.array([i, j])).to_pylist()
    made = []
    for field in FIELDS:
        left, right = (_values(field, record[field]) for record in raw)
        if left or right:
            made.append(_row(field, left, right))
    return tuple(made)


def _row(field: str, left: list[_Value], right: list[_Value]) -> Row:
    more = max(len(left) - MOST_VALUES, 0), max(len(right) - MOST_VALUES, 0)
    left, right = left[:MOST_VALUES], right[:MOST_VALUES]
    if len(left) == len(right) == 1:
        pairs: list[tuple[int | None, int | None]] = [(0, 0)]
    else:
        pairs = aligned([_key(value) for value in left], [_key(value) for value in right])
    in_order = field not in WORDS
    lines: list[tuple[Shown | None, Shown | None]] = []
    is_alike = False
    for a, b in pairs:
        one, other = None if a is None else left[a], None if b is None else right[b]
        if one is None or other is None:
            lines.append((_shown(one) if one else None, _shown(other) if other else None))
            continue
        one_seen, other_seen = _beside(one, other, in_order=in_order)
        lines.append((one_seen, other_seen))
        is_alike = is_alike or not (_differs(one_seen) or _differs(other_seen))
    agrees = "left only" if not right else "right only" if not left else "differs"
    return Row(field, "alike" if is_alike else agrees, tuple(lines), more)


def _beside(one: _Value, other: _Value, *, in_order: bool) -> tuple[Shown, Shown]:
    """Both values, marked: as written where both are of one script, else as they are read."""
    by_reading = bool(one.reading or other.reading)
    if one.is_name and other.is_name:
        by_reading = bool(one.reading) != bool(other.reading)
    forms = [value.reading if by_reading and value.reading else value.text for value in (one, other)]
    marked = differing(*(form[:MOST_LETTERS] for form in forms), in_order=in_order)
    return (
        _shown(one, marked[0], on_reading=by_reading),
        _shown(other, marked[1], on_reading=by_reading),
    )


def _shown(value: _Value, marked: list[Segment] | None = None, *, on_reading: bool = False) -> Shown:
    text = [(value.text[:MOST_LETTERS], False)]
    reading = [(value.reading[:MOST_LETTERS], False)] if value.reading else []
    if marked and on_reading and reading:
        reading = marked
    elif marked:
        text = marked
    return Shown(tuple(text), tuple(reading), value.note, value.text[MOST_LETTERS:])


def _differs(shown: Shown) -> bool:
    return any(differs for _, differs in (*shown.text, *shown.reading))


def _key(value: _Value) -> str:
    return by_word((value.reading or value.text)[:MOST_LETTERS])


def _values(field: str, raw: Any) -> list[_Value]:
    if raw is None or raw in ([], {}, ""):
        return []
    if field == "extra":
        return [_Value(visible(f"{key}: {value}")) for key, value in raw]
    if field == "birth_dates":
        return _dates(raw)
    made = []
    for each in raw if isinstance(raw, list) else [raw]:
        text = visible(_text(each) if isinstance(each, dict) else str(each))
        note = _note(each, text) if isinstance(each, dict) else ""
        reading, is_name = "", field in WORDS
        if is_name:
            reading = _romanised(text[:MOST_LETTERS])
        elif field == "nationalities":
            code = country_codes([text])[0] or ""
            reading = code if code != text else ""
        made.append(_Value(text, reading, note, is_name))
    return made


def _text(value: dict[str, Any]) -> str:
    if not value.get("full") and (value.get("given") or value.get("family")):
        return " ".join(value[key] for key in ("given", "family") if value.get(key))
    text: str = next((value[key] for key in _TEXT_KEYS if value.get(key)), "")
    if value.keys() == {"text", "country"} and value["country"] and value["country"] not in text:
        return f"{text}, {value['country']}"
    return text


def _note(value: dict[str, Any], text: str) -> str:
    said = []
    if value.get("kind") not in {None, "primary", "other"}:
        said.append(value["kind"].replace("_", " "))
    if value.get("quality") == "weak":
        said.append("weak")
    if value.get("asserted_false"):
        said.append("called false by its source")
    if value.get("calendar") not in {None, "gregorian", "unknown"}:
        said.append(f"{value['calendar'].replace('_', ' ')} calendar")
    if value.get("country") and value["country"] not in text:
        said.append(value["country"])
    return ", ".join(said)


def _romanised(text: str) -> str:
    """In Latin letters, where some letter is of another script; as the names are compared."""
    if all("LATIN" in unicodedata.name(letter, "LATIN") for letter in text if letter.isalpha()):
        return ""
    return " ".join(token for word in text.split() for token in fold(word)) or anyascii(text)


def _dates(raw: list[dict[str, Any]]) -> list[_Value]:
    columns = ([each.get(key) for each in raw] for key in ("edtf", "text", "calendar"))
    dates = parse_dates(*columns)
    made = []
    for k, each in enumerate(raw):
        text = visible(each.get("text") or each.get("edtf") or "")
        read = _iso(dates, k)
        made.append(_Value(text, "" if read == text else read, _note(each, text)))
    return made


def _iso(dates: DateColumn, k: int) -> str:
    year, month, day = int(dates.year[k]), int(dates.month[k]), int(dates.day[k])
    precision = int(dates.precision[k])
    if precision == UNREAD:
        return ""
    about = "about " if dates.approximate[k] else ""
    if not year or precision not in {DAY_PRECISION, MONTH_PRECISION, YEAR_PRECISION}:
        ends = (np.datetime64(int(days), "D") for days in (dates.earliest[k], dates.latest[k]))
        return about + " to ".join(map(str, ends))
    parts = [f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part]
    return about + "-".join(parts)
