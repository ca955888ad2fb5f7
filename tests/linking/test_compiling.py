"""Compiling ahead compiles all that a run calls."""

from __future__ import annotations

import subprocess
import sys

import pytest

from suspectmatch.errors import ParameterError
from suspectmatch.kernels import _jit
from suspectmatch.linking import compiling

COMPILE = "from suspectmatch.linking.compiling import compile_kernels; print(compile_kernels()[1])"
LINK_SMALL = """
import suspectmatch as sm
from suspectmatch.kernels import _jit
from suspectmatch.synthetic import aliased_records, single_name_records
single, aliased = single_name_records(300, seed=5).records, aliased_records(300, seed=6).records
sm.link({"a": single, "b": aliased}, progress=False)
sm.link({"a": single, "b": single}, across_only=True, fit=True, progress=False)
print([each.__name__ for each in _jit._kernels if each.compiled.stats.cache_misses])
print([each.__name__ for each in _jit.kernels_run_as_python()])
"""

ASKED_FOR_BY_SOME = {
    "bound_pairs_across",
    "count_members",
    "document_levels_pairs",
    "name_levels_pairs",
    "sample_pairs",
    "set_levels_pairs",
    "split_blocks",
    "take_blocks",
    "year_keys",
}


@pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")
def test_after_compiling_ahead_a_small_run_compiles_nothing():
    for program, expected in ((COMPILE, f"{_jit.cache_folder()}\n"), (LINK_SMALL, "[]\n[]\n")):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == expected


@pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")
def test_what_only_some_runs_call_is_called_too(monkeypatch):
    called = set()
    call = _jit.Kernel.__call__

    def noted(self, *args):
        called.add(self.__name__)
        return call(self, *args)

    monkeypatch.setattr(_jit.Kernel, "__call__", noted)
    compiling.call_kernels()
    assert called >= ASKED_FOR_BY_SOME


def test_where_nothing_can_be_kept_the_folder_to_name_is_said(monkeypatch):
    monkeypatch.setattr(compiling, "cache_folder", lambda: None)
    with pytest.raises(ParameterError, match="NUMBA_CACHE_DIR"):
        compiling.compile_kernels()
