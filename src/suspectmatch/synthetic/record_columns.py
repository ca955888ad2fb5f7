"""Observations as columns of the canonical record schema, built without a loop over records."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.observing import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from suspectmatch.synthetic.observing import Observation
    from suspectmatch.synthetic.persons import Persons

    Part: TypeAlias = str | NDArray[np.object_] | None


def texts(values: NDArray[np.object_]) -> pa.Array:
    """A column of text; None is null.

    >>> texts(np.array(["Ali", None], dtype=object)).to_pylist()
    ['Ali', None]
    """
    return pa.array(values, type=pa.string())


def lists(values: pa.Array, row: NDArray[np.int64], n: int) -> pa.ListArray:
    """One list per record, null where it would be empty.

    Args:
        values: what the lists hold, record by record.
        row: the record each value belongs to, in rising order.
        n: how many records.

    >>> lists(pa.array(["a", "b", "c"]), np.array([0, 0, 2]), 3).to_pylist()
    [['a', 'b'], None, ['c']]
    """
    offsets = np.searchsorted(row, np.arange(n + 1)).astype(np.int32)
    empty = offsets[1:] == offsets[:-1]
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(empty))


def structs(
    field: str,
    parts: Mapping[str, Part],
    row: NDArray[np.int64] | None = None,
    n: int | None = None,
) -> pa.ListArray:
    """A column of lists of structs, such as ``names``.

    Args:
        field: field of the record schema.
        parts: for entries of its struct, values or one text for all; other entries are null. Where the
            first array among them has None there is no struct.
        row: the record each struct belongs to, in rising order; one each when not given.
        n: how many records; as many as structs when not given.
    """
    kind = RECORD_SCHEMA.field(field).type.value_type
    main = next(part for part in parts.values() if isinstance(part, np.ndarray))
    n_values, arrays = len(main), []
    for part in kind:
        value = parts.get(part.name)
        if value is None:
            arrays.append(pa.nulls(n_values, part.type))
        elif isinstance(value, str):
            arrays.append(pa.repeat(pa.scalar(value), n_values))
        else:
            arrays.append(texts(value))
    made = pa.StructArray.from_arrays(arrays, fields=list(kind))
    has = main != None  # noqa: E711 - element by element
    row = np.arange(n_values) if row is None else row
    made = made if has.all() else made.filter(pa.array(has))
    return lists(made, row[has], n_values if n is None else n).cast(RECORD_SCHEMA.field(field).type)


def record_table(columns: Mapping[str, pa.Array], n: int) -> pa.Table:
    """A table in the record schema; fields that are not given are null."""
    return pa.table(
        [columns.get(field.name, pa.nulls(n, field.type)) for field in RECORD_SCHEMA],
        schema=RECORD_SCHEMA,
    )


def edtf(birth: NDArray[np.datetime64], form: NDArray[np.int8]) -> NDArray[np.object_]:
    """Birth dates in EDTF: the day, month, year or span that is known; None where nothing is.

    >>> day = np.array(["1970-03-07"] * 3, dtype="datetime64[D]")
    >>> edtf(day, np.array([0, 2, 3])).tolist()
    ['1970-03-07', '1970', '1970~']
    """
    text = np.datetime_as_string(birth).astype(object)
    year = np.datetime_as_string(birth.astype("datetime64[Y]")).astype(object)
    for word, made in (
        ("month", np.datetime_as_string(birth.astype("datetime64[M]")).astype(object)),
        ("year", year),
        ("about", year + "~"),
        ("age", year + "~"),
    ):
        mine = form == FORMS.index(word)
        text[mine] = made[mine]
    span = np.flatnonzero(form == FORMS.index("between"))
    years = birth[span].astype("datetime64[Y]").astype(int) + 1970
    text[span] = [f"{value - value % 3}/{value + 3 - value % 3}" for value in years.tolist()]
    text[form == FORMS.index("missing")] = None
    return np.asarray(text)


def homes_of(people: Persons, seen: Observation) -> dict[str, NDArray[np.object_]]:
    """Town and country of birth and nationality as codes and names; None where the source lacks them."""
    codes = np.array([country.code for country in countries()], dtype=object)
    widest = max(len(country.towns) for country in countries())
    towns = np.array([(*c.towns, *[None] * (widest - len(c.towns))) for c in countries()], dtype=object)
    home = people.country[seen.person]
    born, birth_country = towns[home, people.town[seen.person]], codes[home]
    nationality = codes[seen.nationality]
    born[~seen.place] = birth_country[~seen.place] = None
    nationality[seen.nationality < 0] = None
    return {"town": born, "country": birth_country, "nationality": nationality}
