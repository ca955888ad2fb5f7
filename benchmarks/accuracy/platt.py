"""How well probabilities mean what they say, and what labels and EM add: written to results/platt.json.

    python benchmarks/accuracy/platt.py [../shared/data/lists]

The lists are checked five-fold by persons: a slope and an intercept (Platt) are fitted on the other persons.
The shipped weights themselves were fitted on these lists, so what the lists say of calibration is too kind;
invented records of two seeds were not fitted on. Lists are left out where none are given.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from labelled_lists import labelled
from sklearn.ensemble import HistGradientBoostingClassifier

import suspectmatch as sm
from suspectmatch.scoring.calibration import calibration_error, platt
from suspectmatch.scoring.folds import folds
from suspectmatch.scoring.supervised import PRUNED_BELOW
from suspectmatch.scoring.training import training_of
from suspectmatch.synthetic import single_name_records
from suspectmatch.tables.odds import probability_of

OUT = Path(__file__).parents[1] / "results" / "platt.json"
N_RECORDS, SEEDS = 20_000, (3, 77)
N_FEW = (150, 600)
"""Persons of whom labels are known, where labels are few."""


def errors(weight: np.ndarray, labels: np.ndarray, near: np.ndarray) -> dict[str, float]:
    """Of the same pairs for every classifier: those that the shipped model gives more than 0.001."""
    signed = np.where(labels == 1, weight, -weight)[near]
    return {
        "pairs": int(near.sum()),
        "calibration_error": round(calibration_error(probability_of(weight[near]), labels[near]), 4),
        "log_loss": round(float(np.logaddexp(0, -signed * np.log(2)).mean() / np.log(2)), 4),
        "expected_over_true": round(float(probability_of(weight).sum() / labels.sum()), 3),
    }


def with_f1(weight: np.ndarray, same: np.ndarray, near: np.ndarray, n_true: int) -> dict[str, float]:
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(same[order])
    found = weight >= np.log2(0.95 / 0.05)
    return errors(weight, same, near) | {
        "f1": round(float(2 * same[found].sum() / (found.sum() + n_true)), 4),
        "f1_at_half": round(float(2 * same[weight >= 0].sum() / ((weight >= 0).sum() + n_true)), 4),
        "best_f1": round(float((2 * right / (np.arange(right.size) + 1 + n_true)).max()), 4),
    }


def of_lists(folder: Path) -> dict[str, object]:
    made: dict[str, object] = {}
    for kind in ("records", "thin"):
        data = labelled(folder, kind)
        classifier = sm.FellegiSunter()
        training = training_of(data.compared, data.label, None)
        prior = classifier.prior(training.n_records)
        bits = classifier.contributions(data.compared.comparisons, training.levels, training.rarity)
        evidence, labels = bits.sum(axis=1), training.labels
        near = prior + evidence >= PRUNED_BELOW
        out = np.empty(labels.size)
        for learn, test in folds(training.person_left, training.person_right, 5, 0):
            use = learn[near[learn]]
            slope, intercept = platt(evidence[use], labels[use], prior)
            out[test] = prior + slope * evidence[test] + intercept
        slope, intercept = platt(evidence[near], labels[near], prior)
        made[kind] = {
            "shipped": errors(prior + evidence, labels, near),
            "platt, other persons": errors(out, labels, near),
            "slope": round(slope, 3),
            "intercept": round(intercept, 3),
        }
    return made


def population(seed: int) -> tuple[sm.ComparedPairs, np.ndarray, np.ndarray]:
    made = single_name_records(N_RECORDS, seed=seed)
    compared = sm.compare(sm.block(sm.normalise(sm.load(made.records))))
    return compared, made.person_id, made.person_id[compared.left] == made.person_id[compared.right]


def weight_of(compared: sm.ComparedPairs, classifier: object) -> np.ndarray:
    bits = classifier.contributions(compared.comparisons, compared.levels, compared.rarity)
    return classifier.prior(len(compared.people)) + bits.sum(axis=1)


def of_invented(calibrations: dict[str, tuple[float, float]]) -> dict[str, object]:
    first, persons, same = population(SEEDS[0])
    other, truth, found = population(SEEDS[1])
    counts = np.bincount(truth)
    n_true = int((counts * (counts - 1) // 2).sum())
    shipped = sm.FellegiSunter()
    prior = shipped.prior(N_RECORDS)
    evidence = weight_of(other, shipped) - prior
    near = prior + evidence >= PRUNED_BELOW
    made: dict[str, object] = {"shipped": with_f1(prior + evidence, found, near, n_true)}
    weight = weight_of(first, shipped)
    use = weight >= PRUNED_BELOW
    slope, intercept = platt((weight - prior)[use], same[use].astype(np.int8), prior)
    made["platt of other invented records"] = with_f1(
        prior + slope * evidence + intercept, found, near, n_true
    )
    for name, (slope, intercept) in calibrations.items():
        made[name] = with_f1(prior + slope * evidence + intercept, found, near, n_true)
    with_pair = np.unique(persons[first.left[same]])
    rng = np.random.default_rng(0)
    for n in (*N_FEW, len(with_pair)):
        chosen = np.isin(persons, rng.choice(with_pair, n, replace=False))
        left, right = chosen[first.left], chosen[first.right]
        labels = np.where(left & right & same, 1, np.where(left | right, 0, -1))
        boosted = HistGradientBoostingClassifier(
            max_iter=60, max_leaf_nodes=8, l2_regularization=1.0, early_stopping=False
        )
        tried = {
            "default": sm.Supervised(),
            "default, isotonic": sm.Supervised(calibration="isotonic"),
            "boosted trees": sm.Supervised(boosted),
        }
        for name, classifier in tried.items():
            report = classifier.fit(first, labels).report_
            made[f"{name}, {n:,} persons"] = with_f1(
                weight_of(other, classifier), found, near, n_true
            ) | {"learned_from": report.n_pairs}
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", type=Path, nargs="?")
    arguments = parser.parse_args()
    lists = of_lists(arguments.lists) if arguments.lists else {}
    calibrations = {
        f"platt of the lists, {kind}": (v["slope"], v["intercept"]) for kind, v in lists.items()
    }
    made = {"lists": lists, "invented": of_invented(calibrations)}
    OUT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
