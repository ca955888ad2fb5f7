"""The real lists, five folds by person: ours beside nomenklatura's logic-v2 and Splink.

    python benchmarks/accuracy/peers_on_lists.py [LISTS] [--keep FOLDER]

The folds are those of ``train_default_model.py --check`` and a run is scored as ``score_lists.py`` beside the
lists does; the script stops where the two differ. What has labels to learn from learns from four folds and
scores the pairs of the fifth; all pairs are then scored together, and once more fold by fold for the spread.
``score_lists.py`` puts true pairs first among pairs of one score, which no threshold can do; so the best F1
of whole groups of equal scores is given too. Results go to ``benchmarks/results/peers_on_lists.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from script import LISTS, RESULTS, ROOT, read_figures, write

if TYPE_CHECKING:
    from labelled_lists import Labelled

PEERS = ROOT / "benchmarks" / "peers"
NAME = "peers_on_lists.json"
KINDS = ("thin", "records")
FEWEST_TRUE = 20
"""Pairs of lists with fewer true pairs are left out, as in ``score_lists.py``."""
LEADS_AT, LOGIC_AT = 0.95, 0.7
SETUPS = {
    "pairwise": "names compared as arrays by intersection and by the best pair's Jaro-Winkler",
    "rarity": "as that, with levels of how rare the shared tokens and sounds are",
}
LEARNT = {
    "em": "u from random pairs, m by EM without labels, prior by deterministic rules",
    "labels": "u from random pairs, m from the labelled pairs of the other folds, our prior",
}


class Scored(NamedTuple):
    """Pairs of rows, left below right, with a score in [0, 1]."""

    left: np.ndarray
    right: np.ndarray
    score: np.ndarray


class Run(NamedTuple):
    """What an engine made of one kind of lists; ``at`` is its own threshold, or that of leads."""

    who: str
    version: str
    setup: str
    scored: Scored
    at: float
    seconds: float | None


class Known(NamedTuple):
    """What is known of the records: per pair of lists with the UN list, the true pairs of each fold."""

    folder: Path
    identity: list[str]
    fold: np.ndarray
    truth: set[frozenset[str]]
    likely: set[frozenset[str]]
    role: dict[str, str]
    n_true: dict[tuple[str, str], np.ndarray]


def known(folder: Path, data: Labelled) -> Known:
    from labelled_lists import N_FOLDS, rows

    truth = {frozenset((r["id_a"], r["id_b"])) for r in rows(folder / "truth.csv")}
    likely = {frozenset((r["id_a"], r["id_b"])) for r in rows(folder / "likely.csv")}
    role = {r["id"]: r["role"] for r in rows(folder / "universe.csv")}
    fold_of = dict(zip(data.identity, data.fold.tolist(), strict=True))
    n_true: dict[tuple[str, str], np.ndarray] = {}
    for pair in truth:
        lists = tuple(sorted(name.split(":")[0] for name in pair))
        n_true.setdefault(lists, np.zeros(N_FOLDS, int))[fold_of[min(pair)]] += 1
    counted = {
        lists: counts
        for lists, counts in n_true.items()
        if counts.sum() >= FEWEST_TRUE and any(name.startswith("un") for name in lists)
    }
    return Known(folder, data.identity, data.fold, truth, likely, role, counted)


def judged(facts: Known, scored: Scored) -> pd.DataFrame:
    """The pairs that count, with their lists, fold, score and whether they are true."""
    made = []
    columns = (scored.left.tolist(), scored.right.tolist(), scored.score.tolist())
    for i, j, score in zip(*columns, strict=True):
        a, b = facts.identity[i], facts.identity[j]
        lists = tuple(sorted((a.split(":")[0], b.split(":")[0])))
        if lists not in facts.n_true:
            continue
        pair = frozenset((a, b))
        is_true = pair in facts.truth
        other = b if a.startswith("un") else a
        if is_true or (pair not in facts.likely and facts.role.get(other) != "open"):
            made.append((lists, int(facts.fold[i]), score, is_true))
    return pd.DataFrame(made, columns=["lists", "fold", "score", "true"])


def of_lists(table: pd.DataFrame, n_true: int, at: float) -> dict[str, float]:
    """The figures of one pair of lists."""
    order = np.lexsort((~table["true"], -table["score"]))
    true, score = table["true"].to_numpy()[order], table["score"].to_numpy()[order]
    found = np.cumsum(true)
    f1 = 2 * found / (np.arange(1, len(true) + 1) + n_true)
    last = np.append(score[1:] != score[:-1], True)[: len(true)]
    kept = score >= at
    return {
        "candidate_recall": true.sum() / n_true,
        "best_f1": f1.max(initial=0.0),
        "best_f1_of_thresholds": f1[last].max(initial=0.0),
        "ap": (found / np.arange(1, len(true) + 1))[true].sum() / n_true,
        "precision": true[kept].sum() / max(1, kept.sum()),
        "recall": true[kept].sum() / n_true,
    }


def figures(facts: Known, scored: Scored, at: float) -> dict[str, Any]:
    """Means over the pairs of lists; the spread over folds of the same means within each."""
    table = judged(facts, scored)
    groups = dict(list(table.groupby("lists")))
    means = [of_lists(groups[lists], int(n.sum()), at) for lists, n in facts.n_true.items()]
    made: dict[str, Any] = pd.DataFrame(means).mean().to_dict()
    folds = []
    for fold in range(int(facts.fold.max()) + 1):
        within = [
            of_lists(groups[lists][groups[lists]["fold"] == fold], int(n[fold]), at)
            for lists, n in facts.n_true.items()
            if n[fold]
        ]
        folds.append(pd.DataFrame(within).mean())
    spread = pd.DataFrame(folds)
    made["folds"] = {
        key: [float(spread[key].min()), float(spread[key].max())] for key in ("best_f1", "ap")
    }
    check(facts, scored, made)
    return made


def check(facts: Known, scored: Scored, made: dict[str, Any]) -> None:
    """The means are those that ``score_lists.py`` prints."""
    ids = [name.split(":", 1) for name in facts.identity]
    table = {"probability": scored.score}
    for side, at in (("left", scored.left), ("right", scored.right)):
        table[f"source_{side}"] = [ids[i][0] for i in at.tolist()]
        table[f"record_id_{side}"] = [ids[i][1] for i in at.tolist()]
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder) / "pairs.parquet"
        pd.DataFrame(table).to_parquet(pairs)
        script = facts.folder.resolve().parents[1] / "score_lists.py"
        command = [sys.executable, str(script), str(facts.folder), str(pairs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = done.stdout.strip().splitlines()[-1].split()
    told = (words[words.index("F1") + 1], words[words.index("AP") + 1], words[-1])
    ours = tuple(f"{made[key]:.4f}" for key in ("best_f1", "ap", "candidate_recall"))
    if told != ours:
        raise SystemExit(f"score_lists.py says {told}, we say {ours}")


# The engines.


def ours(lists: Path, data: dict[str, Labelled]) -> dict[str, tuple[Scored, float]]:
    """Weights by models that saw neither person, as ``train_default_model.py --check`` makes them."""
    import train_default_model as training

    import suspectmatch as sm

    designs, names = {}, []
    for kind, each in data.items():
        designs[kind], names = training.design(each.compared)
    n_true = float(sum((each.label == 1).sum() for each in data.values()))
    invented = training.synthetic(training.SYNTHETIC_SEED, n_true)
    weights = training.cross_validated(data, designs, invented, names)
    made = {}
    for kind, each in data.items():
        start = time.perf_counter()
        records = sm.load({file.stem: file for file in sorted((lists / kind).glob("*.jsonl"))})
        sm.Linker(keep_above=0, progress=False).predict(sm.normalise(records))
        seconds = time.perf_counter() - start
        score = 1 / (1 + np.exp2(-weights[kind]))
        made[kind] = Scored(each.compared.left, each.compared.right, score), seconds
    return made


def run_peer(peer: str, script: str, folder: Path, *more: str) -> dict[str, Any]:
    """What the peer's script says of its run, or said of one that is kept; RuntimeError where it failed."""
    told = folder / "facts.json"
    if told.exists():
        kept: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return kept
    sys.path.insert(0, str(PEERS))
    from environments import python_of

    python, reason = python_of(peer)
    if python is None:
        raise RuntimeError(reason)
    command = [python, str(PEERS / script), str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it failed"])[-1][:200])
    facts: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    return facts


def raw_records(lists: Path, kind: str, data: Labelled) -> list[dict[str, Any]]:
    """The records as they are in the files, in the order of the rows."""
    found = {}
    for file in sorted((lists / kind).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            found[f"{record['source']}:{record['record_id']}"] = record
    return [found[name] for name in data.identity]


def scores_of(file: Path, *columns: str) -> Scored:
    """Pairs that a peer wrote; the score is the highest of the columns."""
    table = pd.read_parquet(file)
    return Scored(
        table["left"].to_numpy(), table["right"].to_numpy(), table[list(columns)].max(axis=1).to_numpy()
    )


def logic_v2(folder: Path, records: list[dict[str, Any]], _: Labelled) -> list[Run]:
    text = "\n".join(json.dumps(record) for record in records)
    (folder / "records.jsonl").write_text(text + "\n", encoding="utf-8")
    facts = run_peer("nomenklatura", "nomenklatura_lists.py", folder)
    scored = scores_of(folder / "pairs.parquet", "forward", "backward")
    setup = "nothing learnt; all pairs of its own index, the higher score of both directions"
    who = "nomenklatura logic-v2"
    return [Run(who, facts["version"], setup, scored, LOGIC_AT, facts["seconds"])]


def splink(folder: Path, records: list[dict[str, Any]], data: Labelled) -> list[Run]:
    import train_default_model as training
    from splink_arrays import prepared

    table = prepared(records, data.fold)
    prior = json.dumps(1 / (1 + 2**-training.PRIOR))
    made = []
    for setup, words in SETUPS.items():
        inside = folder / setup
        inside.mkdir(exist_ok=True)
        table.to_parquet(inside / "people.parquet")
        true_pairs(data).to_parquet(inside / "true.parquet")
        (inside / "prior.json").write_text(prior, encoding="utf-8")
        facts = run_peer("splink", "splink_lists.py", inside, setup)
        for learnt, how in LEARNT.items():
            scored = scores_of(inside / f"{learnt}.parquet", "probability")
            seconds = facts["seconds"][learnt]
            made.append(Run("Splink", facts["version"], f"{words}; {how}", scored, LEADS_AT, seconds))
    return made


def true_pairs(data: Labelled) -> pd.DataFrame:
    """Pairs that may be learnt from, the same as ours learns from, with the fold of the person."""
    from labelled_lists import rows

    row = {name: number for number, name in enumerate(data.identity)}
    pairs = {
        tuple(sorted((row[pair["id_a"]], row[pair["id_b"]])))
        for name in ("truth.csv", "versions.csv")
        for pair in rows(LISTS / name)
    }
    table = pd.DataFrame(sorted(pairs), columns=["left", "right"])
    return table.assign(fold=data.fold[table["left"]])


def row_of(kind: str, facts: Known, run: Run) -> dict[str, Any]:
    source = np.array([name.split(":")[0] for name in facts.identity])
    n_pairs = int((source[run.scored.left] != source[run.scored.right]).sum())
    row = {"kind": kind, **run._asdict(), "pairs": n_pairs}
    return row | figures(facts, row.pop("scored"), run.at)


def measure(lists: Path, keep: Path | None) -> dict[str, Any]:
    import labelled_lists

    data = {kind: labelled_lists.labelled(lists, kind) for kind in KINDS}
    facts = {kind: known(lists, each) for kind, each in data.items()}
    rows = []

    def add(kind: str, run: Run) -> None:
        rows.append(row_of(kind, facts[kind], run))
        print(kind, " | ".join(cells_of(rows[-1])), file=sys.stderr, flush=True)

    setup = "the shipped model's spec, fitted on the other folds and on invented records"
    for kind, (scored, seconds) in ours(lists, data).items():
        add(kind, Run("suspectmatch", version("suspectmatch"), setup, scored, LEADS_AT, seconds))
    failed = []
    for kind, each in data.items():
        records = raw_records(lists, kind, each)
        for peer in (logic_v2, splink):
            with tempfile.TemporaryDirectory() as scratch:
                folder = keep / f"{kind}_{peer.__name__}" if keep else Path(scratch)
                folder.mkdir(parents=True, exist_ok=True)
                try:
                    for run in peer(folder, records, each):
                        add(kind, run)
                except RuntimeError as reason:
                    failed.append(f"{peer.__name__} on {kind}: {reason}")
                    print(failed[-1], file=sys.stderr)
    order = {kind: number for number, kind in enumerate(KINDS)}
    rows.sort(key=lambda row: order[row["kind"]])
    return {"rows": rows, "failed": failed}


# The page.


def cells_of(row: dict[str, Any]) -> list[str]:
    spread = {key: " to ".join(f"{value:.3f}" for value in row["folds"][key]) for key in row["folds"]}
    return [
        f"{row['who']} {row['version']}",
        row["setup"],
        f"{row['pairs']:,}",
        f"{row['candidate_recall']:.4f}",
        f"{row['best_f1']:.4f} ({spread['best_f1']})",
        f"{row['best_f1_of_thresholds']:.4f}",
        f"{row['ap']:.4f} ({spread['ap']})",
        f"{row['precision']:.3f} / {row['recall']:.3f} at {row['at']:g}",
        "" if row["seconds"] is None else f"{row['seconds']:.0f}",
    ]


def part() -> list[str]:
    """The lines of the page."""
    body = read_figures(NAME)
    if not body:
        return []
    lines = [
        "## The real lists beside peers, on other persons",
        "",
        "Five folds by person, the same for all; whatever is learnt from labels is learnt from the other four. Means over the pairs",
        "of lists that hold the UN list; in brackets the lowest and the highest of the five folds. Equal scores are many where a score",
        "has few values: best F1 and average precision put the true pairs first among them, in the peers' favour, and the best F1 of a",
        "threshold takes or leaves them together. Both peers are set up by their own pages, with all the fields they can use; logic-v2",
        "learns nothing, and its own index is given no limit. Seconds are of one run, training and all, ours with the kernels compiled;",
        "a run that was not alone is not timed fairly: an empty cell was not timed at all.",
        "",
    ]
    for kind in KINDS:
        lines += [
            f"`{kind}`:",
            "",
            "| engine | set-up | pairs | candidate recall | best F1 | best F1 of a threshold | average precision | precision / recall | seconds |",
            "|---|---|---|---|---|---|---|---|---|",
            *("| " + " | ".join(cells_of(row)) + " |" for row in body["rows"] if row["kind"] == kind),
            "",
        ]
    missing = [line for reason in body["failed"] for line in (f"Missing: {reason}.", "")]
    return [*lines, *missing]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lists", type=Path, nargs="?", default=LISTS)
    parser.add_argument("--keep", type=Path, help="keep runs of peers here, and use those that are")
    arguments = parser.parse_args()
    if not arguments.lists.exists():
        print("The lists are not here: nothing measured.", file=sys.stderr)
        return
    body = measure(arguments.lists, arguments.keep)
    write(RESULTS / NAME, body)


if __name__ == "__main__":
    main()
