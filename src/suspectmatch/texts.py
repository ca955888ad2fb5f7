"""Texts as kernels take them: the bytes of an Arrow text column and where each text begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import numpy.typing as npt

_MOST_BYTES = (1 << 31) - 1


class Texts(NamedTuple):
    """n texts, one behind the other.

    Attributes:
        data: uint8, UTF-8.
        offsets: int64 (n+1,).

    Example:
        >>> texts = Texts.of(pa.array(["ab", None, "c"]))
        >>> texts.offsets.tolist(), texts.to_arrow().to_pylist()
        ([0, 2, 2, 3], ['ab', '', 'c'])
    """

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @classmethod
    def of(cls, array: pa.Array) -> Texts:
        """The bytes of a text array, not copied; null is an empty text."""
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            array = array.cast(pa.string())
        _, starts, data = array.buffers()
        width = np.int64 if pa.types.is_large_string(array.type) else np.int32
        if starts is None or starts.size == 0:
            return cls(np.zeros(0, np.uint8), np.zeros(len(array) + 1, np.int64))
        offsets = np.frombuffer(starts, width)[array.offset : array.offset + len(array) + 1]
        if array.null_count and np.diff(offsets)[array.is_null().to_numpy(zero_copy_only=False)].any():
            return cls.of(array.fill_null(""))
        held = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
        return cls(held, offsets.astype(np.int64))

    def to_arrow(self) -> pa.Array:
        """An Arrow text array, offsets of 32 bits where these suffice."""
        is_large = bool(self.offsets[-1] > _MOST_BYTES)
        kind, width = (pa.large_string(), np.int64) if is_large else (pa.string(), np.int32)
        buffers = [None, pa.py_buffer(self.offsets.astype(width)), pa.py_buffer(self.data)]
        return pa.Array.from_buffers(kind, self.offsets.size - 1, buffers)

    def points(self) -> npt.NDArray[np.uint32]:
        """Code points, where all texts are ASCII and begin at the first byte."""
        return self.data[: self.offsets[-1]].astype(np.uint32)
