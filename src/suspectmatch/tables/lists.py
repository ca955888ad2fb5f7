"""Arrow's list columns as offsets and flat values, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import numpy.typing as npt


def ragged(column: pa.ChunkedArray | pa.ListArray) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Offsets (N+1,) and the flat values of a list column; a null list is an empty one.

    >>> offsets, values = ragged(pa.chunked_array([[["a", "b"], None, ["c"]]]))
    >>> offsets.tolist(), values.to_pylist()
    ([0, 2, 2, 3], ['a', 'b', 'c'])
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if column.null_count == len(column):
        return np.zeros(len(column) + 1, np.int64), column.values.slice(0, 0)
    starts = column.offsets.to_numpy().astype(np.int64)
    lengths = np.diff(starts)
    if column.null_count:
        lengths[column.is_null().to_numpy(zero_copy_only=False)] = 0
    offsets = np.zeros(len(column) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    if offsets[-1] != starts[-1] - starts[0]:  # something lies behind a null
        return offsets, column.flatten()
    return offsets, column.values.slice(int(starts[0]), int(offsets[-1]))


def lists(offsets: npt.NDArray[np.int64], values: pa.Array, kind: pa.ListType) -> pa.ListArray:
    """A list array of flat values; a list of nothing is null.

    >>> lists(np.array([0, 2, 2]), pa.array(["a", "b"]), pa.list_(pa.string())).to_pylist()
    [['a', 'b'], None]
    """
    empty = pa.array(offsets[1:] == offsets[:-1])
    mask = empty if empty.true_count else None
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values, type=kind, mask=mask)


def rows_of(offsets: npt.NDArray[np.int64], flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The rows that hold a flagged value, one for each.

    >>> rows_of(np.array([0, 2, 2, 3]), np.array([False, True, True])).tolist()
    [0, 2]
    """
    found: npt.NDArray[np.int64] = np.searchsorted(offsets, np.flatnonzero(flags), side="right") - 1
    return found


def nothing(n: int, kind: pa.DataType) -> pa.Array:
    """An array of n nulls, of which only the zeros that say so are held, and those once for all buffers.

    >>> nothing(2, pa.list_(pa.string())).to_pylist()
    [None, None]
    """
    zeros = pa.py_buffer(np.zeros(n + 1, np.int64))
    if pa.types.is_string(kind):
        return pa.Array.from_buffers(kind, n, [zeros, zeros, pa.py_buffer(b"")], null_count=n)
    if pa.types.is_map(kind):
        child = pa.StructArray.from_arrays(
            [pa.array([], kind.key_type), pa.array([], kind.item_type)],
            fields=[kind.key_field, kind.item_field],
        )
        return pa.Array.from_buffers(kind, n, [zeros, zeros], null_count=n, children=[child])
    if pa.types.is_list(kind):
        children = [pa.array([], kind.value_type)]
        return pa.Array.from_buffers(kind, n, [zeros, zeros], null_count=n, children=children)
    if pa.types.is_boolean(kind) or pa.types.is_date32(kind):
        return pa.Array.from_buffers(kind, n, [zeros, zeros], null_count=n)
    return pa.nulls(n, kind)
