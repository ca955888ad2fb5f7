"""Checks whole columns at once; what is made of them is what ``fields`` makes of each value.

A row is doubtful where a value of it would be mended or refused, or is of a type that is not read here.
Doubtful rows are checked value by value, and what is made of them here is not used.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.dates.edtf import is_edtf
from suspectmatch.kernels.text import BLANK, CLEAN, DOUBTFUL, are_iso_days, text_faults, word_numbers
from suspectmatch.loading.fields import CHECKS, MAX_TEXT, MAX_VALUES, FieldError
from suspectmatch.schema import FIELDS, Field, Part
from suspectmatch.tables.lists import lists, nothing, ragged, rows_of
from suspectmatch.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Flags = npt.NDArray[np.bool_]
Columns = dict[str, pa.Array]

_TEXT: Final = pa.string()
_NO_WORD: Final = -2
_DAY_BYTES: Final = len("2026-01-31")
_MANY_ROWS: Final = 100_000
"""From here on it pays to check columns side by side."""
_FIELDS: Final = {field.name: field for field in FIELDS}


def columns_of(records: Sequence[Mapping[str, Any]]) -> tuple[Columns, Flags]:
    """The values of plain records as columns, and bool (N,) which rows hold a value that is in none.

    A column has the type that Arrow infers; a column of mixed types is left out.

    >>> columns, doubtful = columns_of([{"record_id": "7", "sex": "male"}, {"record_id": "8", "sex": 1}])
    >>> list(columns), doubtful.tolist()
    (['record_id'], [True, True])
    """
    doubtful = np.zeros(len(records), dtype=bool)
    columns: Columns = {}
    for name in dict.fromkeys(name for record in records for name in record):
        values = [record.get(name) for record in records]
        is_map = name in _FIELDS and _FIELDS[name].kind == "map"
        try:
            column = _maps_of(values) if is_map else pa.array(values)
        except (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError):
            column = None
        if isinstance(column, pa.Array):
            columns[name] = column
        else:
            doubtful |= np.array([value is not None for value in values])
    return columns, doubtful


def _maps_of(values: Sequence[Mapping[Any, Any] | None]) -> pa.Array:
    """Maps, whose keys and items have the types that Arrow infers."""
    lengths = [len(value) if value is not None else 0 for value in values]
    starts = np.cumsum([0, *lengths], dtype=np.int32)
    keys = pa.array([key for value in values if value for key in value.keys()])  # noqa: SIM118
    items = pa.array([item for value in values if value for item in value.values()])
    missing = np.array([value is None for value in values] + [False])
    return pa.MapArray.from_arrays(pa.array(starts, mask=missing), keys.fill_null(""), items)


def checked_columns(
    columns: Iterable[tuple[str, pa.Array]], n_rows: int, *, threads: int | None = None
) -> tuple[Columns, Flags]:
    """The columns in the canonical schema, and bool (N,) which rows are doubtful.

    Columns that hold nothing are left out. A column that is not of the schema, or of a type that is not
    read here, makes the rows doubtful that have a value in it.
    """
    doubtful = np.zeros(n_rows, dtype=bool)
    made: Columns = {}
    given = [(name, column) for name, column in columns if column.null_count < len(column)]
    if threads is None:
        threads = pa.cpu_count()
    if threads > 1 and n_rows > _MANY_ROWS:
        with ThreadPoolExecutor(threads) as pool:
            checked = list(pool.map(_checked, given))
    else:
        checked = [_checked(one) for one in given]
    for (name, _), (found, bad) in zip(given, checked, strict=True):
        doubtful |= bad
        if found is not None and found.null_count < len(found):
            made[name] = found
    return made, doubtful


def nulls(column: pa.Array) -> Flags:
    """Which values are missing, bool (N,)."""
    flags: Flags = column.is_null().to_numpy(zero_copy_only=False)
    return flags


def is_text(kind: pa.DataType) -> bool:
    """Whether a type of columns holds texts, however it is kept."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view())


def _checked(one: tuple[str, pa.Array]) -> tuple[pa.Array | None, Flags]:
    """A column in the canonical schema, None where it cannot be read, and which rows are doubtful."""
    name, column = one
    doubtful = np.zeros(len(column), dtype=bool)
    field = _FIELDS.get(name)
    if field is None:
        found = None
    elif field.parts:
        found = _structs(field, column, doubtful)
    elif field.is_list:
        found = _texts(field, column, doubtful)
    else:
        found = KINDS[field.kind](field, column, doubtful)
    if found is None:
        doubtful |= ~nulls(column)
    return found, doubtful


def _as_text(column: pa.Array) -> pa.Array | None:
    """Texts and whole numbers as text; None for any other type."""
    if column.type == _TEXT:
        return column
    if not (is_text(column.type) or pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
        return None
    try:
        return column.cast(_TEXT)
    except pa.ArrowException:
        return None


def _plain(_: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Texts without the blank ones."""
    text = _as_text(column)
    if text is None:
        return None
    faults = text_faults(*Texts.of(text), MAX_TEXT)
    if not faults.any():
        return text
    if text.null_count:
        faults[nulls(text)] = CLEAN
    doubtful |= faults == DOUBTFUL
    return _without(text, faults == BLANK)


def _without(text: pa.Array, flags: Flags) -> pa.Array:
    return pc.if_else(pa.array(flags), pa.scalar(None, _TEXT), text) if flags.any() else text


def _word(field: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Texts of a closed vocabulary."""
    text = _as_text(column)
    if text is None:
        return None
    numbers = word_numbers(*Texts.of(text), *Texts.of(pa.array(field.words)))
    if text.null_count:
        numbers[nulls(text)] = 0
    doubtful |= numbers == -1
    return _without(text, numbers == _NO_WORD)


def _edtf(_: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """EDTF dates: plain days at once, all others once for each distinct text."""
    text = _as_text(column)
    if text is None:
        return None
    data, offsets = Texts.of(text)
    odd = ~are_iso_days(data, offsets)
    if odd.any():
        text = _without(text, offsets[1:] == offsets[:-1])
        odd &= ~nulls(text)
    _doubt_some(text, np.flatnonzero(odd), is_edtf, doubtful)
    return text


def _reliability(field: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Codes that stay as they are."""

    def stays(value: str) -> bool:
        unread: list[tuple[str, str]] = []
        try:
            return bool(CHECKS[field.name](value, unread) == value and not unread)
        except FieldError:
            return False

    text = _plain(field, column, doubtful)
    if text is not None:
        _doubt_some(text, np.flatnonzero(~nulls(text)), stays, doubtful)
    return text


def _doubt_some(
    text: pa.Array, rows: npt.NDArray[np.int64], is_good: Callable[[str], bool], doubtful: Flags
) -> None:
    """Doubt those of the rows whose text is not good; each distinct text is asked once."""
    if rows.size:
        found = text.take(pa.array(rows)).dictionary_encode()
        good = [is_good(value) for value in found.dictionary.to_pylist()]
        doubtful[rows] |= ~np.array(good, dtype=bool)[found.indices.to_numpy()]


def _day(_: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Days, and texts that are days of ISO 8601."""
    if pa.types.is_date32(column.type):
        return column
    if not is_text(column.type):
        return None
    text = column.cast(_TEXT)
    data, offsets = Texts.of(text)
    lengths = np.diff(offsets)
    are_days = are_iso_days(data, offsets) & (lengths == _DAY_BYTES)
    doubtful |= ~are_days & (lengths > 0)
    return _without(text, ~are_days).cast(pa.date32())


def _flag(_: Field | Part, column: pa.Array, __: Flags) -> pa.Array | None:
    return column if pa.types.is_boolean(column.type) else None


def _map(field: Field | Part, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Maps of text to text; a key that stands twice in one, a blank and a null are doubtful."""
    if not pa.types.is_map(column.type):
        return None
    kept = column.drop_null()
    starts = kept.offsets.to_numpy().astype(np.int64)
    keys = kept.keys.slice(int(starts[0]), int(starts[-1] - starts[0]))
    items = kept.items.slice(int(starts[0]), int(starts[-1] - starts[0]))
    bad = np.zeros(len(keys), dtype=bool)
    texts = [_plain(field, side, bad) for side in (keys, items)]
    if texts[0] is None or texts[1] is None:
        return None
    for text in texts:
        bad |= nulls(text)
    lengths = np.zeros(len(column), dtype=np.int64)
    lengths[~nulls(column)] = np.diff(starts)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    rows = np.repeat(np.arange(len(column)), lengths)
    codes = texts[0].dictionary_encode(null_encoding="encode").indices.to_numpy()
    order = np.lexsort((codes, rows))
    twice = (np.diff(rows[order]) == 0) & (np.diff(codes[order]) == 0)
    bad[order[1:][twice]] = True
    doubtful[rows[bad]] = True
    begins = pa.array(offsets.astype(np.int32), mask=np.append(lengths == 0, False))
    return pa.MapArray.from_arrays(begins, texts[0].fill_null(""), texts[1]).cast(field.type)


def _flat(column: pa.Array, doubtful: Flags) -> tuple[npt.NDArray[np.int64], pa.Array] | None:
    """Offsets and values of a column of lists, or of texts that stand for lists of one."""
    if is_text(column.type):
        return np.concatenate([[0], np.cumsum(~nulls(column))]), column.drop_null()
    if not pa.types.is_list(column.type):
        try:
            column = column.cast(pa.list_(column.type.value_type))
        except (AttributeError, pa.ArrowException):
            return None
    offsets, values = ragged(column)
    doubtful |= np.diff(offsets) > MAX_VALUES
    return offsets, values


def _texts(field: Field, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Lists of texts; one that holds a null or a blank is doubtful."""
    flat = _flat(column, doubtful)
    if flat is None:
        return None
    offsets, values = flat
    bad = np.zeros(len(values), dtype=bool)
    text = _plain(field, values, bad)
    if text is None:
        return None
    if text.null_count:
        bad |= nulls(text)
    doubtful[rows_of(offsets, bad)] = True
    return lists(offsets, text, field.type)


def _structs(field: Field, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Lists of structs, or of texts that stand for them."""
    flat = _flat(column, doubtful)
    if flat is None:
        return None
    offsets, values = flat
    bad = nulls(values)
    given = {field.shorthand: values}
    if pa.types.is_struct(values.type):
        names = [one.name for one in values.type]
        if len(set(names)) < len(names) or not {part.name for part in field.parts}.issuperset(names):
            return None
        given = dict(zip(names, values.flatten(), strict=True))
    parts = {part.name: _part(part, given.get(part.name), bad) for part in field.parts}
    _complete(field, parts, bad)
    doubtful[rows_of(offsets, bad)] = True
    made = pa.StructArray.from_arrays(list(parts.values()), fields=list(field.type.value_type))
    return lists(offsets, made, field.type)


def _part(part: Part, column: pa.Array | None, bad: Flags) -> pa.Array:
    """One part of structs; nulls where there is none or it is not read."""
    if column is None or column.null_count == len(column):
        return nothing(bad.size, part.type)
    found = KINDS[part.kind](part, column, bad)
    if found is None:
        bad |= ~nulls(column)
        return nothing(bad.size, part.type)
    return found


def _complete(field: Field, parts: Columns, bad: Flags) -> None:
    """Add what follows from the other parts, and doubt structs that say nothing."""
    for part in field.parts:
        if part.joined and parts[part.name].null_count:
            given = [parts[key].fill_null("") for key in part.joined]
            joined = pc.ascii_trim(pc.binary_join_element_wise(*given, " "), characters=" ")
            joined = pc.if_else(pc.equal(pc.binary_length(joined), 0), pa.scalar(None, _TEXT), joined)
            parts[part.name] = pc.coalesce(parts[part.name], joined)
        if part.default is not None:
            parts[part.name] = parts[part.name].fill_null(part.default)
    if all(parts[key].null_count for key in field.needs):
        bad |= np.logical_and.reduce([nulls(parts[key]) for key in field.needs])


KINDS: Final[dict[str, Callable[[Field | Part, pa.Array, Flags], pa.Array | None]]] = {
    "text": _plain,
    "word": _word,
    "edtf": _edtf,
    "flag": _flag,
    "day": _day,
    "reliability": _reliability,
    "map": _map,
}
"""Checks of a column of single values, by kind of field."""
