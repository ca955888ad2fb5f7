"""Names, dates, numbers and countries as text, as several formats print them."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.spelling_rules import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Row: TypeAlias = dict[str, Any]
"""A record in the canonical schema; absent lists are empty."""

Written: TypeAlias = tuple[tuple["Path", ...], tuple[str, ...]]
"""Files, and the ids that records are read back with."""


def english_name(code: str | None) -> str:
    """The English name of a country, or its code where it is not in the table.

    >>> english_name("IQ"), english_name(None)
    ('Iraq', '')
    """
    return next((country.english for country in countries() if country.code == code), code or "")


def years_of(date: Row) -> tuple[str, str]:
    """First and last year of a date; the same twice where it is not a range."""
    years = re.findall(r"\d{4}", date["edtf"] or date["text"])
    return (years[0], years[-1]) if "/" in (date["edtf"] or "") else (years[0], years[0])


def date_form(date: Row) -> str:
    """``day``, ``month``, ``year``, ``about`` or ``between``.

    >>> date_form({"edtf": "1971-04"}), date_form({"edtf": "1971~"})
    ('month', 'about')
    """
    edtf = date["edtf"] or ""
    if "/" in edtf:
        return "between"
    if edtf.endswith("~"):
        return "about"
    return {10: "day", 7: "month"}.get(len(edtf), "year")


def name_parts(name: Row) -> tuple[str | None, str]:
    """Given and family name; None and the full name where either is unknown."""
    if name["given"] is None or name["family"] is None:
        return None, name["full"]
    return name["given"], name["family"]


def numbers_of(row: Row, field: str, kind: str) -> list[str]:
    """Numbers of one kind of document or contact, such as ``passport`` or ``phone``."""
    part = "number" if field == "documents" else "value"
    return [found[part] for found in row[field] if found["kind"] == kind]


def capitals(text: str | None) -> str:
    """Capitals without accents; empty for None.

    >>> capitals("Aïcha")
    'AICHA'
    """
    return fold(text).upper() if text else ""


def last_first(family: str | None, given: str | None) -> str:
    """``SURNAME,GIVEN MIDDLE`` in capitals, cut to thirty characters; LNU and FNU where one is unknown.

    >>> last_first("Hasan", None)
    'HASAN,FNU'
    """
    return f"{capitals(family) or 'LNU'},{capitals(given) or 'FNU'}"[:30].rstrip()


def sex_letter(sex: str | None, unknown: str) -> str:
    """M, F or the letter for an unknown sex.

    >>> sex_letter("female", "X"), sex_letter(None, "X")
    ('F', 'X')
    """
    return {"male": "M", "female": "F"}.get(sex or "", unknown)


def passport_text(number: int) -> str:
    """A passport number as printed: a letter and seven digits; empty for -1.

    >>> passport_text(123456789)
    'M3456789'
    """
    return f"{chr(65 + number // 10_000_000)}{number % 10_000_000:07d}" if number >= 0 else ""


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    line_end: str = "\n",
) -> None:
    """Write rows of text as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter, lineterminator=line_end).writerows(rows)
