"""Writes ``synthetic/data/name_counts.csv`` from reference tables of name frequencies.

Run by hand: ``python tests/synthetic/make_name_counts.py FOLDER``, where FOLDER holds
``freq_latin.csv`` (Wikidata, CC0), ``popular_forenames.csv`` and ``popular_surnames.csv``
(popular-names-by-country, CC0) and ``us_census_1990_*.csv`` (US Census, public domain).
Only aggregated counts leave it: spellings of one name are added up, so are the counts of rare names, and
what the tables lack (Turkish, Russian, Caucasian and West African family names, sexes of given
names) is filled from the hand-written lists of ``name_lists.toml``, by rank.
"""

from __future__ import annotations

import csv
import itertools
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src" / "suspectmatch" / "synthetic" / "data"
HEADER = (
    "# Counts of names by culture, for drawing synthetic persons. Derived from Wikidata (CC0),"
    " popular-names-by-country (CC0) and the 1990 US Census (public domain);"
    " spellings added up; * stands for all names too rare to be listed.\n"
)
WIKIDATA = {
    "arabic": "AE BH EG IQ JO KW LB LY OM PS QA SA SD SY YE",
    "maghreb": "DZ MA TN",
    "sahel": "MR",
    "persian": "IR",
    "pashto": "AF",
    "urdu": "PK",
    "somali": "SO DJ",
}
POPULAR_GIVEN = {
    "turkish": "TR AZ",
    "russian": "RU UA BY KZ",
    "spanish": "MX CO AR CL PE ES",
    "west_african": "ML",
    "european": "FR DE IT NL BE GB PL",
    "central_asian": "KZ KG TJ",
    "portuguese": "PT BR",
}
POPULAR_FAMILY = {
    "turkish": "TR",
    "russian": "RU UA AZ",
    "spanish": "ES MX CO AR CL PE CU",
    "european": "FR DE IT NL BE PL AL",
    "central_asian": "KZ",
    "portuguese": "PT BR",
}
LEAST = {"pashto": 1, "somali": 1, "sahel": 1}
MOST = {"male": 600, "female": 160, "family": 1400}
US_CENSUS = {"male": 300, "female": 120, "family": 1000}
REST = "*"
"""Stands for all names that were dropped; their counts are added up."""
PARTICLE = re.compile(r"(?:ben|bin|ibn|abu|ould|mint|ag|a[iï]t) ", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:al|el|as|ash|at|ad|an|ar|az)[- ](?=\w{3})", re.IGNORECASE)


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file; lines that begin with # are skipped."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(line for line in stream if not line.startswith("#")))


def spelling_index() -> dict[str, str]:
    """Spelling in lower case -> the name it is a spelling of; the first name wins."""
    index: dict[str, str] = {}
    for row in read(PACKAGE / "spellings.csv"):
        for system in ("name", "english", "french", "persian"):
            for form in row[system].split("|"):
                index.setdefault(form.lower(), row["name"])
    return index


def compound(name: str, index: dict[str, str]) -> str:
    """``Abdel Rahman``, ``Abderrahmane`` and ``Abdulrahman`` are counted as ``Abdul Rahman``."""
    found = re.match(r"^abd(?:[aeou](?:l|rr?|s|z|n|d|t)?|)[- ]?(?:al[- ])?(\w{4,})$", name.lower())
    if found and found[1] in index:
        return f"Abdul {index[found[1]]}"
    return name


def wikidata(
    folder: Path, lists: dict[str, dict[str, list[str]]]
) -> dict[tuple[str, str], Counter[str]]:
    index, rows = spelling_index(), read(folder / "freq_latin.csv")
    female, drop = set(lists["female"]["names"]), set(lists["drop"]["names"])
    made: dict[tuple[str, str], Counter[str]] = {}
    where = {c: culture for culture, text in WIKIDATA.items() for c in text.split()}
    for row in rows:
        culture, name = where.get(row["country"]), row["latin"].strip()
        if culture is None or row["role"] == "unknown" or re.search(r"[^\w' -]|\d", name):
            continue
        article = row["role"] == "surname" and ARTICLE.match(name)
        name = ARTICLE.sub("", name) if article else name
        name = name[:1].upper() + name[1:]
        name = index.get(name.lower(), compound(name, index))
        if (
            name in drop
            or len(name) < 3
            or re.match(r"(?i)(ben|bin|ibn|abu|ould|mint|ag|a[iï]t) ", name)
        ):
            continue
        if row["role"] == "given":
            part = "female" if name in female else "male"
        else:
            part, name = "family", f"al-{name}" if article else name
        made.setdefault((culture, part), Counter())[name] += int(row["count"])
    return {key: merge_articles(counts) for key, counts in made.items()}


def merge_articles(counts: Counter[str]) -> Counter[str]:
    """``al-Harbi`` and ``Harbi`` are one name, printed the way it is met more often."""
    merged: Counter[str] = Counter()
    for name, count in counts.items():
        twin = name[3:] if name.startswith("al-") else f"al-{name}"
        merged[name if count >= counts.get(twin, 0) else twin] += count
    return merged


def put(counts: dict[tuple[str, str], Counter[str]], culture: str, part: str, name: str, weight: float):
    name = unicodedata.normalize("NFC", name).replace("\u0301", "").strip()
    if name and name[0] < "\u0300" and not re.search(r"[^\w' -]|\d", name):
        counts.setdefault((culture, part), Counter())[name] += max(1, round(weight))


def popular(folder: Path) -> dict[tuple[str, str], Counter[str]]:
    made: dict[tuple[str, str], Counter[str]] = {}
    given = {c: culture for culture, text in POPULAR_GIVEN.items() for c in text.split()}
    family = {c: culture for culture, text in POPULAR_FAMILY.items() for c in text.split()}
    for row in read(folder / "popular_forenames.csv"):
        if row["Country"] in given:
            part = "male" if row["Gender"] == "M" else "female"
            rank = int(re.sub(r"\D", "", row["Index"]) or 30)
            put(made, given[row["Country"]], part, row["Romanized Name"], 150 / (rank + 1) ** 0.8)
    for row in read(folder / "popular_surnames.csv"):
        if row["Country"] in family:
            weight = 1000 / (int(row["Rank"] or 40) + 2) ** 0.8
            put(made, family[row["Country"]], "family", row["Romanized Name"], weight)
    for file, part, scale in (
        ("male_first", "male", 220),
        ("female_first", "female", 220),
        ("all_last", "family", 900),
    ):
        for row in read(folder / f"us_census_1990_{file}.csv")[: US_CENSUS[part]]:
            put(made, "european", part, row["name"].title(), float(row["percent"]) * scale)
    return made


def main(folder: Path) -> None:
    lists = tomllib.loads((HERE / "name_lists.toml").read_text(encoding="utf-8"))
    counts = popular(folder)
    for key, made in wikidata(folder, lists).items():
        counts.setdefault(key, Counter()).update(made)
    for culture, parts in lists["cultures"].items():
        for part, text in parts.items():
            known = counts.setdefault((culture, part), Counter())
            top = max(400, *known.values()) if known else 400
            for rank, entry in enumerate(text.split("|")):
                name, _, count = entry.strip().partition(":")
                known[name] += int(count) if count else max(2, round(top / (rank + 2) ** 0.8))
    with (PACKAGE / "name_counts.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["culture", "part", "count", "names"])
        for (culture, part), made in sorted(counts.items()):
            writer.writerows((culture, part, *row) for row in grouped(culture, part, made))


def grouped(culture: str, part: str, made: Counter[str]):
    """Names of one count in one row, the commonest first; what is dropped in a row of its own."""
    least, most = LEAST.get(culture, 2), MOST.get(part, 100)
    ranked = sorted(made.items(), key=lambda item: (-item[1], item[0]))
    kept = [(name, count) for name, count in ranked[:most] if count >= least]
    for count, names in itertools.groupby(kept, key=lambda item: item[1]):
        yield count, "|".join(name for name, _ in names)
    if rest := made.total() - sum(count for _, count in kept):
        yield rest, REST


if __name__ == "__main__":
    main(Path(sys.argv[1]))
