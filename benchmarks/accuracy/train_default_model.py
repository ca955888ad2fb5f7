"""Fit the weights of the shipped model on real lists and invented records; check them on other persons.

    python benchmarks/accuracy/train_default_model.py ../shared/data/lists [--check FOLDER]

The weight of a level is a + b * rarity (b >= 0). All are fitted together by penalised logistic
regression on candidate pairs, pulled towards first values that are stated below, so that a level the
data do not show keeps its first value. Values in common never count against, different ones never
count for, and dates that lie further apart never count for more than dates of the same kind that lie
closer. The prior is fixed: for each set of records the log2 odds of a random pair of it.

Real lists teach how names vary, but their dates are odd: listed persons have many, and copies of one
list agree. Invented records of ordinary persons teach what namesakes, brothers and conflicting dates
mean where the population is large. How much they weigh was measured: with as much as the lists, thin
records of the lists are given too little (recall 0.68 at 0.95, now 0.76, precision 0.996 and more of both), with
less than this, invented pairs too much.
"""

import argparse
import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from labelled_lists import N_FOLDS, Labelled, labelled
from scipy.optimize import minimize
from scipy.sparse import csr_array

import suspectmatch as sm
from suspectmatch.scoring.model import LevelParameters, Model
from suspectmatch.synthetic import single_name_records

OUT = Path(__file__).parents[2] / "src" / "suspectmatch" / "scoring" / "models" / "default.json"
CHECKED = Path(__file__).with_name("cross_validated.json")
PRIOR = -11.9
"""log2 odds that a random pair of the lists is one person: 1,960 of 7.5 million pairs."""
N_SYNTHETIC = 20_000
SYNTHETIC_SEED = 1_000
SYNTHETIC_SHARE = 0.25
"""What the invented true pairs weigh together, as a share of those of the lists."""
NEGATIVES_KEPT = 60_000
"""False invented pairs that are kept; they weigh as much as all there were."""
MATCHES_PER_RECORD = 1.0
PULL = 0.2
"""Strength of the pull towards the first values, per squared bit; slopes are pulled 30 times as hard."""

# First values: (weight at rarity 0, bits per bit of rarity). Dates after the measured UN and OFAC
# weights, tempered for single dates; names after the rarity of what agrees.
NAMES = {
    "same": (1.5, 0.7),
    "same_respelt": (0.5, 0.7),
    "same_similar": (0.0, 0.6),
    "within": (0.0, 0.6),
    "within_similar": (-0.5, 0.6),
    "most_parts": (-3.0, 0.5),
    "single": (1.0, 0.7),
    "some_parts": (-5.0, 0.4),
    "weak_alias": (0.0, 0.8),
    "one_within": (-1.0, 0.6),
    "one_part_of_alias": (-2.0, 0.6),
    "one_part": (-4.0, 0.6),
    "another_alias": (-2.0, 0.0),
    "different": (-4.0, 0.0),
}
DATES = {
    "same_day": 11.0,
    "same_day_converted": 7.0,
    "day_month_swapped": 7.0,
    "one_day_apart": 6.0,
    "one_character": 4.0,
    "same_day_month": 4.0,
    "same_default_day": 5.0,
    "same_month": 6.5,
    "same_year": 3.5,
    "about_same_year": 3.0,
    "mostly_overlapping": 2.5,
    "default_day_same_year": 2.5,
    "year_of_day": 2.5,
    "overlapping": 1.5,
    "same_year_other_day": 0.0,
    "about_1_year_apart": 0.0,
    "within_1_year": -0.5,
    "about_5_years_apart": -1.5,
    "within_5_years": -2.0,
    "about_10_years_apart": -3.0,
    "within_10_years": -4.0,
    "further_apart": -7.0,
}
FIRST = {
    "name": NAMES,
    "birth_date": {level: (weight, 0.0) for level, weight in DATES.items()},
    "document": {
        "same_number_and_kind": (12.0, 0.0),
        "same_number": (10.0, 0.0),
        "one_slip": (7.0, 0.0),
        "different": (-1.0, 0.0),
    },
    "contact": {"shared": (1.0, 0.6), "different": (-0.3, 0.0)},
    "nationality": {"shared": (0.0, 0.7), "different": (-2.0, 0.0)},
    "sex": {"shared": (0.2, 0.0), "different": (-5.0, 0.0)},
    "birth_place": {"shared": (0.5, 0.5), "different": (-1.0, 0.0)},
    "birth_country": {"shared": (0.0, 0.4), "different": (-2.0, 0.0)},
    "father": {level: (0.6 * a, 0.6 * b) for level, (a, b) in NAMES.items()},
    "mother": {level: (0.6 * a, 0.6 * b) for level, (a, b) in NAMES.items()},
}
COMPATIBLE = ("mostly_overlapping", "default_day_same_year", "year_of_day", "overlapping")
"""Levels of dates that fit each other: lists copy each other's precision, which says nothing elsewhere."""
APART = (
    ("same_year_other_day", "within_1_year", "within_5_years", "within_10_years", "further_apart"),
    ("about_1_year_apart", "about_5_years_apart", "about_10_years_apart"),
)
"""Dates that differ, of two known days and of others: each level weighs no more than the one before."""
BOUNDS = {
    ("document", "different"): (-2.0, 0.0),
    ("sex", "shared"): (0.0, 0.5),
    ("name", "different"): (-12.0, 0.0),
    ("name", "another_alias"): (None, 0.0),
    **{("birth_date", level): (0.0, None) for level in COMPATIBLE},
    **{("birth_date", levels[0]): (None, 0.0) for levels in APART},
}
Column = tuple[str, str, str]


def design(compared: sm.ComparedPairs) -> tuple[np.ndarray, list[Column]]:
    """One column for each level, and one for its rarity where it has one."""
    columns, names, at = [], [], 0
    for k, comparison in enumerate(compared.comparisons):
        level = compared.levels[:, k]
        for number in range(comparison.n_levels):
            columns.append((level == number).astype(np.float32))
            names.append((comparison.name, comparison.level(number).name, "weight"))
        if comparison.has_rarity:
            for number in range(comparison.n_levels):
                columns.append(np.where(level == number, compared.rarity[:, at], 0).astype(np.float32))
                names.append((comparison.name, comparison.level(number).name, "slope"))
            at += 1
    return np.stack(columns, axis=1), names


def bounds(column: Column) -> tuple[float | None, float | None]:
    comparison, level, kind = column
    if kind == "slope":
        return 0.0, 1.0
    if (comparison, level) in BOUNDS:
        return BOUNDS[comparison, level]
    if level == "shared":
        return 0.0, None
    return (None, 0.0) if level == "different" else (None, None)


class Sample(NamedTuple):
    """Labelled pairs: design, label, weight, and log2 odds of a random pair where they come from."""

    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    prior: np.ndarray

    @classmethod
    def joined(cls, samples: list["Sample"]) -> "Sample":
        return cls(*(np.concatenate(part) for part in zip(*samples, strict=True)))


def synthetic(seed: int, n_true: float) -> Sample:
    """Candidate pairs of invented single-name records; the true ones weigh a share of ``n_true`` together."""
    made = single_name_records(N_SYNTHETIC, seed=seed)
    compared = sm.compare(sm.block(sm.normalise(sm.load({"synthetic": made.records}))))
    x, _ = design(compared)
    y = (made.person_id[compared.left] == made.person_id[compared.right]).astype(float)
    rng = np.random.default_rng(seed)
    false = np.flatnonzero(y == 0)
    kept = rng.choice(false, NEGATIVES_KEPT, replace=False)
    use = np.concatenate([np.flatnonzero(y == 1), kept])
    scale = SYNTHETIC_SHARE * n_true / y.sum()
    weight = np.where(y[use] == 1, scale, scale * false.size / NEGATIVES_KEPT)
    counts = np.bincount(made.person_id)
    odds = (counts * (counts - 1)).sum() / (N_SYNTHETIC * (N_SYNTHETIC - 1))
    return Sample(x[use], y[use], weight, np.full(use.size, np.log2(odds)))


def from_lists(data: Labelled, x: np.ndarray, use: np.ndarray) -> Sample:
    n = int(use.sum())
    return Sample(x[use], data.label[use].astype(float), np.ones(n), np.full(n, PRIOR))


def in_steps(names: list[Column]) -> tuple[csr_array, list[tuple[float | None, float | None]]]:
    """The matrix that turns steps into values, and the limits of the steps.

    Most steps are the values themselves; those of `APART` lead down from each level to the next.
    """
    limits = [bounds(column) for column in names]
    values = np.eye(len(names))
    for levels in APART:
        columns = [("birth_date", level, "weight") for level in levels]
        at = [names.index(column) for column in columns if column in names]  # none without dates
        for before, after in itertools.pairwise(at):
            values[after] = values[before]
            values[after, after] = -1.0
            limits[after] = (0.0, None)
    return csr_array(values), limits


def fit(sample: Sample, names: list[Column]) -> np.ndarray:
    x, y, weights, prior = sample
    x = csr_array(x, dtype=np.float64)  # of each comparison a pair has one level
    first = np.array([FIRST[c][level][kind == "slope"] for c, level, kind in names])
    pull = np.array([PULL * (30 if kind == "slope" else 1) for _, _, kind in names])
    ln2 = np.log(2)

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        z = (x @ v + prior) * ln2
        gradient = weights * (1 / (1 + np.exp(-z)) - y) * ln2
        value = (weights * (np.logaddexp(0, z) - y * z)).sum() + (pull * (v - first) ** 2).sum()
        return value, x.T @ gradient + 2 * pull * (v - first)

    values, limits = in_steps(names)

    def loss_of_steps(steps: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = loss(values @ steps)
        return value, values.T @ gradient

    start = np.linalg.solve(values.toarray(), first)
    options = {"maxiter": 3000}
    found = minimize(loss_of_steps, start, jac=True, method="L-BFGS-B", bounds=limits, options=options)
    if not found.success:
        raise SystemExit(f"The fit did not come to an end: {found.message}")
    return values @ found.x


def to_model(v: np.ndarray, names: list[Column], x: np.ndarray, y: np.ndarray, provenance: str) -> Model:
    value = dict(zip(names, v.tolist(), strict=True))
    levels: dict[str, dict[str, LevelParameters]] = {}
    for comparison, first in FIRST.items():
        shown = {}
        for level in first:
            at = names.index((comparison, level, "weight"))
            true = (x[:, at] > 0) & (y == 1)
            slope = value.get((comparison, level, "slope"), 0.0)
            rarity = (
                x[true, names.index((comparison, level, "slope"))].mean()
                if slope and true.any()
                else 0.0
            )
            shown[level] = (int(true.sum()), value[comparison, level, "weight"], slope, float(rarity))
        total = sum(n for n, *_ in shown.values()) + len(shown)
        levels[comparison] = {}
        for level, (n, weight, slope, rarity) in shown.items():
            m = (n + 1) / total
            at_mean = weight + slope * rarity
            m = min(m, 2.0**at_mean)
            levels[comparison][level] = LevelParameters(
                m=float(f"{m:.4g}"),
                u=min(1.0, float(f"{m / 2.0**at_mean:.4g}")),
                slope=round(slope, 3),
                mean_rarity=round(rarity, 2),
            )
    return Model(provenance, MATCHES_PER_RECORD, levels)


def pairs_table(data: Labelled, weight: np.ndarray) -> pd.DataFrame:
    left = [data.identity[i].split(":", 1) for i in data.compared.left.tolist()]
    right = [data.identity[j].split(":", 1) for j in data.compared.right.tolist()]
    return pd.DataFrame(
        {
            "source_left": [s for s, _ in left],
            "record_id_left": [r for _, r in left],
            "source_right": [s for s, _ in right],
            "record_id_right": [r for _, r in right],
            "probability": 1 / (1 + np.exp2(-weight)),
        }
    )


def cross_validated(
    data: dict[str, Labelled], designs: dict[str, np.ndarray], invented: Sample, names: list[Column]
) -> dict[str, np.ndarray]:
    """Weights of each pair by a model that saw neither person."""
    weight = {kind: np.zeros(len(each.compared)) for kind, each in data.items()}
    for fold in range(N_FOLDS):
        samples = [invented]
        for kind, each in data.items():
            left, right = each.fold[each.compared.left], each.fold[each.compared.right]
            samples.append(
                from_lists(each, designs[kind], (each.label >= 0) & (left != fold) & (right != fold))
            )
        v = fit(Sample.joined(samples), names)
        for kind, each in data.items():
            test = each.fold[each.compared.left] == fold
            weight[kind][test] = designs[kind][test] @ v + PRIOR
    return weight


def marks(lists: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Means over the UN pairs of lists for the pairs written into a folder."""
    figures = {}
    for kind in ("records", "thin"):
        command = [
            sys.executable,
            str(lists.resolve().parents[1] / "score_lists.py"),
            str(lists),
            str(folder / f"{kind}.parquet"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        words = done.stdout.strip().splitlines()[-1].split()
        figures[kind] = {
            "candidate_recall": float(words[-1]),
            "best_f1": float(words[words.index("F1") + 1]),
            "ap": float(words[words.index("AP") + 1]),
        }
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", type=Path)
    parser.add_argument("--check", type=Path, help="also write cross-validated pairs here, for scoring")
    arguments = parser.parse_args()
    data = {kind: labelled(arguments.lists, kind) for kind in ("thin", "records")}
    designs, names = {}, []
    for kind, each in data.items():
        designs[kind], names = design(each.compared)
    real = [from_lists(each, designs[kind], each.label >= 0) for kind, each in data.items()]
    invented = synthetic(SYNTHETIC_SEED, float(sum(sample.y.sum() for sample in real)))
    if arguments.check:
        arguments.check.mkdir(parents=True, exist_ok=True)
        for kind, weight in cross_validated(data, designs, invented, names).items():
            pairs_table(data[kind], weight).to_parquet(arguments.check / f"{kind}.parquet")
        figures = marks(arguments.lists, arguments.check)
        CHECKED.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(figures))
    sample = Sample.joined([*real, invented])
    x, y = sample.x, sample.y
    v = fit(sample, names)
    provenance = (
        f"Weights fitted by penalised logistic regression on {int(y.sum()):,} true and {int((1 - y).sum()):,} "
        "false candidate pairs of publicly designated persons (UN 2018 and 2020, UK 2018, OFAC 2022, Canada "
        "2020, Australia 2024; full records and records thinned to one name and date) and of invented persons, "
        "pulled towards first values; levels that neither shows keep those. No personal value is part of it."
    )
    to_model(v, names, x, y, provenance).save(OUT)
    print(f"{OUT.name}: {len(y):,} labelled pairs")


if __name__ == "__main__":
    main()
