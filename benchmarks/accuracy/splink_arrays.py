"""The real lists as arrays of cleaned values, which Splink compares and blocks on; it cleans nothing itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import jellyfish
import numpy as np
import pandas as pd
from anyascii import anyascii

from suspectmatch.normalising.places import country_codes, split_countries

if TYPE_CHECKING:
    from collections.abc import Iterable

APOSTROPHES = re.compile("['`\u2018\u2019\u00b4\u02bc]")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH = re.compile(r"\d{4}-\d\d")


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", APOSTROPHES.sub("", anyascii(text)).lower()))


def texts(record: dict[str, Any], field: str, key: str) -> list[str]:
    return [value[key] for value in record.get(field) or [] if value.get(key)]


def distinct(values: Iterable[Any]) -> list[Any]:
    """Without repetitions, in their order: the first name of a record is its primary name."""
    return list(dict.fromkeys(values))


def of_record(record: dict[str, Any]) -> dict[str, list[Any]]:
    names = [sorted(plain(name).split()) for name in texts(record, "names", "full")]
    tokens = sorted({token for name in names for token in name if len(token) > 1})
    sounds = {jellyfish.metaphone(token) for token in tokens}
    dates = [
        end.rstrip("~?%") for edtf in texts(record, "birth_dates", "edtf") for end in edtf.split("/")
    ]
    countries = [part for text in record.get("nationalities") or [] for part in split_countries(text)]
    places = {plain(text) for text in texts(record, "birth_places", "text")}
    numbers = {plain(text).replace(" ", "") for text in texts(record, "documents", "number")}
    return {
        "names": distinct(" ".join(name) for name in names if name),
        "tokens": tokens,
        "sounds": sorted(sound for sound in sounds if len(sound) > 1),
        "dobs": distinct(date for date in dates if DAY.fullmatch(date)),
        "months": sorted({date[:7] for date in dates if MONTH.match(date)}),
        "years": distinct(int(date[:4]) for date in dates if date[:4].isdigit()),
        "nationalities": sorted({code for code in country_codes(countries) if code}),
        "places": sorted(places - {""}),
        "documents": sorted(numbers - {""}),
    }


def prepared(records: list[dict[str, Any]], fold: np.ndarray) -> pd.DataFrame:
    """A row a record; null where it has no value."""
    table = pd.DataFrame(
        {"row": row, "source": record["source"], "fold": int(fold[row]), "sex": record.get("sex")}
        | {column: values or None for column, values in of_record(record).items()}
        for row, record in enumerate(records)
    )
    for column in ("tokens", "sounds"):
        table[f"{column}_bits"] = with_bits(table[column].tolist())
    return table


def with_bits(arrays: list[list[str] | None]) -> list[list[dict[str, Any]] | None]:
    """Each token with its rarity: -log2 of the share of records that have it."""
    counts = Counter(itertools.chain.from_iterable(array for array in arrays if array))
    return [
        [{"token": token, "bits": float(np.log2(len(arrays) / counts[token]))} for token in array]
        if array
        else None
        for array in arrays
    ]
