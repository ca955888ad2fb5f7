"""What each part of the comparison adds: the five-fold check on real lists, with one part taken away at a time.

    python benchmarks/accuracy/ablation.py ../shared/data/lists

Every variant is fitted anew, on the other persons and the same invented records. Parts of the comparison of names
are taken away before pairs are compared; dates, nationality and rarity by leaving their columns out of the fit.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
from labelled_lists import labelled
from train_default_model import (
    SYNTHETIC_SEED,
    Column,
    Sample,
    cross_validated,
    design,
    from_lists,
    marks,
    pairs_table,
    synthetic,
)

from suspectmatch.kernels.grades import NameArrays, name_arrays
from suspectmatch.kernels.respelling import NEVER, SYMBOLS, UNIT
from suspectmatch.kernels.tokens import TokenArrays
from suspectmatch.names import parts as names_module
from suspectmatch.names.spelling_costs import SLIP

LISTS = Path(__file__).parents[3] / "shared" / "data" / "lists"
RESULTS = Path(__file__).parents[1] / "results" / "ablation.json"

Costs = np.ndarray
Make = Callable[[TokenArrays, Costs], NameArrays]


def no_skeletons(t: TokenArrays, costs: Costs) -> NameArrays:
    """Every token has a skeleton of its own."""
    own = np.arange(t.skeleton.size, dtype=np.int32)
    return name_arrays(t._replace(skeleton=own), costs)


def no_sounds(t: TokenArrays, costs: Costs) -> NameArrays:
    """Every token has a sound of its own."""
    own = np.arange(t.sound.size, dtype=np.int32)
    return name_arrays(t._replace(sound=own), costs)


def no_costs(t: TokenArrays, costs: Costs) -> NameArrays:
    """No edit is allowed: what is not equal, alike in sound or of one skeleton does not agree."""
    return name_arrays(t, np.where(costs == 0, 0, NEVER).astype(np.uint8))


def slips_only(t: TokenArrays, costs: Costs) -> NameArrays:
    """Every edit of one letter costs as much as any other."""
    flat = np.full_like(costs, NEVER)
    flat[:SYMBOLS, :SYMBOLS] = np.where(costs[:SYMBOLS, :SYMBOLS] == NEVER, NEVER, round(SLIP / UNIT))
    flat[costs == 0] = 0
    return name_arrays(t, flat)


def columns_without(*left_out: str) -> Callable[[Column], bool]:
    return lambda column: column[0] not in left_out


def no_rarity(column: Column) -> bool:
    return column[2] != "slope"


def keep_all(column: Column) -> bool:  # noqa: ARG001 - as its siblings
    return True


VARIANTS: dict[str, tuple[Make, Callable[[Column], bool]]] = {
    "all": (name_arrays, keep_all),
    "without skeletons": (no_skeletons, keep_all),
    "without sounds": (no_sounds, keep_all),
    "with one cost for every edit": (slips_only, keep_all),
    "without edits": (no_costs, keep_all),
    "without rarity": (name_arrays, no_rarity),
    "without birth dates": (name_arrays, columns_without("birth_date")),
    "without nationality": (name_arrays, columns_without("nationality")),
    "names alone": (
        name_arrays,
        lambda column: column[0] == "name",
    ),
}


def checked(lists: Path, make: Make, keep: Callable[[Column], bool]) -> dict[str, dict[str, float]]:
    with mock.patch.object(names_module, "name_arrays", make):
        data = {kind: labelled(lists, kind) for kind in ("thin", "records")}
        designs, names = {}, []
        for kind, each in data.items():
            designs[kind], names = design(each.compared)
        real = [from_lists(each, designs[kind], each.label >= 0) for kind, each in data.items()]
        invented = synthetic(SYNTHETIC_SEED, float(sum(sample.y.sum() for sample in real)))
    kept = np.array([keep(column) for column in names])
    designs = {kind: x[:, kept] for kind, x in designs.items()}
    invented = Sample(invented.x[:, kept], *invented[1:])
    names = [column for column, is_kept in zip(names, kept, strict=True) if is_kept]
    with tempfile.TemporaryDirectory() as folder:
        for kind, weight in cross_validated(data, designs, invented, names).items():
            pairs_table(data[kind], weight).to_parquet(Path(folder, f"{kind}.parquet"))
        return marks(lists, Path(folder))


def part() -> list[str]:
    """The section of the page."""
    if not RESULTS.exists():
        return []
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "## What each part adds",
        "",
        "The five-fold check on the real lists, by persons that the model has not seen, with one part taken away at a",
        "time and all weights fitted anew. Thin records have one name, so that nothing depends on how many aliases were",
        "tried; calibration moves no pair past another.",
        "",
        "| | thin: best F1 | AP | full records: best F1 | AP |",
        "|---|---|---|---|---|",
    ]
    for name, each in figures.items():
        thin, full = each["thin"], each["records"]
        lines.append(
            f"| {name} | {thin['best_f1']:.4f} | {thin['ap']:.4f} | {full['best_f1']:.4f} | {full['ap']:.4f} |"
        )
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", type=Path, nargs="?", default=LISTS)
    lists = parser.parse_args().lists
    if not lists.exists():
        print("The lists are not here: nothing measured.", file=sys.stderr)
        return
    figures = {}
    for name, (make, keep) in VARIANTS.items():
        figures[name] = checked(lists, make, keep)
        print(name, json.dumps(figures[name]), file=sys.stderr)
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
