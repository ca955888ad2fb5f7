"""The identity of a record, (source, record_id), as text and as a hash that gives a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.kernels.interning import hash_texts
from suspectmatch.texts import Texts

if TYPE_CHECKING:
    import numpy.typing as npt


def identities(table: pa.Table, side: str = "") -> pa.Array:
    """``source:record_id`` of each row, as analysts write a record.

    Args:
        table: a table of records, or of pairs.
        side: of pairs ``_left`` or ``_right``.

    Example:
        >>> identities(pa.table({"source": ["a", "b"], "record_id": ["1", "1"]})).to_pylist()
        ['a:1', 'b:1']
    """
    parts = [table.column(f"{name}{side}").cast(pa.string()) for name in ("source", "record_id")]
    return pc.binary_join_element_wise(*parts, ":").combine_chunks()


def identity_hashes(table: pa.Table) -> npt.NDArray[np.uint64]:
    """A hash of each record's source and id, uint64 (N,).

    Args:
        table: records in the canonical schema.

    Returns:
        Hashes of 64 bits: among ten million records two are equal with a probability of about 3 in a
        million, and then only the order of equal weights is left to chance.

    Example:
        >>> table = pa.table({"source": ["a", "b"], "record_id": ["1", "1"]})
        >>> len(set(identity_hashes(table).tolist()))
        2
    """
    hashes = np.zeros(table.num_rows, np.uint64)
    for name in ("source", "record_id"):
        texts = Texts.of(table.column(name).combine_chunks())
        hashes = hash_texts(texts.data, texts.offsets, hashes)
    return hashes


def comes_after(
    table: pa.Table, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """Whether the left of two records comes after the right by source, then record_id, bool (P,).

    Example:
        >>> table = pa.table({"source": ["a", "b", "a"], "record_id": ["2", "1", "1"]})
        >>> comes_after(table, np.array([0, 1]), np.array([1, 2])).tolist()
        [False, True]
    """
    names = table.select(["source", "record_id"])
    one, other = names.take(pa.array(left)), names.take(pa.array(right))
    same = pc.equal(one.column("source"), other.column("source"))
    after = pc.if_else(
        same,
        pc.greater(one.column("record_id"), other.column("record_id")),
        pc.greater(one.column("source"), other.column("source")),
    )
    found: npt.NDArray[np.bool_] = after.to_numpy().astype(bool)
    return found
