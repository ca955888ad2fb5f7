"""Columns of canonical records checked and shaped at once, as ``fields`` does value by value.

A column is vouched for where every value is already as ``fields`` would leave it, or is brought into
that form by filling in what is missing. Rows that hold anything else are doubtful: they go through the
intake one by one, and what is made of them here is not used.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.dates.edtf import is_edtf
from suspectmatch.kernels.text import BLANK, CLEAN, DOUBTFUL, are_iso_days, text_faults, word_numbers
from suspectmatch.loading.fields import MAX_TEXT, MAX_VALUES, RESHAPE, Unfit
from suspectmatch.schema import CALENDARS, NAME_KINDS, QUALITIES, RECORD_SCHEMA, ROLES, SEXES, SHORTHAND
from suspectmatch.tables.lists import lists, nothing, ragged, rows_of
from suspectmatch.tables.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

_TEXT: Final = pa.string()
_NO_WORD: Final = -2
_MANY_ROWS: Final = 100_000
"""From here on it pays to take columns side by side."""


def shaped_columns(batch: pa.RecordBatch) -> tuple[dict[str, pa.Array], Flags]:
    """The columns of a batch in the canonical schema, and bool (N,) which rows are doubtful.

    Columns that hold nothing are left out. A column that is not of the schema, or of a type that is not
    read here, makes the rows doubtful that have a value in it.
    """
    doubtful = np.zeros(batch.num_rows, dtype=bool)
    made: dict[str, pa.Array] = {}
    given = [
        (name, column)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
        if column.null_count < len(column)
    ]
    workers = pa.cpu_count() if batch.num_rows > _MANY_ROWS else 1
    if not given:
        return made, doubtful
    with ThreadPoolExecutor(workers) as pool:
        for (name, _), (found, bad) in zip(
            given, pool.map(_shaped, *zip(*given, strict=True)), strict=True
        ):
            doubtful |= bad
            if found is not None and found.null_count < len(found):
                made[name] = found
    return made, doubtful


def _shaped(name: str, column: pa.Array) -> tuple[pa.Array | None, Flags]:
    """A column in the canonical schema, None where it cannot be had, and which rows are doubtful."""
    doubtful = np.zeros(len(column), dtype=bool)
    shape = _SHAPES.get(name)
    found = None if shape is None else shape(column, doubtful)
    if found is None:
        doubtful |= ~_nulls(column)
    return found, doubtful


def _nulls(column: pa.Array) -> Flags:
    flags: Flags = pc.is_null(column).to_numpy(zero_copy_only=False)
    return flags


def is_text(kind: pa.DataType) -> bool:
    """Whether a type of columns holds texts, however it is kept."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view())


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


def _checked(column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Texts without the blank ones; those that ``fields`` would mend or refuse are doubtful."""
    text = _as_text(column)
    if text is None:
        return None
    faults = text_faults(*Texts.of(text), MAX_TEXT)
    if not faults.any():
        return text
    if text.null_count:
        faults[_nulls(text)] = CLEAN
    doubtful |= faults == DOUBTFUL
    return _without(text, faults == BLANK)


def _without(text: pa.Array, flags: Flags) -> pa.Array:
    return pc.if_else(pa.array(flags), pa.scalar(None, _TEXT), text) if flags.any() else text


def _one_of(words: tuple[str, ...], column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Texts of a closed vocabulary."""
    text = _as_text(column)
    if text is None:
        return None
    numbers = word_numbers(*Texts.of(text), *Texts.of(pa.array(words)))
    if text.null_count:
        numbers[_nulls(text)] = 0
    doubtful |= numbers == -1
    return _without(text, numbers == _NO_WORD)


def _edtf(column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """EDTF dates: plain days at once, all others once per distinct text."""
    text = _as_text(column)
    if text is None:
        return None
    data, offsets = Texts.of(text)
    odd = ~are_iso_days(data, offsets)
    if odd.any():
        text = _without(text, offsets[1:] == offsets[:-1])
        odd &= ~_nulls(text)
    if not odd.any():
        return text
    rows = np.flatnonzero(odd)
    found = text.take(pa.array(rows)).dictionary_encode()
    good = [is_edtf(value) for value in found.dictionary.to_pylist()]
    doubtful[rows] |= ~np.array(good, dtype=bool)[found.indices.to_numpy()]
    return text


def _same(name: str, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Texts that ``fields`` must leave as they are, each distinct one asked once."""
    text = _checked(column, doubtful)
    if text is None:
        return None
    found = text.dictionary_encode(null_encoding="encode")
    bad = np.array([not _stays(name, value) for value in found.dictionary.to_pylist()], dtype=bool)
    doubtful |= bad[found.indices.to_numpy()]
    return text


def _stays(name: str, value: str | None) -> bool:
    unread: list[tuple[str, str]] = []
    try:
        return value is None or (RESHAPE[name](value, unread) == value and not unread)
    except Unfit:
        return False


def _day(column: pa.Array, _: Flags) -> pa.Array | None:
    return column if pa.types.is_date32(column.type) else None


def _flat(column: pa.Array, doubtful: Flags) -> tuple[npt.NDArray[np.int64], pa.Array] | None:
    """Offsets and values of a column of lists, or of texts that stand for lists of one."""
    if is_text(column.type):
        return np.concatenate([[0], np.cumsum(~_nulls(column))]), column.drop_null()
    if not pa.types.is_list(column.type):
        try:
            column = column.cast(pa.list_(column.type.value_type))
        except (AttributeError, pa.ArrowException):
            return None
    offsets, values = ragged(column)
    doubtful |= np.diff(offsets) > MAX_VALUES
    return offsets, values


def _texts(kind: pa.ListType, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Lists of texts; one that holds a null or a blank is doubtful."""
    flat = _flat(column, doubtful)
    if flat is None:
        return None
    offsets, values = flat
    bad = np.zeros(len(values), dtype=bool)
    text = _checked(values, bad)
    if text is None:
        return None
    if text.null_count:
        bad |= _nulls(text)
    doubtful[rows_of(offsets, bad)] = True
    return lists(offsets, text, kind)


def _structs(name: str, kind: pa.ListType, column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Lists of structs, or of texts that stand for them."""
    flat = _flat(column, doubtful)
    if flat is None:
        return None
    offsets, values = flat
    bad = np.zeros(len(values), dtype=bool)
    if pa.types.is_struct(values.type):
        bad |= _nulls(values)
        names = [field.name for field in values.type]
        given = dict(zip(names, values.flatten(), strict=True))
    else:
        given = {SHORTHAND[name]: values}
        names = list(given)
        bad |= _nulls(values)
    if len(given) < len(names) or not {field.name for field in kind.value_type}.issuperset(given):
        return None
    parts = {field.name: _part(name, field, given, bad) for field in kind.value_type}
    parts = _FINISH[name](parts, bad)
    doubtful[rows_of(offsets, bad)] = True
    made = pa.StructArray.from_arrays(list(parts.values()), fields=list(kind.value_type))
    return lists(offsets, made, kind)


def _part(name: str, field: pa.Field, given: dict[str, pa.Array], bad: Flags) -> pa.Array:
    """One part of structs; nulls where there is none or it is not read."""
    column = given.get(field.name)
    if column is None or column.null_count == len(column):
        return nothing(bad.size, field.type)
    if field.name == "asserted_false":
        found = column if pa.types.is_boolean(column.type) else None
    elif (name, field.name) in _WORDS:
        found = _one_of(_WORDS[name, field.name], column, bad)
    else:
        found = (_edtf if field.name == "edtf" else _checked)(column, bad)
    if found is None:
        bad |= ~_nulls(column)
        return nothing(bad.size, field.type)
    return found


Parts = dict[str, pa.Array]


def _name(parts: Parts, bad: Flags) -> Parts:
    if parts["full"].null_count:
        given, family = (parts[key].fill_null("") for key in ("given", "family"))
        joined = pc.ascii_trim(pc.binary_join_element_wise(given, family, " "), characters=" ")
        parts["full"] = pc.coalesce(parts["full"], joined)
        bad |= pc.binary_length(parts["full"]).to_numpy(zero_copy_only=False) == 0
    for key, usual in (("kind", "primary"), ("quality", "strong")):
        parts[key] = parts[key].fill_null(usual)
    return parts


def _some(keys: tuple[str, ...], parts: Parts, bad: Flags) -> Parts:
    """Structs that need one of these parts."""
    missing = np.ones(bad.size, dtype=bool)
    for key in keys:
        if not parts[key].null_count:
            return parts
        missing &= _nulls(parts[key])
    bad |= missing
    return parts


def _extra(column: pa.Array, doubtful: Flags) -> pa.Array | None:
    """Maps of text to text; a key that stands twice in one, a blank and a null are doubtful."""
    if not pa.types.is_map(column.type):
        return None
    kept = column.drop_null()
    starts = kept.offsets.to_numpy().astype(np.int64)
    keys = kept.keys.slice(int(starts[0]), int(starts[-1] - starts[0]))
    items = kept.items.slice(int(starts[0]), int(starts[-1] - starts[0]))
    bad = np.zeros(len(keys), dtype=bool)
    texts = [_checked(side, bad) for side in (keys, items)]
    if texts[0] is None or texts[1] is None:
        return None
    for text in texts:
        bad |= _nulls(text)
    lengths = np.zeros(len(column), dtype=np.int64)
    lengths[~_nulls(column)] = np.diff(starts)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    rows = np.repeat(np.arange(len(column)), lengths)
    codes = texts[0].dictionary_encode(null_encoding="encode").indices.to_numpy()
    order = np.lexsort((codes, rows))
    twice = (np.diff(rows[order]) == 0) & (np.diff(codes[order]) == 0)
    bad[order[1:][twice]] = True
    doubtful[rows[bad]] = True
    begins = pa.array(offsets.astype(np.int32), mask=np.append(lengths == 0, False))
    return pa.MapArray.from_arrays(begins, texts[0].fill_null(""), texts[1]).cast(
        RECORD_SCHEMA.field("extra").type
    )


_WORDS: Final = {
    ("names", "kind"): NAME_KINDS,
    ("names", "quality"): QUALITIES,
    ("birth_dates", "calendar"): CALENDARS,
}
_FINISH: Final[dict[str, Callable[[Parts, Any], Parts]]] = {
    "names": _name,
    "birth_dates": partial(_some, ("edtf", "text")),
    "birth_places": partial(_some, ("text", "country")),
    "places": partial(_some, ("text", "country")),
    "documents": partial(_some, ("number",)),
    "contacts": partial(_some, ("value",)),
}


def _shape(field: pa.Field) -> Callable[[pa.Array, Any], pa.Array | None]:
    special: dict[str, Callable[[pa.Array, Any], pa.Array | None]] = {
        "role": partial(_one_of, ROLES),
        "sex": partial(_one_of, SEXES),
        "reliability": partial(_same, "reliability"),
        "extra": _extra,
    }
    if field.name in _FINISH:
        return partial(_structs, field.name, field.type)
    if pa.types.is_list(field.type):
        return partial(_texts, field.type)
    if pa.types.is_date(field.type):
        return _day
    return special.get(field.name, _checked)


_SHAPES: Final = {field.name: _shape(field) for field in RECORD_SCHEMA}
