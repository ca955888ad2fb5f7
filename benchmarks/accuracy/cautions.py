"""What each caution is worth: the share of links that are wrong with it and without it.

    python benchmarks/accuracy/cautions.py
    python benchmarks/accuracy/cautions.py --n 2000 --results SCRATCH     # while developing

Links of a probability of at least 0.95, on the real lists (a link counts as wrong only where that is known,
and as right only where that is) and on invented records; of ``through_others``, which no such link has, the
scored pairs within clusters. Kinds that were dropped are measured too. Results go to
``benchmarks/results/cautions.json``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from script import LISTS, main, read_figures

import suspectmatch as sm
from clustering import Lists
from suspectmatch.explaining.cautions import KINDS, Cautions, PairFacts
from suspectmatch.synthetic import aliased_records, single_name_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Marks = npt.NDArray[np.bool_]
    Set = tuple[str, sm.People, Any]

NAME = "cautions.json"
MIN_PROBABILITY = 0.95
SEEDS = (5, 6)
ROUGH = (
    "same_default_day",
    "same_month",
    "same_year",
    "about_same_year",
    "mostly_overlapping",
    "default_day_same_year",
    "year_of_day",
    "overlapping",
)
DROPPED = {"dates agree roughly (dropped)": ("birth_dates", ROUGH)}
"""Measured, and not told: field and levels."""


def sets(n: int) -> Iterator[Set]:
    """Name, people, and persons; None where the truth is that of the lists."""
    for kind in ("records", "thin") if LISTS.is_dir() else ():
        files = {file.stem: file for file in sorted((LISTS / kind).glob("*.jsonl"))}
        yield f"lists, {kind}", sm.normalise(sm.load(files)), None
    for seed in SEEDS:
        for word, make in (("single names", single_name_records), ("many names", aliased_records)):
            drawn = make(n, seed=seed)
            name = f"{word}, {n:,}, seed {seed}"
            yield name, sm.normalise(sm.load(drawn.records)), drawn.person_id


def measured(people: sm.People, person: Any) -> dict[str, Any]:
    """Of the links, and of the pairs within clusters, how many are wrong with each caution."""
    scored = sm.Linker(progress=False).predict(people)
    clusters = sm.cluster(scored, min_probability=MIN_PROBABILITY)
    compared = scored.compared
    is_lead = (scored.probability >= MIN_PROBABILITY) & ~clusters.across_roles
    together = clusters.label[compared.left] == clusters.label[compared.right]
    used = np.flatnonzero(is_lead | together)
    of, is_lead, together = compared.take(used), is_lead[used], together[used]
    if person is None:
        lists = Lists(people)
        person = lists.person
        pairs = zip(of.left.tolist(), of.right.tolist(), strict=True)
        wrong = np.array([lists.is_false(i, j) for i, j in pairs], bool)
    else:
        wrong = person[of.left] != person[of.right]
    known = wrong | (person[of.left] == person[of.right])
    cautions, names = Cautions(people, compared.comparisons), [kind.name for kind in KINDS]
    marks = dict(zip(names, cautions.marks(of, is_lead).T, strict=True))
    own = [kind for kind in names if kind != "through_others"]
    any_of = np.stack([marks[kind] for kind in own], axis=1).any(axis=1)
    through = marks.pop("through_others")
    marks |= {name: PairFacts(cautions, of, is_lead).at(*where) for name, where in DROPPED.items()}
    kinds = {kind: compare(mark, wrong, known & is_lead, is_lead) for kind, mark in marks.items()}
    kinds["through_others"] = compare(through, wrong, known & together, together)
    return {
        "links": int(is_lead.sum()),
        "judged": int((is_lead & known).sum()),
        "wrong": int((is_lead & wrong).sum()),
        "any": compare(any_of, wrong, known & is_lead, is_lead),
        "kinds": kinds,
    }


def compare(mark: Marks, wrong: Marks, known: Marks, among: Marks) -> dict[str, Any]:
    """Links with a caution, those of them that are judged and wrong, and the shares with and without."""
    has, has_not = mark & known, ~mark & known
    return {
        "links": int((mark & among).sum()),
        "judged": int(has.sum()),
        "wrong": int(wrong[has].sum()),
        "wrong_with": float(wrong[has].mean()) if has.any() else None,
        "wrong_without": float(wrong[has_not].mean()) if has_not.any() else None,
    }


def measure(n: int) -> dict[str, Any]:
    body: dict[str, Any] = {"min_probability": MIN_PROBABILITY, "sets": {}}
    for name, people, person in sets(n):
        body["sets"][name] = made = measured(people, person)
        print(f"{name}: {made['links']:,} links, {made['wrong']} wrong, {said(made['any'])}", flush=True)
        for kind, each in made["kinds"].items():
            print(f"  {kind:30} {said(each)}", flush=True)
    invented = [made for name, made in body["sets"].items() if not name.startswith("lists")]
    body["invented"] = {kind: pooled(invented, kind) for kind in invented[0]["kinds"]}
    return body


def pooled(made: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The sets of invented records together."""
    every = [each["kinds"][kind] for each in made]
    n, wrong = (sum(each[word] for each in every) for word in ("judged", "wrong"))
    return {"judged": n, "wrong": wrong, "wrong_with": wrong / n if n else None}


def said(each: dict[str, Any]) -> str:
    with_, without = (share(each[word]) for word in ("wrong_with", "wrong_without"))
    return f"{each['links']:,} links, {each['wrong']} of {each['judged']:,} judged are wrong: {with_}, without {without}"


def share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def part() -> list[str]:
    """The section of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    lines = [
        "## Cautions, and how often links that bear them are wrong",
        "",
        f"Links of a probability of at least {body['min_probability']:g}; `wrong` is of those that are judged, and the shares are of them,",
        "with the caution and without it. `through_others` is of the scored pairs within clusters.",
        "",
        "| set | caution | links | judged | wrong | share with | share without |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, made in body["sets"].items():
        rows = {"any but through_others": made["any"]} | made["kinds"]
        lines += [
            f"| {name} | {kind.replace('_', ' ')} | {each['links']:,} | {each['judged']:,} | {each['wrong']:,} "
            f"| {share(each['wrong_with'])} | {share(each['wrong_without'])} |"
            for kind, each in rows.items()
            if each["links"]
        ]
    return [*lines, ""]


if __name__ == "__main__":
    main(measure, NAME, n=20_000)
