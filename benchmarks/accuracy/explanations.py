"""Explanations that add up, and reasons for misses that are the true ones.

    python benchmarks/accuracy/explanations.py
    python benchmarks/accuracy/explanations.py --pairs 500 --results SCRATCH     # while developing

First, random pairs of invented records and of the real lists (where they are beside the project): the
largest difference between a weight and the steps that are shown of it. Second, true pairs that were
missed: those of the thinned real lists, whose reason is found again from the tables of the run, and
invented ones that are missed for a reason made on purpose. Results go to
``benchmarks/results/explanations.json``.
"""

from __future__ import annotations

import csv
import sys
import time
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from script import LISTS, main, read_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import suspectmatch as sm
    from suspectmatch.explaining.why_not import ReasonFinder

NAME = "explanations.json"
MISSES = 200
"""Misses of the real lists that are asked about, at most."""
EACH = 20
"""Invented misses of each kind."""
N = 2_000
"""Invented records that pairs are missed among."""
FEW_RULES = ("document", "contact", "birth_day")
ALL_WIDE = 1 << 40
"""Records of a block that nothing is wider than."""


class Run(NamedTuple):
    """A run and what asks of it."""

    people: sm.People
    candidates: sm.CandidatePairs
    clusters: sm.Clusters
    finder: ReasonFinder

    def rows(self) -> dict[tuple[str, str], int]:
        table = self.people.records.table
        keys = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
        return {key: row for row, key in enumerate(keys)}


def run(records: Any, *, min_probability: float = 0.95, **options: Any) -> Run:
    import suspectmatch as sm
    from suspectmatch.explaining.pair import Explainer
    from suspectmatch.explaining.why_not import ReasonFinder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        people = sm.normalise(sm.load(records) if isinstance(records, list | dict) else records)
        linker = sm.Linker(progress=False, **options)
        candidates = linker.candidates(people)
        clusters = sm.cluster(linker.score(candidates), min_probability=min_probability)
    return Run(people, candidates, clusters, ReasonFinder(Explainer(clusters)))


# -- what is shown adds up --


def sums(scored: sm.ScoredPairs, n_pairs: int, name: str) -> dict[str, Any]:
    """The largest difference between weight and steps: half of the pairs random, half scored ones.

    Of a scored pair the weight is that which the run gave it, piece by piece and screened.
    """
    from suspectmatch.explaining.pair import Explainer

    explainer, rng = Explainer(scored), np.random.default_rng(7)
    kept = rng.integers(0, len(scored), n_pairs // 2)
    compared = scored.compared
    pairs = list(
        zip(
            compared.left[kept].tolist(),
            compared.right[kept].tolist(),
            scored.weight[kept].tolist(),
            strict=True,
        )
    )
    while len(pairs) < n_pairs:
        i, j = rng.integers(0, len(explainer.people), 2).tolist()
        if i != j:
            pairs.append((i, j, None))
    worst, start = 0.0, time.perf_counter()
    for i, j, weight in pairs:
        explanation = explainer.pair(i, j)
        total = sum(step.bits for step in explanation.steps)
        worst = max(worst, abs(total - explanation.weight))
        if weight is not None:
            worst = max(worst, abs(total - weight))
    seconds = time.perf_counter() - start
    return {
        "set": name,
        "pairs": len(pairs),
        "scored": len(kept),
        "largest_error": worst,
        "ms_each": 1000 * seconds / len(pairs),
    }


def all_sums(n_pairs: int, lists: Path) -> list[dict[str, Any]]:
    import suspectmatch as sm
    from suspectmatch.scoring.model import Calibration
    from suspectmatch.synthetic import aliased_records

    people = sm.normalise(sm.load(aliased_records(N, aliases=(1, 4), dates=(1, 2), seed=31).records))
    calibrated = replace(sm.load_model(), calibration=Calibration(0.8, -1.25))
    rows = []
    for name, model in (("invented", None), ("invented, calibrated model", calibrated)):
        linker = sm.Linker(classifier=sm.FellegiSunter(model), progress=False)
        rows.append(sums(linker.predict(people), n_pairs, name))
    if lists.is_dir():
        files = {file.stem: file for file in sorted((lists / "records").glob("*.jsonl"))}
        linker = sm.Linker(progress=False)
        rows.append(sums(linker.predict(sm.normalise(sm.load(files))), n_pairs, "real lists"))
    return rows


# -- why pairs were missed --


def found_again(made: Run, i: int, j: int) -> set[str]:
    """The reasons that the tables of a run allow, found without asking the library for one."""
    from suspectmatch.blocking import block, block_on
    from suspectmatch.comparing import compare_rows
    from suspectmatch.scoring import weights
    from suspectmatch.tables import ComparedPairs

    i, j = sorted((i, j))
    left, right = np.array([i], np.int32), np.array([j], np.int32)
    scored = made.clusters.scored
    if not made.candidates.rules_of(left, right)[0]:
        if not hasattr(made.finder, "unlimited"):
            wide = [
                block_on(
                    *rule.parts,
                    widest=ALL_WIDE if rule.refine_by else None,
                    refine_by=rule.refine_by,
                )
                for rule in made.candidates.report.rules
            ]
            made.finder.unlimited = block(made.people, wide, max_pairs=1 << 60)
        if made.finder.unlimited.rules_of(left, right)[0]:
            return {"block_too_wide"}
        return {"not_blocked"}
    comparisons = scored.compared.comparisons

    def weight(a: Any, b: Any) -> float:
        levels, rarity = compare_rows(made.people, comparisons, a, b)
        pair = ComparedPairs(made.people, comparisons, a, b, np.zeros(1, np.uint32), levels, rarity)
        return float(weights(pair, scored.classifier, scored.prior)[0])

    own = weight(left, right)
    threshold = _bits(made.clusters.min_probability)
    reason = "below_floor" if own < _bits(made.finder.keep_above) else "below_threshold"
    if own >= threshold:
        return {"split"}
    # Too little to be linked to anybody: not even to a record that says the same.
    if min(weight(row, row) for row in (left, right)) < threshold:
        return {"unlinkable", reason}
    return {reason}


def _bits(probability: float) -> float:
    return float(np.log2(probability / (1.0 - probability)))


def list_misses(lists: Path) -> dict[str, Any] | None:
    """True pairs of the thinned lists that a run missed, and whether the reason given is one that holds."""
    if not lists.is_dir():
        return None
    import suspectmatch as sm

    files = {file.stem: file for file in sorted((lists / "thin").glob("*.jsonl"))}
    made = run(sm.load(files))
    rows = {f"{source}:{record_id}": row for (source, record_id), row in made.rows().items()}
    rows |= {record_id: row for (_, record_id), row in made.rows().items()}
    true = []
    for name in ("truth.csv", "versions.csv"):
        with (lists / name).open(encoding="utf-8", newline="") as stream:
            true += [(line["id_a"], line["id_b"]) for line in csv.DictReader(stream)]
    label = made.clusters.label
    missed = [(a, b) for a, b in true if a in rows and b in rows and label[rows[a]] != label[rows[b]]]
    chosen = np.random.default_rng(3).permutation(len(missed))[:MISSES]
    table = made.people.records.table
    names = [
        f"{source}:{record_id}"
        for source, record_id in zip(
            table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True
        )
    ]
    given, right = Counter(), 0
    for k in chosen:
        i, j = (rows[end] for end in missed[k])
        reason = made.finder.why_not(names[i], names[j]).reason
        given[reason] += 1
        right += reason in found_again(made, i, j)
    return {"missed": len(missed), "asked": len(chosen), "right": right, "reasons": dict(given)}


def people_of_two_sources() -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
    """Invented records as rows, and pairs of one person."""
    from suspectmatch.synthetic import aliased_records

    made = aliased_records(N, aliases=(1, 3), dates=(1, 2), seed=33)
    rows = made.records.to_pylist()
    for row in rows:
        row.pop("location", None)
    rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    order = np.argsort(made.person_id, kind="stable")
    persons = made.person_id[order]
    pairs = [
        (int(order[k]), int(order[k + 1])) for k in np.flatnonzero(persons[1:] == persons[:-1]).tolist()
    ]
    return rows, pairs


def identity(row: dict[str, Any]) -> str:
    return f"{row['source']}:{row['record_id']}"


def made_misses() -> dict[str, dict[str, Any]]:
    """For each way of missing a pair on purpose, how many were made and how many told rightly."""
    rows, pairs = people_of_two_sources()
    first = run(rows)
    at = first.rows()
    place = [at[row["source"], row["record_id"]] for row in rows]
    label, probability = first.clusters.label, _probabilities(first)
    linked = [p for p in pairs if label[place[p[0]]] == label[place[p[1]]]]
    sizes = first.clusters.size
    alone = [p for p in linked if sizes[place[p[0]]] == 2]  # no third record joins them

    def near(low: float, high: float) -> list[tuple[int, int]]:
        keyed = [(p, probability.get(tuple(sorted((place[p[0]], place[p[1]]))), 0.0)) for p in alone]
        return [p for p, sure in keyed if low <= sure < high]

    def changed(how: Callable[[dict[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
        ends = {p[1] for p in alone[:EACH]}
        return [how(dict(row)) if k in ends else row for k, row in enumerate(rows)]

    def without(*fields: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda row: {name: value for name, value in row.items() if name not in fields}

    few = [
        rule
        for rule in _default_rules()
        if set(rule.parts) <= set(FEW_RULES) or rule.parts == ("birth_day",)
    ]
    narrow = [replace(rule, widest=1 if rule.refine_by else None) for rule in _default_rules()]
    narrow = [rule for rule in narrow if rule.refine_by]
    identifying = ("names", "documents", "contacts")
    kinds: dict[str, tuple[Run, Iterable[tuple[int, int]], str | None]] = {
        "role set aside": (run(changed(lambda row: row | {"role": "victim"})), alone, "set_aside"),
        "record rejected": (run(changed(without(*identifying))), alone, "rejected"),
        "record expired": (
            run(changed(lambda row: row | {"retain_until": "2001-01-01"})),
            alone,
            "left_out",
        ),
        "record taken away": (
            run([row for k, row in enumerate(rows) if k not in {p[1] for p in alone[:EACH]}]),
            alone,
            "absent",
        ),
        "only across sources": (
            run([row | {"source": "one"} for row in rows], across_only=True),
            alone,
            "same_source",
        ),
        "rules taken away": (run(rows, blocking=few), alone, "not_blocked"),
        "blocks made narrow": (run(rows, blocking=narrow), alone, None),
        "floor raised": (run(rows, keep_above=0.99999), near(0.95, 0.99999), "below_floor"),
        "threshold raised": (
            run(rows, min_probability=0.99999),
            near(0.95, 0.99999),
            "below_threshold",
        ),
        "value taken away": (run(changed(without("birth_dates", "nationalities"))), alone, None),
        "name replaced": (run(changed(lambda row: row | {"names": ["Qwx Zzyv"]})), alone, None),
    }
    return {kind: told(rows, *given) for kind, given in kinds.items()}


def _default_rules() -> tuple[sm.BlockingRule, ...]:
    from suspectmatch.blocking import DEFAULT_RULES

    return DEFAULT_RULES


def _probabilities(made: Run) -> dict[tuple[int, int], float]:
    compared = made.clusters.scored.compared
    pairs = zip(compared.left.tolist(), compared.right.tolist(), strict=True)
    return dict(zip(pairs, made.clusters.scored.probability.tolist(), strict=True))


def told(
    rows: list[dict[str, Any]], made: Run, pairs: Iterable[tuple[int, int]], expected: str | None
) -> dict[str, Any]:
    """Ask about the first pairs that are missed; ``expected`` None takes what the tables say."""
    at, given, right, asked = made.rows(), Counter(), 0, 0
    sources = {source for source, _ in at}
    for pair in pairs:
        keys = [(rows[k]["source"], rows[k]["record_id"]) for k in pair]
        if sources == {"one"}:
            keys = [("one", record_id) for _, record_id in keys]
        places = [at.get(key) for key in keys]
        if None not in places and made.clusters.label[places[0]] == made.clusters.label[places[1]]:
            continue  # not missed after all
        reason = made.finder.why_not(*(f"{source}:{record_id}" for source, record_id in keys)).reason
        given[reason] += 1
        asked += 1
        right += reason == expected if expected else reason in found_again(made, *places)
        if asked == EACH:
            break
    return {"asked": asked, "right": int(right), "reasons": dict(given)}


def measure(n_pairs: int, lists: Path) -> dict[str, Any]:
    """Both parts."""
    made = made_misses()
    body = {
        "sums": all_sums(n_pairs, lists),
        "made": made,
        "made_asked": sum(each["asked"] for each in made.values()),
        "made_right": sum(each["right"] for each in made.values()),
    }
    if (listed := list_misses(lists)) is not None:
        body["lists"] = listed
    return body


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    lines = [
        "## Explanations that add up, and reasons that hold",
        "",
        "The largest difference between a weight and the sum of prior, calibration and rows that are shown of it; half of the",
        "pairs at random, half from the scored ones, against the weight that the run gave them.",
        "",
        "| set | pairs | largest error, bits |",
        "|---|---|---|",
        *(f"| {row['set']} | {row['pairs']:,} | {row['largest_error']:.1e} |" for row in body["sums"]),
        "",
        "Missed true pairs, and how many times `why_not` names the reason that was made on purpose or, where there is no one",
        "such reason, one that the tables of the run allow.",
        "",
        "| how they were missed | asked | right | reasons given |",
        "|---|---|---|---|",
        *(miss(kind, each) for kind, each in body["made"].items()),
    ]
    if "lists" in body:
        lines.append(miss("thinned real lists, default run", body["lists"]))
    return [*lines, ""]


def miss(kind: str, each: dict[str, Any]) -> str:
    reasons = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in sorted(each["reasons"].items()))
    return f"| {kind} | {each['asked']} | {each['right']} | {reasons} |"


if __name__ == "__main__":
    main(measure, NAME, pairs=10_000, lists=LISTS)
