"""Tables of names, spellings, cultures, countries and habits, as CSV files beside this module."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a table; lines that begin with # are comments.

    >>> read_table("cultures.csv")[0]["name"]
    'arabic'
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
