"""What a caller may give to ``load``, brought into one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from suspectmatch.errors import ParameterError
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.objects import Objects, open_memory
from suspectmatch.tables import Records

Item = SourceFile | Objects | Records
_UNNAMED_TABLE: Final = "table"


@dataclass(frozen=True)
class Given:
    """One source as the caller gave it.

    Attributes:
        name: the name the caller gave; None if there was none.
        fallback: the name where neither the caller nor a record says one.
        items: its files or tables.
    """

    name: str | None
    fallback: str
    items: tuple[Item, ...]


def given_sources(sources: Sequence[Any]) -> list[Given]:
    """Every source, in the order given; files are opened and checked to be there.

    Raises:
        ParameterError: something is no source, or a name is empty.
        InputError: a file is missing, empty or a folder.
    """
    found: list[Given] = []
    for source in sources:
        if isinstance(source, Mapping):
            found += [_named(name, value) for name, value in source.items()]
        else:
            found.append(_unnamed(source, sum(given.fallback.startswith("table") for given in found)))
    if not found:
        raise ParameterError("load needs at least one source: a path, a table or {name: path}.")
    return found


def _named(name: object, value: Any) -> Given:
    if not isinstance(name, str) or not name.strip():
        raise ParameterError("The name of a source must be text, got " + type(name).__name__ + ".")
    return Given(name.strip(), name.strip(), _items(value))


def _unnamed(source: Any, n_tables: int) -> Given:
    items = _items(source)
    first = items[0]
    if isinstance(first, SourceFile):
        return Given(None, first.path.stem, items)
    return Given(None, f"{_UNNAMED_TABLE}_{n_tables + 1}" if n_tables else _UNNAMED_TABLE, items)


def _items(value: Any) -> tuple[Item, ...]:
    if isinstance(value, Records):
        return (value,)
    if isinstance(value, str | Path):
        return (SourceFile.open(value),)
    if isinstance(value, list | tuple) and value and all(isinstance(item, str | Path) for item in value):
        return tuple(SourceFile.open(item) for item in value)
    return (open_memory(value),)
