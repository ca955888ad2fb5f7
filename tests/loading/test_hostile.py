"""Broken and hostile input: one clear error, or rejected rows; never a bare traceback, never a value."""

from __future__ import annotations

import time
import warnings

import pytest
from tests.loading.bad_inputs import CASES, PAGE, SENTINEL, outcome, page

import suspectmatch as sm
from suspectmatch.errors import RejectedRowsWarning, SpecError, UnsafeInputError


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_reported_without_its_values(name, tmp_path):
    started = time.perf_counter()
    _, told, behind = outcome(name, tmp_path)
    assert SENTINEL not in told + behind
    assert str(tmp_path) not in told
    assert time.perf_counter() - started < 60


def test_there_are_enough_cases():
    assert len(CASES) >= 30


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("huge_field", UnsafeInputError),
        ("bomb", UnsafeInputError),
        ("external", UnsafeInputError),
        ("zip_bomb", UnsafeInputError),
        ("nul_early", UnsafeInputError),
        ("no_key", SpecError),
        ("two_ids", SpecError),
        ("unknown_columns", SpecError),
        ("toml", SpecError),
    ],
)
def test_kind_of_error(name, kind, tmp_path):
    assert outcome(name, tmp_path)[1].startswith(kind.__name__)


@pytest.mark.parametrize(
    ("name", "line", "n_kept"),
    [
        ("too_few", 3, 1),
        ("open_quote", 3, 2),
        ("inner_quote", 3, 1),
        ("header_again", 3, 2),
        ("twice", 3, 1),
        ("bad_line", 2, 2),
        ("role", 3, 1),
        ("nul_late", 3992, 3990),
        ("february", 3, 2),
    ],
)
def test_line_and_rest(name, line, n_kept, tmp_path):
    _, ending, write, _ = CASES[name]
    path = tmp_path / f"x.{ending}"
    write(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RejectedRowsWarning)
        records = sm.load(path)
    assert records.rejected.column("line").to_pylist() == [line]
    assert records.rejected.column("file").to_pylist() == [path.name]
    assert len(records) == n_kept


def test_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page()
