"""What EM without labels does to F1 and to the matches it finds: written to results/fitting.json.

    python benchmarks/accuracy/fitting.py [N ...]

Invented single-name records under each rule set of the comparison with peers; the shipped weights, EM as it
is by default, and EM that nothing holds.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from rule_sets import PART, RULE_SETS

import suspectmatch as sm
from scoring import cluster_figures, pair_figures
from suspectmatch.errors import WeakConvergenceWarning
from suspectmatch.synthetic import single_name_records

OUT = Path(__file__).parents[1] / "results" / "fitting.json"
SEED = 7


def figures(scored: sm.ScoredPairs, person: np.ndarray) -> dict[str, object]:
    counts = np.bincount(person)
    n_true = int((counts * (counts - 1) // 2).sum())
    right = person[scored.compared.left] == person[scored.compared.right]
    pairs = pair_figures(right, scored.probability, n_true, 0.95)
    clusters = cluster_figures(sm.cluster(scored).label.astype(np.int64), person)
    return {
        "leads": int((scored.probability >= 0.95).sum()),
        "at_0.95": pairs["at_threshold"],
        "best_f1": pairs["at_best"]["f1"],
        "f1_of_clusters": clusters["pairs"]["f1"],
        "expected_over_true_of_kept": float(scored.probability.sum() / right.sum()),
    }


def main() -> None:
    made: dict[str, object] = {}
    for n in map(int, sys.argv[1:] or ("20000", "100000")):
        drawn = single_name_records(n, seed=SEED)
        people, counts = sm.normalise(sm.load(drawn.records)), np.bincount(drawn.person_id)
        for rules, parts in RULE_SETS.items():
            chosen = [sm.block_on(*(PART[part] for part in rule)) for rule in parts] or "auto"
            linker = sm.Linker(chosen, progress=False)
            candidates = linker.candidates(people)
            here = {"true_matches_per_record": float((counts * (counts - 1)).sum() / n)}
            here["shipped"] = figures(linker.score(candidates), drawn.person_id)
            for name, trust in (("fitted", 0.7), ("fitted, trust 1", 1.0)):
                linker = sm.Linker(chosen, classifier=sm.FellegiSunter(trust=trust), progress=False)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", WeakConvergenceWarning)
                    linker.fit(candidates)
                here[name] = figures(linker.score(candidates), drawn.person_id) | {
                    "matches_per_record": linker.classifier_.model_.matches_per_record,
                    "rounds": linker.classifier_.n_iterations_,
                }
            made[f"{n:,} {rules}"] = here
            print(n, rules, json.dumps(here))
    OUT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
