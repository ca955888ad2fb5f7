"""Writer of border crossings: what a reader takes off the machine readable zone of passports."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.synthetic.mrz import MrzName, name_field, passport_lines, read_name
from suspectmatch.synthetic.names import CULTURES, countries
from suspectmatch.synthetic.observing import Observation, observe
from suspectmatch.synthetic.writing import day_of, form_of, passport_text, some_day

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from suspectmatch.synthetic.habits import SourceHabits
    from suspectmatch.synthetic.persons import Persons

BORDER_COLUMNS: Final = (
    "RECORD_NO",
    "SURNAME",
    "GIVEN_NAMES",
    "DATE_OF_BIRTH",
    "SEX",
    "NATIONALITY",
    "ISSUING_STATE",
    "PASSPORT_NUMBER",
    "NAME_CUT",
    "CROSSED_ON",
    "MRZ_LINE_1",
    "MRZ_LINE_2",
)
_SPELLED_OUT: Final = ("european",)
"""Cultures whose passports write UE for Ü."""


def mrz_name(people: Persons, seen: Observation, row: int) -> str:
    """The name field of a person's passport."""
    given = " ".join(filter(None, (seen.given[row], seen.middle[row])))
    umlauts = CULTURES[people.culture[seen.person[row]]] in _SPELLED_OUT
    return name_field(seen.family[row], given, umlauts=umlauts)


def write_border_crossings(
    path: Path,
    people: Persons,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
) -> list[str]:
    """Write crossings as CSV: both lines of the zone, and the fields a reader takes from them.

    No letter stands there that a passport reader does not know: names are cut to 39 characters in all,
    without accents; there is no place of birth and no other script. The zone gives years in two digits;
    the field beside it has them in four.

    Returns:
        The record id of each person, in the order of ``rows``.
    """
    seen = observe(people, rows, habits, rng)
    ids = [f"BX{row:07d}" for row in range(len(rows))]
    with path.open("w", encoding="ascii", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(BORDER_COLUMNS)
        for row, number in enumerate(ids):
            writer.writerow((number, *_crossing(people, seen, row, rng)))
    return ids


def _crossing(people: Persons, seen: Observation, row: int, rng: np.random.Generator) -> list[str]:
    day, form = day_of(seen, row), form_of(seen, row)
    state = countries()[people.country[seen.person[row]]].alpha3
    nationality = countries()[seen.nationality[row]].alpha3
    sex = {"male": "M", "female": "F"}.get(seen.sex[row] or "", "<")
    person = int(seen.person[row])
    # Who has no passport of his own travels on a paper that is the same every time.
    paper = int(seen.passport[row]) if seen.passport[row] >= 0 else person * 104_729 % 259_000_000
    number = passport_text(paper)
    crossed = some_day(rng, dt.date(2012, 1, 1), dt.date(2025, 12, 31))
    expiry = some_day(rng, crossed, dt.date(crossed.year + 9, 12, 31))
    birth = {"day": f"{day:%y%m%d}", "month": f"{day:%y%m}<<", "year": f"{day:%y}<<<<"}
    known = {"day": f"{day:%Y-%m-%d}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}
    name = mrz_name(people, seen, row)
    read: MrzName = read_name(name)
    lines = passport_lines(
        name,
        state=state,
        number=number,
        nationality=nationality,
        birth=birth.get(form, "<<<<<<"),
        sex=sex,
        expiry=f"{expiry:%y%m%d}",
    )
    return [
        read.family,
        read.given,
        known.get(form, ""),
        sex.strip("<"),
        nationality,
        state,
        number,
        "Y" if read.is_cut else "",
        crossed.isoformat(),
        *lines,
    ]
