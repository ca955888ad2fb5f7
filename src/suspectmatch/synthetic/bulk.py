"""Very many plain records with truth, for measuring speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.synthetic.habits import HABITS
from suspectmatch.synthetic.names import countries
from suspectmatch.synthetic.observing import FORMS, join, observe
from suspectmatch.synthetic.persons import generate_people

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from suspectmatch.synthetic.observing import Observation
    from suspectmatch.synthetic.persons import Persons


class LabelledRecords(NamedTuple):
    """Records with their truth.

    Attributes:
        records: an Arrow table in the canonical record schema.
        person_id: the hidden person of each record; equal numbers are one person.
    """

    records: pa.Table
    person_id: NDArray[np.int64]


def single_name_records(
    n: int, *, seed: int = 0, duplicates: float = 0.3, n_sources: int = 3
) -> LabelledRecords:
    """Records with one name, one birth date and one place each, spread over a few sources.

    Args:
        n: how many records.
        seed: the same seed gives the same records.
        duplicates: share of the records that show a person who is already there, in [0, 1).
        n_sources: how many sources, named ``a``, ``b``, ``c`` and so on.

    Raises:
        ParameterError: a number is out of its range.

    >>> made = single_name_records(1000, seed=1)
    >>> made.records.num_rows, len(set(made.person_id.tolist()))
    (1000, 700)
    """
    checks.positive_int("n", n)
    checks.positive_int("n_sources", n_sources)
    checks.probability("duplicates", duplicates)
    rng = np.random.default_rng(seed)
    n_persons = max(1, round(n * (1 - duplicates)))
    people = generate_people(n_persons, seed=seed)
    again = rng.integers(0, n_persons, n - n_persons)
    # A few persons are seen very often: half of the repeats go to a tenth of the persons.
    again = np.where(rng.random(len(again)) < 0.5, again // 10, again)
    person = rng.permutation(np.concatenate([np.arange(n_persons), again]))
    seen = observe(people, person, HABITS["benchmark"], rng)
    source = rng.integers(0, n_sources, n)
    return LabelledRecords(_records(people, seen, source, n_sources), person)


def _records(people: Persons, seen: Observation, source: NDArray[np.int64], n_sources: int) -> pa.Table:
    n = len(seen)
    codes = np.array([country.code for country in countries()], dtype=object)
    home = people.country[seen.person]
    widest = max(len(country.towns) for country in countries())
    towns = np.array([(*c.towns, *[None] * (widest - len(c.towns))) for c in countries()], dtype=object)
    born, birth_country, nationality = (
        towns[home, people.town[seen.person]],
        codes[home],
        codes[seen.nationality],
    )
    born[~seen.place] = birth_country[~seen.place] = None
    nationality[seen.nationality < 0] = None
    sources = np.array([chr(97 + i) if i < 26 else f"s{i}" for i in range(n_sources)], dtype=object)
    numbers = pa.array(np.arange(n)).cast(pa.string())
    given = join(seen.given, seen.middle)
    columns = {
        "source": _texts(sources[source]),
        "record_id": numbers,
        "role": pa.repeat(pa.scalar("suspect"), n),
        "names": _one(
            "names",
            join(given, seen.family),
            given=given,
            family=seen.family,
            kind="primary",
            quality="strong",
        ),
        "birth_dates": _dates(seen),
        "birth_places": _one("birth_places", born, country=birth_country),
        "nationalities": _lists(_texts(nationality), nationality),
        "sex": _texts(seen.sex),
    }
    return pa.table(
        [columns.get(field.name, pa.nulls(n, field.type)) for field in RECORD_SCHEMA],
        schema=RECORD_SCHEMA,
    )


def _texts(values: NDArray[np.object_]) -> pa.Array:
    return pa.array(values, type=pa.string())


def _lists(values: pa.Array, present: NDArray[np.object_]) -> pa.ListArray:
    """One list per row, of one value where ``present`` is not None, else null."""
    has = present != None  # noqa: E711 - element by element
    offsets = np.concatenate([[0], np.cumsum(has)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.filter(pa.array(has)), mask=pa.array(~has))


def _one(
    field: str, main: NDArray[np.object_], **others: str | NDArray[np.object_] | None
) -> pa.ListArray:
    """A column of lists of one struct; the first part of the struct is ``main``."""
    struct = RECORD_SCHEMA.field(field).type.value_type
    n, arrays = len(main), []
    for part in struct:
        value = main if part.name == struct[0].name else others.get(part.name)
        if value is None:
            arrays.append(pa.nulls(n, part.type))
        elif isinstance(value, str):
            arrays.append(pa.repeat(pa.scalar(value), n))
        else:
            arrays.append(_texts(value))
    return _lists(pa.StructArray.from_arrays(arrays, fields=list(struct)), main).cast(
        RECORD_SCHEMA.field(field).type
    )


def _dates(seen: Observation) -> pa.ListArray:
    """Birth dates as EDTF: the day, the month or the year, whatever is known."""
    text = np.datetime_as_string(seen.birth).astype(object)
    month, year = seen.form == FORMS.index("month"), seen.form == FORMS.index("year")
    text[month] = np.datetime_as_string(seen.birth[month].astype("datetime64[M]")).astype(object)
    text[year] = np.datetime_as_string(seen.birth[year].astype("datetime64[Y]")).astype(object)
    text[seen.form == FORMS.index("missing")] = None
    return _one("birth_dates", text, text=text)
