"""Nested Arrow columns as ragged arrays, and plain values as dictionary-encoded ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch.kernels.interning import code_integers
from suspectmatch.kernels.ragged import count_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]

_PLACE: Final = re.compile(r"(.*?)(?::|, (?:sheet \d+, )?row |, record )(\d+)(?:, byte \d+)?")
"""File and number of a location as ``load`` writes it."""


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


def encode(values: pa.Array) -> tuple[npt.NDArray[np.int32], list[str | None]]:
    """Codes int32 (M,) and distinct values of a text array; null is a value like any other."""
    if values.null_count == len(values):
        return np.zeros(len(values), np.int32), [None] * min(len(values), 1)
    encoded = values.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy().astype(np.int32, copy=False), encoded.dictionary.to_pylist()


def distinct_rows(columns: Sequence[pa.Array]) -> tuple[npt.NDArray[np.int32], list[pa.Array]]:
    """Codes int32 (M,) of distinct rows over several text columns, and those rows column by column.

    Distinct rows stand in the order in which they first appear.
    """
    n = len(columns[0])
    codes, first = np.zeros(n, np.int32), np.zeros(min(n, 1), np.int64)
    done: list[pa.Array] = []
    for column in columns:
        if column.null_count == n or any(column.equals(other) for other in done):
            continue
        encoded = column.dictionary_encode(null_encoding="encode")
        found = encoded.indices.to_numpy()
        if done:
            codes, first = code_integers(codes.astype(np.int64) * len(encoded.dictionary) + found)
        else:
            codes, first = (
                found.astype(np.int32, copy=False),
                np.empty(len(encoded.dictionary), np.int64),
            )
            first[codes[::-1]] = np.arange(n - 1, -1, -1)  # the first of equals is written last
        done.append(column)
    return codes, [column.take(pa.array(first)) for column in columns]


def origins(
    offsets: Offsets, new_offsets: Offsets, position: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """The old occurrence that each new one came from, given its position among those of its record."""
    return np.repeat(offsets[:-1], np.diff(new_offsets)) + position


def flattened(made: Sequence[Sequence[int]]) -> tuple[Offsets, npt.NDArray[np.int32]]:
    """Lists of codes one after another: offsets (len+1,), and the codes.

    >>> flattened([[5], [], [7, 5]])
    (array([0, 1, 1, 3]), array([5, 7, 5], dtype=int32))
    """
    flat = np.array([code for codes in made for code in codes], dtype=np.int32)
    return np.concatenate([[0], np.cumsum([len(codes) for codes in made])]).astype(np.int64), flat


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
    counts = count_rows(offsets, codes, n_values)
    bits = -np.log2((counts + 1.0) / (max(n, population) + 1.0))
    capped: npt.NDArray[np.float32] = np.clip(bits, 0.0, MOST_BITS).astype(np.float32)
    return capped


def unread_values(
    table: pa.Table, rows: npt.NDArray[np.integer], field: str, reasons: Sequence[str]
) -> list[dict[str, Any]]:
    """Lines for the list of values that were not understood; never the values themselves.

    Args:
        table: the records.
        rows: the row of each such value.
        field: what was not understood.
        reasons: why, for each.
    """
    if not len(rows):
        return []
    kept = table.select(["source", "record_id", "location"]).take(pa.array(rows))
    found = []
    for own, reason in zip(kept.to_pylist(), reasons, strict=True):
        location = own["location"] or ""
        known = _PLACE.fullmatch(location)
        found.append(
            {
                "source": own["source"],
                "file": known[1] if known else location or None,
                "line": int(known[2]) if known else None,
                "record_id": own["record_id"],
                "field": field,
                "reason": reason,
                "kept": True,
            }
        )
    return found
