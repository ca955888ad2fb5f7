"""Nested Arrow columns as ragged arrays, and plain values as dictionary-encoded ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]


def ragged(column: pa.ChunkedArray) -> tuple[Offsets, pa.Array]:
    """Offsets (N+1,) and the flat values of a list column; a null list is an empty one.

    >>> offsets, values = ragged(pa.chunked_array([[["a", "b"], None, ["c"]]]))
    >>> offsets.tolist(), values.to_pylist()
    ([0, 2, 2, 3], ['a', 'b', 'c'])
    """
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    offsets = np.zeros(len(column) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    flat = pc.list_flatten(column)
    return offsets, flat.combine_chunks() if isinstance(flat, pa.ChunkedArray) else flat


def gather(
    offsets: Offsets, rows: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Offsets]:
    """Positions of all occurrences of the given rows of a ragged array, one row after another.

    Returns:
        positions; for each the index into ``rows`` it came from; and the offsets (len(rows)+1,) of
        the result.

    >>> gather(np.array([0, 2, 2, 3]), np.array([2, 0]))[0].tolist()
    [2, 0, 1]
    """
    n_each = np.diff(offsets)[rows]
    ends = np.concatenate([[0], np.cumsum(n_each)])
    origin = np.repeat(np.arange(rows.size), n_each)
    return offsets[rows][origin] + np.arange(int(ends[-1])) - ends[:-1][origin], origin, ends


def part(structs: pa.Array, name: str) -> pa.Array:
    """One field of a struct array, nulls where the struct is null."""
    return pc.struct_field(structs, name)


def encode(values: pa.Array) -> tuple[npt.NDArray[np.int32], list[str | None]]:
    """Codes int32 (M,) and distinct values of a text array; null is a value like any other."""
    encoded = values.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy().astype(np.int32), encoded.dictionary.to_pylist()


def encode_rows(columns: Sequence[pa.Array]) -> tuple[npt.NDArray[np.int32], list[list[str | None]]]:
    """Codes int32 (M,) of distinct rows over several text columns, and those rows column by column.

    Distinct rows stand in the order in which they first appear.
    """
    n = len(columns[0])
    key = np.zeros(n, dtype=np.int64)
    for column in columns:
        codes, values = encode(column)
        _, key = np.unique(key * len(values) + codes, return_inverse=True) if n else (None, key)
        key = key.reshape(-1).astype(np.int64)
    distinct, first, which = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(distinct.size, dtype=np.int32)
    rank[order] = np.arange(distinct.size, dtype=np.int32)
    rows = pa.array(first[order])
    return rank[which.reshape(-1)], [column.take(rows).to_pylist() for column in columns]


def regroup(
    offsets: Offsets, made: Sequence[Sequence[int]], codes: npt.NDArray[np.int32]
) -> tuple[Offsets, npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Replace each occurrence by the values its distinct value stands for (none, one or several).

    Args:
        offsets: (N+1,) occurrences of each record.
        made: for each distinct value the codes it becomes.
        codes: (M,) distinct value of each occurrence.

    Returns:
        new offsets (N+1,), new codes, and for each new occurrence the old one it came from.
    """
    flat = np.array([code for codes_ in made for code in codes_], dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum([len(codes_) for codes_ in made])]).astype(np.int64)
    positions, origin, ends = gather(starts, codes)
    return ends[offsets], flat[positions], origin


def coded(values: Sequence[Sequence[str]]) -> tuple[list[list[int]], tuple[str, ...]]:
    """Codes of lists of texts and the distinct texts.

    >>> coded([["IQ", "IR"], [], ["IR"]])
    ([[0, 1], [], [1]], ('IQ', 'IR'))
    """
    distinct: dict[str, int] = {}
    codes = [[distinct.setdefault(value, len(distinct)) for value in row] for row in values]
    return codes, tuple(distinct)


MOST_BITS = 15.0
"""Rarity of a shared value is capped here: a share of 1 in 30,000 is as fine as lists can tell."""


def rarity_bits(
    offsets: Offsets, codes: npt.NDArray[np.int32], n_values: int, *, population: int = 1
) -> npt.NDArray[np.float32]:
    """Rarity of each value, float32 (V,): -log2 of the share of records that hold it.

    One record that holds every value is added to the data, so that nothing is rarer than they can show.
    Values that are made to be unique, such as telephone numbers, are as rare in a small file as in a
    large one: their share is never taken of fewer than ``population`` records.
    """
    n = offsets.size - 1
    record = np.repeat(np.arange(n, dtype=np.int64), np.diff(offsets))
    held = codes >= 0
    pairs = np.unique((record[held] << 32) | codes[held])
    counts = np.bincount(pairs & 0xFFFFFFFF, minlength=n_values)
    bits = -np.log2((counts + 1.0) / (max(n, population) + 1.0))
    capped: npt.NDArray[np.float32] = np.clip(bits, 0.0, MOST_BITS).astype(np.float32)
    return capped


def per_distinct(
    make: Callable[[str], Sequence[str]], distinct: Sequence[str | None]
) -> list[Sequence[str]]:
    """Apply a parser to each distinct text; null gives nothing."""
    return [make(value) if value else () for value in distinct]


def unread_value(table: pa.Table, row: int, field: str, reason: str) -> dict[str, Any]:
    """A line for the list of values that were not understood; never the value itself."""
    location = table.column("location")[row].as_py() or ""
    file, _, line = location.rpartition(":")
    known = line.isdigit()
    return {
        "source": table.column("source")[row].as_py(),
        "file": file if known else location or None,
        "line": int(line) if known else None,
        "record_id": table.column("record_id")[row].as_py(),
        "field": field,
        "reason": reason,
        "kept": True,
    }
