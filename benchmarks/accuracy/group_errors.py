"""Error rates by naming culture on invented records: the worst against the best.

    python benchmarks/accuracy/group_errors.py --n 50000
    python benchmarks/accuracy/group_errors.py --n 5000 --results SCRATCH     # while developing

Persons of all cultures in equal numbers, each seen by the sources of ``blocking_recall``; and single-name
records with the cultures' own shares. Shipped model, leads at 0.95. Results go to
``benchmarks/results/group_errors.json``.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from blocking_recall import sources_of
from script import main, read_figures

if TYPE_CHECKING:
    import suspectmatch as sm

NAME = "group_errors.json"
MIN_PROBABILITY = 0.95
FEWEST_PAIRS = 100
"""Of fewer pairs no culture is called the worst or the best."""
MEASURES = ("recall", "precision", "false_match_rate")
Set = tuple["sm.Records", Any, Any]


def single(n: int) -> Set:
    import suspectmatch as sm
    from suspectmatch.synthetic import CULTURES, single_name_records

    made = single_name_records(n, seed=41)
    return sm.load(made.records), made.person_id, np.array(CULTURES)[made.culture]


def sources(n: int) -> Set:
    """Files of sources of three kinds, persons of all cultures in equal numbers."""
    from suspectmatch.synthetic import CULTURES

    people, records, person = sources_of(n, seed=43, cultures=CULTURES)
    of = {people.person_id(row): CULTURES[code] for row, code in enumerate(people.culture.tolist())}
    return records, person, {key: of[who] for key, who in person.items()}


def measured(name: str, made: Set) -> dict[str, object]:
    import suspectmatch as sm
    from suspectmatch.errors import GroupsDifferWarning
    from suspectmatch.evaluating import error_rates

    records, truth, culture = made
    people = sm.normalise(records)
    scored = sm.Linker(keep_above=0.01, progress=False).predict(people)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GroupsDifferWarning)
        rates = error_rates(scored, truth, by=culture, min_probability=MIN_PROBABILITY)
    extremes = {}
    for measure in MEASURES:
        worst, best = rates.extremes(measure, min_pairs=FEWEST_PAIRS)
        extremes[measure] = {"worst": of_group(worst, measure), "best": of_group(best, measure)}
        print(f"{name}, {measure}: {said(extremes[measure])}", flush=True)
    groups = json.loads(rates.to_pandas().to_json(orient="records", double_precision=15))
    return {"set": name, "records": len(people), "groups": groups, "extremes": extremes}


def of_group(group: Any, measure: str) -> dict[str, object]:
    share = getattr(group, measure)
    return {"group": group.group, "value": share.value, "low": share.low, "high": share.high}


def said(extremes: dict[str, dict[str, Any]]) -> str:
    return "; ".join(
        f"{which} {each['group']} {number(each['value'])} ({number(each['low'])} to {number(each['high'])})"
        for which, each in extremes.items()
    )


def number(value: float) -> str:
    return f"{value:.4f}" if value == 0 or value > 0.001 else f"{1e6 * value:.2f} in a million"


def measure(n: int) -> dict[str, object]:
    sets = {
        "border, prison, enrolments; all cultures alike": sources,
        "single names; the cultures' own shares": single,
    }
    rows = [measured(name, make(n)) for name, make in sets.items()]
    return {"n": n, "min_probability": MIN_PROBABILITY, "fewest_pairs": FEWEST_PAIRS, "rows": rows}


# The page.


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    lines = [
        "## Errors by naming culture",
        "",
        f"Invented records, shipped model, leads at {body['min_probability']:g}. Half of a pair counts for the culture of each of its records; 95 %",
        "intervals go by person. In bold: differs from all other pairs beyond chance (corrected for the number of",
        f"cultures and measures). Worst and best are of cultures with at least {body['fewest_pairs']} pairs to measure on.",
        "",
    ]
    for row in body["rows"]:
        lines += [f"{row['records']:,} records, {row['set']}:", ""]
        lines += [f"- {name.replace('_', ' ')}: {said(each)}" for name, each in row["extremes"].items()]
        lines += [
            "",
            "| culture | records | true pairs | leads | recall | 95 % interval | precision | 95 % interval | false matches in a million pairs of two persons | 95 % interval |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *map(of_row, sorted(row["groups"], key=lambda each: each["recall"] or 0)),
            "",
        ]
    return lines


def of_row(group: dict[str, Any]) -> str:
    differs = group["differs_in"].split(", ")
    cells = [group["group"], *(f"{group[key]:,}" for key in ("n_records", "n_true", "n_leads"))]
    for measure, named, scale, digits in (
        ("recall", "missed", 1.0, 4),
        ("precision", "precision", 1.0, 4),
        ("false_match_rate", "false_match_rate", 1e6, 2),
    ):
        value, low, high = (
            "none" if group[measure + end] is None else f"{scale * group[measure + end]:.{digits}f}"
            for end in ("", "_low", "_high")
        )
        cells += [f"**{value}**" if named in differs else value, f"{low} to {high}"]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(measure, NAME, n=50_000)
