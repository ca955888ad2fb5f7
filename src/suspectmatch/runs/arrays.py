"""The arrays of a run in one file, which is mapped into memory and read only where a question looks.

The file holds blocks, each at a multiple of 64 bytes: the bytes of one array, or one Arrow table as an
IPC stream. After them comes an index in JSON (which table holds which blocks, and everything that is no
array), and in the last 8 bytes the place where the index begins. No code is stored: only the types
in `KINDS` are made again.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch.dates.columns import DateColumn
from suspectmatch.errors import InputError
from suspectmatch.kernels.tokens import TokenArrays
from suspectmatch.levels import Comparison, Level
from suspectmatch.names.parts import Names
from suspectmatch.tables.blocking_report import BlockingReport, Limit, RuleReport
from suspectmatch.tables.people import CodeColumn, DateOccurrences, NameColumn

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

KINDS: Final[dict[str, Any]] = {
    kind.__name__: kind
    for kind in (
        BlockingReport,
        CodeColumn,
        Comparison,
        DateColumn,
        DateOccurrences,
        Level,
        Limit,
        NameColumn,
        Names,
        RuleReport,
        TokenArrays,
    )
}
"""Types that a file of arrays may hold, by name."""
MAGIC: Final = b"suspectmatch arrays 1".ljust(64, b"\n")
_ALIGNED: Final = 64
_MANY: Final = 16
"""Tuples of so many texts are kept as an Arrow array."""


def write_arrays(values: dict[str, Any], path: Path) -> None:
    """Write values: arrays, Arrow tables, texts, numbers, and tuples, dicts and `KINDS` of them."""
    with path.open("wb") as stream:
        stream.write(MAGIC)
        writer = _Writer(stream)
        writer.node(values)
        place = stream.tell()
        stream.write(json.dumps(writer.nodes, ensure_ascii=False).encode())
        stream.write(place.to_bytes(8, "little"))


def read_arrays(path: Path) -> dict[str, Any]:
    """The values that ``write_arrays`` wrote; their arrays stay in the file until they are looked at.

    What is written into such an array stays in memory and changes neither the file nor the run.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    try:
        with path.open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
        is_ours = data[: len(MAGIC)] == MAGIC
        place = int.from_bytes(data[-8:], "little") if is_ours else len(data)
        made: list[Any] = []
        for node in json.loads(data[place:-8]):
            made.append(_value(node, made, data))
        values: dict[str, Any] = made[-1]
    except FileNotFoundError as error:
        raise InputError("This file of the run is missing.", file=path.name) from error
    except (OSError, ValueError, LookupError, TypeError, pa.ArrowInvalid) as error:
        raise InputError("This file of the run is damaged.", file=path.name) from error
    return values


class _Writer:
    """Writes blocks one after the other; a value that comes twice is written once.

    Attributes:
        nodes: the index: what stands for each value, a value after all that it is made of.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._places: dict[int, int] = {}
        self.nodes: list[dict[str, Any]] = []

    def node(self, value: Any) -> Any:
        """The value itself where JSON has it, else ``[its place among the nodes]``."""
        if value is None or isinstance(value, str | bool | int | float):
            return value
        if id(value) not in self._places:
            node = self._node(value)
            self._places[id(value)] = len(self.nodes)
            self.nodes.append(node)
        return [self._places[id(value)]]

    def _node(self, value: Any) -> dict[str, Any]:
        if isinstance(value, np.ndarray):
            plain = np.ascontiguousarray(value)
            return {"array": self._block(plain.data), "of": plain.dtype.str, "shape": plain.shape}
        if isinstance(value, pa.Table):
            return {"table": self._table(value)}
        if isinstance(value, pa.Array | pa.ChunkedArray):
            return {"column": self._table(pa.table({"values": value}))}
        if isinstance(value, tuple) and len(value) >= _MANY and set(map(type, value)) == {str}:
            return {"texts": self._table(pa.table({"values": pa.array(value)}))}
        names = getattr(value, "_fields", None)
        if is_dataclass(value):
            names = [field.name for field in fields(value)]
        if names is not None:
            own = {name: self.node(getattr(value, name)) for name in names}
            return {"kind": type(value).__name__, "fields": own}
        if isinstance(value, tuple):
            return {"tuple": [self.node(each) for each in value]}
        return {"dict": [[key, self.node(each)] for key, each in value.items()]}

    def _table(self, table: pa.Table) -> tuple[int, int]:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        return self._block(sink.getvalue())

    def _block(self, data: Any) -> tuple[int, int]:
        """Write one block; where it begins, and its bytes."""
        self._stream.write(b"\0" * (-self._stream.tell() % _ALIGNED))
        place = self._stream.tell()
        self._stream.write(data)
        return place, self._stream.tell() - place


def _value(node: dict[str, Any], made: list[Any], data: mmap.mmap) -> Any:
    """The value that a node of the index stands for, from the values before it."""

    def of(part: Any) -> Any:
        return made[part[0]] if isinstance(part, list) else part

    form = next(iter(node))
    if form == "kind":
        return KINDS[node["kind"]](**{name: of(part) for name, part in node["fields"].items()})
    if form == "tuple":
        return tuple(map(of, node["tuple"]))
    if form == "dict":
        return {key: of(part) for key, part in node["dict"]}
    place, size = node[form]
    if form == "array":
        kind = np.dtype(node["of"])
        flat = np.frombuffer(data, kind, size // kind.itemsize, place) if size else np.empty(0, kind)
        return flat.reshape(node["shape"])
    table = pa.ipc.open_stream(pa.py_buffer(memoryview(data)[place : place + size])).read_all()
    if form == "table":
        return table
    column = table.column(0).combine_chunks()
    return tuple(column.to_pylist()) if form == "texts" else column
