"""How each field of the canonical record is read: names, and fields whose values are equal or not.

To compare one more field by its values, add a row to ``CODE_FIELDS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.kernels.ragged import expand
from suspectmatch.names.parts import code_points, parse_names
from suspectmatch.normalising.columns import (
    coded,
    distinct_rows,
    encode,
    flattened,
    origins,
    rarity_bits,
)
from suspectmatch.normalising.documents import contact_key, document_kind, document_numbers
from suspectmatch.normalising.places import country_codes, place_country, place_tokens, split_countries
from suspectmatch.schema import ALIAS_KINDS
from suspectmatch.tables import CodeColumn, NameColumn
from suspectmatch.tables.lists import ragged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    Read = Callable[[list[pa.Array]], Sequence[Sequence[str]] | pa.Array]
    Rows = tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], list[pa.Array]]

NAME_FIELDS: Final = ("names", "father_names", "mother_names")
CONTACT_POPULATION: Final = 10_000
"""A telephone number is taken to be shared by chance no more often than in a file of this size."""


class CodeField(NamedTuple):
    """How a field is read whose values are equal or not.

    Attributes:
        column: the column of the canonical record.
        parts: the parts of its structs that are read; none where the values are plain texts.
        read: from the distinct values, part by part, to what each stands for: texts, or one key or null.
        kinds: the part that says of which kind a value is, brought to one form; None without kinds.
        population: a value is never taken to be rarer than in a file of this size.
    """

    column: str
    parts: tuple[str, ...]
    read: Read
    kinds: Callable[[pa.Array], npt.NDArray[np.int32]] | None = None
    population: int = 1


def _each(read: Callable[..., Sequence[str]]) -> Read:
    """Read distinct values one by one."""
    return lambda parts: [read(*row) for row in zip(*(each.to_pylist() for each in parts), strict=True)]


def _countries(text: str | None) -> list[str]:
    return [code for code in country_codes(split_countries(text)) if code] if text else []


def _town(text: str | None, _: str | None) -> list[str]:
    return sorted(set(place_tokens(text))) if text else []


def _birth_country(text: str | None, country: str | None) -> list[str]:
    code = country_codes([country])[0] or (place_country(text) if text else None)
    return [code] if code else []


def _contact(kind: str | None, value: str | None) -> list[str]:
    key = contact_key(kind, value)
    return [key] if key else []


def _document_kinds(kinds: pa.Array) -> npt.NDArray[np.int32]:
    codes, distinct = encode(kinds)
    known: dict[str, int] = {}
    found = [known.setdefault(document_kind(kind), len(known)) for kind in distinct]
    return np.array(found, dtype=np.int32)[codes] if found else codes


_PLACE: Final = ("text", "country")
CODE_FIELDS: Final[dict[str, CodeField]] = {
    "nationalities": CodeField("nationalities", (), _each(_countries)),
    "sex": CodeField("sex", (), lambda parts: parts[0]),
    "birth_places": CodeField("birth_places", _PLACE, _each(_town)),
    "birth_countries": CodeField("birth_places", _PLACE, _each(_birth_country)),
    "documents": CodeField(
        "documents", ("kind", "number"), lambda parts: document_numbers(parts[1]), _document_kinds
    ),
    "contacts": CodeField("contacts", ("kind", "value"), _each(_contact), population=CONTACT_POPULATION),
}
"""By field of `People.sets`: where its values stand, and how they are read."""


def code_columns(table: pa.Table) -> dict[str, CodeColumn]:
    """The fields of ``CODE_FIELDS``, each distinct value read once."""
    rows: dict[str, Rows] = {}
    made = {}
    for name, field in CODE_FIELDS.items():
        if field.column not in rows:
            rows[field.column] = _distinct(table.column(field.column), field.parts)
        made[name] = _code_column(field, *rows[field.column])
    return made


def _distinct(column: pa.ChunkedArray, parts: tuple[str, ...]) -> Rows:
    """Offsets of each record's values, their codes, and the distinct values part by part."""
    if pa.types.is_list(column.type):
        offsets, values = ragged(column)
    else:
        plain = pc.cast(column.combine_chunks(), pa.string())
        values = plain.drop_null()
        offsets = np.concatenate([[0], np.cumsum(plain.is_valid().to_numpy(zero_copy_only=False))])
    codes, distinct = distinct_rows(
        [pc.struct_field(values, key) for key in parts] if parts else [values]
    )
    return offsets, codes, distinct


def _code_column(
    field: CodeField,
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    distinct: list[pa.Array],
) -> CodeColumn:
    parsed = field.read(distinct)
    if isinstance(parsed, pa.Array):
        held = parsed.drop_null().dictionary_encode()
        starts = np.concatenate([[0], np.cumsum(parsed.is_valid().to_numpy(zero_copy_only=False))])
        flat, values = held.indices.to_numpy(), tuple(held.dictionary.to_pylist())
    else:
        made, values = coded(parsed)
        starts, flat = flattened(made)
    new_offsets, new_codes, position = expand(offsets, codes, starts.astype(np.int64), flat)
    kinds = np.zeros(position.size, np.int32)
    if field.kinds is not None:
        kinds = field.kinds(distinct[0])[codes][origins(offsets, new_offsets, position)]
    points, point_offsets = code_points(values)
    return CodeColumn(
        offsets=new_offsets,
        codes=new_codes,
        values=values,
        position=position,
        kinds=kinds,
        bits=rarity_bits(new_offsets, new_codes, len(values), population=field.population),
        points=points,
        point_offsets=point_offsets,
    )


def name_columns(table: pa.Table) -> dict[str, NameColumn]:
    """The fields of ``NAME_FIELDS``, whose distinct names are parsed together."""
    lists: dict[str, Any] = {name: ragged(table.column(name)) for name in NAME_FIELDS}
    offsets, structs = lists["names"]
    lists["names"] = offsets, pc.struct_field(structs, "full")
    texts = [values for _, values in lists.values()]
    used = [values for values in texts if len(values)] or texts[:1]
    everything = (pa.concat_arrays(used) if len(used) > 1 else used[0]).dictionary_encode()
    codes = np.split(
        everything.indices.to_numpy().astype(np.int32, copy=False),
        np.cumsum([len(values) for values in texts])[:-1],
    )
    record_of = np.repeat(np.arange(table.num_rows, dtype=np.int32), np.diff(offsets))
    parsed = parse_names(everything.dictionary, codes[0], record_of, table.num_rows)
    weak = pc.fill_null(pc.equal(pc.struct_field(structs, "quality"), "weak"), False).to_numpy(
        zero_copy_only=False
    )
    none = np.zeros(table.num_rows, bool)
    made = {
        name: NameColumn(starts, own, np.zeros(own.size, bool), none, parsed)
        for (name, (starts, _)), own in zip(lists.items(), codes, strict=True)
    }
    weak = weak | parsed.kunya_only[codes[0]]
    only_aliases = _only_aliases(offsets, pc.struct_field(structs, "kind"))
    return made | {"names": NameColumn(offsets, codes[0], weak, only_aliases, parsed)}


def _only_aliases(offsets: npt.NDArray[np.int64], kinds: pa.Array) -> npt.NDArray[np.bool_]:
    """Whether each record has names, and all of them are of the kinds of `schema.ALIAS_KINDS`."""
    is_alias = pc.is_in(kinds, pa.array(ALIAS_KINDS)).to_numpy(zero_copy_only=False)
    n_aliases = np.concatenate([[0], np.cumsum(is_alias)])[offsets]
    names = np.diff(offsets)
    only: npt.NDArray[np.bool_] = (names > 0) & (np.diff(n_aliases) == names)
    return only
