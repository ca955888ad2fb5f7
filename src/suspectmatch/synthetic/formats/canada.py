"""The list of Global Affairs Canada, in XML: names and dates only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from suspectmatch.synthetic.formats.fields import date_form, name_parts, years_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from suspectmatch.synthetic.formats.fields import Row, Written


def write_canada(path: Path, rows: Iterable[Row]) -> Written:
    """Write canonical records. They are read back with ids made of country, item and schedule."""
    n = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n<data-set>\n')
        for n, row in enumerate(rows, 1):
            stream.write(f"<record>{''.join(_elements(n, row))}</record>\n")
        stream.write("</data-set>\n")
    return (path,), tuple(f"Synthesia-{item}-1" for item in range(1, n + 1))


def _elements(item: int, row: Row) -> list[str]:
    first, *others = row["names"]
    given, family = name_parts(first)
    date, text = next(iter(row["birth_dates"]), None), ""
    if date:
        text = years_of(date)[0] if date_form(date) in ("about", "between") else date["edtf"]
    texts = {
        "Country": "Synthesia / Synthésie",
        "LastName": family,
        "GivenName": given,
        "Aliases": ", ".join(other["full"] for other in others),
        "DateOfBirth": text,
        "Schedule": "1",
        "Item": str(item),
    }
    return [
        f"<{name}>{escape(text)}</{name}>" if text else f"<{name} />" for name, text in texts.items()
    ]
