"""Builds one record: readers of lists add the values they find, then offer it to the intake.

White space becomes single, blank and repeated values are dropped, and the faults of
single values are reported once the record is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.dates.figures import read_figures
from suspectmatch.dates.text import read_day, read_printed

if TYPE_CHECKING:
    from suspectmatch.loading.intake import Intake

MAX_PROSE: Final = 10_000
"""Longest text that is searched or kept as a remark, in characters."""


def squeeze(text: str | None) -> str:
    """The text with single spaces, none at its ends; empty for None."""
    return " ".join(text.split()) if text else ""


class RecordBuilder:
    """A record in the canonical schema, not yet checked.

    Args:
        record_id: the source's own id; the intake rejects a record without one.
        file: name of the file it stands in.
        line: line it begins on, from 1.
        role: one of ``roles.ROLES``.
    """

    def __init__(
        self, record_id: str | None, *, file: str, line: int | None = None, role: str = "listed"
    ) -> None:
        self.file, self.line = file, line
        self.values: dict[str, Any] = {"record_id": record_id, "role": role}
        self.lists: dict[str, dict[Any, Any]] = {}
        self._extra: dict[str, dict[str, None]] = {}
        self._faults: dict[tuple[str, str], None] = {}

    def name(
        self,
        full: str | None = None,
        *,
        kind: str = "alias",
        quality: str = "strong",
        given: str | None = None,
        family: str | None = None,
        script: str | None = None,
    ) -> None:
        """Add a name; one that is there already is kept once, with the better quality."""
        given, family = squeeze(given), squeeze(family)
        full = squeeze(full) or " ".join(filter(None, (given, family)))
        if not full:
            return
        there = self.lists.setdefault("names", {}).get(full.casefold())
        if there is not None:
            there["quality"] = "strong" if quality == "strong" else there["quality"]
            return
        item = {"full": full, "kind": kind, "quality": quality, "script": squeeze(script)}
        if given and family:
            item |= {"given": given, "family": family}
        self.lists["names"][full.casefold()] = item

    def birth_date(
        self,
        text: str | None,
        order: str | None = None,
        *,
        part: str | None = None,
        edtf: str | None = None,
        approximate: bool = False,
        calendar: str | None = None,
        asserted_false: bool | None = None,
    ) -> None:
        """Add a birth date as printed.

        Args:
            text: what the list prints.
            order: how it is written: an order of figures, or ``text``; None where it is not read here.
            part: the part of the text that is the date; all of it where None.
            edtf: the date, where the reader of the list knows it.
            approximate: whether the list calls it so elsewhere.
            calendar: the calendar it is written in.
            asserted_false: whether the list says that it is false.
        """
        text = squeeze(text)
        if not text:
            return
        if order is not None:
            edtf = self.read_date(part or text, order)
        edtf = f"{edtf}~" if edtf and approximate else edtf
        item = {"edtf": edtf, "text": text, "calendar": calendar, "asserted_false": asserted_false}
        self._append("birth_dates", (edtf or text.casefold(), asserted_false), item)

    def read_date(self, text: str, order: str) -> str | None:
        """The EDTF date of a text in an order; what is to be said of it becomes a fault."""
        today = checks.today()
        edtf, note = read_printed(text, today) if order == "text" else read_figures(text, order, today)
        if note:
            self.fault("birth_dates", note)
        return edtf

    def place(self, field: str, text: str | None, country: str | None = None) -> None:
        """Add a place to ``birth_places`` or ``places``."""
        item = {"text": squeeze(text).strip(" ,"), "country": squeeze(country)}
        if item["text"] or item["country"]:
            self._append(field, tuple(part.casefold() for part in item.values()), item)

    def document(
        self,
        kind: str,
        number: str | None,
        country: str | None = None,
        *,
        asserted_false: bool | None = None,
    ) -> None:
        """Add a document; without a number there is none."""
        number, country = squeeze(number), squeeze(country)
        if number:
            item = {"kind": kind, "number": number, "country": country, "asserted_false": asserted_false}
            self._append("documents", (kind, number.casefold(), country.casefold()), item)

    def contact(self, kind: str, value: str | None) -> None:
        """Add a telephone number, an address of electronic mail, an account or a handle."""
        if value := squeeze(value):
            self._append("contacts", (kind, value.casefold()), {"kind": kind, "value": value})

    def text(self, field: str, value: str | None) -> None:
        """Add to ``nationalities``, ``father_names`` or ``mother_names``."""
        if value := squeeze(value):
            self._append(field, value.casefold(), value)

    def note(self, label: str, value: str | None) -> None:
        """Add to ``extra``; several values of one label are joined by semicolons."""
        if value := squeeze(value):
            self._extra.setdefault(label, {})[value] = None

    def day(self, field: str, text: str | None) -> None:
        """Set a field that is a day of the calendar, such as ``entered_on``."""
        if text := squeeze(text):
            self.values[field] = read_day(text)
            if self.values[field] is None:
                self.fault(field, "names no day of the calendar")

    def fault(self, field: str, reason: str) -> None:
        """Remember that one value could not be read; ``reason`` must not hold it."""
        self._faults[field, reason] = None

    def offer_to(self, intake: Intake) -> None:
        """Offer the record to the intake and, if it is kept, report the faults of its values."""
        record = self.values | {field: list(items.values()) for field, items in self.lists.items()}
        record["remarks"] = self._fitting("remarks", record.get("remarks") or "")
        record["extra"] = {
            label: self._fitting("extra", "; ".join(values)) for label, values in self._extra.items()
        }
        intake.add(record, file=self.file, line=self.line, faults=list(self._faults))

    def _append(self, field: str, key: Any, item: Any) -> None:
        self.lists.setdefault(field, {}).setdefault(key, item)

    def _fitting(self, field: str, text: str) -> str:
        if len(text) <= MAX_PROSE:
            return text
        self.fault(field, f"cut to {MAX_PROSE:,} characters")
        return text[:MAX_PROSE]
