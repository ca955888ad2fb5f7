"""A mapping proposed from the headers and the first rows of a table."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from suspectmatch.errors import SpecError
from suspectmatch.loading.mapping.header_words import field_of, is_refused, preset_of
from suspectmatch.loading.mapping.mapping import Mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suspectmatch.loading.tables.grid import Cell

MAX_REPEATS: Final = 10
"""Most columns that may hold the same kind of value."""
_SEPARATORS: Final = (";", "|", "/")
_ONCE: Final = ("id", "given", "middle", "family", "suffix", "sex", "role", "age", "as_of", "source")
_ONCE_TOO: Final = (
    "birth_year",
    "birth_month",
    "birth_day",
    "reliability",
    "entered_on",
    "retain_until",
)
_OTHER_NAMES: Final = ("alias", "nickname", "previous")
_NUMERIC_DATE: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]\d.*)?")
_COMPACT_DATE: Final = re.compile(r"(?:18|19|20)\d{2}[01]\d[0-3]\d")
_ANY_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_PHONE: Final = re.compile(r"\+\d[\d ()-]{7,}")

Texts = list[str]


@dataclass(frozen=True)
class Proposal:
    """What a table's columns seem to mean.

    Attributes:
        mapping: the mapping proposed.
        understood: (column, field, number of filled cells among the rows looked at).
        not_understood: columns that are in no field.
        preset: the preset that was followed, if any.
        warnings: what an analyst should check.
        doubts: what an analyst must decide before the table can be read.
        n_rows: rows looked at.

    Example:
        >>> from suspectmatch.loading import propose_mapping
        >>> proposal = propose_mapping(["NO", "NOM", "PRENOM", "POINTURE"], [["7", "HASAN", "ALI", "9"]])
        >>> [field for _, field, _ in proposal.understood], proposal.not_understood
        (['id', 'family', 'given'], ('POINTURE',))
    """

    mapping: Mapping
    understood: tuple[tuple[str, str, int], ...]
    not_understood: tuple[str, ...]
    preset: str | None
    warnings: tuple[str, ...]
    doubts: tuple[str, ...]
    n_rows: int

    def to_toml(self) -> str:
        """The proposal as a TOML mapping, with what to check as comments."""
        remarks = [*self.doubts, *self.warnings]
        if self.not_understood:
            remarks.append(f"Not understood: {', '.join(self.not_understood)}.")
        lines = [f"# {' '.join(remark.split())}" for remark in remarks]
        return "\n".join([*lines, *([""] if lines else []), self.mapping.to_toml()])

    def certain(self, file: str) -> Mapping:
        """The mapping, if it leaves no doubt.

        Raises:
            SpecError: an analyst has to decide.
        """
        if self.doubts:
            raise SpecError(
                f"It cannot be told what the columns mean: {' '.join(self.doubts)} Run "
                "'suspectmatch check FILE' for a mapping to edit, or pass mapping=.",
                file=file,
            )
        return self.mapping

    def notes(self) -> list[str]:
        """What was understood, in sentences without values."""
        pairs = ", ".join(f"{column} as {field}" for column, field, _ in self.understood)
        notes = [f"columns read by their headers: {pairs}"]
        if self.not_understood:
            notes.append(f"columns not read: {', '.join(self.not_understood)}")
        return [*notes, *self.warnings]


def propose_mapping(
    columns: Sequence[str], sample_rows: Sequence[Sequence[Cell]] = (), *, preset: str | None = None
) -> Proposal:
    """Propose a mapping from headers in a dozen languages and the values of some rows.

    Args:
        columns: names of the columns.
        sample_rows: cells of some rows; they decide the order of day and month, whether names are
            written ``FAMILY, GIVEN``, and what separates several values in one cell.
        preset: name of a preset, whose headers and constants come first.

    Returns:
        A proposal; nothing in it is certain unless ``doubts`` is empty.

    Example:
        >>> from suspectmatch.loading import propose_mapping
        >>> print(propose_mapping(["id", "name", "dob"], [["1", "HASAN, Ali", "31/12/1965"]]).to_toml())
        [record]
        id = "id"
        <BLANKLINE>
        [[names]]
        full = "name"
        form = "last_first"
        <BLANKLINE>
        [[birth_dates]]
        column = "dob"
        format = "dmy"
        <BLANKLINE>
    """
    return _Proposer(columns, sample_rows, preset).propose()


class _Proposer:
    def __init__(
        self, columns: Sequence[str], rows: Sequence[Sequence[Cell]], preset: str | None
    ) -> None:
        self.columns, self.preset, self.n_rows = list(columns), preset, len(rows)
        self.values = {name: _column(rows, index) for index, name in enumerate(columns)}
        self.warnings: list[str] = []
        self.doubts: list[str] = []
        self.fields: dict[str, list[str]] = defaultdict(list)
        self.used: dict[str, str] = {}
        for name in columns:
            if is_refused(name):
                self.warnings.append(f"Column {name!r} (race, ethnicity, religion) is never read.")
            elif (field := field_of(name, preset)) is not None:
                self.fields[field].append(name)

    def propose(self) -> Proposal:
        own = preset_of(self.preset) if self.preset else {}
        self._whole_names()
        self._once()
        record: dict[str, Any] = dict(own.get("record", {}))
        record = self._record() | record if "role" not in self.fields else record | self._record()
        spec: dict[str, Any] = {"record": record} if record else {}
        for section, make in (
            ("names", self._names),
            ("birth_dates", self._birth_dates),
            ("birth_places", lambda: self._places("birth_place", "birth_country")),
            ("places", lambda: self._places("place", "country")),
            ("documents", lambda: self._numbers("documents", "number")),
            ("contacts", lambda: self._numbers("contacts", "value")),
        ):
            if entries := make():
                spec[section] = entries
        if not any(spec.get(section) for section in ("names", "documents", "contacts")):
            self.doubts.append("No column is understood as a name, a document or a contact.")
        unread = tuple(c for c in self.columns if c not in self.used and not is_refused(c))
        self._only_other_names(spec.get("names", ()), unread)
        self._suggest()
        return Proposal(
            mapping=Mapping(spec, name="the proposed mapping"),
            understood=tuple(
                (c, self.used[c], len(self.values[c])) for c in self.columns if c in self.used
            ),
            not_understood=unread,
            preset=self.preset,
            warnings=tuple(self.warnings),
            doubts=tuple(self.doubts),
            n_rows=self.n_rows,
        )

    def _whole_names(self) -> None:
        """Words that mean a whole name, or one half where the other half has a column of its own."""
        fields = self.fields
        if fields["name_or_family"] and fields["name_or_given"]:
            fields["family"] += fields.pop("name_or_family")
            fields["given"] += fields.pop("name_or_given")
        for words in ("name_or_family", "name_or_given"):
            found = fields.pop(words, [])
            has_given, has_family = bool(fields["given"]), bool(fields["family"])
            if has_given == has_family:
                fields["full"] += found
            else:
                fields["family" if has_given else "given"] += found

    def _once(self) -> None:
        for field in (*_ONCE, *_ONCE_TOO):
            if len(self.fields[field]) > 1:
                names = " and ".join(map(repr, self.fields[field]))
                self.doubts.append(f"Columns {names} both look like {field}.")

    def _take(self, field: str, *, shown: str | None = None) -> list[str]:
        names = self.fields.get(field, [])[:MAX_REPEATS]
        for name in names:
            self.used[name] = shown or field
        return names

    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = {}
        if names := self._take("id"):
            record["id"] = names[0]
        else:
            self.warnings.append("No column of identifiers: records are numbered row-1, row-2, ...")
        for field in ("source", "role", "reliability", "purpose", "handling"):
            if names := self._take(field):
                record[field] = {"column": names[0]}
        if names := self._take("sex"):
            record["sex"] = self._sex(names[0])
        for field in ("nationalities", "father_names", "mother_names", "biometric_ids"):
            if names := self._take(field):
                record[field] = self._several(names)
        for field in ("entered_on", "retain_until"):
            if names := self._take(field):
                record[field] = {"column": names[0], "format": self._order(names[0])}
        if names := self._take("remarks"):
            record["remarks"] = names[0] if len(names) == 1 else names
        return record

    def _sex(self, name: str) -> Any:
        """In Spanish, H is hombre and M is mujer: a column with H and M and no F is read so."""
        codes = {value.upper() for value in self.values[name]}
        if "H" in codes and "M" in codes and "F" not in codes:
            self.warnings.append(f"Column {name!r} holds H and M: read as hombre and mujer.")
            return {"column": name, "values": {"H": "male", "M": "female"}}
        return name

    def _several(self, names: list[str]) -> Any:
        separator = self._separator(names)
        found: Any = names[0] if len(names) == 1 else names
        return {"columns": names, "separator": separator} if separator else found

    def _separator(self, names: Sequence[str], allowed: Sequence[str] = _SEPARATORS) -> str | None:
        values = [value for name in names for value in self.values[name]]
        counts = {sign: sum(sign in value for value in values) for sign in allowed}
        best = max(counts, key=lambda sign: counts[sign])
        return best if counts[best] else None

    def _names(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        parts = {
            key: names[0]
            for key in ("given", "middle", "family", "suffix")
            if (names := self._take(key))
        }
        if "given" in parts or "family" in parts:
            entries.append(parts)
            if self.fields.get("full"):
                left = ", ".join(map(repr, self.fields["full"]))
                self.warnings.append(f"{left} not read: the parts of the name have columns.")
        else:
            entries += [self._full(name) for name in self._take("full")]
        for field, kind in (
            ("original_script", "original_script"),
            ("alias", "alias"),
            ("nickname", "nickname"),
            ("previous", "previous"),
        ):
            entries += [self._full(name) | {"kind": kind} for name in self._take(field)]
        return entries

    def _only_other_names(self, names: Sequence[dict[str, Any]], unread: Sequence[str]) -> None:
        """Aliases without a name: it is a column that is not understood, or there is none."""
        if not names or any(entry.get("kind") not in _OTHER_NAMES for entry in names):
            return
        others = ", ".join(repr(entry["full"]) for entry in names)
        said = f"No column is understood as the name of the person, only {others} as other names."
        if unread:
            left = ", ".join(map(repr, unread))
            self.doubts.append(
                f"{said} Say in a mapping which column holds it (full, under names), or that none does; "
                f"not read: {left}."
            )
        else:
            self.warnings.append(said)

    def _full(self, name: str) -> dict[str, Any]:
        values = self.values[name]
        entry: dict[str, Any] = {"full": name}
        separator = self._separator([name])
        if separator and sum(separator in value for value in values) * 20 > len(values):
            entry["separator"] = separator
        if values and sum(value.count(",") == 1 for value in values) * 2 > len(values):
            entry["form"] = "last_first"
        elif any("," in value for value in values):
            self.warnings.append(
                f"Some cells of {name!r} hold commas: set form or separator if they matter."
            )
        return entry

    def _birth_dates(self) -> list[dict[str, Any]]:
        entries = [{"column": name, "format": self._order(name)} for name in self._take("birth_date")]
        for field, calendar in (
            ("birth_date_hijri", "hijri"),
            ("birth_date_solar_hijri", "solar_hijri"),
        ):
            entries += [{"column": name, "calendar": calendar} for name in self._take(field)]
        if names := self._take("birth_year"):
            parts = {"year": names[0]}
            for key in ("month", "day"):
                if found := self._take(f"birth_{key}"):
                    parts[key] = found[0]
            entries.append(parts)
        if self.fields["age"]:
            days = self._take("as_of") or self.fields["entered_on"]
            if days:
                entry = {"age": self._take("age")[0], "as_of": days[0]}
                order = self._order(days[0])
                entries.append(entry if order == "ymd" else entry | {"format": order})
            else:
                self.warnings.append(
                    f"Column {self.fields['age'][0]!r} holds ages, but no column the day: set as_of."
                )
        return entries

    def _order(self, name: str) -> str:
        """The order of day, month and year that the values of a column show."""
        values = self.values[name]
        found = [match for value in values if (match := _NUMERIC_DATE.fullmatch(value))]
        if sum(len(match[1]) == 4 for match in found) * 2 > len(values) or (  # noqa: PLR2004 - a year
            values and all(_COMPACT_DATE.fullmatch(value) for value in values)
        ):
            return "ymd"
        ends = [match for match in found if len(match[1]) < 4]  # noqa: PLR2004 - no year
        if not ends:
            return "ymd" if found or not values else "text"
        is_dmy = any(int(match[1]) > 12 for match in ends)  # noqa: PLR2004 - months
        is_mdy = any(int(match[2]) > 12 for match in ends)  # noqa: PLR2004 - months
        if is_dmy != is_mdy:
            return "dmy" if is_dmy else "mdy"
        problem = (
            "rows disagree whether the day or the month comes first; left as text."
            if is_dmy
            else "no row shows whether the day or the month comes first; day first is assumed."
        )
        self.warnings.append(f"Column {name!r}: {problem}")
        return "text" if is_dmy else "dmy"

    def _places(self, field: str, country: str) -> list[dict[str, Any]]:
        section = f"{field}s"
        texts, countries = self._take(field, shown=section), self._take(country, shown=section)
        if not texts and not countries:
            return []
        entry: dict[str, Any] = {"text": texts[0] if len(texts) == 1 else texts} if texts else {}
        return [entry | {"country": countries[0]} if countries else entry]

    def _numbers(self, section: str, key: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        for field in [field for field in self.fields if field.startswith(f"{section}.")]:
            for name in self._take(field):
                entry = {"kind": field.partition(".")[2], key: name}
                separator = self._separator([name], (";", "|"))
                entries.append(entry | {"separator": separator} if separator else entry)
        return entries

    def _suggest(self) -> None:
        """Columns whose header says nothing, but whose values do."""
        looks: tuple[tuple[str, Callable[[str], Any]], ...] = (
            ("dates", _ANY_DATE.fullmatch),
            ("telephone numbers", _PHONE.fullmatch),
            ("codes of sex", {"M", "F", "H", "male", "female"}.__contains__),
        )
        for name in self.columns:
            values = self.values[name]
            if name in self.used or is_refused(name) or not values:
                continue
            for words, looks_so in looks:
                if all(looks_so(value) for value in values[:50]):
                    self.warnings.append(f"Column {name!r} is not read, but looks like {words}.")
                    break


def _column(rows: Sequence[Sequence[Cell]], index: int) -> Texts:
    texts: Texts = []
    for row in rows:
        found = row[index]
        items = found if isinstance(found, list) else [found or ""]
        texts += [item.strip() for item in items if item.strip()]
    return texts
