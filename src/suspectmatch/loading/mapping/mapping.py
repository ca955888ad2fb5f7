"""Mappings: which column of a table is which field of the canonical record, written in TOML."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Final

from suspectmatch.dates.figures import ORDERS
from suspectmatch.errors import ParameterError, SpecError
from suspectmatch.loading.mapping.column_mapping import ColumnMapping, column_mapping
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.table_options import TableOptions
from suspectmatch.loading.toml_text import toml
from suspectmatch.roles import ROLES
from suspectmatch.schema import CALENDARS, NAME_KINDS, QUALITIES, SEXES

FORMS: Final = ("as_is", "last_first")
"""How a full name is written: as it is spoken, or ``FAMILY, GIVEN``."""
PRESETS: Final = ("field_collection", "prison_register")
"""Mappings that come with the library."""

_COLUMN, _WORD, _TEXT = "column", "word", "text"
_TABLE: Final = ("encoding", "delimiter", "header_line", "sheet")
_RECORD: Final = {
    "id": _COLUMN,
    "source": _WORD,
    "role": _WORD,
    "sex": _COLUMN,
    "nationalities": _COLUMN,
    "father_names": _COLUMN,
    "mother_names": _COLUMN,
    "biometric_ids": _COLUMN,
    "reliability": _WORD,
    "handling": _WORD,
    "purpose": _WORD,
    "entered_on": _COLUMN,
    "retain_until": _COLUMN,
    "source_version": _WORD,
    "remarks": _COLUMN,
    "keep_rest": _TEXT,
    "extra": _TEXT,
    "missing": _TEXT,
}
LISTS: Final = frozenset({"nationalities", "father_names", "mother_names", "biometric_ids", "handling"})
"""Keys of ``[record]`` that may have several values."""
_PLACE: Final = {"text": _COLUMN, "country": _COLUMN, "separator": _TEXT}
PARTS: Final[dict[str, dict[str, str]]] = {
    "names": {
        "full": _COLUMN,
        "given": _COLUMN,
        "middle": _COLUMN,
        "family": _COLUMN,
        "suffix": _COLUMN,
        "form": _TEXT,
        "kind": _WORD,
        "quality": _WORD,
        "script": _WORD,
        "separator": _TEXT,
    },
    "birth_dates": {
        "column": _COLUMN,
        "year": _COLUMN,
        "month": _COLUMN,
        "day": _COLUMN,
        "age": _COLUMN,
        "as_of": _COLUMN,
        "format": _TEXT,
        "calendar": _WORD,
        "separator": _TEXT,
    },
    "birth_places": _PLACE,
    "places": _PLACE,
    "documents": {"kind": _WORD, "number": _COLUMN, "country": _COLUMN, "separator": _TEXT},
    "contacts": {"kind": _WORD, "value": _COLUMN, "separator": _TEXT},
}
"""Sections of a mapping that may be repeated, and their keys."""
_CHOICES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("record", "role"): ROLES,
    ("record", "sex"): SEXES,
    ("names", "form"): FORMS,
    ("names", "kind"): NAME_KINDS,
    ("names", "quality"): QUALITIES,
    ("birth_dates", "format"): ORDERS,
    ("birth_dates", "calendar"): CALENDARS,
}
_NEEDS: Final = {
    "names": ("full", "given", "family"),
    "birth_dates": ("column", "year", "age"),
    "birth_places": ("text", "country"),
    "places": ("text", "country"),
    "documents": ("number",),
    "contacts": ("value",),
}
_KEYS: Final = {
    "table": _TABLE,
    "record": tuple(_RECORD),
    **{section: tuple(keys) for section, keys in PARTS.items()},
}
SECTIONS: Final = tuple(_KEYS)

Part = dict[str, ColumnMapping | str]
"""One entry of a repeated section: column mappings by key, and plain words (form, format, separator)."""


@dataclass(frozen=True)
class Mapping:
    """What the columns of a table mean.

    Args:
        spec: the sections as TOML has them: ``table``, ``record`` and lists ``names``,
            ``birth_dates``, ``birth_places``, ``places``, ``documents``, ``contacts``.
        name: what to call it in messages.
        preset: name of a preset; the rest is then found out from the headers of the table.
        is_shared: whether it is meant for every table, and not for one source.

    Attributes:
        KEYS: every section, and the keys that it may have.

    Raises:
        SpecError: a key is not known, or a value is of the wrong kind.

    Example:
        >>> from suspectmatch.loading import Mapping
        >>> mapping = Mapping({"record": {"id": "NO"}, "names": [{"full": "NAME"}]})
        >>> sorted(mapping.columns())
        ['NAME', 'NO']
        >>> print(mapping.to_toml())
        [record]
        id = "NO"
        <BLANKLINE>
        [[names]]
        full = "NAME"
        <BLANKLINE>
    """

    KEYS: ClassVar[dict[str, tuple[str, ...]]] = _KEYS

    spec: AnyMapping[str, Any]
    name: str = "the mapping"
    preset: str | None = None
    is_shared: bool = False
    record: dict[str, ColumnMapping] = field(init=False, repr=False, compare=False)
    parts: dict[str, list[Part]] = field(init=False, repr=False, compare=False)
    extra: tuple[str, ...] = field(init=False, repr=False, compare=False)
    keep_rest: bool = field(init=False, repr=False, compare=False)
    missing: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for section in self.spec:
            self._known("", section, SECTIONS)
        for key in self._section("table"):
            self._known("[table] ", key, _TABLE)
        if not all(
            (isinstance(value, int) and value > 0) if key == "header_line" else isinstance(value, str)
            for key, value in self._section("table").items()
        ):
            raise SpecError(f"{self.name}: [table] holds texts, and header_line a number of at least 1.")
        own = dict(self._section("record"))
        keep_rest = own.pop("keep_rest", False)
        if not isinstance(keep_rest, bool):
            raise SpecError(f"{self.name}: keep_rest must be true or false.")
        for key, value in {
            "keep_rest": keep_rest,
            "extra": self._strings("extra", own.pop("extra", [])),
            "missing": frozenset(self._strings("missing", own.pop("missing", []))),
        }.items():
            object.__setattr__(self, key, value)
        record = {key: self._column("record", key, value, _RECORD) for key, value in own.items()}
        object.__setattr__(self, "record", record)
        object.__setattr__(self, "parts", {name: self._entries(name) for name in PARTS})

    @classmethod
    def of(cls, given: MappingLike) -> Mapping:
        """A mapping from whatever ``load`` takes for one.

        Raises:
            SpecError: the TOML is broken, or a key is not known.
            InputError: there is no such file.
            ParameterError: it is nothing that could be a mapping.
        """
        if isinstance(given, Mapping):
            return given
        if isinstance(given, AnyMapping):
            return cls(given)
        if not isinstance(given, str | Path):
            raise ParameterError(
                "A mapping must be a path to a TOML file, a dict or the name of a preset, "
                f"got {type(given).__name__}."
            )
        if str(given) in PRESETS:
            return cls({}, name=f"preset {given}", preset=str(given))
        path = Path(given)
        if not path.suffix and not path.exists():
            near = difflib.get_close_matches(str(given), PRESETS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(PRESETS)}."
            raise SpecError(f"There is no preset {str(given)!r}. {hint}")
        file = SourceFile.open(path)
        try:
            spec = tomllib.loads(file.read_text(fallback=None))
        except tomllib.TOMLDecodeError as error:
            raise SpecError(f"The mapping is not valid TOML: {error}.", file=file.name) from None
        return cls(spec, name=file.name)

    def columns(self) -> set[str]:
        """Every column the mapping names."""
        mapped = [*self.record.values()]
        for entries in self.parts.values():
            mapped += [
                part for entry in entries for part in entry.values() if isinstance(part, ColumnMapping)
            ]
        return {column for one in mapped for column in one.columns} | set(self.extra)

    def constants(self) -> dict[str, Any]:
        """The fields that are the same for every record, such as ``role``."""
        found: dict[str, Any] = {}
        for key, one in self.record.items():
            if one.constant is not None:
                found["record_id" if key == "id" else key] = (
                    list(one.constant) if key in LISTS else one.constant[0]
                )
        return found

    def is_only_constants(self) -> bool:
        """Whether it names no column and needs none."""
        return not self.columns() and self.preset is None

    def options(self) -> TableOptions:
        """How to read the file."""
        return TableOptions(**self._section("table"))

    def to_toml(self) -> str:
        """The mapping as a TOML file that an analyst can edit and pass back."""
        return toml(self.spec)

    def _section(self, name: str) -> dict[str, Any]:
        found = self.spec.get(name, {})
        if not isinstance(found, AnyMapping):
            raise SpecError(f"{self.name}: {name} must be a section [{name}].")
        return dict(found)

    def _entries(self, name: str) -> list[Part]:
        found = self.spec.get(name, [])
        found = [found] if isinstance(found, AnyMapping) else found
        if not isinstance(found, list) or not all(isinstance(entry, AnyMapping) for entry in found):
            raise SpecError(f"{self.name}: {name} must be written as [[{name}]].")
        return [self._entry(name, entry) for entry in found]

    def _entry(self, name: str, entry: AnyMapping[str, Any]) -> Part:
        made: Part = {}
        for key, value in entry.items():
            self._known(f"[[{name}]] ", key, PARTS[name])
            if PARTS[name][key] == _TEXT:
                if not isinstance(value, str) or not value:
                    raise SpecError(f"{self.name}: [[{name}]] {key} must be text.")
                self._choice(name, key, value)
                made[key] = value
            else:
                made[key] = self._column(name, key, value, PARTS[name])
        if not any(key in made for key in _NEEDS[name]):
            raise SpecError(f"{self.name}: [[{name}]] needs {' or '.join(_NEEDS[name])}.")
        if "age" in made and "as_of" not in made:
            raise SpecError(
                f"{self.name}: [[birth_dates]] age needs as_of, the column or day (as_of = 2015-06-30) "
                "for which the age holds."
            )
        return made

    def _column(self, section: str, key: str, value: Any, known: AnyMapping[str, str]) -> ColumnMapping:
        where = f"[{section}] " if section == "record" else f"[[{section}]] "
        self._known(where, key, known)
        made = column_mapping(f"{self.name}: {where}{key}", value, text_is_constant=known[key] == _WORD)
        for word in made.constant or ():
            self._choice(section, key, word)
        return made

    def _choice(self, section: str, key: str, word: str) -> None:
        allowed = _CHOICES.get((section, key))
        if allowed and word not in allowed:
            raise SpecError(
                f"{self.name}: {key} must be one of {', '.join(allowed)}, or a column: "
                f'{key} = {{ column = "..." }}; got {word!r}.'
            )

    def _known(self, where: str, key: str, allowed: Iterable[str]) -> None:
        names = list(allowed)
        if key not in names:
            near = difflib.get_close_matches(str(key), names, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]!r}?" if near else f"It knows: {', '.join(names)}."
            raise SpecError(f"{self.name}: {where}has no key {key!r}. {hint}")

    def _strings(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise SpecError(f"{self.name}: {key} must be a list of texts.")
        return tuple(value)


MappingLike = Mapping | str | Path | AnyMapping[str, Any]
"""What ``load`` takes for a mapping: a ``Mapping``, a path, a preset's name or a dict."""


def mappings_for(given: Any, sources: Iterable[str]) -> dict[str, Mapping]:
    """The mapping of each source, by its name.

    Raises:
        SpecError: a mapping is for a source that is not there.
    """
    if given is None:
        return {}
    names = list(sources)
    is_by_source = isinstance(given, dict) and not set(given) <= set(SECTIONS) - set(names)
    if not is_by_source:
        shared = replace(Mapping.of(given), is_shared=True)
        return dict.fromkeys(names, shared)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(map(repr, names))}."
            raise SpecError(f"There is a mapping for source {name!r}, but no such source. {hint}")
    return {name: Mapping.of(mapping) for name, mapping in given.items()}
