"""Derive the name frequencies that the package ships from the reference lists of names.

    python benchmarks/accuracy/derive_name_frequency.py ../shared/data/names

Frequency of a token is taken within the group (country) where it is commonest and halved, because a
chance agreement is between two persons of one place, of whom half or so are of that group. Only
tokens above 100 in a million are kept; what is not listed is rarer than that.

Sources: Wikidata (CC0) for the countries of the Arab world, Iran, Afghanistan, Pakistan, Somalia;
United States Census 1990 (public domain) for English and Spanish names.
"""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from suspectmatch.names.scripts import fold

SMALLEST_GROUP = 2_000
FLOOR_PPM = 100
OUT = Path(__file__).parents[2] / "src" / "suspectmatch" / "normalising" / "name_frequency.csv"


def groups(folder: Path) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "freq_latin.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for written in row["latin"].replace("-", " ").split():
                for token in fold(written):
                    counts[row["country"]][token] += int(row["count"])
    for name in ("male_first", "female_first", "all_last"):
        with (folder / f"us_census_1990_{name}.csv").open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                share = float(row["percent"]) * (1_000 if name == "all_last" else 500)
                counts["US"][row["name"].lower()] += round(share)
    return counts


def main() -> None:
    ppm: Counter[str] = Counter()
    for counts in groups(Path(sys.argv[1])).values():
        total = sum(counts.values())
        if total < SMALLEST_GROUP:
            continue
        for token, n in counts.items():
            # two tokens a person: the share of persons is twice the share of tokens, halved again
            ppm[token] = max(ppm[token], round(1e6 * n / total)) if n > 1 else ppm[token]
    kept = sorted((t, n) for t, n in ppm.items() if n >= FLOOR_PPM and len(t) > 1)
    OUT.write_text("token,per_million\n" + "".join(f"{t},{n}\n" for t, n in kept), encoding="utf-8")
    print(f"{len(kept):,} tokens, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
