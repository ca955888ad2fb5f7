"""Whether probabilities mean what they say, on persons that the model was not fitted on.

    python benchmarks/accuracy/calibration.py --n 20000
    python benchmarks/accuracy/calibration.py --n 2000 --results SCRATCH     # while developing

Real lists: models made as the shipped one is, five-fold by person; a pair of two folds is scored by a model
that saw neither fold. Invented records: the shipped model on other seeds and other sources than it was
fitted on. Pairs of at least 0.01, the default of what is kept. Results go to
``benchmarks/results/calibration.json``.
"""

from __future__ import annotations

import sys
from itertools import combinations_with_replacement
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from blocking_recall import aliased, single, sources
from script import LISTS, main, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    import suspectmatch as sm

NAME = "calibration.json"
KEEP_ABOVE = 0.01
BINS = 15
BAND = (0.95, 0.99)
KINDS = {"records": "real lists, full records", "thin": "real lists, one name and date"}


def held_out(lists: Path) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Probabilities and labels of the pairs of the lists whose label is known."""
    import train_default_model as training
    from labelled_lists import N_FOLDS, labelled

    data = {kind: labelled(lists, kind) for kind in KINDS}
    designs, names = {}, []
    for kind, each in data.items():
        designs[kind], names = training.design(each.compared)
    known = {kind: each.label >= 0 for kind, each in data.items()}
    n_true = sum(float((each.label == 1).sum()) for each in data.values())
    invented = training.synthetic(training.SYNTHETIC_SEED, n_true)
    folds = {kind: (d.fold[d.compared.left], d.fold[d.compared.right]) for kind, d in data.items()}
    weight = {kind: np.full(len(each.compared), training.PRIOR) for kind, each in data.items()}
    for a, b in combinations_with_replacement(range(N_FOLDS), 2):
        samples = [invented]
        for kind, each in data.items():
            unseen = ~(np.isin(folds[kind][0], (a, b)) | np.isin(folds[kind][1], (a, b)))
            samples.append(training.from_lists(each, designs[kind], known[kind] & unseen))
        sample = training.Sample.joined(samples)
        v = training.fit(
            sample._replace(x=sample.x.astype(np.float64)), names
        )  # once, not in each round
        for kind, (left, right) in folds.items():
            test = (np.minimum(left, right) == a) & (np.maximum(left, right) == b)
            weight[kind][test] += designs[kind][test] @ v
        print(f"folds {a} and {b} left out", flush=True)
    for kind, each in data.items():
        yield KINDS[kind], 1 / (1 + np.exp2(-weight[kind][known[kind]])), each.label[known[kind]] == 1


def shipped(people: sm.People, truth: Any) -> tuple[np.ndarray, np.ndarray]:
    import suspectmatch as sm
    from suspectmatch.evaluating import same_person

    scored = sm.Linker(keep_above=KEEP_ABOVE, progress=False).predict(people)
    return scored.probability, same_person(scored, truth)


def measured(name: str, probability: np.ndarray, is_true: np.ndarray) -> dict[str, object]:
    from suspectmatch.evaluating import reliability, share_true

    kept = probability >= KEEP_ABOVE
    p, true = probability[kept], is_true[kept]
    mass, width = (reliability(p, true, n_bins=BINS, binning=each) for each in ("mass", "width"))
    band = share_true(p, true, low=BAND[0], high=BAND[1])
    row = {
        "set": name,
        "pairs": int(p.size),
        "true": int(true.sum()),
        "expected_true": float(p.sum()),
        "ece_mass": mass.expected_error,
        "ece_width": width.expected_error,
        "band": {"share": band.value, "low": band.low, "high": band.high, "n": band.n},
        "band_mean": float(p[(p >= BAND[0]) & (p <= BAND[1])].mean()),
        "bins": mass.to_pandas().to_dict(orient="list"),
    }
    print(said(row), flush=True)
    return row


def said(row: dict[str, Any]) -> str:
    band = row["band"]
    return (
        f"{row['set']}: {row['pairs']:,} pairs, ECE {row['ece_mass']:.4f} (equal mass), {row['ece_width']:.4f} (equal "
        f"width); of {band['n']:,} given 0.95 to 0.99 {band['share']:.4f} true ({band['low']:.4f} to {band['high']:.4f})"
    )


def measure(n: int, lists: Path) -> dict[str, object]:
    import suspectmatch as sm

    body: dict[str, object] = {"n": n, "keep_above": KEEP_ABOVE, "bins": BINS}
    rows = []
    sets = {
        "invented, single names": single,
        "invented, many aliases and dates": aliased,
        "invented, border, prison, enrolments": sources,
    }
    for name, make in sets.items():
        records, truth = make(n)
        rows.append(measured(name, *shipped(sm.normalise(records), truth)))
    if (lists / "records").is_dir():
        rows = [measured(*each) for each in held_out(lists)] + rows
    else:
        body["missing"] = "The real lists were left out: they are not beside the project"
        print(body["missing"])
    return body | {"rows": rows}


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    lines = [
        "## Calibration",
        "",
        f"Expected calibration error (ECE, {body['bins']} bins) of pairs given at least {body['keep_above']:g}, and of all pairs given 0.95 to 0.99",
        "the share that is true. Real lists: models made as the shipped one, five-fold, on persons that they have not seen;",
        "only pairs whose truth is known. Invented records: the shipped model, other seeds and sources than it was fitted on.",
        "",
        "| set | pairs | true pairs | expected true pairs | ECE, equal mass | ECE, equal width | given 0.95 to 0.99 | mean given | share true | 95 % interval |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *map(of_row, body["rows"]),
        "",
    ]
    return lines + ([f"{body['missing']}.", ""] if "missing" in body else [])


def of_row(row: dict[str, Any]) -> str:
    band = row["band"]
    cells = [row["set"], f"{row['pairs']:,}", f"{row['true']:,}", f"{row['expected_true']:,.0f}"]
    cells += [f"{row['ece_mass']:.4f}", f"{row['ece_width']:.4f}", f"{band['n']:,}"]
    cells += [
        f"{row['band_mean']:.4f}",
        f"{band['share']:.4f}",
        f"{band['low']:.4f} to {band['high']:.4f}",
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(measure, NAME, n=20_000, lists=LISTS)
