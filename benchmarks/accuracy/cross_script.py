"""One name in two scripts: how many are found at one false match in a hundred, by script.

    python benchmarks/accuracy/cross_script.py
    python benchmarks/accuracy/cross_script.py --half tune --results SCRATCH     # while developing

Each native name is compared with its romanised form and with a hundred others taken at random. We rank
by the weight that the shipped model gives the comparison of names; beside it stands what one would do
without: anyascii and Jaro-Winkler, on the name as it stands or with its parts sorted, whichever is more.
The names are divided in halves by a hash of the native name: rules of transliteration were made looking at
one half, the figures are of the other. Results go to ``benchmarks/results/cross_script.json``.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from script import DATA, main, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = DATA / "names"
NAME = "cross_script.json"
OTHERS_EACH = 100
"""Random other names that each native name is compared with."""
FALSE_MATCHES = 0.01
MOST_PAIRS = 1_500
"""True pairs of one set that are measured; more would narrow the interval little."""
FEWEST_PAIRS = 20
"""Of fewer the interval would be wider than four tenths."""
SEEN_TWICE = 2
"""Pairs of tokens that the list gives once are often two different parts of a name."""
HALVES = ("tune", "report")
LISTED, TOKENS, BORNE = "names on lists", "single tokens", "common names"
WORDS = {
    LISTED: "full names of listed persons, native and romanised by the lists themselves",
    TOKENS: "single tokens of names in an encyclopaedia, most of them foreign to the script",
    BORNE: "the commonest given and family names of countries that write the script",
}
SCRIPTS = {"CJK": "Han", "HANGUL": "Hangul", "CYRILLIC": "Cyrillic"}

Pairs = list[tuple[str, str]]


# The pairs.


def script_of(text: str) -> str:
    """The script of most letters of a text."""
    found = Counter(
        unicodedata.name(sign, "?").split()[0].split("-")[0] for sign in text if sign.isalpha()
    )
    word = found.most_common(1)[0][0] if found else "none"
    return SCRIPTS.get(word, word.capitalize())


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(folder: Path) -> Iterator[tuple[str, str, str]]:
    for row in rows_of(folder / "xscript_pairs.csv"):
        if row["latin_is_primary"] == "1":
            yield script_of(row["native"]), row["native"], row["latin"]


def tokens(folder: Path) -> Iterator[tuple[str, str, str]]:
    for file in sorted(folder.glob("translit_*.tsv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for latin, native, count in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                if int(count) >= SEEN_TWICE:
                    yield file.stem.removeprefix("translit_").capitalize(), native, latin


def borne(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Han by country: each reads it in its own language."""
    for kind in ("forenames", "surnames"):
        for row in rows_of(folder / f"popular_{kind}.csv"):
            native, latin = row["Localized Name"].strip(), row["Romanized Name"].strip()
            script = script_of(native)
            if native and latin and script not in {"Latin", "None"}:
                country = f" ({row['Country']})" if script == "Han" else ""
                yield script + country, native, latin


def sets_of(folder: Path, half: str) -> Iterator[tuple[str, str, Pairs]]:
    """Kind, script, and the pairs of one half, drawn by a hash where there are too many."""
    for kind, read in ((LISTED, listed), (TOKENS, tokens), (BORNE, borne)):
        found: dict[str, set[tuple[str, str]]] = {}
        for script, native, latin in read(folder):
            if zlib.crc32(native.encode()) % len(HALVES) == HALVES.index(half):
                found.setdefault(script, set()).add((native, latin))
        for script, pairs in sorted(found.items()):
            drawn = sorted(pairs, key=lambda pair: zlib.crc32("|".join(pair).encode()))[:MOST_PAIRS]
            if len(drawn) >= FEWEST_PAIRS:
                yield kind, script, drawn


# Two ways to score them.


def ours(natives: list[str], latins: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weight of the comparison of names by the shipped model, in bits."""
    import suspectmatch as sm
    from suspectmatch.comparing.comparators import comparators
    from suspectmatch.comparing.library import name_comparison

    people = sm.normalise(
        sm.load(
            {
                side: [{"record_id": str(k), "names": [name]} for k, name in enumerate(names)]
                for side, names in (("native", natives), ("latin", latins))
            }
        )
    )
    comparison = name_comparison()
    levels = np.empty((left.size, 1), np.int8)
    rarity = np.empty((left.size, 1), np.float32)
    rows = left.astype(np.int32), (right + len(natives)).astype(np.int32)
    comparators(people, (comparison,))[0].write(*rows, levels[:, 0], rarity[:, 0])
    return sm.FellegiSunter().contributions((comparison,), levels, rarity)[:, 0]


def plain(natives: list[str], latins: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """anyascii and Jaro-Winkler."""
    from anyascii import anyascii
    from jellyfish import jaro_winkler_similarity as similar

    sides = [[anyascii(name).lower().strip() for name in names] for names in (natives, latins)]
    parts = [[" ".join(sorted(name.split())) for name in side] for side in sides]
    return np.array(
        [
            max(similar(sides[0][i], sides[1][j]), similar(parts[0][i], parts[1][j]))
            for i, j in zip(left.tolist(), right.tolist(), strict=True)
        ]
    )


METHODS = {"suspectmatch": ours, "anyascii and Jaro-Winkler": plain}


def measured(pairs: Pairs) -> dict[str, object]:
    """Recall of each method at the threshold that at most one random pair in a hundred passes."""
    from suspectmatch.evaluating import wilson

    natives, latins = sorted({a for a, _ in pairs}), sorted({b for _, b in pairs})
    row = {name: k for k, name in enumerate(natives)}
    column = {name: k for k, name in enumerate(latins)}
    true_left = np.array([row[a] for a, _ in pairs])
    true_right = np.array([column[b] for _, b in pairs])
    known = np.zeros((len(natives), len(latins)), bool)
    known[true_left, true_right] = True
    rng = np.random.default_rng(0)
    left = np.repeat(np.arange(len(natives)), OTHERS_EACH)
    right = rng.integers(len(latins), size=left.size)
    false = ~known[left, right]
    left, right = left[false], right[false]
    figures: dict[str, object] = {"true_pairs": len(pairs), "false_pairs": int(left.size)}
    both = np.concatenate([true_left, left]), np.concatenate([true_right, right])
    for method, score in METHODS.items():
        scores = score(natives, latins, *both)
        true, others = scores[: len(pairs)], np.sort(scores[len(pairs) :])[::-1]
        limit = others[int(FALSE_MATCHES * others.size)]
        found = int((true > limit).sum())
        figures[method] = {
            "found": found,
            "recall": found / len(pairs),
            "interval": wilson(found, len(pairs)),
            "false_matches": float((others > limit).mean()),
        }
    return figures


def measure(folder: Path, half: str) -> dict[str, object]:
    if not folder.is_dir():
        raise SystemExit("The names are not beside the project.")
    rows = []
    for kind, script, pairs in sets_of(folder, half):
        rows.append({"kind": kind, "script": script, **measured(pairs)})
        print(*cells_of(rows[-1]), sep="; ", flush=True)
    return {"half": half, "others_each": OTHERS_EACH, "false_matches": FALSE_MATCHES, "rows": rows}


# The page.


def cells_of(row: dict[str, Any]) -> list[str]:
    cells = [row["kind"], row["script"], f"{row['true_pairs']:,}"]
    for method in METHODS:
        found = row[method]
        low, high = found["interval"]
        cells.append(f"{found['recall']:.3f} ({low:.3f} to {high:.3f})")
    return [*cells, f"{row['suspectmatch']['false_matches']:.4f}"]


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    return [
        "## One name in two scripts",
        "",
        f"Recall (95 % interval) at {body['false_matches']:.0%} false matches, each native name against its romanised form and",
        f"{body['others_each']} random others; the half of the names that the rules of transliteration were not made on. Levels of names",
        "are steps, so our false matches may stay below the limit: the last column says how many there were.",
        "",
        *(f"- **{kind}**: {words}." for kind, words in WORDS.items()),
        "",
        f"| names | script | true pairs | {' | '.join(METHODS)} | our false matches |",
        "|---|---|---|---|---|---|",
        *("| " + " | ".join(cells_of(row)) + " |" for row in body["rows"]),
        "",
    ]


if __name__ == "__main__":
    main(measure, NAME, {"half": HALVES}, names=NAMES, half="report")
