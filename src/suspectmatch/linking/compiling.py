"""All kernels compiled ahead of the first run on a machine: what ``suspectmatch compile`` does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tqdm.auto import tqdm

from suspectmatch.blocking import DEFAULT_RULES, block
from suspectmatch.comparing import DEFAULT_COMPARISONS
from suspectmatch.comparing.comparators import comparators
from suspectmatch.errors import ParameterError
from suspectmatch.kernels._jit import cache_folder, kernels_run_as_python
from suspectmatch.linking.linker import Linker
from suspectmatch.loading import load
from suspectmatch.normalising import normalise
from suspectmatch.runs.streaming import patterns_of
from suspectmatch.synthetic import aliased_records, single_name_records

if TYPE_CHECKING:
    from pathlib import Path

RECORDS: Final = 60
"""Invented records of each kind that are linked so that every kernel is called."""


def compile_kernels(*, progress: bool | None = False) -> tuple[int, Path]:
    """Compile every kernel that a link needs, and keep the machine code for later runs.

    It takes about a minute on one processor, once on each machine. What is compiled already is left.

    Args:
        progress: whether a bar is shown; None means on a terminal only.

    Returns:
        How many kernels were compiled now, and the folder of the machine code.

    Raises:
        ParameterError: no folder can be written.
    """
    folder = cache_folder()
    if folder is None:
        raise ParameterError(
            "Machine code cannot be kept: neither the package nor the home folder can be written, or "
            "NUMBA_DISABLE_JIT is set. Name a folder in the environment variable NUMBA_CACHE_DIR."
        )
    call_kernels()
    cold = kernels_run_as_python()
    for each in tqdm(cold, desc="compiling", disable=None if progress is None else not progress):
        each.compile()
    return len(cold), folder


def call_kernels() -> None:
    """Call every kernel: link a few records of all kinds, and do what only some runs ask for."""
    single = single_name_records(RECORDS, seed=0).records
    aliased = aliased_records(RECORDS, aliases=(1, 4), dates=(1, 2), seed=1).records
    doubted = {
        "names": ["Zubayr Tarkhani"],
        "documents": [{"kind": "passport", "number": "P123456"}],
        "birth_dates": ["1971-04-12"],
        "reliability": "C3",
    }
    rows = [doubted | {"record_id": str(k)} for k in range(3)]
    records = load({"one": single, "other": aliased, "doubted": rows, "again": rows})
    for across_only in (False, True):
        Linker(across_only=across_only, progress=False).link(records, fit=not across_only)
    people = normalise(records)
    narrow = [replace(rule, widest=2 if rule.refine_by else None) for rule in DEFAULT_RULES]
    every = comparators(people, DEFAULT_COMPARISONS)
    patterns_of(block(people, narrow), every, threads=1, progress=False, n_pairs=100)
