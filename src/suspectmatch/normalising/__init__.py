"""normalise(): records become people, in columns that kernels can compare."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.kernels.ragged import expand
from suspectmatch.names.parts import code_points, parse_names
from suspectmatch.normalising.birth_dates import birth_dates
from suspectmatch.normalising.columns import (
    coded,
    distinct_rows,
    encode,
    encode_rows,
    flattened,
    origins,
    part,
    per_distinct,
    ragged,
    rarity_bits,
)
from suspectmatch.normalising.documents import contact_key, document_kind, document_numbers
from suspectmatch.normalising.places import country_codes, place_country, place_tokens, split_countries
from suspectmatch.normalising.reliability import reliability_values
from suspectmatch.schema import ALIAS_KINDS, REJECTED_SCHEMA, ROLES
from suspectmatch.tables import CodeColumn, NameColumn, People, Records

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["normalise"]

CONTACT_POPULATION = 10_000
"""A telephone number is taken to be shared by chance no more often than in a file of this size."""


def normalise(records: Records) -> People:
    """Make records comparable: tokens of names, intervals of dates, codes of everything else.

    Every distinct value is worked on once. Nothing is thrown away: a value that is not understood
    stays in the record and is listed in ``unread``.

    Args:
        records: what ``load`` returned.

    Returns:
        People, rows in load order.

    Raises:
        ParameterError: ``records`` is not a ``Records`` table.

    Example:
        >>> import suspectmatch as sm
        >>> sm.normalise(sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan"]}]}))
        People(1 records of 1 sources; 1 distinct names, 2 distinct tokens; 0 values not understood)
    """
    checks.instance("records", records, Records, "a Records table, as made by load()")
    table = records.table
    source, sources = encode(table.column("source").combine_chunks())
    role = pc.index_in(table.column("role"), pa.array(ROLES)).to_numpy().astype(np.int8)
    unread: list[dict[str, Any]] = []
    # Names take longest, and nearly all of it without the interpreter: all else is done meanwhile.
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(_name_columns, table)
        born, sets = birth_dates(table, source, len(sources), unread), _sets(table)
        names, fathers, mothers = made.result()
    return People(
        records=records,
        source=source,
        sources=tuple(str(name) for name in sources),
        role=role,
        names=names,
        father_names=fathers,
        mother_names=mothers,
        birth_dates=born,
        sets=sets,
        reliability=reliability_values(table.column("reliability"), unread, table),
        unread=pa.Table.from_pylist(unread, schema=REJECTED_SCHEMA),
    )


def _name_columns(table: pa.Table) -> tuple[NameColumn, NameColumn, NameColumn]:
    offsets, structs = ragged(table.column("names"))
    father_offsets, fathers = ragged(table.column("father_names"))
    mother_offsets, mothers = ragged(table.column("mother_names"))
    full = part(structs, "full")
    weak = pc.fill_null(pc.equal(part(structs, "quality"), "weak"), False).to_numpy(zero_copy_only=False)
    n, m = len(full), len(fathers)
    everything = pa.concat_arrays([full, fathers, mothers]) if m or len(mothers) else full
    everything = everything.dictionary_encode()
    codes = everything.indices.to_numpy().astype(np.int32, copy=False)
    parsed = parse_names(
        everything.dictionary,
        codes[:n],
        np.repeat(np.arange(table.num_rows, dtype=np.int32), np.diff(offsets)),
        table.num_rows,
    )
    weak = weak | parsed.kunya_only[codes[:n]]
    none = np.zeros(table.num_rows, bool)
    return (
        NameColumn(offsets, codes[:n], weak, _only_aliases(offsets, part(structs, "kind")), parsed),
        NameColumn(father_offsets, codes[n : n + m], np.zeros(m, bool), none, parsed),
        NameColumn(mother_offsets, codes[n + m :], np.zeros(len(mothers), bool), none, parsed),
    )


def _only_aliases(offsets: npt.NDArray[np.int64], kinds: pa.Array) -> npt.NDArray[np.bool_]:
    """Whether each record has names, and all of them are of the kinds of `schema.ALIAS_KINDS`."""
    is_alias = pc.is_in(kinds, pa.array(ALIAS_KINDS)).to_numpy(zero_copy_only=False)
    n_aliases = np.concatenate([[0], np.cumsum(is_alias)])[offsets]
    names = np.diff(offsets)
    only: npt.NDArray[np.bool_] = (names > 0) & (np.diff(n_aliases) == names)
    return only


def _sets(table: pa.Table) -> dict[str, CodeColumn]:
    sex = pa.chunked_array([pc.cast(table.column("sex").combine_chunks(), pa.string())])
    sex_codes, sex_values = encode(sex.combine_chunks())
    known = np.array([value is not None for value in sex_values], dtype=bool)[sex_codes]
    sex_offsets = np.concatenate([[0], np.cumsum(known)])
    offsets, nationalities = ragged(table.column("nationalities"))
    codes, distinct = encode(nationalities)
    birth_offsets, birth_places = ragged(table.column("birth_places"))
    place_codes, (texts, countries) = encode_rows([part(birth_places, k) for k in ("text", "country")])
    return {
        "nationalities": _code_column(offsets, codes, per_distinct(_countries, distinct)),
        "sex": _code_column(sex_offsets, sex_codes[known], [[value or ""] for value in sex_values]),
        "birth_places": _code_column(birth_offsets, place_codes, [_town(text) for text in texts]),
        "birth_countries": _code_column(
            birth_offsets,
            place_codes,
            [_birth_country(text, country) for text, country in zip(texts, countries, strict=True)],
        ),
        "documents": _documents(table),
        "contacts": _contacts(table),
    }


def _countries(text: str) -> list[str]:
    return [code for code in country_codes(split_countries(text)) if code]


def _town(text: str | None) -> list[str]:
    return sorted(set(place_tokens(text))) if text else []


def _birth_country(text: str | None, country: str | None) -> list[str]:
    code = country_codes([country])[0] if country else None
    code = code or (place_country(text) if text else None)
    return [code] if code else []


def _code_column(
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    parsed: Sequence[Sequence[str]] | pa.Array,
    kinds: npt.NDArray[np.int32] | None = None,
    population: int = 1,
) -> CodeColumn:
    """A column of what each distinct value stands for: lists of texts, or texts and nulls."""
    if isinstance(parsed, pa.Array):
        held = parsed.drop_null().dictionary_encode()
        starts = np.concatenate([[0], np.cumsum(parsed.is_valid().to_numpy(zero_copy_only=False))])
        flat, values = held.indices.to_numpy(), tuple(held.dictionary.to_pylist())
    else:
        made, values = coded(parsed)
        starts, flat = flattened(made)
    new_offsets, new_codes, position = expand(offsets, codes, starts.astype(np.int64), flat)
    points, point_offsets = code_points(values)
    return CodeColumn(
        offsets=new_offsets,
        codes=new_codes,
        values=values,
        position=position,
        kinds=np.zeros(position.size, np.int32)
        if kinds is None
        else kinds[origins(offsets, new_offsets, position)],
        bits=rarity_bits(new_offsets, new_codes, len(values), population=population),
        points=points,
        point_offsets=point_offsets,
    )


def _documents(table: pa.Table) -> CodeColumn:
    offsets, structs = ragged(table.column("documents"))
    codes, (kinds, numbers) = distinct_rows([part(structs, k) for k in ("kind", "number")])
    kind_codes, distinct_kinds = encode(kinds)
    known: dict[str, int] = {}
    kind_of = [known.setdefault(document_kind(kind), len(known)) for kind in distinct_kinds]
    of_number = np.array(kind_of, dtype=np.int32)[kind_codes] if kind_of else kind_codes
    return _code_column(offsets, codes, document_numbers(numbers), of_number[codes])


def _contacts(table: pa.Table) -> CodeColumn:
    offsets, structs = ragged(table.column("contacts"))
    codes, (kinds, values) = encode_rows([part(structs, k) for k in ("kind", "value")])
    parsed = [
        [key] if (key := contact_key(kind, value)) else []
        for kind, value in zip(kinds, values, strict=True)
    ]
    return _code_column(offsets, codes, parsed, population=CONTACT_POPULATION)
