"""Markings and purposes of several records together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[Any]


def union_of(column: pa.ChunkedArray, rows: Ints, group: Ints, n_groups: int) -> pa.ListArray:
    """The distinct words of some rows, by group.

    Args:
        column: words of N records: lists of texts (``handling``) or texts (``purpose``).
        rows: int (R,) rows of the column.
        group: int (R,) the group of each, 0 to n_groups - 1.
        n_groups: how many groups there are.

    Returns:
        A list for each group: its words, each once, in alphabetical order; empty where there are none.

    Example:
        >>> column = pa.chunked_array([[["B", "A"], None, ["A"]]])
        >>> union_of(column, np.array([0, 2, 1]), np.array([0, 0, 1]), 2).to_pylist()
        [['A', 'B'], []]
    """
    taken = column.take(pa.array(rows, pa.int64())).combine_chunks()
    if pa.types.is_list(taken.type):
        words, at = taken.flatten(), pc.list_parent_indices(taken).to_numpy()
    else:
        words, at = taken.drop_null(), np.flatnonzero(taken.is_valid().to_numpy(zero_copy_only=False))
    values = words.unique()
    values = values.take(pc.sort_indices(values))
    code = pc.index_in(words, value_set=values).to_numpy().astype(np.int64)
    keys = np.unique(group[at].astype(np.int64) * max(len(values), 1) + code)
    which, code = np.divmod(keys, max(len(values), 1))
    offsets = np.searchsorted(which, np.arange(n_groups + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(code)))
